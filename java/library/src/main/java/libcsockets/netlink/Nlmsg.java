package libcsockets.netlink;

import static libcsockets.internal.Layout.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import libcsockets.Constants;
import libcsockets.internal.Memory;

/**
 * {@code struct nlmsghdr} and its payload: one message of an {@code AF_NETLINK} socket.
 *
 * <pre>{@code
 * ByteBuffer request = Rtmsg.request(1, AF_UNSPEC);
 * libc.send(fd, request, request.limit(), 0);
 * int n = libc.recv(fd, buf, buf.capacity(), 0);
 * for (Nlmsg message : Nlmsg.decode(buf, n)) { ... }
 * }</pre>
 *
 * @param type {@code NLMSG_} constant, or one of the protocol: {@code RTM_NEWLINK}, {@code SOCK_DIAG_BY_FAMILY}, ...
 * @param flags {@code NLM_F_} constants
 * @param seq the request's number
 * @param pid the port ID of the requesting socket
 * @param payload the bytes after the header, in native byte order; a view of the decoded buffer
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man3/netlink.3.html">netlink(3)</a>
 */
public record Nlmsg(int type, int flags, int seq, int pid, ByteBuffer payload) {
    /** {@code NLMSG_ALIGN}, {@code RTA_ALIGN} and {@code RTNH_ALIGN}, each with its own power of two. */
    static int align(int length, int to) {
        return (length + to - 1) & -to;
    }

    /**
     * Encodes a message for the kernel.
     *
     * @param type the type
     * @param flags {@code NLM_F_} constants or-ed together, {@code NLM_F_REQUEST} among them
     * @param seq a number that the replies will carry
     * @param payload the bytes after the header, from index 0 to the limit
     * @return a direct buffer from index 0 to its limit
     */
    public static ByteBuffer encode(int type, int flags, int seq, ByteBuffer payload) {
        ByteBuffer message = Memory.allocate(SIZEOF_NLMSGHDR + payload.limit());
        message.putInt(OFFSETOF_NLMSGHDR_NLMSG_LEN, message.limit());
        message.putShort(OFFSETOF_NLMSGHDR_NLMSG_TYPE, (short) type);
        message.putShort(OFFSETOF_NLMSGHDR_NLMSG_FLAGS, (short) flags);
        message.putInt(OFFSETOF_NLMSGHDR_NLMSG_SEQ, seq);
        message.put(SIZEOF_NLMSGHDR, payload, 0, payload.limit());
        return message;
    }

    /**
     * Decodes the messages that one call received.
     *
     * @param buffer the buffer, read from index 0
     * @param length the call's result
     * @return the messages in order, without a truncated last one
     */
    public static List<Nlmsg> decode(ByteBuffer buffer, int length) {
        ByteBuffer all = buffer.duplicate().order(ByteOrder.nativeOrder());
        List<Nlmsg> messages = new ArrayList<>();
        int at = 0;
        while (length - at >= SIZEOF_NLMSGHDR) {
            int size = all.getInt(at + OFFSETOF_NLMSGHDR_NLMSG_LEN);
            if (size < SIZEOF_NLMSGHDR || size > length - at) {
                break;
            }
            messages.add(new Nlmsg(
                    all.getShort(at + OFFSETOF_NLMSGHDR_NLMSG_TYPE) & 0xffff,
                    all.getShort(at + OFFSETOF_NLMSGHDR_NLMSG_FLAGS) & 0xffff,
                    all.getInt(at + OFFSETOF_NLMSGHDR_NLMSG_SEQ),
                    all.getInt(at + OFFSETOF_NLMSGHDR_NLMSG_PID),
                    slice(all, at + SIZEOF_NLMSGHDR, size - SIZEOF_NLMSGHDR)));
            at += align(size, Constants.NLMSG_ALIGNTO);
        }
        return messages;
    }

    /**
     * {@code struct nlmsgerr}: the error number in a message of type {@code NLMSG_ERROR}.
     *
     * @return the errno; 0 if the message is an acknowledgement
     * @throws IllegalStateException if the message has another type or is too short
     */
    public int error() {
        if (type != Constants.NLMSG_ERROR || payload.limit() < Integer.BYTES) {
            throw new IllegalStateException("not an NLMSG_ERROR message, or too short: type " + type);
        }
        return -payload.getInt(OFFSETOF_NLMSGERR_ERROR);
    }

    /**
     * {@code struct rtattr[]}: decodes the attributes after a fixed part.
     *
     * @param buffer the fixed part and the attributes, or, with offset 0, the contents of a nested attribute
     * @param offset the size of the fixed part
     * @return the values by type, without {@code NLA_F_NESTED}, in order; if a type occurs several times, its last
     *     value
     */
    public static Map<Integer, ByteBuffer> attributes(ByteBuffer buffer, int offset) {
        ByteBuffer all = buffer.duplicate().order(ByteOrder.nativeOrder());
        Map<Integer, ByteBuffer> attributes = new LinkedHashMap<>();
        int at = align(offset, Constants.RTA_ALIGNTO);
        while (all.limit() - at >= SIZEOF_RTATTR) {
            int size = all.getShort(at + OFFSETOF_RTATTR_RTA_LEN) & 0xffff;
            if (size < SIZEOF_RTATTR || size > all.limit() - at) {
                break;
            }
            int type = all.getShort(at + OFFSETOF_RTATTR_RTA_TYPE) & ~Constants.NLA_F_NESTED & 0xffff;
            attributes.put(type, slice(all, at + SIZEOF_RTATTR, size - SIZEOF_RTATTR));
            at += align(size, Constants.RTA_ALIGNTO);
        }
        return attributes;
    }

    static ByteBuffer slice(ByteBuffer all, int offset, int length) {
        return all.slice(offset, length).order(ByteOrder.nativeOrder());
    }
}
