package libcsockets.socket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The virtual threads that wait for one direction of a descriptor.
 *
 * <p>epoll reports a change only once, so no change may be lost between a thread's look at the descriptor and its
 * parking. Each change counts the epoch up; a thread reads the epoch before it tries its call, and parks only while it
 * is the same.
 */
final class ParkedThreads {
    private static final VarHandle EPOCH;
    private static final VarHandle FIRST;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            EPOCH = lookup.findVarHandle(ParkedThreads.class, "epoch", long.class);
            FIRST = lookup.findVarHandle(ParkedThreads.class, "first", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long epoch;

    /**
     * An epoch in which there was nothing more to take. That stays true of the epoch, since the next event
     * begins another one; so a stale value does no harm.
     */
    private long drained = -1;

    /** Nearly always there is one waiter only, and it needs no set. */
    private volatile Thread first;

    private volatile Set<Thread> others;

    long epoch() {
        return epoch;
    }

    /** A call that began after the epoch was read has taken all that was there. */
    void drained(long seen) {
        drained = seen;
    }

    boolean isDrained(long seen) {
        return drained == seen;
    }

    /** Something changed: whoever waits is to try again. */
    void signal() {
        EPOCH.getAndAdd(this, 1L);
        Thread thread = first;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
        Set<Thread> more = others;
        if (more != null) {
            more.forEach(LockSupport::unpark);
        }
    }

    /**
     * Parks until the epoch is no longer the one that was seen before the call was tried.
     *
     * @param nanos how long at most; {@link Long#MAX_VALUE} for no limit
     */
    void await(long seen, long nanos) {
        if (nanos == Long.MAX_VALUE) {
            while (epoch == seen) {
                awaitOnce(seen, nanos);
            }
        } else {
            long deadline = System.nanoTime() + nanos;
            long rest = nanos;
            while (epoch == seen && rest > 0) {
                awaitOnce(seen, rest);
                rest = deadline - System.nanoTime();
            }
        }
    }

    /** {@link #await} that an interrupt does not keep from parking; the thread stays interrupted. */
    void awaitUninterruptibly(long seen, long nanos) {
        long start = System.nanoTime();
        boolean interrupted = false;
        long rest = nanos;
        while (epoch == seen && rest > 0) {
            // A thread that is interrupted does not park, so the status is kept here meanwhile. One that is interrupted
            // while it is parked comes out of it, and back in.
            interrupted |= Thread.interrupted();
            awaitOnce(seen, rest);
            rest = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until the thread is woken, for whatever reason. */
    private void awaitOnce(long seen, long nanos) {
        Thread me = Thread.currentThread();
        boolean isFirst = FIRST.compareAndSet(this, null, me);
        if (!isFirst) {
            others().add(me);
        }
        try {
            if (epoch == seen) {
                if (nanos == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, nanos);
                }
            }
        } finally {
            if (isFirst) {
                first = null;
            } else {
                others().remove(me);
            }
        }
    }

    private Set<Thread> others() {
        Set<Thread> set = others;
        if (set == null) {
            synchronized (this) {
                set = others;
                if (set == null) {
                    set = ConcurrentHashMap.newKeySet();
                    others = set;
                }
            }
        }
        return set;
    }
}
