package libcsockets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import libcsockets.internal.Addressed;
import libcsockets.internal.Memory;

/**
 * A C structure, or an array of them, in native memory that lives as long as this object.
 *
 * <p>A structure that points to another one holds a Java reference to it as well, so that whoever passes the outermost
 * one keeps all of it alive during the call. Not safe for use by two threads at once, like the memory in C.
 */
@SuppressWarnings("exports")
public abstract class Struct extends Addressed {
    final ByteBuffer memory;
    final long address;

    Struct(int size) {
        this(size, 0);
    }

    /** A structure with zeros behind it, for a reader that may look there. */
    Struct(int size, int behind) {
        // Never empty: an array of no elements still has an address in C.
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

    /** Where a direct buffer's index 0 lies. */
    static long address(ByteBuffer direct) {
        return BackendLoader.any().address(direct);
    }

    /**
     * The structure's bytes, in native byte order: for fields that have no accessor, and for odd values.
     *
     * @return a direct buffer over the same memory, position 0; read-only for {@link Iovec}, {@link Msghdr},
     *     {@link Mmsghdr} and {@link Ifconf}, whose pointers must lead to memory that is kept
     */
    public final ByteBuffer memory() {
        return (hasPointers() ? memory.asReadOnlyBuffer() : memory.duplicate()).order(ByteOrder.nativeOrder());
    }

    boolean hasPointers() {
        return false;
    }

    /** The size of an array, within what a buffer can hold. */
    static int arraySize(int entries, int size) {
        int most = 1 << 24;
        if (entries < 0 || entries > most) {
            throw new IllegalArgumentException("an array has 0 to " + most + " entries, not " + entries);
        }
        return Math.multiplyExact(entries, size);
    }

    final ByteBuffer view(int offset, int length) {
        return Memory.slice(memory, offset, length);
    }

    /** What C passes for a pointer to this structure; {@code NULL} for none. */
    static long pointer(Struct structure) {
        return structure == null ? 0 : structure.address;
    }
}
