package libcsockets.tools.compare.scenario;

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
 * One run of a scenario with the JDK: takes the results of the phases, and offers helpers to the scenarios. It closes
 * all sockets given to {@link #keep} at the end, whatever happens.
 */
public final class JdkRun {
    /** An action that returns nothing. */
    @FunctionalInterface
    public interface Action {
        /**
         * Runs the action.
         *
         * @throws Exception to be reported as the result
         */
        void run() throws Exception;
    }

    /** The mark between two phases. */
    public static final String NO_PHASE = "-";

    private final Consumer<PhaseRow> rows;
    private final Consumer<String> marks;
    private final Deque<AutoCloseable> kept = new ArrayDeque<>();
    private Path directory;

    public JdkRun(Consumer<PhaseRow> rows, Consumer<String> marks) {
        this.rows = rows;
        this.marks = marks;
    }

    // ---- phases ----

    /**
     * Runs a phase: its value or exception is compared with the libc phase of the same name. Keeps a socket or channel
     * that it returns.
     *
     * @return the value; null after an exception
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
            rows.accept(new PhaseRow(name, PhaseRow.Kind.VALUE, Values.of(value), null, millis, null));
            return value;
        } catch (Exception e) {
            rows.accept(Values.row(name, e, millisSince(start)));
            return null;
        } finally {
            marks.accept(NO_PHASE);
        }
    }

    /** Runs a phase that returns nothing. */
    public void phase(String name, Action action) {
        marks.accept(name);
        long start = System.nanoTime();
        try {
            action.run();
            rows.accept(new PhaseRow(name, PhaseRow.Kind.VALUE, Values.VOID, null, millisSince(start), null));
        } catch (Exception e) {
            rows.accept(Values.row(name, e, millisSince(start)));
        } finally {
            marks.accept(NO_PHASE);
        }
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** Several values of one phase, as several fields of a libc phase are. */
    public static Object[] values(Object... values) {
        return values;
    }

    // ---- closing ----

    /** Closes this at the end of the run, in reverse order. */
    public <T extends AutoCloseable> T keep(T closeable) {
        if (!kept.contains(closeable)) {
            kept.push(closeable);
        }
        return closeable;
    }

    public void end() {
        for (AutoCloseable closeable : kept) {
            try {
                closeable.close();
            } catch (Exception e) {
                // A socket that a scenario has broken may fail to close.
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

    /** Makes a directory with a short name, which is deleted at the end. */
    public Path directory() throws IOException {
        if (directory == null) {
            directory = Files.createTempDirectory(Path.of("/tmp"), "lc.");
        }
        return directory;
    }

    // ---- threads ----

    /** Starts a platform thread, and waits until it has ended or is blocked. */
    public BackgroundTask start(Callable<?> task) throws Exception {
        return BackgroundTask.start(task, false);
    }

    /** Starts a virtual thread, and waits until it has ended or is parked. */
    public BackgroundTask startVirtual(Callable<?> task) throws Exception {
        return BackgroundTask.start(task, true);
    }

    // ---- addresses ----

    /** 127.0.0.1 with a port; 0 lets the kernel choose one. */
    public static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(loopback(), port);
    }

    /** 127.0.0.1, whatever family this JVM prefers. */
    public static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Finds an unused TCP port of 127.0.0.1. */
    public static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    /** Finds an unused UDP port of 127.0.0.1. */
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

    /** The backend of this JVM. */
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
