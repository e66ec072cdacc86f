package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import libcsockets.socket.LibcSocket;

/** A server socket channel over a {@link LibcSocket}. */
final class LibcServerSocketChannel extends ServerSocketChannel implements SelectableLibc {
    private static final int DEFAULT_BACKLOG = 50;

    private final LibcSocket socket;

    // Not monitors: a virtual thread that waits with one would keep its carrier.
    private final ReentrantLock accepting = new ReentrantLock();
    private final ReentrantLock binding = new ReentrantLock();

    private volatile SocketAddress local;
    private ServerSocket adaptor;

    LibcServerSocketChannel(SelectorProvider provider, LibcSocket socket) throws IOException {
        super(provider);
        this.socket = socket;
    }

    /** Listening already. */
    LibcServerSocketChannel(SelectorProvider provider, LibcSocket socket, SocketAddress local) {
        super(provider);
        this.socket = socket;
        this.local = local;
    }

    @Override
    public LibcSocket socketBeneath() {
        return socket;
    }

    @Override
    public ServerSocketChannel bind(SocketAddress address, int backlog) throws IOException {
        binding.lock();
        try {
            ensureOpen();
            if (local != null) {
                throw new AlreadyBoundException();
            }
            SocketAddress bound = Addresses.bind(socket, named(address));
            Failures.nio(() -> socket.listen(backlog < 1 ? DEFAULT_BACKLOG : backlog));
            local = bound;
        } finally {
            binding.unlock();
        }
        return this;
    }

    /** A server needs a name to be found by: a file that did not exist, where none was given. */
    private SocketAddress named(SocketAddress address) throws IOException {
        if (socket.domain() != AF_UNIX || address != null) {
            return address;
        }
        Path name = Files.createTempFile("socket", "");
        Files.delete(name);
        return UnixDomainSocketAddress.of(name);
    }

    @Override
    public SocketChannel accept() throws IOException {
        return accept(null);
    }

    /** {@link #accept()} with a timeout; null for no limit. */
    SocketChannel accept(Duration timeout) throws IOException {
        accepting.lock();
        try {
            ensureOpen();
            if (local == null) {
                throw new NotYetBoundException();
            }
            LibcSocket accepted =
                    Failures.waiting(this, () -> timeout == null ? socket.accept() : socket.accept(timeout));
            if (accepted == null) {
                return null;
            }
            try {
                return new LibcSocketChannel(provider(), accepted, accepted.remoteAddress());
            } catch (IOException e) {
                accepted.close();
                throw e;
            }
        } finally {
            accepting.unlock();
        }
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        ensureOpen();
        return local;
    }

    SocketAddress local() {
        return local;
    }

    @Override
    public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
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
        return (ops & SelectionKey.OP_ACCEPT) != 0 ? EPOLLIN : 0;
    }

    @Override
    public int readyOps(int events, int interest) {
        return (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0 ? interest : 0;
    }

    @Override
    public synchronized ServerSocket socket() {
        if (socket.domain() == AF_UNIX) {
            throw new UnsupportedOperationException("Not supported");
        }
        if (adaptor == null) {
            adaptor = ChannelServerSocket.of(this);
        }
        return adaptor;
    }

    @Override
    public String toString() {
        return "libcsockets.jdk.ServerSocketChannel["
                + (!isOpen() ? "closed" : local == null ? "unbound" : local.toString()) + "]";
    }
}
