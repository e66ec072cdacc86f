package libcsockets.internal;

import java.nio.ByteBuffer;

/** What a backend has besides the functions of libc: its name, and the way to native memory. */
public abstract class Backend {
    /** The backend that was opened last; null if none is open. */
    private static volatile Backend opened;

    Backend() {}

    /** From now on this one serves where every backend gives the same. */
    public static void opened(Backend backend) {
        opened = backend;
    }

    /** Any backend that is open, for what all of them do alike; null if none is. */
    public static Backend any() {
        return opened;
    }

    /** {@code ffm} or {@code jni}. */
    public abstract String name();

    /** Where the functions come from, for people. */
    public abstract String origin();

    /** A C string, decoded as UTF-8. */
    public abstract String string(long address);

    /** Native memory as a buffer in native byte order; good as long as the memory is. */
    public abstract ByteBuffer memory(long address, int size);

    /** Where index 0 of a direct buffer lies, whatever its position. */
    public abstract long address(ByteBuffer direct);

    /**
     * {@code send} from an array, without a copy.
     *
     * @param flags with {@code MSG_DONTWAIT}: while the call lasts, the garbage collector may have to wait for it
     */
    public abstract int sendArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags);

    /** {@code recv} into an array, as {@link #sendArray}. */
    public abstract int recvArray(ThreadState state, int fd, byte[] array, int offset, int length, int flags);

    @Override
    public final String toString() {
        return "Calls[" + name() + "]";
    }
}
