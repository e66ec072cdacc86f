package libcsockets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Direct memory through which a call sees a Java array.
 *
 * <p>A platform thread keeps its own. A virtual thread borrows it for a call that does not block, from a stock that is as
 * large as the number of carriers rather than the number of threads.
 */
final class Staging {
    private static final int LARGEST_KEPT = 1 << 20;
    private static final AtomicReferenceArray<ByteBuffer> STOCK = new AtomicReferenceArray<>(16);

    private Staging() {}

    static ByteBuffer take(int size) {
        if (!Threads.currentIsVirtual()) {
            return CallState.get().scratch(size);
        }
        for (int i = 0; i < STOCK.length(); i++) {
            ByteBuffer memory = STOCK.get(i);
            if (memory != null && memory.capacity() >= size && STOCK.compareAndSet(i, memory, null)) {
                return memory;
            }
        }
        return allocate(size);
    }

    static ByteBuffer allocate(int size) {
        int capacity = size > LARGEST_KEPT ? size : Math.max(1 << 14, Integer.highestOneBit(size * 2 - 1));
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    }

    /** Ends the use of what {@link #take} gave, on the same thread. */
    static void give(ByteBuffer memory) {
        if (!Threads.currentIsVirtual() || memory.capacity() > LARGEST_KEPT) {
            return;
        }
        for (int i = 0; i < STOCK.length(); i++) {
            if (STOCK.get(i) == null && STOCK.compareAndSet(i, null, memory)) {
                return;
            }
        }
        // A stock full of small ones gives way to a large one in time.
        ByteBuffer first = STOCK.get(0);
        if (first != null && first.capacity() < memory.capacity()) {
            STOCK.compareAndSet(0, first, memory);
        }
    }
}
