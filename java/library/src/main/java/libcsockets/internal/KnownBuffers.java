package libcsockets.internal;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;

/**
 * The two direct buffers that a thread passed last, with the facts that each call needs about them. Asking the JVM
 * again takes some 20 ns, and allocates memory where the compiler cannot eliminate it.
 */
final class KnownBuffers {
    /**
     * A thread that cycles through many buffers remembers only one in so many, because remembering costs more than
     * asking.
     */
    private static final int LEARN_ONE_OF = 8;

    private static final WeakReference<ByteBuffer> NONE = new WeakReference<>(null);

    private WeakReference<ByteBuffer> first = NONE;
    private WeakReference<ByteBuffer> second = NONE;
    private long firstAddress;
    private long secondAddress;
    private boolean firstOutlives;
    private boolean secondOutlives;
    private int misses;

    /** The address of a direct buffer's index 0; 0 if it is not known. */
    long address(ByteBuffer direct) {
        if (first.refersTo(direct)) {
            return firstAddress;
        }
        return second.refersTo(direct) ? secondAddress : missed(direct);
    }

    /** {@link BufferScopes#outlivesCall}. */
    boolean outlivesCall(ByteBuffer direct) {
        if (first.refersTo(direct)) {
            return firstOutlives;
        }
        return second.refersTo(direct) ? secondOutlives : BufferScopes.outlivesCall(direct);
    }

    private long missed(ByteBuffer direct) {
        if (misses++ % LEARN_ONE_OF != 0) {
            return 0;
        }
        second = first;
        secondAddress = firstAddress;
        secondOutlives = firstOutlives;
        firstAddress = Backend.any().address(direct);
        firstOutlives = BufferScopes.outlivesCall(direct);
        first = new WeakReference<>(direct);
        return firstAddress;
    }
}
