package libcsockets.option;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.Ucred;
import libcsockets.internal.Layout;
import libcsockets.option.Sockopt.Builder;
import libcsockets.option.Sockopt.Codec;
import libcsockets.socket.TcpInfo;

/**
 * The socket options of Linux as typed constants, and the one pair of methods that reads and writes them.
 *
 * <pre>{@code
 * Sockopts.set(libc, fd, Sockopts.TCP_USER_TIMEOUT, 5000);
 * Duration timeout = Sockopts.get(libc, fd, Sockopts.SO_RCVTIMEO);
 * }</pre>
 *
 * <p>A constant has the option's C name; {@link Constants} has the number under the same name. Units, ranges, releases
 * and privileges are those of the man pages <a
 * href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>, <a
 * href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>, <a
 * href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7)</a>, <a
 * href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</a>, <a
 * href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>, <a
 * href="https://man7.org/linux/man-pages/man7/raw.7.html">raw(7)</a>, <a
 * href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>, <a
 * href="https://man7.org/linux/man-pages/man7/packet.7.html">packet(7)</a> and <a
 * href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>; for an option that they do not describe,
 * {@link Sockopt#source} names the kernel header whose history shows the release.
 *
 * <p>For an option that is not in this table, use {@link Libc#getsockopt} and {@link Libc#setsockopt}.
 */
public final class Sockopts {
    private static final String STANDARD = "java.net.StandardSocketOptions.";
    private static final String EXTENDED = "jdk.net.ExtendedSocketOptions.";
    private static final String RAW_SOCKET = "CAP_NET_RAW for the socket";

    private static final List<Sockopt<?>> ALL = new ArrayList<>();

    private static final Codec<Integer> INT =
            new Codec<>("int", Integer.class, Integer.BYTES, Optval::of, Optval::toInt);
    private static final Codec<Boolean> FLAG = new Codec<>(
            "int", Boolean.class, Integer.BYTES, on -> Optval.of(on ? 1 : 0), value -> Optval.toInt(value) != 0);
    private static final Codec<Long> UINT = new Codec<>(
            "unsigned int", Long.class, Integer.BYTES, Sockopts::uint, value -> Optval.toInt(value) & 0xffff_ffffL);
    private static final Codec<Long> ULONG =
            new Codec<>("unsigned long", Long.class, Long.BYTES, Optval::of, Optval::toLong);
    private static final Codec<Integer> IFINDEX = new Codec<>(
            "int",
            Integer.class,
            Integer.BYTES,
            index -> Optval.of(Libc.htonl(index)),
            value -> Libc.ntohl(Optval.toInt(value)));
    private static final Codec<int[]> INTS =
            new Codec<>("int[]", int[].class, 16 * Integer.BYTES, null, Sockopts::ints);
    private static final Codec<Duration> TIMEVAL =
            new Codec<>("struct timeval", Duration.class, Layout.SIZEOF_TIMEVAL, Sockopts::timeval, Optval::toTimeval);
    private static final Codec<Integer> LINGER = new Codec<>(
            "struct linger",
            Integer.class,
            Layout.SIZEOF_LINGER,
            seconds -> seconds < 0 ? Optval.linger(0, 0) : Optval.linger(1, seconds),
            Optval::toLinger);
    private static final Codec<String> NAME =
            new Codec<>("char[16]", String.class, Constants.IFNAMSIZ, Optval::name, Optval::toName);
    private static final Codec<String> TEXT = new Codec<>("char[]", String.class, 256, null, Optval::toName);
    private static final Codec<byte[]> BYTES = new Codec<>("bytes", byte[].class, 1024, null, Sockopts::bytes);
    private static final Codec<byte[]> OPTIONS =
            new Codec<>("bytes", byte[].class, 40, Sockopts::ofBytes, Sockopts::bytes);
    private static final Codec<byte[]> TFO_KEY =
            new Codec<>("bytes", byte[].class, 32, Sockopts::ofBytes, Sockopts::bytes);
    private static final Codec<byte[]> ICMP6_FILTER_BITS = new Codec<>(
            "struct icmp6_filter", byte[].class, Layout.SIZEOF_ICMP6_FILTER, Sockopts::ofBytes, Sockopts::bytes);
    private static final Codec<Ucred> UCRED =
            new Codec<>("struct ucred", Ucred.class, Layout.SIZEOF_UCRED, null, Optval::toUcred);
    private static final Codec<InetAddress> IN_ADDR =
            new Codec<>("struct in_addr", InetAddress.class, Layout.SIZEOF_IN_ADDR, Optval::inAddr, Sockopts::inAddr);
    private static final Codec<Optval.PortRange> PORT_RANGE = new Codec<>(
            "unsigned int", Optval.PortRange.class, Integer.BYTES, Optval.PortRange::encode, Optval.PortRange::decode);
    private static final Codec<Optval.SockTxtime> TXTIME = new Codec<>(
            "struct sock_txtime",
            Optval.SockTxtime.class,
            Layout.SIZEOF_SOCK_TXTIME,
            Optval.SockTxtime::encode,
            Optval.SockTxtime::decode);
    /** Written as {@code struct sock_fprog}; read as the instructions alone, with the length in instructions. */
    private static final Codec<Optval.SockFilter[]> FPROG = new Codec<>(
            "struct sock_fprog",
            Optval.SockFilter[].class,
            Constants.BPF_MAXINSNS,
            Layout.SIZEOF_SOCK_FILTER,
            Sockopts::fprog,
            Optval::toFilter);

    private static final Codec<Optval.IpMreqn> IP_MREQN =
            new Codec<>("struct ip_mreqn", Optval.IpMreqn.class, Layout.SIZEOF_IP_MREQN, Optval.IpMreqn::encode, null);
    private static final Codec<Optval.IpMreqSource> IP_MREQ_SOURCE = new Codec<>(
            "struct ip_mreq_source",
            Optval.IpMreqSource.class,
            Layout.SIZEOF_IP_MREQ_SOURCE,
            Optval.IpMreqSource::encode,
            null);
    private static final Codec<Optval.Ipv6Mreq> IPV6_MREQ = new Codec<>(
            "struct ipv6_mreq", Optval.Ipv6Mreq.class, Layout.SIZEOF_IPV6_MREQ, Optval.Ipv6Mreq::encode, null);
    private static final Codec<Optval.GroupReq> GROUP_REQ = new Codec<>(
            "struct group_req", Optval.GroupReq.class, Layout.SIZEOF_GROUP_REQ, Optval.GroupReq::encode, null);
    private static final Codec<Optval.GroupSourceReq> GROUP_SOURCE_REQ = new Codec<>(
            "struct group_source_req",
            Optval.GroupSourceReq.class,
            Layout.SIZEOF_GROUP_SOURCE_REQ,
            Optval.GroupSourceReq::encode,
            null);
    private static final Codec<Optval.PacketMreq> PACKET_MREQ = new Codec<>(
            "struct packet_mreq", Optval.PacketMreq.class, Layout.SIZEOF_PACKET_MREQ, Optval.PacketMreq::encode, null);
    private static final Codec<Optval.TpacketStats> TPACKET_STATS = new Codec<>(
            "struct tpacket_stats",
            Optval.TpacketStats.class,
            Layout.SIZEOF_TPACKET_STATS,
            null,
            Optval.TpacketStats::decode);

    // ---- SOL_SOCKET, on any socket ----

    /** Enables socket debugging in the kernel. */
    public static final Sockopt<Boolean> SO_DEBUG =
            add(socket("SO_DEBUG", FLAG).privilege("CAP_NET_ADMIN").readWrite());

    /** Lets {@code bind} reuse a local address that no socket listens on. */
    public static final Sockopt<Boolean> SO_REUSEADDR =
            add(socket("SO_REUSEADDR", FLAG).jdk(STANDARD + "SO_REUSEADDR").readWrite());

    /** Lets several sockets of one user bind to the same address and share the incoming traffic. */
    public static final Sockopt<Boolean> SO_REUSEPORT = add(socket("SO_REUSEPORT", FLAG)
            .since("3.9")
            .jdk(STANDARD + "SO_REUSEPORT")
            .readWrite());

    /** The second argument of {@code socket}. */
    public static final Sockopt<Integer> SO_TYPE =
            add(socket("SO_TYPE", INT).unit("SOCK_").readOnly());

    /** The first argument of {@code socket}. */
    public static final Sockopt<Integer> SO_DOMAIN =
            add(socket("SO_DOMAIN", INT).unit("AF_").since("2.6.32").readOnly());

    /** The protocol of the socket. */
    public static final Sockopt<Integer> SO_PROTOCOL =
            add(socket("SO_PROTOCOL", INT).unit("IPPROTO_").since("2.6.32").readOnly());

    /** The pending error; reading clears it. */
    public static final Sockopt<Integer> SO_ERROR =
            add(socket("SO_ERROR", INT).unit("errno").readOnly());

    /** Whether {@code listen} was called. */
    public static final Sockopt<Boolean> SO_ACCEPTCONN =
            add(socket("SO_ACCEPTCONN", FLAG).readOnly());

