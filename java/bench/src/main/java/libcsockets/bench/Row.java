package libcsockets.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** One piece of work, and who does it. */
final class Row {
    /** How a row is measured. */
    enum Kind {
        /** Everybody does a slice in turn. */
        RACE,
        /** Each slice is one start of a program. */
        ONE_SHOT,
        /** The memory that connections occupy that are only open. */
        MEMORY
    }

    /** The ground that a variant runs on. */
    enum Runtime {
        /** A program of the machine, C with few exceptions. */
        C("C"),
        JDK_25("JDK 25"),
        JDK_17("JDK 17");

        final String label;

        Runtime(String label) {
            this.label = label;
        }
    }

    /**
     * One way to do the work.
     *
     * @param label how people call it
     * @param runtime what it runs on
     * @param role what the process is told to open
     * @param base the name of the variant that it is compared with; null for the row's first
     */
    record Variant(String label, Runtime runtime, String role, String base) {
        String name() {
            return runtime == Runtime.C ? label : label + ", " + runtime.label;
        }
    }

    private static final int KIBIBYTE = 1024;

    /** The word on the command line. */
    final String id;

    final String title;
    final List<Variant> variants = new ArrayList<>();
    Kind kind = Kind.RACE;

    /** The role of the other end of a client, or of the program that loads a server; null if there is none. */
    String peer;

    String load;

    /** The bytes of a message, or how many connections. */
    private int size = Work.MESSAGE;

    private boolean ofConnections;

    /** The count of a slice is a multiple of it. */
    private int unit = 1;

    /** Of so many rounds one is played, where a slice is long. */
    private int roundsDivisor = 1;

    /**
     * How many processes take part for each variant, one after the other. With large buffers one process, of C too,
     * can be twice as fast as the next one of the same program for all its life; and with calls that take hardly any
     * time, one JVM may inline what the next does not.
     */
    int generations = 1;

    private Row(String id, String title) {
        this.id = id;
        this.title = title;
    }

    int size(Effort effort) {
        return ofConnections ? Math.min(size, effort.connections) : size;
    }

    int unit(Effort effort) {
        return load != null && ofConnections ? 2 * size(effort) : unit;
    }

    int rounds(Effort effort) {
        return kind == Kind.ONE_SHOT ? effort.starts : Math.max(1, effort.rounds / roundsDivisor);
    }

    /** Of what there are figures. */
    Set<Metric> metrics() {
        switch (kind) {
            case MEMORY:
                return EnumSet.of(Metric.HEAP, Metric.RSS);
            case ONE_SHOT:
                return EnumSet.of(Metric.TIME);
            default:
                return load == null
                        ? EnumSet.of(Metric.TIME, Metric.BYTES)
                        : EnumSet.of(Metric.TIME, Metric.CPU, Metric.BYTES);
        }
    }

    /** The index of the variant that another one is compared with. */
    int baseOf(Variant variant) {
        for (int i = 0; i < variants.size(); i++) {
            if (variants.get(i).name().equals(variant.base())) {
                return i;
            }
        }
        return 0;
    }

    private Row peer(String role) {
        peer = role;
        return this;
    }

    private Row load(String role) {
        load = role;
        return this;
    }

    private Row size(int bytes) {
        size = bytes;
        return this;
    }

    private Row generations(int count) {
        generations = count;
        return this;
    }

    private Row connections(int count) {
        size = count;
        ofConnections = true;
        return this;
    }

    private Row c(String role) {
        return c("C", role);
    }

    private Row c(String label, String role) {
        return add(label, Runtime.C, role);
    }

    private Row libc(String label, String role) {
        return on25("ffm" + label, "ffm:" + role).onBoth("jni" + label, "jni:" + role);
    }

    private Row on25(String label, String role) {
        return add(label, Runtime.JDK_25, role);
    }

    private Row onBoth(String label, String role) {
        return on25(label, role).add(label, Runtime.JDK_17, role);
    }

    private Row add(String label, Runtime runtime, String role) {
        variants.add(new Variant(label, runtime, role, null));
        return this;
    }

    /** Names the base of the variant that was added last. */
    private Row against(String base) {
        Variant last = variants.remove(variants.size() - 1);
        variants.add(new Variant(last.label(), last.runtime(), last.role(), base));
        return this;
    }

    private static void add(List<Row> rows, String id, String title, Consumer<Row> details) {
        Row row = new Row(id, title);
        details.accept(row);
        rows.add(row);
    }

