package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.TestLibc;
import libcsockets.internal.JniBackend;
import libcsockets.internal.ThreadState;
import libcsockets.option.Sockopts;
import libcsockets.testing.BackendsUnderTest;
import libcsockets.testing.OnEachBackend;
import libcsockets.testing.ThreadKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A call returns the same result whether it waits in the kernel, in poll or parked. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WaysToWaitTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private enum Way {
        PLAIN,
        TIMED,
        SHARED,
        VIRTUAL;

        ThreadKind thread() {
            return this == VIRTUAL ? ThreadKind.VIRTUAL : ThreadKind.PLATFORM;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final AtomicInteger STARTED = new AtomicInteger();

    private final List<LibcSocket> opened = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (LibcSocket socket : opened) {
            socket.close();
        }
    }

    static Stream<Arguments> ways() {
        return BackendsUnderTest.all()
                .flatMap(libc -> Stream.of(Way.values())
                        .filter(way -> ThreadKind.all().contains(way.thread()))
                        .map(way -> Arguments.of(libc, way)));
    }

    private LibcSocket opened(LibcSocket socket) {
        opened.add(socket);
        return socket;
    }

    /** A socket whose calls wait in this way, if {@link #start} runs them. */
    private LibcSocket prepared(Way way, LibcSocket socket) throws IOException {
        if (way == Way.TIMED) {
            socket.receiveTimeout(PATIENCE).sendTimeout(PATIENCE);
        } else if (way == Way.SHARED) {
            opened(socket.dup());
        }
        return socket;
    }

    /** Starts a call and returns once it is blocked or over. */
    private static <T> CompletableFuture<T> start(Way way, Callable<T> call) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        };
        ThreadKind kind = way.thread();
        kind.awaitBlockedOrEnded(kind.start("waits-" + STARTED.incrementAndGet(), task));
        return result;
    }

    private static <T> T get(CompletableFuture<T> result) throws Exception {
        try {
            return result.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private LibcSocket[] connection(Libc libc) throws IOException {
        try (LibcSocket server = LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_TCP)
                .bind(LOOPBACK)
                .listen(1)) {
            LibcSocket client = opened(LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_TCP));
            client.connect(server.localAddress());
            return new LibcSocket[] {client, opened(server.accept())};
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theEndIsFoundIfItCameWithTheLastBytes(Libc libc, Way way) throws Exception {
        for (int round = 0; round < 10; round++) {
            LibcSocket[] ends = connection(libc);
            LibcSocket reader = prepared(way, ends[0]);
            CompletableFuture<List<Integer>> results = start(way, () -> {
                byte[] buffer = new byte[100];
                return List.of(reader.receive(buffer, 0), reader.receive(buffer, 0));
            });
            ends[1].send("hello".getBytes(), 0);
            ends[1].close();
            assertEquals(List.of(5, LibcSocket.EOF), get(results));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void waitallCollectsParts(Libc libc, Way way) throws Exception {
        LibcSocket[] ends = connection(libc);
        LibcSocket reader = prepared(way, ends[0]);
        byte[] buffer = new byte[10];
        CompletableFuture<Integer> result = start(way, () -> reader.receive(buffer, MSG_WAITALL));
        ends[1].send("hello".getBytes(), 0);
        ends[1].send("world".getBytes(), 0);
        assertEquals(10, get(result));
        assertEquals("helloworld", new String(buffer));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void waitallLeavesAnErrorForTheNextCall(Libc libc, Way way) throws Exception {
        LibcSocket[] ends = connection(libc);
        LibcSocket reader = prepared(way, ends[0]);
        byte[] buffer = new byte[100];
        CompletableFuture<Integer> result = start(way, () -> reader.receive(buffer, MSG_WAITALL));
        ends[1].send("hello".getBytes(), 0);
        ends[1].setOption(Sockopts.SO_LINGER, 0);
        ends[1].close();
        assertEquals(5, get(result));
        ErrnoException e = assertThrows(ErrnoException.class, () -> reader.receive(buffer, 0));
        assertEquals(ECONNRESET, e.errno());
        assertEquals(LibcSocket.EOF, reader.receive(buffer, 0));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void waitallEndsWithTheStream(Libc libc, Way way) throws Exception {
        LibcSocket[] ends = connection(libc);
        LibcSocket reader = prepared(way, ends[0]);
        byte[] buffer = new byte[100];
        CompletableFuture<Integer> result = start(way, () -> reader.receive(buffer, MSG_WAITALL));
        ends[1].send("hello".getBytes(), 0);
        ends[1].close();
        assertEquals(5, get(result));
        assertEquals(LibcSocket.EOF, reader.receive(buffer, 0));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void fastOpenSendsOnceTheSocketIsConnected(Libc libc, Way way) throws Exception {
        LibcSocket server = opened(LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_TCP)
                .bind(LOOPBACK)
                .listen(1));
        LibcSocket client = prepared(way, opened(LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_TCP)));
        SocketAddress address = server.localAddress();
        CompletableFuture<Integer> sent =
                start(way, () -> client.sendTo(ByteBuffer.wrap("hello".getBytes()), address, MSG_FASTOPEN));
        assertEquals(5, get(sent));
        assertEquals(5, opened(server.accept()).receive(new byte[10], 0));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aHolderThatMakesTheSocketBlockingDoesNotBlockTheOthers(Libc libc, Way way) throws Exception {
        LibcSocket listener = opened(LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_TCP)
                .bind(LOOPBACK)
                .listen(1));
        LibcSocket other = opened(listener.dup());
        listener.configureBlocking(false);
        other.configureBlocking(false).configureBlocking(true);
        assertNull(get(start(way, listener::accept)));
        listener.configureBlocking(true);
        assertThrows(SocketTimeoutException.class, () -> listener.accept(Duration.ofMillis(1)));
        other.configureBlocking(true);
        assertFalse((libc.fcntl(other.fd(), F_GETFL) & O_NONBLOCK) != 0);
        assertThrows(SocketTimeoutException.class, () -> get(start(way, () -> listener.accept(Duration.ofMillis(1)))));
    }

    @OnEachBackend
    void aNonBlockingDescriptorStaysNonBlocking(Libc libc) throws Exception {
        LibcSocket server =
                opened(LibcSocket.open(libc, AF_INET, SOCK_DGRAM, IPPROTO_UDP).bind(LOOPBACK));
        LibcSocket borrowed =
                opened(LibcSocket.adopt(libc, libc.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, IPPROTO_UDP)));
        borrowed.connect(server.localAddress());
        borrowed.connect(server.localAddress(), PATIENCE);
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

    /** A backend that does what otherwise only a race brings about. */
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
                // As if another thread's connect had just made the descriptor non-blocking.
                return receives.get() == 1 ? -EAGAIN : result;
            }
        };
        LibcSocket[] pair = LibcSocket.pair(TestLibc.over(calls), SOCK_DGRAM);
        opened(pair[0]);
        opened(pair[1]).send("lost".getBytes(), 0);
        pair[1].send("found".getBytes(), 0);
        assertEquals(5, pair[0].receive(new byte[10], 0));
    }

    /** poll reports an error until somebody reads the queue. */
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