    /** Sends only to directly connected hosts. */
    public static final Sockopt<Boolean> SO_DONTROUTE =
            add(socket("SO_DONTROUTE", FLAG).readWrite());

    /** Allows sending to a broadcast address. */
    public static final Sockopt<Boolean> SO_BROADCAST =
            add(socket("SO_BROADCAST", FLAG).jdk(STANDARD + "SO_BROADCAST").readWrite());

    /** The size limit of the send buffer. */
    public static final Sockopt<Integer> SO_SNDBUF = add(socket("SO_SNDBUF", INT)
            .unit("bytes")
            .range("up to net.core.wmem_max; reads back doubled")
            .jdk(STANDARD + "SO_SNDBUF")
            .readWrite());

    /** The size limit of the receive buffer. */
    public static final Sockopt<Integer> SO_RCVBUF = add(socket("SO_RCVBUF", INT)
            .unit("bytes")
            .range("up to net.core.rmem_max; reads back doubled")
            .jdk(STANDARD + "SO_RCVBUF")
            .readWrite());

    /** {@link #SO_SNDBUF} above net.core.wmem_max. */
    public static final Sockopt<Integer> SO_SNDBUFFORCE = add(socket("SO_SNDBUFFORCE", INT)
            .unit("bytes")
            .since("2.6.14")
            .privilege("CAP_NET_ADMIN")
            .writeOnly());

    /** {@link #SO_RCVBUF} above net.core.rmem_max. */
    public static final Sockopt<Integer> SO_RCVBUFFORCE = add(socket("SO_RCVBUFFORCE", INT)
            .unit("bytes")
            .since("2.6.14")
            .privilege("CAP_NET_ADMIN")
            .writeOnly());

    /** The buffers that the kernel no longer resizes automatically. */
    public static final Sockopt<Integer> SO_BUF_LOCK = add(socket("SO_BUF_LOCK", INT)
            .unit("SOCK_SNDBUF_LOCK | SOCK_RCVBUF_LOCK")
            .range("0 to 3")
            .since("5.15")
            .source("asm-generic/socket.h")
            .readWrite());

    /** Memory reserved for the socket; requires a memory cgroup. */
    public static final Sockopt<Integer> SO_RESERVE_MEM = add(socket("SO_RESERVE_MEM", INT)
            .unit("bytes")
            .range("0 or more")
            .since("5.16")
            .source("asm-generic/socket.h")
            .readWrite());

    /** The number of bytes that make the socket readable. */
    public static final Sockopt<Integer> SO_RCVLOWAT = add(socket("SO_RCVLOWAT", INT)
            .unit("bytes")
            .range("1 or more; 0 counts as 1")
            .since("2.4")
            .readWrite());

    /** Always 1 on Linux. */
    public static final Sockopt<Integer> SO_SNDLOWAT =
            add(socket("SO_SNDLOWAT", INT).unit("bytes").readOnly());

    /**
     * How long a receiving call waits before it fails with {@code EAGAIN}; zero waits forever. The JDK implements its
     * own timeouts with {@code poll}.
     */
    public static final Sockopt<Duration> SO_RCVTIMEO = add(socket("SO_RCVTIMEO", TIMEVAL)
            .range("0 or more, in steps of the kernel's clock")
            .jdk("java.net.Socket#setSoTimeout")
            .readWrite());

    /** How long a sending call waits before it fails with {@code EAGAIN}; zero waits forever. */
    public static final Sockopt<Duration> SO_SNDTIMEO = add(socket("SO_SNDTIMEO", TIMEVAL)
            .range("0 or more, in steps of the kernel's clock")
            .readWrite());

    /** Probes an idle connection; the {@code TCP_KEEP} options set the times. */
    public static final Sockopt<Boolean> SO_KEEPALIVE =
            add(socket("SO_KEEPALIVE", FLAG).jdk(STANDARD + "SO_KEEPALIVE").readWrite());

    /** How long {@code close} waits for unsent data; 0 discards the data and resets the connection. */
    public static final Sockopt<Integer> SO_LINGER = add(socket("SO_LINGER", LINGER)
            .unit("seconds")
            .range("-1 for off")
            .jdk(STANDARD + "SO_LINGER")
            .readWrite());

    /** Leaves urgent data in the stream. */
    public static final Sockopt<Boolean> SO_OOBINLINE =
            add(socket("SO_OOBINLINE", FLAG).jdk("java.net.Socket#setOOBInline").readWrite());

    /** Sends without the UDP checksum. */
    public static final Sockopt<Boolean> SO_NO_CHECK =
            add(socket("SO_NO_CHECK", FLAG).source("asm-generic/socket.h").readWrite());

    /** The queueing priority of outgoing packets. */
    public static final Sockopt<Integer> SO_PRIORITY = add(socket("SO_PRIORITY", INT)
            .range("0 to 6; higher with the privilege")
            .privilege("CAP_NET_ADMIN above 6")
            .readWrite());

    /** The mark of outgoing packets, for routing and filters. */
    public static final Sockopt<Long> SO_MARK = add(socket("SO_MARK", UINT)
            .range("0 to 4294967295")
            .since("2.6.25")
            .privilege("CAP_NET_ADMIN")
            .readWrite());

    /** Delivers the mark as a control message. */
    public static final Sockopt<Boolean> SO_RCVMARK = add(socket("SO_RCVMARK", FLAG)
            .since("5.19")
            .privilege("CAP_NET_ADMIN on some kernels")
            .source("asm-generic/socket.h")
            .readWrite());

    /** Delivers the priority as a control message. */
    public static final Sockopt<Boolean> SO_RCVPRIORITY = add(socket("SO_RCVPRIORITY", FLAG)
            .since("6.14")
            .source("asm-generic/socket.h")
            .readWrite());

    /** The name of the one interface that the socket uses; empty for any. */
    public static final Sockopt<String> SO_BINDTODEVICE = add(socket("SO_BINDTODEVICE", NAME)
            .range("at most 15 bytes")
            .since("3.8 to read")
            .privilege("CAP_NET_RAW to change it once set")
            .readWrite());

    /** The number of the one interface that the socket uses; 0 for any. */
    public static final Sockopt<Integer> SO_BINDTOIFINDEX = add(socket("SO_BINDTOIFINDEX", INT)
            .unit("interface number")
            .since("5.1")
            .privilege("CAP_NET_RAW to change it once set")
            .source("asm-generic/socket.h")
            .readWrite());

    /** Delivers the arrival time of a datagram, as {@code struct timeval}, in a control message. */
    public static final Sockopt<Boolean> SO_TIMESTAMP =
            add(socket("SO_TIMESTAMP", FLAG).readWrite());

    /** Delivers the arrival time of a datagram, as {@code struct timespec}, in a control message. */
    public static final Sockopt<Boolean> SO_TIMESTAMPNS =
            add(socket("SO_TIMESTAMPNS", FLAG).since("2.6.22").readWrite());

    /** The timestamps of sending and receiving that are generated and delivered. */
    public static final Sockopt<Integer> SO_TIMESTAMPING = add(socket("SO_TIMESTAMPING", INT)
            .unit("SOF_TIMESTAMPING_")
            .since("2.6.30")
            .source("asm-generic/socket.h")
            .readWrite());

    /** Lets a control message set the time at which a packet is sent. */
    public static final Sockopt<Optval.SockTxtime> SO_TXTIME = add(socket("SO_TXTIME", TXTIME)
            .since("4.19")
            .privilege("CAP_NET_ADMIN, except for CLOCK_MONOTONIC")
            .source("asm-generic/socket.h")
            .readWrite());

    /** Delivers the number of packets that the socket has dropped, in a control message. */
    public static final Sockopt<Boolean> SO_RXQ_OVFL =
            add(socket("SO_RXQ_OVFL", FLAG).since("2.6.33").readWrite());

    /** Reports {@code POLLPRI} together with {@code POLLERR}. */
    public static final Sockopt<Boolean> SO_SELECT_ERR_QUEUE =
            add(socket("SO_SELECT_ERR_QUEUE", FLAG).since("3.10").readWrite());

    /** Allows {@code MSG_ZEROCOPY}. */
    public static final Sockopt<Boolean> SO_ZEROCOPY = add(socket("SO_ZEROCOPY", FLAG)
            .since("4.14")
            .source("asm-generic/socket.h")
            .readWrite());

    /** How long a blocking receive polls the device. */
    public static final Sockopt<Integer> SO_BUSY_POLL = add(socket("SO_BUSY_POLL", INT)
            .unit("microseconds")
            .range("0 or more")
            .since("3.11")
            .privilege("CAP_NET_ADMIN to raise, on some kernels")
            .readWrite());

    /** Prefers busy polling to interrupts. */
    public static final Sockopt<Boolean> SO_PREFER_BUSY_POLL = add(socket("SO_PREFER_BUSY_POLL", FLAG)
            .since("5.11")
            .privilege("CAP_NET_ADMIN")
            .source("asm-generic/socket.h")
            .readWrite());

