package libcsockets.socket;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.LongRef;
import libcsockets.internal.Calls;
import libcsockets.internal.Friends;
import libcsockets.internal.ThreadState;
import libcsockets.internal.ThreadStates;

/**
 * A descriptor that can be closed while calls are blocked on it.
 *
 * <p>Closing a descriptor in Linux wakes no call, and its number may be another file's a moment later. So every call is
 * counted in before it uses the number and out afterwards; {@code close} lets no more in, wakes those inside, and the
 * last one out closes the descriptor.
 */
abstract class OpenDescriptor extends AbstractInterruptibleChannel {
    /** The word's highest bit; below it the calls that only a shutdown wakes, and all calls, in 31 bits each. */
    private static final long CLOSING = Long.MIN_VALUE;

    private static final long CALLS = ~CLOSING;

    /** How long to wait at most, in nanoseconds, where nothing would signal. */
    static final long UNSIGNALLED = 10_000_000;

    /** A call inside. */
    static final long CALL = 1;

    /** A call inside that only a shutdown wakes. */
    static final long SHUTDOWN_CALL = (1L << 31) + CALL;

    // For eventfds. Made beforehand: a close must also work when there is no memory left to wake the others up with.
    private static final LongRef ONE = new LongRef(1);
    /** Written, and never read. */
    private static final LongRef COUNT = new LongRef();

    /** A constant, so that nothing of it is left where there is no Flight Recorder. */
    static final boolean RECORDING = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private static final VarHandle STATE;
    private static final VarHandle READINESS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(OpenDescriptor.class, "state", long.class);
            READINESS = lookup.findVarHandle(OpenDescriptor.class, "readiness", Readiness.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Libc libc;
    final Calls calls;
    final int fd;

    private volatile long state;
    private volatile boolean polled;

    /** The number has another owner now, and is not closed here. */
    private volatile boolean detached;

    private final LeakWatch leakWatch;

    /** Made for the first virtual thread that may park. */
    private volatile Readiness readiness;

    OpenDescriptor(Libc libc, int fd) {
        this.libc = libc;
        this.calls = Friends.calls(libc);
        this.fd = fd;
        leakWatch = LeakWatch.ON ? new LeakWatch(this, fd) : null;
    }

    // ---- in and out ----

    /**
     * Counts a call in.
     *
     * @return false if the descriptor is being closed
     */
    final boolean enter(long weight) {
        long s;
        do {
            s = state;
            if (s < 0) {
                return false;
            }
        } while (!STATE.compareAndSet(this, s, s + weight));
        return true;
    }

    final void leave(long weight) {
        if ((long) STATE.getAndAdd(this, -weight) == CLOSING + weight) {
            release();
        }
    }

    /** For a call that does not block: the descriptor stays open until {@link #leave()}. */
    final void enter() throws ClosedChannelException {
        if (!enter(CALL)) {
            throw new ClosedChannelException();
        }
    }

    final void leave() {
        leave(CALL);
    }

    final boolean isClosing() {
        return state < 0;
    }

    // ---- closing ----

    /** Called once, by close or by an interrupt, on whatever thread does it. */
    @Override
    protected final void implCloseChannel() {
        long s;
        do {
            s = state;
            // The waking is counted in like a call: it uses the number too.
        } while (!STATE.compareAndSet(this, s, (s | CLOSING) + CALL));
        try {
            closing();
            long calls = s & CALLS;
            if (calls != 0) {
                Readiness parked = readiness;
                if (parked != null) {
                    parked.signalAll();
                }
                wake(calls >> 31 != 0);
            }
        } finally {
            leave(CALL);
        }
    }

    /** No more calls come in; the number is still ours. */
    void closing() {}

    /**
     * Gets those out that wait inside.
     *
     * @param byShutdown whether some of them wait for a shutdown
     */
    abstract void wake(boolean byShutdown);

    /**
     * Closes this object and leaves the descriptor open.
     *
     * @throws IllegalStateException if a call is in flight: it would go on with a number that is not ours any more
     */
    final void detachDescriptor() throws IOException {
        // Counted in: a close by another thread in this moment must not be the last one out.
        if (!STATE.compareAndSet(this, 0, CLOSING + CALL)) {
            if (isClosing()) {
                throw new ClosedChannelException();
            }
            throw new IllegalStateException("a call is in flight on " + this);
        }
        try {
            detaching();
            detached = true;
        } finally {
            try {
                close();
            } finally {
                leave(CALL);
            }
        }
    }

    /** No more calls come in; the descriptor is about to be somebody else's. */
    void detaching() throws IOException {}

    private void release() {
        if (polled) {
            pollerOf().remove(fd);
        }
        releasing();
        if (leakWatch != null) {
            leakWatch.closed();
        }
        if (detached) {
            return;
        }
        Object event = RECORDING ? FlightEvents.beginClose() : null;
        int result = calls.close(fd);
        if (event != null) {
            FlightEvents.end(event, fd, null, result);
        }
        released(result);
    }

    /** The last one is out; the descriptor is about to be closed. */
    void releasing() {}

    /** The descriptor is closed; -errno if close complained. */
    abstract void released(int result);

    private static Poller pollerOf() {
        try {
            return Poller.get();
        } catch (ErrnoException e) {
            throw new AssertionError("the poller exists once something was added to it", e);
        }
    }

    // ---- parking ----

    final Readiness readiness() {
        Readiness made = readiness;
        return made != null ? made : makeReadiness();
    }

    private Readiness makeReadiness() {
        READINESS.compareAndSet(this, null, new Readiness());
        return readiness;
    }

    /**
     * Asks the poller to signal what the descriptor becomes ready for.
     *
     * @return false if the system has no more descriptors or memory for that: then nothing signals, and the caller has
     *     to look again after a while. The failure is not one of the caller's own call.
     */
    final boolean addToPoller() {
        if (Poller.isBroken()) {
            return false;
        }
        if (!polled) {
            Readiness owner = readiness();
            synchronized (owner) {
                if (!polled) {
                    try {
                        Poller.get().add(owner, fd);
                    } catch (ErrnoException e) {
                        return false;
                    }
                    polled = true;
                }
            }
        }
        return true;
    }

    /**
     * Parks the virtual thread until the descriptor can be read, the epoch is another one, or the time is over; or for
     * a moment, if nothing would signal.
     */
    final void awaitReadable(long seen, long nanos) {
        readiness().readers.await(seen, addToPoller() ? nanos : Math.min(nanos, UNSIGNALLED));
    }

    /** {@link #awaitReadable} that an interrupt does not keep from parking; the thread stays interrupted. */
    final void awaitReadableUninterruptibly(long seen, long nanos) {
        readiness().readers.awaitUninterruptibly(seen, addToPoller() ? nanos : Math.min(nanos, UNSIGNALLED));
    }

    final long readEpoch() {
        return readiness().readers.epoch();
    }

    // ---- eventfds and time ----

    final void writeOne(int eventFd) {
        ThreadState state = ThreadStates.borrow();
        calls.write(state, eventFd, null, Friends.address(ONE), Long.BYTES);
        ThreadStates.release(state);
    }

    final void readCount(int eventFd) {
        ThreadState state = ThreadStates.borrow();
        calls.read(state, eventFd, null, Friends.address(COUNT), Long.BYTES);
        ThreadStates.release(state);
    }

    /** For poll and epoll_wait: rounded up, so that no time is left when it returns. */
    static int milliseconds(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            return -1;
        }
        long milliseconds = nanos / 1_000_000 + (nanos % 1_000_000 > 0 ? 1 : 0);
        return (int) Math.min(milliseconds, Integer.MAX_VALUE);
    }
}
