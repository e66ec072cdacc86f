package libcsockets.tools.shell;

import static libcsockets.Constants.*;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import libcsockets.Errno;
import libcsockets.ErrnoException;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.Pollfd;
import libcsockets.Sockaddr;
import libcsockets.tools.story.Names;

/**
 * What {@code libc-sockets shell} imports: the calls as C has them, on the backend of the shell. Each gives what C's
 * gives and prints it, with the errno if it failed. {@link #libc} has all others.
 */
public final class Shell {
    private static Libc shared;
    private static EchoServer echo;
    /** JShell runs each line on a thread of its own, and the library's errno is a thread's own, too. */
    private static volatile int errno;

    private Shell() {}

    /** A server on the loopback interface that sends back what it gets, a thread for each connection. */
    static final class EchoServer implements AutoCloseable {
        private final Libc libc;
        private final int listener;
        private final Sockaddr address = Sockaddr.inet("127.0.0.1", 0);

        private EchoServer(Libc libc) throws ErrnoException {
            this.libc = libc;
            listener = libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
            IntRef length = new IntRef(address.length());
            if (libc.bind(listener, address, address.length()) < 0
                    || libc.listen(listener, SOMAXCONN) < 0
                    || libc.getsockname(listener, address, length) < 0) {
                throw new ErrnoException("bind", libc.errno());
            }
            daemon(this::accept);
        }

        int port() {
            return Libc.ntohs(address.sin_port());
        }

        private void accept() {
            int connection;
            while ((connection = libc.accept4(listener, null, null, SOCK_CLOEXEC)) >= 0) {
                int fd = connection;
                daemon(() -> echo(fd));
            }
        }

        private void echo(int fd) {
            byte[] data = new byte[4096];
            int n;
            while ((n = libc.recv(fd, data, data.length, 0)) > 0 && libc.send(fd, data, n, MSG_NOSIGNAL) == n) {
                // Until the other side has finished.
            }
            libc.close(fd);
        }

        private static void daemon(Runnable work) {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() {
            // Wakes the thread that accepts, which close would not.
            libc.shutdown(listener, SHUT_RDWR);
            libc.close(listener);
        }
    }

    static EchoServer begin(Libc libc) throws ErrnoException {
        shared = libc;
        echo = new EchoServer(libc);
        return echo;
    }

    /**
     * The library itself.
     *
     * @return the backend of the shell
     */
    public static Libc libc() {
        return shared;
    }

    /**
     * A new socket that is connected to the echo server.
     *
     * @return its descriptor, or -1
     */
    public static int connected() {
        int fd = shared.socket(AF_INET, SOCK_STREAM, 0);
        return shared.connect(fd, echo.address, echo.address.length()) < 0 ? told(-1, "") : fd;
    }

    private static int told(int result, String more) {
        if (result < 0) {
            errno = shared.errno();
        }
        System.out.println(
                result < 0
                        ? "= -1 " + Errno.name(shared.errno()) + " (" + shared.strerror(shared.errno()) + ")"
                        : "= " + result + more);
        System.out.flush();
        return result;
    }

    /**
     * {@code socket}.
     *
     * @param domain AF_ constant
     * @param type SOCK_ constant
     * @param protocol IPPROTO_ constant or 0
     * @return the descriptor, or -1
     */
    public static int socket(int domain, int type, int protocol) {
        return told(shared.socket(domain, type, protocol), "");
    }

    /**
     * {@code connect}.
     *
     * @param fd the socket
     * @param addr where to
     * @return 0 or -1
     */
    public static int connect(int fd, Sockaddr addr) {
        return told(shared.connect(fd, addr, addr.length()), "");
    }

    /**
     * {@code bind}.
     *
     * @param fd the socket
     * @param addr the address
     * @return 0 or -1
     */
    public static int bind(int fd, Sockaddr addr) {
        return told(shared.bind(fd, addr, addr.length()), "");
    }

    /**
     * {@code listen}.
     *
     * @param fd the socket
     * @param backlog how many connections may wait
     * @return 0 or -1
     */
    public static int listen(int fd, int backlog) {
        return told(shared.listen(fd, backlog), "");
    }

    /**
     * {@code accept}.
     *
     * @param fd the listening socket
     * @return the connection's descriptor, or -1
     */
    public static int accept(int fd) {
        return told(shared.accept(fd, null, null), "");
    }

    /**
     * {@code send}.
     *
     * @param fd the socket
     * @param text what to send
     * @param flags MSG_ constants
     * @return how many bytes, or -1
     */
    public static int send(int fd, String text, int flags) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return told(shared.send(fd, bytes, bytes.length, flags), "");
    }

    /**
     * {@code recv} of as much as the buffer holds.
     *
     * @param fd the socket
     * @param buf where to
     * @param flags MSG_ constants
     * @return how many bytes, or -1
     */
    public static int recv(int fd, byte[] buf, int flags) {
        return recv(fd, buf, buf.length, flags);
    }

    /**
     * {@code recv}.
     *
     * @param fd the socket
     * @param buf where to
     * @param len at most so many bytes
     * @param flags MSG_ constants
     * @return how many bytes, or -1
     */
    public static int recv(int fd, byte[] buf, int len, int flags) {
        int result = shared.recv(fd, buf, len, flags);
        int filled = Math.max(0, Math.min(result, buf.length));
        return told(result, filled > 0 ? " " + Names.text(Arrays.copyOf(buf, filled), filled) : "");
    }

    /**
     * {@code write}.
     *
     * @param fd the descriptor
     * @param text what to write
     * @return how many bytes, or -1
     */
    public static int write(int fd, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return told(shared.write(fd, bytes, bytes.length), "");
    }

    /**
     * {@code read} of as much as the buffer holds.
     *
     * @param fd the descriptor
     * @param buf where to
     * @return how many bytes, or -1
     */
    public static int read(int fd, byte[] buf) {
        int result = shared.read(fd, buf, buf.length);
        return told(result, result > 0 ? " " + Names.text(Arrays.copyOf(buf, result), result) : "");
    }

    /**
     * Waits until a socket has something to receive, at most ten seconds.
     *
     * @param fd the socket
     * @return 1 if it has, 0 if not, -1 on failure
     */
    public static int await(int fd) {
        return told(shared.poll(Pollfd.of(fd, POLLIN), 1, 10_000), "");
    }

    /**
     * {@code shutdown}.
     *
     * @param fd the socket
     * @param how SHUT_ constant
     * @return 0 or -1
     */
    public static int shutdown(int fd, int how) {
        return told(shared.shutdown(fd, how), "");
    }

    /**
     * {@code close}.
     *
     * @param fd the descriptor
     * @return 0 or -1
     */
    public static int close(int fd) {
        return told(shared.close(fd), "");
    }

    /**
     * The errno of the last call above that failed.
     *
     * @return its name, and what strerror says
     */
    public static String errno() {
        return Errno.name(errno) + " (" + shared.strerror(errno) + ")";
    }
}
