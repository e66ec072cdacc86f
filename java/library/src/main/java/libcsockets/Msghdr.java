package libcsockets;

import static libcsockets.internal.Layout.*;

import java.util.StringJoiner;

/**
 * {@code struct msghdr}: the message that {@link Libc#sendmsg} sends or {@link Libc#recvmsg} fills.
 *
 * <p>All fields are initially 0 or {@code NULL}. A setter of a pointer field also sets the field's length if it is
 * known; the length can be changed afterwards.
 *
 * <pre>{@code
 * Msghdr msg = new Msghdr().msg_iov(Iovec.of(buffer)).msg_control(new Control(64));
 * int n = libc.recvmsg(fd, msg, 0);
 * for (Cmsg cmsg : msg.msg_control().messages(msg.msg_controllen())) { ... }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recvmsg(2)</a>
 */
public final class Msghdr extends Struct {
    private Sockaddr name;
    private Iovec iov;
    private Control control;

    /** Creates a message without a name, data and control messages. */
    public Msghdr() {
        super(SIZEOF_MSGHDR);
    }

    /** Creates a view of an entry of a {@link Mmsghdr}. */
    Msghdr(Mmsghdr array, int offset) {
        super(array, offset, SIZEOF_MSGHDR);
    }

    /**
     * {@code msg_name}.
     *
     * @return the address that was set, or null
     */
    public Sockaddr msg_name() {
        return name;
    }

    /**
     * Sets {@code msg_name}, and {@code msg_namelen} to {@link Sockaddr#length()}, or to all 128 bytes if the length is
     * 0, as it is for a new address to receive into. An address that was received has its own length; before receiving
     * into it again, set the room with {@link #msg_namelen(int)}.
     *
     * @param value the address, or null
     * @return this
     */
    public Msghdr msg_name(Sockaddr value) {
        name = value;
        memory.putLong(OFFSETOF_MSGHDR_MSG_NAME, pointer(value));
        return msg_namelen(value == null ? 0 : value.length() == 0 ? SIZEOF_SOCKADDR_STORAGE : value.length());
    }

    /**
     * {@code msg_namelen}.
     *
     * @return the length; after {@link Libc#recvmsg} the true length of the address
     */
    public int msg_namelen() {
        return memory.getInt(OFFSETOF_MSGHDR_MSG_NAMELEN);
    }

    /**
     * {@code msg_namelen}.
     *
     * @param value the length in bytes; any {@code int}
     * @return this
     */
    public Msghdr msg_namelen(int value) {
        memory.putInt(OFFSETOF_MSGHDR_MSG_NAMELEN, value);
        return this;
    }

    /**
     * {@code msg_iov}.
     *
     * @return the buffers that were set, or null
     */
    public Iovec msg_iov() {
        return iov;
    }

    /**
     * Sets {@code msg_iov} and {@code msg_iovlen}.
     *
     * @param value the buffers, or null
     * @return this
     */
    public Msghdr msg_iov(Iovec value) {
        iov = value;
        memory.putLong(OFFSETOF_MSGHDR_MSG_IOV, pointer(value));
        return msg_iovlen(value == null ? 0 : value.length());
    }

    /**
     * {@code msg_iovlen}.
     *
     * @return the number of buffers
     */
    public long msg_iovlen() {
        return memory.getLong(OFFSETOF_MSGHDR_MSG_IOVLEN);
    }

    /**
     * {@code msg_iovlen}.
     *
     * @param value the number of buffers; it may exceed the array's size only if it exceeds 1024, which the kernel
     *     rejects
     * @return this
     */
    public Msghdr msg_iovlen(long value) {
        memory.putLong(OFFSETOF_MSGHDR_MSG_IOVLEN, value);
        return this;
    }

    /**
     * {@code msg_control}.
     *
     * @return the buffer that was set, or null
     */
    public Control msg_control() {
        return control;
    }

    /**
     * Sets {@code msg_control}, and {@code msg_controllen} to the length of the added messages, or to the whole buffer
     * if it is empty, as it is for control messages to receive.
     *
     * @param value the buffer for control messages, or null
     * @return this
     */
    public Msghdr msg_control(Control value) {
        control = value;
        memory.putLong(OFFSETOF_MSGHDR_MSG_CONTROL, pointer(value));
        return msg_controllen(value == null ? 0 : value.length() == 0 ? value.capacity() : value.length());
    }

    /**
     * {@code msg_controllen}.
     *
     * @return the length; after {@link Libc#recvmsg} the number of bytes used
     */
    public long msg_controllen() {
        return memory.getLong(OFFSETOF_MSGHDR_MSG_CONTROLLEN);
    }

    /**
     * {@code msg_controllen}.
     *
     * @param value the length in bytes; it may exceed the buffer's size only if the kernel rejects it
     * @return this
     */
    public Msghdr msg_controllen(long value) {
        memory.putLong(OFFSETOF_MSGHDR_MSG_CONTROLLEN, value);
        return this;
    }

    /**
     * {@code msg_flags}.
     *
     * @return {@code MSG_} constants, written by {@link Libc#recvmsg}: {@code MSG_TRUNC}, {@code MSG_CTRUNC}, ...
     */
    public int msg_flags() {
        return memory.getInt(OFFSETOF_MSGHDR_MSG_FLAGS);
    }

    /**
     * {@code msg_flags}.
     *
     * @param value any {@code int}; no call reads it
     * @return this
     */
    public Msghdr msg_flags(int value) {
        memory.putInt(OFFSETOF_MSGHDR_MSG_FLAGS, value);
        return this;
    }

    /** Gives the received address the length that the call wrote. */
    void received() {
        if (name != null) {
            name.filled(msg_namelen());
        }
    }

    @Override
    boolean hasPointers() {
        return true;
    }

    /** Rejects a message that would let the kernel read or write outside our memory. */
    static void check(Msghdr msg, boolean written) {
        if (msg == null) {
            return;
        }
        Iovec.check(msg.iov, msg.msg_iovlen(), written);
        long length = msg.msg_controllen();
        // sendmsg rejects a length that is not a positive int before it reads the buffer; recvmsg has no such check.
        boolean refused = !written && (length < 0 || length > Integer.MAX_VALUE);
        if (msg.control != null && !refused && (length < 0 || length > msg.control.capacity())) {
            throw new IndexOutOfBoundsException("msg_controllen is " + Long.toUnsignedString(length)
                    + ", but the buffer has " + msg.control.capacity() + " bytes");
        }
    }

    /** The fields that are set, for example {@code Msghdr[127.0.0.1:80, Iovec[5], MSG_TRUNC]}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "Msghdr[", "]");
        if (name != null) {
            text.add(name.toString());
        }
        if (iov != null) {
            text.add(iov.toString());
        }
        if (control != null) {
            text.add("Control" + control.messages(msg_controllen()));
        }
        if (msg_flags() != 0) {
            text.add(Names.flags("MSG_", msg_flags()));
        }
        return text.toString();
    }
}
