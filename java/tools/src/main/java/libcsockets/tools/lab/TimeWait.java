package libcsockets.tools.lab;

import static libcsockets.Constants.TCP_TIME_WAIT;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import libcsockets.ErrnoException;
import libcsockets.netlink.InetDiagMsg;

/** The end of a connection that is in TIME-WAIT, and how long it stays there. */
final class TimeWait {
    private static final String BOTH = "both";
    private static final int POLL_MILLIS = 20;
    /** Longer than any TIME-WAIT: Linux's is 60 s. */
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private final Netlink netlink;
    private final String who;
    private final InetSocketAddress src;
    private final InetSocketAddress dst;
    private final int timerMillis;
    private final String finTimeout;
    private final long since = System.nanoTime();

    private TimeWait(Netlink netlink, String who, InetSocketAddress src, InetSocketAddress dst, int timerMillis)
            throws IOException {
        this.netlink = netlink;
        this.who = who;
        this.src = src;
        this.dst = dst;
        this.timerMillis = timerMillis;
        finTimeout = sysctl("tcp_fin_timeout");
    }

    /** The end that is in TIME-WAIT, of both the client's; null if neither is. */
    static TimeWait of(Netlink netlink, Conversation talk) throws IOException {
        InetSocketAddress client = talk.clientAddress();
        InetSocketAddress server = talk.serverAddress();
        InetDiagMsg clientEnd = find(netlink, client, server);
        InetDiagMsg serverEnd = find(netlink, server, client);
        if (clientEnd != null) {
            String who = serverEnd != null ? BOTH : "client";
            return new TimeWait(netlink, who, client, server, clientEnd.expires());
        }
        return serverEnd == null ? null : new TimeWait(netlink, "server", server, client, serverEnd.expires());
    }

    private static InetDiagMsg find(Netlink netlink, InetSocketAddress src, InetSocketAddress dst)
            throws ErrnoException {
        InetDiagMsg socket = netlink.tcp(src, dst);
        return socket != null && socket.state() == TCP_TIME_WAIT ? socket : null;
    }

    String words() {
        return (who.equals(BOTH)
                        ? "Both ends are in TIME-WAIT, and no process holds them any more; the client's timer ends in "
                        : "The " + who + "'s end is in TIME-WAIT, and no process holds it any more; its timer ends in ")
                + timerMillis + " ms. Linux has 60 s built in (RFC 9293 asks for 2 MSL, with an MSL of 2 "
                + "minutes). No sysctl changes it: net.ipv4.tcp_fin_timeout, here " + finTimeout
                + " s, is for FIN-WAIT-2, and net.ipv4.tcp_tw_reuse lets new connections reuse the port earlier.";
    }

    /** What the JSON has of it. */
    Map<String, Object> fact() throws IOException {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("who", who);
        fact.put("timerMillis", timerMillis);
        fact.put("tcp_fin_timeout", finTimeout);
        fact.put("tcp_tw_reuse", sysctl("tcp_tw_reuse"));
        return fact;
    }

    /** Waits until it is over, and says how many seconds that took since it was found. */
    double awaitEnd() throws ErrnoException {
        while (find(netlink, src, dst) != null && System.nanoTime() - since < PATIENCE_NANOS) {
            pause();
        }
        return (System.nanoTime() - since) / 1e9;
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted.", e);
        }
    }

    private static String sysctl(String name) throws IOException {
        // Not readString, whose first read is of one byte: a sysctl gives its value to one read only.
        return Files.readAllLines(Path.of("/proc/sys/net/ipv4", name)).get(0).trim();
    }
}
