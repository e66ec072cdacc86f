package libcsockets.testing;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import libcsockets.internal.VirtualThreads;

/** The kinds of threads that block in the object layer's calls, each in its own way. */
public enum ThreadKind {
    PLATFORM,
    VIRTUAL;

    /** The kinds that this JDK has. */
    public static List<ThreadKind> all() {
        return Runtime.version().feature() >= 21 ? List.of(values()) : List.of(PLATFORM);
    }

    /** Starts a daemon thread. A virtual one does not get the name. */
    public Thread start(String name, Runnable task) {
        return this == VIRTUAL ? VirtualThreads.startVirtual(task) : VirtualThreads.startDaemon(name, task);
    }

    /** Whether a thread of this kind waits in a call. */
    public boolean isBlocked(Thread thread) throws IOException {
        if (this == PLATFORM) {
            return BlockedThreads.isBlocked(thread.getName());
        }
        Thread.State state = thread.getState();
        Object blocker = LockSupport.getBlocker(thread);
        // A thread that waits for a class to be loaded, or for a lock, is not in the call yet.
        return (state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)
                && blocker != null
                && blocker.getClass().getPackageName().equals("libcsockets.socket");
    }

    /** Returns when a thread of this kind waits in a call, or has ended. */
    public void awaitBlockedOrEnded(Thread thread) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (thread.isAlive() && !isBlocked(thread)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(thread + " neither blocks nor ends");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
