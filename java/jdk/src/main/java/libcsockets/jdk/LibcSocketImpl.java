package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import libcsockets.ErrnoException;
import libcsockets.option.Sockopts;
import libcsockets.socket.LibcSocket;

/**
 * The implementation of {@code java.net.Socket} and {@code ServerSocket} over a {@link LibcSocket}. Every wait,
 * time-out and wake-up is the socket's; this maps names, options and exceptions.
 */
final class LibcSocketImpl extends SocketImpl {
    private static final int DEFAULT_BACKLOG = 50;

    private final boolean server;

    // Not monitors: a virtual thread that waits with one would keep its carrier.
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();

    private volatile LibcSocket socket;
    private volatile boolean inputShut;
    private volatile boolean outputShut;
    private volatile boolean connectionReset;
    private volatile int timeout;

    LibcSocketImpl(boolean server) {
        this.server = server;
    }

    /** Of a socket that is there already. */
    LibcSocketImpl(LibcSocket socket, boolean server) {
        this.server = server;
        this.socket = socket;
        fd = new FileDescriptor();
    }

    LibcSocket socketBeneath() {
        return socket;
    }

    private LibcSocket open() throws SocketException {
        LibcSocket s = socket;
        if (s == null || !s.isOpen()) {
            throw Failures.closed(null);
        }
        return s;
    }

    @Override
    protected void create(boolean stream) throws IOException {
        if (socket != null) {
            // An adaptor's: it is there already.
            return;
        }
        socket = Failures.net(
                () -> stream ? Sockets.stream(Sockets.defaultDomain()) : Sockets.datagram(Sockets.defaultDomain()));
        if (server) {
            // As the JDK does on Linux.
            Failures.net(() -> socket.setOption(Sockopts.SO_REUSEADDR, true));
        }
        // Its number is nobody's; the JDK asks for the object to see whether there is a socket.
        fd = new FileDescriptor();
    }

    // ---- connecting ----

    @Override
    protected void connect(String host, int port) throws IOException {
        connect(new InetSocketAddress(host, port), 0);
    }

    @Override
    protected void connect(InetAddress address, int port) throws IOException {
        connect(new InetSocketAddress(address, port), 0);
    }

