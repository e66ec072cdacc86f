package libcsockets;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code poll}: which of a few descriptors are ready, in the order in which they were added.
 *
 * <p>Always level-triggered, and any file may be in it. For many descriptors take {@link Epoll}. A socket that is closed
 * while it is waited for is reported once with {@code POLLNVAL} and leaves the set. The set may be changed by any thread; a
 * change counts from the next {@link #await} on. On a virtual thread {@link #await} parks it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
 */
public final class Poll extends Descriptor implements Watcher {
    private record Entry(int fd, LibcSocket socket, int events, Object attachment) {}

    private final Map<Integer, Entry> entries = new LinkedHashMap<>();

    /** Where virtual threads wait. */
    private final Set<Epoll> parked = ConcurrentHashMap.newKeySet();

    /** The descriptor is the eventfd that wakes a waiting thread up. */
    private Poll(Libc libc, int fd) {
        super(libc, fd, Constants.AF_UNSPEC, 0, 0, true);
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
     * {@link #open()} over a backend of one's choice.
     *
     * @param libc the backend
     * @return an empty set
     * @throws ErrnoException if it cannot be made
     */
    public static Poll open(Libc libc) throws ErrnoException {
        int fd = libc.eventfd0(0, Constants.EFD_CLOEXEC | Constants.EFD_NONBLOCK);
        if (fd < 0) {
            throw new ErrnoException("eventfd", -fd, 0, "EFD_CLOEXEC|EFD_NONBLOCK");
        }
        return new Poll(libc, fd);
    }

    // ---- the set ----

    /**
     * Adds a socket, or changes what is waited for.
     *
     * @param socket the socket
     * @param events {@code POLL} constants or-ed together
     * @param attachment anything, for {@link Ready#attachment()}
     * @throws ClosedChannelException if the socket is closed
     */
    public void set(LibcSocket socket, int events, Object attachment) throws ClosedChannelException {
        socket.watch(this);
        synchronized (entries) {
            entries.put(socket.fd, new Entry(socket.fd, socket, events, attachment));
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
        socket.unwatch(this);
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

    @Override
    public void closing(LibcSocket socket) {
        wakeUp();
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
        List<Entry> waited;
        synchronized (entries) {
            waited = new ArrayList<>(entries.values());
        }
        List<Ready> ready = new ArrayList<>();
        List<LibcSocket> entered = new ArrayList<>();
        boolean virtual = Threads.currentIsVirtual();
        boolean done = false;
        begin();
        try {
            enter();
            try {
                Pollfd fds = new Pollfd(waited.size() + 1).set(0, fd, Constants.POLLIN);
                for (int i = 0; i < waited.size(); i++) {
                    fill(fds, i + 1, waited.get(i), entered, ready);
                }
                boolean look = virtual || !ready.isEmpty();
                int n = poll(fds, look ? 0 : nanos);
                if (n == 0 && virtual && ready.isEmpty() && nanos > 0) {
                    n = parkAndPoll(fds, nanos);
                }
                if (n < 0) {
                    throw new ErrnoException("poll", -n, "fds", fds.length());
                }
                take(fds, waited, ready);
                done = !ready.isEmpty();
            } finally {
                entered.forEach(LibcSocket::leave);
                leave();
            }
        } finally {
            end(done);
        }
        return ready;
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
            n = libc.poll0(fds.address, fds.length(), milliseconds(rest));
            rest = nanos == Long.MAX_VALUE ? nanos : Math.max(0, nanos - (System.nanoTime() - start));
        } while (n == -Constants.EINTR && !isClosing());
        Reference.reachabilityFence(fds);
        return n == -Constants.EINTR ? 0 : n;
    }

    /** On a virtual thread: parks until an epoll of the same descriptors becomes ready. */
    private int parkAndPoll(Pollfd fds, long nanos) throws IOException {
        try (Epoll epoll = Epoll.open(libc)) {
            for (int i = 0; i < fds.length(); i++) {
                if (fds.fd(i) >= 0) {
                    // The low bits of the events have the same numbers in both.
                    epoll.add(fds.fd(i), fds.events(i), null);
                }
            }
            parked.add(epoll);
            try {
                long start = System.nanoTime();
                for (; ; ) {
                    long seen = epoll.readEpoch();
                    int n = poll(fds, 0);
                    long rest = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
                    if (n != 0 || isClosing() || rest <= 0) {
                        return n;
                    }
                    epoll.awaitReadable(seen, rest);
                }
            } finally {
                parked.remove(epoll);
            }
        }
    }

    private void take(Pollfd fds, List<Entry> waited, List<Ready> ready) {
        if (fds.revents(0) != 0 && !isClosing()) {
            readCount(fd);
        }
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

    /** Ends the {@link #await} that waits now, or the next one. */
    public void wakeUp() {
        try {
            enter();
        } catch (ClosedChannelException e) {
            return;
        }
        try {
            wakeMore();
        } finally {
            leave();
        }
    }

    @Override
    void wakeMore() {
        writeOne(fd);
        // An interrupted thread does not park: it must learn without the poller's turn.
        parked.forEach(epoll -> epoll.ready(true, false, false));
    }

    @Override
    void released(int result) {
        synchronized (entries) {
            for (Entry entry : entries.values()) {
                if (entry.socket() != null) {
                    entry.socket().unwatch(this);
                }
            }
        }
    }

    @Override
    public String toString() {
        return "Poll[" + entries.size() + " descriptors" + (isOpen() ? "]" : ", closed]");
    }
}
