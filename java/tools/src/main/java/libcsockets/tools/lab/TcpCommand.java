package libcsockets.tools.lab;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import libcsockets.Errno;
import libcsockets.ErrnoException;
import libcsockets.InetDiagMsg;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Optval;
import libcsockets.Optval.SockFilter;
import libcsockets.Sockaddr;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code libc-sockets tcp}: a connection's segments and states, from the handshake to TIME-WAIT. */
@Command(
        name = "tcp",
        description =
                "Makes a real TCP connection over the loopback interface and draws what happens: segments, and the "
                        + "states of both ends.",
        footerHeading = "%n",
        footer =
                "Segments are seen through an AF_PACKET socket, which needs CAP_NET_RAW; states are asked of the kernel "
                        + "(sock_diag, TCP_INFO), which needs nothing.")
public final class TcpCommand implements Callable<Integer> {
    private static final int ATTEMPTS = 25;
    private static final int TIME_WAIT_POLL_MILLIS = 20;
    /** Longer than any TIME-WAIT: Linux's is 60 s. */
    private static final long TIME_WAIT_PATIENCE_NANOS = 120_000_000_000L;

    @Parameters(
            arity = "0..1",
            paramLabel = "SCENE",
            defaultValue = "client-first",
            description =
                    "client-first (the default), server-first, both-at-once, half-close, reset, refused or backlog.")
    private String scene;

    @Option(names = "--svg", paramLabel = "FILE", description = "Also draws the diagram into an SVG file.")
    private Path svg;

    @Option(names = "--pcap", paramLabel = "FILE", description = "Also writes the segments for Wireshark or tcpdump.")
    private Path pcap;

    @Option(
            names = "--time-wait",
            description = "Waits for the end of TIME-WAIT, a minute on Linux, and says how long it was.")
    private boolean timeWait;

    @Mixin
    private LabOptions options;

    private Libc libc;
    private Narrator n;
    private Calls c;
    private Netlink netlink;
    private Conversation talk;
    private Fd listener;
    private Fd client;
    private Fd server;
    private String missing;

    /** A scene, its title and what to know before it. */
    private record Scene(String title, Story story) {}

    private interface Story {
        void play() throws IOException;
    }

    private Map<String, Scene> scenes() {
        Map<String, Scene> scenes = new LinkedHashMap<>();
        scenes.put("client-first", new Scene("Handshake, data, and a close that the client begins", this::clientFirst));
        scenes.put("server-first", new Scene("Handshake, data, and a close that the server begins", this::serverFirst));
        scenes.put("both-at-once", new Scene("Both ends close at the same moment", this::bothAtOnce));
        scenes.put(
                "half-close",
                new Scene("Half-close: the client has finished sending, the server not yet", this::halfClose));
        scenes.put("reset", new Scene("A reset in place of a close", this::reset));
        scenes.put("refused", new Scene("Nobody listens: the connection is refused", this::refused));
        scenes.put("backlog", new Scene("The server's queue is full", this::backlog));
        return scenes;
    }

    @Override
    public Integer call() throws IOException {
        Scene chosen = scenes().get(scene);
        if (chosen == null) {
            throw options.refused("SCENE must be one of " + String.join(", ", scenes().keySet()) + ".");
        }
        check("--svg", svg);
        check("--pcap", pcap);
        libc = options.libc();
        n = options.narrator(libc);
        try (Netlink diag = new Netlink(libc, NETLINK_SOCK_DIAG, null)) {
            netlink = diag;
            n.fact("scene", scene);
            n.chapter(chosen.title);
            for (int attempt = 1; ; attempt++) {
                try (Calls calls = new Calls(libc, n)) {
                    c = calls;
                    chosen.story.play();
                    if (again(attempt)) {
                        n.notice("The two FINs did not cross this time: once more.");
                        continue;
                    }
                    show(chosen.title);
                    break;
                }
            }
        }
        n.end();
        if (missing != null && (svg != null || pcap != null)) {
            throw new IOException("Nothing is written to a file, since the segments cannot be seen: " + missing);
        }
        return 0;
    }

    /** Before the work, which may take a minute. */
    private void check(String option, Path file) {
        String problem = file == null ? null : OutputFile.problem(file);
        if (problem != null) {
            throw options.refused(option + " FILE must be one that can be written: " + problem + ".");
        }
    }

    // ---- scenes ----

    private void clientFirst() throws IOException {
        connect();
        exchange();
        client("close(client)", 2, c.close(client));
        n.notice(
                "The client has nothing more to say (FIN); the kernel of the server acknowledges it without the program.");
        c.recv(server, 16, 0);
        talk.serverCalled("recv(server) = 0", 0);
        server("close(server)", 2, c.close(server));
        n.notice("The server is ready, too. Who closed first stays in TIME-WAIT, without any process.");
    }