    /** The number of packets that one busy poll processes. */
    public static final Sockopt<Integer> SO_BUSY_POLL_BUDGET = add(socket("SO_BUSY_POLL_BUDGET", INT)
            .unit("packets")
            .range("0 to 65535")
            .since("5.11")
            .privilege("CAP_NET_ADMIN to raise")
            .source("asm-generic/socket.h")
            .writeOnly());

    /** The CPU that handles incoming packets. */
    public static final Sockopt<Integer> SO_INCOMING_CPU = add(socket("SO_INCOMING_CPU", INT)
            .unit("CPU number")
            .range("-1 for none")
            .since("3.19 to read, 4.4 to set")
            .readWrite());

    /** The receive queue of the last packet. */
    public static final Sockopt<Integer> SO_INCOMING_NAPI_ID = add(socket("SO_INCOMING_NAPI_ID", INT)
            .since("4.12")
            .jdk(EXTENDED + "SO_INCOMING_NAPI_ID")
            .readOnly());

    /** The maximum rate of sending. */
    public static final Sockopt<Long> SO_MAX_PACING_RATE = add(socket("SO_MAX_PACING_RATE", ULONG)
            .unit("bytes per second")
            .range("-1 for no limit")
            .since("3.13")
            .source("asm-generic/socket.h")
            .readWrite());

    /** Whether a connection with repeated timeouts looks for another path. */
    public static final Sockopt<Integer> SO_TXREHASH = add(socket("SO_TXREHASH", INT)
            .unit("SOCK_TXREHASH_")
            .range("0 or 1; 255 for the system default")
            .since("5.18")
            .source("asm-generic/socket.h")
            .readWrite());

    /** The value 1 asks the network layer for a new path. */
    public static final Sockopt<Integer> SO_CNX_ADVICE = add(socket("SO_CNX_ADVICE", INT)
            .range("1")
            .since("4.6")
            .source("asm-generic/socket.h")
            .writeOnly());

    /** A classic BPF program that selects the packets to receive. */
    public static final Sockopt<Optval.SockFilter[]> SO_ATTACH_FILTER = add(socket("SO_ATTACH_FILTER", FPROG)
            .unit("instructions")
            .range("1 to 4096")
            .since("2.2; 3.8 to read")
            .readWrite());

    /** Removes the filter; the value is ignored. */
    public static final Sockopt<Integer> SO_DETACH_FILTER =
            add(socket("SO_DETACH_FILTER", INT).since("2.2").writeOnly());

    /** Freezes the filters, this option included. */
    public static final Sockopt<Boolean> SO_LOCK_FILTER = add(socket("SO_LOCK_FILTER", FLAG)
            .range("cannot be undone")
            .since("3.9")
            .readWrite());

    /** A classic BPF program that chooses among the sockets of one address. */
    public static final Sockopt<Optval.SockFilter[]> SO_ATTACH_REUSEPORT_CBPF =
            add(socket("SO_ATTACH_REUSEPORT_CBPF", FPROG)
                    .unit("instructions")
                    .range("1 to 4096")
                    .since("4.5")
                    .writeOnly());

    /** Removes the program that chooses among sockets; the value is ignored. */
    public static final Sockopt<Integer> SO_DETACH_REUSEPORT_BPF = add(socket("SO_DETACH_REUSEPORT_BPF", INT)
            .since("5.3")
            .source("asm-generic/socket.h")
            .writeOnly());

    /** The number of extensions that classic BPF has on this kernel. */
    public static final Sockopt<Integer> SO_BPF_EXTENSIONS = add(socket("SO_BPF_EXTENSIONS", INT)
            .since("3.14")
            .source("asm-generic/socket.h")
            .readOnly());

    /** The socket's memory use, indexed by {@code SK_MEMINFO_} constants. */
    public static final Sockopt<int[]> SO_MEMINFO = add(socket("SO_MEMINFO", INTS)
            .unit("bytes")
            .since("4.12")
            .source("asm-generic/socket.h")
            .readOnly());

    /** A number that no other socket has had since the system started. */
    public static final Sockopt<Long> SO_COOKIE = add(socket("SO_COOKIE", ULONG)
            .since("4.12")
            .source("asm-generic/socket.h")
            .readOnly());

    /** The number of the network namespace. */
    public static final Sockopt<Long> SO_NETNS_COOKIE = add(socket("SO_NETNS_COOKIE", ULONG)
            .since("5.14")
            .source("asm-generic/socket.h")
            .readOnly());

    /** Delivers whether a wireless frame was acknowledged. */
    public static final Sockopt<Boolean> SO_WIFI_STATUS = add(socket("SO_WIFI_STATUS", FLAG)
            .since("3.3")
            .privilege(RAW_SOCKET)
            .source("asm-generic/socket.h")
            .readWrite());

    /** The last 4 bytes sent are the frame check sequence. */
    public static final Sockopt<Boolean> SO_NOFCS = add(socket("SO_NOFCS", FLAG)
            .since("3.4")
            .privilege(RAW_SOCKET)
            .source("asm-generic/socket.h")
            .readWrite());

    // ---- SOL_SOCKET, on AF_UNIX sockets only ----

    /** Delivers the sender's credentials in a control message. */
    public static final Sockopt<Boolean> SO_PASSCRED =
            add(unix("SO_PASSCRED", FLAG).readWrite());

    /**
     * The credentials of the process that connected or created the pair; user and group are -1 while there is no peer.
     */
    public static final Sockopt<Ucred> SO_PEERCRED =
            add(unix("SO_PEERCRED", UCRED).jdk(EXTENDED + "SO_PEERCRED").readOnly());

    /** The supplementary groups of the peer. */
    public static final Sockopt<int[]> SO_PEERGROUPS = add(unix("SO_PEERGROUPS", INTS)
            .unit("gid_t")
            .since("4.13")
            .source("asm-generic/socket.h")
            .readOnly());

    /** The security context of the peer, if a security module assigned one. */
    public static final Sockopt<String> SO_PEERSEC =
            add(unix("SO_PEERSEC", TEXT).since("2.6.2").readOnly());

    /** A new descriptor for the peer's process; the caller closes it. */
    public static final Sockopt<Integer> SO_PEERPIDFD = add(unix("SO_PEERPIDFD", INT)
            .unit("descriptor")
            .since("6.5")
            .source("asm-generic/socket.h")
            .readOnly());

    /** Delivers the sender's security context in a control message. */
    public static final Sockopt<Boolean> SO_PASSSEC =
            add(unix("SO_PASSSEC", FLAG).since("2.6.18; 4.2 for streams").readWrite());

    /** Delivers a descriptor of the sender's process in a control message. */
    public static final Sockopt<Boolean> SO_PASSPIDFD = add(unix("SO_PASSPIDFD", FLAG)
            .since("6.5")
            .source("asm-generic/socket.h")
            .readWrite());

    /** Accepts descriptors in control messages; on by default. */
    public static final Sockopt<Boolean> SO_PASSRIGHTS = add(unix("SO_PASSRIGHTS", FLAG)
            .since("6.16")
            .source("asm-generic/socket.h")
            .readWrite());

    /** Delivers the number of unread bytes in a control message. */
    public static final Sockopt<Boolean> SO_INQ = add(
            unix("SO_INQ", FLAG).since("6.17").source("asm-generic/socket.h").writeOnly());

    /** Where the next {@code MSG_PEEK} starts. */
    public static final Sockopt<Integer> SO_PEEK_OFF = add(unix("SO_PEEK_OFF", INT)
            .unit("bytes")
            .range("-1 for off")
            .since("3.4")
            .readWrite());

    // ---- IPPROTO_IP ----

    /** The type of service of outgoing packets. */
    public static final Sockopt<Integer> IP_TOS = add(ip("IP_TOS", INT)
            .range("0 to 255")
            .since("1.0")
            .jdk(STANDARD + "IP_TOS")
            .readWrite());

    /** The time to live of outgoing packets. */
    public static final Sockopt<Integer> IP_TTL = add(ip("IP_TTL", INT)
            .unit("hops")
            .range("1 to 255; -1 for the default")
            .since("1.0")
            .readWrite());

    /** Drops packets that arrive with a lower value. */
    public static final Sockopt<Integer> IP_MINTTL = add(ip("IP_MINTTL", INT)
            .unit("hops")
            .range("0 to 255")
            .since("2.6.34")
            .source("linux/in.h")
            .readWrite());

    /** The IP options of outgoing packets. */
    public static final Sockopt<byte[]> IP_OPTIONS = add(ip("IP_OPTIONS", OPTIONS)
            .range("at most 40")
            .since("2.0")
            .privilege("CAP_NET_RAW for some options")
            .readWrite());

    /** The data to send begins with the IP header. */
    public static final Sockopt<Boolean> IP_HDRINCL =
            add(ip("IP_HDRINCL", FLAG).since("2.0").privilege(RAW_SOCKET).readWrite());

    /** Netfilter does not reassemble outgoing fragments. */
    public static final Sockopt<Boolean> IP_NODEFRAG =
            add(ip("IP_NODEFRAG", FLAG).since("2.6.36").privilege(RAW_SOCKET).readWrite());

