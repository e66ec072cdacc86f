package libcsockets.tools.examples;

import static libcsockets.Constants.*;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import libcsockets.EpollEvent;
import libcsockets.ErrnoException;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Sockaddr;

/**
 * A worked example: one thread that sends back whatever any number of TCP connections bring, over epoll and nothing but
 * the raw calls.
 *
 * <p>All sockets are non-blocking and level-triggered: an event comes again as long as there is something to do, so that
 * one {@code recv} per event is enough and no connection can keep the others waiting. A connection whose peer does not
 * read is not read from either, until what is left for it has gone out.
 *
 * <p>{@link #close} may be called by any thread; all else belongs to the thread in {@link #run}.
 */
public final class EpollEchoServer implements Closeable {
    private static final int EVENTS = 512;
    private static final int BUFFER = 1 << 16;
    /** How long to do without new connections when there is no descriptor for them. */
    private static final int PAUSE_MILLIS = 100;

    private final Libc libc;
    private int epfd = -1;
    private int listenfd = -1;
    /** Becomes readable when the server is to end. */
    private int stopfd = -1;

    private final EpollEvent change = new EpollEvent(1);
    private final EpollEvent events = new EpollEvent(EVENTS);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final BitSet open = new BitSet();
    /** What a peer did not take yet, for the few that are slow. */
    private final Map<Integer, ByteBuffer> unsent = new HashMap<>();

    private boolean accepting = true;
    private volatile int connections;

    private boolean running;
    private boolean closed;

