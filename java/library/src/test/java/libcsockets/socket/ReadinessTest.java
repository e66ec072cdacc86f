package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.testing.OnEachBackend;
import libcsockets.testing.OnEachBackendAndThread;
import libcsockets.testing.ThreadKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Epoll and Poll: which descriptors are ready, how that is reported, and what ends a wait. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadinessTest {
    private static final Duration NOW = Duration.ZERO;
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final LibcSocket[] ends = new LibcSocket[2];

    @BeforeEach
    void open() throws IOException {
        LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
        ends[0] = pair[0];
        ends[1] = pair[1];
    }

    @AfterEach
    void close() throws IOException {
        ends[0].close();
        ends[1].close();
    }

    private static <T> CompletableFuture<T> start(ThreadKind kind, Callable<T> call) {
        return Waiting.begin(kind, call).result();
    }

    private record Waiting<T>(Thread thread, CompletableFuture<T> result) {
        static <T> Waiting<T> begin(ThreadKind kind, Callable<T> call) {
            CompletableFuture<T> result = new CompletableFuture<>();
            Runnable task = () -> {
                try {
                    result.complete(call.call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            };
            return new Waiting<>(kind.start("readiness-" + STARTED.incrementAndGet(), task), result);
        }

        static <T> Waiting<T> start(ThreadKind kind, Callable<T> call) throws IOException {
            Waiting<T> waiting = begin(kind, call);
            kind.awaitBlockedOrEnded(waiting.thread());
            return waiting;
        }

        static <T> List<Waiting<T>> startSome(ThreadKind kind, Callable<T> call) throws IOException {
            List<Waiting<T>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(start(kind, call));
            }
            return all;
        }

        T get() throws Exception {
            return result.get(20, TimeUnit.SECONDS);
        }

        Throwable failure() {
            return assertThrows(java.util.concurrent.ExecutionException.class, this::get)
                    .getCause();
        }
    }

    @OnEachBackend
    void levelTriggeredEventsAreReportedAgain(Libc libc) throws IOException {
        try (Epoll epoll = Epoll.open(libc)) {
            epoll.add(ends[0], EPOLLIN, "attached");
            assertEquals(List.of(), epoll.await(NOW));
            ends[1].send(new byte[2], 0);
            for (int i = 0; i < 2; i++) {
                Ready ready = epoll.await(null).get(0);
                assertSame(ends[0], ready.socket());
                assertEquals(ends[0].fd(), ready.fd());
                assertEquals("attached", ready.attachment());
                assertTrue(ready.is(EPOLLIN));
            }
            assertEquals(2, ends[0].receive(new byte[10], 0));
            assertEquals(List.of(), epoll.await(NOW));
            epoll.modify(ends[0], EPOLLOUT, null);
            assertEquals(EPOLLOUT, epoll.await(null).get(0).events());
            epoll.remove(ends[0]);
            assertEquals(List.of(), epoll.await(NOW));
        }
    }

    @OnEachBackend
    void edgeTriggeredEventsAreReportedOnce(Libc libc) throws IOException {
        try (Epoll epoll = Epoll.open(libc)) {
            epoll.add(ends[0].fd(), EPOLLIN | EPOLLET, null);
            ends[1].send(new byte[2], 0);
            assertEquals(1, epoll.await(null).size());
            assertEquals(List.of(), epoll.await(NOW));
            ends[1].send(new byte[1], 0);
            assertEquals(1, epoll.await(null).size());
            epoll.remove(ends[0].fd());
            assertEquals(
                    ENOENT,
                    assertThrows(ErrnoException.class, () -> epoll.remove(ends[0].fd()))
                            .errno());
        }
    }

    @OnEachBackend
    void oneShotEventsMustBeRearmed(Libc libc) throws IOException {
        try (Epoll epoll = Epoll.open(libc)) {
            epoll.add(ends[0], EPOLLIN | EPOLLONESHOT, null);
            assertEquals(
                    EEXIST,
                    assertThrows(ErrnoException.class, () -> epoll.add(ends[0], EPOLLIN, null))
                            .errno());
            ends[1].send(new byte[2], 0);
            assertEquals(1, epoll.await(null).size());
            ends[1].send(new byte[2], 0);
            assertEquals(List.of(), epoll.await(NOW));
            epoll.modify(ends[0], EPOLLIN | EPOLLONESHOT, null);
            assertEquals(1, epoll.await(null).size());
        }
    }

    /** epoll itself goes on reporting a closed number while a duplicate keeps the socket open. */
    @OnEachBackend
    void aClosedSocketLeavesTheSetEvenIfItHasADuplicate(Libc libc) throws IOException {
        try (Epoll epoll = Epoll.open(libc);
                LibcSocket copy = ends[0].dup()) {
            epoll.add(ends[0], EPOLLIN, null);
            ends[1].send(new byte[2], 0);
            ends[0].close();
            assertEquals(List.of(), epoll.await(NOW));
            epoll.add(copy, EPOLLIN, null);
            assertSame(copy, epoll.await(null).get(0).socket());
            assertThrows(ClosedChannelException.class, () -> epoll.add(ends[0], EPOLLIN, null));
            epoll.remove(ends[0]);
        }
    }

    @OnEachBackendAndThread
    void epollWakesUp(Libc libc, ThreadKind kind) throws Exception {
        try (Epoll epoll = Epoll.open(libc)) {
            epoll.add(ends[0], EPOLLIN, null);
            Waiting<List<Ready>> waiting = Waiting.start(kind, () -> epoll.await(null));
            epoll.wakeUp();
            assertEquals(List.of(), waiting.get());
            waiting = Waiting.start(kind, () -> epoll.await(Duration.ofHours(1)));
            ends[1].send(new byte[1], 0);
            assertEquals(1, waiting.get().size());
            assertEquals(1, ends[0].receive(new byte[1], 0));
            assertEquals(List.of(), epoll.await(Duration.ofMillis(20)));
            waiting = Waiting.start(kind, () -> epoll.await(null));
            Channel closed = epoll;
            closed.close();
            assertSame(AsynchronousCloseException.class, waiting.failure().getClass());
            assertThrows(ClosedChannelException.class, () -> epoll.await(NOW));
        }
        try (Epoll epoll = Epoll.open(libc)) {
            Waiting<List<Ready>> waiting = Waiting.start(kind, () -> epoll.await(null));
            waiting.thread().interrupt();
            assertSame(ClosedByInterruptException.class, waiting.failure().getClass());
            assertFalse(epoll.isOpen());
        }
    }

    @OnEachBackendAndThread
    void pollWakesUp(Libc libc, ThreadKind kind) throws Exception {
        try (Poll poll = Poll.open(libc)) {
            poll.set(ends[0], POLLIN, "attached");
            int event = libc.eventfd(0, EFD_CLOEXEC);
            poll.set(event, POLLIN, null);
            assertEquals(List.of(), poll.await(NOW));
            assertEquals(List.of(), poll.await(Duration.ofMillis(20)));
            Waiting<List<Ready>> waiting = Waiting.start(kind, () -> poll.await(null));
            poll.wakeUp();
            assertEquals(List.of(), waiting.get());
            waiting = Waiting.start(kind, () -> poll.await(Duration.ofHours(1)));
            ends[1].send(new byte[1], 0);
            assertEquals(List.of(new Ready(ends[0].fd(), ends[0], POLLIN, "attached")), waiting.get());
            poll.set(ends[0], POLLIN | POLLOUT, null);
            assertEquals(POLLIN | POLLOUT, poll.await(null).get(0).events());
            assertEquals(1, ends[0].receive(new byte[1], 0));
            poll.set(ends[0], POLLIN, null);
            waiting = Waiting.start(kind, () -> poll.await(null));
            ends[0].close();
            assertEquals(POLLNVAL, waiting.get().get(0).events());
            assertEquals(List.of(), poll.await(NOW));
            waiting = Waiting.start(kind, () -> poll.await(null));
            Channel closed = poll;
            closed.close();
            assertSame(AsynchronousCloseException.class, waiting.failure().getClass());
            assertEquals(0, libc.close(event));
        }
        try (Poll poll = Poll.open(libc)) {
            Waiting<List<Ready>> waiting = Waiting.start(kind, () -> poll.await(null));
            waiting.thread().interrupt();
            assertSame(ClosedByInterruptException.class, waiting.failure().getClass());
            assertFalse(poll.isOpen());
        }
    }

    @OnEachBackendAndThread
    void closingAnEpollEndsEveryWait(Libc libc, ThreadKind kind) throws Exception {
        Epoll epoll = Epoll.open(libc);
        epoll.add(ends[0], EPOLLIN, null);
        List<Waiting<List<Ready>>> all = Waiting.startSome(kind, () -> epoll.await(null));
        epoll.close();
        for (Waiting<List<Ready>> waiting : all) {
            assertSame(AsynchronousCloseException.class, waiting.failure().getClass());
        }
        assertEquals(-1, libc.fcntl(epoll.fd, F_GETFD));
    }

    @OnEachBackendAndThread
    void everyPollLearnsThatASocketIsClosed(Libc libc, ThreadKind kind) throws Exception {
        try (Poll poll = Poll.open(libc)) {
            poll.set(ends[0], POLLIN, "attached");
            List<Waiting<List<Ready>>> all = Waiting.startSome(kind, () -> poll.await(null));
            ends[0].close();
            for (Waiting<List<Ready>> waiting : all) {
                assertEquals(List.of(new Ready(ends[0].fd(), ends[0], POLLNVAL, "attached")), waiting.get());
            }
            assertEquals(LibcSocket.EOF, ends[1].receive(new byte[1], 0));
            assertEquals(List.of(), poll.await(Duration.ofMillis(20)));
        }
    }

    /** Threads that already wait must be woken all the same. */
    @OnEachBackendAndThread
    void aRemovedSocketIsClosedAtOnce(Libc libc, ThreadKind kind) throws Exception {
        try (Poll poll = Poll.open(libc);
                Epoll epoll = Epoll.open(libc)) {
            poll.set(ends[0], POLLIN, null);
            epoll.add(ends[0], EPOLLIN, null);
            List<Waiting<List<Ready>>> polling = Waiting.startSome(kind, () -> poll.await(null));
            List<Waiting<List<Ready>>> epolling = Waiting.startSome(kind, () -> epoll.await(null));
            poll.remove(ends[0]);
            epoll.remove(ends[0]);
            ends[0].close();
            for (Waiting<List<Ready>> waiting : polling) {
                assertEquals(POLLNVAL, waiting.get().get(0).events());
            }
            assertEquals(LibcSocket.EOF, ends[1].receive(new byte[1], 0));
            Channel closed = epoll;
            closed.close();
            for (Waiting<List<Ready>> waiting : epolling) {
                assertSame(AsynchronousCloseException.class, waiting.failure().getClass());
            }
        }
    }

    @OnEachBackendAndThread
    void aWakeUpReachesEveryPollOrTheNextOne(Libc libc, ThreadKind kind) throws Exception {
        try (Poll poll = Poll.open(libc)) {
            poll.set(ends[0], POLLIN, null);
            for (int i = 0; i < 3; i++) {
                List<Waiting<List<Ready>>> all = Waiting.startSome(kind, () -> poll.await(null));
                poll.wakeUp();
                for (Waiting<List<Ready>> waiting : all) {
                    assertEquals(List.of(), waiting.get());
                }
                poll.wakeUp();
                assertEquals(List.of(), start(kind, () -> poll.await(null)).get(20, TimeUnit.SECONDS));
            }
            List<Waiting<List<Ready>>> all = Waiting.startSome(kind, () -> poll.await(null));
            Channel closed = poll;
            closed.close();
            for (Waiting<List<Ready>> waiting : all) {
                assertSame(AsynchronousCloseException.class, waiting.failure().getClass());
            }
        }
    }

    /** epoll refuses a regular file; poll always reports it as readable and writable. */
    @OnEachBackendAndThread
    void aRegularFileIsAlwaysReady(Libc libc, ThreadKind kind) throws Exception {
        int file = libc.open("/etc/passwd", O_RDONLY | O_CLOEXEC);
        try (Poll poll = Poll.open(libc);
                Epoll epoll = Epoll.open(libc)) {
            ErrnoException refused = assertThrows(ErrnoException.class, () -> epoll.add(file, 0, null));
            assertEquals(EPERM, refused.errno());
            poll.set(file, 0, null);
            poll.set(ends[0], POLLIN, null);
            Waiting<List<Ready>> waiting = Waiting.start(kind, () -> poll.await(null));
            ends[1].send(new byte[1], 0);
            assertEquals(List.of(new Ready(ends[0].fd(), ends[0], POLLIN, null)), waiting.get());
            poll.remove(ends[0]);
            assertEquals(
                    List.of(),
                    start(kind, () -> poll.await(Duration.ofMillis(20))).get(20, TimeUnit.SECONDS));
            poll.set(file, POLLIN | POLLOUT, "attached");
            assertEquals(
                    List.of(new Ready(file, null, POLLIN | POLLOUT, "attached")),
                    start(kind, () -> poll.await(null)).get(20, TimeUnit.SECONDS));
        } finally {
            libc.close(file);
        }
    }

    private interface Use<S extends Channel> {
        void of(S set) throws IOException;
    }

    /** The remains of a set that is closed and used, or used and closed. */
    private static <S extends Channel> WeakReference<S> remains(S set, boolean closeFirst, Use<S> use)
            throws IOException {
        if (closeFirst) {
            set.close();
        }
        try {
            use.of(set);
        } catch (ClosedChannelException e) {
            assertTrue(closeFirst);
        }
        set.close();
        return new WeakReference<>(set);
    }

    @OnEachBackend
    void aSocketHoldsOnlySetsThatContainIt(Libc libc) throws Exception {
        int fd = ends[0].fd();
        List<WeakReference<?>> sets = List.of(
                remains(Epoll.open(libc), true, epoll -> epoll.add(ends[0], EPOLLIN, null)),
                remains(Epoll.open(libc), false, epoll -> {
                    int impossible = EPOLLEXCLUSIVE | EPOLLONESHOT;
                    ErrnoException refused =
                            assertThrows(ErrnoException.class, () -> epoll.add(ends[0], impossible, null));
                    assertEquals(EINVAL, refused.errno());
                }),
                remains(Epoll.open(libc), false, epoll -> epoll.add(ends[0], EPOLLIN, null)),
                remains(Epoll.open(libc), false, epoll -> {
                    epoll.add(ends[0], EPOLLIN, null);
                    epoll.remove(fd);
                }),
                remains(Poll.open(libc), true, poll -> poll.set(ends[0], POLLIN, null)),
                remains(Poll.open(libc), false, poll -> poll.set(ends[0], POLLIN, null)),
                remains(Poll.open(libc), false, poll -> {
                    poll.set(ends[0], POLLIN, null);
                    poll.remove(fd);
                }));
        for (int i = 0; i < sets.size(); i++) {
            awaitCollected(sets.get(i), "set " + i);
        }
    }

    /** Closing a socket takes it out of a set; no caller can do that by the way. */
    @Test
    void noMethodTakesAnOpenSocketOutByTheWay() {
        for (Class<?> set : List.of(Epoll.class, Poll.class)) {
            assertEquals(
                    List.of(),
                    Stream.of(set.getMethods())
                            .filter(method -> method.getName().equals("closing"))
                            .toList());
        }
    }

    static void awaitCollected(WeakReference<?> reference, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!reference.refersTo(null)) {
            assertTrue(System.nanoTime() < deadline, what + " is still held");
            System.gc();
        }
    }

    @OnEachBackend
    void aSetRefusesClosedSocketsAndAClosedSetRefusesAll(Libc libc) throws Exception {
        Epoll epoll = Epoll.open(libc);
        Poll poll = Poll.open(libc);
        epoll.add(ends[0], EPOLLIN, null);
        ends[0].close();
        assertThrows(ClosedChannelException.class, () -> epoll.add(ends[0], EPOLLIN, null));
        assertThrows(ClosedChannelException.class, () -> epoll.modify(ends[0], EPOLLIN, null));
        assertThrows(ClosedChannelException.class, () -> poll.set(ends[0], POLLIN, null));
        epoll.remove(ends[0]);
        poll.remove(ends[0]);
        epoll.close();
        poll.close();
        assertThrows(ClosedChannelException.class, () -> epoll.add(ends[1], EPOLLIN, null));
        assertThrows(ClosedChannelException.class, () -> epoll.modify(ends[1], EPOLLIN, null));
        assertThrows(ClosedChannelException.class, () -> epoll.remove(ends[1]));
        assertThrows(ClosedChannelException.class, () -> poll.set(ends[1], POLLIN, null));
        poll.remove(ends[1]);
    }
}
