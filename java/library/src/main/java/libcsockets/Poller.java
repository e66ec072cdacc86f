package libcsockets;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells virtual threads when a descriptor is ready: one epoll for all of them.
 *
 * <p>A descriptor is added once, for both directions, edge-triggered, and stays. The thread that asks epoll is virtual
 * itself: while there is work it takes its turn among the others and asks without waiting, so that nothing wakes another
 * kernel thread. Only when all is quiet a platform thread waits for the epoll descriptor in its place.
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

    private final Libc libc;
    private final int epfd;

    /** Whose each descriptor number is. An event that comes late wakes the next owner once too often, which does no harm. */
    private volatile AtomicReferenceArray<Descriptor> owners = new AtomicReferenceArray<>(1024);

    private Thread virtual;
    private Thread platform;
    private volatile boolean quiet;

    private Poller(Libc libc, int epfd) {
        this.libc = libc;
        this.epfd = epfd;
    }

    /** Called from a virtual thread. */
    static synchronized Poller get() throws ErrnoException {
        if (instance == null) {
            Libc libc = Libc.get();
            int epfd = libc.epoll_create1_0(Constants.EPOLL_CLOEXEC);
            if (epfd < 0) {
                throw new ErrnoException("epoll_create1", -epfd, Constants.EPOLL_CLOEXEC);
            }
            Poller poller = new Poller(libc, epfd);
            poller.start();
            instance = poller;
        }
        return instance;
    }

    private void start() {
        platform = Threads.startDaemon("libc-sockets-poller", this::waitWhileQuiet);
        virtual = Threads.startVirtual(this::poll);
    }

    void add(Descriptor owner, int fd) throws ErrnoException {
        own(fd, owner);
        EpollEvent event = EpollEvent.of(EVENTS, fd);
        int result = libc.epoll_ctl0(epfd, Constants.EPOLL_CTL_ADD, fd, event.address);
        Reference.reachabilityFence(event);
        if (result < 0 && result != -Constants.EEXIST) {
            throw new ErrnoException("epoll_ctl", -result, epfd, "EPOLL_CTL_ADD", fd);
        }
    }

    /** Before the descriptor is closed: another one may keep the socket open, and epoll with it. */
    void remove(int fd) {
        libc.epoll_ctl0(epfd, Constants.EPOLL_CTL_DEL, fd, 0);
        own(fd, null);
    }

    /**
     * A monitor and no {@code Lock}: close comes here with its channel's monitor held, and until JDK 24 a virtual thread that
     * parks with a monitor keeps its carrier. Were all carriers kept so by threads that wait for a lock, the one whose turn it
     * is could not run. Nothing in here parks.
     */
    private synchronized void own(int fd, Descriptor owner) {
        if (fd >= owners.length()) {
            AtomicReferenceArray<Descriptor> larger = new AtomicReferenceArray<>(Integer.highestOneBit(fd) * 2);
            for (int i = 0; i < owners.length(); i++) {
                larger.set(i, owners.get(i));
            }
            owners = larger;
        }
        owners.set(fd, owner);
    }

    private void poll() {
        EpollEvent events = new EpollEvent(BATCH);
        boolean again = false;
        for (; ; ) {
            int n = libc.epoll_wait0(epfd, events.address, BATCH, 0);
            for (int i = 0; i < n; i++) {
                Descriptor owner = owners.get(events.fd(i));
                if (owner != null) {
                    int ready = events.events(i);
                    owner.ready((ready & IN) != 0, (ready & OUT) != 0, (ready & MORE) != 0);
                }
            }
            if (n > 0 || !again) {
                // Whoever was woken runs first, and may have made the next event.
                again = n <= 0;
                Thread.yield();
            } else {
                again = false;
                quiet = true;
                LockSupport.unpark(platform);
                while (quiet) {
                    LockSupport.park(this);
                }
            }
        }
    }

    private void waitWhileQuiet() {
        Pollfd self = Pollfd.of(epfd, Constants.POLLIN);
        for (; ; ) {
            while (!quiet) {
                LockSupport.park(this);
            }
            libc.poll0(self.address, 1, -1);
            quiet = false;
            LockSupport.unpark(virtual);
        }
    }
}