    private void serverFirst() throws IOException {
        connect();
        exchange();
        server("close(server)", 2, c.close(server));
        c.recv(client, 16, 0);
        talk.clientCalled("recv(client) = 0", 0);
        client("close(client)", 2, c.close(client));
        n.notice(
                "This time the server stays in TIME-WAIT. That is why a server that is started again finds its port in use "
                        + "(EADDRINUSE) unless it sets SO_REUSEADDR.");
    }

    private void halfClose() throws IOException {
        connect();
        client("shutdown(client, SHUT_WR)", 2, c.shutdown(client, SHUT_WR));
        c.recv(server, 16, 0);
        talk.serverCalled("recv(server) = 0", 0);
        server("send(server, 6)", 2, c.send(server, "answer", 0));
        n.notice("One direction is closed, the other still carries data.");
        c.recv(client, 16, 0);
        talk.clientCalled("recv(client) = 6", 0);
        server("close(server)", 2, c.close(server));
        client("close(client)", 0, c.close(client));
    }

    private void reset() throws IOException {
        connect();
        c.linger(client, 1, 0);
        client("close(client)", 1, c.close(client));
        n.notice("With SO_LINGER {1, 0} close sends RST: no FIN, no answer, no TIME-WAIT.");
        c.recv(server, 16, 0);
        talk.serverCalled("recv(server) = -1 ECONNRESET", 0);
        c.close(server);
    }

    private void refused() throws IOException {
        prepare(false);
        int result = c.connect(client, c.nameOf(listener));
        talk.clientCalled("connect(client) = " + outcome(result), 2);
        n.notice("A SYN to a port where nobody listens is answered with RST.");
    }

