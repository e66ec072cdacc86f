package libcsockets.tools.options;

import static libcsockets.option.Sockopts.*;
import static libcsockets.tools.options.SocketKind.*;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Optval;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;

/**
 * How to find out whether an option can be set: on which socket, to which value, and what must be set before.
 *
 * @param <T> the Java type of the value
 * @param option the option
 * @param kind a socket that has it; others may have it, too
 * @param value a value that it can be set to; null if it can only be read
 * @param after the option that must be set to its own value first; null if there is none
 */
record Trial<T>(Sockopt<T> option, SocketKind kind, T value, Sockopt<?> after) {
    private static final Map<Sockopt<?>, Trial<?>> TRIALS = new LinkedHashMap<>();

    static {
        add(TCP, SO_DEBUG, true);
        add(TCP, SO_REUSEADDR, true);
        add(TCP, SO_REUSEPORT, true);
        add(TCP, SO_TYPE, null);
        add(TCP, SO_DOMAIN, null);
        add(TCP, SO_PROTOCOL, null);
        add(TCP, SO_ERROR, null);
        add(TCP, SO_ACCEPTCONN, null);
        add(TCP, SO_DONTROUTE, true);
        add(UDP, SO_BROADCAST, true);
        add(TCP, SO_SNDBUF, 32768);
        add(TCP, SO_RCVBUF, 32768);
        add(TCP, SO_SNDBUFFORCE, 65536);
        add(TCP, SO_RCVBUFFORCE, 65536);
        add(TCP, SO_BUF_LOCK, Constants.SOCK_RCVBUF_LOCK);
        add(TCP, SO_RESERVE_MEM, 65536);
        add(TCP, SO_RCVLOWAT, 2);
        add(TCP, SO_SNDLOWAT, null);
        add(TCP, SO_RCVTIMEO, Duration.ofMillis(1500));
        add(TCP, SO_SNDTIMEO, Duration.ofMillis(1500));
        add(TCP, SO_KEEPALIVE, true);
        add(TCP, SO_LINGER, 5);
        add(TCP, SO_OOBINLINE, true);
        add(UDP, SO_NO_CHECK, true);
        add(TCP, SO_PRIORITY, 4);
        add(TCP, SO_MARK, 7L);
        add(UDP, SO_RCVMARK, true);
        add(UDP, SO_RCVPRIORITY, true);
        add(TCP, SO_BINDTODEVICE, "lo");
        add(TCP, SO_BINDTOIFINDEX, 1);
        add(UDP, SO_TIMESTAMP, true);
        add(UDP, SO_TIMESTAMPNS, true);
        add(UDP, SO_TIMESTAMPING, Constants.SOF_TIMESTAMPING_RX_SOFTWARE | Constants.SOF_TIMESTAMPING_SOFTWARE);
        add(UDP, SO_TXTIME, new Optval.SockTxtime(Constants.CLOCK_MONOTONIC, Constants.SOF_TXTIME_REPORT_ERRORS));
        add(UDP, SO_RXQ_OVFL, true);
        add(UDP, SO_SELECT_ERR_QUEUE, true);
        add(TCP, SO_ZEROCOPY, true);
        add(UDP, SO_BUSY_POLL, 50);
        add(UDP, SO_PREFER_BUSY_POLL, true);
        add(UDP, SO_BUSY_POLL_BUDGET, 4);
        add(TCP, SO_INCOMING_CPU, 0);
        add(TCP, SO_INCOMING_NAPI_ID, null);
        add(TCP, SO_MAX_PACING_RATE, 1000000L);
        add(TCP, SO_TXREHASH, Constants.SOCK_TXREHASH_DISABLED);
        add(TCP, SO_CNX_ADVICE, 1);
        add(UDP, SO_ATTACH_FILTER, new Optval.SockFilter[] {
            new Optval.SockFilter(Constants.BPF_RET | Constants.BPF_K, 0, 0, 65535)
        });
        add(UDP, SO_DETACH_FILTER, 0, SO_ATTACH_FILTER);
        add(UDP, SO_LOCK_FILTER, true);
        add(
                UDP,
                SO_ATTACH_REUSEPORT_CBPF,
                new Optval.SockFilter[] {new Optval.SockFilter(Constants.BPF_RET | Constants.BPF_K, 0, 0, 0)},
                SO_REUSEPORT);
        add(UDP, SO_DETACH_REUSEPORT_BPF, 0, SO_ATTACH_REUSEPORT_CBPF);
        add(UDP, SO_BPF_EXTENSIONS, null);
        add(TCP, SO_MEMINFO, null);
        add(TCP, SO_COOKIE, null);
        add(TCP, SO_NETNS_COOKIE, null);
        add(PACKET, SO_WIFI_STATUS, true);
        add(PACKET, SO_NOFCS, true);
        add(UNIX, SO_PASSCRED, true);
        add(UNIX, SO_PEERCRED, null);
        add(UNIX, SO_PEERGROUPS, null);
        add(UNIX, SO_PEERSEC, null);
        add(UNIX, SO_PEERPIDFD, null);
        add(UNIX, SO_PASSSEC, true);
        add(UNIX, SO_PASSPIDFD, true);
        add(UNIX, SO_PASSRIGHTS, false);
        add(UNIX, SO_INQ, true);
        add(UNIX, SO_PEEK_OFF, 2);
        add(UDP, IP_TOS, 0x10);
        add(UDP, IP_TTL, 32);
        add(TCP, IP_MINTTL, 1);
        add(UDP, IP_OPTIONS, new byte[] {1, 1, 1, 0});
        add(RAW, IP_HDRINCL, true);
        add(RAW, IP_NODEFRAG, true);
        add(UDP, IP_MTU_DISCOVER, Constants.IP_PMTUDISC_DO);
        add(UDP, IP_MTU, null);
        add(UDP, IP_RECVERR, true);
        add(UDP, IP_RECVERR_RFC4884, true);
        add(UDP, IP_PKTINFO, true);
        add(UDP, IP_RECVTTL, true);
        add(UDP, IP_RECVTOS, true);
        add(UDP, IP_RECVOPTS, true);
        add(UDP, IP_RETOPTS, true);
        add(UDP, IP_RECVORIGDSTADDR, true);
        add(UDP, IP_RECVFRAGSIZE, true);
        add(UDP, IP_CHECKSUM, true);
        add(UDP, IP_PASSSEC, true);
        add(TCP, IP_FREEBIND, true);
        add(TCP, IP_TRANSPARENT, true);
        add(TCP, IP_BIND_ADDRESS_NO_PORT, true);
        add(TCP, IP_LOCAL_PORT_RANGE, new Optval.PortRange(40000, 40100));
        add(RAW, IP_PROTOCOL, null);
        add(UDP, IP_UNICAST_IF, 1);
        add(UDP, IP_MULTICAST_IF, address("127.0.0.1"));
        add(UDP, IP_MULTICAST_TTL, 4);
        add(UDP, IP_MULTICAST_LOOP, false);
        add(UDP, IP_MULTICAST_ALL, false);
        add(UDP, IP_ADD_MEMBERSHIP, new Optval.IpMreqn(address("239.1.2.3"), address("0.0.0.0"), 1));
        add(
                UDP,
                IP_DROP_MEMBERSHIP,
                new Optval.IpMreqn(address("239.1.2.3"), address("0.0.0.0"), 1),
                IP_ADD_MEMBERSHIP);
        add(
                UDP,
                IP_ADD_SOURCE_MEMBERSHIP,
                new Optval.IpMreqSource(address("239.1.2.3"), address("127.0.0.1"), address("127.0.0.1")));
        add(
                UDP,
                IP_DROP_SOURCE_MEMBERSHIP,
                new Optval.IpMreqSource(address("239.1.2.3"), address("127.0.0.1"), address("127.0.0.1")),
                IP_ADD_SOURCE_MEMBERSHIP);
        add(
                UDP,
                IP_BLOCK_SOURCE,
                new Optval.IpMreqSource(address("239.1.2.3"), address("127.0.0.1"), address("127.0.0.1")),
                IP_ADD_MEMBERSHIP);
        add(
                UDP,
                IP_UNBLOCK_SOURCE,
                new Optval.IpMreqSource(address("239.1.2.3"), address("127.0.0.1"), address("127.0.0.1")),
                IP_BLOCK_SOURCE);
        add(UDP, MCAST_JOIN_GROUP, new Optval.GroupReq(1, address("239.1.2.3")));
        add(UDP, MCAST_LEAVE_GROUP, new Optval.GroupReq(1, address("239.1.2.3")), MCAST_JOIN_GROUP);
        add(UDP, MCAST_JOIN_SOURCE_GROUP, new Optval.GroupSourceReq(1, address("239.1.2.3"), address("127.0.0.1")));
        add(
                UDP,
                MCAST_LEAVE_SOURCE_GROUP,
                new Optval.GroupSourceReq(1, address("239.1.2.3"), address("127.0.0.1")),
                MCAST_JOIN_SOURCE_GROUP);
        add(RAW, ICMP_FILTER, 1 << 8);
        add(TCP6, IPV6_V6ONLY, true);
        add(UDP6, IPV6_UNICAST_HOPS, 32);
        add(TCP6, IPV6_MINHOPCOUNT, 1);
        add(UDP6, IPV6_TCLASS, 0x10);
        add(UDP6, IPV6_DONTFRAG, true);
        add(UDP6, IPV6_MTU_DISCOVER, Constants.IPV6_PMTUDISC_DO);
        add(UDP6, IPV6_MTU, 1280);
        add(UDP6, IPV6_RECVERR, true);
        add(UDP6, IPV6_RECVERR_RFC4884, true);
        add(UDP6, IPV6_RECVPKTINFO, true);
        add(UDP6, IPV6_RECVHOPLIMIT, true);
        add(UDP6, IPV6_RECVTCLASS, true);
        add(UDP6, IPV6_RECVHOPOPTS, true);
        add(UDP6, IPV6_RECVDSTOPTS, true);
        add(UDP6, IPV6_RECVRTHDR, true);
        add(UDP6, IPV6_RECVPATHMTU, true);
        add(UDP6, IPV6_RECVORIGDSTADDR, true);
        add(UDP6, IPV6_RECVFRAGSIZE, true);
        add(UDP6, IPV6_FLOWINFO, true);
        add(UDP6, IPV6_FLOWINFO_SEND, true);
        add(UDP6, IPV6_AUTOFLOWLABEL, false);
        add(UDP6, IPV6_ADDR_PREFERENCES, Constants.IPV6_PREFER_SRC_PUBLIC);
        add(TCP6, IPV6_FREEBIND, true);
        add(TCP6, IPV6_TRANSPARENT, true);
        add(UDP6, IPV6_UNICAST_IF, 1);
        add(UDP6, IPV6_MULTICAST_IF, 1);
        add(UDP6, IPV6_MULTICAST_HOPS, 4);
        add(UDP6, IPV6_MULTICAST_LOOP, false);
        add(UDP6, IPV6_MULTICAST_ALL, false);
        add(UDP6, IPV6_ADD_MEMBERSHIP, new Optval.Ipv6Mreq(address("ff01::123"), 1));
        add(UDP6, IPV6_DROP_MEMBERSHIP, new Optval.Ipv6Mreq(address("ff01::123"), 1), IPV6_ADD_MEMBERSHIP);
        add(RAW6, IPV6_CHECKSUM, null);
        add(RAW6, IPV6_ROUTER_ALERT_ISOLATE, true);
        add(RAW6, ICMP6_FILTER, Arrays.copyOf(new byte[] {6}, Constants.SIZEOF_ICMP6_FILTER));
        add(TCP, TCP_NODELAY, true);
        add(TCP, TCP_MAXSEG, 1000);
        add(TCP, TCP_CORK, true);
        add(TCP, TCP_KEEPIDLE, 60);
        add(TCP, TCP_KEEPINTVL, 10);
        add(TCP, TCP_KEEPCNT, 3);
        add(TCP, TCP_SYNCNT, 2);
        add(TCP, TCP_LINGER2, 10);
        add(TCP, TCP_DEFER_ACCEPT, 3);
        add(TCP, TCP_WINDOW_CLAMP, 65536);
        add(TCP, TCP_INFO, null);
        add(TCP, TCP_CC_INFO, null);
        add(TCP, TCP_QUICKACK, false);
        add(TCP, TCP_CONGESTION, "reno");
        add(TCP, TCP_ULP, "tls");
        add(TCP, TCP_USER_TIMEOUT, 5000);
        add(TCP, TCP_THIN_LINEAR_TIMEOUTS, true);
        add(TCP, TCP_NOTSENT_LOWAT, 16384L);
        add(TCP, TCP_FASTOPEN, 5);
        add(TCP, TCP_FASTOPEN_CONNECT, true);
        add(TCP, TCP_FASTOPEN_KEY, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
        add(TCP, TCP_FASTOPEN_NO_COOKIE, true);
        add(TCP, TCP_SAVE_SYN, 1);
        add(TCP, TCP_SAVED_SYN, null);
        add(TCP, TCP_INQ, true);
        add(TCP, TCP_TX_DELAY, 0);
        add(TCP, TCP_TIMESTAMP, null);
        add(TCP, TCP_REPAIR, Constants.TCP_REPAIR_ON);
        add(TCP, TCP_REPAIR_QUEUE, Constants.TCP_SEND_QUEUE, TCP_REPAIR);
        add(TCP, TCP_QUEUE_SEQ, 12345L, TCP_REPAIR_QUEUE);
        add(TCP, TCP_IS_MPTCP, null);
        add(TCP, TCP_RTO_MAX_MS, 60000);
        add(TCP, TCP_RTO_MIN_US, 100000);
        add(TCP, TCP_DELACK_MAX_US, 100000);
        add(UDP, UDP_CORK, true);
        add(UDP, UDP_SEGMENT, 1000);
        add(UDP, UDP_GRO, true);
        add(UDP, UDP_ENCAP, Constants.UDP_ENCAP_ESPINUDP);
        add(UDP6, UDP_NO_CHECK6_TX, true);
        add(UDP6, UDP_NO_CHECK6_RX, true);
        add(PACKET, PACKET_ADD_MEMBERSHIP, new Optval.PacketMreq(1, Constants.PACKET_MR_ALLMULTI, new byte[0]));
        add(
                PACKET,
                PACKET_DROP_MEMBERSHIP,
                new Optval.PacketMreq(1, Constants.PACKET_MR_ALLMULTI, new byte[0]),
                PACKET_ADD_MEMBERSHIP);
        add(PACKET, PACKET_AUXDATA, true);
        add(PACKET, PACKET_ORIGDEV, true);
        add(PACKET, PACKET_STATISTICS, null);
        add(PACKET, PACKET_VERSION, Constants.TPACKET_V2);
        add(PACKET, PACKET_RESERVE, 64);
        add(PACKET, PACKET_LOSS, true);
        add(PACKET, PACKET_VNET_HDR, true);
        add(PACKET, PACKET_VNET_HDR_SZ, 10);
        add(PACKET, PACKET_TIMESTAMP, Constants.SOF_TIMESTAMPING_RAW_HARDWARE);
        add(PACKET, PACKET_TX_HAS_OFF, true);
        add(PACKET, PACKET_FANOUT, 1);
        add(PACKET, PACKET_QDISC_BYPASS, true);
        add(PACKET, PACKET_IGNORE_OUTGOING, true);
        add(PACKET, PACKET_COPY_THRESH, 100);
        add(NETLINK, NETLINK_ADD_MEMBERSHIP, Constants.RTNLGRP_LINK);
        add(NETLINK, NETLINK_DROP_MEMBERSHIP, Constants.RTNLGRP_LINK, NETLINK_ADD_MEMBERSHIP);
        add(NETLINK, NETLINK_LIST_MEMBERSHIPS, null);
        add(NETLINK, NETLINK_PKTINFO, true);
        add(NETLINK, NETLINK_BROADCAST_ERROR, true);
        add(NETLINK, NETLINK_NO_ENOBUFS, true);
        add(NETLINK, NETLINK_LISTEN_ALL_NSID, true);
        add(NETLINK, NETLINK_CAP_ACK, true);
        add(NETLINK, NETLINK_EXT_ACK, true);
        add(NETLINK, NETLINK_GET_STRICT_CHK, true);
        add(VSOCK, SO_VM_SOCKETS_BUFFER_SIZE, 131072L);
        add(VSOCK, SO_VM_SOCKETS_BUFFER_MIN_SIZE, 256L);
        add(VSOCK, SO_VM_SOCKETS_BUFFER_MAX_SIZE, 524288L);
        add(VSOCK, SO_VM_SOCKETS_CONNECT_TIMEOUT, Duration.ofMillis(1500));
        add(MPTCP, MPTCP_INFO, null);
    }

    private static <T> void add(SocketKind kind, Sockopt<T> option, T value) {
        add(kind, option, value, null);
    }

    private static <T> void add(SocketKind kind, Sockopt<T> option, T value, Sockopt<?> after) {
        TRIALS.put(option, new Trial<>(option, kind, value, after));
    }

    /** Parses a literal, which needs no lookup. */
    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    static <T> Trial<T> of(Sockopt<T> option) {
        return (Trial<T>) TRIALS.get(option);
    }

    /** Makes a socket that has the option; -1 and errno if there is none. */
    int socket(Libc libc) {
        return libc.socket(kind.domain(), kind.type(), kind.protocol());
    }

    /** Sets the option to the value, and before that what must be set first. */
    void set(Libc libc, int fd) throws ErrnoException {
        if (after != null) {
            of(after).set(libc, fd);
        }
        Sockopts.set(libc, fd, option, value);
    }
}