    /** Path MTU discovery. */
    public static final Sockopt<Integer> IP_MTU_DISCOVER = add(ip("IP_MTU_DISCOVER", INT)
            .unit("IP_PMTUDISC_")
            .range("0 to 5")
            .since("2.2")
            .jdk(EXTENDED + "IP_DONTFRAGMENT")
            .readWrite());

    /** The known path MTU; the socket must be connected. */
    public static final Sockopt<Integer> IP_MTU =
            add(ip("IP_MTU", INT).unit("bytes").since("2.2").readOnly());

    /** Queues errors with their origin, for {@code MSG_ERRQUEUE}. */
    public static final Sockopt<Boolean> IP_RECVERR =
            add(ip("IP_RECVERR", FLAG).since("2.2").readWrite());

    /** Reports where the extensions of an ICMP error begin. */
    public static final Sockopt<Boolean> IP_RECVERR_RFC4884 =
            add(ip("IP_RECVERR_RFC4884", FLAG).since("5.9").source("linux/in.h").readWrite());

    /** Delivers the interface and address of a datagram in a control message. */
    public static final Sockopt<Boolean> IP_PKTINFO =
            add(ip("IP_PKTINFO", FLAG).since("2.2").readWrite());

    /** Delivers the time to live in a control message. */
    public static final Sockopt<Boolean> IP_RECVTTL =
            add(ip("IP_RECVTTL", FLAG).since("2.2").readWrite());

    /** Delivers the type of service in a control message. */
    public static final Sockopt<Boolean> IP_RECVTOS =
            add(ip("IP_RECVTOS", FLAG).since("2.2").readWrite());

    /** Delivers the IP options in a control message. */
    public static final Sockopt<Boolean> IP_RECVOPTS =
            add(ip("IP_RECVOPTS", FLAG).since("2.2").readWrite());

    /** Delivers the IP options as received. */
    public static final Sockopt<Boolean> IP_RETOPTS =
            add(ip("IP_RETOPTS", FLAG).since("2.2").readWrite());

    /** Delivers the original destination in a control message. */
    public static final Sockopt<Boolean> IP_RECVORIGDSTADDR =
            add(ip("IP_RECVORIGDSTADDR", FLAG).since("2.6.29").readWrite());

    /** Delivers the largest fragment's size in a control message. */
    public static final Sockopt<Boolean> IP_RECVFRAGSIZE =
            add(ip("IP_RECVFRAGSIZE", FLAG).since("4.10").source("linux/in.h").readWrite());

    /** Delivers the checksum of a datagram in a control message. */
    public static final Sockopt<Boolean> IP_CHECKSUM =
            add(ip("IP_CHECKSUM", FLAG).since("4.0").source("linux/in.h").readWrite());

    /** Delivers the sender's security context in a control message. */
    public static final Sockopt<Boolean> IP_PASSSEC =
            add(ip("IP_PASSSEC", FLAG).since("2.6.17").readWrite());

    /** Lets {@code bind} use an address that does not exist yet. */
    public static final Sockopt<Boolean> IP_FREEBIND =
            add(ip("IP_FREEBIND", FLAG).since("2.4").readWrite());

    /** Lets a proxy use foreign addresses. */
    public static final Sockopt<Boolean> IP_TRANSPARENT = add(ip("IP_TRANSPARENT", FLAG)
            .since("2.6.24")
            .privilege("CAP_NET_ADMIN")
            .readWrite());

    /** A {@code bind} to port 0 leaves the choice of the port to {@code connect}. */
    public static final Sockopt<Boolean> IP_BIND_ADDRESS_NO_PORT =
            add(ip("IP_BIND_ADDRESS_NO_PORT", FLAG).since("4.2").readWrite());

    /** The range from which the kernel chooses ports. */
    public static final Sockopt<Optval.PortRange> IP_LOCAL_PORT_RANGE = add(ip("IP_LOCAL_PORT_RANGE", PORT_RANGE)
            .range("within net.ipv4.ip_local_port_range; 0 for its bound")
            .since("6.3")
            .source("linux/in.h")
            .readWrite());

    /** The protocol of a raw socket. */
    public static final Sockopt<Integer> IP_PROTOCOL = add(ip("IP_PROTOCOL", INT)
            .unit("IPPROTO_")
            .since("6.4")
            .source("linux/in.h")
            .readOnly());

    /** The interface for outgoing packets; C has its number in network byte order, here it is a plain number. */
    public static final Sockopt<Integer> IP_UNICAST_IF = add(ip("IP_UNICAST_IF", IFINDEX)
            .unit("interface number")
            .since("3.4")
            .source("linux/in.h")
            .readWrite());

    /** An address of the interface for multicasts. */
    public static final Sockopt<InetAddress> IP_MULTICAST_IF = add(ip("IP_MULTICAST_IF", IN_ADDR)
            .since("1.2")
            .jdk(STANDARD + "IP_MULTICAST_IF")
            .readWrite());

    /** The time to live of multicasts. */
    public static final Sockopt<Integer> IP_MULTICAST_TTL = add(ip("IP_MULTICAST_TTL", INT)
            .unit("hops")
            .range("0 to 255; -1 for the default, 1")
            .since("1.2")
            .jdk(STANDARD + "IP_MULTICAST_TTL")
            .readWrite());

    /** Whether outgoing multicasts are also delivered to this host. */
    public static final Sockopt<Boolean> IP_MULTICAST_LOOP = add(ip("IP_MULTICAST_LOOP", FLAG)
            .since("1.2")
            .jdk(STANDARD + "IP_MULTICAST_LOOP")
            .readWrite());

    /** Whether the socket receives multicasts of groups that other sockets joined. */
    public static final Sockopt<Boolean> IP_MULTICAST_ALL =
            add(ip("IP_MULTICAST_ALL", FLAG).since("2.6.31").readWrite());

    /** Joins a group. */
    public static final Sockopt<Optval.IpMreqn> IP_ADD_MEMBERSHIP = add(ip("IP_ADD_MEMBERSHIP", IP_MREQN)
            .since("1.2")
            .jdk("java.nio.channels.MulticastChannel#join")
            .writeOnly());

    /** Leaves a group. */
    public static final Sockopt<Optval.IpMreqn> IP_DROP_MEMBERSHIP = add(ip("IP_DROP_MEMBERSHIP", IP_MREQN)
            .since("1.2")
            .jdk("java.nio.channels.MembershipKey#drop")
            .writeOnly());

    /** Joins a group for one source. */
    public static final Sockopt<Optval.IpMreqSource> IP_ADD_SOURCE_MEMBERSHIP =
            add(ip("IP_ADD_SOURCE_MEMBERSHIP", IP_MREQ_SOURCE)
                    .since("2.4.22")
                    .jdk("java.nio.channels.MulticastChannel#join")
                    .writeOnly());

    /** Leaves a group for one source. */
    public static final Sockopt<Optval.IpMreqSource> IP_DROP_SOURCE_MEMBERSHIP =
            add(ip("IP_DROP_SOURCE_MEMBERSHIP", IP_MREQ_SOURCE)
                    .since("2.4.22")
                    .jdk("java.nio.channels.MembershipKey#drop")
                    .writeOnly());

    /** Ignores one source of a group. */
    public static final Sockopt<Optval.IpMreqSource> IP_BLOCK_SOURCE = add(ip("IP_BLOCK_SOURCE", IP_MREQ_SOURCE)
            .since("2.4.22")
            .jdk("java.nio.channels.MembershipKey#block")
            .writeOnly());

    /** Stops ignoring a source of a group. */
    public static final Sockopt<Optval.IpMreqSource> IP_UNBLOCK_SOURCE = add(ip("IP_UNBLOCK_SOURCE", IP_MREQ_SOURCE)
            .since("2.4.22")
            .jdk("java.nio.channels.MembershipKey#unblock")
            .writeOnly());

    /** Joins a group of either family. */
    public static final Sockopt<Optval.GroupReq> MCAST_JOIN_GROUP = add(ip("MCAST_JOIN_GROUP", GROUP_REQ)
            .since("2.4.22")
            .jdk("java.nio.channels.MulticastChannel#join")
            .source("linux/in.h")
            .writeOnly());

    /** Leaves a group of either family. */
    public static final Sockopt<Optval.GroupReq> MCAST_LEAVE_GROUP = add(ip("MCAST_LEAVE_GROUP", GROUP_REQ)
            .since("2.4.22")
            .jdk("java.nio.channels.MembershipKey#drop")
            .source("linux/in.h")
            .writeOnly());

    /** Joins a group of either family for one source. */
    public static final Sockopt<Optval.GroupSourceReq> MCAST_JOIN_SOURCE_GROUP =
            add(ip("MCAST_JOIN_SOURCE_GROUP", GROUP_SOURCE_REQ)
                    .since("2.4.22")
                    .jdk("java.nio.channels.MulticastChannel#join")
                    .source("linux/in.h")
                    .writeOnly());

