package libcsockets.tools.options;

import libcsockets.Constants;

/** The arguments of {@code socket} for a socket that has an option. */
enum SocketKind {
    TCP(Constants.AF_INET, Constants.SOCK_STREAM, 0),
    TCP6(Constants.AF_INET6, Constants.SOCK_STREAM, 0),
    UDP(Constants.AF_INET, Constants.SOCK_DGRAM, 0),
    UDP6(Constants.AF_INET6, Constants.SOCK_DGRAM, 0),
    /** Needs CAP_NET_RAW, as the other raw sockets. */
    RAW(Constants.AF_INET, Constants.SOCK_RAW, Constants.IPPROTO_ICMP),
    RAW6(Constants.AF_INET6, Constants.SOCK_RAW, Constants.IPPROTO_ICMPV6),
    UNIX(Constants.AF_UNIX, Constants.SOCK_STREAM, 0),
    /** With protocol 0, so that it receives nothing. */
    PACKET(Constants.AF_PACKET, Constants.SOCK_RAW, 0),
    NETLINK(Constants.AF_NETLINK, Constants.SOCK_RAW, Constants.NETLINK_ROUTE),
    VSOCK(Constants.AF_VSOCK, Constants.SOCK_STREAM, 0),
    MPTCP(Constants.AF_INET, Constants.SOCK_STREAM, Constants.IPPROTO_MPTCP);

    private final int domain;
    private final int type;
    private final int protocol;

    SocketKind(int domain, int type, int protocol) {
        this.domain = domain;
        this.type = type;
        this.protocol = protocol;
    }

    int domain() {
        return domain;
    }

    int type() {
        return type;
    }

    int protocol() {
        return protocol;
    }
}
