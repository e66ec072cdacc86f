package libcsockets.tools.compare;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.option.Optval;

/**
 * What a JDK subject reports to while it plays a scenario, with what it needs again and again. All sockets given to
 * {@link #keep} are closed at the end, whatever happens.
 */
public final class JdkRun {
    /** A phase that returns nothing. */
    @FunctionalInterface
    public interface Action {
        /**
         * Does it.
         *
         * @throws Exception what is to be reported
         */
        void run() throws Exception;
    }

    private final Consumer<Row> rows;
    private final Consumer<String> marks;
    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private Path directory;

    JdkRun(Consumer<Row> rows, Consumer<String> marks) {
        this.rows = rows;
        this.marks = marks;
    }

    // ---- phases ----

    /**
     * A phase: what it returns, or the exception that it throws, is compared with the libc phase of the same name.
     * A socket or channel that it returns is kept.
     *
     * @return what it returned; null when it threw
     */
    public <T> T phase(String name, Callable<T> call) {
        marks.accept(name);
        long start = System.nanoTime();
        try {
            T value = call.call();
            long millis = millisSince(start);
            if (value instanceof AutoCloseable closeable) {
                keep(closeable);
            }
            rows.accept(new Row(name, Row.Kind.VALUE, Values.of(value), null, millis, null));
            return value;
        } catch (Exception e) {
            rows.accept(Values.row(name, e, millisSince(start)));
            return null;
        } finally {
            marks.accept(Worker.NO_PHASE);
        }
    }

    /** A phase that returns nothing. */
    public void phase(String name, Action action) {
        marks.accept(name);
        long start = System.nanoTime();
        try {
            action.run();
            rows.accept(new Row(name, Row.Kind.VALUE, Values.VOID, null, millisSince(start), null));
        } catch (Exception e) {
            rows.accept(Values.row(name, e, millisSince(start)));
        } finally {
            marks.accept(Worker.NO_PHASE);
        }
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** Several values of one phase, as several fields of a libc phase are. */
    public static Object[] values(Object... values) {
        return values;
    }

    // ---- things that are closed at the end ----

    /** Closes this at the end; the last is closed first. */
    public <T extends AutoCloseable> T keep(T closeable) {
        if (!kept.contains(closeable)) {
            kept.push(closeable);
        }
        return closeable;
    }

    void end() {
        for (AutoCloseable closeable : kept) {
            try {
                closeable.close();
            } catch (Exception e) {
                // What a scenario has broken need not close well.
            }
        }
        if (directory != null) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A directory of its own with a short name, deleted at the end. */
    public Path directory() throws IOException {
        if (directory == null) {
            directory = Files.createTempDirectory(Path.of("/tmp"), "lc.");
        }
        return directory;
    }

    // ---- threads ----

    /** Starts a platform thread, and waits until it has ended or is blocked. */
    public Background start(Callable<?> task) throws Exception {
        return Background.start(task, false);
    }

    /** Starts a virtual thread, and waits until it has ended or is parked. */
    public Background startVirtual(Callable<?> task) throws Exception {
        return Background.start(task, true);
    }

    // ---- addresses ----

    /** 127.0.0.1 with a port; 0 lets the kernel choose one. */
    public static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(loopback(), port);
    }

    /** 127.0.0.1, whatever this JVM prefers. */
    public static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A TCP port of 127.0.0.1 that nobody has. */
    public static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    /** A UDP port of 127.0.0.1 that nobody has. */
    public static int unusedUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(loopback(0))) {
            return socket.getLocalPort();
        }
    }

    // ---- bytes ----

    /** The bytes of a text. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A buffer with the bytes of a text. */
    public static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(bytes(text));
    }

    /** Reads once, at most so many bytes: the bytes, or -1 at the end. */
    public static Object read(InputStream in, int most) throws IOException {
        byte[] bytes = new byte[most];
        int count = in.read(bytes);
        return count < 0 ? count : Arrays.copyOf(bytes, count);
    }

    /** Reads once, at most so many bytes: the bytes, or -1 at the end. */
    public static Object read(ReadableByteChannel in, int most) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(most);
        int count = in.read(buffer);
        return count < 0 ? count : buffer.flip();
    }

    // ---- the descriptor below ----

    /** The way to libc in this JVM. */
    public static Libc libc() {
        return Libc.get();
    }

    /** The descriptor that a socket or channel of the JDK has. */
    public static int descriptor(Object socket) throws Exception {
        return Descriptors.of(socket);
    }

    /** {@code getsockopt} of an int on the descriptor of a JDK socket or channel. */
    public static int option(Object socket, int level, int name) throws Exception {
        IntRef value = new IntRef(0);
        if (libc().getsockopt(descriptor(socket), level, name, value) < 0) {
            throw new IOException("getsockopt: " + libc().strerror(libc().errno()));
        }
        return value.get();
    }

    /** {@code fcntl} without an argument on the descriptor of a JDK socket or channel. */
    public static int fcntl(Object socket, int command) throws Exception {
        int result = libc().fcntl(descriptor(socket), command);
        if (result < 0) {
            throw new IOException("fcntl: " + libc().strerror(libc().errno()));
        }
        return result;
    }

    /** Closes a socket or channel so that its peer is reset: SO_LINGER with 0 seconds, then close. */
    public static void reset(AutoCloseable socket) throws Exception {
        int descriptor = descriptor(socket);
        libc().setsockopt(descriptor, SOL_SOCKET, SO_LINGER, Optval.linger(1, 0), SIZEOF_LINGER);
        socket.close();
    }

    // ---- pairs ----

    /** A TCP connection over 127.0.0.1. */
    public record Connection(Socket client, Socket server) {}

    /** A TCP connection of java.net; both sockets are kept. */
    public Connection connection() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, loopback())) {
            Socket client = keep(new Socket(loopback(), listener.getLocalPort()));
            return new Connection(client, keep(listener.accept()));
        }
    }

    /** A TCP connection of channels. */
    public record Channels(SocketChannel client, SocketChannel server) {}

    /** A TCP connection of channels; both are kept. */
    public Channels channels() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(loopback(0));
            SocketChannel client = keep(SocketChannel.open(listener.getLocalAddress()));
            return new Channels(client, keep(listener.accept()));
        }
    }
}
