package libcsockets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a thread keeps between native calls: its errno, and memory in which a call can see a Java array. */
final class CallState {
    // No lambda: this class is on the start path of a program that lives for a few milliseconds.
    private static final ThreadLocal<CallState> CURRENT = new ThreadLocal<>() {
        @Override
        protected CallState initialValue() {
            return new CallState();
        }
    };

    int errno;
    private ByteBuffer scratch;
    private long scratchAddress;

    private CallState() {}

    static CallState get() {
        return CURRENT.get();
    }

    /**
     * Memory of this thread for one call. It is good until the next time this method is called on the same thread, and it
     * grows to the largest size asked for, like the buffers that the JDK's channels keep for each thread.
     *
     * @return a direct buffer of at least {@code size} bytes; what is in it is left from earlier calls
     */
    ByteBuffer scratch(int size) {
        ByteBuffer memory = scratch;
        if (memory == null || memory.capacity() < size) {
            // Powers of two, so that a slowly growing message does not reallocate each time.
            int capacity = size > 1 << 30 ? size : Math.max(1024, Integer.highestOneBit(Math.max(size, 1) * 2 - 1));
            memory = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
            scratchAddress = Libc.address(memory);
            scratch = memory;
        }
        return memory;
    }

    /** Where the memory that {@link #scratch} gave last begins. */
    long scratchAddress() {
        return scratchAddress;
    }
}