    /** All rows, in the order in which they are measured. */
    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        addCalls(rows);
        addClients(rows);
        addServers(rows);
        addProcesses(rows);
        return rows;
    }

    private static void addCalls(List<Row> rows) {
        add(
                rows,
                "eagain",
                "recv that gives EAGAIN, errno delivered",
                row -> row.peer("echo-peer")
                        .generations(3)
                        .c("eagain")
                        .c("C, AF_UNIX", "eagain-unix")
                        .libc("", "eagain")
                        .libc(" byte[]", "eagain-bytes")
                        .onBoth("LibcSocket", "object:eagain")
                        .onBoth("LibcSocket byte[]", "object:eagain-bytes")
                        .onBoth("SocketChannel", "channel:eagain")
                        .on25("SocketChannel heap", "channel:eagain-bytes")
                        .on25("Netty's call", "netty:eagain")
                        .on25("JNA", "jna:eagain")
                        .on25("JNR", "jnr:eagain")
                        .on25("jnr-unixsocket", "jnr:eagain-channel")
                        .against("C, AF_UNIX")
                        .on25("junixsocket", "junixsocket:eagain")
                        .against("C, AF_UNIX"));
        add(
                rows,
                "unix",
                "AF_UNIX, 1 byte sent and received",
                row -> row.generations(3)
                        .c("unix")
                        .libc("", "unix")
                        .onBoth("LibcSocket", "object:unix")
                        .on25("LibcSocket byte[]", "object:unix-bytes")
                        .on25("SocketChannel", "channel:unix")
                        .on25("Netty's calls", "netty:unix")
                        .on25("JNA", "jna:unix")
                        .on25("JNR", "jnr:unix")
                        .on25("jnr-unixsocket", "jnr:unix-channel")
                        .on25("junixsocket", "junixsocket:unix"));
        add(
                rows,
                "getsockopt",
                "getsockopt of SO_RCVBUF",
                row -> row.peer("echo-peer")
                        .generations(3)
                        .c("getsockopt")
                        .libc("", "getsockopt")
                        .onBoth("LibcSocket", "object:getsockopt")
                        .on25("SocketChannel", "channel:getsockopt")
                        .on25("Netty's call", "netty:getsockopt")
                        .on25("JNA", "jna:getsockopt")
                        .on25("JNR", "jnr:getsockopt")
                        .on25("jnr-unixsocket", "jnr:getsockopt-channel")
                        .on25("junixsocket", "junixsocket:getsockopt"));
    }

    private static void addClients(List<Row> rows) {
        add(
                rows,
                "ping-pong",
                "TCP ping-pong of 64 bytes",
                row -> row.peer("echo-peer")
                        .c("ping-pong")
                        .libc("", "ping-pong")
                        .onBoth("LibcSocket", "object:ping-pong")
                        .onBoth("LibcSocket byte[]", "object:ping-pong-bytes")
                        .onBoth("Socket", "socket:ping-pong")
                        .onBoth("SocketChannel", "channel:ping-pong")
                        .on25("Netty", "netty:ping-pong"));
        for (int kibibytes : new int[] {1, 16}) {
            add(
                    rows,
                    "ping-pong-" + kibibytes + "k",
                    "TCP ping-pong of " + kibibytes + " KiB",
                    row -> row.peer("echo-peer")
                            .size(kibibytes * KIBIBYTE)
                            .c("ping-pong")
                            .libc("", "ping-pong")
                            .on25("LibcSocket", "object:ping-pong")
                            .on25("LibcSocket byte[]", "object:ping-pong-bytes")
                            .on25("Socket", "socket:ping-pong")
                            .on25("SocketChannel", "channel:ping-pong")
                            .on25("Netty", "netty:ping-pong"));
        }
        add(rows, "stream", "stream, 1 MiB there and back", row -> {
            row.unit = 16;
            row.peer("echo-peer")
                    .size(Work.MEBIBYTE)
                    .generations(5)
                    .c("stream")
                    .c("C and a copy each way", "stream-copy")
                    .libc("", "stream")
                    .libc(" byte[]", "stream-bytes")
                    .on25("LibcSocket", "object:stream")
                    .on25("LibcSocket byte[], sendAll", "object:stream-send-all")
                    .on25("LibcSocket byte[], OutputStream", "object:stream-output")
                    .on25("LibcSocket byte[], write", "object:stream-write")
                    .on25("Socket byte[]", "socket:ping-pong")
                    .on25("SocketChannel", "channel:ping-pong")
                    .on25("SocketChannel heap", "channel:stream-bytes")
                    .on25("Netty", "netty:ping-pong");
        });
        add(
                rows,
                "connect",
                "connect, echo, close",
                row -> row.peer("connect-peer")
                        .c("connect")
                        .libc("", "connect")
                        .on25("LibcSocket", "object:connect")
                        .on25("LibcSocket byte[]", "object:connect-bytes")
                        .on25("Socket", "socket:connect")
                        .on25("SocketChannel", "channel:connect")
                        .on25("Netty", "netty:connect"));
        add(
                rows,
                "udp",
                "UDP echo, one datagram at a time",
                row -> row.peer("udp-peer")
                        .c("udp")
                        .libc("", "udp")
                        .on25("LibcSocket", "object:udp")
                        .on25("LibcSocket byte[]", "object:udp-bytes")
                        .on25("DatagramChannel", "channel:udp")
                        .on25("Netty", "netty:udp"));
        add(rows, "udp-batch", "UDP echo, 32 datagrams under way, to C's sendmmsg and recvmmsg", row -> {
            row.unit = Work.WINDOW;
            row.peer("udp-batch-peer")
                    .c("udp-batch")
                    .c("C, 32 calls", "udp-window")
                    .libc("", "udp-batch")
                    .on25("LibcSocket", "object:udp-batch")
                    .on25("DatagramChannel, 32 calls", "channel:udp-window")
                    .on25("Netty", "netty:udp-batch");
        });
        add(rows, "udp-segments", "UDP echo, 32 datagrams under way by GSO and GRO, to C's one at a time", row -> {
            row.unit = Work.WINDOW;
            row.peer("udp-segments-peer")
                    .c("C, one at a time", "udp")
                    .c("C", "udp-segments")
                    .libc("", "udp-segments")
                    .on25("LibcSocket", "object:udp-segments")
                    .on25("DatagramChannel, 32 calls", "channel:udp-window");
        });
    }

    private static void addServers(List<Row> rows) {
        add(
                rows,
                "accept",
                "accept, echo, close",
                row -> row.load("connect-load")
                        .c("accept-server")
                        .libc("", "accept-server")
                        .on25("LibcSocket", "object:accept-server")
                        .on25("LibcSocket byte[]", "object:accept-server-bytes")
                        .on25("ServerSocket", "socket:accept-server")
                        .on25("ServerSocketChannel", "channel:accept-server")
                        .on25("Netty", "netty:accept-server"));
        for (int connections : new int[] {10, 100, 1_000, 10_000}) {
            String id = connections == 1_000 ? "epoll" : "epoll-" + connections;
            add(rows, id, String.format(Locale.ROOT, "epoll echo server, %,d connections", connections), row -> {
                row.roundsDivisor = connections == 10_000 ? 5 : 1;
                row.load("epoll-load")
                        .connections(connections)
                        .c("epoll-server")
                        .libc("", "epoll-server")
                        .on25("LibcSocket", "object:epoll-server")
                        .on25("Selector", "channel:epoll-server")
                        .on25("Netty", "netty:epoll-server");
            });
        }
        add(
                rows,
                "virtual",
                "echo server on virtual threads, 1,000 connections, to the JDK's",
                row -> row.load("epoll-load")
                        .connections(1_000)
                        .on25("Socket", "socket:virtual-thread-server")
                        .on25("LibcSocket", "object:virtual-thread-server"));
    }

    private static void addProcesses(List<Row> rows) {
        add(rows, "memory", "an open client, 10,000 of them", row -> {
            row.kind = Kind.MEMORY;
            row.peer("keeping-peer")
                    .connections(10_000)
                    .onBoth("LibcSocket", "object:open")
                    .onBoth("Socket", "socket:open")
                    .onBoth("SocketChannel", "channel:open")
                    .on25("Netty", "netty:open")
                    .on25("LibcSocket, a parked virtual thread each", "object:parked")
                    .on25("Socket, a parked virtual thread each", "socket:parked");
        });
        add(
                rows,
                "one-shot",
                "one-shot TCP echo client, the process from start to end, to Socket with the same options",
                row -> {
                    row.kind = Kind.ONE_SHOT;
                    row.onBoth("Socket", "libcsockets.bench.SocketClient")
                            .c("C", "program")
                            .on25("ffm launcher", "launcher:ffm")
                            .on25("jni launcher", "launcher:jni")
                            .add("jni launcher", Runtime.JDK_17, "launcher:jni")
                            .against("Socket, JDK 17")
                            .on25("launcher", "launcher:")
                            .on25("LibcSocket with a cache", "cached:libcsockets.bench.LibcSocketClient")
                            .on25("Socket with a cache", "cached:libcsockets.bench.SocketClient")
                            .add("Socket with a cache", Runtime.JDK_17, "cached:libcsockets.bench.SocketClient")
                            .against("Socket, JDK 17")
                            .on25("SocketChannel", "libcsockets.bench.SocketChannelClient")
                            .on25("Socket without the launcher's options", "plain:libcsockets.bench.SocketClient")
                            .c("python3", "python3");
                });
    }
}
