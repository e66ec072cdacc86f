package libcsockets.tools.examples;

import static libcsockets.Constants.*;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Sockopts;
import libcsockets.socket.Epoll;
import libcsockets.socket.LibcSocket;
import libcsockets.socket.Ready;

/**
 * A worked example: one thread echoes on any number of TCP connections, with {@link Epoll} and {@link LibcSocket}.
 *
 * <p>Readiness is level-triggered: an event repeats as long as there is work, so one call per event is enough, and no
 * connection can keep the others waiting. The calls use {@code MSG_DONTWAIT}, which costs nothing, while {@code
 * O_NONBLOCK} would take two more calls for each connection. While a peer does not read, the server does not read from
 * it either, until the remaining data has been sent.
 *
 * <p>Any thread may call {@link #close}; all other methods belong to the thread in {@link #run}.
 */
public final class EpollEchoServer implements Closeable {
    private static final int BUFFER = 1 << 16;
    /** The pause in accepting connections when there are no more descriptors. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final class Connection {
        final LibcSocket socket;
        /** The data that a slow peer has not taken yet; null if there is none. */
        ByteBuffer unsent;

        Connection(LibcSocket socket) {
            this.socket = socket;
        }
    }

    private final LibcSocket listener;
    private final Epoll epoll;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final Set<Connection> connections = new HashSet<>();
    private volatile int count;
    private boolean accepting = true;

    /**
     * Starts to listen; clients wait until the server {@linkplain #run runs}.
     *
     * @param libc the backend
     * @param address the address to listen on
     * @throws IOException if the address is not available
     */
    public EpollEchoServer(Libc libc, InetSocketAddress address) throws IOException {
        listener = LibcSocket.open(libc, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, IPPROTO_TCP);
        Epoll set = null;
        try {
            // The kernel limits the backlog to net.core.somaxconn.
            listener.setOption(Sockopts.SO_REUSEADDR, true).bind(address).listen(Integer.MAX_VALUE);
            set = Epoll.open(libc);
            set.add(listener, EPOLLIN, null);
        } catch (IOException e) {
            listener.close();
            if (set != null) {
                set.close();
            }
            throw e;
        }
        epoll = set;
    }

    /**
     * The port it listens on.
     *
     * @return the port
     * @throws IOException if the server is closed
     */
    public int port() throws IOException {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /**
     * The number of open connections.
     *
     * @return the number; any thread may call this
     */
    public int connections() {
        return count;
    }

    /**
     * Serves until {@link #close} is called, then closes all connections.
     *
     * @throws IOException if epoll itself fails; an error on a connection ends only that connection
     */
    public void run() throws IOException {
        try {
            while (true) {
                List<Ready> answer = epoll.await(accepting ? null : PAUSE);
                for (Ready ready : answer) {
                    if (ready.socket() == listener) {
                        acceptAll();
                    } else {
                        serve((Connection) ready.attachment());
                    }
                }
                if (answer.isEmpty()) {
                    accept(true);
                }
            }
        } catch (ClosedChannelException e) {
            // close() ends the loop this way.
        } finally {
            for (Connection connection : connections) {
                connection.socket.close();
            }
            connections.clear();
            count = 0;
        }
    }

    private void acceptAll() throws IOException {
        try {
            for (LibcSocket socket; (socket = listener.accept()) != null; ) {
                admit(new Connection(socket));
            }
        } catch (ErrnoException e) {
            switch (e.errno()) {
                case EMFILE:
                case ENFILE:
                case ENOBUFS:
                case ENOMEM:
                    // The listener stays readable, so trying again at once would never end.
                    accept(false);
                    break;
                default:
                    // ECONNABORTED and the other errors in accept(2) concern only that one connection, which is gone.
                    break;
            }
        }
    }

    private void admit(Connection connection) throws IOException {
        connections.add(connection);
        count = connections.size();
        try {
            epoll.add(connection.socket, EPOLLIN, connection);
        } catch (ErrnoException e) {
            end(connection);
            throw e;
        }
    }

    private void accept(boolean on) throws IOException {
        if (accepting != on) {
            epoll.modify(listener, on ? EPOLLIN : 0, null);
            accepting = on;
        }
    }

    private void serve(Connection connection) throws IOException {
        try {
            if (connection.unsent == null) {
                echo(connection);
            } else {
                sendRest(connection);
            }
        } catch (ErrnoException e) {
            end(connection);
        }
    }

    private void echo(Connection connection) throws IOException {
        int received = connection.socket.receive(buffer.clear(), MSG_DONTWAIT);
        if (received == LibcSocket.EOF) {
            end(connection);
        } else if (received > 0) {
            connection.socket.send(buffer.flip(), MSG_DONTWAIT);
            if (buffer.hasRemaining()) {
                connection.unsent = ByteBuffer.allocateDirect(buffer.remaining())
                        .put(buffer)
                        .flip();
                epoll.modify(connection.socket, EPOLLOUT, connection);
            }
        }
    }

    private void sendRest(Connection connection) throws IOException {
        connection.socket.send(connection.unsent, MSG_DONTWAIT);
        if (!connection.unsent.hasRemaining()) {
            connection.unsent = null;
            epoll.modify(connection.socket, EPOLLIN, connection);
        }
    }

    private void end(Connection connection) throws IOException {
        connection.socket.close();
        connections.remove(connection);
        count = connections.size();
        accept(true);
    }

    /** Ends {@link #run}, which then closes the connections. */
    @Override
    public void close() throws IOException {
        listener.close();
        epoll.close();
    }
}
