package libcsockets.socket;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.Pollfd;
import libcsockets.internal.Calls;
import libcsockets.internal.Friends;
import libcsockets.internal.VirtualThreads;

/**
 * {@code poll}: which of a few descriptors are ready, in the order in which they were added.
 *
 * <p>Always level-triggered, and any file may be in it. For many descriptors take {@link Epoll}. A socket that is
 * closed is reported once with {@code POLLNVAL}, to all threads that wait for it or else to the next one, and leaves
 * the set. The set may be changed by any thread; a change counts from the next {@link #await} on. On a virtual thread
 * {@link #await} parks it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
 */
public final class Poll extends OpenDescriptor {
    private record Entry(int fd, LibcSocket socket, int events, Object attachment) {}

    /** A thread in {@link #await}. It has an eventfd of its own, so that it takes no wake-up of another. */
    private static final class Waiter {
        /** -1 if the system had no more descriptors: then it looks again after pauses. */
        final int eventFd;

        /** It is to come out; the eventfd is readable. */
        volatile boolean called;

        /** The set as it was when the thread came. */
        List<Entry> waited;

        /** Where it is parked, if it is a virtual thread. */
        Epoll epoll;

        Waiter(int eventFd) {
            this.eventFd = eventFd;
        }

        boolean waitsFor(OpenDescriptor socket) {
            return waited.stream().anyMatch(entry -> entry.socket() == socket);
        }
    }

    /**
     * The entries of the set. Everything from here on is used with the map's monitor held, and nothing parks with it.
     */
    private final Map<Integer, Entry> entries = new LinkedHashMap<>();

    /** The sockets that report their closing. One that was removed does too: a thread may still wait for it. */
    private final Set<LibcSocket> watched = new HashSet<>();

    private final Set<Waiter> waiting = new HashSet<>();
    private final Deque<Waiter> idle = new ArrayDeque<>();

    /** {@link #wakeUp()} was called while no thread waited. */
    private boolean wakeNext;

    private final CloseListener closeListener = this::closing;

    /** The descriptor is the eventfd of the first thread that waits, and nearly always that is the only one. */
    private Poll(Libc libc, int fd) {
        super(libc, fd);
        idle.push(new Waiter(fd));
    }

    /**
     * An empty set.
     *
     * @return the set
     * @throws ErrnoException if it cannot be made: {@code EMFILE}, ...
     */
    public static Poll open() throws ErrnoException {
        return open(Libc.get());
    }

    /**
     * {@link #open()} over a backend of your choice.
     *
     * @param libc the backend
     * @return an empty set
     * @throws ErrnoException if it cannot be made
     */
    public static Poll open(Libc libc) throws ErrnoException {
        return new Poll(libc, eventFd(Friends.calls(libc)));
    }

