package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import libcsockets.socket.LibcSocket;

/** A socket channel over a {@link LibcSocket}. */
final class LibcSocketChannel extends SocketChannel implements SelectableLibc {
    private enum State {
        UNCONNECTED,
        PENDING,
        CONNECTED
    }

    private final LibcSocket socket;

    // Not monitors: a virtual thread that waits with one would keep its carrier.
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();

    private volatile State state;
    private volatile SocketAddress local;
    private volatile SocketAddress remote;
    private volatile boolean inputShut;
    private volatile boolean outputShut;
    private Socket adaptor;

    /** Not connected yet. */
    LibcSocketChannel(SelectorProvider provider, LibcSocket socket) {
        super(provider);
        this.socket = socket;
        state = State.UNCONNECTED;
    }

    /** Connected already, for example accepted. */
    LibcSocketChannel(SelectorProvider provider, LibcSocket socket, SocketAddress remote) throws IOException {
        super(provider);
        this.socket = socket;
        this.remote = remote;
        local = Failures.nio(socket::localAddress);
        state = State.CONNECTED;
    }

    @Override
    public LibcSocket socketBeneath() {
        return socket;
    }

    private boolean isUnix() {
        return socket.domain() == AF_UNIX;
    }

    private void ensureConnected() throws ClosedChannelException {
        ensureOpen();
        if (state != State.CONNECTED) {
            throw new NotYetConnectedException();
        }
    }

    // ---- addresses ----

    @Override
    public SocketChannel bind(SocketAddress address) throws IOException {
        reading.lock();
        try {
            writing.lock();
            try {
                ensureOpen();
                if (state == State.PENDING) {
                    throw new ConnectionPendingException();
                }
                if (local != null) {
                    throw new AlreadyBoundException();
                }
                local = Addresses.bind(socket, address);
            } finally {
                writing.unlock();
            }
        } finally {
            reading.unlock();
        }
        return this;
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        ensureOpen();
        return local;
    }

    @Override
    public SocketAddress getRemoteAddress() throws IOException {
        ensureOpen();
        return remote;
    }

    // ---- options ----

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        set(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return get(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return socket.supportedOptions();
    }

    // ---- connecting ----

    @Override
    public boolean isConnected() {
        return state == State.CONNECTED;
    }

    @Override
    public boolean isConnectionPending() {
        return state == State.PENDING;
    }

    @Override
    public boolean connect(SocketAddress address) throws IOException {
        return connect(address, Duration.ZERO);
    }

    /** {@link #connect(SocketAddress)} with a timeout; 0 for no limit. */
    boolean connect(SocketAddress address, Duration timeout) throws IOException {
        SocketAddress target = checkRemote(address);
        reading.lock();
        try {
            writing.lock();
            try {
                ensureOpen();
                if (state == State.CONNECTED) {
                    throw new AlreadyConnectedException();
                }
                if (state == State.PENDING) {
                    throw new ConnectionPendingException();
                }
                state = State.PENDING;
                remote = target;
                return attempt(timeout);
            } finally {
                writing.unlock();
            }
        } finally {
            reading.unlock();
        }
    }

    @Override
    public boolean finishConnect() throws IOException {
        reading.lock();
        try {
            writing.lock();
            try {
                ensureOpen();
                if (state == State.CONNECTED) {
                    return true;
                }
                if (state != State.PENDING) {
                    throw new NoConnectionPendingException();
                }
                return attempt(Duration.ZERO);
            } finally {
                writing.unlock();
            }
        } finally {
            reading.unlock();
        }
    }

    private boolean attempt(Duration timeout) throws IOException {
        boolean done = false;
        try {
            done = Failures.waiting(this, () -> socket.connect(remote, timeout));
            if (done) {
                local = Failures.nio(socket::localAddress);
                state = State.CONNECTED;
            }
            return done;
        } catch (IOException e) {
            // As the JDK does: an attempt that failed closes the channel.
            close();
            throw e;
        }
    }

    private SocketAddress checkRemote(SocketAddress address) throws IOException {
        if (isUnix()) {
            if (!(Objects.requireNonNull(address) instanceof UnixDomainSocketAddress)) {
                throw new UnsupportedAddressTypeException();
            }
            return address;
        }
        InetSocketAddress inet = Addresses.inet(address, socket);
        if (inet.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
        return inet.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLocalHost(), inet.getPort())
                : inet;
    }

    // ---- data ----

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        Objects.requireNonNull(buffer);
        return transfer(reading, this::ensureConnected, () -> inputShut ? -1 : socket.read(buffer));
    }

