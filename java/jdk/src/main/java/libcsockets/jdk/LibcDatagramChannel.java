package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import libcsockets.socket.LibcSocket;
import libcsockets.socket.Received;

/** A datagram channel over a {@link LibcSocket}. */
final class LibcDatagramChannel extends DatagramChannel implements SelectableLibc {
    private final LibcSocket socket;
    private final Memberships memberships;

    // Not monitors: a virtual thread that waits with one would keep its carrier.
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();

    private volatile SocketAddress local;
    private volatile InetSocketAddress remote;
    private DatagramSocket adaptor;

    LibcDatagramChannel(SelectorProvider provider, LibcSocket socket) {
        super(provider);
        this.socket = socket;
        memberships = new Memberships(this, socket);
    }

    /** Bound already, and perhaps connected. */
    LibcDatagramChannel(SelectorProvider provider, LibcSocket socket, SocketAddress local, SocketAddress remote) {
        this(provider, socket);
        this.local = local;
        this.remote = (InetSocketAddress) remote;
    }

    @Override
    public LibcSocket socketBeneath() {
        return socket;
    }

    private interface Locked<T> {
        T call() throws IOException;
    }

    private <T> T inBoth(Locked<T> action) throws IOException {
        reading.lock();
        try {
            writing.lock();
            try {
                ensureOpen();
                return action.call();
            } finally {
                writing.unlock();
            }
        } finally {
            reading.unlock();
        }
    }

    // ---- addresses ----

    @Override
    public DatagramChannel bind(SocketAddress address) throws IOException {
        return inBoth(() -> {
            if (local != null) {
                throw new AlreadyBoundException();
            }
            local = Addresses.bind(socket, address);
            return this;
        });
    }

    private void bindIfUnbound() throws IOException {
        if (local == null) {
            synchronized (memberships) {
                if (local == null) {
                    local = Addresses.bind(socket, null);
                }
            }
        }
    }

