package libcsockets.internal;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What a thread keeps between native calls: its errno, and memory in which a call can see a Java array. */
public final class ThreadState {
    // No lambda: this class is on the start path of a program that lives for a few milliseconds.
    private static final ThreadLocal<ThreadState> CURRENT = new ThreadLocal<>() {
        @Override
        protected ThreadState initialValue() {
            return new ThreadState();
        }
    };

    /**
     * The state of a thread that made calls lately. To find a thread's state through the ThreadLocal takes some loads that
     * wait for each other, which shows beside a call of 300 ns; most often it is this one. Not volatile: whichever
     * state another thread sees here, it looks at the owner only, which is final.
     */
    private static ThreadState recent;

    /** How many look-ups a thread makes until it becomes the recent one: threads that take turns must not write to one field. */
    private static final int LOOK_UPS = 256;

    private final WeakReference<Thread> owner = new WeakReference<>(Thread.currentThread());
    private int lookUps;

    public int errno;

    /** Why the thread's last look-up of a host failed. */
    public int hErrno;

    /** For the backend to keep what it needs for each call. */
    Object backend;

    /** For the object layer to keep the arguments of a call. */
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
     * Memory of this thread for one call. It is good until the next time this method is called on the same thread, and it
     * grows to the largest size asked for, like the buffers that the JDK's channels keep for each thread.
     *
     * @return a direct buffer of at least {@code size} bytes; what is in it is left from earlier calls
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

    /** The address of a direct buffer's index 0; 0 if it is not known and the JVM has to be asked. */
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

    /** Where the memory that {@link #scratch} gave last begins. */
    public long scratchAddress() {
        return scratchAddress;
    }
}
