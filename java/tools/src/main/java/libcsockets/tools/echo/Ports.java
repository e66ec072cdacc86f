package libcsockets.tools.echo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The kernel's lists of IPv4 sockets: they show the users of a port without sending to it. */
final class Ports {
    static final Path TCP = Path.of("/proc/net/tcp");
    static final Path UDP = Path.of("/proc/net/udp");

    // The columns of both files, see proc(5), and states from the kernel's tcp_states.h.
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int TIMER = 5;
    private static final String TIME_WAIT = "06";
    private static final String LISTEN = "0A";
    private static final int TICKS_PER_SECOND = 100;

    private Ports() {}

    /** Waits until a server has the port, and with TCP listens on it; false if the server or the time ends first. */
    static boolean awaitServer(Path protocol, int port, BooleanSupplier serverLives, long seconds)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!hasServer(protocol, port)) {
            if (!serverLives.getAsBoolean() || System.nanoTime() - deadline > 0) {
                return false;
            }
            Thread.sleep(1);
        }
        return true;
    }

    /** Whether a socket has the port; with TCP, a listening one. */
    static boolean hasServer(Path protocol, int port) throws IOException {
        for (String[] socket : sockets(protocol, port)) {
            if (protocol.equals(UDP) || socket[STATE].equals(LISTEN)) {
                return true;
            }
        }
        return false;
    }

    /** The seconds until no TCP connection in TIME-WAIT holds the port; 0 for none. */
    static long secondsOfTimeWait(int port) throws IOException {
        long ticks = 0;
        for (String[] socket : sockets(TCP, port)) {
            if (socket[STATE].equals(TIME_WAIT)) {
                String timer = socket[TIMER];
                ticks = Math.max(ticks, Long.parseLong(timer.substring(timer.indexOf(':') + 1), 16));
            }
        }
        return (ticks + TICKS_PER_SECOND - 1) / TICKS_PER_SECOND;
    }

    private static List<String[]> sockets(Path protocol, int port) throws IOException {
        String localPort = String.format(":%04X", port);
        List<String[]> sockets = new ArrayList<>();
        for (String line : Files.readAllLines(protocol)) {
            String[] columns = line.trim().split("\\s+");
            if (columns[LOCAL_ADDRESS].endsWith(localPort)) {
                sockets.add(columns);
            }
        }
        return sockets;
    }
}