    private void backlog() throws IOException {
        prepare(true);
        Fd filler = new Fd("filler", c.must("socket", libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
        c.connect(filler, c.nameOf(listener));
        n.notice("listen(listener, 0) leaves room for one connection that nobody has accepted; this is it.");
        c.must("fcntl", libc.fcntl(client.number(), F_SETFL, O_NONBLOCK));
        int result = c.connect(client, c.nameOf(listener));
        talk.clientCalled("connect(client) = " + outcome(result), 1);
        talk.filtered(false);
        n.notice(
                "There is no room, so the server's kernel drops the SYN. Nothing is refused: the client's kernel will try "
                        + "again after a second.");
        Fd first = c.accept("first", listener);
        n.notice("Now there is room.");
        c.poll(client, POLLOUT, 10_000);
        talk.clientCalled("poll(client) = 1", 3);
        IntRef error = new IntRef();
        libc.getsockopt(client.number(), SOL_SOCKET, SO_ERROR, error);
        n.call(null, "getsockopt(client, SOL_SOCKET, SO_ERROR, -> " + error + ")", 0, 0);
        n.notice("The same SYN, sent again, opened the connection. A client only sees a connect that takes long.");
        server = c.accept("server", listener);
        talk.serverFd(server);
        talk.serverCalled("accept(listener)", 0);
        c.closeQuietly(first);
        libc.close(filler.number());
    }

    private void bothAtOnce() throws IOException {
        connect();
        ByteBuffer nothing = Optval.fprog(new SockFilter(BPF_RET | BPF_K, 0, 0, 0));
        filter(client, nothing);
        filter(server, nothing);
        talk.filtered(true);
        n.notice(
                "The loopback interface is too fast for two FINs to meet. So each end gets a filter that throws away what "
                        + "arrives, until both have closed.");
        int one = c.shutdown(client, SHUT_WR);
        int two = c.shutdown(server, SHUT_WR);
        talk.noted("shutdown(client, SHUT_WR)" + (one < 0 ? " = -1" : ""));
        server("shutdown(server, SHUT_WR)", 2, two);
        detach(client);
        detach(server);
        talk.filtered(false);
        c.awaitEvent(client, POLLHUP);
        c.awaitEvent(server, POLLHUP);
        talk.clientCalled("(timers expire)", 4);
        n.notice("Both send their FIN again, and each FIN arrives before the other side's acknowledgement.");
        c.close(client);
        c.close(server);
    }

    private boolean again(int attempt) {
        return scene.equals("both-at-once")
                && talk.captured()
                && attempt < ATTEMPTS
                && talk.events().stream()
                        .noneMatch(e -> e.clientState().equals(TcpEnd.CLOSING)
                                && talk.events().stream()
                                        .anyMatch(o -> o.serverState().equals(TcpEnd.CLOSING)));
    }

    private void filter(Fd fd, ByteBuffer program) {
        n.call(
                null,
                "setsockopt(" + fd.name() + ", SOL_SOCKET, SO_ATTACH_FILTER, {BPF_RET 0})",
                libc.setsockopt(fd.number(), SOL_SOCKET, SO_ATTACH_FILTER, program, SIZEOF_SOCK_FPROG),
                libc.errno());
    }

    private void detach(Fd fd) {
        n.call(
                null,
                "setsockopt(" + fd.name() + ", SOL_SOCKET, SO_DETACH_FILTER, 0)",
                libc.setsockopt(fd.number(), SOL_SOCKET, SO_DETACH_FILTER, 0),
                libc.errno());
    }

    // ---- parts of scenes ----

    /** Makes the sockets and gives both their addresses, so that the filter can be for this connection alone. */
    private void prepare(boolean listens) throws IOException {
        Sockaddr any = Sockaddr.inet("127.0.0.1", 0);
        listener = c.socket("listener", AF_INET, SOCK_STREAM, 0);
        c.bind(listener, any);
        if (listens) {
            c.listen(listener, scene.equals("backlog") ? 0 : 16);
        }
        client = c.socket("client", AF_INET, SOCK_STREAM, 0);
        c.bind(client, any);
        InetSocketAddress clientAddress = c.nameOf(client).toInetSocketAddress();
        InetSocketAddress serverAddress = c.nameOf(listener).toInetSocketAddress();
        server = null;
        Capture capture = null;
        try {
            capture = Capture.open(libc, clientAddress.getPort(), serverAddress.getPort());
        } catch (ErrnoException e) {
            if (e.errno() != EPERM && e.errno() != EACCES) {
                throw e;
            }
            missing = e.call() + " gave " + e.errnoName()
                    + ", since this process lacks the capability CAP_NET_RAW (run it as root, or in a user and network "
                    + "namespace of its own: unshare -rn).";
        }
        talk = new Conversation(libc, netlink, capture, clientAddress, serverAddress, listens);
        talk.clientFd(client);
        if (scene.equals("backlog")) {
            talk.filtered(true);
        }
        c.onClose(capture);
    }

    private void connect() throws IOException {
        prepare(true);
        int result = c.connect(client, c.nameOf(listener));
        talk.clientCalled("connect(client) = " + outcome(result), 3);
        n.notice(
                "Three segments: SYN, SYN and ACK, ACK. The kernel of the server answers by itself; accept comes later.");
        server = c.accept("server", listener);
        talk.serverFd(server);
        talk.serverCalled("accept(listener)", 0);
    }

    private void exchange() throws IOException {
        client("send(client, 5)", 2, c.send(client, "hello", 0));
        c.recv(server, 16, 0);
        talk.serverCalled("recv(server) = 5", 0);
    }

    private void client(String call, int segments, int result) throws ErrnoException {
        if (call.startsWith("close")) {
            talk.clientFd(null);
        }
        talk.clientCalled(result < 0 ? call + " = " + outcome(result) : call, segments);
    }

    private void server(String call, int segments, int result) throws ErrnoException {
        if (call.startsWith("close")) {
            talk.serverFd(null);
        }
        talk.serverCalled(result < 0 ? call + " = " + outcome(result) : call, segments);
    }

    private String outcome(int result) {
        return result < 0 ? "-1 " + Errno.name(libc.errno()) : Integer.toString(result);
    }

    // ---- what was seen ----

    private void show(String title) throws IOException {
        Diagram diagram = new Diagram(talk);
        List<String> lines = new ArrayList<>();
        lines.add("");
        if (missing != null) {
            lines.addAll(Narrator.wrap(
                    "Segments cannot be shown: " + missing + " The states below need no privilege.", 100));
            lines.add("");
        } else {
            lines.addAll(diagram.text());
            lines.add("");
            addSegments(lines);
            lines.add("");
        }
        addStates(lines);
        n.lines(lines);
        n.fact("missing", missing);
        n.fact(
                "client",
                talk.clientAddress().getAddress().getHostAddress() + ":"
                        + talk.clientAddress().getPort());
        n.fact(
                "server",
                talk.serverAddress().getAddress().getHostAddress() + ":"
                        + talk.serverAddress().getPort());
        n.fact("x", talk.x() == 0 ? null : talk.x());
        n.fact("y", talk.y() == 0 ? null : talk.y());
        n.fact("segments", segments());
        n.fact("states", talk.observed());
        n.fact("diagram", missing == null ? diagram.text() : List.of());
        if (svg != null && missing == null) {
            OutputFile.write(svg, diagram.svg(title).getBytes(StandardCharsets.UTF_8));
        }
        if (pcap != null && missing == null) {
            Pcap.write(pcap, talk.segments());
        }
        timeWait();
    }

    private void addSegments(List<String> lines) {
        lines.add("x = " + talk.x() + (talk.y() == 0 ? "" : ", y = " + talk.y())
                + ": the first sequence numbers, which each end chose at random");
        lines.add(String.format(
                "%8s  %-16s %-12s %10s %10s %5s %6s", "ms", "from", "flags", "seq", "ack", "len", "window"));
        for (Segment s : talk.segments()) {
            lines.add(String.format(
                    "%8.3f  %-16s %-12s %10d %10s %5d %6d",
                    millis(s),
                    s.fromClient() ? "client" : "server",
                    s.flagNames(),
                    s.seq(),
                    s.has(TH_ACK) ? Long.toString(s.ack()) : "-",
                    s.length(),
                    s.window()));
        }
    }

    private double millis(Segment s) {
        return Duration.between(talk.segments().get(0).time(), s.time()).toNanos() / 1e6;
    }

    private List<Map<String, Object>> segments() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Segment s : talk.segments()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("millis", millis(s));
            row.put("from", s.fromClient() ? "client" : "server");
            row.put("flags", s.flagNames());
            row.put("seq", s.seq());
            row.put("ack", s.has(TH_ACK) ? s.ack() : null);
            row.put("relativeSeq", talk.seqText(s));
            row.put("relativeAck", s.has(TH_ACK) ? talk.ackText(s) : null);
            row.put("length", s.length());
            row.put("window", s.window());
            row.put("dropped", s.dropped());
            all.add(row);
        }
        return all;
    }

