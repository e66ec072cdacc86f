package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.TestLibc;
import libcsockets.internal.Calls;
import libcsockets.internal.Friends;
import libcsockets.internal.JniBackend;
import libcsockets.internal.VirtualThreads;
import libcsockets.testing.ChildJvm;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All blocked virtual threads depend on these threads. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollerTest {
    /** The backend, with no memory for its first calls of each kind. */
    private static final class ShortOfMemoryCalls extends JniBackend {
        private final AtomicInteger asking;
        private final AtomicInteger waiting;
        final CountDownLatch quiet = new CountDownLatch(1);

        ShortOfMemoryCalls(int failures) {
            super(Libc.open("jni").origin());
            asking = new AtomicInteger(failures);
            waiting = new AtomicInteger(failures);
        }

        private static void fail(AtomicInteger failures) {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("as if");
            }
        }

        @Override
        public int epoll_wait(int epfd, long events, int maxevents, int timeout) {
            fail(asking);
            return super.epoll_wait(epfd, events, maxevents, timeout);
        }

        @Override
        public int poll(long fds, long nfds, int timeout) {
            fail(waiting);
            quiet.countDown();
            return super.poll(fds, nfds, timeout);
        }
    }

    @BeforeEach
    void thereAreVirtualThreads() {
        Assumptions.assumeTrue(Runtime.version().feature() >= 21, "this JDK has no virtual threads");
    }

    @Test
    void thePollerSurvivesAnOutOfMemoryError() throws Exception {
        ShortOfMemoryCalls calls = new ShortOfMemoryCalls(5);
        Libc libc = TestLibc.over(calls);
        Poller poller = new Poller(Friends.calls(libc));
        try (Epoll owner = Epoll.open(libc)) {
            int event = libc.eventfd(0, EFD_CLOEXEC);
            poller.add(owner.readiness(), event);
            for (int i = 0; i < 3; i++) {
                long seen = owner.readEpoch();
                owner.writeOne(event);
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (owner.readEpoch() == seen) {
                    assertTrue(System.nanoTime() < deadline, "the event is not told");
                    Thread.onSpinWait();
                }
                assertTrue(calls.quiet.await(20, TimeUnit.SECONDS));
            }
            poller.remove(event);
            libc.close(event);
        }
    }

    /** The kernel refuses to report, as a filter of system calls can make it do for good. */
    static final class Refused {
        private static final class Calls extends JniBackend {
            private final AtomicInteger refusals = new AtomicInteger();

            Calls() {
                super(Libc.open("jni").origin());
            }

            @Override
            public int epoll_wait(int epfd, long events, int maxevents, int timeout) {
                refusals.incrementAndGet();
                return -EPERM;
            }

            @Override
            public int poll(long fds, long nfds, int timeout) {
                refusals.incrementAndGet();
                return -EPERM;
            }
        }

        private Refused() {}

        public static void main(String[] args) throws Exception {
            LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
            CompletableFuture<Integer> before = new CompletableFuture<>();
            VirtualThreads.startVirtual(() -> {
                try {
                    before.complete(pair[0].receive(new byte[10], 0));
                } catch (Throwable e) {
                    before.completeExceptionally(e);
                }
            });
            Calls calls = new Calls();
            long start = System.nanoTime();
            new Poller(calls);
            while (calls.refusals.get() < 5) {
                Thread.onSpinWait();
            }
            long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            // Whoever waits looks for itself.
            pair[1].send(new byte[3], 0);
            System.out.println(
                    before.get() + " " + (milliseconds >= 200 ? "with pauses" : "in " + milliseconds + " ms"));
        }
    }

    @Test
    void itPausesWhereTheKernelRefuses() throws Exception {
        String output = ChildJvm.run(ChildJvm.command(List.of(), Refused.class));
        assertTrue(output.endsWith("3 with pauses\n"), output);
    }

    @Test
    void itsThreadsInheritNothingFromTheirStarter() throws Exception {
        ShortOfMemoryCalls calls = new ShortOfMemoryCalls(0);
        WeakReference<?>[] held = startFromAThreadWithContext(calls);
        assertTrue(calls.quiet.await(20, TimeUnit.SECONDS), "the second thread is not started");
        ReadinessTest.awaitCollected(held[0], "a value of a thread-local");
        ReadinessTest.awaitCollected(held[1], "a class loader");
    }

    private static WeakReference<?>[] startFromAThreadWithContext(Calls calls) throws InterruptedException {
        InheritableThreadLocal<Object> local = new InheritableThreadLocal<>();
        WeakReference<?>[] held = new WeakReference<?>[2];
        Thread first = VirtualThreads.startDaemon("first", () -> {
            Object value = new Object();
            ClassLoader loader = new URLClassLoader(new URL[0]);
            local.set(value);
            Thread.currentThread().setContextClassLoader(loader);
            held[0] = new WeakReference<>(value);
            held[1] = new WeakReference<>(loader);
            try {
                new Poller(calls);
            } catch (ErrnoException e) {
                throw new IllegalStateException(e);
            }
        });
        first.join();
        return held;
    }

    @Test
    void aRefusedDescriptorIsNotHeld() throws Exception {
        Libc libc = Libc.get();
        Poller poller = new Poller(Friends.calls(libc));
        int file = libc.open("/etc/passwd", O_RDONLY | O_CLOEXEC);
        ReadinessTest.awaitCollected(refused(poller, libc, file), "the owner");
        libc.close(file);
    }

    private static WeakReference<Readiness> refused(Poller poller, Libc libc, int file) throws Exception {
        try (Epoll owner = Epoll.open(libc)) {
            assertEquals(
                    EPERM,
                    assertThrows(ErrnoException.class, () -> poller.add(owner.readiness(), file))
                            .errno());
            return new WeakReference<>(owner.readiness());
        }
    }
}