    /** Leaves a group of either family for one source. */
    public static final Sockopt<Optval.GroupSourceReq> MCAST_LEAVE_SOURCE_GROUP =
            add(ip("MCAST_LEAVE_SOURCE_GROUP", GROUP_SOURCE_REQ)
                    .since("2.4.22")
                    .jdk("java.nio.channels.MembershipKey#drop")
                    .source("linux/in.h")
                    .writeOnly());

    // ---- SOL_RAW ----

    /** The ICMP types that are not delivered, one bit each. */
    public static final Sockopt<Integer> ICMP_FILTER =
            add(raw("ICMP_FILTER", INT).unit("bits").privilege(RAW_SOCKET).readWrite());

    // ---- IPPROTO_IPV6 ----

    /** Restricts the socket to IPv6. */
    public static final Sockopt<Boolean> IPV6_V6ONLY =
            add(ipv6("IPV6_V6ONLY", FLAG).since("2.4.21").readWrite());

    /** The hop limit of outgoing packets. */
    public static final Sockopt<Integer> IPV6_UNICAST_HOPS = add(ipv6("IPV6_UNICAST_HOPS", INT)
            .unit("hops")
            .range("0 to 255; -1 for the default")
            .readWrite());

    /** Drops packets that arrive with a lower value. */
    public static final Sockopt<Integer> IPV6_MINHOPCOUNT = add(ipv6("IPV6_MINHOPCOUNT", INT)
            .unit("hops")
            .range("0 to 255")
            .since("2.6.35")
            .source("linux/in6.h")
            .readWrite());

    /** The traffic class of outgoing packets. */
    public static final Sockopt<Integer> IPV6_TCLASS = add(ipv6("IPV6_TCLASS", INT)
            .range("0 to 255; -1 for the default")
            .since("2.6.14")
            .jdk(STANDARD + "IP_TOS")
            .source("linux/in6.h")
            .readWrite());

    /** Does not fragment packets on this host. */
    public static final Sockopt<Boolean> IPV6_DONTFRAG = add(
            ipv6("IPV6_DONTFRAG", FLAG).since("2.6.35").source("linux/in6.h").readWrite());

    /** Path MTU discovery. */
    public static final Sockopt<Integer> IPV6_MTU_DISCOVER = add(ipv6("IPV6_MTU_DISCOVER", INT)
            .unit("IPV6_PMTUDISC_")
            .range("0 to 5")
            .jdk(EXTENDED + "IP_DONTFRAGMENT")
            .readWrite());

    /** The known path MTU, once the socket is connected; or the MTU to use. */
    public static final Sockopt<Integer> IPV6_MTU = add(ipv6("IPV6_MTU", INT)
            .unit("bytes")
            .range("1280 or more; 0 for the device's")
            .readWrite());

    /** Queues errors with their origin, for {@code MSG_ERRQUEUE}. */
    public static final Sockopt<Boolean> IPV6_RECVERR =
            add(ipv6("IPV6_RECVERR", FLAG).readWrite());

    /** Reports where the extensions of an ICMPv6 error begin. */
    public static final Sockopt<Boolean> IPV6_RECVERR_RFC4884 = add(ipv6("IPV6_RECVERR_RFC4884", FLAG)
            .since("5.9")
            .source("linux/in6.h")
            .readWrite());

    /** Delivers the interface and address of a datagram in a control message. */
    public static final Sockopt<Boolean> IPV6_RECVPKTINFO =
            add(ipv6("IPV6_RECVPKTINFO", FLAG).since("2.6.14").readWrite());

    /** Delivers the hop limit in a control message. */
    public static final Sockopt<Boolean> IPV6_RECVHOPLIMIT = add(ipv6("IPV6_RECVHOPLIMIT", FLAG)
            .since("2.6.14")
            .source("linux/in6.h")
            .readWrite());

    /** Delivers the traffic class in a control message. */
    public static final Sockopt<Boolean> IPV6_RECVTCLASS = add(
            ipv6("IPV6_RECVTCLASS", FLAG).since("2.6.14").source("linux/in6.h").readWrite());

    /** Delivers the hop-by-hop options in a control message. */
    public static final Sockopt<Boolean> IPV6_RECVHOPOPTS = add(
            ipv6("IPV6_RECVHOPOPTS", FLAG).since("2.6.14").source("linux/in6.h").readWrite());

    /** Delivers the destination options in a control message. */
    public static final Sockopt<Boolean> IPV6_RECVDSTOPTS = add(
            ipv6("IPV6_RECVDSTOPTS", FLAG).since("2.6.14").source("linux/in6.h").readWrite());

    /** Delivers the routing header in a control message. */
    public static final Sockopt<Boolean> IPV6_RECVRTHDR = add(
            ipv6("IPV6_RECVRTHDR", FLAG).since("2.6.14").source("linux/in6.h").readWrite());

    /** Delivers a changed path MTU in a control message. */
    public static final Sockopt<Boolean> IPV6_RECVPATHMTU = add(
            ipv6("IPV6_RECVPATHMTU", FLAG).since("2.6.35").source("linux/in6.h").readWrite());

    /** Delivers the original destination in a control message. */
    public static final Sockopt<Boolean> IPV6_RECVORIGDSTADDR = add(ipv6("IPV6_RECVORIGDSTADDR", FLAG)
            .since("2.6.37")
            .source("linux/in6.h")
            .readWrite());

    /** Delivers the largest fragment's size in a control message. */
    public static final Sockopt<Boolean> IPV6_RECVFRAGSIZE = add(
            ipv6("IPV6_RECVFRAGSIZE", FLAG).since("4.10").source("linux/in6.h").readWrite());

    /** Delivers the traffic class and flow label in a control message. */
    public static final Sockopt<Boolean> IPV6_FLOWINFO =
            add(ipv6("IPV6_FLOWINFO", FLAG).readWrite());

    /** Sends the flow label of {@code sin6_flowinfo}. */
    public static final Sockopt<Boolean> IPV6_FLOWINFO_SEND =
            add(ipv6("IPV6_FLOWINFO_SEND", FLAG).source("linux/in6.h").readWrite());

    /** Generates flow labels automatically. */
    public static final Sockopt<Boolean> IPV6_AUTOFLOWLABEL = add(
            ipv6("IPV6_AUTOFLOWLABEL", FLAG).since("3.17").source("linux/in6.h").readWrite());

    /** The kinds of source address to prefer. */
    public static final Sockopt<Integer> IPV6_ADDR_PREFERENCES = add(ipv6("IPV6_ADDR_PREFERENCES", INT)
            .unit("IPV6_PREFER_SRC_")
            .since("2.6.26")
            .source("linux/in6.h")
            .readWrite());

    /** Lets {@code bind} use an address that does not exist yet. */
    public static final Sockopt<Boolean> IPV6_FREEBIND =
            add(ipv6("IPV6_FREEBIND", FLAG).since("4.15").source("linux/in6.h").readWrite());

    /** Lets a proxy use foreign addresses. */
    public static final Sockopt<Boolean> IPV6_TRANSPARENT = add(ipv6("IPV6_TRANSPARENT", FLAG)
            .since("2.6.37")
            .privilege("CAP_NET_RAW or CAP_NET_ADMIN")
            .source("linux/in6.h")
            .readWrite());

    /** The interface for outgoing packets; C has its number in network byte order, here it is a plain number. */
    public static final Sockopt<Integer> IPV6_UNICAST_IF = add(ipv6("IPV6_UNICAST_IF", IFINDEX)
            .unit("interface number")
            .since("3.4")
            .source("linux/in6.h")
            .readWrite());

    /** The interface for multicasts. */
    public static final Sockopt<Integer> IPV6_MULTICAST_IF = add(ipv6("IPV6_MULTICAST_IF", INT)
            .unit("interface number")
            .jdk(STANDARD + "IP_MULTICAST_IF")
            .readWrite());

    /** The hop limit of multicasts. */
    public static final Sockopt<Integer> IPV6_MULTICAST_HOPS = add(ipv6("IPV6_MULTICAST_HOPS", INT)
            .unit("hops")
            .range("0 to 255; -1 for the default, 1")
            .jdk(STANDARD + "IP_MULTICAST_TTL")
            .readWrite());

    /** Whether outgoing multicasts are also delivered to this host. */
    public static final Sockopt<Boolean> IPV6_MULTICAST_LOOP = add(ipv6("IPV6_MULTICAST_LOOP", FLAG)
            .jdk(STANDARD + "IP_MULTICAST_LOOP")
            .readWrite());

    /** Whether the socket receives multicasts of groups that other sockets joined. */
    public static final Sockopt<Boolean> IPV6_MULTICAST_ALL = add(
            ipv6("IPV6_MULTICAST_ALL", FLAG).since("4.20").source("linux/in6.h").readWrite());

    /** Joins a group; also called {@code IPV6_JOIN_GROUP}. */
    public static final Sockopt<Optval.Ipv6Mreq> IPV6_ADD_MEMBERSHIP = add(ipv6("IPV6_ADD_MEMBERSHIP", IPV6_MREQ)
            .jdk("java.nio.channels.MulticastChannel#join")
            .writeOnly());

