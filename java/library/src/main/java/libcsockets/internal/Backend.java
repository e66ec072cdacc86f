package libcsockets.internal;

import java.nio.ByteBuffer;

/** The parts of a backend other than the functions of libc: its name and the access to native memory. */
public abstract class Backend {
    /** The backend that was opened last; null if none is open. */
    private static volatile Backend opened;

    Backend() {}

    /** Makes this backend the one for operations that are the same in every backend. */
    public static void opened(Backend backend) {
        opened = backend;
    }

    /** Any open backend, for operations that are the same in every backend; null if none is open. */
    public static Backend any() {
        return opened;
    }

    /** {@code ffm} or {@code jni}. */
    public abstract String name();

    /** Where the functions come from, as human-readable text. */
    public abstract String origin();

    /** A C string, decoded as UTF-8. */
    public abstract String string(long address);

    /** Native memory as a buffer in native byte order; valid as long as the memory is. */
    public abstract ByteBuffer memory(long address, int size);

    /** The address of a direct buffer's index 0, regardless of its position. */
    public abstract long address(ByteBuffer direct);

    /**
     * {@code send} from an array, without a copy.
     *
     * @param flags must include {@code MSG_DONTWAIT}, because the garbage collector may have to wait for the call
     */
    public abstract int sendArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags);

    /** {@code recv} into an array, under the conditions of {@link #sendArray}. */
    public abstract int recvArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags);

    @Override
    public final String toString() {
        return "Calls[" + name() + "]";
    }
}
