package libcsockets;

import static libcsockets.internal.Layout.*;

import java.util.StringJoiner;

/**
 * {@code struct msghdr}: what {@link Libc#sendmsg} sends and {@link Libc#recvmsg} fills.
 *
 * <p>All fields are 0 and {@code NULL} at first. A setter of a pointer field sets the length beside it too, as far as it
 * is known; the lengths can be set to other numbers afterwards.
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

    /** A message without name, data and control messages. */
    public Msghdr() {
        super(SIZEOF_MSGHDR);
    }

    /** An entry of a {@link Mmsghdr}. */
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
     * {@code msg_name}, and {@code msg_namelen} with it: {@link Sockaddr#length()}, or all 128 bytes if that is 0, as for
     * an address that is to be received. One that was received already has its own length, so to receive into it again
     * the room has to be said with {@link #msg_namelen(int)}.
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
     * {@code msg_iov}, and {@code msg_iovlen} with it.
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
     * @param value the number of buffers; above the array's size only where the kernel refuses it (above 1024)
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
     * {@code msg_control}, and {@code msg_controllen} with it: what was added to the buffer, or all of it if it is empty,
     * as for control messages that are to be received.
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
     * @return the length; after {@link Libc#recvmsg} the number of bytes that were used
     */
    public long msg_controllen() {
        return memory.getLong(OFFSETOF_MSGHDR_MSG_CONTROLLEN);
    }

    /**
     * {@code msg_controllen}.
     *
     * @param value the length in bytes; above the buffer's size only where the kernel refuses it
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

    /** The address that was received has the length that the call wrote. */
    void received() {
        if (name != null) {
            name.filled(msg_namelen());
        }
    }

    @Override
    boolean hasPointers() {
        return true;
    }

    /** Rejects what would let the kernel read or write beyond memory that is ours. */
    static void check(Msghdr msg, boolean written) {
        if (msg == null) {
            return;
        }
        Iovec.check(msg.iov, msg.msg_iovlen(), written);
        long length = msg.msg_controllen();
        // sendmsg refuses a length that is no positive int before it reads the buffer; recvmsg has no such bound.
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