    @Override
    public DatagramChannel connect(SocketAddress address) throws IOException {
        InetSocketAddress target = resolved(Addresses.inet(address, socket));
        InetSocketAddress to = target.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLocalHost(), target.getPort())
                : target;
        return inBoth(() -> {
            if (remote != null) {
                throw new AlreadyConnectedException();
            }
            bindIfUnbound();
            Failures.nio(() -> socket.connect(to));
            remote = to;
            local = Failures.nio(socket::localAddress);
            discard(to);
            return this;
        });
    }

    /** Datagrams of others that came before are not the peer's. */
    private void discard(InetSocketAddress peer) throws IOException {
        ByteBuffer none = ByteBuffer.allocate(0);
        for (; ; ) {
            Received first = Failures.nio(() -> socket.receiveFrom(none, MSG_PEEK | MSG_DONTWAIT));
            if (first.isWouldBlock() || peer.equals(first.address())) {
                return;
            }
            Failures.nio(() -> socket.receiveFrom(none, MSG_DONTWAIT));
        }
    }

    @Override
    public DatagramChannel disconnect() throws IOException {
        return inBoth(() -> {
            if (remote != null) {
                int port = ((InetSocketAddress) local).getPort();
                Failures.nio(socket::disconnect);
                remote = null;
                InetSocketAddress now = (InetSocketAddress) Failures.nio(socket::localAddress);
                // The kernel gives up a port that connecting had chosen.
                local = now.getPort() == 0 && port != 0
                        ? Addresses.bind(socket, new InetSocketAddress(now.getAddress(), port))
                        : now;
            }
            return this;
        });
    }

    private static InetSocketAddress resolved(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new UnresolvedAddressException();
        }
        return address;
    }

    @Override
    public boolean isConnected() {
        return remote != null;
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

    SocketAddress local() {
        return local;
    }

    InetSocketAddress remote() {
        return remote;
    }

    // ---- data ----

    @Override
    public SocketAddress receive(ByteBuffer buffer) throws IOException {
        return receive(buffer, null);
    }

    /** {@link #receive(ByteBuffer)} with a timeout; null for no limit. */
    SocketAddress receive(ByteBuffer buffer, Duration timeout) throws IOException {
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("Read-only buffer");
        }
        reading.lock();
        try {
            ensureOpen();
            bindIfUnbound();
            socket.receiveTimeout(timeout);
            Received received = Failures.waiting(this, () -> socket.receiveFrom(buffer, 0));
            return received.isWouldBlock() ? null : received.address() == null ? remote : received.address();
        } finally {
            reading.unlock();
        }
    }

    @Override
    public int send(ByteBuffer buffer, SocketAddress target) throws IOException {
        Objects.requireNonNull(buffer);
        InetSocketAddress inet = resolved(Addresses.inet(target, socket));
        writing.lock();
        try {
            ensureOpen();
            InetSocketAddress connected = remote;
            if (connected != null) {
                if (!inet.equals(connected)) {
                    throw new AlreadyConnectedException();
                }
                return sent(Failures.waiting(this, () -> socket.send(buffer, 0)));
            }
            bindIfUnbound();
            InetSocketAddress to = inet.getAddress().isAnyLocalAddress()
                    ? new InetSocketAddress(InetAddress.getLocalHost(), inet.getPort())
                    : inet;
            return sent(Failures.waiting(this, () -> socket.sendTo(buffer, to, 0)));
        } finally {
            writing.unlock();
        }
    }

    private static int sent(int n) {
        return n == LibcSocket.WOULD_BLOCK ? 0 : n;
    }

    private void ensureConnected() throws ClosedChannelException {
        ensureOpen();
        if (remote == null) {
            throw new NotYetConnectedException();
        }
    }

    private void ensureReadable() throws IOException {
        ensureConnected();
        // The adaptor's timeout is not the channel's.
        socket.receiveTimeout(null);
    }

    @Override
    public int read(ByteBuffer buffer) throws IOException {
        Objects.requireNonNull(buffer);
        return transfer(reading, this::ensureReadable, () -> socket.read(buffer));
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffers.length);
        return transfer(reading, this::ensureReadable, () -> socket.read(buffers, offset, length));
    }

    @Override
    public int write(ByteBuffer buffer) throws IOException {
        Objects.requireNonNull(buffer);
        return transfer(writing, this::ensureConnected, () -> socket.write(buffer));
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffers.length);
        return transfer(writing, this::ensureConnected, () -> socket.write(buffers, offset, length));
    }

    // ---- multicast ----

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface networkInterface) throws IOException {
        return memberships.join(group, networkInterface, null);
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface networkInterface, InetAddress source)
            throws IOException {
        return memberships.join(group, networkInterface, Objects.requireNonNull(source, "source address is null"));
    }

    boolean isIpv4Only() {
        return socket.domain() == AF_INET;
    }

    // ---- options ----

    @Override
    public <T> DatagramChannel setOption(SocketOption<T> name, T value) throws IOException {
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

    // ---- closing, blocking, selecting ----

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        memberships.invalidate();
        socket.close();
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
        Failures.nio(() -> socket.configureBlocking(block));
    }

    @Override
    public int eventsOf(int ops) {
        return ((ops & SelectionKey.OP_READ) != 0 ? EPOLLIN : 0)
                | ((ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0 ? EPOLLOUT : 0);
    }

    @Override
    public int readyOps(int events, int interest) {
        if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
            return interest;
        }
        return ((events & EPOLLIN) != 0 ? SelectionKey.OP_READ : 0)
                | ((events & EPOLLOUT) != 0 ? SelectionKey.OP_WRITE : 0);
    }

    @Override
    public synchronized DatagramSocket socket() {
        if (adaptor == null) {
            adaptor = ChannelDatagramSocket.of(this);
        }
        return adaptor;
    }

    @Override
    public String toString() {
        return "libcsockets.jdk.DatagramChannel[" + (!isOpen() ? "closed" : "local=" + local)
                + (remote == null ? "" : ", remote=" + remote) + "]";
    }

    static boolean isIpv4(InetAddress address) {
        return address instanceof Inet4Address;
    }
}