    /** {@link #read(ByteBuffer)} with a timeout; 0 for no limit. */
    int read(ByteBuffer buffer, Duration timeout) throws IOException {
        return transfer(reading, this::ensureConnected, () -> {
            if (inputShut) {
                return -1;
            }
            socket.receiveTimeout(timeout);
            try {
                return socket.read(buffer);
            } finally {
                socket.receiveTimeout(null);
            }
        });
    }

    int available() throws IOException {
        ensureConnected();
        return inputShut ? 0 : Failures.nio(() -> socket.inputStream().available());
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffers.length);
        return transfer(reading, this::ensureConnected, () -> inputShut ? -1 : socket.read(buffers, offset, length));
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        Objects.requireNonNull(buffer);
        return transfer(writing, this::ensureWritable, () -> socket.write(buffer));
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffers.length);
        return transfer(writing, this::ensureWritable, () -> socket.write(buffers, offset, length));
    }

    /** Writes all of it, however many calls that takes. */
    void writeAll(ByteBuffer buffer) throws IOException {
        transfer(writing, this::ensureWritable, () -> {
            socket.sendAll(buffer, 0);
            return null;
        });
    }

    SocketAddress local() {
        return local;
    }

    SocketAddress remote() {
        return remote;
    }

    private void ensureWritable() throws ClosedChannelException {
        ensureConnected();
        if (outputShut) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public SocketChannel shutdownInput() throws IOException {
        ensureConnected();
        if (!inputShut) {
            inputShut = true;
            shutdown(SHUT_RD);
        }
        return this;
    }

    @Override
    public SocketChannel shutdownOutput() throws IOException {
        ensureConnected();
        if (!outputShut) {
            outputShut = true;
            shutdown(SHUT_WR);
        }
        return this;
    }

    private void shutdown(int how) throws IOException {
        try {
            Failures.nio(() -> socket.shutdown(how));
        } catch (SocketException e) {
            // A connection that has been reset has no end left to shut down.
            if (!Failures.isNotConnected(e)) {
                throw e;
            }
        }
    }

    boolean isInputShut() {
        return inputShut;
    }

    boolean isOutputShut() {
        return outputShut;
    }

    // ---- closing, blocking, selecting ----

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        socket.close();
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
        Failures.nio(() -> socket.configureBlocking(block));
    }

    @Override
    public int eventsOf(int ops) {
        int events = 0;
        if ((ops & SelectionKey.OP_READ) != 0) {
            events |= EPOLLIN;
        }
        if ((ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
            events |= EPOLLOUT;
        }
        return events;
    }

    @Override
    public int readyOps(int events, int interest) {
        if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
            // The next call of any kind reports the error.
            return interest;
        }
        boolean connected = state == State.CONNECTED;
        int ops = 0;
        if ((events & EPOLLIN) != 0 && connected) {
            ops |= SelectionKey.OP_READ;
        }
        if ((events & EPOLLOUT) != 0) {
            ops |= connected ? SelectionKey.OP_WRITE : state == State.PENDING ? SelectionKey.OP_CONNECT : 0;
        }
        return ops;
    }

    // ---- adaptor ----

    @Override
    public synchronized Socket socket() {
        if (isUnix()) {
            throw new UnsupportedOperationException("Not supported");
        }
        if (adaptor == null) {
            adaptor = ChannelSocket.of(this);
        }
        return adaptor;
    }

    @Override
    public String toString() {
        return "libcsockets.jdk.SocketChannel["
                + (!isOpen() ? "closed" : state.toString().toLowerCase(java.util.Locale.ROOT))
                + (local == null ? "" : " local=" + local) + (remote == null ? "" : " remote=" + remote) + "]";
    }
}
