package libcsockets.tools.tcp;

import static libcsockets.Constants.TH_ACK;
import static libcsockets.Constants.TH_RST;
import static libcsockets.Constants.TH_SYN;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.netlink.InetDiagMsg;
import libcsockets.socket.TcpInfo;
import libcsockets.tools.netlink.Netlink;
import libcsockets.tools.story.Fd;
import libcsockets.tools.wire.Capture;
import libcsockets.tools.wire.Segment;

/**
 * A TCP connection under observation: after each call, its segments and the states that the kernel reports for both
 * ends.
 */
final class Conversation {
    private static final int SETTLE_MILLIS = 3_000;

    private final Libc libc;
    private final Netlink netlink;
    private final Capture capture;
    private final InetSocketAddress clientAddress;
    private final InetSocketAddress serverAddress;
    private final TcpEnd client = new TcpEnd(TcpEnd.CLOSED);
    private final TcpEnd server;
    private final List<Event> events = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();
    private final List<Map<String, Object>> observed = new ArrayList<>();
    private Fd clientFd;
    private Fd serverFd;
    private boolean filtered;

    /** A call or a segment, and the states of both ends after it. */
    record Event(String clientCall, String serverCall, Segment segment, String clientState, String serverState) {}

    /** @param capture captures the segments; null if that is not permitted */
    Conversation(
            Libc libc,
            Netlink netlink,
            Capture capture,
            InetSocketAddress clientAddress,
            InetSocketAddress serverAddress,
            boolean listening) {
        this.libc = libc;
        this.netlink = netlink;
        this.capture = capture;
        this.clientAddress = clientAddress;
        this.serverAddress = serverAddress;
        server = new TcpEnd(listening ? TcpEnd.LISTEN : TcpEnd.CLOSED);
        events.add(new Event(null, null, null, client.state(), server.state()));
    }

    void clientFd(Fd fd) {
        clientFd = fd;
    }

    void serverFd(Fd fd) {
        serverFd = fd;
    }

    /** Whether both ends drop arriving segments from now on. */
    void filtered(boolean value) {
        filtered = value;
    }

    /** The client made a call; its segments are taken with those of the next call. */
    void noted(String clientCall) {
        events.add(new Event(clientCall, null, null, client.state(), server.state()));
    }

    void clientCalled(String call, int expected) throws ErrnoException {
        called(call, null, expected);
    }

    void serverCalled(String call, int expected) throws ErrnoException {
        called(null, call, expected);
    }

    /** A call was made, with this many segments expected. */
    private void called(String clientCall, String serverCall, int expected) throws ErrnoException {
        events.add(new Event(clientCall, serverCall, null, client.state(), server.state()));
        settle(expected);
        Map<String, Object> row = observe(clientCall != null ? "client " + clientCall : "server " + serverCall);
        if (capture == null) {
            // Without the segments only the kernel knows the states.
            client.reported((String) row.get("clientDiag"));
            server.reported((String) row.get("serverDiag"));
            events.add(new Event(null, null, null, client.state(), server.state()));
        }
    }

    /** Takes the segments that have arrived and waits for the remaining ones. */
    private void settle(int expected) throws ErrnoException {
        if (capture == null) {
            return;
        }
        for (Capture.Frame frame : capture.take(expected, SETTLE_MILLIS)) {
            Segment segment = Segment.of(frame.bytes(), frame.time(), clientAddress.getPort(), filtered);
            segments.add(segment);
            TcpEnd sender = segment.fromClient() ? client : server;
            sender.sent(segment);
            if (!segment.dropped()) {
                (segment.fromClient() ? server : client).received(segment);
            }
            events.add(new Event(null, null, segment, client.state(), server.state()));
        }
    }

    private Map<String, Object> observe(String after) throws ErrnoException {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("after", after);
        row.put("clientDiag", diag(clientAddress, serverAddress));
        row.put("clientInfo", info(clientFd));
        row.put("serverDiag", diag(serverAddress, clientAddress));
        row.put("serverInfo", info(serverFd));
        if (capture != null) {
            row.put("clientByRfc", client.state());
            row.put("serverByRfc", server.state());
        }
        observed.add(row);
        return row;
    }

    private String diag(InetSocketAddress src, InetSocketAddress dst) throws ErrnoException {
        InetDiagMsg socket = netlink.tcp(src, dst);
        return socket == null ? TcpEnd.NONE : TcpEnd.name(socket.state());
    }

    /** The state in TCP_INFO, if the descriptor is still open. */
    private String info(Fd fd) {
        if (fd == null) {
            return "-";
        }
        try {
            return TcpEnd.name(TcpInfo.of(libc, fd.number()).state());
        } catch (ErrnoException e) {
            return "-";
        }
    }

    boolean captured() {
        return capture != null;
    }

    List<Event> events() {
        return events;
    }

    List<Segment> segments() {
        return segments;
    }

    /** The segments as rows: time, sender, fields, and the numbers relative to x and y. */
    List<Map<String, Object>> seen() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Segment s : segments) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("millis", Duration.between(segments.get(0).time(), s.time()).toNanos() / 1e6);
            row.put("from", s.fromClient() ? "client" : "server");
            row.put("flags", s.flagNames());
            row.put("seq", s.seq());
            row.put("ack", s.has(TH_ACK) ? s.ack() : null);
            row.put("relativeSeq", seqText(s));
            row.put("relativeAck", s.has(TH_ACK) ? ackText(s) : null);
            row.put("length", s.length());
            row.put("window", s.window());
            row.put("dropped", s.dropped());
            rows.add(row);
        }
        return rows;
    }

    /** The states after each call: for each end by sock_diag, TCP_INFO and the RFC. */
    List<Map<String, Object>> observed() {
        return observed;
    }

    InetSocketAddress clientAddress() {
        return clientAddress;
    }

    InetSocketAddress serverAddress() {
        return serverAddress;
    }

    String clientState() {
        return client.state();
    }

    String serverState() {
        return server.state();
    }

    /** The first sequence number of the client, which the classic pictures call x. */
    long x() {
        return first(true);
    }

    /** The first sequence number of the server: y. */
    long y() {
        return first(false);
    }

    private long first(boolean fromClient) {
        for (Segment segment : segments) {
            if (segment.fromClient() == fromClient && segment.has(TH_SYN)) {
                return segment.seq();
            }
        }
        return 0;
    }

    String seqText(Segment s) {
        return relative(s.fromClient() ? "x" : "y", s.seq() - (s.fromClient() ? x() : y()), s);
    }

    String ackText(Segment s) {
        return relative(s.fromClient() ? "y" : "x", s.ack() - (s.fromClient() ? y() : x()), s);
    }

    private static String relative(String name, long difference, Segment s) {
        // The RST that refuses a connection has sequence number 0: its side has not chosen a first number.
        if (s.has(TH_RST) && s.has(TH_ACK) && s.seq() == 0 && !name.equals("x")) {
            return "0";
        }
        long plus = difference & 0xffffffffL;
        return plus == 0 ? name : name + "+" + plus;
    }

    /** A segment in words: flags, numbers, length. */
    String label(Segment s) {
        StringBuilder label = new StringBuilder(s.flagNames());
        label.append(" seq=").append(seqText(s));
        if (s.has(TH_ACK)) {
            label.append(" ack=").append(ackText(s));
        }
        if (s.length() > 0) {
            label.append(" len=").append(s.length());
        }
        if (s.dropped()) {
            label.append(" (dropped)");
        }
        return label.toString();
    }
}