    private static int newEventFd(Calls calls) {
        return calls.eventfd(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
    }

    private static int eventFd(Calls calls) throws ErrnoException {
        int fd = newEventFd(calls);
        if (fd < 0) {
            throw new ErrnoException("eventfd", -fd, 0, "EFD_CLOEXEC|EFD_NONBLOCK");
        }
        return fd;
    }

    // ---- the set ----

    /**
     * Adds a socket, or changes what is waited for.
     *
     * @param socket the socket
     * @param events {@code POLL} constants or-ed together
     * @param attachment anything, for {@link Ready#attachment()}
     * @throws ClosedChannelException if the socket or this set is closed
     */
    public void set(LibcSocket socket, int events, Object attachment) throws ClosedChannelException {
        enter();
        try {
            socket.enter();
            try {
                synchronized (entries) {
                    watch(socket);
                    entries.put(socket.fd, new Entry(socket.fd, socket, events, attachment));
                }
            } finally {
                socket.leave();
            }
        } finally {
            leave();
        }
    }

    private void watch(LibcSocket socket) throws ClosedChannelException {
        if (watched.add(socket)) {
            try {
                socket.watch(closeListener);
            } catch (ClosedChannelException e) {
                socket.unwatch(closeListener);
                watched.remove(socket);
                throw e;
            }
        }
    }

    /**
     * Adds a plain descriptor, or changes what is waited for. {@link #remove(int)} it before it is closed.
     *
     * @param number the descriptor
     * @param events {@code POLL} constants or-ed together
     * @param attachment anything, for {@link Ready#attachment()}
     */
    public void set(int number, int events, Object attachment) {
        synchronized (entries) {
            entries.put(number, new Entry(number, null, events, attachment));
        }
    }

    /**
     * Removes a socket, if it is there.
     *
     * @param socket the socket
     */
    public void remove(LibcSocket socket) {
        synchronized (entries) {
            Entry entry = entries.get(socket.fd);
            if (entry != null && entry.socket() == socket) {
                entries.remove(socket.fd);
            }
        }
    }

    /**
     * Removes a plain descriptor, if it is there.
     *
     * @param number the descriptor
     */
    public void remove(int number) {
        synchronized (entries) {
            entries.remove(number);
        }
    }

    private void closing(OpenDescriptor socket) {
        synchronized (entries) {
            watched.remove(socket);
            waiting.stream().filter(waiter -> waiter.waitsFor(socket)).forEach(this::call);
        }
    }

    // ---- waiting ----

    /**
     * {@code poll}: waits until a descriptor is ready.
     *
     * @param timeout how long at most; null for no limit, 0 to look only
     * @return what is ready; empty if the time is over or {@link #wakeUp()} was called
     * @throws AsynchronousCloseException if it is closed meanwhile
     * @throws ClosedByInterruptException if the thread is interrupted, which closes it
     * @throws IOException if the call fails
     */
    public List<Ready> await(Duration timeout) throws IOException {
        long nanos = timeout == null ? Long.MAX_VALUE : LibcSocket.nanos(timeout);
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        List<Ready> ready = new ArrayList<>();
        begin();
        try {
            enter();
            try {
                Waiter me = arrive();
                try {
                    await(me, nanos, ready);
                } finally {
                    depart(me);
                }
            } finally {
                leave();
            }
        } finally {
            end(!ready.isEmpty());
        }
        return ready;
    }

    private Waiter arrive() throws ErrnoException {
        synchronized (entries) {
            List<Entry> waited = new ArrayList<>(entries.values());
            Waiter me = idle.poll();
            if (me == null) {
                me = new Waiter(Math.max(-1, newEventFd(calls)));
            }
            me.waited = waited;
            waiting.add(me);
            if (wakeNext || isClosing()) {
                wakeNext = false;
                call(me);
            }
            return me;
        }
    }

    private void depart(Waiter me) {
        synchronized (entries) {
            waiting.remove(me);
            if (me.called) {
                if (me.eventFd >= 0) {
                    readCount(me.eventFd);
                }
                me.called = false;
            }
            me.waited = null;
            if (me.eventFd >= 0) {
                idle.push(me);
            }
        }
    }

    private void call(Waiter waiter) {
        if (!waiter.called) {
            waiter.called = true;
            if (waiter.eventFd >= 0) {
                writeOne(waiter.eventFd);
            }
        }
        if (waiter.epoll != null) {
            // An interrupted thread does not park: it must learn without the poller's turn.
            waiter.epoll.readiness().ready(true, false, false);
        }
    }

    private void await(Waiter me, long nanos, List<Ready> ready) throws IOException {
        List<Entry> waited = me.waited;
        List<LibcSocket> entered = new ArrayList<>(waited.size());
        try {
            Pollfd fds = new Pollfd(waited.size() + 1).set(0, me.eventFd, Constants.POLLIN);
            for (int i = 0; i < waited.size(); i++) {
                fill(fds, i + 1, waited.get(i), entered, ready);
            }
            int n;
            if (!ready.isEmpty() || nanos == 0) {
                n = poll(fds, 0);
            } else if (VirtualThreads.currentIsVirtual()) {
                n = poll(fds, 0);
                if (n == 0) {
                    n = parkAndPoll(me, fds, nanos);
                }
            } else {
                n = me.eventFd < 0 ? pollInTurns(me, fds, nanos) : poll(fds, nanos);
            }
            if (n < 0) {
                throw new ErrnoException("poll", -n, "fds", fds.length());
            }
            take(fds, waited, ready);
        } finally {
            entered.forEach(LibcSocket::leave);
        }
    }

    private void fill(Pollfd fds, int index, Entry entry, List<LibcSocket> entered, List<Ready> ready) {
        fds.set(index, entry.fd(), entry.events());
        if (entry.socket() != null) {
            try {
                entry.socket().enter();
                entered.add(entry.socket());
            } catch (ClosedChannelException e) {
                // Its number may be another file's.
                fds.set(index, -1, 0);
                remove(entry.socket());
                ready.add(new Ready(entry.fd(), entry.socket(), Constants.POLLNVAL, entry.attachment()));
            }
        }
    }

    private int poll(Pollfd fds, long nanos) {
        long start = System.nanoTime();
        int n;
        long rest = nanos;
        do {
            n = calls.poll(Friends.address(fds), fds.length(), milliseconds(rest));
            rest = nanos == Long.MAX_VALUE ? nanos : Math.max(0, nanos - (System.nanoTime() - start));
        } while (n == -Constants.EINTR && !isClosing());
        Reference.reachabilityFence(fds);
        return n == -Constants.EINTR ? 0 : n;
    }

    /** On a virtual thread: parks until an epoll of the same descriptors becomes ready. */
    private int parkAndPoll(Waiter me, Pollfd fds, long nanos) throws IOException {
        try (Epoll epoll = Epoll.open(libc)) {
            for (int i = 0; i < fds.length(); i++) {
                if (fds.fd(i) >= 0) {
                    add(epoll, fds.fd(i), fds.events(i));
                }
            }
            parkedIn(epoll, me);
            try {
                long start = System.nanoTime();
                for (; ; ) {
                    long seen = epoll.readEpoch();
                    int n = poll(fds, 0);
                    long rest = rest(nanos, start);
                    if (n != 0 || isClosing() || rest <= 0) {
                        return n;
                    }
                    epoll.awaitReadable(seen, rest);
                }
            } finally {
                parkedIn(null, me);
            }
        } catch (ErrnoException e) {
            // The system has no more descriptors or memory for what is only a way to wait.
            return pollInTurns(me, fds, nanos);
        }
    }

    /** Looks again after pauses, where nothing would signal. */
    private int pollInTurns(Waiter me, Pollfd fds, long nanos) {
        long start = System.nanoTime();
        for (int turns = 1; ; turns++) {
            int n = poll(fds, 0);
            long rest = rest(nanos, start);
            if (n != 0 || me.called || isClosing() || rest <= 0) {
                return n;
            }
            LockSupport.parkNanos(this, Math.min(rest, Math.min(turns * 1_000_000L, UNSIGNALLED)));
        }
    }

    private static long rest(long nanos, long start) {
        return nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
    }

    private static void add(Epoll epoll, int number, int events) throws IOException {
        try {
            // The low bits of the events have the same numbers in both.
            epoll.add(number, events, null);
        } catch (ErrnoException e) {
            // epoll refuses a file of which poll says the same at all times, and one that is closed by now is seen by
            // poll.
            if (e.errno() != Constants.EPERM && e.errno() != Constants.EBADF) {
                throw e;
            }
        }
    }

    private void parkedIn(Epoll epoll, Waiter me) {
        synchronized (entries) {
            me.epoll = epoll;
        }
    }

    private void take(Pollfd fds, List<Entry> waited, List<Ready> ready) {
        for (int i = 0; i < waited.size(); i++) {
            Entry entry = waited.get(i);
            LibcSocket socket = entry.socket();
            int events = fds.revents(i + 1);
            if (socket != null && fds.fd(i + 1) >= 0 && !socket.isOpen()) {
                remove(socket);
                events = Constants.POLLNVAL;
            }
            if (events != 0) {
                ready.add(new Ready(entry.fd(), socket, events, entry.attachment()));
            }
        }
    }

    /** Ends every {@link #await} that waits now, or else the next one. */
    public void wakeUp() {
        synchronized (entries) {
            wakeNext = waiting.isEmpty();
            wakeWaiters();
        }
    }

    @Override
    void wake(boolean byShutdown) {
        wakeWaiters();
    }

    private void wakeWaiters() {
        synchronized (entries) {
            waiting.forEach(this::call);
        }
    }

    @Override
    void released(int result) {
        synchronized (entries) {
            for (Waiter waiter : idle) {
                // The descriptor itself is closed already.
                if (waiter.eventFd != fd) {
                    calls.close(waiter.eventFd);
                }
            }
            watched.forEach(socket -> socket.unwatch(closeListener));
        }
    }

    @Override
    public String toString() {
        return "Poll[" + entries.size() + " descriptors" + (isOpen() ? "]" : ", closed]");
    }
}
