package libcsockets.internal;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The state that a thread keeps between native calls: its errno, and memory to copy Java arrays through. */
public final class ThreadState {
    // No lambda: this class is on the start path of a program that lives for a few milliseconds.
    private static final ThreadLocal<ThreadState> CURRENT = new ThreadLocal<>() {
        @Override
        protected ThreadState initialValue() {
            return new ThreadState();
        }
    };

    /**
     * The state of a thread that made calls recently, which is usually the state looked for. Finding a thread's state
     * through the ThreadLocal takes several dependent loads, which is noticeable in a call of 300 ns. Not volatile,
     * because of any state that another thread sees here, it reads only the owner, which is final.
     */
    private static ThreadState recent;

    /**
     * How many look-ups a thread makes until it becomes the recent one, so that threads that alternate do not keep
     * writing to one field.
     */
    private static final int LOOK_UPS = 256;

    private final WeakReference<Thread> owner = new WeakReference<>(Thread.currentThread());
    private int lookUps;

    public int errno;

    /** The error of the thread's last failed look-up of a host. */
    public int hErrno;

    /** A place for the backend's state for each call. */
    Object backend;

    /** A place for the object layer's arguments of a call. */
    public Object call;

    private final KnownBuffers buffers = new KnownBuffers();
    private ByteBuffer scratch;
    private long scratchAddress;

    /** For {@link #get()}, and for {@link ThreadStates}. */
    ThreadState() {}

    public static ThreadState get() {
        ThreadState state = recent;
        return state != null && state.owner.refersTo(Thread.currentThread()) ? state : lookUp();
    }

    private static ThreadState lookUp() {
        ThreadState state = CURRENT.get();
        if (state.lookUps++ % LOOK_UPS == 0) {
            recent = state;
        }
        return state;
    }

    /**
     * Memory of this thread for one call. It is valid until the next call of this method on the same thread, and it
     * grows to the largest requested size, like the buffers that the JDK's channels keep for each thread.
     *
     * @return a direct buffer of at least {@code size} bytes, with the contents that earlier calls left in it
     */
    public ByteBuffer scratch(int size) {
        ByteBuffer memory = scratch;
        if (memory == null || memory.capacity() < size) {
            // Powers of two, so that a slowly growing message does not reallocate each time.
            int capacity = size > 1 << 30 ? size : Math.max(1024, Integer.highestOneBit(Math.max(size, 1) * 2 - 1));
            memory = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
            scratchAddress = Backend.any().address(memory);
            scratch = memory;
        }
        return memory;
    }

    /** The address of a direct buffer's index 0; 0 if only the JVM knows it. */
    long addressOf(ByteBuffer direct) {
        return buffers.address(direct);
    }

    /** {@link BufferScopes#outlivesCall}, for this thread's next call. */
    public boolean outlivesCall(ByteBuffer buffer) {
        return buffer.isDirect() && buffers.outlivesCall(buffer);
    }

    public int scratchSize() {
        return scratch == null ? 0 : scratch.capacity();
    }

    /** The address of the memory that {@link #scratch} last returned. */
    public long scratchAddress() {
        return scratchAddress;
    }
}