    /**
     * A server that listens; its clients wait until it {@linkplain #run runs}.
     *
     * @param libc the backend
     * @param address where it listens
     * @throws ErrnoException if the address cannot be had
     */
    public EpollEchoServer(Libc libc, Sockaddr address) throws ErrnoException {
        this.libc = libc;
        int flags = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
        try {
            epfd = check("epoll_create1", libc.epoll_create1(EPOLL_CLOEXEC), EPOLL_CLOEXEC);
            stopfd = check("eventfd", libc.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), 0, EFD_CLOEXEC | EFD_NONBLOCK);
            listenfd = check("socket", libc.socket(address.sa_family(), flags, 0), address.sa_family(), flags, 0);
            check("setsockopt", libc.setsockopt(listenfd, SOL_SOCKET, SO_REUSEADDR, 1), listenfd, "SO_REUSEADDR");
            check("bind", libc.bind(listenfd, address, address.length()), listenfd, address);
            // The kernel cuts it to net.core.somaxconn.
            check("listen", libc.listen(listenfd, Integer.MAX_VALUE), listenfd, Integer.MAX_VALUE);
            control(EPOLL_CTL_ADD, listenfd, EPOLLIN);
            control(EPOLL_CTL_ADD, stopfd, EPOLLIN);
        } catch (ErrnoException e) {
            end();
            throw e;
        }
    }

    /**
     * Where it listens.
     *
     * @return the port
     * @throws ErrnoException if the server has ended
     */
    public int port() throws ErrnoException {
        Sockaddr name = new Sockaddr();
        check("getsockname", libc.getsockname(listenfd, name, new IntRef(SIZEOF_SOCKADDR_STORAGE)), listenfd);
        return Libc.ntohs(name.sin_port());
    }

    /**
     * How many connections it holds now.
     *
     * @return the number; any thread may ask
     */
    public int connections() {
        return connections;
    }

    /**
     * Serves until {@link #close} is called, then closes all connections.
     *
     * @throws ErrnoException if epoll itself fails; what goes wrong on a connection ends that connection only
     */
    public void run() throws ErrnoException {
        synchronized (this) {
            if (closed) {
                return;
            }
            running = true;
        }
        try {
            while (true) {
                int timeout = accepting ? -1 : PAUSE_MILLIS;
                int ready = libc.epoll_wait(epfd, events, EVENTS, timeout);
                if (ready < 0 && libc.errno() != EINTR) {
                    throw new ErrnoException("epoll_wait", libc.errno(), epfd, "events", EVENTS, timeout);
                }
                if (ready == 0) {
                    accept(true);
                }
                // A descriptor is at most once in an answer, and only its own event closes it: should accept4 give the
                // number of one just closed to a new connection, nothing further on in the array means the old one.
                for (int i = 0; i < ready; i++) {
                    int fd = events.fd(i);
                    if (fd == stopfd) {
                        return;
                    }
                    if (fd == listenfd) {
                        acceptAll();
                    } else if (unsent.containsKey(fd)) {
                        sendRest(fd);
                    } else {
                        echo(fd);
                    }
                }
            }
        } finally {
            end();
        }
    }

    private void acceptAll() throws ErrnoException {
        while (true) {
            int fd = libc.accept4(listenfd, null, null, SOCK_NONBLOCK | SOCK_CLOEXEC);
            if (fd >= 0) {
                control(EPOLL_CTL_ADD, fd, EPOLLIN);
                open.set(fd);
                connections++;
                continue;
            }
            switch (libc.errno()) {
                case EAGAIN:
                    return;
                case EMFILE:
                case ENFILE:
                case ENOBUFS:
                case ENOMEM:
                    // The listener stays readable, and asking again at once would never end.
                    accept(false);
                    return;
                default:
                    // The errors of that one connection, which is gone: ECONNABORTED, and those of accept(2)'s list.
                    break;
            }
        }
    }

    private void accept(boolean on) throws ErrnoException {
        if (accepting != on) {
            control(EPOLL_CTL_MOD, listenfd, on ? EPOLLIN : 0);
            accepting = on;
        }
    }

    private void echo(int fd) throws ErrnoException {
        int received = libc.recv(fd, buffer, BUFFER, 0);
        if (received > 0) {
            int sent = send(fd, buffer, 0, received);
            if (sent >= 0 && sent < received) {
                ByteBuffer rest = ByteBuffer.allocateDirect(received - sent);
                unsent.put(fd, rest.put(0, buffer, sent, received - sent));
                control(EPOLL_CTL_MOD, fd, EPOLLOUT);
            }
        } else if (received == 0 || libc.errno() != EAGAIN) {
            close(fd);
        }
    }

    private void sendRest(int fd) throws ErrnoException {
        ByteBuffer rest = unsent.get(fd);
        int sent = send(fd, rest, rest.position(), rest.remaining());
        if (sent == rest.remaining()) {
            unsent.remove(fd);
            control(EPOLL_CTL_MOD, fd, EPOLLIN);
        } else if (sent > 0) {
            rest.position(rest.position() + sent);
        }
    }

    /** How much went out, which may be nothing; -1 if the connection is no more. */
    private int send(int fd, ByteBuffer from, int off, int len) throws ErrnoException {
        int sent = libc.send(fd, from, off, len, MSG_NOSIGNAL);
        if (sent < 0 && libc.errno() == EAGAIN) {
            return 0;
        }
        if (sent < 0) {
            close(fd);
        }
        return sent;
    }

    /** The kernel takes a closed descriptor out of the epoll set by itself. */
    private void close(int fd) throws ErrnoException {
        libc.close(fd);
        open.clear(fd);
        unsent.remove(fd);
        connections--;
        accept(true);
    }

    private void control(int op, int fd, int interest) throws ErrnoException {
        change.events(0, interest).data(0, fd);
        check("epoll_ctl", libc.epoll_ctl(epfd, op, fd, change), epfd, op, fd, interest);
    }

    private int check(String call, int result, Object... arguments) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, libc.errno(), arguments);
        }
        return result;
    }

    /** Ends {@link #run}, which then closes everything; a server that does not run is closed here. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        if (running) {
            ByteBuffer one = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
            libc.write(stopfd, one.putLong(0, 1), Long.BYTES);
        } else {
            end();
        }
    }

    private synchronized void end() {
        closed = true;
        open.stream().forEach(libc::close);
        open.clear();
        unsent.clear();
        connections = 0;
        libc.close(listenfd);
        libc.close(stopfd);
        libc.close(epfd);
    }
}
