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
 * The calls that {@code libc-sockets shell} imports: each takes the arguments of the C call, returns its result and
 * prints it, with the errno after a failure. {@link #libc} has all other calls.
 */
public final class Shell {
    private static Libc shared;
    private static EchoServer echo;
    /** JShell runs each line on a new thread, while the library keeps errno per thread. */
    private static volatile int errno;

    private Shell() {}

    /** An echo server on the loopback interface, with a thread for each connection. */
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
                // Until the other side has finished sending.
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
            // Unlike close, this wakes the thread in accept.
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
     * Connects a new socket to the echo server.
     *
     * @return its descriptor, or -1
     */
    public static int connected() {
        int fd = shared.socket(AF_INET, SOCK_STREAM, 0);
        return shared.connect(fd, echo.address, echo.address.length()) < 0 ? print(-1, "") : fd;
    }

    private static int print(int result, String more) {
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
        return print(shared.socket(domain, type, protocol), "");
    }

    /**
     * {@code connect}.
     *
     * @param fd the socket
     * @param addr the address to connect to
     * @return 0 or -1
     */
    public static int connect(int fd, Sockaddr addr) {
        return print(shared.connect(fd, addr, addr.length()), "");
    }

    /**
     * {@code bind}.
     *
     * @param fd the socket
     * @param addr the address
     * @return 0 or -1
     */
    public static int bind(int fd, Sockaddr addr) {
        return print(shared.bind(fd, addr, addr.length()), "");
    }

    /**
     * {@code listen}.
     *
     * @param fd the socket
     * @param backlog how many connections may wait
     * @return 0 or -1
     */
    public static int listen(int fd, int backlog) {
        return print(shared.listen(fd, backlog), "");
    }

    /**
     * {@code accept}.
     *
     * @param fd the listening socket
     * @return the connection's descriptor, or -1
     */
    public static int accept(int fd) {
        return print(shared.accept(fd, null, null), "");
    }

    /**
     * {@code send}.
     *
     * @param fd the socket
     * @param text the data
     * @param flags MSG_ constants
     * @return the number of bytes, or -1
     */
    public static int send(int fd, String text, int flags) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return print(shared.send(fd, bytes, bytes.length, flags), "");
    }

    /**
     * {@code recv} into the whole buffer.
     *
     * @param fd the socket
     * @param buf the buffer
     * @param flags MSG_ constants
     * @return the number of bytes, or -1
     */
    public static int recv(int fd, byte[] buf, int flags) {
        return recv(fd, buf, buf.length, flags);
    }

    /**
     * {@code recv}.
     *
     * @param fd the socket
     * @param buf the buffer
     * @param len the most bytes to receive
     * @param flags MSG_ constants
     * @return the number of bytes, or -1
     */
    public static int recv(int fd, byte[] buf, int len, int flags) {
        int result = shared.recv(fd, buf, len, flags);
        int filled = Math.max(0, Math.min(result, buf.length));
        return print(result, filled > 0 ? " " + Names.text(Arrays.copyOf(buf, filled), filled) : "");
    }

    /**
     * {@code write}.
     *
     * @param fd the descriptor
     * @param text the data
     * @return the number of bytes, or -1
     */
    public static int write(int fd, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return print(shared.write(fd, bytes, bytes.length), "");
    }

    /**
     * {@code read} into the whole buffer.
     *
     * @param fd the descriptor
     * @param buf the buffer
     * @return the number of bytes, or -1
     */
    public static int read(int fd, byte[] buf) {
        int result = shared.read(fd, buf, buf.length);
        return print(result, result > 0 ? " " + Names.text(Arrays.copyOf(buf, result), result) : "");
    }

    /**
     * Waits at most ten seconds until a socket has data to receive.
     *
     * @param fd the socket
     * @return 1 if it has, 0 on timeout, -1 on failure
     */
    public static int await(int fd) {
        return print(shared.poll(Pollfd.of(fd, POLLIN), 1, 10_000), "");
    }

    /**
     * {@code shutdown}.
     *
     * @param fd the socket
     * @param how SHUT_ constant
     * @return 0 or -1
     */
    public static int shutdown(int fd, int how) {
        return print(shared.shutdown(fd, how), "");
    }

    /**
     * {@code close}.
     *
     * @param fd the descriptor
     * @return 0 or -1
     */
    public static int close(int fd) {
        return print(shared.close(fd), "");
    }

    /**
     * The errno of the last failed call of this class.
     *
     * @return its name and the text of strerror
     */
    public static String errno() {
        return Errno.name(errno) + " (" + shared.strerror(errno) + ")";
    }
}
