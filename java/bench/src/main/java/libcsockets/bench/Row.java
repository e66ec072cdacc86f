package libcsockets.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One piece of work, and who does it. */
final class Row {
    /** What a variant runs on. */
    enum Runtime {
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
     * @param role what the process is told to open, or the backend of a one-shot client
     * @param target the ratio that it is to keep to; 0 if there is none
     * @param cpuTarget the same for the processor time
     */
    record Variant(String label, Runtime runtime, String role, double target, double cpuTarget) {
        Variant(String label, Runtime runtime, String role, double target) {
            this(label, runtime, role, target, 0);
        }

        String name() {
            return runtime == Runtime.C ? label : label + ", " + runtime.label;
        }
    }

    /** The word on the command line. */
    final String id;

    final String title;
    final List<Variant> variants = new ArrayList<>();

    /** The role of the other end of a client, or of the program that loads a server; null if there is none. */
    String peer;

    String load;

    /** What the peer is opened with. */
    int peerArgument;

    /** The count of a slice is a multiple of it. */
    int unit = 1;

    /**
     * How many processes take part for each variant, one after the other. With large buffers one process, of C too, can be
     * twice as fast as the next one of the same program for all its life.
     */
    int generations = 1;

    /** Each slice is one start of a program. */
    boolean oneShot;

    /** The index of the variant that the others are compared with. */
    int base;

    private Row(String id, String title) {
        this.id = id;
        this.title = title;
    }

    private Row c(String role) {
        return c("", role);
    }

    private Row c(String label, String role) {
        variants.add(new Variant(label.isEmpty() ? "C" : "C, " + label, Runtime.C, role, 0));
        return this;
    }

    private Row libc(String label, String role, double ffm, double jni) {
        variants.add(new Variant("ffm" + label, Runtime.JDK_25, "ffm:" + role, ffm));
        variants.add(new Variant("jni" + label, Runtime.JDK_25, "jni:" + role, jni));
        variants.add(new Variant("jni" + label, Runtime.JDK_17, "jni:" + role, jni));
        return this;
    }

    private Row on25(String label, String role) {
        variants.add(new Variant(label, Runtime.JDK_25, role, 0));
        return this;
    }

    private Row on25(String label, String role, double target, double cpuTarget) {
        variants.add(new Variant(label, Runtime.JDK_25, role, target, cpuTarget));
        return this;
    }

    private Row onBoth(String label, String role) {
        variants.add(new Variant(label, Runtime.JDK_25, role, 0));
        variants.add(new Variant(label, Runtime.JDK_17, role, 0));
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
        add(rows, "eagain", "recv that gives EAGAIN, errno delivered", row -> {
            row.peer = "echo-peer";
            row.peerArgument = Work.MESSAGE;
            row.c("eagain")
                    .libc("", "eagain", 1.05, 1.06)
                    .libc(" byte[]", "eagain-bytes", 1.08, 1.08)
                    .onBoth("SocketChannel", "channel:eagain")
                    .on25("SocketChannel heap", "channel:eagain-bytes")
                    .on25("Netty's call", "netty:eagain");
        });
        add(rows, "ping-pong", "TCP ping-pong of 64 bytes", row -> {
            row.peer = "echo-peer";
            row.peerArgument = Work.MESSAGE;
            row.c("ping-pong")
                    .libc("", "ping-pong", 1.04, 1.05)
                    .onBoth("LibcSocket", "object:ping-pong")
                    .onBoth("Socket", "socket:ping-pong")
                    .onBoth("SocketChannel", "channel:ping-pong")
                    .on25("Netty", "netty:ping-pong");
        });
        add(rows, "one-shot", "one-shot TCP echo client, the process from start to end", row -> {
            row.oneShot = true;
            row.base = 1;
            row.c("program")
                    .onBoth("Socket", "libcsockets.bench.SocketClient")
                    .libc(" launcher", "launcher", 1.5, 0.65)
                    .onBoth("SocketChannel", "libcsockets.bench.SocketChannelClient");
        });
        add(rows, "stream", "stream, 1 MiB there and back", row -> {
            row.peer = "echo-peer";
            row.peerArgument = Work.MEBIBYTE;
            row.unit = 16;
            row.generations = 5;
            row.c("stream")
                    .c("and a copy each way", "stream-copy")
                    .libc("", "stream", 1.06, 1.06)
                    .libc(" byte[]", "stream-bytes", 1.10, 1.12)
                    .on25("Socket byte[]", "socket:stream-bytes")
                    .on25("SocketChannel", "channel:stream")
                    .on25("SocketChannel heap", "channel:stream-bytes")
                    .on25("Netty", "netty:stream");
        });
        add(rows, "connect", "connect, echo, close", row -> {
            row.peer = "connect-peer";
            row.c("connect")
                    .libc("", "connect", 1.06, 1.06)
                    .on25("Socket", "socket:connect")
                    .on25("SocketChannel", "channel:connect")
                    .on25("Netty", "netty:connect");
        });
        add(rows, "accept", "accept, echo, close", row -> {
            row.load = "connect-load";
            row.c("accept-server")
                    .libc("", "accept-server", 1.06, 1.06)
                    .on25("ServerSocket", "socket:accept-server")
                    .on25("ServerSocketChannel", "channel:accept-server")
                    .on25("Netty", "netty:accept-server");
        });
        add(rows, "udp", "UDP echo, one datagram at a time", row -> {
            row.peer = "udp-peer";
            row.c("udp")
                    .libc("", "udp", 1.04, 1.04)
                    .on25("DatagramChannel", "channel:udp")
                    .on25("Netty", "netty:udp");
        });
        add(rows, "udp-batch", "UDP echo, 32 datagrams under way", row -> {
            row.peer = "udp-batch-peer";
            row.unit = Work.WINDOW;
            row.base = 1;
            row.c("one at a time", "udp")
                    .on25("DatagramChannel, one at a time", "channel:udp")
                    .c("32 calls", "udp-window")
                    .c("mmsg", "udp-batch")
                    .libc(", mmsg", "udp-batch", 0.5, 0.5)
                    .on25("DatagramChannel, 32 calls", "channel:udp-batch")
                    .on25("Netty", "netty:udp-batch");
        });
        add(rows, "epoll", "epoll echo server, 1,000 connections", row -> {
            row.load = "epoll-load";
            row.unit = 2 * Work.CONNECTIONS;
            row.c("epoll-server")
                    .libc("", "epoll-server", 1.05, 1.06)
                    .on25("Epoll and LibcSocket", "object:epoll-server")
                    .on25("Selector", "channel:epoll-server")
                    .on25("Netty", "netty:epoll-server");
        });
        add(rows, "virtual", "echo server on virtual threads, 1,000 connections", row -> {
            row.load = "epoll-load";
            row.unit = 2 * Work.CONNECTIONS;
            row.base = 1;
            row.c("epoll-server")
                    .on25("Socket", "socket:virtual-thread-server")
                    .on25("LibcSocket", "object:virtual-thread-server", 0.92, 0.87);
        });
        return rows;
    }
}
