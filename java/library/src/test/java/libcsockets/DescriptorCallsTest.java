package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.io.TempDir;

/** Readiness, and descriptors that are not sockets. */
class DescriptorCallsTest extends RawCalls {
    @TempDir
    Path directory;

    @OnEachBackend
    void pollAndEpollReportReadiness(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_STREAM);
        int event = made(libc.eventfd(0, EFD_CLOEXEC));
        Pollfd fds =
                new Pollfd(3).set(0, pair[0], POLLIN).set(1, pair[1], POLLOUT).set(2, -1, POLLIN);
        assertEquals(1, libc.poll(fds, 3, 0));
        assertEquals(0, fds.revents(0));
        assertEquals(POLLOUT, fds.revents(1));

        int epoll = made(libc.epoll_create1(EPOLL_CLOEXEC));
        ok(libc.epoll_ctl(epoll, EPOLL_CTL_ADD, event, EpollEvent.of(EPOLLIN, 0x1234_5678_9abcL)));
        EpollEvent events = new EpollEvent(4);
        assertEquals(0, libc.epoll_wait(epoll, events, 4, 0));
        ByteBuffer one =
                ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).putLong(0, 1);
        assertEquals(8, libc.write(event, one, 8));
        assertEquals(1, libc.epoll_wait(epoll, events, 4, 5000));
        assertEquals(EPOLLIN, events.events(0));
        assertEquals(0x1234_5678_9abcL, events.data(0));
        ok(libc.epoll_ctl(epoll, EPOLL_CTL_MOD, event, EpollEvent.of(EPOLLIN, event)));
        assertEquals(1, libc.epoll_wait(epoll, events, 1, 5000));
        assertEquals(event, events.fd(0));
        ok(libc.epoll_ctl(epoll, EPOLL_CTL_DEL, event, null));
        fails(ENOENT, libc.epoll_ctl(epoll, EPOLL_CTL_DEL, event, null));
        fails(EINVAL, libc.epoll_wait(epoll, events, 0, 0));
        fails(EINVAL, libc.epoll_wait(epoll, events, Integer.MAX_VALUE, 0));
        fails(EINVAL, libc.epoll_create(0));
        made(libc.epoll_create(1));
    }

    @OnEachBackend
    void otherKindsOfDescriptorsAreOpened(Libc libc) {
        this.libc = libc;
        int memory = made(libc.memfd_create("test", MFD_CLOEXEC));
        assertEquals(3, libc.write(memory, bytes("abc"), 3));
        made(libc.timerfd_create(CLOCK_MONOTONIC, 0));
        made(libc.signalfd(-1, 1L << (SIGUSR2 - 1), SFD_CLOEXEC));
        made(libc.inotify_init1(0));
        made(libc.pidfd_open(libc.getpid(), 0));
        String fifo = directory.resolve("fifo").toString();
        ok(libc.mkfifo(fifo, 0600));
        fails(EEXIST, libc.mkfifo(fifo, 0600));
        made(libc.open(fifo, O_RDWR, 0));
        fails(ENOENT, libc.open(directory + "/none", O_RDONLY, 0));
        assertEquals(ProcessHandle.current().pid(), libc.getpid());
    }

    @OnEachBackend
    void aPipeHasTwoEnds(Libc libc) {
        this.libc = libc;
        int[] ends = new int[2];
        ok(libc.pipe(ends));
        made(ends[0]);
        made(ends[1]);
        assertEquals(0, libc.fcntl(ends[0], F_GETFD));
        assertEquals(1, libc.write(ends[1], bytes("x"), 1));
        assertEquals(1, libc.read(ends[0], new byte[8], 8));
        fails(EFAULT, libc.pipe(null));
        made(libc.open("/dev/null", O_RDWR));
    }
}
