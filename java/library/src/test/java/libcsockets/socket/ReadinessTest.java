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
import libcsockets.internal.VirtualThreads;
import libcsockets.testing.BackendsUnderTest;
import libcsockets.testing.BlockedThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Epoll and Poll: what is ready, how it is told, and what wakes the one who waits. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadinessTest {
    private static final String BACKENDS = "libcsockets.testing.BackendsUnderTest#all";
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

    static Stream<Arguments> backendsAndThreads() {
        List<Named<Boolean>> threads = Runtime.version().feature() >= 21
                ? List.of(Named.of("platform", false), Named.of("virtual", true))
                : List.of(Named.of("platform", false));
        return BackendsUnderTest.all().flatMap(libc -> threads.stream().map(virtual -> Arguments.of(libc, virtual)));
    }

    private static <T> CompletableFuture<T> start(boolean virtual, Callable<T> call) {
        return Waiting.begin(virtual, call).result();
    }

    private record Waiting<T>(Thread thread, CompletableFuture<T> result) {
        static <T> Waiting<T> begin(boolean virtual, Callable<T> call) {
            CompletableFuture<T> result = new CompletableFuture<>();
            Runnable task = () -> {
                try {
                    result.complete(call.call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            };
            Thread thread = virtual
                    ? VirtualThreads.startVirtual(task)
                    : VirtualThreads.startDaemon("readiness-" + STARTED.incrementAndGet(), task);
            return new Waiting<>(thread, result);
        }

        static <T> Waiting<T> start(boolean virtual, Callable<T> call) throws IOException {
            Waiting<T> waiting = begin(virtual, call);
            Thread thread = waiting.thread();
            if (virtual) {
                while (thread.getState() != Thread.State.WAITING
                        && thread.getState() != Thread.State.TIMED_WAITING
                        && thread.isAlive()) {
                    Thread.onSpinWait();
                }
            } else {
                BlockedThreads.awaitBlocked(thread);
            }
            return waiting;
        }

        static <T> List<Waiting<T>> startSome(boolean virtual, Callable<T> call) throws IOException {
            List<Waiting<T>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(start(virtual, call));
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

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void levelTriggeredIsToldAgain(Libc libc) throws IOException {
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

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void edgeTriggeredIsToldOnce(Libc libc) throws IOException {
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

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void oneShotMustBeArmedAgain(Libc libc) throws IOException {
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

    /** epoll itself goes on to tell of a number that was closed as long as another one keeps the socket open. */
    @ParameterizedTest
    @MethodSource(BACKENDS)
    void aClosedSocketLeavesTheSetEvenIfThereIsAnother(Libc libc) throws IOException {
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

    @ParameterizedTest
    @MethodSource("backendsAndThreads")
    void epollIsWokenUp(Libc libc, boolean virtual) throws Exception {
        try (Epoll epoll = Epoll.open(libc)) {
            epoll.add(ends[0], EPOLLIN, null);
            Waiting<List<Ready>> waiting = Waiting.start(virtual, () -> epoll.await(null));
            epoll.wakeUp();
            assertEquals(List.of(), waiting.get());
            waiting = Waiting.start(virtual, () -> epoll.await(Duration.ofHours(1)));
            ends[1].send(new byte[1], 0);
            assertEquals(1, waiting.get().size());
            assertEquals(1, ends[0].receive(new byte[1], 0));
            assertEquals(List.of(), epoll.await(Duration.ofMillis(20)));
            waiting = Waiting.start(virtual, () -> epoll.await(null));
            Channel closed = epoll;
            closed.close();
            assertSame(AsynchronousCloseException.class, waiting.failure().getClass());
            assertThrows(ClosedChannelException.class, () -> epoll.await(NOW));
        }
        try (Epoll epoll = Epoll.open(libc)) {
            Waiting<List<Ready>> waiting = Waiting.start(virtual, () -> epoll.await(null));
            waiting.thread().interrupt();
            assertSame(ClosedByInterruptException.class, waiting.failure().getClass());
            assertFalse(epoll.isOpen());
        }
    }

    @ParameterizedTest
    @MethodSource("backendsAndThreads")
    void pollIsWokenUp(Libc libc, boolean virtual) throws Exception {
        try (Poll poll = Poll.open(libc)) {
            poll.set(ends[0], POLLIN, "attached");
            int event = libc.eventfd(0, EFD_CLOEXEC);
            poll.set(event, POLLIN, null);
            assertEquals(List.of(), poll.await(NOW));
            assertEquals(List.of(), poll.await(Duration.ofMillis(20)));
            Waiting<List<Ready>> waiting = Waiting.start(virtual, () -> poll.await(null));
            poll.wakeUp();
            assertEquals(List.of(), waiting.get());
            waiting = Waiting.start(virtual, () -> poll.await(Duration.ofHours(1)));
            ends[1].send(new byte[1], 0);
            assertEquals(List.of(new Ready(ends[0].fd(), ends[0], POLLIN, "attached")), waiting.get());
            poll.set(ends[0], POLLIN | POLLOUT, null);
            assertEquals(POLLIN | POLLOUT, poll.await(null).get(0).events());
            assertEquals(1, ends[0].receive(new byte[1], 0));
            poll.set(ends[0], POLLIN, null);
            waiting = Waiting.start(virtual, () -> poll.await(null));
            ends[0].close();
            assertEquals(POLLNVAL, waiting.get().get(0).events());
            assertEquals(List.of(), poll.await(NOW));
            waiting = Waiting.start(virtual, () -> poll.await(null));
            Channel closed = poll;
            closed.close();
            assertSame(AsynchronousCloseException.class, waiting.failure().getClass());
            assertEquals(0, libc.close(event));
        }
        try (Poll poll = Poll.open(libc)) {
            Waiting<List<Ready>> waiting = Waiting.start(virtual, () -> poll.await(null));
            waiting.thread().interrupt();
            assertSame(ClosedByInterruptException.class, waiting.failure().getClass());
            assertFalse(poll.isOpen());
        }
    }

    @ParameterizedTest
    @MethodSource("backendsAndThreads")
    void allWhoWaitInEpollEndWithIt(Libc libc, boolean virtual) throws Exception {
        Epoll epoll = Epoll.open(libc);
        epoll.add(ends[0], EPOLLIN, null);
        List<Waiting<List<Ready>>> all = Waiting.startSome(virtual, () -> epoll.await(null));
        epoll.close();
        for (Waiting<List<Ready>> waiting : all) {
            assertSame(AsynchronousCloseException.class, waiting.failure().getClass());
        }
        assertEquals(-1, libc.fcntl(epoll.fd, F_GETFD));
    }

    @ParameterizedTest
    @MethodSource("backendsAndThreads")
    void allWhoPollForASocketAreToldOfItsClosing(Libc libc, boolean virtual) throws Exception {
        try (Poll poll = Poll.open(libc)) {
            poll.set(ends[0], POLLIN, "attached");
            List<Waiting<List<Ready>>> all = Waiting.startSome(virtual, () -> poll.await(null));
            ends[0].close();
            for (Waiting<List<Ready>> waiting : all) {
                assertEquals(List.of(new Ready(ends[0].fd(), ends[0], POLLNVAL, "attached")), waiting.get());
            }
            assertEquals(LibcSocket.EOF, ends[1].receive(new byte[1], 0));
            assertEquals(List.of(), poll.await(Duration.ofMillis(20)));
        }
    }

    /** To have been removed meanwhile helps nobody who still waits. */
    @ParameterizedTest
    @MethodSource("backendsAndThreads")
    void whatWasRemovedIsClosedAtOnceToo(Libc libc, boolean virtual) throws Exception {
        try (Poll poll = Poll.open(libc);
                Epoll epoll = Epoll.open(libc)) {
            poll.set(ends[0], POLLIN, null);
            epoll.add(ends[0], EPOLLIN, null);
            List<Waiting<List<Ready>>> polling = Waiting.startSome(virtual, () -> poll.await(null));
            List<Waiting<List<Ready>>> epolling = Waiting.startSome(virtual, () -> epoll.await(null));
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

    @ParameterizedTest
    @MethodSource("backendsAndThreads")
    void allWhoPollAreWokenUpOrElseTheNextOne(Libc libc, boolean virtual) throws Exception {
        try (Poll poll = Poll.open(libc)) {
            poll.set(ends[0], POLLIN, null);
            for (int i = 0; i < 3; i++) {
                List<Waiting<List<Ready>>> all = Waiting.startSome(virtual, () -> poll.await(null));
                poll.wakeUp();
                for (Waiting<List<Ready>> waiting : all) {
                    assertEquals(List.of(), waiting.get());
                }
                poll.wakeUp();
                assertEquals(List.of(), start(virtual, () -> poll.await(null)).get(20, TimeUnit.SECONDS));
            }
            List<Waiting<List<Ready>>> all = Waiting.startSome(virtual, () -> poll.await(null));
            Channel closed = poll;
            closed.close();
            for (Waiting<List<Ready>> waiting : all) {
                assertSame(AsynchronousCloseException.class, waiting.failure().getClass());
            }
        }
    }

    /** epoll refuses one, and poll says of it that it can be read and written at all times. */
    @ParameterizedTest
    @MethodSource("backendsAndThreads")
    void aRegularFileIsAlwaysReady(Libc libc, boolean virtual) throws Exception {
        int file = libc.open("/etc/passwd", O_RDONLY | O_CLOEXEC);
        try (Poll poll = Poll.open(libc);
                Epoll epoll = Epoll.open(libc)) {
            ErrnoException refused = assertThrows(ErrnoException.class, () -> epoll.add(file, 0, null));
            assertEquals(EPERM, refused.errno());
            poll.set(file, 0, null);
            poll.set(ends[0], POLLIN, null);
            Waiting<List<Ready>> waiting = Waiting.start(virtual, () -> poll.await(null));
            ends[1].send(new byte[1], 0);
            assertEquals(List.of(new Ready(ends[0].fd(), ends[0], POLLIN, null)), waiting.get());
            poll.remove(ends[0]);
            assertEquals(
                    List.of(),
                    start(virtual, () -> poll.await(Duration.ofMillis(20))).get(20, TimeUnit.SECONDS));
            poll.set(file, POLLIN | POLLOUT, "attached");
            assertEquals(
                    List.of(new Ready(file, null, POLLIN | POLLOUT, "attached")),
                    start(virtual, () -> poll.await(null)).get(20, TimeUnit.SECONDS));
        } finally {
            libc.close(file);
        }
    }

    private interface Use<S extends Channel> {
        void of(S set) throws IOException;
    }

    /** What is left of a set that is closed and used, or used and closed. */
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

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void aSocketHoldsNoSetThatItIsNotIn(Libc libc) throws Exception {
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

    /** Whoever closes a socket takes it out, and nobody else. */
    @Test
    void nobodyTakesAnOpenSocketOutByTheWay() {
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

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void aSetRefusesAClosedSocketAndOneThatIsClosedRefusesAll(Libc libc) throws Exception {
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
