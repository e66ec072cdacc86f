package libcsockets.option;

import static libcsockets.internal.Layout.*;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import libcsockets.Constants;
import libcsockets.Libc;
import libcsockets.Ucred;
import libcsockets.internal.Backend;
import libcsockets.internal.CStrings;
import libcsockets.internal.Memory;

/**
 * Encodes the values of socket options for {@link Libc#setsockopt} and decodes them after {@link Libc#getsockopt}.
 *
 * <p>Each encoder returns a direct buffer in native byte order whose limit is the C structure's size. Each decoder
 * reads from index 0 and throws {@link IllegalArgumentException} if the buffer's limit is below the size that it needs.
 *
 * <pre>{@code
 * ByteBuffer linger = Optval.linger(1, 0);
 * libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger, linger.limit());
 * }</pre>
 */
public final class Optval {
    private Optval() {}

    /**
     * Allocates room for a value to read.
     *
     * @param size number of bytes
     * @return a direct buffer of zeros in native byte order
     */
    public static ByteBuffer allocate(int size) {
        return Memory.allocate(size);
    }

    /**
     * {@code int}.
     *
     * @param value the number
     * @return 4 bytes
     */
    public static ByteBuffer of(int value) {
        return allocate(Integer.BYTES).putInt(0, value);
    }

    /**
     * {@code int}.
     *
     * @param value an option's value
     * @return the number
     */
    public static int toInt(ByteBuffer value) {
        return Memory.whole(value, Integer.BYTES, "int").getInt(0);
    }

    /**
     * {@code unsigned long}, a 64-bit number.
     *
     * @param value the number
     * @return 8 bytes
     */
    public static ByteBuffer of(long value) {
        return allocate(Long.BYTES).putLong(0, value);
    }

    /**
     * {@code unsigned long}, a 64-bit number.
     *
     * @param value an option's value
     * @return the number
     */
    public static long toLong(ByteBuffer value) {
        return Memory.whole(value, Long.BYTES, "unsigned long").getLong(0);
    }

    /**
     * {@code struct timeval}, for {@code SO_RCVTIMEO} and {@code SO_SNDTIMEO}.
     *
     * @param seconds {@code tv_sec}
     * @param microseconds {@code tv_usec}; the kernel accepts 0 to 999999
     * @return 16 bytes
     */
    public static ByteBuffer timeval(long seconds, long microseconds) {
        return allocate(SIZEOF_TIMEVAL)
                .putLong(OFFSETOF_TIMEVAL_TV_SEC, seconds)
                .putLong(OFFSETOF_TIMEVAL_TV_USEC, microseconds);
    }

    /**
     * {@code struct timeval}.
     *
     * @param value an option's value
     * @return the time
     * @throws IllegalArgumentException if the value is too short, or its microseconds are not 0 to 999999
     */
    public static Duration toTimeval(ByteBuffer value) {
        ByteBuffer timeval = Memory.whole(value, SIZEOF_TIMEVAL, "struct timeval");
        long microseconds = timeval.getLong(OFFSETOF_TIMEVAL_TV_USEC);
        if (microseconds < 0 || microseconds > 999_999) {
            throw new IllegalArgumentException(
                    "a struct timeval must have 0 to 999999 microseconds, not " + microseconds);
        }
        return Duration.ofSeconds(timeval.getLong(OFFSETOF_TIMEVAL_TV_SEC), microseconds * 1000);
    }

    /**
     * {@code struct timespec}.
     *
     * @param seconds {@code tv_sec}
     * @param nanoseconds {@code tv_nsec}; the kernel accepts 0 to 999999999
     * @return 16 bytes
     */
    public static ByteBuffer timespec(long seconds, long nanoseconds) {
        return allocate(SIZEOF_TIMESPEC)
                .putLong(OFFSETOF_TIMESPEC_TV_SEC, seconds)
                .putLong(OFFSETOF_TIMESPEC_TV_NSEC, nanoseconds);
    }

