package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.catalogue.Steps.CONNECTION;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** The defaults of new sockets. */
public final class Defaults implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        reuse(scenarios);
        families(scenarios);
        names(scenarios);
        datagrams(scenarios);
        plain(scenarios);
    }

    private static void reuse(Scenarios scenarios) {
        scenarios
                .scenario("default-reuseaddr-listener")
                .title("SO_REUSEADDR of a listening socket")
                .explanation("The kernel's default is 0; the JDK sets it on every server socket that it makes.")
                .source("socket(7): SO_REUSEADDR; sun.nio.ch.Net.serverSocket and Net.c, Java_sun_nio_ch_Net_socket0")
                .tags("defaults", "tcp", "reuse", "listen")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        reuse address: getsockopt(s,SOL_SOCKET,SO_REUSEADDR,BUF,4) => val
                        reuse port: getsockopt(s,SOL_SOCKET,SO_REUSEPORT,BUF,4) => val
                        """)
                .net(j -> {
                    ServerSocket s = j.keep(new ServerSocket());
                    j.phase("reuse address", () -> s.getReuseAddress());
                    j.phase("reuse port", () -> s.getOption(StandardSocketOptions.SO_REUSEPORT));
                })
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    j.phase("reuse address", () -> s.getOption(StandardSocketOptions.SO_REUSEADDR));
                    j.phase("reuse port", () -> s.getOption(StandardSocketOptions.SO_REUSEPORT));
                });

        scenarios
                .scenario("default-reuseaddr-client")
                .title("SO_REUSEADDR of a connecting socket")
                .explanation("0 everywhere.")
                .source("socket(7): SO_REUSEADDR; sun.nio.ch.Net.socket")
                .tags("defaults", "tcp", "reuse")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        reuse address: getsockopt(s,SOL_SOCKET,SO_REUSEADDR,BUF,4) => val
                        reuse port: getsockopt(s,SOL_SOCKET,SO_REUSEPORT,BUF,4) => val
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("reuse address", () -> s.getReuseAddress());
                    j.phase("reuse port", () -> s.getOption(StandardSocketOptions.SO_REUSEPORT));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("reuse address", () -> s.getOption(StandardSocketOptions.SO_REUSEADDR));
                    j.phase("reuse port", () -> s.getOption(StandardSocketOptions.SO_REUSEPORT));
                });

        scenarios
                .scenario("default-reuseaddr-datagram")
                .title("SO_REUSEADDR of a datagram socket")
                .explanation("0 in DatagramSocket and DatagramChannel as in the kernel, but MulticastSocket sets it.")
                .source("socket(7): SO_REUSEADDR; java.net.MulticastSocket's constructors")
                .tags("defaults", "udp", "reuse", "multicast")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_DGRAM,0)
                        datagram: getsockopt(s,SOL_SOCKET,SO_REUSEADDR,BUF,4) => val
                        multicast: getsockopt(s,SOL_SOCKET,SO_REUSEADDR,BUF,4) => val
                        """)
                .net(j -> {
                    DatagramSocket datagram = j.keep(new DatagramSocket(null));
                    MulticastSocket multicast = j.keep(new MulticastSocket(null));
                    j.phase("datagram", () -> datagram.getReuseAddress());
                    j.phase("multicast", () -> multicast.getReuseAddress());
                })
                .nio(j -> {
                    DatagramChannel datagram = j.keep(DatagramChannel.open());
                    j.phase("datagram", () -> datagram.getOption(StandardSocketOptions.SO_REUSEADDR));
                });
    }

    private static void families(Scenarios scenarios) {
        scenarios
                .scenario("default-domain")
                .title("The address family of a new socket")
                .explanation("C gets AF_INET (2) as requested; on a machine with IPv6 the JDK makes AF_INET6 sockets "
                        + "(10) for both families.")
                .source("socket(2); sun.nio.ch.Net.isIPv6Available")
                .tags("defaults", "tcp", "udp", "ipv6")
                .needs(Need.IPV6)
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        stream: getsockopt(s,SOL_SOCKET,SO_DOMAIN,BUF,4) => val
                        listener: getsockopt(s,SOL_SOCKET,SO_DOMAIN,BUF,4) => val
                        datagram: getsockopt(u,SOL_SOCKET,SO_DOMAIN,BUF,4) => val
                        """)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0, 1, loopback()));
                    Socket stream = j.keep(new Socket(loopback(), listener.getLocalPort()));
                    DatagramSocket datagram = j.keep(new DatagramSocket(loopback(0)));
                    j.phase("stream", () -> option(stream, SOL_SOCKET, SO_DOMAIN));
                    j.phase("listener", () -> option(listener, SOL_SOCKET, SO_DOMAIN));
                    j.phase("datagram", () -> option(datagram, SOL_SOCKET, SO_DOMAIN));
                })
                .nio(j -> {
                    SocketChannel stream = j.keep(SocketChannel.open());
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    DatagramChannel datagram = j.keep(DatagramChannel.open());
                    j.phase("stream", () -> option(stream, SOL_SOCKET, SO_DOMAIN));
                    j.phase("listener", () -> option(listener, SOL_SOCKET, SO_DOMAIN));
                    j.phase("datagram", () -> option(datagram, SOL_SOCKET, SO_DOMAIN));
                });

        scenarios
                .scenario("default-domain-asked")
                .title("The family of a channel opened for IPv4")
                .explanation("A channel opened with StandardProtocolFamily.INET is an AF_INET socket; java.net offers "
                        + "no choice.")
                .source("socket(2); java.nio.channels.DatagramChannel.open(ProtocolFamily)")
                .tags("defaults", "udp", "ipv6")
                .verdict(SAME)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        domain: getsockopt(u,SOL_SOCKET,SO_DOMAIN,BUF,4) => val
                        """)
                .netCannot("its classes do not take a family; java.net.preferIPv4Stack is for the whole JVM")
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open(StandardProtocolFamily.INET));
                    j.phase("domain", () -> option(u, SOL_SOCKET, SO_DOMAIN));
                });

        scenarios
                .scenario("default-v6only")
                .title("Whether an IPv6 socket accepts IPv4 as well")
                .explanation("IPV6_V6ONLY follows net.ipv6.bindv6only in C; the JDK always sets it to 0.")
                .source("ipv6(7): IPV6_V6ONLY; Net.c, Java_sun_nio_ch_Net_socket0")
                .tags("defaults", "tcp", "ipv6")
                .needs(Need.IPV6)
                .namespace()
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET6,SOCK_STREAM,0)
                        v6only: getsockopt(s,IPPROTO_IPV6,IPV6_V6ONLY,BUF,4) => val
                        """)
                .net(j -> {
                    ServerSocket s = j.keep(new ServerSocket(0));
                    j.phase("v6only", () -> option(s, IPPROTO_IPV6, IPV6_V6ONLY));
                })
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    j.phase("v6only", () -> option(s, IPPROTO_IPV6, IPV6_V6ONLY));
                });

        scenarios
                .scenario("default-close-on-exec")
                .title("Whether a child process inherits the descriptor")
                .explanation("FD_CLOEXEC is off unless SOCK_CLOEXEC sets it, in the JDK as well: its child processes "
                        + "close all descriptors instead.")
                .source("socket(2): SOCK_CLOEXEC, accept4(2); java.lang.ProcessImpl, childproc.c")
                .tags("defaults", "tcp", "exec")
                .verdict(SAME)
                .libc(CONNECTION + """
                        made: fcntl(c,F_GETFD)
                        accepted: fcntl(s,F_GETFD)
                        """)
                .net(j -> {
                    var both = j.connection();
                    j.phase("made", () -> fcntl(both.client(), F_GETFD));
                    j.phase("accepted", () -> fcntl(both.server(), F_GETFD));
                })
                .nio(j -> {
                    var both = j.channels();
                    j.phase("made", () -> fcntl(both.client(), F_GETFD));
                    j.phase("accepted", () -> fcntl(both.server(), F_GETFD));
                });

        scenarios
                .scenario("default-blocking")
                .title("Whether a new socket blocks")
                .explanation("O_NONBLOCK is off everywhere.")
                .source("socket(2): SOCK_NONBLOCK; java.nio.channels.SelectableChannel.isBlocking")
                .tags("defaults", "tcp", "nonblocking")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        flags: fcntl(s,F_GETFL)
                        """)
                .net(j -> {
                    Socket client = j.connection().client();
                    j.phase("flags", () -> fcntl(client, F_GETFL));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("flags", () -> fcntl(s, F_GETFL));
                });
    }

    private static void names(Scenarios scenarios) {
        scenarios
                .scenario("default-name-unbound")
                .title("The name of an unbound socket")
                .explanation(
                        "getsockname returns 0.0.0.0 and port 0; a channel returns null, and a Socket the wildcard "
                                + "address with port -1.")
                .source("getsockname(2); java.net.Socket.getLocalPort, "
                        + "java.nio.channels.NetworkChannel.getLocalAddress")
                .tags("defaults", "tcp", "addresses")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        address: getsockname(s,BUF,128) => addr
                        port: getsockname(s,BUF,128) => port
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("address", () -> s.getLocalAddress());
                    j.phase("port", () -> s.getLocalPort());
                    j.phase("whole", () -> s.getLocalSocketAddress());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("whole", () -> s.getLocalAddress());
                });

        scenarios
                .scenario("default-peer-unconnected")
                .title("The peer of an unconnected socket")
                .explanation("getpeername fails with ENOTCONN; the JDK returns null.")
                .source("getpeername(2); java.net.Socket.getRemoteSocketAddress, "
                        + "java.nio.channels.SocketChannel.getRemoteAddress")
                .tags("defaults", "tcp", "addresses")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        peer: getpeername(s,BUF,128) => addr
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("peer", () -> s.getRemoteSocketAddress());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("peer", () -> s.getRemoteAddress());
                });

        scenarios
                .scenario("names-mapped")
                .title("The name of an IPv4 client at a listener for both families")
                .explanation("The kernel returns ::ffff:127.0.0.1; the JDK, over the same socket, returns 127.0.0.1.")
                .source("ipv6(7); Net.c, NET_SockaddrToInetAddress")
                .tags("tcp", "ipv6", "addresses")
                .needs(Need.IPV6)
                .verdict(DIFFERS)
                .libc("""
                        l = listener([::]:0)
                        c = socket(AF_INET,SOCK_STREAM,0)
                        connect(c,127.0.0.1:@l)
                        s = accept(l,NULL,NULL)
                        peer: getpeername(s,BUF,128) => addr
                        listener: getsockname(l,BUF,128) => addr
                        """)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0));
                    j.keep(new Socket(loopback(), listener.getLocalPort()));
                    Socket server = j.keep(listener.accept());
                    j.phase("peer", () -> server.getInetAddress());
                    j.phase("listener", () -> listener.getInetAddress());
                    j.phase("domain below", () -> option(server, SOL_SOCKET, SO_DOMAIN));
                })
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.bind(new InetSocketAddress(0));
                    int port = listener.socket().getLocalPort();
                    j.keep(SocketChannel.open(loopback(port)));
                    SocketChannel server = j.keep(listener.accept());
                    j.phase("peer", () -> server.getRemoteAddress());
                    j.phase("listener", () -> listener.getLocalAddress());
                    j.phase("domain below", () -> option(server, SOL_SOCKET, SO_DOMAIN));
                });

        scenarios
                .scenario("default-datagram-bound")
                .title("Whether a new datagram socket has a port")
                .explanation("Neither in the kernel nor in a DatagramChannel; new DatagramSocket() is bound to an "
                        + "ephemeral port.")
                .source("udp(7); java.net.DatagramSocket()")
                .tags("defaults", "udp", "bind")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        unbound: getsockname(u,BUF,128)
                        assert(port,eq,0)
                        """)
                .net(j -> {
                    DatagramSocket u = j.keep(new DatagramSocket());
                    j.phase("unbound", () -> u.isBound() ? "bound" : "not");
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open());
                    j.phase("unbound", () -> u.getLocalAddress() == null ? 0 : "bound");
                });
    }

    private static void datagrams(Scenarios scenarios) {
        scenarios
                .scenario("default-broadcast")
                .title("SO_BROADCAST of a new datagram socket")
                .explanation("0 in the kernel and in DatagramChannel; DatagramSocket and MulticastSocket set it.")
                .source("socket(7): SO_BROADCAST; sun.nio.ch.DatagramSocketAdaptor")
                .tags("defaults", "udp", "broadcast")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        broadcast: getsockopt(u,SOL_SOCKET,SO_BROADCAST,BUF,4) => val
                        """)
                .net(j -> {
                    DatagramSocket u = j.keep(new DatagramSocket(null));
                    j.phase("broadcast", () -> u.getBroadcast());
                    MulticastSocket multicast = j.keep(new MulticastSocket(null));
                    j.phase("of MulticastSocket", () -> multicast.getBroadcast());
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open());
                    j.phase("broadcast", () -> u.getOption(StandardSocketOptions.SO_BROADCAST));
                });

        scenarios
                .scenario("default-multicast-all")
                .title("Whether a socket receives from groups that others have joined")
                .explanation("IP_MULTICAST_ALL and its IPv6 counterpart are 1 in the kernel; the JDK sets them to 0 on "
                        + "every datagram socket, except that JDK 17 and 21 leave the second at 1.")
                .source("ip(7): IP_MULTICAST_ALL; Net.c, Java_sun_nio_ch_Net_socket0")
                .tags("defaults", "datagrams", "multicast", "ipv6")
                .needs(Need.IPV6)
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        ipv4: getsockopt(u,IPPROTO_IP,IP_MULTICAST_ALL,BUF,4) => val
                        v = socket(AF_INET6,SOCK_DGRAM,0)
                        ipv6: getsockopt(v,IPPROTO_IPV6,IPV6_MULTICAST_ALL,BUF,4) => val
                        """)
                .net(j -> {
                    DatagramSocket u = j.keep(new DatagramSocket(loopback(0)));
                    j.phase("ipv4", () -> option(u, IPPROTO_IP, IP_MULTICAST_ALL));
                    j.phase("ipv6", () -> option(u, IPPROTO_IPV6, IPV6_MULTICAST_ALL));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open(StandardProtocolFamily.INET));
                    j.phase("ipv4", () -> option(u, IPPROTO_IP, IP_MULTICAST_ALL));
                    DatagramChannel v = j.keep(DatagramChannel.open(StandardProtocolFamily.INET6));
                    j.phase("ipv6", () -> option(v, IPPROTO_IPV6, IPV6_MULTICAST_ALL));
                });

        scenarios
                .scenario("default-multicast")
                .title("Multicast time to live and loopback")
                .explanation("1 and on, everywhere; MulticastSocket.getLoopbackMode means the opposite: true is off.")
                .source("ip(7): IP_MULTICAST_TTL, IP_MULTICAST_LOOP; java.net.MulticastSocket.getLoopbackMode")
                .tags("defaults", "udp", "multicast")
                .verdict(SAME)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        ttl: getsockopt(u,IPPROTO_IP,IP_MULTICAST_TTL,BUF,4) => val
                        loop: getsockopt(u,IPPROTO_IP,IP_MULTICAST_LOOP,BUF,4) => val
                        """)
                .net(j -> {
                    MulticastSocket u = j.keep(new MulticastSocket(null));
                    j.phase("ttl", () -> u.getTimeToLive());
                    j.phase("loop", () -> u.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open(StandardProtocolFamily.INET));
                    j.phase("ttl", () -> u.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
                    j.phase("loop", () -> u.getOption(StandardSocketOptions.IP_MULTICAST_LOOP));
                });
    }

    private static void plain(Scenarios scenarios) {
        scenarios
                .scenario("default-tcp-options")
                .title("TCP_NODELAY, SO_KEEPALIVE and SO_OOBINLINE of a new socket")
                .explanation("Off, everywhere.")
                .source("tcp(7), socket(7); java.net.Socket")
                .tags("defaults", "tcp", "options")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        nodelay: getsockopt(s,IPPROTO_TCP,TCP_NODELAY,BUF,4) => val
                        keepalive: getsockopt(s,SOL_SOCKET,SO_KEEPALIVE,BUF,4) => val
                        inline: getsockopt(s,SOL_SOCKET,SO_OOBINLINE,BUF,4) => val
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("nodelay", () -> s.getTcpNoDelay());
                    j.phase("keepalive", () -> s.getKeepAlive());
                    j.phase("inline", () -> s.getOOBInline());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("nodelay", () -> s.getOption(StandardSocketOptions.TCP_NODELAY));
                    j.phase("keepalive", () -> s.getOption(StandardSocketOptions.SO_KEEPALIVE));
                    j.phase("inline", () -> s.socket().getOOBInline());
                });

        scenarios
                .scenario("default-linger")
                .title("SO_LINGER of a new socket")
                .explanation("Off: in C l_onoff is 0, which Java reports as -1.")
                .source("socket(7): SO_LINGER; java.net.Socket.getSoLinger")
                .tags("defaults", "tcp", "linger", "options")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        linger: getsockopt(s,SOL_SOCKET,SO_LINGER,BUF,8) => int@0
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("linger", () -> s.getSoLinger());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("linger", () -> s.getOption(StandardSocketOptions.SO_LINGER));
                });

        scenarios
                .scenario("default-tos")
                .title("IP_TOS of a new socket")
                .explanation("0 everywhere.")
                .source("ip(7): IP_TOS; java.net.Socket.getTrafficClass")
                .tags("defaults", "tcp", "options")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        tos: getsockopt(s,IPPROTO_IP,IP_TOS,BUF,4) => val
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("tos", () -> s.getTrafficClass());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("tos", () -> s.getOption(StandardSocketOptions.IP_TOS));
                });

        scenarios
                .scenario("default-dont-fragment")
                .title("Path MTU discovery of a new datagram socket")
                .explanation("IP_MTU_DISCOVER is 1, IP_PMTUDISC_WANT; the JDK's IP_DONTFRAGMENT is true only for "
                        + "IP_PMTUDISC_DO, and so false here; JDKs before 19 lack the option.")
                .source("ip(7): IP_MTU_DISCOVER; jdk.net.ExtendedSocketOptions.IP_DONTFRAGMENT")
                .tags("defaults", "udp", "options")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        discover: getsockopt(u,IPPROTO_IP,IP_MTU_DISCOVER,BUF,4) => val
                        """)
                .net(j -> {
                    DatagramSocket u = j.keep(new DatagramSocket(null));
                    j.phase("discover", () -> u.getOption(Newer.option(u.supportedOptions(), "IP_DONTFRAGMENT")));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open(StandardProtocolFamily.INET));
                    j.phase("discover", () -> u.getOption(Newer.option(u.supportedOptions(), "IP_DONTFRAGMENT")));
                });
    }
}