    /** Leaves a group; also called {@code IPV6_LEAVE_GROUP}. */
    public static final Sockopt<Optval.Ipv6Mreq> IPV6_DROP_MEMBERSHIP = add(ipv6("IPV6_DROP_MEMBERSHIP", IPV6_MREQ)
            .jdk("java.nio.channels.MembershipKey#drop")
            .writeOnly());

    /** The offset of the checksum in packets of a raw socket; ICMPv6 sockets have a fixed one. */
    public static final Sockopt<Integer> IPV6_CHECKSUM = add(ipv6("IPV6_CHECKSUM", INT)
            .unit("offset")
            .range("-1 for none")
            .privilege(RAW_SOCKET)
            .source("linux/in6.h")
            .readOnly());

    /** Receives router alerts only from the socket's own network namespace. */
    public static final Sockopt<Boolean> IPV6_ROUTER_ALERT_ISOLATE = add(ipv6("IPV6_ROUTER_ALERT_ISOLATE", FLAG)
            .since("5.1")
            .privilege(RAW_SOCKET)
            .source("linux/in6.h")
            .readWrite());

    // ---- SOL_ICMPV6 ----

    /** The ICMPv6 types that are not delivered, one bit each. */
    public static final Sockopt<byte[]> ICMP6_FILTER = add(icmpv6("ICMP6_FILTER", ICMP6_FILTER_BITS)
            .unit("bits")
            .privilege(RAW_SOCKET)
            .readWrite());

    // ---- IPPROTO_TCP ----

    /** Sends immediately, without Nagle's algorithm. */
    public static final Sockopt<Boolean> TCP_NODELAY =
            add(tcp("TCP_NODELAY", FLAG).jdk(STANDARD + "TCP_NODELAY").readWrite());

    /** The maximum segment size. */
    public static final Sockopt<Integer> TCP_MAXSEG = add(tcp("TCP_MAXSEG", INT)
            .unit("bytes")
            .range("88 to 32767; reads as 536 until connected")
            .readWrite());

    /** Holds partial segments back, at most 200 ms. */
    public static final Sockopt<Boolean> TCP_CORK =
            add(tcp("TCP_CORK", FLAG).since("2.2").readWrite());

    /** The idle time of a connection before the first probe. */
    public static final Sockopt<Integer> TCP_KEEPIDLE = add(tcp("TCP_KEEPIDLE", INT)
            .unit("seconds")
            .range("1 to 32767")
            .since("2.4")
            .jdk(EXTENDED + "TCP_KEEPIDLE")
            .readWrite());

    /** The time between probes. */
    public static final Sockopt<Integer> TCP_KEEPINTVL = add(tcp("TCP_KEEPINTVL", INT)
            .unit("seconds")
            .range("1 to 32767")
            .since("2.4")
            .jdk(EXTENDED + "TCP_KEEPINTERVAL")
            .readWrite());

    /** The number of unanswered probes after which the connection is dropped. */
    public static final Sockopt<Integer> TCP_KEEPCNT = add(tcp("TCP_KEEPCNT", INT)
            .unit("probes")
            .range("1 to 127")
            .since("2.4")
            .jdk(EXTENDED + "TCP_KEEPCOUNT")
            .readWrite());

    /** The number of SYN retransmissions. */
    public static final Sockopt<Integer> TCP_SYNCNT = add(
            tcp("TCP_SYNCNT", INT).unit("tries").range("1 to 255").since("2.4").readWrite());

    /** How long an orphaned connection stays in FIN_WAIT2. */
    public static final Sockopt<Integer> TCP_LINGER2 = add(tcp("TCP_LINGER2", INT)
            .unit("seconds")
            .range("-1 for not at all; 0 for net.ipv4.tcp_fin_timeout")
            .since("2.4")
            .readWrite());

    /** Makes {@code accept} wait for the first data. */
    public static final Sockopt<Integer> TCP_DEFER_ACCEPT = add(tcp("TCP_DEFER_ACCEPT", INT)
            .unit("seconds")
            .range("0 or more, in steps of SYN-ACK retransmissions")
            .since("2.4")
            .readWrite());

    /** The maximum of the advertised window. */
    public static final Sockopt<Integer> TCP_WINDOW_CLAMP = add(tcp("TCP_WINDOW_CLAMP", INT)
            .unit("bytes")
            .range("0 for off; raised to half the minimum SO_RCVBUF")
            .since("2.4")
            .readWrite());

    /** {@code struct tcp_info}, in this kernel's length; {@link TcpInfo#of(Libc, int)} has its fields. */
    public static final Sockopt<byte[]> TCP_INFO =
            add(tcp("TCP_INFO", BYTES).unit("struct tcp_info").since("2.4").readOnly());

    /** The information that the congestion control provides; empty if none. */
    public static final Sockopt<byte[]> TCP_CC_INFO = add(tcp("TCP_CC_INFO", BYTES)
            .unit("union tcp_cc_info")
            .since("4.1")
            .source("linux/tcp.h")
            .readOnly());

    /** Acknowledges immediately; the kernel may reset the option. */
    public static final Sockopt<Boolean> TCP_QUICKACK = add(tcp("TCP_QUICKACK", FLAG)
            .since("2.4.4")
            .jdk(EXTENDED + "TCP_QUICKACK")
            .readWrite());

    /** The congestion control algorithm. */
    public static final Sockopt<String> TCP_CONGESTION = add(tcp("TCP_CONGESTION", NAME)
            .range("net.ipv4.tcp_available_congestion_control")
            .since("2.6.13")
            .privilege("CAP_NET_ADMIN unless in net.ipv4.tcp_allowed_congestion_control")
            .readWrite());

    /** The protocol above TCP, such as tls; the socket must be connected. */
    public static final Sockopt<String> TCP_ULP =
            add(tcp("TCP_ULP", NAME).since("4.13").source("linux/tcp.h").readWrite());

    /** How long data may stay unacknowledged before the connection is dropped. */
    public static final Sockopt<Integer> TCP_USER_TIMEOUT = add(tcp("TCP_USER_TIMEOUT", INT)
            .unit("milliseconds")
            .range("0 for the default")
            .since("2.6.37")
            .readWrite());

    /** Does not double the timeouts of a connection with little data in flight. */
    public static final Sockopt<Boolean> TCP_THIN_LINEAR_TIMEOUTS = add(tcp("TCP_THIN_LINEAR_TIMEOUTS", FLAG)
            .since("2.6.34")
            .source("linux/tcp.h")
            .readWrite());

    /** The number of unsent bytes up to which the socket is writable. */
    public static final Sockopt<Long> TCP_NOTSENT_LOWAT = add(tcp("TCP_NOTSENT_LOWAT", UINT)
            .unit("bytes")
            .range("0 for net.ipv4.tcp_notsent_lowat")
            .since("3.12")
            .source("linux/tcp.h")
            .readWrite());

    /** The number of pending connections that may have data in the SYN. */
    public static final Sockopt<Integer> TCP_FASTOPEN = add(tcp("TCP_FASTOPEN", INT)
            .unit("connections")
            .range("0 or more, up to net.core.somaxconn")
            .since("3.6")
            .readWrite());

    /** Makes {@code connect} wait for the first data to send. */
    public static final Sockopt<Boolean> TCP_FASTOPEN_CONNECT =
            add(tcp("TCP_FASTOPEN_CONNECT", FLAG).since("4.11").readWrite());

    /** The key that generates the cookies. */
    public static final Sockopt<byte[]> TCP_FASTOPEN_KEY = add(tcp("TCP_FASTOPEN_KEY", TFO_KEY)
            .range("16, or 32 for two keys")
            .since("4.15")
            .source("linux/tcp.h")
            .readWrite());

    /** Allows data in the SYN without a cookie. */
    public static final Sockopt<Boolean> TCP_FASTOPEN_NO_COOKIE = add(tcp("TCP_FASTOPEN_NO_COOKIE", FLAG)
            .since("4.15")
            .source("linux/tcp.h")
            .readWrite());

    /** Keeps the headers of the SYN; 2 includes the link-layer header. */
    public static final Sockopt<Integer> TCP_SAVE_SYN = add(tcp("TCP_SAVE_SYN", INT)
            .range("0 to 2")
            .since("4.2")
            .source("linux/tcp.h")
            .readWrite());

    /** The headers of the SYN of an accepted connection; reading removes them. */
    public static final Sockopt<byte[]> TCP_SAVED_SYN =
            add(tcp("TCP_SAVED_SYN", BYTES).since("4.2").source("linux/tcp.h").readOnly());

    /** Delivers the number of unread bytes in a control message. */
    public static final Sockopt<Boolean> TCP_INQ =
            add(tcp("TCP_INQ", FLAG).since("4.18").source("linux/tcp.h").readWrite());

    /** Delays outgoing data, for tests. Once a socket has set it, it costs the whole system a little. */
    public static final Sockopt<Integer> TCP_TX_DELAY = add(tcp("TCP_TX_DELAY", INT)
            .unit("microseconds")
            .range("0 or more")
            .since("5.3")
            .source("linux/tcp.h")
            .readWrite());

    /** The clock of outgoing timestamps. */
    public static final Sockopt<Long> TCP_TIMESTAMP =
            add(tcp("TCP_TIMESTAMP", UINT).since("3.9").source("linux/tcp.h").readOnly());

