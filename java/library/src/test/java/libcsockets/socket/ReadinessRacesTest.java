package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.TestLibc;
import libcsockets.internal.JniBackend;
import libcsockets.internal.ThreadState;
import libcsockets.internal.VirtualThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another thread changes an Epoll at the worst moment: directly before or after a system call. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadinessRacesTest {
    private static final Duration NOW = Duration.ZERO;

    /** The backend, with an action before or after the next call of one kind. */
    private static final class MeddlingCalls extends JniBackend {
        private volatile String moment = "";
        private volatile Runnable meddler;

        MeddlingCalls() {
            super(Libc.open("jni").origin());
        }

        void once(String moment, Runnable meddler) {
            this.meddler = meddler;
            this.moment = moment;
        }

        private void at(String moment) {
            if (this.moment.equals(moment)) {
                this.moment = "";
                meddler.run();
            }
        }

        @Override
        public int epoll_ctl(int epfd, int op, int fd, long event) {
            at("before epoll_ctl");
            int result = super.epoll_ctl(epfd, op, fd, event);
            at("after epoll_ctl");
            return result;
        }

        @Override
        public int epoll_wait(int epfd, long events, int maxevents, int timeout) {
            at("before epoll_wait");
            return super.epoll_wait(epfd, events, maxevents, timeout);
        }

        @Override
        public int read(ThreadState state, int fd, ByteBuffer base, long buf, long len) {
            at("before read");
            return super.read(state, fd, base, buf, len);
        }
    }

    private final MeddlingCalls calls = new MeddlingCalls();
    private final Libc libc = TestLibc.over(calls);
    private final List<LibcSocket> opened = new ArrayList<>();
    private Epoll epoll;
    private LibcSocket socket;
    private LibcSocket peer;

    @BeforeEach
    void open() throws IOException {
        epoll = Epoll.open(libc);
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        socket = opened(pair[0]);
        peer = opened(pair[1]);
    }

    @AfterEach
    void close() throws IOException {
        epoll.close();
        for (LibcSocket one : opened) {
            one.close();
        }
    }

    private LibcSocket opened(LibcSocket one) {
        opened.add(one);
        return one;
    }

    /** Begins a task on another thread and returns once it is done or has to wait for this one. */
    private static void meanwhile(FutureTask<?> task) {
        Thread thread = VirtualThreads.startDaemon("meddler", task);
        while (thread.isAlive()
                && thread.getState() != Thread.State.BLOCKED
                && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private <T> FutureTask<T> meddle(String moment, Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        calls.once(moment, () -> meanwhile(task));
        return task;
    }

    private static <T> T end(FutureTask<T> task) throws Exception {
        return task.get(20, TimeUnit.SECONDS);
    }

    @Test
    void twoThreadsModifyOneSocket() throws Exception {
        epoll.add(socket, EPOLLOUT, "none");
        FutureTask<?> second = meddle("after epoll_ctl", () -> {
            epoll.modify(socket, EPOLLOUT, "second");
            return null;
        });
        epoll.modify(socket, EPOLLOUT, "first");
        end(second);
        assertEquals(List.of(new Ready(socket.fd(), socket, EPOLLOUT, "second")), epoll.await(NOW));
    }

    /** epoll would go on reporting the socket, since it has another descriptor. */
    @Test
    void aSocketIsClosedWhileItIsAdded() throws Exception {
        opened(socket.dup());
        FutureTask<?> closing = meddle("before epoll_ctl", () -> {
            socket.close();
            return null;
        });
        assertThrows(ClosedChannelException.class, () -> epoll.add(socket, EPOLLOUT, null));
        end(closing);
        assertEquals(List.of(), epoll.await(NOW));
    }

    @Test
    void aSocketIsClosedWhileItIsRemoved() throws Exception {
        epoll.add(socket, EPOLLOUT, null);
        FutureTask<LibcSocket> reusing = meddle("before epoll_ctl", () -> {
            int number = socket.fd();
            socket.close();
            LibcSocket next = opened(LibcSocket.adopt(libc, libc.fcntl(peer.fd(), F_DUPFD_CLOEXEC, number)));
            peer.close();
            epoll.add(next, EPOLLHUP, null);
            return next;
        });
        epoll.remove(socket);
        LibcSocket next = end(reusing);
        assertSame(next, epoll.await(NOW).get(0).socket());
    }

    @Test
    void aSocketIsClosedWhileItIsModified() throws Exception {
        epoll.add(socket, EPOLLOUT, null);
        FutureTask<?> closing = meddle("before epoll_ctl", () -> {
            socket.close();
            return null;
        });
        epoll.modify(socket, EPOLLIN, null);
        end(closing);
        assertThrows(ClosedChannelException.class, () -> epoll.modify(socket, EPOLLIN, null));
        assertEquals(List.of(), epoll.await(NOW));
    }

    /** An edge is reported only once. */
    @Test
    void noEventIsLostWhileASocketIsAdded() throws Exception {
        peer.send(new byte[1], 0);
        FutureTask<List<Ready>> waiting = meddle("after epoll_ctl", () -> epoll.await(null));
        epoll.add(socket, EPOLLIN | EPOLLET, "attached");
        assertEquals(List.of(new Ready(socket.fd(), socket, EPOLLIN, "attached")), end(waiting));
    }

    @Test
    void noEventIsLostIfAModificationFails() throws Exception {
        epoll.add(socket, EPOLLIN | EPOLLET, "before");
        peer.send(new byte[1], 0);
        FutureTask<List<Ready>> waiting = meddle("before epoll_ctl", () -> epoll.await(null));
        ErrnoException refused =
                assertThrows(ErrnoException.class, () -> epoll.modify(socket, EPOLLIN | EPOLLEXCLUSIVE, "in vain"));
        assertEquals(EINVAL, refused.errno());
        assertSame(socket, end(waiting).get(0).socket());
        peer.send(new byte[1], 0);
        assertEquals(List.of(new Ready(socket.fd(), socket, EPOLLIN, "before")), epoll.await(NOW));
    }

    /** The thread that takes a wake-up may take that of the close with it, which is for all that wait. */
    @Test
    void aSetIsClosedWhileAWakeUpIsTaken() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        FutureTask<List<Ready>> other = new FutureTask<>(() -> epoll.await(null));
        calls.once("before epoll_wait", () -> {
            inside.countDown();
            try {
                taken.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        VirtualThreads.startDaemon("other", other);
        inside.await();
        epoll.wakeUp();
        FutureTask<?> closing = meddle("before read", () -> {
            epoll.close();
            return null;
        });
        FutureTask<List<Ready>> one = new FutureTask<>(() -> epoll.await(null));
        VirtualThreads.startDaemon("one", one).join(TimeUnit.SECONDS.toMillis(20));
        end(closing);
        taken.countDown();
        ExecutionException ended = assertThrows(ExecutionException.class, () -> end(other));
        assertInstanceOf(AsynchronousCloseException.class, ended.getCause());
    }
}
