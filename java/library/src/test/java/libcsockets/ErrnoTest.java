package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Test;

class ErrnoTest {
    private static final int TIMES = 1_000_000;

    /** Two threads that fail in different ways at the same time each see their own error, every time. */
    @OnEachBackend
    void eachThreadHasItsOwnErrno(Libc libc) throws Exception {
        int[] pair = new int[2];
        assertEquals(0, libc.socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            byte[] buf = new byte[1];
            Future<Integer> bad = threads.submit(() -> wrong(libc, TIMES, EBADF, () -> libc.close(-1)));
            Future<Integer> empty =
                    threads.submit(() -> wrong(libc, TIMES, EAGAIN, () -> libc.recv(pair[0], buf, 1, MSG_DONTWAIT)));
            assertEquals(0, bad.get());
            assertEquals(0, empty.get());
        } finally {
            threads.shutdownNow();
            libc.close(pair[0]);
            libc.close(pair[1]);
        }
    }

    /** More threads than processors, of both kinds, that take turns on each other's carriers. */
    @OnEachBackend
    void manyThreadsHaveTheirOwnErrno(Libc libc) throws Exception {
        List<ExecutorService> kinds = new ArrayList<>();
        kinds.add(Executors.newFixedThreadPool(8));
        if (Runtime.version().feature() >= 21) {
            kinds.add((ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
        }
        int[] pair = new int[2];
        assertEquals(0, libc.socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
        try {
            List<Future<Integer>> wrong = new ArrayList<>();
            for (ExecutorService threads : kinds) {
                for (int i = 0; i < 64; i++) {
                    byte[] buf = new byte[1];
                    wrong.add(threads.submit(() -> wrong(libc, 5000, EBADF, () -> libc.close(-1))));
                    wrong.add(threads.submit(
                            () -> wrong(libc, 5000, EAGAIN, () -> libc.recv(pair[0], buf, 1, MSG_DONTWAIT))));
                    wrong.add(threads.submit(
                            () -> wrong(libc, 5000, EAFNOSUPPORT, () -> libc.inet_pton(AF_UNIX, "", Libc.NULL))));
                }
            }
            for (Future<Integer> one : wrong) {
                assertEquals(0, one.get());
            }
        } finally {
            kinds.forEach(ExecutorService::shutdownNow);
            libc.close(pair[0]);
            libc.close(pair[1]);
        }
    }

    private static int wrong(Libc libc, int times, int errno, IntSupplier call) {
        int wrong = 0;
        for (int i = 0; i < times; i++) {
            if (i % 100 == 0) {
                Thread.yield();
            }
            if (call.getAsInt() != -1 || libc.errno() != errno) {
                wrong++;
            }
        }
        return wrong;
    }

    @Test
    void namesAndNumbersAreConverted() {
        assertEquals("EAGAIN", Errno.name(EWOULDBLOCK));
        assertEquals("EOPNOTSUPP", Errno.name(ENOTSUP));
        assertEquals("ECONNREFUSED", Errno.name(111));
        assertEquals("9999", Errno.name(9999));
        assertEquals("0", Errno.name(0));
        for (int errno = 1; errno < 134; errno++) {
            String name = Errno.name(errno);
            if (name.startsWith("E")) {
                assertEquals(errno, Errno.value(name));
            }
        }
        assertEquals(EWOULDBLOCK, Errno.value("EWOULDBLOCK"));
        for (String wrong : new String[] {"EWRONG", "AF_INET", "", "EPOLLIN"}) {
            assertThrows(IllegalArgumentException.class, () -> Errno.value(wrong), wrong);
        }
    }

    @Test
    void theExceptionNamesCallErrnoAndArguments() {
        ErrnoException e = new ErrnoException("connect", ECONNREFUSED, 5, Sockaddr.inet("127.0.0.1", 80));
        assertEquals("connect(5, 127.0.0.1:80): ECONNREFUSED (111), Connection refused", e.getMessage());
        assertEquals(ECONNREFUSED, e.errno());
        assertEquals("ECONNREFUSED", e.errnoName());
        assertEquals("connect", e.call());
        assertEquals("5, 127.0.0.1:80", e.arguments());
    }
}
