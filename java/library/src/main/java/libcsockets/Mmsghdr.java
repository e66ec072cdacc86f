package libcsockets;

import static libcsockets.internal.Layout.*;

import java.util.Objects;

/**
 * {@code struct mmsghdr[]}: the messages of one {@link Libc#sendmmsg} or {@link Libc#recvmmsg}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sendmmsg.2.html">sendmmsg(2)</a>
 */
public final class Mmsghdr extends Struct {
    private final Msghdr[] messages;

    /**
     * Creates an array of empty messages.
     *
     * @param entries how many, 0 to 16777216
     * @throws IllegalArgumentException if the number is out of range
     */
    public Mmsghdr(int entries) {
        super(arraySize(entries, SIZEOF_MMSGHDR));
        messages = new Msghdr[entries];
        for (int i = 0; i < entries; i++) {
            messages[i] = new Msghdr(this, i * SIZEOF_MMSGHDR + OFFSETOF_MMSGHDR_MSG_HDR);
        }
    }

    /**
     * The number of entries.
     *
     * @return the number given to the constructor
     */
    public int length() {
        return messages.length;
    }

    /**
     * {@code msgvec[index].msg_hdr}.
     *
     * @param index the entry
     * @return a view of the message
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public Msghdr msg_hdr(int index) {
        return messages[index];
    }

    /**
     * {@code msgvec[index].msg_len}.
     *
     * @param index the entry
     * @return the number of bytes sent or received, unsigned; valid once the call has counted this message
     * @throws IndexOutOfBoundsException if there is no such entry
     */
    public int msg_len(int index) {
        return memory.getInt(Objects.checkIndex(index, messages.length) * SIZEOF_MMSGHDR + OFFSETOF_MMSGHDR_MSG_LEN);
    }

    @Override
    boolean hasPointers() {
        return true;
    }

    /** Rejects a count that would let the kernel read or write outside our memory. */
    static void check(Mmsghdr array, int count, boolean written) {
        if (array == null) {
            return;
        }
        // The count is unsigned in C. sendmmsg limits it to UIO_MAXIOV and then trusts it; recvmmsg trusts it as it is.
        long entries = Integer.toUnsignedLong(count);
        if (!written) {
            entries = Math.min(entries, Constants.UIO_MAXIOV);
        }
        if (entries > array.messages.length) {
            throw new IndexOutOfBoundsException("vlen is " + Integer.toUnsignedString(count) + ", but the array has "
                    + array.messages.length + " entries");
        }
        for (int i = 0; i < entries; i++) {
            Msghdr.check(array.messages[i], written);
        }
    }

    /** The number of entries. */
    @Override
    public String toString() {
        return "Mmsghdr[" + messages.length + (messages.length == 1 ? " message]" : " messages]");
    }
}
