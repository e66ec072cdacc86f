package libcsockets.tools.examples;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.option.Sockopts;

/**
 * A process with many connections to an echo server. It prints a line after each step and waits for one before the
 * next: all have connected and received an echo; all have disconnected, and one more has received an echo.
 */
final class ManyClients {
    private static final int PATIENCE_SECONDS = 60;

    private final Libc libc = Libc.get();
    private final ByteBuffer message = ByteBuffer.allocateDirect(Long.BYTES);
    private final ByteBuffer answer = ByteBuffer.allocateDirect(Long.BYTES);
    private final Sockaddr server;

    private ManyClients(int port) {
        server = Sockaddr.inet("127.0.0.1", port);
    }

    /** Port and number of clients. */
    public static void main(String[] args) throws IOException {
        ManyClients clients = new ManyClients(Integer.parseInt(args[0]));
        int[] fds = new int[Integer.parseInt(args[1])];
        for (int i = 0; i < fds.length; i++) {
            fds[i] = clients.connect();
        }
        // All send before any receives, so that the server has them all at once.
        for (int i = 0; i < fds.length; i++) {
            clients.send(fds[i], i);
        }
        for (int i = 0; i < fds.length; i++) {
            clients.receive(fds[i], i);
        }
        step("echoed " + fds.length);
        for (int fd : fds) {
            clients.reset(fd);
        }
        int last = clients.connect();
        clients.send(last, -1);
        clients.receive(last, -1);
        step("gone");
        clients.reset(last);
    }

    private static void step(String done) throws IOException {
        System.out.println(done);
        while (System.in.read() != '\n') {
            // Skip the rest of the line.
        }
    }

    private int connect() throws ErrnoException {
        int fd = check("socket", libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        Sockopts.set(libc, fd, Sockopts.SO_RCVTIMEO, Duration.ofSeconds(PATIENCE_SECONDS));
        check("connect", libc.connect(fd, server, server.length()));
        return fd;
    }

    private void send(int fd, long number) throws ErrnoException {
        check("send", libc.send(fd, message.putLong(0, number), Long.BYTES, MSG_NOSIGNAL));
    }

    private void receive(int fd, long number) throws ErrnoException {
        check("recv", libc.recv(fd, answer, Long.BYTES, MSG_WAITALL));
        if (answer.getLong(0) != number) {
            throw new IllegalStateException("sent " + number + ", received " + answer.getLong(0));
        }
    }

    /** Leaves no connection in TIME_WAIT, which would hold the port for a minute. */
    private void reset(int fd) throws ErrnoException {
        Sockopts.set(libc, fd, Sockopts.SO_LINGER, 0);
        libc.close(fd);
    }

    private int check(String call, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, libc.errno());
        }
        return result;
    }
}
