package libcsockets;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The state for one call.
 *
 * <p>A platform thread keeps its own. A virtual thread borrows one for a call that does not block, from a stock that is as
 * large as the number of carriers rather than the number of threads: ten thousand blocked ones hold no memory.
 */
final class CallStates {
    private static final int LARGEST_KEPT = 1 << 20;
    private static final AtomicReferenceArray<CallState> STOCK = new AtomicReferenceArray<>(16);

    private CallStates() {}

    static CallState take() {
        if (!Threads.currentIsVirtual()) {
            return CallState.get();
        }
        for (int i = 0; i < STOCK.length(); i++) {
            CallState state = STOCK.get(i);
            if (state != null && STOCK.compareAndSet(i, state, null)) {
                return state;
            }
        }
        return new CallState();
    }

    /** Ends the use of what {@link #take} gave, on the same thread. */
    static void give(CallState state) {
        if (!Threads.currentIsVirtual() || state.scratchSize() > LARGEST_KEPT) {
            return;
        }
        for (int i = 0; i < STOCK.length(); i++) {
            if (STOCK.get(i) == null && STOCK.compareAndSet(i, null, state)) {
                return;
            }
        }
    }
}