    /**
     * {@code struct timespec}.
     *
     * @param value an option's value
     * @return the time
     * @throws IllegalArgumentException if the value is too short, or its nanoseconds are not 0 to 999999999
     */
    public static Duration toTimespec(ByteBuffer value) {
        ByteBuffer timespec = Memory.whole(value, SIZEOF_TIMESPEC, "struct timespec");
        long nanoseconds = timespec.getLong(OFFSETOF_TIMESPEC_TV_NSEC);
        if (nanoseconds < 0 || nanoseconds > 999_999_999) {
            throw new IllegalArgumentException(
                    "a struct timespec must have 0 to 999999999 nanoseconds, not " + nanoseconds);
        }
        return Duration.ofSeconds(timespec.getLong(OFFSETOF_TIMESPEC_TV_SEC), nanoseconds);
    }

    /**
     * {@code struct linger}, for {@code SO_LINGER}.
     *
     * @param onoff {@code l_onoff}
     * @param seconds {@code l_linger}
     * @return 8 bytes
     */
    public static ByteBuffer linger(int onoff, int seconds) {
        return allocate(SIZEOF_LINGER).putInt(OFFSETOF_LINGER_L_ONOFF, onoff).putInt(OFFSETOF_LINGER_L_LINGER, seconds);
    }

    /**
     * {@code struct linger}.
     *
     * @param value an option's value
     * @return the time in seconds; -1 if lingering is off
     */
    public static int toLinger(ByteBuffer value) {
        ByteBuffer linger = Memory.whole(value, SIZEOF_LINGER, "struct linger");
        return linger.getInt(OFFSETOF_LINGER_L_ONOFF) == 0 ? -1 : linger.getInt(OFFSETOF_LINGER_L_LINGER);
    }

    /**
     * {@code struct in_addr} or {@code struct in6_addr}, for options such as {@code IP_MULTICAST_IF}.
     *
     * @param address the address
     * @return 4 or 16 bytes in network order
     */
    public static ByteBuffer inAddr(InetAddress address) {
        byte[] bytes = address.getAddress();
        return allocate(bytes.length).put(0, bytes);
    }

    /**
     * {@code struct in_addr} or {@code struct in6_addr}.
     *
     * @param value an option's value
     * @param length {@code SIZEOF_IN_ADDR} or {@code SIZEOF_IN6_ADDR}, which selects one of the two
     * @return the address
     */
    public static InetAddress toInAddr(ByteBuffer value, int length) {
        if (length != SIZEOF_IN_ADDR && length != SIZEOF_IN6_ADDR) {
            throw new IllegalArgumentException("an address must have 4 or 16 bytes, not " + length);
        }
        byte[] bytes = new byte[length];
        Memory.whole(value, length, length == SIZEOF_IN_ADDR ? "struct in_addr" : "struct in6_addr")
                .get(0, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            // getByAddress makes no lookup; it rejects only a wrong number of bytes.
            throw new AssertionError(e);
        }
    }