    /** Allows reading and writing the connection's state, to move the connection to another process or host. */
    public static final Sockopt<Integer> TCP_REPAIR = add(tcp("TCP_REPAIR", INT)
            .unit("TCP_REPAIR_")
            .range("-1 to 1")
            .since("3.5")
            .privilege("CAP_NET_ADMIN")
            .source("linux/tcp.h")
            .readWrite());

    /** The queue to repair. */
    public static final Sockopt<Integer> TCP_REPAIR_QUEUE = add(tcp("TCP_REPAIR_QUEUE", INT)
            .unit("TCP_RECV_QUEUE, TCP_SEND_QUEUE")
            .range("0 to 2")
            .since("3.5")
            .privilege("CAP_NET_ADMIN")
            .source("linux/tcp.h")
            .readWrite());

    /** The sequence number of the queue under repair. */
    public static final Sockopt<Long> TCP_QUEUE_SEQ = add(tcp("TCP_QUEUE_SEQ", UINT)
            .range("0 to 4294967295")
            .since("3.5")
            .privilege("CAP_NET_ADMIN")
            .source("linux/tcp.h")
            .readWrite());

    /** Whether this is an MPTCP socket. */
    public static final Sockopt<Boolean> TCP_IS_MPTCP =
            add(tcp("TCP_IS_MPTCP", FLAG).since("6.10").source("linux/tcp.h").readOnly());

    /** The maximum retransmission timeout. */
    public static final Sockopt<Integer> TCP_RTO_MAX_MS = add(tcp("TCP_RTO_MAX_MS", INT)
            .unit("milliseconds")
            .range("1000 to 120000")
            .since("6.15")
            .source("linux/tcp.h")
            .readWrite());

    /** The minimum retransmission timeout. */
    public static final Sockopt<Integer> TCP_RTO_MIN_US = add(tcp("TCP_RTO_MIN_US", INT)
            .unit("microseconds")
            .range("1 to 200000")
            .since("6.15")
            .source("linux/tcp.h")
            .readWrite());

    /** The maximum delay of an acknowledgement. */
    public static final Sockopt<Integer> TCP_DELACK_MAX_US = add(tcp("TCP_DELACK_MAX_US", INT)
            .unit("microseconds")
            .range("1 to 200000")
            .since("6.15")
            .source("linux/tcp.h")
            .readWrite());

    // ---- IPPROTO_UDP ----

    /** Collects data from several calls into one datagram. */
    public static final Sockopt<Boolean> UDP_CORK =
            add(udp("UDP_CORK", FLAG).since("2.5.44").readWrite());

    /** Splits the data of one call into datagrams of this size. */
    public static final Sockopt<Integer> UDP_SEGMENT = add(udp("UDP_SEGMENT", INT)
            .unit("bytes")
            .range("0 to 65535; 0 for off")
            .since("4.18")
            .source("linux/udp.h")
            .readWrite());

    /** Receives several datagrams of one sender in one call; a control message has their size. */
    public static final Sockopt<Boolean> UDP_GRO =
            add(udp("UDP_GRO", FLAG).since("5.0").source("linux/udp.h").readWrite());

    /** The encapsulation that the datagrams carry. */
    public static final Sockopt<Integer> UDP_ENCAP =
            add(udp("UDP_ENCAP", INT).unit("UDP_ENCAP_").source("linux/udp.h").readWrite());

    /** Sends without a checksum over IPv6. */
    public static final Sockopt<Boolean> UDP_NO_CHECK6_TX = add(
            udp("UDP_NO_CHECK6_TX", FLAG).since("3.16").source("linux/udp.h").readWrite());

    /** Accepts datagrams without a checksum over IPv6. */
    public static final Sockopt<Boolean> UDP_NO_CHECK6_RX = add(
            udp("UDP_NO_CHECK6_RX", FLAG).since("3.16").source("linux/udp.h").readWrite());

    // ---- SOL_PACKET ----

    /** Joins a link-layer multicast group, or sets promiscuous mode. */
    public static final Sockopt<Optval.PacketMreq> PACKET_ADD_MEMBERSHIP = add(
            packet("PACKET_ADD_MEMBERSHIP", PACKET_MREQ).privilege(RAW_SOCKET).writeOnly());

    /** Undoes {@link #PACKET_ADD_MEMBERSHIP}. */
    public static final Sockopt<Optval.PacketMreq> PACKET_DROP_MEMBERSHIP = add(
            packet("PACKET_DROP_MEMBERSHIP", PACKET_MREQ).privilege(RAW_SOCKET).writeOnly());

    /** Delivers {@code struct tpacket_auxdata} in a control message. */
    public static final Sockopt<Boolean> PACKET_AUXDATA = add(
            packet("PACKET_AUXDATA", FLAG).since("2.6.21").privilege(RAW_SOCKET).readWrite());

    /** Reports the original interface, not the one above it. */
    public static final Sockopt<Boolean> PACKET_ORIGDEV = add(packet("PACKET_ORIGDEV", FLAG)
            .since("2.6.22")
            .privilege(RAW_SOCKET)
            .source("linux/if_packet.h")
            .readWrite());

    /** The numbers of packets received and dropped; reading resets both to 0. */
    public static final Sockopt<Optval.TpacketStats> PACKET_STATISTICS =
            add(packet("PACKET_STATISTICS", TPACKET_STATS).privilege(RAW_SOCKET).readOnly());

    /** The version of the ring's format. */
    public static final Sockopt<Integer> PACKET_VERSION = add(packet("PACKET_VERSION", INT)
            .unit("TPACKET_V")
            .range("0 to 2")
            .since("2.6.27")
            .privilege(RAW_SOCKET)
            .readWrite());

    /** The headroom before each packet in the ring. */
    public static final Sockopt<Integer> PACKET_RESERVE = add(packet("PACKET_RESERVE", INT)
            .unit("bytes")
            .range("0 or more")
            .privilege(RAW_SOCKET)
            .readWrite());

    /** Skips malformed packets in the transmit ring. */
    public static final Sockopt<Boolean> PACKET_LOSS =
            add(packet("PACKET_LOSS", FLAG).privilege(RAW_SOCKET).readWrite());

    /** Prepends {@code struct virtio_net_hdr} to each packet. */
    public static final Sockopt<Boolean> PACKET_VNET_HDR = add(packet("PACKET_VNET_HDR", FLAG)
            .since("2.6.34")
            .privilege(RAW_SOCKET)
            .source("linux/if_packet.h")
            .readWrite());

    /** The size of {@code struct virtio_net_hdr} before each packet. */
    public static final Sockopt<Integer> PACKET_VNET_HDR_SZ = add(packet("PACKET_VNET_HDR_SZ", INT)
            .unit("bytes")
            .range("0, 10 or 12")
            .since("6.4")
            .privilege(RAW_SOCKET)
            .source("linux/if_packet.h")
            .readWrite());

    /** The kind of timestamp in the ring. */
    public static final Sockopt<Integer> PACKET_TIMESTAMP = add(packet("PACKET_TIMESTAMP", INT)
            .unit("SOF_TIMESTAMPING_")
            .since("2.6.36")
            .privilege(RAW_SOCKET)
            .readWrite());

    /** Packets in the transmit ring have an offset. */
    public static final Sockopt<Boolean> PACKET_TX_HAS_OFF = add(packet("PACKET_TX_HAS_OFF", FLAG)
            .since("3.8")
            .privilege(RAW_SOCKET)
            .source("linux/if_packet.h")
            .readWrite());

    /** Shares incoming packets with the other sockets of a group; the socket must be bound. */
    public static final Sockopt<Integer> PACKET_FANOUT = add(packet("PACKET_FANOUT", INT)
            .unit("group | PACKET_FANOUT_ << 16")
            .since("3.1")
            .privilege(RAW_SOCKET)
            .readWrite());

    /** Bypasses the queueing discipline when sending. */
    public static final Sockopt<Boolean> PACKET_QDISC_BYPASS = add(packet("PACKET_QDISC_BYPASS", FLAG)
            .since("3.14")
            .privilege(RAW_SOCKET)
            .readWrite());

    /** Does not receive packets that this host sends. */
    public static final Sockopt<Boolean> PACKET_IGNORE_OUTGOING = add(packet("PACKET_IGNORE_OUTGOING", FLAG)
            .since("4.20")
            .privilege(RAW_SOCKET)
            .source("linux/if_packet.h")
            .readWrite());

    /** The packet length from which a packet that the ring truncates is also queued. */
    public static final Sockopt<Integer> PACKET_COPY_THRESH = add(packet("PACKET_COPY_THRESH", INT)
            .unit("bytes")
            .privilege(RAW_SOCKET)
            .source("linux/if_packet.h")
            .writeOnly());

    // ---- SOL_NETLINK ----

    /** Joins a group. */
    public static final Sockopt<Integer> NETLINK_ADD_MEMBERSHIP = add(netlink("NETLINK_ADD_MEMBERSHIP", INT)
            .unit("group, for example RTNLGRP_")
            .since("2.6.14")
            .privilege("CAP_NET_ADMIN for some protocols")
            .writeOnly());

