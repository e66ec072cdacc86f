package libcsockets;

import static libcsockets.internal.Layout.*;

import java.util.ArrayList;
import java.util.List;
import libcsockets.internal.Memory;

/**
 * The buffer that {@code msg_control} points to: control messages (ancillary data), written and read by the rules of the
 * {@code CMSG_} macros.
 *
 * <pre>{@code
 * Control control = new Control(Control.space(4)).addRights(fd);
 * unixSocket.sendMessage(data, null, control, 0);
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>
 */
public final class Control extends Struct {
    private static final int MOST = 1 << 24;

    private final int capacity;
    private int length;
    private final List<Integer> added = new ArrayList<>();

    /**
     * An empty buffer of zero bytes.
     *
     * @param capacity its size in bytes; the sum of {@link #space} for the messages it is to hold
     * @throws IllegalArgumentException if the size is negative or above 16777216
     */
    public Control(int capacity) {
        super(arraySize(capacity, 1));
        this.capacity = capacity;
    }

    /**
     * {@code CMSG_SPACE(length)}: the room that a message takes.
     *
     * @param length number of data bytes, at most 16777216
     * @return header, data and padding
     * @throws IllegalArgumentException if there are fewer than none, or more
     */
    public static int space(int length) {
        return align(SIZEOF_CMSGHDR) + align(checkLength(length));
    }

    /**
     * {@code CMSG_LEN(length)}: what {@code cmsg_len} says of a message.
     *
     * @param length number of data bytes, at most 16777216
     * @return header and data
     * @throws IllegalArgumentException if there are fewer than none, or more
     */
    public static int len(int length) {
        return align(SIZEOF_CMSGHDR) + checkLength(length);
    }

    /** No buffer has room for more. */
    private static int checkLength(int length) {
        if (length < 0 || length > MOST) {
            throw new IllegalArgumentException(
                    "the data of a control message has 0 to " + MOST + " bytes, not " + length);
        }
        return length;
    }

    /** {@code CMSG_ALIGN}: to the size of a size_t. */
    private static int align(int length) {
        return (length + Long.BYTES - 1) & -Long.BYTES;
    }

    /**
     * The buffer's size.
     *
     * @return the number given when it was made
     */
    public int capacity() {
        return capacity;
    }

    /**
     * How much of the buffer the added messages take, with the padding behind each.
     *
     * @return the number of bytes for {@code msg_controllen}
     */
    public int length() {
        return length;
    }

    /**
     * Forgets the added messages and zeroes the buffer.
     *
     * @return this
     */
    public Control clear() {
        memory.put(0, new byte[capacity]);
        length = 0;
        added.clear();
        return this;
    }

    // ---- writing ----

    /**
     * Adds a message.
     *
     * @param level {@code cmsg_level}, {@code SOL_} or {@code IPPROTO_} constant
     * @param type {@code cmsg_type}
     * @param data its data
     * @return this
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     */
    public Control add(int level, int type, byte[] data) {
        int end = length + len(data.length);
        if (end > capacity) {
            throw new IllegalArgumentException("a control message with " + data.length + " data bytes needs "
                    + len(data.length) + " bytes, but only " + (capacity - length) + " of the buffer's " + capacity
                    + " are left");
        }
        added.add(length);
        memory.putLong(length + OFFSETOF_CMSGHDR_CMSG_LEN, len(data.length));
        memory.putInt(length + OFFSETOF_CMSGHDR_CMSG_LEVEL, level);
        memory.putInt(length + OFFSETOF_CMSGHDR_CMSG_TYPE, type);
        memory.put(length + len(0), data);
        // A last message without room for its padding is still whole.
        length = Math.min(length + space(data.length), capacity);
        return this;
    }

    /**
     * Adds a message whose data are {@code int}s, such as {@code IP_TTL} or {@code IPV6_HOPLIMIT}.
     *
     * @param level {@code cmsg_level}
     * @param type {@code cmsg_type}
     * @param values the data
     * @return this
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     */
    public Control addInts(int level, int type, int... values) {
        byte[] data = new byte[values.length * Integer.BYTES];
        Memory.ints(data).put(values);
        return add(level, type, data);
    }

    /**
     * Adds {@code SCM_RIGHTS}: descriptors, which the receiver gets copies of. For the sockets of the object layer there is
     * {@link libcsockets.socket.LibcSocket#addRights}.
     *
     * @param fds open descriptors; the kernel takes at most 253
     * @return this
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
     */
    public Control addRights(int... fds) {
        return addInts(Constants.SOL_SOCKET, Constants.SCM_RIGHTS, fds);
    }

    /**
     * Adds {@code SCM_CREDENTIALS}: who the sender is. Anything but the truth needs privilege.
     *
     * @param pid process
     * @param uid user, unsigned
     * @param gid group, unsigned
     * @return this
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
     */
    public Control addCredentials(int pid, int uid, int gid) {
        return addInts(Constants.SOL_SOCKET, Constants.SCM_CREDENTIALS, pid, uid, gid);
    }

    /**
     * Overwrites {@code cmsg_len} of a message that was added, for trying wrong ones.
     *
     * @param index which message, in the order of adding
     * @param value the new value
     * @return this
     * @throws IndexOutOfBoundsException if there is no such message
     */
    public Control cmsg_len(int index, long value) {
        memory.putLong(added.get(index) + OFFSETOF_CMSGHDR_CMSG_LEN, value);
        return this;
    }

    // ---- reading ----

    /**
     * The messages in the buffer, as {@code CMSG_FIRSTHDR} and {@code CMSG_NXTHDR} find them; like the latter since glibc
     * 2.37, also a last one that lacks its padding. A message that was cut short is returned with the data that are there.
     *
     * @param controllen {@link Msghdr#msg_controllen()} after the call
     * @return the messages in order; the list is the caller's
     */
    public List<Cmsg> messages(long controllen) {
        List<Cmsg> messages = new ArrayList<>();
        int end = (int) Math.max(0, Math.min(controllen, capacity));
        int offset = 0;
        while (offset + SIZEOF_CMSGHDR <= end) {
            long cmsgLen = memory.getLong(offset + OFFSETOF_CMSGHDR_CMSG_LEN);
            if (cmsgLen < SIZEOF_CMSGHDR) {
                break;
            }
            int dataEnd = (int) Math.min(offset + Math.min(cmsgLen, Integer.MAX_VALUE / 2), end);
            byte[] data = new byte[Math.max(0, dataEnd - offset - len(0))];
            memory.get(offset + len(0), data);
            messages.add(new Cmsg(
                    memory.getInt(offset + OFFSETOF_CMSGHDR_CMSG_LEVEL),
                    memory.getInt(offset + OFFSETOF_CMSGHDR_CMSG_TYPE),
                    data));
            if (cmsgLen > end - offset) {
                break;
            }
            offset += align((int) cmsgLen);
        }
        return messages;
    }

    /** The messages that were added; in a buffer that was received into, those that it holds. */
    @Override
    public String toString() {
        return "Control" + messages(length == 0 ? capacity : length);
    }
}
