package libcsockets.tools.tcp;

import static libcsockets.Constants.TCP_TIME_WAIT;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import libcsockets.ErrnoException;
import libcsockets.netlink.InetDiagMsg;
import libcsockets.tools.netlink.Netlink;

/** The end of a connection that is in TIME-WAIT, and the time that it stays there. */
final class TimeWaitEnd {
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

    private TimeWaitEnd(Netlink netlink, String who, InetSocketAddress src, InetSocketAddress dst, int timerMillis)
            throws IOException {
        this.netlink = netlink;
        this.who = who;
        this.src = src;
        this.dst = dst;
        this.timerMillis = timerMillis;
        finTimeout = sysctl("tcp_fin_timeout");
    }

    /** The end in TIME-WAIT, the client's if both are; null if neither is. */
    static TimeWaitEnd of(Netlink netlink, Conversation talk) throws IOException {
        InetSocketAddress client = talk.clientAddress();
        InetSocketAddress server = talk.serverAddress();
        InetDiagMsg clientEnd = find(netlink, client, server);
        InetDiagMsg serverEnd = find(netlink, server, client);
        if (clientEnd != null) {
            String who = serverEnd != null ? BOTH : "client";
            return new TimeWaitEnd(netlink, who, client, server, clientEnd.expires());
        }
        return serverEnd == null ? null : new TimeWaitEnd(netlink, "server", server, client, serverEnd.expires());
    }

    private static InetDiagMsg find(Netlink netlink, InetSocketAddress src, InetSocketAddress dst)
            throws ErrnoException {
        InetDiagMsg socket = netlink.tcp(src, dst);
        return socket != null && socket.state() == TCP_TIME_WAIT ? socket : null;
    }

    String words() {
        return (who.equals(BOTH)
                        ? "Both ends are in TIME-WAIT, and no process holds them; the client's timer expires in "
                        : "The " + who + "'s end is in TIME-WAIT, and no process holds it; its timer expires in ")
                + timerMillis + " ms. Linux has a fixed time of 60 s (RFC 9293 requires 2 MSL, with an MSL of 2 "
                + "minutes). No sysctl changes it: net.ipv4.tcp_fin_timeout, here " + finTimeout
                + " s, is for FIN-WAIT-2, and net.ipv4.tcp_tw_reuse lets new connections reuse the port earlier.";
    }

    /** The entry in the JSON. */
    Map<String, Object> fact() throws IOException {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("who", who);
        fact.put("timerMillis", timerMillis);
        fact.put("tcp_fin_timeout", finTimeout);
        fact.put("tcp_tw_reuse", sysctl("tcp_tw_reuse"));
        return fact;
    }

    /** Waits for the end of TIME-WAIT and returns the seconds since it was found. */
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
        // readString starts with a read of one byte, but a sysctl returns its value to the first read only.
        return Files.readAllLines(Path.of("/proc/sys/net/ipv4", name)).get(0).trim();
    }
}
