// Generated from native/src/constants by generated/generate.sh. Do not edit: change the list instead.
package libcsockets.internal;

/** Sizes and offsets of C's structures, the names of the errors, and the numbers of system calls. */
public final class Layout {
    /** Whether this is aarch64, whose structures differ from those of x86-64. */
    public static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));

    // sys/socket.h
    public static final int SIZEOF_SOCKLEN_T = 4;
    public static final int SIZEOF_SOCKADDR = 16;
    public static final int SIZEOF_SOCKADDR_STORAGE = 128;
    public static final int SIZEOF_MSGHDR = 56;
    public static final int SIZEOF_MMSGHDR = 64;
    public static final int SIZEOF_CMSGHDR = 16;
    public static final int SIZEOF_LINGER = 8;
    public static final int SIZEOF_UCRED = 12;
    public static final int OFFSETOF_SOCKADDR_SA_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_SA_DATA = 2;
    public static final int OFFSETOF_SOCKADDR_STORAGE_SS_FAMILY = 0;
    public static final int OFFSETOF_MSGHDR_MSG_NAME = 0;
    public static final int OFFSETOF_MSGHDR_MSG_NAMELEN = 8;
    public static final int OFFSETOF_MSGHDR_MSG_IOV = 16;
    public static final int OFFSETOF_MSGHDR_MSG_IOVLEN = 24;
    public static final int OFFSETOF_MSGHDR_MSG_CONTROL = 32;
    public static final int OFFSETOF_MSGHDR_MSG_CONTROLLEN = 40;
    public static final int OFFSETOF_MSGHDR_MSG_FLAGS = 48;
    public static final int OFFSETOF_MMSGHDR_MSG_HDR = 0;
    public static final int OFFSETOF_MMSGHDR_MSG_LEN = 56;
    public static final int OFFSETOF_CMSGHDR_CMSG_LEN = 0;
    public static final int OFFSETOF_CMSGHDR_CMSG_LEVEL = 8;
    public static final int OFFSETOF_CMSGHDR_CMSG_TYPE = 12;
    public static final int OFFSETOF_LINGER_L_ONOFF = 0;
    public static final int OFFSETOF_LINGER_L_LINGER = 4;
    public static final int OFFSETOF_UCRED_PID = 0;
    public static final int OFFSETOF_UCRED_UID = 4;
    public static final int OFFSETOF_UCRED_GID = 8;

    // sys/uio.h
    public static final int SIZEOF_IOVEC = 16;
    public static final int OFFSETOF_IOVEC_IOV_BASE = 0;
    public static final int OFFSETOF_IOVEC_IOV_LEN = 8;

    // netinet/in.h
    public static final int SIZEOF_IN_ADDR = 4;
    public static final int SIZEOF_IN6_ADDR = 16;
    public static final int SIZEOF_SOCKADDR_IN = 16;
    public static final int SIZEOF_SOCKADDR_IN6 = 28;
    public static final int SIZEOF_IP_MREQ = 8;
    public static final int SIZEOF_IP_MREQN = 12;
    public static final int SIZEOF_IP_MREQ_SOURCE = 12;
    public static final int SIZEOF_IPV6_MREQ = 20;
    public static final int SIZEOF_GROUP_REQ = 136;
    public static final int SIZEOF_GROUP_SOURCE_REQ = 264;
    public static final int SIZEOF_IN_PKTINFO = 12;
    public static final int SIZEOF_IN6_PKTINFO = 20;
    public static final int SIZEOF_IP6_MTUINFO = 32;
    public static final int OFFSETOF_SOCKADDR_IN_SIN_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_IN_SIN_PORT = 2;
    public static final int OFFSETOF_SOCKADDR_IN_SIN_ADDR = 4;
    public static final int OFFSETOF_SOCKADDR_IN6_SIN6_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_IN6_SIN6_PORT = 2;
    public static final int OFFSETOF_SOCKADDR_IN6_SIN6_FLOWINFO = 4;
    public static final int OFFSETOF_SOCKADDR_IN6_SIN6_ADDR = 8;
    public static final int OFFSETOF_SOCKADDR_IN6_SIN6_SCOPE_ID = 24;
    public static final int OFFSETOF_IP_MREQ_IMR_MULTIADDR = 0;
    public static final int OFFSETOF_IP_MREQ_IMR_INTERFACE = 4;
    public static final int OFFSETOF_IP_MREQN_IMR_MULTIADDR = 0;
    public static final int OFFSETOF_IP_MREQN_IMR_ADDRESS = 4;
    public static final int OFFSETOF_IP_MREQN_IMR_IFINDEX = 8;
    public static final int OFFSETOF_IP_MREQ_SOURCE_IMR_MULTIADDR = 0;
    public static final int OFFSETOF_IP_MREQ_SOURCE_IMR_INTERFACE = 4;
    public static final int OFFSETOF_IP_MREQ_SOURCE_IMR_SOURCEADDR = 8;
    public static final int OFFSETOF_IPV6_MREQ_IPV6MR_MULTIADDR = 0;
    public static final int OFFSETOF_IPV6_MREQ_IPV6MR_INTERFACE = 16;
    public static final int OFFSETOF_GROUP_REQ_GR_INTERFACE = 0;
    public static final int OFFSETOF_GROUP_REQ_GR_GROUP = 8;
    public static final int OFFSETOF_GROUP_SOURCE_REQ_GSR_INTERFACE = 0;
    public static final int OFFSETOF_GROUP_SOURCE_REQ_GSR_GROUP = 8;
    public static final int OFFSETOF_GROUP_SOURCE_REQ_GSR_SOURCE = 136;
    public static final int OFFSETOF_IN_PKTINFO_IPI_IFINDEX = 0;
    public static final int OFFSETOF_IN_PKTINFO_IPI_SPEC_DST = 4;
    public static final int OFFSETOF_IN_PKTINFO_IPI_ADDR = 8;
    public static final int OFFSETOF_IN6_PKTINFO_IPI6_ADDR = 0;
    public static final int OFFSETOF_IN6_PKTINFO_IPI6_IFINDEX = 16;
    public static final int OFFSETOF_IP6_MTUINFO_IP6M_ADDR = 0;
    public static final int OFFSETOF_IP6_MTUINFO_IP6M_MTU = 28;

    // netinet/tcp.h
    public static final int SIZEOF_TCPHDR = 20;
    public static final int OFFSETOF_TCPHDR_TH_SPORT = 0;
    public static final int OFFSETOF_TCPHDR_TH_DPORT = 2;
    public static final int OFFSETOF_TCPHDR_TH_SEQ = 4;
    public static final int OFFSETOF_TCPHDR_TH_ACK = 8;
    public static final int OFFSETOF_TCPHDR_TH_FLAGS = 13;
    public static final int OFFSETOF_TCPHDR_TH_WIN = 14;
    public static final int OFFSETOF_TCPHDR_TH_SUM = 16;
    public static final int OFFSETOF_TCPHDR_TH_URP = 18;

    // netinet/udp.h
    public static final int SIZEOF_UDPHDR = 8;
    public static final int OFFSETOF_UDPHDR_UH_SPORT = 0;
    public static final int OFFSETOF_UDPHDR_UH_DPORT = 2;
    public static final int OFFSETOF_UDPHDR_UH_ULEN = 4;
    public static final int OFFSETOF_UDPHDR_UH_SUM = 6;

    // netinet/ip.h
    public static final int SIZEOF_IPHDR = 20;
    public static final int OFFSETOF_IPHDR_TOS = 1;
    public static final int OFFSETOF_IPHDR_TOT_LEN = 2;
    public static final int OFFSETOF_IPHDR_ID = 4;
    public static final int OFFSETOF_IPHDR_FRAG_OFF = 6;
    public static final int OFFSETOF_IPHDR_TTL = 8;
    public static final int OFFSETOF_IPHDR_PROTOCOL = 9;
    public static final int OFFSETOF_IPHDR_CHECK = 10;
    public static final int OFFSETOF_IPHDR_SADDR = 12;
    public static final int OFFSETOF_IPHDR_DADDR = 16;

    // netinet/ip_icmp.h
    public static final int SIZEOF_ICMP = 28;
    public static final int OFFSETOF_ICMP_ICMP_TYPE = 0;
    public static final int OFFSETOF_ICMP_ICMP_CODE = 1;
    public static final int OFFSETOF_ICMP_ICMP_CKSUM = 2;
    public static final int OFFSETOF_ICMP_ICMP_ID = 4;
    public static final int OFFSETOF_ICMP_ICMP_SEQ = 6;

    // netinet/icmp6.h
    public static final int SIZEOF_ICMP6_FILTER = 32;
    public static final int SIZEOF_ICMP6_HDR = 8;
    public static final int OFFSETOF_ICMP6_HDR_ICMP6_TYPE = 0;
    public static final int OFFSETOF_ICMP6_HDR_ICMP6_CODE = 1;
    public static final int OFFSETOF_ICMP6_HDR_ICMP6_CKSUM = 2;
    public static final int OFFSETOF_ICMP6_HDR_ICMP6_ID = 4;
    public static final int OFFSETOF_ICMP6_HDR_ICMP6_SEQ = 6;

    // netinet/ip6.h
    public static final int SIZEOF_IP6_HDR = 40;
    public static final int OFFSETOF_IP6_HDR_IP6_FLOW = 0;
    public static final int OFFSETOF_IP6_HDR_IP6_PLEN = 4;
    public static final int OFFSETOF_IP6_HDR_IP6_NXT = 6;
    public static final int OFFSETOF_IP6_HDR_IP6_HLIM = 7;
    public static final int OFFSETOF_IP6_HDR_IP6_SRC = 8;
    public static final int OFFSETOF_IP6_HDR_IP6_DST = 24;

    // netinet/if_ether.h
    public static final int SIZEOF_ETHER_ARP = 28;
    public static final int OFFSETOF_ETHER_ARP_ARP_HRD = 0;
    public static final int OFFSETOF_ETHER_ARP_ARP_PRO = 2;
    public static final int OFFSETOF_ETHER_ARP_ARP_HLN = 4;
    public static final int OFFSETOF_ETHER_ARP_ARP_PLN = 5;
    public static final int OFFSETOF_ETHER_ARP_ARP_OP = 6;
    public static final int OFFSETOF_ETHER_ARP_ARP_SHA = 8;
    public static final int OFFSETOF_ETHER_ARP_ARP_SPA = 14;
    public static final int OFFSETOF_ETHER_ARP_ARP_THA = 18;
    public static final int OFFSETOF_ETHER_ARP_ARP_TPA = 24;

    // netdb.h
    public static final int SIZEOF_ADDRINFO = 48;
    public static final int SIZEOF_HOSTENT = 32;
    public static final int SIZEOF_SERVENT = 32;
    public static final int SIZEOF_PROTOENT = 24;
    public static final int OFFSETOF_ADDRINFO_AI_FLAGS = 0;
    public static final int OFFSETOF_ADDRINFO_AI_FAMILY = 4;
    public static final int OFFSETOF_ADDRINFO_AI_SOCKTYPE = 8;
    public static final int OFFSETOF_ADDRINFO_AI_PROTOCOL = 12;
    public static final int OFFSETOF_ADDRINFO_AI_ADDRLEN = 16;
    public static final int OFFSETOF_ADDRINFO_AI_ADDR = 24;
    public static final int OFFSETOF_ADDRINFO_AI_CANONNAME = 32;
    public static final int OFFSETOF_ADDRINFO_AI_NEXT = 40;
    public static final int OFFSETOF_HOSTENT_H_NAME = 0;
    public static final int OFFSETOF_HOSTENT_H_ALIASES = 8;
    public static final int OFFSETOF_HOSTENT_H_ADDRTYPE = 16;
    public static final int OFFSETOF_HOSTENT_H_LENGTH = 20;
    public static final int OFFSETOF_HOSTENT_H_ADDR_LIST = 24;
    public static final int OFFSETOF_SERVENT_S_NAME = 0;
    public static final int OFFSETOF_SERVENT_S_ALIASES = 8;
    public static final int OFFSETOF_SERVENT_S_PORT = 16;
    public static final int OFFSETOF_SERVENT_S_PROTO = 24;
    public static final int OFFSETOF_PROTOENT_P_NAME = 0;
    public static final int OFFSETOF_PROTOENT_P_ALIASES = 8;
    public static final int OFFSETOF_PROTOENT_P_PROTO = 16;

    // net/if.h
    public static final int SIZEOF_IF_NAMEINDEX = 16;
    public static final int SIZEOF_IFREQ = 40;
    public static final int SIZEOF_IFCONF = 16;
    public static final int OFFSETOF_IF_NAMEINDEX_IF_INDEX = 0;
    public static final int OFFSETOF_IF_NAMEINDEX_IF_NAME = 8;
    public static final int OFFSETOF_IFREQ_IFR_NAME = 0;
    public static final int OFFSETOF_IFREQ_IFR_ADDR = 16;
    public static final int OFFSETOF_IFREQ_IFR_HWADDR = 16;
    public static final int OFFSETOF_IFREQ_IFR_FLAGS = 16;
    public static final int OFFSETOF_IFREQ_IFR_IFINDEX = 16;
    public static final int OFFSETOF_IFREQ_IFR_MTU = 16;
    public static final int OFFSETOF_IFREQ_IFR_QLEN = 16;
    public static final int OFFSETOF_IFCONF_IFC_LEN = 0;
    public static final int OFFSETOF_IFCONF_IFC_REQ = 8;

    // poll.h
    public static final int SIZEOF_POLLFD = 8;
    public static final int OFFSETOF_POLLFD_FD = 0;
    public static final int OFFSETOF_POLLFD_EVENTS = 4;
    public static final int OFFSETOF_POLLFD_REVENTS = 6;

    // sys/epoll.h
    public static final int SIZEOF_EPOLL_EVENT = AARCH64 ? 16 : 12;
    public static final int OFFSETOF_EPOLL_EVENT_EVENTS = 0;
    public static final int OFFSETOF_EPOLL_EVENT_DATA = AARCH64 ? 8 : 4;

    // sys/signalfd.h
    public static final int SIZEOF_SIGNALFD_SIGINFO = 128;
    public static final int OFFSETOF_SIGNALFD_SIGINFO_SSI_SIGNO = 0;
    public static final int OFFSETOF_SIGNALFD_SIGINFO_SSI_CODE = 8;
    public static final int OFFSETOF_SIGNALFD_SIGINFO_SSI_PID = 12;
    public static final int OFFSETOF_SIGNALFD_SIGINFO_SSI_UID = 16;
    public static final int OFFSETOF_SIGNALFD_SIGINFO_SSI_FD = 20;

    // sys/inotify.h
    public static final int SIZEOF_INOTIFY_EVENT = 16;
    public static final int OFFSETOF_INOTIFY_EVENT_WD = 0;
    public static final int OFFSETOF_INOTIFY_EVENT_MASK = 4;
    public static final int OFFSETOF_INOTIFY_EVENT_COOKIE = 8;
    public static final int OFFSETOF_INOTIFY_EVENT_LEN = 12;
    public static final int OFFSETOF_INOTIFY_EVENT_NAME = 16;

    // sys/syscall.h
    public static final int SYS_memfd_create = AARCH64 ? 279 : 319;
    public static final int SYS_pidfd_open = 434;

    // time.h
    public static final int SIZEOF_TIMEVAL = 16;
    public static final int SIZEOF_TIMESPEC = 16;
    public static final int SIZEOF_ITIMERSPEC = 32;
    public static final int OFFSETOF_TIMEVAL_TV_SEC = 0;
    public static final int OFFSETOF_TIMEVAL_TV_USEC = 8;
    public static final int OFFSETOF_TIMESPEC_TV_SEC = 0;
    public static final int OFFSETOF_TIMESPEC_TV_NSEC = 8;
    public static final int OFFSETOF_ITIMERSPEC_IT_INTERVAL = 0;
    public static final int OFFSETOF_ITIMERSPEC_IT_VALUE = 16;

    // signal.h
    public static final int SIZEOF_SIGSET_T = 128;

    // sys/un.h
    public static final int SIZEOF_SOCKADDR_UN = 110;
    public static final int OFFSETOF_SOCKADDR_UN_SUN_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_UN_SUN_PATH = 2;

    // linux/if_ether.h
    public static final int SIZEOF_ETHHDR = 14;
    public static final int OFFSETOF_ETHHDR_H_DEST = 0;
    public static final int OFFSETOF_ETHHDR_H_SOURCE = 6;
    public static final int OFFSETOF_ETHHDR_H_PROTO = 12;

    // linux/if_packet.h
    public static final int SIZEOF_SOCKADDR_LL = 20;
    public static final int SIZEOF_PACKET_MREQ = 16;
    public static final int SIZEOF_TPACKET_AUXDATA = 20;
    public static final int SIZEOF_TPACKET_STATS = 8;
    public static final int SIZEOF_TPACKET_STATS_V3 = 12;
    public static final int SIZEOF_TPACKET_REQ = 16;
    public static final int SIZEOF_TPACKET_REQ3 = 28;
    public static final int OFFSETOF_SOCKADDR_LL_SLL_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_LL_SLL_PROTOCOL = 2;
    public static final int OFFSETOF_SOCKADDR_LL_SLL_IFINDEX = 4;
    public static final int OFFSETOF_SOCKADDR_LL_SLL_HATYPE = 8;
    public static final int OFFSETOF_SOCKADDR_LL_SLL_PKTTYPE = 10;
    public static final int OFFSETOF_SOCKADDR_LL_SLL_HALEN = 11;
    public static final int OFFSETOF_SOCKADDR_LL_SLL_ADDR = 12;
    public static final int OFFSETOF_PACKET_MREQ_MR_IFINDEX = 0;
    public static final int OFFSETOF_PACKET_MREQ_MR_TYPE = 4;
    public static final int OFFSETOF_PACKET_MREQ_MR_ALEN = 6;
    public static final int OFFSETOF_PACKET_MREQ_MR_ADDRESS = 8;
    public static final int OFFSETOF_TPACKET_AUXDATA_TP_STATUS = 0;
    public static final int OFFSETOF_TPACKET_AUXDATA_TP_LEN = 4;
    public static final int OFFSETOF_TPACKET_AUXDATA_TP_SNAPLEN = 8;
    public static final int OFFSETOF_TPACKET_AUXDATA_TP_MAC = 12;
    public static final int OFFSETOF_TPACKET_AUXDATA_TP_NET = 14;
    public static final int OFFSETOF_TPACKET_AUXDATA_TP_VLAN_TCI = 16;
    public static final int OFFSETOF_TPACKET_AUXDATA_TP_VLAN_TPID = 18;
    public static final int OFFSETOF_TPACKET_STATS_TP_PACKETS = 0;
    public static final int OFFSETOF_TPACKET_STATS_TP_DROPS = 4;
    public static final int OFFSETOF_TPACKET_STATS_V3_TP_PACKETS = 0;
    public static final int OFFSETOF_TPACKET_STATS_V3_TP_DROPS = 4;
    public static final int OFFSETOF_TPACKET_STATS_V3_TP_FREEZE_Q_CNT = 8;
    public static final int OFFSETOF_TPACKET_REQ_TP_BLOCK_SIZE = 0;
    public static final int OFFSETOF_TPACKET_REQ_TP_BLOCK_NR = 4;
    public static final int OFFSETOF_TPACKET_REQ_TP_FRAME_SIZE = 8;
    public static final int OFFSETOF_TPACKET_REQ_TP_FRAME_NR = 12;
    public static final int OFFSETOF_TPACKET_REQ3_TP_BLOCK_SIZE = 0;
    public static final int OFFSETOF_TPACKET_REQ3_TP_BLOCK_NR = 4;
    public static final int OFFSETOF_TPACKET_REQ3_TP_FRAME_SIZE = 8;
    public static final int OFFSETOF_TPACKET_REQ3_TP_FRAME_NR = 12;
    public static final int OFFSETOF_TPACKET_REQ3_TP_RETIRE_BLK_TOV = 16;
    public static final int OFFSETOF_TPACKET_REQ3_TP_SIZEOF_PRIV = 20;
    public static final int OFFSETOF_TPACKET_REQ3_TP_FEATURE_REQ_WORD = 24;

    // linux/errqueue.h
    public static final int SIZEOF_SOCK_EXTENDED_ERR = 16;
    public static final int SIZEOF_SCM_TIMESTAMPING = 48;
    public static final int OFFSETOF_SOCK_EXTENDED_ERR_EE_ERRNO = 0;
    public static final int OFFSETOF_SOCK_EXTENDED_ERR_EE_ORIGIN = 4;
    public static final int OFFSETOF_SOCK_EXTENDED_ERR_EE_TYPE = 5;
    public static final int OFFSETOF_SOCK_EXTENDED_ERR_EE_CODE = 6;
    public static final int OFFSETOF_SOCK_EXTENDED_ERR_EE_INFO = 8;
    public static final int OFFSETOF_SOCK_EXTENDED_ERR_EE_DATA = 12;
    public static final int OFFSETOF_SCM_TIMESTAMPING_TS = 0;

    // linux/net_tstamp.h
    public static final int SIZEOF_SOCK_TXTIME = 8;
    public static final int SIZEOF_SO_TIMESTAMPING = 8;
    public static final int OFFSETOF_SOCK_TXTIME_CLOCKID = 0;
    public static final int OFFSETOF_SOCK_TXTIME_FLAGS = 4;
    public static final int OFFSETOF_SO_TIMESTAMPING_FLAGS = 0;
    public static final int OFFSETOF_SO_TIMESTAMPING_BIND_PHC = 4;

    // linux/filter.h
    public static final int SIZEOF_SOCK_FILTER = 8;
    public static final int SIZEOF_SOCK_FPROG = 16;
    public static final int OFFSETOF_SOCK_FILTER_CODE = 0;
    public static final int OFFSETOF_SOCK_FILTER_JT = 2;
    public static final int OFFSETOF_SOCK_FILTER_JF = 3;
    public static final int OFFSETOF_SOCK_FILTER_K = 4;
    public static final int OFFSETOF_SOCK_FPROG_LEN = 0;
    public static final int OFFSETOF_SOCK_FPROG_FILTER = 8;

    // linux/netlink.h
    public static final int SIZEOF_SOCKADDR_NL = 12;
    public static final int SIZEOF_NLMSGHDR = 16;
    public static final int SIZEOF_NLMSGERR = 20;
    public static final int SIZEOF_NLATTR = 4;
    public static final int OFFSETOF_SOCKADDR_NL_NL_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_NL_NL_PID = 4;
    public static final int OFFSETOF_SOCKADDR_NL_NL_GROUPS = 8;
    public static final int OFFSETOF_NLMSGHDR_NLMSG_LEN = 0;
    public static final int OFFSETOF_NLMSGHDR_NLMSG_TYPE = 4;
    public static final int OFFSETOF_NLMSGHDR_NLMSG_FLAGS = 6;
    public static final int OFFSETOF_NLMSGHDR_NLMSG_SEQ = 8;
    public static final int OFFSETOF_NLMSGHDR_NLMSG_PID = 12;
    public static final int OFFSETOF_NLMSGERR_ERROR = 0;
    public static final int OFFSETOF_NLMSGERR_MSG = 4;
    public static final int OFFSETOF_NLATTR_NLA_LEN = 0;
    public static final int OFFSETOF_NLATTR_NLA_TYPE = 2;

    // linux/genetlink.h
    public static final int SIZEOF_GENLMSGHDR = 4;
    public static final int OFFSETOF_GENLMSGHDR_CMD = 0;
    public static final int OFFSETOF_GENLMSGHDR_VERSION = 1;
    public static final int OFFSETOF_GENLMSGHDR_RESERVED = 2;

    // linux/rtnetlink.h
    public static final int SIZEOF_RTGENMSG = 1;
    public static final int SIZEOF_RTATTR = 4;
    public static final int SIZEOF_IFINFOMSG = 16;
    public static final int SIZEOF_RTMSG = 12;
    public static final int SIZEOF_RTNEXTHOP = 8;
    public static final int SIZEOF_RTVIA = 2;
    public static final int SIZEOF_RTA_CACHEINFO = 32;
    public static final int OFFSETOF_RTGENMSG_RTGEN_FAMILY = 0;
    public static final int OFFSETOF_RTATTR_RTA_LEN = 0;
    public static final int OFFSETOF_RTATTR_RTA_TYPE = 2;
    public static final int OFFSETOF_IFINFOMSG_IFI_FAMILY = 0;
    public static final int OFFSETOF_IFINFOMSG_IFI_TYPE = 2;
    public static final int OFFSETOF_IFINFOMSG_IFI_INDEX = 4;
    public static final int OFFSETOF_IFINFOMSG_IFI_FLAGS = 8;
    public static final int OFFSETOF_IFINFOMSG_IFI_CHANGE = 12;
    public static final int OFFSETOF_RTMSG_RTM_FAMILY = 0;
    public static final int OFFSETOF_RTMSG_RTM_DST_LEN = 1;
    public static final int OFFSETOF_RTMSG_RTM_SRC_LEN = 2;
    public static final int OFFSETOF_RTMSG_RTM_TOS = 3;
    public static final int OFFSETOF_RTMSG_RTM_TABLE = 4;
    public static final int OFFSETOF_RTMSG_RTM_PROTOCOL = 5;
    public static final int OFFSETOF_RTMSG_RTM_SCOPE = 6;
    public static final int OFFSETOF_RTMSG_RTM_TYPE = 7;
    public static final int OFFSETOF_RTMSG_RTM_FLAGS = 8;
    public static final int OFFSETOF_RTNEXTHOP_RTNH_LEN = 0;
    public static final int OFFSETOF_RTNEXTHOP_RTNH_FLAGS = 2;
    public static final int OFFSETOF_RTNEXTHOP_RTNH_HOPS = 3;
    public static final int OFFSETOF_RTNEXTHOP_RTNH_IFINDEX = 4;
    public static final int OFFSETOF_RTVIA_RTVIA_FAMILY = 0;
    public static final int OFFSETOF_RTVIA_RTVIA_ADDR = 2;
    public static final int OFFSETOF_RTA_CACHEINFO_RTA_CLNTREF = 0;
    public static final int OFFSETOF_RTA_CACHEINFO_RTA_LASTUSE = 4;
    public static final int OFFSETOF_RTA_CACHEINFO_RTA_EXPIRES = 8;
    public static final int OFFSETOF_RTA_CACHEINFO_RTA_ERROR = 12;
    public static final int OFFSETOF_RTA_CACHEINFO_RTA_USED = 16;
    public static final int OFFSETOF_RTA_CACHEINFO_RTA_ID = 20;
    public static final int OFFSETOF_RTA_CACHEINFO_RTA_TS = 24;
    public static final int OFFSETOF_RTA_CACHEINFO_RTA_TSAGE = 28;

    // linux/if_addr.h
    public static final int SIZEOF_IFADDRMSG = 8;
    public static final int OFFSETOF_IFADDRMSG_IFA_FAMILY = 0;
    public static final int OFFSETOF_IFADDRMSG_IFA_PREFIXLEN = 1;
    public static final int OFFSETOF_IFADDRMSG_IFA_FLAGS = 2;
    public static final int OFFSETOF_IFADDRMSG_IFA_SCOPE = 3;
    public static final int OFFSETOF_IFADDRMSG_IFA_INDEX = 4;

    // linux/inet_diag.h
    public static final int SIZEOF_INET_DIAG_SOCKID = 48;
    public static final int SIZEOF_INET_DIAG_REQ_V2 = 56;
    public static final int SIZEOF_INET_DIAG_MSG = 72;
    public static final int OFFSETOF_INET_DIAG_SOCKID_IDIAG_SPORT = 0;
    public static final int OFFSETOF_INET_DIAG_SOCKID_IDIAG_DPORT = 2;
    public static final int OFFSETOF_INET_DIAG_SOCKID_IDIAG_SRC = 4;
    public static final int OFFSETOF_INET_DIAG_SOCKID_IDIAG_DST = 20;
    public static final int OFFSETOF_INET_DIAG_SOCKID_IDIAG_IF = 36;
    public static final int OFFSETOF_INET_DIAG_SOCKID_IDIAG_COOKIE = 40;
    public static final int OFFSETOF_INET_DIAG_REQ_V2_SDIAG_FAMILY = 0;
    public static final int OFFSETOF_INET_DIAG_REQ_V2_SDIAG_PROTOCOL = 1;
    public static final int OFFSETOF_INET_DIAG_REQ_V2_IDIAG_EXT = 2;
    public static final int OFFSETOF_INET_DIAG_REQ_V2_IDIAG_STATES = 4;
    public static final int OFFSETOF_INET_DIAG_REQ_V2_ID = 8;
    public static final int OFFSETOF_INET_DIAG_MSG_IDIAG_FAMILY = 0;
    public static final int OFFSETOF_INET_DIAG_MSG_IDIAG_STATE = 1;
    public static final int OFFSETOF_INET_DIAG_MSG_IDIAG_TIMER = 2;
    public static final int OFFSETOF_INET_DIAG_MSG_IDIAG_RETRANS = 3;
    public static final int OFFSETOF_INET_DIAG_MSG_ID = 4;
    public static final int OFFSETOF_INET_DIAG_MSG_IDIAG_EXPIRES = 52;
    public static final int OFFSETOF_INET_DIAG_MSG_IDIAG_RQUEUE = 56;
    public static final int OFFSETOF_INET_DIAG_MSG_IDIAG_WQUEUE = 60;
    public static final int OFFSETOF_INET_DIAG_MSG_IDIAG_UID = 64;
    public static final int OFFSETOF_INET_DIAG_MSG_IDIAG_INODE = 68;

    // linux/unix_diag.h
    public static final int SIZEOF_UNIX_DIAG_REQ = 24;
    public static final int SIZEOF_UNIX_DIAG_MSG = 16;
    public static final int OFFSETOF_UNIX_DIAG_REQ_SDIAG_FAMILY = 0;
    public static final int OFFSETOF_UNIX_DIAG_REQ_SDIAG_PROTOCOL = 1;
    public static final int OFFSETOF_UNIX_DIAG_REQ_UDIAG_STATES = 4;
    public static final int OFFSETOF_UNIX_DIAG_REQ_UDIAG_INO = 8;
    public static final int OFFSETOF_UNIX_DIAG_REQ_UDIAG_SHOW = 12;
    public static final int OFFSETOF_UNIX_DIAG_REQ_UDIAG_COOKIE = 16;
    public static final int OFFSETOF_UNIX_DIAG_MSG_UDIAG_FAMILY = 0;
    public static final int OFFSETOF_UNIX_DIAG_MSG_UDIAG_TYPE = 1;
    public static final int OFFSETOF_UNIX_DIAG_MSG_UDIAG_STATE = 2;
    public static final int OFFSETOF_UNIX_DIAG_MSG_UDIAG_INO = 4;
    public static final int OFFSETOF_UNIX_DIAG_MSG_UDIAG_COOKIE = 8;

    // linux/vm_sockets.h
    public static final int SIZEOF_SOCKADDR_VM = 16;
    public static final int OFFSETOF_SOCKADDR_VM_SVM_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_VM_SVM_PORT = 4;
    public static final int OFFSETOF_SOCKADDR_VM_SVM_CID = 8;
    public static final int OFFSETOF_SOCKADDR_VM_SVM_FLAGS = 12;

    // linux/if_xdp.h
    public static final int SIZEOF_SOCKADDR_XDP = 16;
    public static final int OFFSETOF_SOCKADDR_XDP_SXDP_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_XDP_SXDP_FLAGS = 2;
    public static final int OFFSETOF_SOCKADDR_XDP_SXDP_IFINDEX = 4;
    public static final int OFFSETOF_SOCKADDR_XDP_SXDP_QUEUE_ID = 8;
    public static final int OFFSETOF_SOCKADDR_XDP_SXDP_SHARED_UMEM_FD = 12;

    // linux/if_alg.h
    public static final int SIZEOF_SOCKADDR_ALG = 88;
    public static final int OFFSETOF_SOCKADDR_ALG_SALG_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_ALG_SALG_TYPE = 2;
    public static final int OFFSETOF_SOCKADDR_ALG_SALG_FEAT = 16;
    public static final int OFFSETOF_SOCKADDR_ALG_SALG_MASK = 20;
    public static final int OFFSETOF_SOCKADDR_ALG_SALG_NAME = 24;

    // linux/tipc.h
    public static final int SIZEOF_SOCKADDR_TIPC = 16;
    public static final int OFFSETOF_SOCKADDR_TIPC_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_TIPC_ADDRTYPE = 2;
    public static final int OFFSETOF_SOCKADDR_TIPC_SCOPE = 3;
    public static final int OFFSETOF_SOCKADDR_TIPC_ADDR = 4;

    // linux/can.h
    public static final int SIZEOF_SOCKADDR_CAN = 24;
    public static final int OFFSETOF_SOCKADDR_CAN_CAN_FAMILY = 0;
    public static final int OFFSETOF_SOCKADDR_CAN_CAN_IFINDEX = 4;
    public static final int OFFSETOF_SOCKADDR_CAN_CAN_ADDR = 8;

    private Layout() {}

    /** The name of an error, the first in errno.h if it has several; null for an unknown number. */
    public static String errnoName(int errno) {
        return switch (errno) {
            case 1 -> "EPERM";
            case 2 -> "ENOENT";
            case 3 -> "ESRCH";
            case 4 -> "EINTR";
            case 5 -> "EIO";
            case 6 -> "ENXIO";
            case 7 -> "E2BIG";
            case 8 -> "ENOEXEC";
            case 9 -> "EBADF";
            case 10 -> "ECHILD";
            case 11 -> "EAGAIN";
            case 12 -> "ENOMEM";
            case 13 -> "EACCES";
            case 14 -> "EFAULT";
            case 15 -> "ENOTBLK";
            case 16 -> "EBUSY";
            case 17 -> "EEXIST";
            case 18 -> "EXDEV";
            case 19 -> "ENODEV";
            case 20 -> "ENOTDIR";
            case 21 -> "EISDIR";
            case 22 -> "EINVAL";
            case 23 -> "ENFILE";
            case 24 -> "EMFILE";
            case 25 -> "ENOTTY";
            case 26 -> "ETXTBSY";
            case 27 -> "EFBIG";
            case 28 -> "ENOSPC";
            case 29 -> "ESPIPE";
            case 30 -> "EROFS";
            case 31 -> "EMLINK";
            case 32 -> "EPIPE";
            case 33 -> "EDOM";
            case 34 -> "ERANGE";
            case 35 -> "EDEADLK";
            case 36 -> "ENAMETOOLONG";
            case 37 -> "ENOLCK";
            case 38 -> "ENOSYS";
            case 39 -> "ENOTEMPTY";
            case 40 -> "ELOOP";
            case 42 -> "ENOMSG";
            case 43 -> "EIDRM";
            case 44 -> "ECHRNG";
            case 45 -> "EL2NSYNC";
            case 46 -> "EL3HLT";
            case 47 -> "EL3RST";
            case 48 -> "ELNRNG";
            case 49 -> "EUNATCH";
            case 50 -> "ENOCSI";
            case 51 -> "EL2HLT";
            case 52 -> "EBADE";
            case 53 -> "EBADR";
            case 54 -> "EXFULL";
            case 55 -> "ENOANO";
            case 56 -> "EBADRQC";
            case 57 -> "EBADSLT";
            case 59 -> "EBFONT";
            case 60 -> "ENOSTR";
            case 61 -> "ENODATA";
            case 62 -> "ETIME";
            case 63 -> "ENOSR";
            case 64 -> "ENONET";
            case 65 -> "ENOPKG";
            case 66 -> "EREMOTE";
            case 67 -> "ENOLINK";
            case 68 -> "EADV";
            case 69 -> "ESRMNT";
            case 70 -> "ECOMM";
            case 71 -> "EPROTO";
            case 72 -> "EMULTIHOP";
            case 73 -> "EDOTDOT";
            case 74 -> "EBADMSG";
            case 75 -> "EOVERFLOW";
            case 76 -> "ENOTUNIQ";
            case 77 -> "EBADFD";
            case 78 -> "EREMCHG";
            case 79 -> "ELIBACC";
            case 80 -> "ELIBBAD";
            case 81 -> "ELIBSCN";
            case 82 -> "ELIBMAX";
            case 83 -> "ELIBEXEC";
            case 84 -> "EILSEQ";
            case 85 -> "ERESTART";
            case 86 -> "ESTRPIPE";
            case 87 -> "EUSERS";
            case 88 -> "ENOTSOCK";
            case 89 -> "EDESTADDRREQ";
            case 90 -> "EMSGSIZE";
            case 91 -> "EPROTOTYPE";
            case 92 -> "ENOPROTOOPT";
            case 93 -> "EPROTONOSUPPORT";
            case 94 -> "ESOCKTNOSUPPORT";
            case 95 -> "EOPNOTSUPP";
            case 96 -> "EPFNOSUPPORT";
            case 97 -> "EAFNOSUPPORT";
            case 98 -> "EADDRINUSE";
            case 99 -> "EADDRNOTAVAIL";
            case 100 -> "ENETDOWN";
            case 101 -> "ENETUNREACH";
            case 102 -> "ENETRESET";
            case 103 -> "ECONNABORTED";
            case 104 -> "ECONNRESET";
            case 105 -> "ENOBUFS";
            case 106 -> "EISCONN";
            case 107 -> "ENOTCONN";
            case 108 -> "ESHUTDOWN";
            case 109 -> "ETOOMANYREFS";
            case 110 -> "ETIMEDOUT";
            case 111 -> "ECONNREFUSED";
            case 112 -> "EHOSTDOWN";
            case 113 -> "EHOSTUNREACH";
            case 114 -> "EALREADY";
            case 115 -> "EINPROGRESS";
            case 116 -> "ESTALE";
            case 117 -> "EUCLEAN";
            case 118 -> "ENOTNAM";
            case 119 -> "ENAVAIL";
            case 120 -> "EISNAM";
            case 121 -> "EREMOTEIO";
            case 122 -> "EDQUOT";
            case 123 -> "ENOMEDIUM";
            case 124 -> "EMEDIUMTYPE";
            case 125 -> "ECANCELED";
            case 126 -> "ENOKEY";
            case 127 -> "EKEYEXPIRED";
            case 128 -> "EKEYREVOKED";
            case 129 -> "EKEYREJECTED";
            case 130 -> "EOWNERDEAD";
            case 131 -> "ENOTRECOVERABLE";
            case 132 -> "ERFKILL";
            case 133 -> "EHWPOISON";
            case 134 -> "EFTYPE";
            default -> null;
        };
    }

    /** The fields of struct tcp_info in order; positions are bits from the lowest bit of the first byte. */
    public static final class TcpInfo {
        /** The number of bytes of all fields. */
        public static final int SIZE = 280;

        public static final String[] NAMES = {
            "tcpi_state",
            "tcpi_ca_state",
            "tcpi_retransmits",
            "tcpi_probes",
            "tcpi_backoff",
            "tcpi_options",
            "tcpi_snd_wscale",
            "tcpi_rcv_wscale",
            "tcpi_delivery_rate_app_limited",
            "tcpi_fastopen_client_fail",
            "tcpi_rto",
            "tcpi_ato",
            "tcpi_snd_mss",
            "tcpi_rcv_mss",
            "tcpi_unacked",
            "tcpi_sacked",
            "tcpi_lost",
            "tcpi_retrans",
            "tcpi_fackets",
            "tcpi_last_data_sent",
            "tcpi_last_ack_sent",
            "tcpi_last_data_recv",
            "tcpi_last_ack_recv",
            "tcpi_pmtu",
            "tcpi_rcv_ssthresh",
            "tcpi_rtt",
            "tcpi_rttvar",
            "tcpi_snd_ssthresh",
            "tcpi_snd_cwnd",
            "tcpi_advmss",
            "tcpi_reordering",
            "tcpi_rcv_rtt",
            "tcpi_rcv_space",
            "tcpi_total_retrans",
            "tcpi_pacing_rate",
            "tcpi_max_pacing_rate",
            "tcpi_bytes_acked",
            "tcpi_bytes_received",
            "tcpi_segs_out",
            "tcpi_segs_in",
            "tcpi_notsent_bytes",
            "tcpi_min_rtt",
            "tcpi_data_segs_in",
            "tcpi_data_segs_out",
            "tcpi_delivery_rate",
            "tcpi_busy_time",
            "tcpi_rwnd_limited",
            "tcpi_sndbuf_limited",
            "tcpi_delivered",
            "tcpi_delivered_ce",
            "tcpi_bytes_sent",
            "tcpi_bytes_retrans",
            "tcpi_dsack_dups",
            "tcpi_reord_seen",
            "tcpi_rcv_ooopack",
            "tcpi_snd_wnd",
            "tcpi_rcv_wnd",
            "tcpi_rehash",
            "tcpi_total_rto",
            "tcpi_total_rto_recoveries",
            "tcpi_total_rto_time",
            "tcpi_received_ce",
            "tcpi_delivered_e1_bytes",
            "tcpi_delivered_e0_bytes",
            "tcpi_delivered_ce_bytes",
            "tcpi_received_e1_bytes",
            "tcpi_received_e0_bytes",
            "tcpi_received_ce_bytes",
            "tcpi_ecn_mode",
            "tcpi_accecn_opt_seen",
            "tcpi_accecn_fail_mode",
            "tcpi_options2",
        };

        public static final int[] FIRST_BIT = {
            0,
            8,
            16,
            24,
            32,
            40,
            48,
            52,
            56,
            57,
            64,
            96,
            128,
            160,
            192,
            224,
            256,
            288,
            320,
            352,
            384,
            416,
            448,
            480,
            512,
            544,
            576,
            608,
            640,
            672,
            704,
            736,
            768,
            800,
            832,
            896,
            960,
            1024,
            1088,
            1120,
            1152,
            1184,
            1216,
            1248,
            1280,
            1344,
            1408,
            1472,
            1536,
            1568,
            1600,
            1664,
            1728,
            1760,
            1792,
            1824,
            1856,
            1888,
            1920,
            1936,
            1952,
            1984,
            2016,
            2048,
            2080,
            2112,
            2144,
            2176,
            2208,
            2210,
            2212,
            2216,
        };

        public static final int[] BITS = {
            8,
            8,
            8,
            8,
            8,
            8,
            4,
            4,
            1,
            2,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            64,
            64,
            64,
            64,
            32,
            32,
            32,
            32,
            32,
            32,
            64,
            64,
            64,
            64,
            32,
            32,
            64,
            64,
            32,
            32,
            32,
            32,
            32,
            32,
            16,
            16,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            32,
            2,
            2,
            4,
            24,
        };

        private TcpInfo() {}
    }
}
