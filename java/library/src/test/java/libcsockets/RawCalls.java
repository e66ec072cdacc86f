package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Raw calls for tests, with what they opened closed after each. */
abstract class RawCalls {
    final List<Integer> opened = new ArrayList<>();
    Libc libc;

    @AfterEach
    void closeAll() {
        opened.forEach(fd -> libc.close(fd));
    }

    int made(int fd) {
        assertTrue(fd >= 0, () -> Errno.name(libc.errno()));
        opened.add(fd);
        return fd;
    }

    void ok(int result) {
        assertEquals(0, result, () -> Errno.name(libc.errno()));
    }

    void fails(int errno, long result) {
        assertEquals(-1, result);
        assertEquals(Errno.name(errno), Errno.name(libc.errno()));
    }

    int listener(Sockaddr local) {
        int fd = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        ok(libc.bind(fd, local, local.length()));
        ok(libc.listen(fd, SOMAXCONN));
        IntRef length = new IntRef(SIZEOF_SOCKADDR_STORAGE);
        ok(libc.getsockname(fd, local, length));
        assertEquals(SIZEOF_SOCKADDR_IN, length.get());
        return fd;
    }

    /** Two connected TCP sockets. */
    int[] tcpPair() {
        Sockaddr local = Sockaddr.inet("127.0.0.1", 0);
        int listener = listener(local);
        int client = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        ok(libc.connect(client, local, local.length()));
        return new int[] {client, made(libc.accept(listener, null, null))};
    }

    int[] unixPair(int type) {
        int[] sv = new int[2];
        ok(libc.socketpair(AF_UNIX, type, 0, sv));
        made(sv[0]);
        made(sv[1]);
        return sv;
    }

    static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.ISO_8859_1);
    }

    static ByteBuffer direct(String s) {
        byte[] b = bytes(s);
        return ByteBuffer.allocateDirect(b.length).put(0, b);
    }

    static String text(ByteBuffer buf, int n) {
        byte[] b = new byte[n];
        buf.get(0, b);
        return new String(b, StandardCharsets.ISO_8859_1);
    }
}
