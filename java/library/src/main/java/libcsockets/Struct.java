package libcsockets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import libcsockets.internal.Addressed;
import libcsockets.internal.Memory;

/**
 * A C structure, or an array of them, in native memory that lives as long as this object.
 *
 * <p>A structure that points to another one also holds a Java reference to it, so the outermost structure keeps all of
 * them alive during a call. Like the memory in C, it is not safe for use by several threads at once.
 */
@SuppressWarnings("exports")
public abstract class Struct extends Addressed {
    final ByteBuffer memory;
    final long address;

    Struct(int size) {
        this(size, 0);
    }

    /** A structure followed by zeros, for a reader that may read beyond it. */
    Struct(int size, int behind) {
        // Never empty, because even an array of no elements has an address in C.
        this(Memory.allocate(Math.max(size, 1) + behind), Math.max(size, 1));
    }

    private Struct(ByteBuffer all, int size) {
        this(Memory.slice(all, 0, size), address(all));
    }

    /** A part of another structure. */
    Struct(Struct whole, int offset, int size) {
        this(Memory.slice(whole.memory, offset, size), whole.address + offset);
    }

    private Struct(ByteBuffer memory, long address) {
        super(address);
        this.memory = memory;
        this.address = address;
    }

    /** The address of a direct buffer's index 0. */
    static long address(ByteBuffer direct) {
        return BackendLoader.any().address(direct);
    }

    /**
     * The structure's bytes in native byte order, for fields that have no accessor and for unusual values.
     *
     * @return a direct buffer over the same memory, position 0; read-only for {@link Iovec}, {@link Msghdr},
     *     {@link Mmsghdr} and {@link Ifconf}, whose pointers must point to memory that the structure keeps alive
     */
    public final ByteBuffer memory() {
        return (hasPointers() ? memory.asReadOnlyBuffer() : memory.duplicate()).order(ByteOrder.nativeOrder());
    }

    boolean hasPointers() {
        return false;
    }

    /** The size of an array, which must not exceed the size of a buffer. */
    static int arraySize(int entries, int size) {
        int most = 1 << 24;
        if (entries < 0 || entries > most) {
            throw new IllegalArgumentException("an array must have 0 to " + most + " entries, not " + entries);
        }
        return Math.multiplyExact(entries, size);
    }

    final ByteBuffer view(int offset, int length) {
        return Memory.slice(memory, offset, length);
    }

    /** The address that C passes for a pointer to this structure; {@code NULL} for null. */
    static long pointer(Struct structure) {
        return structure == null ? 0 : structure.address;
    }
}