    private void addStates(List<String> lines) {
        lines.add("What the kernel says after each call:");
        String format = "  %-40s %-12s %-12s %-12s %-12s";
        lines.add(String.format(format, "", "client", "client", "server", "server")
                .stripTrailing());
        lines.add(String.format(format, "", "sock_diag", "TCP_INFO", "sock_diag", "TCP_INFO")
                .stripTrailing());
        for (Map<String, Object> row : talk.observed()) {
            lines.add(String.format(
                            format,
                            row.get("after"),
                            row.get("clientDiag"),
                            row.get("clientInfo"),
                            row.get("serverDiag"),
                            row.get("serverInfo"))
                    .stripTrailing());
        }
    }

    /** How long TIME-WAIT is, by the kernel's own timer, and with --time-wait by the clock. */
    private void timeWait() throws IOException {
        InetDiagMsg client = inTimeWait(talk.clientAddress(), talk.serverAddress());
        InetDiagMsg server = inTimeWait(talk.serverAddress(), talk.clientAddress());
        InetDiagMsg socket = client != null ? client : server;
        if (socket == null) {
            return;
        }
        long start = System.nanoTime();
        String who = client == null ? "server" : server == null ? "client" : "both";
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("who", who);
        fact.put("timerMillis", socket.expires());
        String finTimeout = sysctl("tcp_fin_timeout");
        fact.put("tcp_fin_timeout", finTimeout);
        fact.put("tcp_tw_reuse", sysctl("tcp_tw_reuse"));
        n.fact("timeWait", fact);
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.addAll(Narrator.wrap(
                (who.equals("both")
                                ? "Both ends are in TIME-WAIT, and no process holds them any more; the client's timer ends in "
                                : "The " + who
                                        + "'s end is in TIME-WAIT, and no process holds it any more; its timer ends in ")
                        + socket.expires() + " ms. Linux has 60 s built in (RFC 9293 asks for 2 MSL, with an MSL of 2 "
                        + "minutes). No sysctl changes it: net.ipv4.tcp_fin_timeout, here " + finTimeout
                        + " s, is for FIN-WAIT-2, and net.ipv4.tcp_tw_reuse lets new connections reuse the port earlier.",
                100));
        n.lines(lines);
        if (timeWait) {
            while (inTimeWait(socket.src(), socket.dst()) != null
                    && System.nanoTime() - start < TIME_WAIT_PATIENCE_NANOS) {
                pause();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            fact = new LinkedHashMap<>(fact);
            fact.put("measuredSeconds", seconds);
            n.fact("timeWait", fact);
            n.lines(List.of("", String.format("It is gone now, after %.2f s.", seconds)));
        }
    }

    /** What the kernel says of this end, if it is in TIME-WAIT. */
    private InetDiagMsg inTimeWait(InetSocketAddress src, InetSocketAddress dst) throws ErrnoException {
        InetDiagMsg socket = netlink.tcp(src, dst);
        return socket != null && socket.state() == TCP_TIME_WAIT ? socket : null;
    }

    private static void pause() {
        try {
            Thread.sleep(TIME_WAIT_POLL_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Interrupted.", e);
        }
    }

    private static String sysctl(String name) throws IOException {
        // Not readString, whose first read is of one byte: a sysctl gives its value to one read only.
        return Files.readAllLines(Path.of("/proc/sys/net/ipv4", name)).get(0).trim();
    }
}