    @Override
    protected void connect(SocketAddress remote, int millis) throws IOException {
        if (!(remote instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException("Unsupported address type");
        }
        try {
            if (inet.isUnresolved()) {
                throw new UnknownHostException(inet.getHostName());
            }
            InetAddress to = inet.getAddress().isAnyLocalAddress() ? InetAddress.getLocalHost() : inet.getAddress();
            address = to;
            port = inet.getPort();
            LibcSocket s = open();
            Failures.net(
                    () -> s.connect(new InetSocketAddress(to, port), Duration.ofMillis(millis)), "Connect timed out");
            localport = port(Failures.net(s::localAddress));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    @Override
    protected void bind(InetAddress host, int port) throws IOException {
        LibcSocket s = open();
        Failures.net(() -> s.bind(new InetSocketAddress(host, port)));
        address = host;
        localport = port(Failures.net(s::localAddress));
    }

    @Override
    protected void listen(int backlog) throws IOException {
        LibcSocket s = open();
        Failures.net(() -> s.listen(backlog < 1 ? DEFAULT_BACKLOG : backlog));
    }

    @Override
    protected void accept(SocketImpl si) throws IOException {
        LibcSocketImpl impl = (LibcSocketImpl) si;
        LibcSocket s = open();
        LibcSocket accepted = Failures.net(() -> s.accept(Duration.ofMillis(timeout)), "Accept timed out");
        try {
            InetSocketAddress peer = (InetSocketAddress) Failures.net(accepted::remoteAddress);
            impl.localport = port(Failures.net(accepted::localAddress));
            impl.address = peer.getAddress();
            impl.port = peer.getPort();
            impl.fd = new FileDescriptor();
            impl.socket = accepted;
        } catch (IOException e) {
            accepted.close();
            throw e;
        }
    }

    // ---- streams ----

    @Override
    protected InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] b, int off, int len) throws IOException {
                return receive(b, off, len);
            }

            @Override
            public int available() throws IOException {
                return LibcSocketImpl.this.available();
            }

            @Override
            public void close() throws IOException {
                LibcSocketImpl.this.close();
            }
        };
    }

    private int receive(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return 0;
        }
        reading.lock();
        try {
            LibcSocket s = open();
            if (connectionReset) {
                throw new SocketException("Connection reset");
            }
            if (inputShut) {
                return -1;
            }
            return Failures.net(
                    () -> s.receiveTimeout(Duration.ofMillis(timeout)).receive(b, off, len, 0), "Read timed out");
        } catch (SocketException e) {
            // The kernel reports it once, and the JDK ever after.
            connectionReset |= e.getCause() instanceof ErrnoException cause && cause.errno() == ECONNRESET;
            throw e;
        } finally {
            reading.unlock();
        }
    }

    @Override
    protected OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                send(b, off, len);
            }

            @Override
            public void close() throws IOException {
                LibcSocketImpl.this.close();
            }
        };
    }

    private void send(byte[] b, int off, int len) throws IOException {
        Objects.checkFromIndexSize(off, len, b.length);
        if (len == 0) {
            return;
        }
        writing.lock();
        try {
            LibcSocket s = open();
            if (outputShut) {
                throw new SocketException("Socket output is shutdown");
            }
            Failures.net(() -> {
                s.sendAll(ByteBuffer.wrap(b, off, len), 0);
                return null;
            });
        } finally {
            writing.unlock();
        }
    }

    @Override
    protected int available() throws IOException {
        LibcSocket s = open();
        return inputShut ? 0 : Failures.net(() -> s.inputStream().available());
    }

    @Override
    protected void close() throws IOException {
        LibcSocket s = socket;
        if (s != null) {
            s.close();
        }
    }

    @Override
    protected void shutdownInput() throws IOException {
        LibcSocket s = open();
        if (!inputShut) {
            inputShut = true;
            shutdown(s, SHUT_RD);
        }
    }

    @Override
    protected void shutdownOutput() throws IOException {
        LibcSocket s = open();
        if (!outputShut) {
            outputShut = true;
            shutdown(s, SHUT_WR);
        }
    }

    private static void shutdown(LibcSocket s, int how) throws IOException {
        try {
            Failures.net(() -> s.shutdown(how));
        } catch (SocketException e) {
            // A connection that has been reset has no end left to shut down.
            if (!Failures.isNotConnected(e)) {
                throw e;
            }
        }
    }

    @Override
    protected boolean supportsUrgentData() {
        return true;
    }

    @Override
    protected void sendUrgentData(int data) throws IOException {
        LibcSocket s = open();
        int sent = Failures.net(() -> s.send(new byte[] {(byte) data}, MSG_OOB));
        if (sent == 0 || sent == LibcSocket.WOULD_BLOCK) {
            throw new IOException("No buffer space available");
        }
    }

    // ---- options ----

    @Override
    protected Set<SocketOption<?>> supportedOptions() {
        LibcSocket s = socket;
        Set<SocketOption<?>> options = new HashSet<>();
        if (s != null) {
            options.addAll(s.supportedOptions());
        }
        if (server) {
            options.removeIf(option -> option != StandardSocketOptions.SO_RCVBUF
                    && option != StandardSocketOptions.SO_REUSEADDR
                    && option != StandardSocketOptions.SO_REUSEPORT
                    && !option.name().equals("SO_INCOMING_NAPI_ID"));
        }
        return options;
    }

    @Override
    protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
        LibcSocket s = supporting(name);
        Failures.net(() -> s.setOption(name, value));
    }

    @Override
    protected <T> T getOption(SocketOption<T> name) throws IOException {
        if (name == LibcSockets.BENEATH) {
            return name.type().cast(open());
        }
        LibcSocket s = supporting(name);
        return Failures.net(() -> s.getOption(name));
    }

    private LibcSocket supporting(SocketOption<?> name) throws SocketException {
        Objects.requireNonNull(name);
        LibcSocket s = open();
        if (!supportedOptions().contains(name)) {
            throw new UnsupportedOperationException("'" + name + "' not supported");
        }
        return s;
    }

    @Override
    public void setOption(int id, Object value) throws SocketException {
        LibcSocket s = open();
        try {
            Failures.net(() -> {
                set(s, id, value);
                return null;
            });
        } catch (SocketException e) {
            throw e;
        } catch (IOException e) {
            throw (SocketException) new SocketException(e.getMessage()).initCause(e);
        }
    }

    private void set(LibcSocket s, int id, Object value) throws IOException {
        switch (id) {
            case SocketOptions.SO_TIMEOUT -> {
                int millis = (Integer) value;
                if (millis < 0) {
                    throw new IllegalArgumentException("timeout < 0");
                }
                timeout = millis;
            }
            // false, or the seconds.
            case SocketOptions.SO_LINGER ->
                s.setOption(StandardSocketOptions.SO_LINGER, value instanceof Integer seconds ? seconds : -1);
            case SocketOptions.TCP_NODELAY -> s.setOption(StandardSocketOptions.TCP_NODELAY, (Boolean) value);
            case SocketOptions.SO_KEEPALIVE -> s.setOption(StandardSocketOptions.SO_KEEPALIVE, (Boolean) value);
            case SocketOptions.SO_OOBINLINE -> s.setOption(Sockopts.SO_OOBINLINE, (Boolean) value);
            case SocketOptions.SO_REUSEADDR -> s.setOption(StandardSocketOptions.SO_REUSEADDR, (Boolean) value);
            case SocketOptions.SO_REUSEPORT -> s.setOption(StandardSocketOptions.SO_REUSEPORT, (Boolean) value);
            case SocketOptions.SO_SNDBUF -> s.setOption(StandardSocketOptions.SO_SNDBUF, (Integer) value);
            case SocketOptions.SO_RCVBUF -> s.setOption(StandardSocketOptions.SO_RCVBUF, (Integer) value);
            case SocketOptions.IP_TOS -> s.setOption(StandardSocketOptions.IP_TOS, (Integer) value);
            default -> throw new SocketException("Unknown option " + id);
        }
    }

    @Override
    public Object getOption(int id) throws SocketException {
        LibcSocket s = open();
        try {
            return Failures.net(() -> get(s, id));
        } catch (SocketException e) {
            throw e;
        } catch (IOException e) {
            throw (SocketException) new SocketException(e.getMessage()).initCause(e);
        }
    }

    private Object get(LibcSocket s, int id) throws IOException {
        return switch (id) {
            case SocketOptions.SO_TIMEOUT -> timeout;
            case SocketOptions.SO_LINGER -> {
                int seconds = s.getOption(StandardSocketOptions.SO_LINGER);
                yield seconds < 0 ? (Object) Boolean.FALSE : (Object) seconds;
            }
            case SocketOptions.TCP_NODELAY -> s.getOption(StandardSocketOptions.TCP_NODELAY);
            case SocketOptions.SO_KEEPALIVE -> s.getOption(StandardSocketOptions.SO_KEEPALIVE);
            case SocketOptions.SO_OOBINLINE -> s.getOption(Sockopts.SO_OOBINLINE);
            case SocketOptions.SO_REUSEADDR -> s.getOption(StandardSocketOptions.SO_REUSEADDR);
            case SocketOptions.SO_REUSEPORT -> s.getOption(StandardSocketOptions.SO_REUSEPORT);
            case SocketOptions.SO_SNDBUF -> s.getOption(StandardSocketOptions.SO_SNDBUF);
            case SocketOptions.SO_RCVBUF -> s.getOption(StandardSocketOptions.SO_RCVBUF);
            case SocketOptions.IP_TOS -> s.getOption(StandardSocketOptions.IP_TOS);
            case SocketOptions.SO_BINDADDR -> ((InetSocketAddress) s.localAddress()).getAddress();
            default -> throw new SocketException("Unknown option " + id);
        };
    }
}
