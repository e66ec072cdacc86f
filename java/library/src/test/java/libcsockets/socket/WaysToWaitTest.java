package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.TestLibc;
import libcsockets.internal.JniBackend;
import libcsockets.internal.ThreadState;
import libcsockets.option.Sockopts;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call returns the same result whether it waits in the kernel, in poll or parked. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaysToWaitTest extends OpenedSockets {
    @ParameterizedTest
    @MethodSource(WAYS)
    void theEndIsFoundIfItCameWithTheLastBytes(Libc libc, Way way) throws Exception {
        for (int round = 0; round < 10; round++) {
            LibcSocket[] ends = connection(libc);
            LibcSocket reader = way.prepared(ends[0]);
            CompletableFuture<List<Integer>> results = way.start(() -> {
                byte[] buffer = new byte[100];
                return List.of(reader.receive(buffer, 0), reader.receive(buffer, 0));
            });
            ends[1].send("hello".getBytes(), 0);
            ends[1].close();
            assertEquals(List.of(5, LibcSocket.EOF), Way.get(results));
        }
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void waitallCollectsParts(Libc libc, Way way) throws Exception {
        LibcSocket[] ends = connection(libc);
        LibcSocket reader = way.prepared(ends[0]);
        byte[] buffer = new byte[10];
        CompletableFuture<Integer> result = way.start(() -> reader.receive(buffer, MSG_WAITALL));
        ends[1].send("hello".getBytes(), 0);
        ends[1].send("world".getBytes(), 0);
        assertEquals(10, Way.get(result));
        assertEquals("helloworld", new String(buffer));
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void waitallLeavesAnErrorForTheNextCall(Libc libc, Way way) throws Exception {
        LibcSocket[] ends = connection(libc);
        LibcSocket reader = way.prepared(ends[0]);
        byte[] buffer = new byte[100];
        CompletableFuture<Integer> result = way.start(() -> reader.receive(buffer, MSG_WAITALL));
        ends[1].send("hello".getBytes(), 0);
        ends[1].setOption(Sockopts.SO_LINGER, 0);
        ends[1].close();
        assertEquals(5, Way.get(result));
        ErrnoException e = assertThrows(ErrnoException.class, () -> reader.receive(buffer, 0));
        assertEquals(ECONNRESET, e.errno());
        assertEquals(LibcSocket.EOF, reader.receive(buffer, 0));
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void waitallEndsWithTheStream(Libc libc, Way way) throws Exception {
        LibcSocket[] ends = connection(libc);
        LibcSocket reader = way.prepared(ends[0]);
        byte[] buffer = new byte[100];
        CompletableFuture<Integer> result = way.start(() -> reader.receive(buffer, MSG_WAITALL));
        ends[1].send("hello".getBytes(), 0);
        ends[1].close();
        assertEquals(5, Way.get(result));
        assertEquals(LibcSocket.EOF, reader.receive(buffer, 0));
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void fastOpenSendsOnceTheSocketIsConnected(Libc libc, Way way) throws Exception {
        LibcSocket server = opened(LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_TCP)
                .bind(LOOPBACK)
                .listen(1));
        LibcSocket client = way.prepared(opened(LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_TCP)));
        SocketAddress address = server.localAddress();
        CompletableFuture<Integer> sent =
                way.start(() -> client.sendTo(ByteBuffer.wrap("hello".getBytes()), address, MSG_FASTOPEN));
        assertEquals(5, Way.get(sent));
        assertEquals(5, opened(server.accept()).receive(new byte[10], 0));
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void aHolderThatMakesTheSocketBlockingDoesNotBlockTheOthers(Libc libc, Way way) throws Exception {
        LibcSocket listener = opened(LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_TCP)
                .bind(LOOPBACK)
                .listen(1));
        LibcSocket other = opened(listener.dup());
        listener.configureBlocking(false);
        other.configureBlocking(false).configureBlocking(true);
        assertNull(Way.get(way.start(listener::accept)));
        listener.configureBlocking(true);
        assertThrows(SocketTimeoutException.class, () -> listener.accept(Duration.ofMillis(1)));
        other.configureBlocking(true);
        assertFalse((libc.fcntl(other.fd(), F_GETFL) & O_NONBLOCK) != 0);
        assertThrows(
                SocketTimeoutException.class, () -> Way.get(way.start(() -> listener.accept(Duration.ofMillis(1)))));
    }

    @OnEachBackend
    void aNonBlockingDescriptorStaysNonBlocking(Libc libc) throws Exception {
        LibcSocket server =
                opened(LibcSocket.open(libc, AF_INET, SOCK_DGRAM, IPPROTO_UDP).bind(LOOPBACK));
        LibcSocket borrowed =
                opened(LibcSocket.adopt(libc, libc.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, IPPROTO_UDP)));
        borrowed.connect(server.localAddress());
        borrowed.connect(server.localAddress(), Way.PATIENCE);
        assertTrue((libc.fcntl(borrowed.fd(), F_GETFL) & O_NONBLOCK) != 0);
    }

    @OnEachBackend
    void aConnectThatCannotBeginFails(Libc libc) throws Exception {
        LibcSocket server =
                opened(LibcSocket.open(libc, AF_UNIX, SOCK_STREAM, 0).bind(Sockaddr.unixUnnamed()));
        server.listen(0);
        LibcSocket first = opened(LibcSocket.open(libc, AF_UNIX, SOCK_STREAM, 0));
        first.connect(server.localAddress());
        LibcSocket second = opened(LibcSocket.open(libc, AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
        ErrnoException e = assertThrows(ErrnoException.class, () -> second.connect(server.localAddress()));
        assertEquals(EAGAIN, e.errno());
    }

    @OnEachBackend
    void aTimeoutIsPrintedInAFittingUnit(Libc libc) throws Exception {
        LibcSocket socket =
                opened(LibcSocket.open(libc, AF_INET, SOCK_DGRAM, IPPROTO_UDP).bind(LOOPBACK));
        socket.receiveTimeout(Duration.ofNanos(1));
        SocketTimeoutException e = assertThrows(SocketTimeoutException.class, () -> socket.receive(new byte[1], 0));
        assertEquals("recv timed out after 1 ns", e.getMessage());
    }

    /** A backend that stands between, to have what else only a race brings. */
    private static class Between extends JniBackend {
        final AtomicInteger receives = new AtomicInteger();

        Between() {
            super(Libc.open("jni").origin());
        }

        @Override
        public int recv(ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags) {
            receives.incrementAndGet();
            return super.recv(state, fd, base, buf, len, flags);
        }
    }

    @Test
    void aBriefNonBlockingStateIsNotATimeout() throws Exception {
        Between calls = new Between() {
            @Override
            public int recv(ThreadState state, int fd, ByteBuffer base, long buf, long len, int flags) {
                int result = super.recv(state, fd, base, buf, len, flags);
                // As if another thread's connect had the descriptor non-blocking just then.
                return receives.get() == 1 ? -EAGAIN : result;
            }
        };
        LibcSocket[] pair = LibcSocket.pair(TestLibc.over(calls), SOCK_DGRAM);
        opened(pair[0]);
        opened(pair[1]).send("lost".getBytes(), 0);
        pair[1].send("found".getBytes(), 0);
        assertEquals(5, pair[0].receive(new byte[10], 0));
    }

    /** poll tells of an error for as long as nobody reads the queue. */
    @Test
    void anUnreadErrorQueueIsPolledWithPauses() throws Exception {
        Between calls = new Between();
        Libc libc = TestLibc.over(calls);
        LibcSocket closed = LibcSocket.open(libc, AF_INET, SOCK_DGRAM, 0).bind(LOOPBACK);
        SocketAddress nobody = closed.localAddress();
        closed.close();
        LibcSocket socket = opened(LibcSocket.open(libc, AF_INET, SOCK_DGRAM, 0));
        socket.setOption(Sockopts.IP_RECVERR, true).connect(nobody);
        socket.send(new byte[1], 0);
        socket.receiveTimeout(Duration.ofMillis(200));
        assertEquals(
                ECONNREFUSED,
                assertThrows(ErrnoException.class, () -> socket.receive(new byte[1], 0))
                        .errno());
        assertThrows(SocketTimeoutException.class, () -> socket.receive(new byte[1], 0));
        // Pauses grow by a millisecond to 16.
        assertTrue(calls.receives.get() < 100, calls.receives + " calls");
    }
}
