package libcsockets.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Provides the state for one call.
 *
 * <p>A platform thread keeps its own state. A virtual thread borrows one for a call that does not block, from a pool
 * whose size follows the number of carriers and not the number of threads, so ten thousand blocked threads hold no
 * memory.
 */
public final class ThreadStates {
    private static final int LARGEST_KEPT = 1 << 20;
    private static final AtomicReferenceArray<ThreadState> STOCK = new AtomicReferenceArray<>(16);

    private ThreadStates() {}

    public static ThreadState borrow() {
        if (!VirtualThreads.currentIsVirtual()) {
            return ThreadState.get();
        }
        for (int i = 0; i < STOCK.length(); i++) {
            ThreadState state = STOCK.get(i);
            if (state != null && STOCK.compareAndSet(i, state, null)) {
                return state;
            }
        }
        return new ThreadState();
    }

    /** Returns a state that {@link #borrow} returned, on the same thread. */
    public static void release(ThreadState state) {
        if (!VirtualThreads.currentIsVirtual() || state.scratchSize() > LARGEST_KEPT) {
            return;
        }
        for (int i = 0; i < STOCK.length(); i++) {
            if (STOCK.get(i) == null && STOCK.compareAndSet(i, null, state)) {
                return;
            }
        }
    }
}
