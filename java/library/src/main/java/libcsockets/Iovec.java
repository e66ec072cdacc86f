package libcsockets;

import static libcsockets.internal.Layout.*;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * {@code struct iovec[]}: the buffers that one call gathers data from or scatters data to.
 *
 * <p>The entries are {@code {NULL, 0}} until they are set. Only direct buffers are allowed, because the memory must not
 * move.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/iovec.3type.html">iovec(3type)</a>
 */
public final class Iovec extends Struct {
    private final ByteBuffer[] buffers;

    /**
     * Creates an array of empty entries.
     *
     * @param entries how many, 0 to 16777216
     * @throws IllegalArgumentException if the number is out of range
     */
    public Iovec(int entries) {
        super(arraySize(entries, SIZEOF_IOVEC));
        buffers = new ByteBuffer[entries];
    }

    /**
     * Creates an array over buffers, each from its position to its limit.
     *
     * @param buffers direct buffers
     * @return the array
     * @throws IllegalArgumentException if one is not direct
     */
    public static Iovec of(ByteBuffer... buffers) {
        Iovec iov = new Iovec(buffers.length);
        for (int i = 0; i < buffers.length; i++) {
            iov.set(i, buffers[i], buffers[i].position(), buffers[i].remaining());
        }
        return iov;
    }

    /**
     * The number of entries.
     *
     * @return the number given to the constructor
     */
    public int length() {
        return buffers.length;
    }

    /**
     * Sets an entry to part of a buffer. The buffer's position is neither used nor changed.
     *
     * @param index the entry
     * @param buf a direct buffer; a read-only buffer works only for calls that write or send
     * @param off index of the first byte in it
     * @param len number of bytes
     * @return this
     * @throws IllegalArgumentException if the buffer is not direct
     * @throws IndexOutOfBoundsException if there is no such entry, or the part is not within the buffer's limit
     */
    public Iovec set(int index, ByteBuffer buf, int off, int len) {
        if (!buf.isDirect()) {
            throw new IllegalArgumentException("the buffers of an iovec must be direct");
        }
        Objects.checkFromIndexSize(off, len, buf.limit());
        // A view of the part, because the buffer's limit may change before the call.
        buffers[index] = buf.slice(off, len);
        put(index, address(buf) + off, len);
        return this;
    }

    /**
     * Sets an entry to a whole buffer, from index 0 to its limit.
     *
     * @param index the entry
     * @param buf a direct buffer
     * @return this
     * @throws IllegalArgumentException if the buffer is not direct
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public Iovec set(int index, ByteBuffer buf) {
        return set(index, buf, 0, buf.limit());
    }

    /**
     * Sets an entry to {@code NULL}; with a length above 0 the call fails with {@code EFAULT}.
     *
     * @param index the entry
     * @param len {@code iov_len}, any number
     * @return this
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public Iovec setNull(int index, long len) {
        buffers[index] = null;
        put(index, 0, len);
        return this;
    }

    private void put(int index, long base, long len) {
        memory.putLong(index * SIZEOF_IOVEC + OFFSETOF_IOVEC_IOV_BASE, base);
        memory.putLong(index * SIZEOF_IOVEC + OFFSETOF_IOVEC_IOV_LEN, len);
    }

    /**
     * {@code iov[index].iov_len}.
     *
     * @param index the entry
     * @return the length
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public long iov_len(int index) {
        Objects.checkIndex(index, buffers.length);
        return memory.getLong(index * SIZEOF_IOVEC + OFFSETOF_IOVEC_IOV_LEN);
    }

    @Override
    boolean hasPointers() {
        return true;
    }

    /** Rejects a count that would let the kernel read or write outside our memory. */
    static void check(Iovec iov, long count, boolean written) {
        if (iov == null) {
            return;
        }
        // Above UIO_MAXIOV the kernel rejects the call before it reads the array, so such a count is safe.
        if (count > iov.buffers.length && count <= Constants.UIO_MAXIOV) {
            throw new IndexOutOfBoundsException(
                    "the count is " + count + ", but the array has " + iov.buffers.length + " entries");
        }
        for (int i = 0; i < Math.min(count, iov.buffers.length); i++) {
            ByteBuffer buf = iov.buffers[i];
            if (buf == null) {
                continue;
            }
            if (written && buf.isReadOnly()) {
                throw new ReadOnlyBufferException();
            }
            if (buf.limit() > 0) {
                // Memory of a closed arena throws here.
                buf.get(0);
            }
        }
    }

    /** The lengths of the buffers, for example {@code Iovec[5, 1000]}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "Iovec[", "]");
        for (int i = 0; i < length(); i++) {
            text.add(Long.toUnsignedString(iov_len(i)));
        }
        return text.toString();
    }
}
