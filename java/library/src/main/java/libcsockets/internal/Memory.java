package libcsockets.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** Memory as C sees it: in the machine's byte order, at an address. */
public final class Memory {
    private Memory() {}

    /** Direct memory filled with zeros, in native byte order. */
    public static ByteBuffer allocate(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    /** Views bytes as the {@code int}s of a C array. */
    public static IntBuffer ints(byte[] data) {
        return ByteBuffer.wrap(data).order(ByteOrder.nativeOrder()).asIntBuffer();
    }

    /**
     * Checks that a value holds a whole structure.
     *
     * @return the value in native byte order, for absolute access
     * @throws IllegalArgumentException if the value is shorter
     */
    public static ByteBuffer whole(ByteBuffer value, int size, String structure) {
        if (value.limit() < size) {
            throw new IllegalArgumentException(
                    "a " + structure + " has " + size + " bytes, but the value has " + value.limit());
        }
        ByteOrder order = ByteOrder.nativeOrder();
        return value.order() == order ? value : value.duplicate().order(order);
    }

    /** Part of a buffer, in native byte order. */
    public static ByteBuffer slice(ByteBuffer all, int offset, int length) {
        return all.slice(offset, length).order(ByteOrder.nativeOrder());
    }
}
