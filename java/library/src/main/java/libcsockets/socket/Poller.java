package libcsockets.socket;

import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import libcsockets.Constants;
import libcsockets.EpollEvent;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.Pollfd;
import libcsockets.internal.Calls;
import libcsockets.internal.Friends;
import libcsockets.internal.VirtualThreads;

/**
 * Signals virtual threads when a descriptor is ready: one epoll for all of them.
 *
 * <p>A descriptor is added once, for both directions, edge-triggered, and stays. The thread that asks epoll is virtual
 * itself: while there is work it takes its turn among the others and asks without waiting, so that nothing wakes
 * another kernel thread. Only when all is quiet a platform thread waits for the epoll descriptor in its place.
 */
final class Poller {
    private static final int EVENTS =
            Constants.EPOLLIN | Constants.EPOLLOUT | Constants.EPOLLPRI | Constants.EPOLLRDHUP | Constants.EPOLLET;
    private static final int IN =
            Constants.EPOLLIN | Constants.EPOLLPRI | Constants.EPOLLRDHUP | Constants.EPOLLHUP | Constants.EPOLLERR;
    private static final int OUT = Constants.EPOLLOUT | Constants.EPOLLHUP | Constants.EPOLLERR;
    private static final int MORE = ~(Constants.EPOLLIN | Constants.EPOLLOUT);
    private static final int BATCH = 512;

    private static Poller instance;
    private static volatile boolean broken;

    private final Calls calls;
    private final int epfd;

    // Fields, so that their memory lives as long as the threads that use it.
    private final EpollEvent events = new EpollEvent(BATCH);
    private final Pollfd self;

    /**
     * The owner of each descriptor number. An event that comes late wakes the next owner once too often, which does no
     * harm.
     */
    private volatile AtomicReferenceArray<Readiness> owners = new AtomicReferenceArray<>(1024);

    private Thread virtual;
    private Thread platform;
    private volatile boolean quiet;

    // Where the virtual thread is. epoll reports an event only once, so a turn that fails must go on there.
    private int found;
    private int reported;
    private boolean again;

    Poller(Calls calls) throws ErrnoException {
        this.calls = calls;
        epfd = calls.epoll_create1(Constants.EPOLL_CLOEXEC);
        if (epfd < 0) {
            throw new ErrnoException("epoll_create1", -epfd, Constants.EPOLL_CLOEXEC);
        }
        self = Pollfd.of(epfd, Constants.POLLIN);
        VirtualThreads.startVirtual(this::poll);
    }

    /** Called from a virtual thread. */
    static synchronized Poller get() throws ErrnoException {
        if (instance == null) {
            instance = new Poller(Friends.calls(Libc.get()));
        }
        return instance;
    }

    void add(Readiness owner, int fd) throws ErrnoException {
        EpollEvent event = EpollEvent.of(EVENTS, fd);
        own(fd, owner);
        int result = calls.epoll_ctl(epfd, Constants.EPOLL_CTL_ADD, fd, Friends.address(event));
        Reference.reachabilityFence(event);
        if (result < 0 && result != -Constants.EEXIST) {
            own(fd, null);
            throw new ErrnoException("epoll_ctl", -result, epfd, "EPOLL_CTL_ADD", fd);
        }
    }

    /** Before the descriptor is closed: another one may keep the socket open, and epoll with it. */
    void remove(int fd) {
        calls.epoll_ctl(epfd, Constants.EPOLL_CTL_DEL, fd, 0);
        own(fd, null);
    }

    /**
     * A monitor and no {@code Lock}: close comes here with its channel's monitor held, and until JDK 24 a virtual
     * thread that parks with a monitor keeps its carrier. Were all carriers kept so by threads that wait for a lock,
     * the one whose turn it is could not run. Nothing in here parks.
     */
    private synchronized void own(int fd, Readiness owner) {
        if (fd >= owners.length()) {
            AtomicReferenceArray<Readiness> larger = new AtomicReferenceArray<>(Integer.highestOneBit(fd) * 2);
            for (int i = 0; i < owners.length(); i++) {
                larger.set(i, owners.get(i));
            }
            owners = larger;
        }
        owners.set(fd, owner);
    }

    /** Never ends, whatever is thrown: memory or threads can run out, here or where a thread is woken. */
    private void poll() {
        virtual = Thread.currentThread();
        virtual.setName("libc-sockets-poller");
        boolean failed = false;
        for (; ; ) {
            try {
                if (failed) {
                    failed = false;
                    LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
                }
                turn();
            } catch (Throwable e) {
                failed = true;
            }
        }
    }

    private void turn() {
        if (reported == found) {
            reported = 0;
            found = 0;
            int result = calls.epoll_wait(epfd, Friends.address(events), BATCH, 0);
            if (result < 0 && result != -Constants.EINTR) {
                breakDown();
            }
            found = Math.max(0, result);
        }
        for (; reported < found; reported++) {
            Readiness owner = owners.get(events.fd(reported));
            if (owner != null) {
                int ready = events.events(reported);
                owner.ready((ready & IN) != 0, (ready & OUT) != 0, (ready & MORE) != 0);
            }
        }
        if (found > 0 || !again) {
            // The threads that were woken run first, and may cause the next event.
            again = found == 0;
            Thread.yield();
        } else {
            again = false;
            parkWhileQuiet();
        }
    }

    /**
     * The kernel refuses to report: a filter of system calls can do that, for good. Those who wait look for themselves
     * from now on, after pauses; and this thread asks again after one.
     */
    private void breakDown() {
        broken = true;
        for (int i = 0; i < owners.length(); i++) {
            Readiness owner = owners.get(i);
            if (owner != null) {
                owner.signalAll();
            }
        }
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(100));
    }

    /** Whether no thread is signalled any more. */
    static boolean isBroken() {
        return broken;
    }

    private void parkWhileQuiet() {
        if (platform == null) {
            // Not by the first caller: a thread keeps some of what the one that starts it had.
            platform = VirtualThreads.startDaemon("libc-sockets-poller", this::waitWhileQuiet);
        }
        quiet = true;
        LockSupport.unpark(platform);
        while (quiet) {
            LockSupport.park(this);
        }
    }

    /** Never ends either. */
    private void waitWhileQuiet() {
        for (; ; ) {
            try {
                LockSupport.unpark(virtual);
                while (!quiet) {
                    LockSupport.park(this);
                }
                int result = calls.poll(Friends.address(self), 1, -1);
                if (result < 0 && result != -Constants.EINTR) {
                    breakDown();
                }
                quiet = false;
            } catch (Throwable e) {
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }
}
