package libcsockets.tools.compare.catalogue;

import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** Operations that an ordinary user may not perform. */
public final class Privileges implements Theme {
    private static final String NO_SUCH = "it has no such sockets";
    private static final String NO_OPTION = "the option is not among its own";

    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("bind-privileged-port")
                .title("Binding to port 80 as an ordinary user")
                .explanation(
                        "Ports below net.ipv4.ip_unprivileged_port_start need CAP_NET_BIND_SERVICE; EACCES becomes "
                                + "BindException.")
                .source("ip(7); Net.c, handleSocketError")
                .tags("privileges", "bind", "tcp", "udp")
                .needs(Need.UNPRIVILEGED)
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        stream: bind(s,127.0.0.1:80)
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        datagram: bind(u,127.0.0.1:80)
                        """)
                .net(j -> {
                    ServerSocket s = j.keep(new ServerSocket());
                    j.phase("stream", () -> s.bind(loopback(80)));
                    DatagramSocket u = j.keep(new DatagramSocket(null));
                    j.phase("datagram", () -> u.bind(loopback(80)));
                })
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    j.phase("stream", () -> s.bind(loopback(80)));
                    DatagramChannel u = j.keep(DatagramChannel.open());
                    j.phase("datagram", () -> u.bind(loopback(80)));
                });

        scenarios
                .scenario("privilege-raw")
                .title("Raw and packet sockets as an ordinary user")
                .explanation(
                        "They need CAP_NET_RAW: EPERM; the JDK has no such sockets, and its isReachable tries another "
                                + "way.")
                .source("raw(7), packet(7); Inet4AddressImpl.c, isReachable0")
                .tags("privileges", "descriptors")
                .needs(Need.UNPRIVILEGED)
                .verdict(ONLY_LIBC)
                .libc("""
                        icmp: socket(AF_INET,SOCK_RAW,IPPROTO_ICMP)
                        raw: socket(AF_INET,SOCK_RAW,IPPROTO_RAW)
                        packet: socket(AF_PACKET,SOCK_RAW,0)
                        """)
                .netCannot(NO_SUCH)
                .nioCannot(NO_SUCH);

        scenarios
                .scenario("privilege-ping")
                .title("A ping socket for a group that may not have one")
                .explanation("net.ipv4.ping_group_range decides, and in a fresh namespace it is empty: EACCES.")
                .source("icmp(7): ping_group_range")
                .tags("privileges", "descriptors")
                .namespace()
                .verdict(ONLY_LIBC)
                .libc("""
                        ping: socket(AF_INET,SOCK_DGRAM,IPPROTO_ICMP)
                        """)
                .netCannot(NO_SUCH)
                .nioCannot(NO_SUCH);

        scenarios
                .scenario("privilege-netlink")
                .title("A netlink socket as an ordinary user")
                .explanation("Any user may open one; the JDK has no such sockets.")
                .source("netlink(7)")
                .tags("privileges", "descriptors")
                .needs(Need.UNPRIVILEGED)
                .verdict(ONLY_LIBC)
                .libc("""
                        netlink: socket(AF_NETLINK,SOCK_RAW,NETLINK_ROUTE)
                        """)
                .netCannot(NO_SUCH)
                .nioCannot(NO_SUCH);

        scenarios
                .scenario("privilege-options")
                .title("Options that an ordinary user may not set")
                .explanation(
                        "EPERM for those that need CAP_NET_ADMIN, while SO_BINDTODEVICE and priorities up to 6 are "
                                + "allowed; the JDK lacks them all.")
                .source("socket(7): SO_MARK, SO_PRIORITY, SO_RCVBUFFORCE, SO_BINDTODEVICE, ip(7): IP_TRANSPARENT")
                .tags("privileges", "options", "tcp")
                .needs(Need.UNPRIVILEGED)
                .verdict(ONLY_LIBC)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        mark: setsockopt(s,SOL_SOCKET,SO_MARK,1)
                        priority 6: setsockopt(s,SOL_SOCKET,SO_PRIORITY,6)
                        priority 7: setsockopt(s,SOL_SOCKET,SO_PRIORITY,7)
                        force: setsockopt(s,SOL_SOCKET,SO_RCVBUFFORCE,8192)
                        transparent: setsockopt(s,IPPROTO_IP,IP_TRANSPARENT,1)
                        device: setsockopt(s,SOL_SOCKET,SO_BINDTODEVICE,"lo")
                        """)
                .netCannot(NO_OPTION)
                .nioCannot(NO_OPTION);

        scenarios
                .scenario("privilege-foreign-address")
                .title("Binding to a foreign address with IP_FREEBIND")
                .explanation("It needs no privilege; the JDK lacks the option.")
                .source("ip(7): IP_FREEBIND")
                .tags("privileges", "bind", "options", "tcp")
                .needs(Need.UNPRIVILEGED)
                .verdict(ONLY_LIBC)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        without: bind(s,198.51.100.1:0)
                        set: setsockopt(s,IPPROTO_IP,IP_FREEBIND,1)
                        with: bind(s,198.51.100.1:0)
                        """)
                .netCannot(NO_OPTION)
                .nioCannot(NO_OPTION);
    }
}