    /** Leaves a group. */
    public static final Sockopt<Integer> NETLINK_DROP_MEMBERSHIP = add(netlink("NETLINK_DROP_MEMBERSHIP", INT)
            .unit("group, for example RTNLGRP_")
            .since("2.6.14")
            .writeOnly());

    /** The groups, one bit each. */
    public static final Sockopt<int[]> NETLINK_LIST_MEMBERSHIPS = add(
            netlink("NETLINK_LIST_MEMBERSHIPS", INTS).unit("bits").since("4.2").readOnly());

    /** Delivers the group of a message in a control message. */
    public static final Sockopt<Boolean> NETLINK_PKTINFO =
            add(netlink("NETLINK_PKTINFO", FLAG).since("2.6.14").readWrite());

    /** Reports to a broadcast's sender that the message did not fit in this socket's buffer. */
    public static final Sockopt<Boolean> NETLINK_BROADCAST_ERROR =
            add(netlink("NETLINK_BROADCAST_ERROR", FLAG).since("2.6.30").readWrite());

    /** Suppresses {@code ENOBUFS} for lost messages. */
    public static final Sockopt<Boolean> NETLINK_NO_ENOBUFS =
            add(netlink("NETLINK_NO_ENOBUFS", FLAG).since("2.6.30").readWrite());

    /** Receives from all network namespaces that have an ID in this one. */
    public static final Sockopt<Boolean> NETLINK_LISTEN_ALL_NSID = add(netlink("NETLINK_LISTEN_ALL_NSID", FLAG)
            .since("4.2")
            .privilege("CAP_NET_BROADCAST")
            .readWrite());

    /** Omits the original message from acknowledgements. */
    public static final Sockopt<Boolean> NETLINK_CAP_ACK =
            add(netlink("NETLINK_CAP_ACK", FLAG).since("4.3").readWrite());

    /** Adds error descriptions to acknowledgements. */
    public static final Sockopt<Boolean> NETLINK_EXT_ACK = add(netlink("NETLINK_EXT_ACK", FLAG)
            .since("4.12")
            .source("linux/netlink.h")
            .readWrite());

    /** Checks dump requests strictly. */
    public static final Sockopt<Boolean> NETLINK_GET_STRICT_CHK = add(netlink("NETLINK_GET_STRICT_CHK", FLAG)
            .since("4.20")
            .source("linux/netlink.h")
            .readWrite());

    // ---- AF_VSOCK ----

    /** The size of the buffer. */
    public static final Sockopt<Long> SO_VM_SOCKETS_BUFFER_SIZE = add(vsock("SO_VM_SOCKETS_BUFFER_SIZE", ULONG)
            .unit("bytes")
            .range("from SO_VM_SOCKETS_BUFFER_MIN_SIZE to SO_VM_SOCKETS_BUFFER_MAX_SIZE")
            .since("3.9")
            .readWrite());

    /** The minimum of {@link #SO_VM_SOCKETS_BUFFER_SIZE}. */
    public static final Sockopt<Long> SO_VM_SOCKETS_BUFFER_MIN_SIZE = add(vsock("SO_VM_SOCKETS_BUFFER_MIN_SIZE", ULONG)
            .unit("bytes")
            .since("3.9")
            .readWrite());

    /** The maximum of {@link #SO_VM_SOCKETS_BUFFER_SIZE}. */
    public static final Sockopt<Long> SO_VM_SOCKETS_BUFFER_MAX_SIZE = add(vsock("SO_VM_SOCKETS_BUFFER_MAX_SIZE", ULONG)
            .unit("bytes")
            .since("3.9")
            .readWrite());

    /** How long {@code connect} waits. */
    public static final Sockopt<Duration> SO_VM_SOCKETS_CONNECT_TIMEOUT =
            add(vsock("SO_VM_SOCKETS_CONNECT_TIMEOUT", TIMEVAL)
                    .range("more than 0")
                    .since("3.9")
                    .readWrite());

    // ---- SOL_MPTCP ----

    /** {@code struct mptcp_info}, in this kernel's length. */
    public static final Sockopt<byte[]> MPTCP_INFO = add(
            mptcp("MPTCP_INFO", BYTES).unit("struct mptcp_info").since("5.16").readOnly());

    private Sockopts() {}

    /**
     * All options of this class.
     *
     * @return the options in the order of their declaration, by level
     */
    public static List<Sockopt<?>> all() {
        return Collections.unmodifiableList(ALL);
    }

    /**
     * Reads an option with one {@code getsockopt}, and a second one if the value is longer than expected.
     *
     * @param libc the backend
     * @param fd the socket
     * @param option the option
     * @param <T> the Java type of its value
     * @return its value
     * @throws ErrnoException if the call fails, with {@code ENOPROTOOPT} if the kernel does not have the option
     * @throws UnsupportedOperationException if the option can only be set
     */
    public static <T> T get(Libc libc, int fd, Sockopt<T> option) throws ErrnoException {
        return option.get(libc, fd);
    }

    /**
     * Sets an option with one {@code setsockopt}. A later read may return another value: the kernel rounds values and
     * doubles buffer sizes.
     *
     * @param libc the backend
     * @param fd the socket
     * @param option the option
     * @param value the value; the kernel checks its range
     * @param <T> the Java type of the value
     * @throws ErrnoException if the call fails
     * @throws IllegalArgumentException if the C type cannot hold the value
     * @throws UnsupportedOperationException if the option can only be read
     */
    public static <T> void set(Libc libc, int fd, Sockopt<T> option, T value) throws ErrnoException {
        option.set(libc, fd, value);
    }

    // ---- building the table ----

    private static <T> Sockopt<T> add(Sockopt<T> option) {
        ALL.add(option);
        return option;
    }

    private static <T> Builder<T> socket(String name, Codec<T> codec) {
        return new Builder<>("SOL_SOCKET", name, "socket(7)", codec);
    }

    private static <T> Builder<T> unix(String name, Codec<T> codec) {
        return new Builder<>("SOL_SOCKET", name, "unix(7)", codec);
    }

    private static <T> Builder<T> ip(String name, Codec<T> codec) {
        return new Builder<>("IPPROTO_IP", name, "ip(7)", codec);
    }

    private static <T> Builder<T> raw(String name, Codec<T> codec) {
        return new Builder<>("SOL_RAW", name, "raw(7)", codec);
    }

    private static <T> Builder<T> ipv6(String name, Codec<T> codec) {
        return new Builder<>("IPPROTO_IPV6", name, "ipv6(7)", codec);
    }

    private static <T> Builder<T> icmpv6(String name, Codec<T> codec) {
        return new Builder<>("SOL_ICMPV6", name, "linux/icmpv6.h", codec);
    }

    private static <T> Builder<T> tcp(String name, Codec<T> codec) {
        return new Builder<>("IPPROTO_TCP", name, "tcp(7)", codec);
    }

    private static <T> Builder<T> udp(String name, Codec<T> codec) {
        return new Builder<>("IPPROTO_UDP", name, "udp(7)", codec);
    }

    private static <T> Builder<T> packet(String name, Codec<T> codec) {
        return new Builder<>("SOL_PACKET", name, "packet(7)", codec);
    }

    private static <T> Builder<T> netlink(String name, Codec<T> codec) {
        return new Builder<>("SOL_NETLINK", name, "netlink(7)", codec);
    }

    private static <T> Builder<T> vsock(String name, Codec<T> codec) {
        return new Builder<>("AF_VSOCK", name, "linux/vm_sockets.h", codec);
    }

    private static <T> Builder<T> mptcp(String name, Codec<T> codec) {
        return new Builder<>("SOL_MPTCP", name, "linux/mptcp.h", codec);
    }

    // ---- values ----

    private static ByteBuffer uint(Long value) {
        if (value < 0 || value > 0xffff_ffffL) {
            throw new IllegalArgumentException("not an unsigned int (0 to 4294967295): " + value);
        }
        return Optval.of(value.intValue());
    }

    /** Rounds up to microseconds, because a zero would wait forever. */
    private static ByteBuffer timeval(Duration time) {
        Duration up = time.plusNanos(999);
        return Optval.timeval(up.getSeconds(), up.getNano() / 1000);
    }

    /** Sets the limit to the structure's size; the instructions follow the limit. */
    private static ByteBuffer fprog(Optval.SockFilter[] program) {
        return Optval.fprog(program).limit(Layout.SIZEOF_SOCK_FPROG);
    }

    private static ByteBuffer ofBytes(byte[] bytes) {
        return Optval.allocate(bytes.length).put(0, bytes);
    }

    private static InetAddress inAddr(ByteBuffer value) {
        return Optval.toInAddr(value, Layout.SIZEOF_IN_ADDR);
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.limit()];
        value.get(0, bytes);
        return bytes;
    }

    private static int[] ints(ByteBuffer value) {
        int[] ints = new int[value.limit() / Integer.BYTES];
        value.asIntBuffer().get(ints);
        return ints;
    }
}
