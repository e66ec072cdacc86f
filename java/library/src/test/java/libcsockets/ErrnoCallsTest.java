package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import libcsockets.testing.OnEachBackend;

/** errno, as the raw calls set it and libc prints it. */
class ErrnoCallsTest extends RawCalls {
    @OnEachBackend
    void nullIsPassedAsNull(Libc libc) {
        this.libc = libc;
        int fd = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        fails(EFAULT, libc.bind(fd, null, SIZEOF_SOCKADDR_IN));
        fails(EFAULT, libc.getsockname(fd, null, null));
        fails(EFAULT, libc.socketpair(AF_UNIX, SOCK_STREAM, 0, null));
        fails(EFAULT, libc.pipe(null));
        fails(EFAULT, libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, Libc.NULL, 4));
        fails(EFAULT, libc.poll(null, 1, 0));
        assertEquals(0, libc.poll(null, 0, 0));
        int[] pair = unixPair(SOCK_STREAM);
        fails(EFAULT, libc.send(pair[0], Libc.NULL, 1, 0));
        assertEquals(0, libc.send(pair[0], Libc.NULL, 0, 0));
        libc.send(pair[0], bytes("x"), 1, 0);
        fails(EFAULT, libc.recv(pair[1], Libc.NULL, 1, 0));
        fails(EFAULT, libc.sendmsg(pair[0], null, 0));
        fails(EFAULT, libc.recvmsg(pair[0], null, 0));
        fails(EFAULT, libc.readv(pair[1], null, 1));
    }

    @OnEachBackend
    void perrorPrintsWhatCPrints(Libc libc) {
        this.libc = libc;
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            libc.errno(ECONNREFUSED);
            libc.perror("connect_sockfd error");
            libc.perror("");
            libc.perror(null);
        } finally {
            System.setErr(before);
        }
        assertEquals(
                "connect_sockfd error: Connection refused\nConnection refused\nConnection refused\n",
                printed.toString(StandardCharsets.UTF_8));
        assertEquals("Unknown error 12345", libc.strerror(12345));
        assertEquals("Success", libc.strerror(0));
    }

    @OnEachBackend
    void aSuccessfulCallLeavesErrnoUnchanged(Libc libc) {
        this.libc = libc;
        fails(EBADF, libc.close(-1));
        made(libc.socket(AF_INET, SOCK_DGRAM, 0));
        assertEquals(EBADF, libc.errno());
        libc.errno(0);
        assertEquals(0, libc.errno());
    }
}