    private static byte[] ipv4(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != SIZEOF_IN_ADDR) {
            throw new IllegalArgumentException("not an IPv4 address: " + address.getHostAddress());
        }
        return bytes;
    }

    /**
     * {@code struct ip_mreq}, for {@code IP_ADD_MEMBERSHIP}.
     *
     * @param group the group's IPv4 address
     * @param local an IPv4 address of the interface
     * @return 8 bytes
     * @throws IllegalArgumentException if one is not an IPv4 address
     */
    public static ByteBuffer ipMreq(InetAddress group, InetAddress local) {
        return allocate(SIZEOF_IP_MREQ)
                .put(OFFSETOF_IP_MREQ_IMR_MULTIADDR, ipv4(group))
                .put(OFFSETOF_IP_MREQ_IMR_INTERFACE, ipv4(local));
    }

    /**
     * {@code struct ip_mreqn}, for {@code IP_ADD_MEMBERSHIP} and {@code IP_MULTICAST_IF}.
     *
     * @param group the group's IPv4 address
     * @param local an IPv4 address of the interface
     * @param ifindex the interface's number; 0 to use the address
     * @return 12 bytes
     * @throws IllegalArgumentException if one is not an IPv4 address
     */
    public static ByteBuffer ipMreqn(InetAddress group, InetAddress local, int ifindex) {
        return allocate(SIZEOF_IP_MREQN)
                .put(OFFSETOF_IP_MREQN_IMR_MULTIADDR, ipv4(group))
                .put(OFFSETOF_IP_MREQN_IMR_ADDRESS, ipv4(local))
                .putInt(OFFSETOF_IP_MREQN_IMR_IFINDEX, ifindex);
    }

    /**
     * {@code struct ipv6_mreq}, for {@code IPV6_JOIN_GROUP}.
     *
     * @param group the group's IPv6 address
     * @param ifindex the interface's number; 0 for any
     * @return 20 bytes
     * @throws IllegalArgumentException if the group is not an IPv6 address
     */
    public static ByteBuffer ipv6Mreq(InetAddress group, int ifindex) {
        byte[] bytes = group.getAddress();
        if (bytes.length != SIZEOF_IN6_ADDR) {
            throw new IllegalArgumentException("not an IPv6 address: " + group.getHostAddress());
        }
        return allocate(SIZEOF_IPV6_MREQ)
                .put(OFFSETOF_IPV6_MREQ_IPV6MR_MULTIADDR, bytes)
                .putInt(OFFSETOF_IPV6_MREQ_IPV6MR_INTERFACE, ifindex);
    }

    /**
     * {@code struct packet_mreq}, for {@code PACKET_ADD_MEMBERSHIP}.
     *
     * @param ifindex the interface's number
     * @param type {@code PACKET_MR_} constant
     * @param address hardware address, at most 8 bytes; empty for {@code PACKET_MR_PROMISC} and
     *     {@code PACKET_MR_ALLMULTI}
     * @return 16 bytes
     * @throws IllegalArgumentException if the address is too long
     */
    public static ByteBuffer packetMreq(int ifindex, int type, byte[] address) {
        int room = SIZEOF_PACKET_MREQ - OFFSETOF_PACKET_MREQ_MR_ADDRESS;
        if (address.length > room) {
            throw new IllegalArgumentException(
                    "a hardware address must have at most " + room + " bytes here, not " + address.length);
        }
        return allocate(SIZEOF_PACKET_MREQ)
                .putInt(OFFSETOF_PACKET_MREQ_MR_IFINDEX, ifindex)
                .putShort(OFFSETOF_PACKET_MREQ_MR_TYPE, (short) type)
                .putShort(OFFSETOF_PACKET_MREQ_MR_ALEN, (short) address.length)
                .put(OFFSETOF_PACKET_MREQ_MR_ADDRESS, address);
    }

    /**
     * {@code struct ucred}, from {@code SO_PEERCRED}.
     *
     * @param value an option's value
     * @return the process, user and group
     */
    public static Ucred toUcred(ByteBuffer value) {
        return Ucred.decode(Memory.whole(value, SIZEOF_UCRED, "struct ucred"));
    }

    /**
     * A name, for options such as {@code SO_BINDTODEVICE}, {@code TCP_CONGESTION} and {@code TCP_ULP}.
     *
     * @param name the name, for example of an interface or a congestion control algorithm; at most 15 bytes
     * @return 16 bytes, padded with zeros
     * @throws IllegalArgumentException if the name is too long
     */
    public static ByteBuffer name(String name) {
        return allocate(Constants.IFNAMSIZ).put(0, CStrings.fixed(name, Constants.IFNAMSIZ));
    }

    /**
     * A name, as {@link #name} encodes it.
     *
     * @param value an option's value
     * @return the text up to the NUL or the limit
     */
    public static String toName(ByteBuffer value) {
        return CStrings.text(value);
    }

    /**
     * {@code struct sock_filter}: one instruction of a classic BPF program.
     *
     * @param code {@code BPF_} constants or-ed together
     * @param jt how many instructions to skip if the comparison is true, 0 to 255
     * @param jf how many instructions to skip if it is false, 0 to 255
     * @param k the operand
     */
    public record SockFilter(int code, int jt, int jf, int k) {}

    /**
     * {@code struct sock_fprog} followed by its instructions in the same buffer, for {@code SO_ATTACH_FILTER}.
     *
     * @param program the instructions, at most 65535; the kernel accepts 4096
     * @return a buffer whose first 16 bytes are the structure: pass 16 as the length. The structure points into the
     *     buffer, so do not copy it
     * @throws IllegalArgumentException if there are too many instructions
     * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
     */
    public static ByteBuffer fprog(SockFilter... program) {
        if (program.length > 0xffff) {
            throw new IllegalArgumentException("a filter must have at most 65535 instructions, not " + program.length);
        }
        ByteBuffer value = allocate(SIZEOF_SOCK_FPROG + program.length * SIZEOF_SOCK_FILTER);
        value.putShort(OFFSETOF_SOCK_FPROG_LEN, (short) program.length);
        value.putLong(OFFSETOF_SOCK_FPROG_FILTER, Backend.any().address(value) + SIZEOF_SOCK_FPROG);
        int at = SIZEOF_SOCK_FPROG;
        for (SockFilter f : program) {
            value.putShort(at + OFFSETOF_SOCK_FILTER_CODE, (short) f.code());
            value.put(at + OFFSETOF_SOCK_FILTER_JT, (byte) f.jt());
            value.put(at + OFFSETOF_SOCK_FILTER_JF, (byte) f.jf());
            value.putInt(at + OFFSETOF_SOCK_FILTER_K, f.k());
            at += SIZEOF_SOCK_FILTER;
        }
        return value;
    }

    /**
     * The instructions of a filter, from {@code SO_GET_FILTER}.
     *
     * @param value an option's value
     * @return all instructions in the value
     */
    public static SockFilter[] toFilter(ByteBuffer value) {
        ByteBuffer filter = Memory.whole(value, 0, "filter");
        SockFilter[] program = new SockFilter[value.limit() / SIZEOF_SOCK_FILTER];
        for (int i = 0; i < program.length; i++) {
            int at = i * SIZEOF_SOCK_FILTER;
            program[i] = new SockFilter(
                    filter.getShort(at + OFFSETOF_SOCK_FILTER_CODE) & 0xffff,
                    filter.get(at + OFFSETOF_SOCK_FILTER_JT) & 0xff,
                    filter.get(at + OFFSETOF_SOCK_FILTER_JF) & 0xff,
                    filter.getInt(at + OFFSETOF_SOCK_FILTER_K));
        }
        return program;
    }

    /**
     * {@code struct ip_mreqn}: a group and the interface that joins it.
     *
     * @param group the group's IPv4 address
     * @param local an IPv4 address of the interface; 0.0.0.0 for any
     * @param ifindex the interface's number; 0 to use the address
     */
    public record IpMreqn(InetAddress group, InetAddress local, int ifindex) {
        ByteBuffer encode() {
            return ipMreqn(group, local, ifindex);
        }
    }

    /**
     * {@code struct ip_mreq_source}: one source of a group.
     *
     * @param group the group's IPv4 address
     * @param local an IPv4 address of the interface
     * @param source the source's IPv4 address
     */
    public record IpMreqSource(InetAddress group, InetAddress local, InetAddress source) {
        ByteBuffer encode() {
            return allocate(SIZEOF_IP_MREQ_SOURCE)
                    .put(OFFSETOF_IP_MREQ_SOURCE_IMR_MULTIADDR, ipv4(group))
                    .put(OFFSETOF_IP_MREQ_SOURCE_IMR_INTERFACE, ipv4(local))
                    .put(OFFSETOF_IP_MREQ_SOURCE_IMR_SOURCEADDR, ipv4(source));
        }
    }

    /**
     * {@code struct ipv6_mreq}: a group and the interface that joins it.
     *
     * @param group the group's IPv6 address
     * @param ifindex the interface's number; 0 for any
     */
    public record Ipv6Mreq(InetAddress group, int ifindex) {
        ByteBuffer encode() {
            return ipv6Mreq(group, ifindex);
        }
    }

    /**
     * {@code struct group_req}: a group of either family.
     *
     * @param ifindex the interface's number; 0 for any
     * @param group the group's address
     */
    public record GroupReq(int ifindex, InetAddress group) {
        /**
         * The structure, for {@code setsockopt} at the level of either family.
         *
         * @return its bytes
         */
        public ByteBuffer encode() {
            return putSockaddr(
                    allocate(SIZEOF_GROUP_REQ).putInt(OFFSETOF_GROUP_REQ_GR_INTERFACE, ifindex),
                    OFFSETOF_GROUP_REQ_GR_GROUP,
                    group);
        }
    }

    /**
     * {@code struct group_source_req}: one source of a group of either family.
     *
     * @param ifindex the interface's number; 0 for any
     * @param group the group's address
     * @param source the source's address
     */
    public record GroupSourceReq(int ifindex, InetAddress group, InetAddress source) {
        /**
         * The structure, for {@code setsockopt} at the level of either family.
         *
         * @return its bytes
         */
        public ByteBuffer encode() {
            ByteBuffer value =
                    allocate(SIZEOF_GROUP_SOURCE_REQ).putInt(OFFSETOF_GROUP_SOURCE_REQ_GSR_INTERFACE, ifindex);
            putSockaddr(value, OFFSETOF_GROUP_SOURCE_REQ_GSR_GROUP, group);
            return putSockaddr(value, OFFSETOF_GROUP_SOURCE_REQ_GSR_SOURCE, source);
        }
    }

    /** {@code struct sockaddr_in} or {@code sockaddr_in6} without a port. */
    private static ByteBuffer putSockaddr(ByteBuffer value, int at, InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == SIZEOF_IN_ADDR
                ? value.putShort(at + OFFSETOF_SOCKADDR_IN_SIN_FAMILY, (short) Constants.AF_INET)
                        .put(at + OFFSETOF_SOCKADDR_IN_SIN_ADDR, bytes)
                : value.putShort(at + OFFSETOF_SOCKADDR_IN6_SIN6_FAMILY, (short) Constants.AF_INET6)
                        .put(at + OFFSETOF_SOCKADDR_IN6_SIN6_ADDR, bytes);
    }

    /**
     * {@code struct packet_mreq}: packets that a packet socket receives in addition to those for this host.
     *
     * @param ifindex the interface's number
     * @param type {@code PACKET_MR_} constant
     * @param address hardware address, at most 8 bytes; empty for {@code PACKET_MR_PROMISC} and
     *     {@code PACKET_MR_ALLMULTI}
     */
    public record PacketMreq(int ifindex, int type, byte[] address) {
        ByteBuffer encode() {
            return packetMreq(ifindex, type, address);
        }

        @Override
        public String toString() {
            return "PacketMreq[ifindex=" + ifindex + ", type=" + type + ", address="
                    + HexFormat.of().formatHex(address) + "]";
        }
    }

    /**
     * {@code struct tpacket_stats}: the numbers of packets that a packet socket received and dropped since the last
     * read.
     *
     * @param packets how many packets, including the dropped ones
     * @param drops how many of them were dropped
     */
    public record TpacketStats(long packets, long drops) {
        static TpacketStats decode(ByteBuffer value) {
            ByteBuffer stats = Memory.whole(value, SIZEOF_TPACKET_STATS, "struct tpacket_stats");
            return new TpacketStats(
                    stats.getInt(OFFSETOF_TPACKET_STATS_TP_PACKETS) & 0xffff_ffffL,
                    stats.getInt(OFFSETOF_TPACKET_STATS_TP_DROPS) & 0xffff_ffffL);
        }
    }

    /**
     * {@code struct sock_txtime}: the clock for the times at which packets are sent.
     *
     * @param clockid {@code CLOCK_} constant
     * @param flags {@code SOF_TXTIME_} constants or-ed together
     */
    public record SockTxtime(int clockid, int flags) {
        ByteBuffer encode() {
            return allocate(SIZEOF_SOCK_TXTIME)
                    .putInt(OFFSETOF_SOCK_TXTIME_CLOCKID, clockid)
                    .putInt(OFFSETOF_SOCK_TXTIME_FLAGS, flags);
        }

        static SockTxtime decode(ByteBuffer value) {
            ByteBuffer txtime = Memory.whole(value, SIZEOF_SOCK_TXTIME, "struct sock_txtime");
            return new SockTxtime(
                    txtime.getInt(OFFSETOF_SOCK_TXTIME_CLOCKID), txtime.getInt(OFFSETOF_SOCK_TXTIME_FLAGS));
        }
    }

    /**
     * The two halves of {@code IP_LOCAL_PORT_RANGE}.
     *
     * @param low the first port; 0 for the system's port
     * @param high the last port; 0 for the system's port
     */
    public record PortRange(int low, int high) {
        ByteBuffer encode() {
            if ((low | high) < 0 || low > 0xffff || high > 0xffff) {
                throw new IllegalArgumentException("a port must be 0 to 65535, not " + low + " and " + high);
            }
            return of(high << 16 | low);
        }

        static PortRange decode(ByteBuffer value) {
            int range = toInt(value);
            return new PortRange(range & 0xffff, range >>> 16);
        }
    }
}
