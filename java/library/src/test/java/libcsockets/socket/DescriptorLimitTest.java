package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.internal.VirtualThreads;
import libcsockets.testing.ChildJvm;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Timeout;

/** Where a process has no descriptor left, what it has works on. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorLimitTest {
    /** Runs with a low limit, and uses it up. */
    static final class Program {
        private static final Duration BRIEF = Duration.ofMillis(20);

        private static final Libc LIBC = Libc.get();
        private static final List<Integer> USED = new ArrayList<>();

        private Program() {}

        private static void useUp() {
            for (int fd = 0; fd >= 0; ) {
                fd = LIBC.eventfd(0, EFD_CLOEXEC);
                USED.add(fd);
            }
            check("EMFILE", LIBC.errno() == EMFILE);
        }

        private interface Task {
            void run(boolean virtual) throws Exception;
        }

        public static void main(String[] args) throws Exception {
            boolean virtual = Runtime.version().feature() >= 21;
            List<Task> tasks = List.of(receives(), closes(), polls(), waits(), sends());
            useUp();
            for (Task task : tasks) {
                task.run(false);
                if (virtual) {
                    task.run(true);
                }
            }
            // The user's own descriptors fail as they are to.
            try {
                LibcSocket.udp();
                throw new AssertionError("opened");
            } catch (ErrnoException e) {
                check("errno", e.errno() == EMFILE);
            }
            USED.forEach(LIBC::close);
            receives().run(virtual);
            System.out.println("done");
        }

        private static <T> CompletableFuture<T> start(boolean virtual, Callable<T> call) {
            CompletableFuture<T> result = new CompletableFuture<>();
            Runnable task = () -> {
                try {
                    result.complete(call.call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            };
            if (virtual) {
                VirtualThreads.startVirtual(task);
            } else {
                VirtualThreads.startDaemon("waiting", task);
            }
            return result;
        }

        private static <T> T get(CompletableFuture<T> result) throws Exception {
            return result.get(20, TimeUnit.SECONDS);
        }

        private static void endsWith(Class<?> expected, CompletableFuture<?> result) throws Exception {
            try {
                throw new AssertionError("gave " + get(result));
            } catch (ExecutionException e) {
                if (e.getCause().getClass() != expected) {
                    throw e;
                }
            }
        }

        private static void check(String what, boolean holds) {
            if (!holds) {
                throw new AssertionError(what);
            }
        }

        /** Waits in vain, and then not in vain. */
        private static Task receives() throws IOException {
            List<LibcSocket[]> pairs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                pairs.add(LibcSocket.pair(i < 2 ? SOCK_STREAM : SOCK_DGRAM));
                pairs.get(i)[0].markShared();
            }
            return virtual -> {
                for (LibcSocket[] pair : pairs) {
                    LibcSocket reader = pair[0];
                    endsWith(SocketTimeoutException.class, start(virtual, () -> {
                        reader.receiveTimeout(BRIEF);
                        return reader.receive(new byte[10], 0);
                    }));
                    reader.receiveTimeout(null);
                    CompletableFuture<Integer> received = start(virtual, () -> reader.receive(new byte[10], 0));
                    Thread.yield();
                    pair[1].send(new byte[3], 0);
                    check("received", get(received) == 3);
                }
            };
        }

        private static Task closes() throws IOException {
            List<LibcSocket[]> pairs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                pairs.add(LibcSocket.pair(SOCK_STREAM));
                pairs.get(i)[0].markShared();
            }
            return virtual -> {
                AtomicReference<Thread> thread = new AtomicReference<>();
                LibcSocket first = pairs.remove(0)[0];
                CompletableFuture<Integer> closed = receiving(virtual, first, thread);
                awaitWaiting(thread);
                first.close();
                endsWith(AsynchronousCloseException.class, closed);
                thread.set(null);
                LibcSocket second = pairs.remove(0)[0];
                CompletableFuture<Integer> interrupted = receiving(virtual, second, thread);
                awaitWaiting(thread).interrupt();
                endsWith(ClosedByInterruptException.class, interrupted);
                useUp();
            };
        }

        /** Until it waits: seen in its stack, since there is no descriptor left to ask the kernel with. */
        private static Thread awaitWaiting(AtomicReference<Thread> thread) {
            for (; ; ) {
                Thread.onSpinWait();
                Thread started = thread.get();
                if (started != null
                        && Stream.of(started.getStackTrace())
                                .map(StackTraceElement::getMethodName)
                                .anyMatch(method -> method.equals("poll") || method.equals("await"))) {
                    return started;
                }
            }
        }

        private static CompletableFuture<Integer> receiving(
                boolean virtual, LibcSocket socket, AtomicReference<Thread> thread) {
            return start(virtual, () -> {
                thread.set(Thread.currentThread());
                return socket.receive(new byte[10], 0);
            });
        }

        private static Task polls() throws IOException {
            LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
            Poll poll = Poll.open();
            poll.set(pair[0], POLLIN, null);
            return virtual -> {
                // The second one has no eventfd of its own.
                List<CompletableFuture<List<Ready>>> all = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    all.add(start(virtual, () -> poll.await(null)));
                }
                check("nothing", get(start(virtual, () -> poll.await(BRIEF))).isEmpty());
                pair[1].send(new byte[3], 0);
                for (CompletableFuture<List<Ready>> one : all) {
                    check("ready", get(one).get(0).socket() == pair[0]);
                }
                pair[0].receive(new byte[10], 0);
                CompletableFuture<List<Ready>> woken = start(virtual, () -> poll.await(null));
                poll.wakeUp();
                check("woken", get(woken).isEmpty());
            };
        }

        private static Task waits() throws IOException {
            LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
            Epoll epoll = Epoll.open();
            epoll.add(pair[0], EPOLLIN, null);
            return virtual -> {
                check("nothing", get(start(virtual, () -> epoll.await(BRIEF))).isEmpty());
                CompletableFuture<List<Ready>> ready = start(virtual, () -> epoll.await(null));
                Thread.yield();
                pair[1].send(new byte[3], 0);
                check("ready", get(ready).get(0).socket() == pair[0]);
                pair[0].receive(new byte[10], 0);
                CompletableFuture<List<Ready>> woken = start(virtual, () -> epoll.await(null));
                epoll.wakeUp();
                check("woken", get(woken).isEmpty());
            };
        }

        /** Waits for room, where a close is reported by an eventfd. */
        private static Task sends() throws IOException {
            LibcSocket[] pair = LibcSocket.pair(SOCK_DGRAM);
            return virtual -> {
                int queued = 0;
                while (pair[0].send(new byte[1000], MSG_DONTWAIT) != LibcSocket.WOULD_BLOCK) {
                    queued++;
                }
                int all = queued + 1;
                endsWith(SocketTimeoutException.class, start(virtual, () -> {
                    pair[0].sendTimeout(BRIEF);
                    return pair[0].send(new byte[1000], 0);
                }));
                pair[0].sendTimeout(null);
                CompletableFuture<Integer> sent = start(virtual, () -> pair[0].send(new byte[1000], 0));
                Thread.yield();
                get(start(virtual, () -> {
                    for (int i = 0; i < all; i++) {
                        pair[1].receive(new byte[1000], 0);
                    }
                    return null;
                }));
                check("sent", get(sent) == 1000);
            };
        }
    }

    @OnEachBackend
    void openSocketsWorkWithoutFreeDescriptors(Libc libc) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -n 100; exec \"$@\"", "limited"));
        command.addAll(ChildJvm.command(List.of("-Dlibcsockets.backend=" + libc.backend()), Program.class));
        String output = ChildJvm.run(command);
        assertTrue(output.endsWith("done\n"), output);
    }
}
