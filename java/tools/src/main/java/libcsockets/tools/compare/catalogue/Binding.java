package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.catalogue.Steps.CONNECTION;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import libcsockets.IntRef;
import libcsockets.Libc;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** Binding and listening. */
public final class Binding implements Theme {
    /** An address of TEST-NET-2 (RFC 5737), which belongs to no machine. */
    private static final String FOREIGN = "198.51.100.1";

    /** The offset of tcpi_sacked in TCP_INFO, which holds the length of a listener's queue. */
    private static final int QUEUE_LENGTH = 28;

    private static final int TCP_INFO_START = 32;

    @Override
    public void addTo(Scenarios scenarios) {
        taken(scenarios);
        wrong(scenarios);
        shared(scenarios);
        listening(scenarios);
        queues(scenarios);
    }

    private static void taken(Scenarios scenarios) {
        scenarios
                .scenario("bind-in-use")
                .title("Binding to a port with a listener")
                .explanation("EADDRINUSE, which is BindException, even if both sockets set SO_REUSEADDR.")
                .source("bind(2), socket(7): SO_REUSEADDR; Net.c, handleSocketError")
                .tags("bind", "tcp", "reuse")
                .verdict(SAME)
                .libc("""
                        l = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(l,SOL_SOCKET,SO_REUSEADDR,1)
                        bind(l,127.0.0.1:0)
                        listen(l,5)
                        s = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(s,SOL_SOCKET,SO_REUSEADDR,1)
                        bind: bind(s,127.0.0.1:@l)
                        """)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0, 1, loopback()));
                    ServerSocket s = j.keep(new ServerSocket());
                    j.phase("bind", () -> {
                        s.bind(listener.getLocalSocketAddress());
                    });
                })
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.bind(loopback(0));
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    j.phase("bind", () -> s.bind(listener.getLocalAddress()));
                });

        scenarios
                .scenario("bind-foreign-address")
                .title("Binding to an address that this machine does not have")
                .explanation("EADDRNOTAVAIL, which is BindException.")
                .source("bind(2), ip(7); Net.c, handleSocketError")
                .tags("bind", "tcp")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        bind: bind(s,198.51.100.1:0)
                        """)
                .net(j -> {
                    ServerSocket s = j.keep(new ServerSocket());
                    j.phase("bind", () -> s.bind(new InetSocketAddress(FOREIGN, 0)));
                })
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    j.phase("bind", () -> s.bind(new InetSocketAddress(FOREIGN, 0)));
                });

        scenarios
                .scenario("bind-twice")
                .title("Binding a second time")
                .explanation("EINVAL; the JDK checks its own state, and each API throws another class.")
                .source("bind(2); java.net.ServerSocket.bind, sun.nio.ch.ServerSocketChannelImpl.bind")
                .tags("bind", "tcp")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        bind(s,127.0.0.1:0)
                        bind: bind(s,127.0.0.1:0)
                        """)
                .net(j -> {
                    ServerSocket s = j.keep(new ServerSocket(0, 1, loopback()));
                    j.phase("bind", () -> s.bind(loopback(0)));
                })
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    s.bind(loopback(0));
                    j.phase("bind", () -> s.bind(loopback(0)));
                });

        scenarios
                .scenario("bind-after-connect")
                .title("Binding a connected socket")
                .explanation("EINVAL, since connect has bound it; the JDK's own state gives the same answer.")
                .source("bind(2); java.net.Socket.bind, sun.nio.ch.SocketChannelImpl.bind")
                .tags("bind", "connect", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        bind: bind(c,127.0.0.1:0)
                        """)
                .net(j -> {
                    Socket client = j.connection().client();
                    j.phase("bind", () -> client.bind(loopback(0)));
                })
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    j.phase("bind", () -> client.bind(loopback(0)));
                });

        scenarios
                .scenario("bind-again-after-failure")
                .title("Binding to a free port after bind has failed")
                .explanation("The socket is as good as new, in C and in the JDK.")
                .source("bind(2); java.net.ServerSocket.bind")
                .tags("bind", "tcp")
                .verdict(SAME)
                .libc("""
                        l = listener(127.0.0.1:0)
                        s = socket(AF_INET,SOCK_STREAM,0)
                        taken: bind(s,127.0.0.1:@l)
                        free: bind(s,127.0.0.1:0)
                        """)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0, 1, loopback()));
                    ServerSocket s = j.keep(new ServerSocket());
                    j.phase("taken", () -> s.bind(listener.getLocalSocketAddress()));
                    j.phase("free", () -> {
                        s.bind(loopback(0));
                    });
                })
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.bind(loopback(0));
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    j.phase("taken", () -> s.bind(listener.getLocalAddress()));
                    j.phase("free", () -> {
                        s.bind(loopback(0));
                    });
                });

        scenarios
                .scenario("bind-under-dual-stack")
                .title("Binding 0.0.0.0 to the port of a listener on [::]")
                .explanation("A listener for both families holds the port of both: EADDRINUSE, with SO_REUSEADDR too.")
                .source("ipv6(7): IPV6_V6ONLY")
                .tags("bind", "tcp", "ipv6", "reuse")
                .needs(Need.IPV6)
                .verdict(SAME)
                .libc("""
                        l = listener([::]:0)
                        s = socket(AF_INET,SOCK_STREAM,0)
                        bind: bind(s,0.0.0.0:@l)
                        setsockopt(s,SOL_SOCKET,SO_REUSEADDR,1)
                        with reuse: bind(s,0.0.0.0:@l)
                        """)
                .netCannot("all its sockets are for both families")
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.bind(new InetSocketAddress(0));
                    int port = listener.socket().getLocalPort();
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open(StandardProtocolFamily.INET));
                    s.setOption(StandardSocketOptions.SO_REUSEADDR, false);
                    j.phase("bind", () -> s.bind(new InetSocketAddress("0.0.0.0", port)));
                    s.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    j.phase("with reuse", () -> s.bind(new InetSocketAddress("0.0.0.0", port)));
                });

        scenarios
                .scenario("bind-v6only-beside-ipv4")
                .title("Both families on one port, each with a socket of its own")
                .explanation("IPV6_V6ONLY makes it possible; the JDK lacks the option and always switches it off.")
                .source("ipv6(7): IPV6_V6ONLY; Net.c, Java_sun_nio_ch_Net_socket0")
                .tags("bind", "tcp", "ipv6")
                .needs(Need.IPV6)
                .namespace()
                .verdict(ONLY_LIBC)
                // Elsewhere another process's IPv4 socket may hold the port.
                .namespace()
                .libc("""
                        l = socket(AF_INET6,SOCK_STREAM,0)
                        setsockopt(l,IPPROTO_IPV6,IPV6_V6ONLY,1)
                        bind(l,[::]:0)
                        listen(l,5)
                        s = socket(AF_INET,SOCK_STREAM,0)
                        bind: bind(s,0.0.0.0:@l)
                        listen: listen(s,5)
                        """)
                .netCannot("it does not offer the option")
                .nioCannot("it does not offer the option");
    }

    private static void wrong(Scenarios scenarios) {
        scenarios
                .scenario("bind-ipv6-address-to-ipv4-socket")
                .title("An IPv6 address for an IPv4 socket")
                .explanation("EAFNOSUPPORT; a channel opened for INET checks before the call.")
                .source("bind(2), ip(7); sun.nio.ch.Net.checkAddress")
                .tags("bind", "tcp", "ipv6")
                .needs(Need.IPV6)
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        bind: bind(s,[::1]:0)
                        """)
                .netCannot("its sockets are for both families")
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open(StandardProtocolFamily.INET));
                    j.phase("bind", () -> s.bind(new InetSocketAddress("::1", 0)));
                });

        scenarios
                .scenario("bind-ipv4-address-to-ipv6-socket")
                .title("An IPv4 address for an IPv6 socket")
                .explanation("The kernel wants ::ffff:127.0.0.1 and returns EINVAL for a sockaddr_in, which is too "
                        + "short; the JDK writes the mapped address itself.")
                .source("ipv6(7); net_util_md.c, NET_InetAddressToSockaddr")
                .tags("bind", "tcp", "ipv6")
                .needs(Need.IPV6)
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET6,SOCK_STREAM,0)
                        bind: bind(s,127.0.0.1:0)
                        mapped: bind(s,[::ffff:127.0.0.1]:0)
                        """)
                .net(j -> {
                    ServerSocket s = j.keep(new ServerSocket());
                    j.phase("bind", () -> {
                        s.bind(loopback(0));
                    });
                })
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    j.phase("bind", () -> {
                        s.bind(loopback(0));
                    });
                });

        scenarios
                .scenario("bind-nothing")
                .title("Binding to no address")
                .explanation("A null address stands for any free port in the JDK; in C a NULL pointer gives EINVAL or "
                        + "EFAULT, depending on the length that goes with it.")
                .source("bind(2); java.net.ServerSocket.bind, java.nio.channels.NetworkChannel.bind")
                .tags("bind", "tcp", "memory")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        bind: bind(s,NULL)
                        with a length: bind(s,PTR:0/len=16)
                        """)
                .net(j -> {
                    ServerSocket s = j.keep(new ServerSocket());
                    j.phase("bind", () -> {
                        s.bind(null);
                    });
                })
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    j.phase("bind", () -> {
                        s.bind(null);
                    });
                });

        scenarios
                .scenario("bind-short-address")
                .title("An address that is too short")
                .explanation("EINVAL; the JDK builds the structure itself and passes its true length.")
                .source("bind(2)")
                .tags("bind", "tcp", "memory")
                .verdict(ONLY_LIBC)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        bind: bind(s,127.0.0.1:0/len=15)
                        """)
                .netCannot("an address object has no length")
                .nioCannot("an address object has no length");

        scenarios
                .scenario("bind-unresolved")
                .title("Binding to an unresolved name")
                .explanation("libc takes numbers only; each API of the JDK throws its own exception for an unresolved "
                        + "InetSocketAddress.")
                .source("getaddrinfo(3); java.net.ServerSocket.bind, sun.nio.ch.Net.checkAddress")
                .tags("bind", "tcp", "names")
                .verdict(ONLY_JDK)
                .libcCannot("a sockaddr has no place for a name")
                .net(j -> {
                    ServerSocket s = j.keep(new ServerSocket());
                    j.phase("bind", () -> s.bind(InetSocketAddress.createUnresolved("localhost", 0)));
                })
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    j.phase("bind", () -> s.bind(InetSocketAddress.createUnresolved("localhost", 0)));
                });

        scenarios
                .scenario("bind-multicast-tcp")
                .title("Binding a TCP socket to a multicast group's address")
                .explanation(
                        "The kernel accepts it, for listening too; so does the JDK, whose AF_INET6 sockets get the "
                                + "mapped address.")
                .source("ip(7)")
                .tags("bind", "tcp", "multicast")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        bind: bind(s,239.1.2.3:0)
                        """)
                .net(j -> {
                    ServerSocket s = j.keep(new ServerSocket());
                    j.phase("bind", () -> {
                        s.bind(new InetSocketAddress("239.1.2.3", 0));
                    });
                })
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    j.phase("bind", () -> {
                        s.bind(new InetSocketAddress("239.1.2.3", 0));
                    });
                });

        scenarios
                .scenario("bind-closed")
                .title("Binding a closed socket")
                .explanation("EBADF, or another file that has taken the number since; the JDK knows.")
                .source("bind(2); java.net.ServerSocket.bind, sun.nio.ch.ServerSocketChannelImpl.ensureOpen")
                .tags("bind", "close", "tcp")
                .verdict(SAME)
                .libc("""
                        low = socket(AF_INET,SOCK_STREAM,0)
                        """ + Steps.high("s", "low") + """
                        close(s)
                        bind: bind(s,127.0.0.1:0)
                        """)
                .net(j -> {
                    ServerSocket s = new ServerSocket();
                    s.close();
                    j.phase("bind", () -> s.bind(loopback(0)));
                })
                .nio(j -> {
                    ServerSocketChannel s = ServerSocketChannel.open();
                    s.close();
                    j.phase("bind", () -> s.bind(loopback(0)));
                });
    }

    private static void shared(Scenarios scenarios) {
        scenarios
                .scenario("bind-reuseport")
                .title("Two listeners on one port with SO_REUSEPORT")
                .explanation("Both may listen, in C and in the JDK.")
                .source("socket(7): SO_REUSEPORT; java.net.StandardSocketOptions.SO_REUSEPORT")
                .tags("bind", "listen", "tcp", "reuse")
                .verdict(SAME)
                .libc("""
                        a = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(a,SOL_SOCKET,SO_REUSEPORT,1)
                        bind(a,127.0.0.1:0)
                        listen(a,5)
                        b = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(b,SOL_SOCKET,SO_REUSEPORT,1)
                        bind: bind(b,127.0.0.1:@a)
                        """)
                .net(j -> {
                    ServerSocket a = j.keep(new ServerSocket());
                    a.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    a.bind(loopback(0));
                    ServerSocket b = j.keep(new ServerSocket());
                    b.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    j.phase("bind", () -> {
                        b.bind(a.getLocalSocketAddress());
                    });
                })
                .nio(j -> {
                    ServerSocketChannel a = j.keep(ServerSocketChannel.open());
                    a.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    a.bind(loopback(0));
                    ServerSocketChannel b = j.keep(ServerSocketChannel.open());
                    b.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    j.phase("bind", () -> {
                        b.bind(a.getLocalAddress());
                    });
                });

        scenarios
                .scenario("bind-reuseport-second-only")
                .title("SO_REUSEPORT set by the second listener alone")
                .explanation("EADDRINUSE: both have to set it.")
                .source("socket(7): SO_REUSEPORT")
                .tags("bind", "listen", "tcp", "reuse")
                .verdict(SAME)
                .libc("""
                        a = listener(127.0.0.1:0)
                        b = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(b,SOL_SOCKET,SO_REUSEPORT,1)
                        bind: bind(b,127.0.0.1:@a)
                        """)
                .net(j -> {
                    ServerSocket a = j.keep(new ServerSocket(0, 1, loopback()));
                    ServerSocket b = j.keep(new ServerSocket());
                    b.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    j.phase("bind", () -> b.bind(a.getLocalSocketAddress()));
                })
                .nio(j -> {
                    ServerSocketChannel a = j.keep(ServerSocketChannel.open());
                    a.bind(loopback(0));
                    ServerSocketChannel b = j.keep(ServerSocketChannel.open());
                    b.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    j.phase("bind", () -> b.bind(a.getLocalAddress()));
                });

        scenarios
                .scenario("bind-reuse-then-listen")
                .title("Two sockets bound to one port with SO_REUSEADDR, then both listen")
                .explanation("Both may bind while neither listens; the second listen fails with EADDRINUSE. A "
                        + "ServerSocket or its channel binds and listens in one step.")
                .source("listen(2), socket(7): SO_REUSEADDR; sun.nio.ch.ServerSocketChannelImpl.netBind")
                .tags("bind", "listen", "tcp", "reuse")
                .verdict(ONLY_LIBC)
                .libc("""
                        a = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(a,SOL_SOCKET,SO_REUSEADDR,1)
                        bind(a,127.0.0.1:0)
                        b = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(b,SOL_SOCKET,SO_REUSEADDR,1)
                        bind: bind(b,127.0.0.1:@a)
                        first listen: listen(a,5)
                        second listen: listen(b,5)
                        """)
                .netCannot("a ServerSocket binds and listens in one step")
                .nioCannot("a ServerSocketChannel binds and listens in one step");

        scenarios
                .scenario("bind-reuse-datagram")
                .title("Two datagram sockets on one port with SO_REUSEADDR")
                .explanation("Allowed if both set it, everywhere.")
                .source("socket(7): SO_REUSEADDR; java.net.DatagramSocket.setReuseAddress")
                .tags("bind", "udp", "reuse")
                .verdict(SAME)
                .libc("""
                        a = socket(AF_INET,SOCK_DGRAM,0)
                        setsockopt(a,SOL_SOCKET,SO_REUSEADDR,1)
                        bind(a,127.0.0.1:0)
                        b = socket(AF_INET,SOCK_DGRAM,0)
                        without: bind(b,127.0.0.1:@a)
                        setsockopt(b,SOL_SOCKET,SO_REUSEADDR,1)
                        with: bind(b,127.0.0.1:@a)
                        """)
                .net(j -> {
                    DatagramSocket a = j.keep(new DatagramSocket(null));
                    a.setReuseAddress(true);
                    a.bind(loopback(0));
                    DatagramSocket b = j.keep(new DatagramSocket(null));
                    j.phase("without", () -> b.bind(a.getLocalSocketAddress()));
                    b.setReuseAddress(true);
                    j.phase("with", () -> {
                        b.bind(a.getLocalSocketAddress());
                    });
                })
                .nio(j -> {
                    DatagramChannel a = j.keep(DatagramChannel.open());
                    a.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    a.bind(loopback(0));
                    DatagramChannel b = j.keep(DatagramChannel.open());
                    j.phase("without", () -> b.bind(a.getLocalAddress()));
                    b.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    j.phase("with", () -> {
                        b.bind(a.getLocalAddress());
                    });
                });
    }

    private static void listening(Scenarios scenarios) {
        scenarios
                .scenario("listen-unbound")
                .title("Listening without binding first")
                .explanation("The kernel picks a free port; the JDK's listening sockets refuse to accept before they "
                        + "are bound.")
                .source("listen(2), ip(7); java.net.ServerSocket.accept, sun.nio.ch.ServerSocketChannelImpl.begin")
                .tags("listen", "bind", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        fcntl(s,F_SETFL,O_NONBLOCK)
                        listen: listen(s,5)
                        accept: accept(s,NULL,NULL)
                        """)
                .net(j -> {
                    ServerSocket s = j.keep(new ServerSocket());
                    j.phase("accept", () -> s.accept());
                })
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open());
                    s.configureBlocking(false);
                    j.phase("accept", () -> s.accept());
                });

        scenarios
                .scenario("accept-without-listen")
                .title("Accepting on a socket that does not listen")
                .explanation("EINVAL, and EOPNOTSUPP for UDP; the JDK's types rule it out.")
                .source("accept(2)")
                .tags("listen", "tcp", "udp")
                .verdict(ONLY_LIBC)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        bind(s,127.0.0.1:0)
                        tcp: accept(s,NULL,NULL)
                        u = udp(127.0.0.1:0)
                        udp: accept(u,NULL,NULL)
                        """)
                .netCannot("a socket that can accept listens as soon as it is bound")
                .nioCannot("a channel that can accept listens as soon as it is bound");

        scenarios
                .scenario("listen-datagram")
                .title("Listening on UDP")
                .explanation("EOPNOTSUPP; the JDK has no such method.")
                .source("listen(2)")
                .tags("listen", "udp")
                .verdict(ONLY_LIBC)
                .libc("""
                        u = udp(127.0.0.1:0)
                        listen: listen(u,5)
                        """)
                .netCannot("a DatagramSocket has no such method")
                .nioCannot("a DatagramChannel has no such method");

        scenarios
                .scenario("listen-connected")
                .title("Listening on a connected socket")
                .explanation("EINVAL; in the JDK the class decides whether a socket listens or connects.")
                .source("listen(2)")
                .tags("listen", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        listen: listen(c,5)
                        """)
                .netCannot("a Socket has no such method")
                .nioCannot("a SocketChannel has no such method");

        scenarios
                .scenario("connect-listener")
                .title("Connecting a listening socket")
                .explanation("EISCONN, oddly; in the JDK the class decides whether a socket listens or connects.")
                .source("connect(2)")
                .tags("listen", "connect", "tcp")
                .verdict(ONLY_LIBC)
                .libc("""
                        l = listener(127.0.0.1:0)
                        other = listener(127.0.0.1:0)
                        connect: connect(l,&other)
                        """)
                .netCannot("a ServerSocket has no such method")
                .nioCannot("a ServerSocketChannel has no such method");

        scenarios
                .scenario("accept-connected")
                .title("Accepting on a connected socket")
                .explanation("EINVAL; the JDK has no such method.")
                .source("accept(2)")
                .tags("listen", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        accept: accept(c,NULL,NULL)
                        """)
                .netCannot("a Socket has no such method")
                .nioCannot("a SocketChannel has no such method");

        scenarios
                .scenario("listen-close-with-waiting-client")
                .title("Closing a listener while a client waits to be accepted")
                .explanation("The client is connected already, and is reset.")
                .source("listen(2), tcp(7)")
                .tags("listen", "close", "tcp", "reset")
                .verdict(SAME)
                .libc("""
                        l = listener(127.0.0.1:0)
                        c = connect_to(l)
                        close(l)
                        wait(c,POLLHUP)
                        read: recv(c,1,0)
                        """)
                .net(j -> {
                    ServerSocket listener = new ServerSocket(0, 1, loopback());
                    Socket client = j.keep(new Socket(loopback(), listener.getLocalPort()));
                    listener.close();
                    j.phase("read", () -> client.getInputStream().read(new byte[1]));
                })
                .nio(j -> {
                    ServerSocketChannel listener = ServerSocketChannel.open();
                    listener.bind(loopback(0));
                    SocketChannel client = j.keep(SocketChannel.open(listener.getLocalAddress()));
                    listener.close();
                    j.phase("read", () -> client.read(ByteBuffer.allocate(1)));
                });

        scenarios
                .scenario("accept-reset-client")
                .title("Accepting a client that has since reset the connection")
                .explanation("Linux returns it all the same, and the first read meets the reset: POSIX's ECONNABORTED "
                        + "never appears.")
                .source("accept(2); sun.nio.ch.NioSocketImpl.accept")
                .tags("listen", "tcp", "reset")
                .verdict(SAME)
                .libc("""
                        l = listener(127.0.0.1:0)
                        c = connect_to(l)
                        setsockopt(c,SOL_SOCKET,SO_LINGER,linger(1,0))
                        close(c)
                        accept: s = accept(l,NULL,NULL)
                        read: recv(s,1,0)
                        """)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0, 1, loopback()));
                    reset(new Socket(loopback(), listener.getLocalPort()));
                    Socket server = j.phase("accept", () -> listener.accept());
                    j.phase("read", () -> server.getInputStream().read(new byte[1]));
                })
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.bind(loopback(0));
                    reset(SocketChannel.open(listener.getLocalAddress()));
                    SocketChannel server = j.phase("accept", () -> listener.accept());
                    j.phase("read", () -> server.read(ByteBuffer.allocate(1)));
                });
    }

    private static void queues(Scenarios scenarios) {
        scenarios
                .scenario("listen-backlog-0")
                .title("A backlog of 0, and one of 7")
                .explanation("The kernel takes the numbers; the JDK turns anything below 1 into 50.")
                .source("listen(2); java.net.ServerSocket.bind, sun.nio.ch.ServerSocketChannelImpl.netBind")
                .tags("listen", "tcp", "backlog")
                .verdict(DIFFERS)
                .libc("""
                        a = listener(127.0.0.1:0,0)
                        b = listener(127.0.0.1:0,7)
                        zero: getsockopt(a,IPPROTO_TCP,TCP_INFO,BUF,32) => int@28
                        seven: getsockopt(b,IPPROTO_TCP,TCP_INFO,BUF,32) => int@28
                        """)
                .net(j -> {
                    ServerSocket a = j.keep(new ServerSocket(0, 0, loopback()));
                    ServerSocket b = j.keep(new ServerSocket(0, 7, loopback()));
                    j.phase("zero", () -> queueLength(a));
                    j.phase("seven", () -> queueLength(b));
                })
                .nio(j -> {
                    ServerSocketChannel a = j.keep(ServerSocketChannel.open());
                    a.bind(loopback(0), 0);
                    ServerSocketChannel b = j.keep(ServerSocketChannel.open());
                    b.bind(loopback(0), 7);
                    j.phase("zero", () -> queueLength(a));
                    j.phase("seven", () -> queueLength(b));
                });

        scenarios
                .scenario("listen-backlog-negative")
                .title("A backlog of -1")
                .explanation("As an unsigned number it is the largest possible, cut to net.core.somaxconn, which is "
                        + "4096 in a fresh namespace; the JDK turns it into 50.")
                .source("listen(2); java.net.ServerSocket.bind")
                .tags("listen", "tcp", "backlog")
                .namespace()
                .verdict(DIFFERS)
                .libc("""
                        l = listener(127.0.0.1:0,-1)
                        length: getsockopt(l,IPPROTO_TCP,TCP_INFO,BUF,32) => int@28
                        """)
                .net(j -> {
                    ServerSocket l = j.keep(new ServerSocket(0, -1, loopback()));
                    j.phase("length", () -> queueLength(l));
                })
                .nio(j -> {
                    ServerSocketChannel l = j.keep(ServerSocketChannel.open());
                    l.bind(loopback(0), -1);
                    j.phase("length", () -> queueLength(l));
                });

        scenarios
                .scenario("listen-again")
                .title("Listening a second time to change the backlog")
                .explanation("Allowed, and the queue has the new length; in the JDK bind and listen are a single step "
                        + "that happens once.")
                .source("listen(2); java.nio.channels.ServerSocketChannel.bind")
                .tags("listen", "tcp", "backlog")
                .verdict(DIFFERS)
                .libc("""
                        l = listener(127.0.0.1:0,7)
                        again: listen(l,9)
                        length: getsockopt(l,IPPROTO_TCP,TCP_INFO,BUF,32) => int@28
                        """)
                .net(j -> {
                    ServerSocket l = j.keep(new ServerSocket(0, 7, loopback()));
                    j.phase("again", () -> l.bind(l.getLocalSocketAddress(), 9));
                    j.phase("length", () -> queueLength(l));
                })
                .nio(j -> {
                    ServerSocketChannel l = j.keep(ServerSocketChannel.open());
                    l.bind(loopback(0), 7);
                    j.phase("again", () -> l.bind(l.getLocalAddress(), 9));
                    j.phase("length", () -> queueLength(l));
                });
    }

    private static int queueLength(Object listener) throws Exception {
        Libc libc = libc();
        ByteBuffer info = ByteBuffer.allocateDirect(TCP_INFO_START).order(ByteOrder.nativeOrder());
        if (libc.getsockopt(descriptor(listener), IPPROTO_TCP, TCP_INFO, info, new IntRef(TCP_INFO_START)) < 0) {
            throw new IOException("TCP_INFO: " + libc.strerror(libc.errno()));
        }
        return info.getInt(QUEUE_LENGTH);
    }
}
