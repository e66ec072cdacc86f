package libcsockets;

import static libcsockets.internal.Layout.*;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import libcsockets.internal.Memory;

/**
 * The buffer that {@code msg_control} points to: control messages (ancillary data), laid out by the rules of the
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
     * Creates an empty buffer, filled with zeros.
     *
     * @param capacity its size in bytes: the sum of {@link #space} over the messages that it will hold
     * @throws IllegalArgumentException if the size is negative or above 16777216
     */
    public Control(int capacity) {
        super(arraySize(capacity, 1));
        this.capacity = capacity;
    }

    /**
     * {@code CMSG_SPACE(length)}: the room that a message needs.
     *
     * @param length number of data bytes, at most 16777216
     * @return the size of header, data and padding
     * @throws IllegalArgumentException if the number is negative or larger
     */
    public static int space(int length) {
        return align(SIZEOF_CMSGHDR) + align(checkLength(length));
    }

    /**
     * {@code CMSG_LEN(length)}: the value of {@code cmsg_len} for a message.
     *
     * @param length number of data bytes, at most 16777216
     * @return the size of header and data
     * @throws IllegalArgumentException if the number is negative or larger
     */
    public static int len(int length) {
        return align(SIZEOF_CMSGHDR) + checkLength(length);
    }

    /** Rejects a length that no buffer can hold. */
    private static int checkLength(int length) {
        if (length < 0 || length > MOST) {
            throw new IllegalArgumentException(
                    "the data of a control message must have 0 to " + MOST + " bytes, not " + length);
        }
        return length;
    }

    /** {@code CMSG_ALIGN}: rounds up to a multiple of the size of a size_t. */
    private static int align(int length) {
        return (length + Long.BYTES - 1) & -Long.BYTES;
    }

    /**
     * The buffer's size.
     *
     * @return the size given to the constructor
     */
    public int capacity() {
        return capacity;
    }

    /**
     * The number of bytes that the added messages occupy, including the padding after each.
     *
     * @return the value for {@code msg_controllen}
     */
    public int length() {
        return length;
    }

    /**
     * Removes the added messages and zeroes the buffer.
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
        // The last message is complete even without room for its padding.
        length = Math.min(length + space(data.length), capacity);
        return this;
    }

    /**
     * Adds a message whose data are one or more {@code int}s, such as {@code IP_TTL} or {@code IPV6_HOPLIMIT}.
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
     * Adds {@code SCM_RIGHTS}: descriptors, of which the receiver gets copies. For sockets of the object layer use
     * {@link libcsockets.socket.LibcSocket#addRights}.
     *
     * @param fds open descriptors; the kernel accepts at most 253
     * @return this
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
     */
    public Control addRights(int... fds) {
        return addInts(Constants.SOL_SOCKET, Constants.SCM_RIGHTS, fds);
    }

    /**
     * Adds {@code SCM_CREDENTIALS}: the sender's credentials. Any but the sender's own require privilege.
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
     * Adds {@code IP_PKTINFO} (since Linux 2.2) or {@code IPV6_PKTINFO} (since Linux 2.6.14), depending on the address:
     * the interface and the source address of this datagram. It needs {@link #space} for 12 or 20 bytes.
     *
     * @param ifindex the interface's number; 0 to use the routing table
     * @param source the source address, which must be one of this host's; 0.0.0.0 or {@code ::} to leave it to the
     *     kernel. On an {@code AF_INET6} socket, use an IPv4 address for a datagram to an IPv4 address
     * @return this
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     * @see Cmsg#asPktinfo()
     * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
     * @see <a href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7)</a>
     */
    public Control addPktinfo(int ifindex, InetAddress source) {
        byte[] address = source.getAddress();
        if (address.length == SIZEOF_IN6_ADDR) {
            byte[] info = new byte[SIZEOF_IN6_PKTINFO];
            ByteBuffer.wrap(info)
                    .order(ByteOrder.nativeOrder())
                    .put(OFFSETOF_IN6_PKTINFO_IPI6_ADDR, address)
                    .putInt(OFFSETOF_IN6_PKTINFO_IPI6_IFINDEX, ifindex);
            return add(Constants.IPPROTO_IPV6, Constants.IPV6_PKTINFO, info);
        }
        byte[] info = new byte[SIZEOF_IN_PKTINFO];
        ByteBuffer.wrap(info)
                .order(ByteOrder.nativeOrder())
                .putInt(OFFSETOF_IN_PKTINFO_IPI_IFINDEX, ifindex)
                .put(OFFSETOF_IN_PKTINFO_IPI_SPEC_DST, address);
        return add(Constants.IPPROTO_IP, Constants.IP_PKTINFO, info);
    }

    /**
     * Adds {@code IP_TTL}: the time to live of this IPv4 datagram (since Linux 3.13). It needs {@link #space} for 4
     * bytes.
     *
     * @param hops 1 to 255; sending fails with {@code EINVAL} for any other value
     * @return this
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
     */
    public Control addTtl(int hops) {
        return addInts(Constants.IPPROTO_IP, Constants.IP_TTL, hops);
    }

    /**
     * Adds {@code IP_TOS}: the type of service byte of this IPv4 datagram, with the DSCP in the upper six bits and ECN
     * in the lower two (since Linux 3.13). It needs {@link #space} for 4 bytes.
     *
     * @param tos 0 to 255; sending fails with {@code EINVAL} for any other value
     * @return this
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
     */
    public Control addTos(int tos) {
        return addInts(Constants.IPPROTO_IP, Constants.IP_TOS, tos);
    }

    /**
     * Adds {@code IPV6_HOPLIMIT}: the hop limit of this IPv6 datagram (since Linux 2.6.14). It needs {@link #space} for
     * 4 bytes.
     *
     * @param hops 0 to 255; -1 for the route's default; sending fails with {@code EINVAL} for any other value
     * @return this
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     * @see <a href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7)</a>
     */
    public Control addHopLimit(int hops) {
        return addInts(Constants.IPPROTO_IPV6, Constants.IPV6_HOPLIMIT, hops);
    }

    /**
     * Adds {@code IPV6_TCLASS}: the traffic class of this IPv6 datagram, with DSCP and ECN as in {@link #addTos} (since
     * Linux 2.6.14). It needs {@link #space} for 4 bytes.
     *
     * @param trafficClass 0 to 255; -1 for the default; sending fails with {@code EINVAL} for any other value
     * @return this
     * @throws IllegalArgumentException if the message does not fit into the rest of the buffer
     * @see <a href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7)</a>
     */
    public Control addTrafficClass(int trafficClass) {
        return addInts(Constants.IPPROTO_IPV6, Constants.IPV6_TCLASS, trafficClass);
    }

    /**
     * Adds {@code UDP_SEGMENT}: the kernel or the network card splits the data into datagrams of this size; the last
     * may be shorter (since Linux 4.18). It needs {@link #space} for 2 bytes.
     *
     * @param bytes the number of data bytes in one datagram, from 1 up to the room in the path MTU; 0 for a single
     *     datagram. Sending fails with {@code EINVAL} for a larger size or for more than 64 datagrams (128 since Linux
     *     6.9), with {@code EMSGSIZE} for more than 65507 bytes in all, and with {@code EIO} if the device does not
     *     support it
     * @return this
     * @throws IllegalArgumentException if the size is not 0 to 65535, or the message does not fit into the rest of the
     *     buffer
     * @see <a href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>
     */
    public Control addSegmentSize(int bytes) {
        if (bytes < 0 || bytes > 0xffff) {
            throw new IllegalArgumentException("a segment must have 0 to 65535 bytes, not " + bytes);
        }
        byte[] data = new byte[Short.BYTES];
        ByteBuffer.wrap(data).order(ByteOrder.nativeOrder()).putShort((short) bytes);
        return add(Constants.IPPROTO_UDP, Constants.UDP_SEGMENT, data);
    }

    /**
     * Overwrites {@code cmsg_len} of an added message, to test wrong values.
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
     * The messages in the buffer, as {@code CMSG_FIRSTHDR} and {@code CMSG_NXTHDR} find them. As in glibc 2.37 and
     * later, they include a last message without its padding. A truncated message has the data that arrived.
     *
     * @param controllen {@link Msghdr#msg_controllen()} after the call
     * @return the messages in order, in a new list
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

    /** The added messages; in a buffer that a call received into, the messages that it holds. */
    @Override
    public String toString() {
        return "Control" + messages(length == 0 ? capacity : length);
    }
}
