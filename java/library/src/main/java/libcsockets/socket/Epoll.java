package libcsockets.socket;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import libcsockets.Constants;
import libcsockets.EpollEvent;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.internal.Calls;
import libcsockets.internal.Friends;
import libcsockets.internal.VirtualThreads;

/**
 * {@code epoll}: which of many descriptors are ready.
 *
 * <pre>{@code
 * Epoll epoll = Epoll.open();
 * epoll.add(server, EPOLLIN, null);
 * for (; ; ) {
 *     for (Ready ready : epoll.await(null)) {
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>The events are those of the C headers: level-triggered unless {@code EPOLLET} is among them, once only with {@code
 * EPOLLONESHOT} (then {@link #modify} arms it again). A socket that is closed leaves the set before its number is free,
 * also if it has a second descriptor, which C programs trip over. All methods may be called by any thread; on a virtual
 * thread {@link #await} parks it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public final class Epoll extends OpenDescriptor {
    private static final int BATCH = 256;
    private static final long WAKE_UP = -1;

    private static final class Entry {
        final int fd;
        final LibcSocket socket;

        /** The number that the kernel hands back. A late event of the number's last owner has another serial number. */
        final long data;

        volatile Object attachment;

        Entry(int fd, LibcSocket socket, int serial, Object attachment) {
            this.fd = fd;
            this.socket = socket;
            data = (long) serial << 32 | fd;
            this.attachment = attachment;
        }
    }

    private final int wakeUp;

    /**
     * The entries of the set, by number. A change here is one of the kernel's set too, and holds this map's monitor for
     * both. A monitor and no {@code Lock}: close comes here with its channel's monitor held, and until JDK 24 a virtual
     * thread that parks with a monitor keeps its carrier. Nothing in here parks.
     *
     * <p>While the monitor is held, the number of a socket in this map is its own: its close comes here first.
     */
    private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();

    /** For one epoll_ctl at a time. */
    private final EpollEvent event;

    private int serial;
    private final AtomicReference<EpollEvent> kept = new AtomicReference<>();

    private final CloseListener closeListener = this::closing;

    private Epoll(Libc libc, int fd, int wakeUp, EpollEvent event) {
        super(libc, fd);
        this.wakeUp = wakeUp;
        this.event = event;
    }

    /**
     * {@code epoll_create1(EPOLL_CLOEXEC)}.
     *
     * @return an empty set
     * @throws ErrnoException if it cannot be made: {@code EMFILE}, ...
     */
    public static Epoll open() throws ErrnoException {
        return open(Libc.get());
    }

    /**
     * {@link #open()} over a backend of your choice.
     *
     * @param libc the backend
     * @return an empty set
     * @throws ErrnoException if it cannot be made
     */
    public static Epoll open(Libc libc) throws ErrnoException {
        Calls calls = Friends.calls(libc);
        int fd = calls.epoll_create1(Constants.EPOLL_CLOEXEC);
        if (fd < 0) {
            throw new ErrnoException("epoll_create1", -fd, "EPOLL_CLOEXEC");
        }
        int wakeUp = calls.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        EpollEvent event = EpollEvent.of(Constants.EPOLLIN, WAKE_UP);
        int result = wakeUp < 0 ? wakeUp : calls.epoll_ctl(fd, Constants.EPOLL_CTL_ADD, wakeUp, Friends.address(event));
        Reference.reachabilityFence(event);
        if (result < 0) {
            calls.close(fd);
            if (wakeUp >= 0) {
                calls.close(wakeUp);
            }
            throw new ErrnoException(wakeUp < 0 ? "eventfd" : "epoll_ctl", -result);
        }
        return new Epoll(libc, fd, wakeUp, event);
    }

    // ---- the set ----

    /**
     * Adds a socket.
     *
     * @param socket the socket
     * @param events {@code EPOLL} constants or-ed together
     * @param attachment anything, for {@link Ready#attachment()}
     * @throws ClosedChannelException if the socket or this set is closed
     * @throws IOException if it cannot be added: {@code EEXIST}, ...
     */
    public void add(LibcSocket socket, int events, Object attachment) throws IOException {
        socket.enter();
        try {
            add(socket.fd, socket, events, attachment);
        } finally {
            socket.leave();
        }
    }

    /**
     * Adds a plain descriptor. {@link #remove(int)} it before it is closed.
     *
     * @param fd the descriptor
     * @param events {@code EPOLL} constants or-ed together
     * @param attachment anything, for {@link Ready#attachment()}
     * @throws IOException if it cannot be added: {@code EEXIST}, {@code EBADF}, {@code EPERM} for a regular file, ...
     */
    public void add(int fd, int events, Object attachment) throws IOException {
        add(fd, null, events, attachment);
    }

    private void add(int number, LibcSocket socket, int events, Object attachment) throws IOException {
        enter();
        try {
            synchronized (entries) {
                Entry entry = new Entry(number, socket, ++serial, attachment);
                control(Constants.EPOLL_CTL_ADD, number, events, entry.data);
                entries.put(number, entry);
                if (socket != null) {
                    watch(entry);
                }
            }
        } finally {
            leave();
        }
    }

    /** A close that begins before this does not see the entry, and one that begins afterwards comes and removes it. */
    private void watch(Entry entry) throws ClosedChannelException {
        try {
            entry.socket.watch(closeListener);
        } catch (ClosedChannelException e) {
            remove(entry.fd, entry);
            throw e;
        }
    }

    /**
     * Changes what is waited for, or arms a descriptor with {@code EPOLLONESHOT} again.
     *
     * @param socket the socket
     * @param events {@code EPOLL} constants or-ed together
     * @param attachment anything, for {@link Ready#attachment()}
     * @throws ClosedChannelException if the socket or this set is closed
     * @throws IOException if it is not in the set: {@code ENOENT}
     */
    public void modify(LibcSocket socket, int events, Object attachment) throws IOException {
        socket.enter();
        try {
            modify(socket.fd, events, attachment);
        } catch (ErrnoException e) {
            if (socket.isClosing()) {
                throw new ClosedChannelException();
            }
            throw e;
        } finally {
            socket.leave();
        }
    }

    /**
     * {@link #modify(LibcSocket, int, Object)} for a plain descriptor.
     *
     * @param fd the descriptor
     * @param events {@code EPOLL} constants or-ed together
     * @param attachment anything, for {@link Ready#attachment()}
     * @throws IOException if it is not in the set: {@code ENOENT}
     */
    public void modify(int fd, int events, Object attachment) throws IOException {
        enter();
        try {
            synchronized (entries) {
                Entry entry = entries.get(fd);
                if (entry == null) {
                    // The call says what is wrong.
                    entry = new Entry(fd, null, 0, null);
                }
                Object before = entry.attachment;
                // First, since the next event may come at once.
                entry.attachment = attachment;
                try {
                    control(Constants.EPOLL_CTL_MOD, fd, events, entry.data);
                } catch (ErrnoException e) {
                    entry.attachment = before;
                    throw e;
                }
            }
        } finally {
            leave();
        }
    }

    private void control(int op, int number, int events, long data) throws ErrnoException {
        event.events(0, events).data(0, data);
        int result = calls.epoll_ctl(fd, op, number, Friends.address(event));
        if (result < 0) {
            throw new ErrnoException("epoll_ctl", -result, fd, op, number, events);
        }
    }

    /**
     * Removes a socket. One that is closed is removed already, and nothing happens.
     *
     * @param socket the socket
     * @throws IOException if this set is closed
     */
    public void remove(LibcSocket socket) throws IOException {
        enter();
        try {
            synchronized (entries) {
                Entry entry = entries.get(socket.fd);
                if (entry != null && entry.socket == socket) {
                    check(socket.fd, remove(socket.fd, entry));
                }
            }
        } finally {
            leave();
        }
    }

    /**
     * Removes a plain descriptor.
     *
     * @param number the descriptor
     * @throws IOException if it is not in the set: {@code ENOENT}
     */
    public void remove(int number) throws IOException {
        enter();
        try {
            synchronized (entries) {
                check(number, remove(number, entries.get(number)));
            }
        } finally {
            leave();
        }
    }

    private void closing(OpenDescriptor socket) {
        try {
            enter();
        } catch (ClosedChannelException e) {
            return;
        }
        try {
            synchronized (entries) {
                Entry entry = entries.get(socket.fd);
                if (entry != null && entry.socket == socket) {
                    remove(socket.fd, entry);
                }
            }
        } finally {
            leave();
        }
    }

    private int remove(int number, Entry entry) {
        int result = calls.epoll_ctl(fd, Constants.EPOLL_CTL_DEL, number, 0);
        if (entry != null) {
            entries.remove(number);
            if (entry.socket != null) {
                // Not before: from now on the number may become another file's.
                entry.socket.unwatch(closeListener);
            }
        }
        return result;
    }

    private void check(int number, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException("epoll_ctl", -result, fd, "EPOLL_CTL_DEL", number);
        }
    }

    // ---- waiting ----

    /**
     * {@code epoll_wait}: waits until a descriptor is ready.
     *
     * @param timeout how long at most; null for no limit, 0 to look only
     * @return what is ready; empty if the time is over or {@link #wakeUp()} was called
     * @throws AsynchronousCloseException if it is closed meanwhile
     * @throws java.nio.channels.ClosedByInterruptException if the thread is interrupted, which closes it
     * @throws IOException if the call fails
     * @see <a href="https://man7.org/linux/man-pages/man2/epoll_wait.2.html">epoll_wait(2)</a>
     */
    public List<Ready> await(Duration timeout) throws IOException {
        long nanos = nanos(timeout);
        List<Ready> ready = List.of();
        boolean done = false;
        begin();
        try {
            ready = waitInside(nanos, true);
            done = !ready.isEmpty() && !isClosing();
        } finally {
            end(done);
        }
        return ready;
    }

    /**
     * {@link #await} for a thread that may be interrupted and has other ways to stop: an interrupt neither ends the
     * wait nor closes the set, and the thread stays interrupted. {@link #wakeUp()} ends it.
     *
     * @param timeout how long at most; null for no limit, 0 to look only
     * @return the descriptors that are ready; empty if the time is over or {@link #wakeUp()} was called
     * @throws AsynchronousCloseException if another thread closes it during the call
     * @throws IOException if the call fails
     */
    public List<Ready> awaitUninterruptibly(Duration timeout) throws IOException {
        long nanos = nanos(timeout);
        List<Ready> ready = waitInside(nanos, false);
        if (isClosing()) {
            throw new AsynchronousCloseException();
        }
        return ready;
    }

    private long nanos(Duration timeout) throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        return timeout == null ? Long.MAX_VALUE : LibcSocket.nanos(timeout);
    }

    private List<Ready> waitInside(long nanos, boolean interruptible) throws IOException {
        EpollEvent events = Objects.requireNonNullElseGet(kept.getAndSet(null), () -> new EpollEvent(BATCH));
        try {
            enter();
        } catch (ClosedChannelException e) {
            throw new AsynchronousCloseException();
        }
        try {
            int n = epollWait(events, nanos, interruptible);
            if (n < 0) {
                throw new ErrnoException("epoll_wait", -n, fd, "events", BATCH);
            }
            List<Ready> ready = take(events, n);
            kept.set(events);
            return ready;
        } finally {
            leave();
        }
    }

    private int epollWait(EpollEvent events, long nanos, boolean interruptible) {
        boolean virtual = VirtualThreads.currentIsVirtual();
        long start = System.nanoTime();
        for (; ; ) {
            long seen = readEpoch();
            long rest = nanos == Long.MAX_VALUE ? nanos : Math.max(0, nanos - (System.nanoTime() - start));
            int n = calls.epoll_wait(fd, Friends.address(events), BATCH, virtual ? 0 : milliseconds(rest));
            if (n != 0 && n != -Constants.EINTR || isClosing() || rest == 0 || n == 0 && !virtual) {
                return n == -Constants.EINTR ? 0 : n;
            }
            if (virtual) {
                if (interruptible) {
                    awaitReadable(seen, rest);
                } else {
                    awaitReadableUninterruptibly(seen, rest);
                }
            }
        }
    }

    private List<Ready> take(EpollEvent events, int n) {
        List<Ready> ready = new ArrayList<>(Math.max(n, 0));
        for (int i = 0; i < n; i++) {
            long data = events.data(i);
            if (data == WAKE_UP) {
                takeWakeUp();
                continue;
            }
            Entry entry = entries.get((int) data);
            if (entry == null || entry.data != data) {
                entry = lookAgain(data);
            }
            if (entry != null) {
                ready.add(new Ready(entry.fd, entry.socket, events.events(i), entry.attachment));
            }
        }
        return ready;
    }

    /** It may have become ready in the moment in which it is added. Or it is removed, and this is the last of it. */
    private Entry lookAgain(long data) {
        synchronized (entries) {
            Entry entry = entries.get((int) data);
            return entry != null && entry.data == data ? entry : null;
        }
    }

    private void takeWakeUp() {
        readCount(wakeUp);
        if (isClosing()) {
            // That may have been for all who wait.
            wakeWaiters();
        }
    }

    /** Ends the {@link #await} that waits now, or the next one. */
    public void wakeUp() {
        try {
            enter();
        } catch (ClosedChannelException e) {
            return;
        }
        try {
            wakeWaiters();
        } finally {
            leave();
        }
    }

    @Override
    void wake(boolean byShutdown) {
        wakeWaiters();
    }

    private void wakeWaiters() {
        writeOne(wakeUp);
    }

    @Override
    void released(int result) {
        calls.close(wakeUp);
        for (Entry entry : entries.values()) {
            if (entry.socket != null) {
                entry.socket.unwatch(closeListener);
            }
        }
    }

    @Override
    public String toString() {
        return "Epoll[" + entries.size() + " descriptors, fd " + fd + (isOpen() ? "]" : ", closed]");
    }
}
