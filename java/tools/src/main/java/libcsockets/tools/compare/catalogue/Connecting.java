package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.catalogue.Steps.CONNECTION;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import libcsockets.tools.compare.scenario.JdkRun;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** The client's side of a connection. */
public final class Connecting implements Theme {
    /** An address of TEST-NET-1 (RFC 5737), the destination in the scenarios with routes. */
    private static final InetSocketAddress TEST_NET = new InetSocketAddress("192.0.2.1", 9);

    private static final String LINK_LOCAL = "fe80::1";
    private static final String NO_NON_BLOCKING = "a java.net socket has no non-blocking mode";
    private static final int SHORT = 200;

    /** A listener with a full queue: the kernel drops further requests. */
    private static final String FULL_QUEUE = """
            l = listener(127.0.0.1:0,0)
            first = connect_to(l)
            """;

    @Override
    public void addTo(Scenarios scenarios) {
        refusals(scenarios);
        again(scenarios);
        pending(scenarios);
        timeouts(scenarios);
        addresses(scenarios);
        routes(scenarios);
    }

    /** {@link #FULL_QUEUE} in Java: the JDK itself cannot make a queue of length 0. */
    private static InetSocketAddress fullQueue(JdkRun j) throws Exception {
        ServerSocket listener = j.keep(new ServerSocket(0, 1, loopback()));
        libc().listen(descriptor(listener), 0);
        j.keep(new Socket(loopback(), listener.getLocalPort()));
        return loopback(listener.getLocalPort());
    }

    private static void refusals(Scenarios scenarios) {
        scenarios
                .scenario("connect-refused")
                .title("Connecting to a port without a listener")
                .explanation("ECONNREFUSED is ConnectException.")
                .source("connect(2); Net.c, handleSocketError")
                .tags("connect", "tcp")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        connect: connect(s,127.0.0.1:unused)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("connect", () -> s.connect(loopback(unusedPort())));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("connect", () -> s.connect(loopback(unusedPort())));
                });

        scenarios
                .scenario("connect-refused-retry")
                .title("Connecting again after a refusal")
                .explanation("A refused socket can be used again; the JDK has closed it, although isClosed of Socket "
                        + "returns false on JDK 17 and 21.")
                .source("connect(2); java.net.Socket.connect, sun.nio.ch.SocketChannelImpl.connect")
                .tags("connect", "close", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        l = socket(AF_INET,SOCK_STREAM,0)
                        bind(l,127.0.0.1:0)
                        s = socket(AF_INET,SOCK_STREAM,0)
                        refused: connect(s,&l)
                        listen(l,1)
                        retry: connect(s,&l)
                        """)
                .net(j -> {
                    InetSocketAddress address = loopback(unusedPort());
                    Socket s = j.keep(new Socket());
                    j.phase("refused", () -> s.connect(address));
                    j.keep(new ServerSocket(address.getPort(), 1, loopback()));
                    j.phase("retry", () -> s.connect(address));
                    j.phase("closed", () -> s.isClosed());
                })
                .nio(j -> {
                    InetSocketAddress address = loopback(unusedPort());
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("refused", () -> s.connect(address));
                    j.keep(ServerSocketChannel.open()).bind(address);
                    j.phase("retry", () -> s.connect(address));
                    j.phase("closed", () -> !s.isOpen());
                });

        scenarios
                .scenario("connect-so-error")
                .title("The refusal of a non-blocking connect")
                .explanation("SO_ERROR returns it once and 0 from then on; in the JDK finishConnect throws it and "
                        + "closes the channel.")
                .source("connect(2): EINPROGRESS, socket(7): SO_ERROR; sun.nio.ch.SocketChannelImpl.finishConnect")
                .tags("connect", "tcp", "nonblocking", "options")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        fcntl(s,F_SETFL,O_NONBLOCK)
                        connect(s,127.0.0.1:unused) -> errno:EINPROGRESS
                        wait(s,POLLOUT)
                        finish: getsockopt(s,SOL_SOCKET,SO_ERROR,BUF,4) => error
                        again: getsockopt(s,SOL_SOCKET,SO_ERROR,BUF,4) => error
                        """)
                .netCannot(NO_NON_BLOCKING)
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    s.configureBlocking(false);
                    s.connect(loopback(unusedPort()));
                    Waiting.forEvents(s, POLLOUT);
                    j.phase("finish", () -> s.finishConnect());
                    j.phase("again", () -> s.finishConnect());
                });
    }

    private static void again(Scenarios scenarios) {
        scenarios
                .scenario("connect-twice")
                .title("Connecting a connected socket")
                .explanation("EISCONN, from the kernel in C and from the JDK's own state in Java.")
                .source("connect(2); java.net.Socket.connect, sun.nio.ch.SocketChannelImpl.beginConnect")
                .tags("connect", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        connect: connect(c,&l)
                        """)
                .net(j -> {
                    Socket client = j.connection().client();
                    j.phase("connect", () -> client.connect(client.getRemoteSocketAddress()));
                })
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    j.phase("connect", () -> client.connect(client.getRemoteAddress()));
                });

        scenarios
                .scenario("connect-closed")
                .title("Connecting a closed socket")
                .explanation("EBADF; the JDK knows that it is closed.")
                .source("connect(2); java.net.Socket.connect, sun.nio.ch.SocketChannelImpl.ensureOpen")
                .tags("connect", "close", "tcp")
                .verdict(SAME)
                .libc("""
                        l = listener(127.0.0.1:0)
                        low = socket(AF_INET,SOCK_STREAM,0)
                        """ + Steps.high("s", "low") + """
                        close(s)
                        connect: connect(s,&l)
                        """)
                .net(j -> {
                    Socket s = new Socket();
                    s.close();
                    j.phase("connect", () -> s.connect(loopback(9)));
                })
                .nio(j -> {
                    SocketChannel s = SocketChannel.open();
                    s.close();
                    j.phase("connect", () -> s.connect(loopback(9)));
                });

        scenarios
                .scenario("connect-dissolve")
                .title("Connecting to AF_UNSPEC")
                .explanation("It dissolves a TCP connection, and the socket can connect again; the JDK has no "
                        + "equivalent for a stream.")
                .source("connect(2)")
                .tags("connect", "tcp", "reset")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        dissolve: connect(c,unspec)
                        wait(s,POLLHUP)
                        peer: recv(s,1,0)
                        again: connect(c,&l)
                        """)
                .netCannot("a Socket connects once")
                .nioCannot("a SocketChannel connects once");

        scenarios
                .scenario("connect-to-itself")
                .title("A socket that connects to its own port")
                .explanation("TCP's simultaneous open: it is connected to itself and reads what it writes, everywhere.")
                .source("RFC 9293, 3.5; connect(2)")
                .tags("connect", "bind", "tcp")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        bind(s,127.0.0.1:0)
                        connect: connect(s,&s)
                        write: send(s,"me",0)
                        read: recv(s,10,0) => data
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    s.bind(loopback(0));
                    j.phase("connect", () -> s.connect(s.getLocalSocketAddress()));
                    j.phase("write", () -> s.getOutputStream().write(bytes("me")));
                    j.phase("read", () -> read(s.getInputStream(), 10));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    s.bind(loopback(0));
                    j.phase("connect", () -> {
                        s.connect(s.getLocalAddress());
                    });
                    j.phase("write", () -> s.write(buffer("me")));
                    j.phase("read", () -> read(s, 10));
                });
    }

    private static void pending(Scenarios scenarios) {
        scenarios
                .scenario("connect-nonblocking")
                .title("Connecting without waiting")
                .explanation("EINPROGRESS, then a second connect returns 0 and a third EISCONN; a channel has "
                        + "finishConnect for the second and refuses a third connect.")
                .source("connect(2): EINPROGRESS; sun.nio.ch.SocketChannelImpl.finishConnect")
                .tags("connect", "tcp", "nonblocking")
                .verdict(DIFFERS)
                .libc("""
                        l = listener(127.0.0.1:0)
                        s = socket(AF_INET,SOCK_STREAM,0)
                        fcntl(s,F_SETFL,O_NONBLOCK)
                        connect: connect(s,&l)
                        wait(s,POLLOUT)
                        again: connect(s,&l)
                        third: connect(s,&l)
                        """)
                .netCannot(NO_NON_BLOCKING)
                .nio(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0, 1, loopback()));
                    SocketChannel s = j.keep(SocketChannel.open());
                    s.configureBlocking(false);
                    j.phase("connect", () -> s.connect(listener.getLocalSocketAddress()));
                    Waiting.forEvents(s, POLLOUT);
                    j.phase("again", () -> s.connect(listener.getLocalSocketAddress()));
                    j.phase("finish", () -> s.finishConnect());
                    j.phase("third", () -> s.connect(listener.getLocalSocketAddress()));
                });

        scenarios
                .scenario("connect-pending")
                .title("Using a socket while its connect is in progress")
                .explanation("A second connect fails with EALREADY, send and recv with EAGAIN; a channel reports that "
                        + "the connection is pending, or not there yet.")
                .source("connect(2): EALREADY; sun.nio.ch.SocketChannelImpl.beginConnect")
                .tags("connect", "tcp", "nonblocking", "backlog")
                .verdict(DIFFERS)
                .libc(FULL_QUEUE + """
                        s = socket(AF_INET,SOCK_STREAM,0)
                        fcntl(s,F_SETFL,O_NONBLOCK)
                        connect: connect(s,&l)
                        again: connect(s,&l)
                        write: send(s,"x",0)
                        read: recv(s,1,0)
                        """)
                .netCannot(NO_NON_BLOCKING)
                .nio(j -> {
                    InetSocketAddress full = fullQueue(j);
                    SocketChannel s = j.keep(SocketChannel.open());
                    s.configureBlocking(false);
                    j.phase("connect", () -> s.connect(full));
                    j.phase("again", () -> s.connect(full));
                    j.phase("write", () -> s.write(buffer("x")));
                    j.phase("read", () -> s.read(ByteBuffer.allocate(1)));
                });
    }

    private static void timeouts(Scenarios scenarios) {
        scenarios
                .scenario("connect-time-limit")
                .title("A connect with a time-out of 200 ms")
                .explanation("SO_SNDTIMEO ends it with EINPROGRESS, and the attempt goes on in the background "
                        + "(EALREADY); the JDK throws SocketTimeoutException and closes the socket.")
                .source("socket(7): SO_SNDTIMEO; sun.nio.ch.NioSocketImpl.timedFinishConnect")
                .tags("connect", "timeouts", "tcp", "backlog")
                .verdict(DIFFERS)
                .libc(FULL_QUEUE + """
                        s = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(s,SOL_SOCKET,SO_SNDTIMEO,timeval(0,200000))
                        connect: connect(s,&l)
                        again: connect(s,&l)
                        """)
                .net(j -> {
                    InetSocketAddress full = fullQueue(j);
                    Socket s = j.keep(new Socket());
                    j.phase("connect", () -> s.connect(full, SHORT));
                    j.phase("again", () -> s.connect(full, SHORT));
                })
                .nio(j -> {
                    InetSocketAddress full = fullQueue(j);
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("connect", () -> s.socket().connect(full, SHORT));
                    j.phase("again", () -> s.socket().connect(full, SHORT));
                });

        scenarios
                .scenario("connect-times-out")
                .title("A connect without an answer")
                .explanation("With one repeated SYN the kernel gives up after three seconds: ETIMEDOUT, which is "
                        + "ConnectException and not SocketTimeoutException.")
                .source("connect(2), tcp(7): TCP_SYNCNT; Net.c, handleSocketError")
                .tags("connect", "timeouts", "tcp", "backlog")
                .limit(15)
                .verdict(SAME)
                .libc(FULL_QUEUE + """
                        s = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(s,IPPROTO_TCP,TCP_SYNCNT,1)
                        connect: connect(s,&l)
                        """)
                .net(j -> {
                    InetSocketAddress full = fullQueue(j);
                    Socket s = j.keep(new Socket());
                    s.bind(null);
                    libc().setsockopt(descriptor(s), IPPROTO_TCP, TCP_SYNCNT, 1);
                    j.phase("connect", () -> s.connect(full));
                })
                .nio(j -> {
                    InetSocketAddress full = fullQueue(j);
                    SocketChannel s = j.keep(SocketChannel.open());
                    libc().setsockopt(descriptor(s), IPPROTO_TCP, TCP_SYNCNT, 1);
                    j.phase("connect", () -> s.connect(full));
                });
    }

    private static void addresses(Scenarios scenarios) {
        scenarios
                .scenario("connect-port-0")
                .title("Connecting to port 0")
                .explanation("TCP sends a SYN to port 0 and is refused, in C and in the JDK.")
                .source("connect(2); java.net.Socket.connect")
                .tags("connect", "tcp", "addresses")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        connect: connect(s,127.0.0.1:0)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("connect", () -> s.connect(loopback(0)));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("connect", () -> s.connect(loopback(0)));
                });

        scenarios
                .scenario("connect-wildcard")
                .title("Connecting to 0.0.0.0")
                .explanation("The kernel takes it for this machine and getpeername returns 127.0.0.1; so does the JDK, "
                        + "which replaces it with the loopback address before the call.")
                .source("ip(7); sun.nio.ch.NioSocketImpl.connect, sun.nio.ch.SocketChannelImpl.checkRemote")
                .tags("connect", "tcp", "addresses")
                .verdict(SAME)
                .libc("""
                        l = listener(0.0.0.0:0)
                        s = socket(AF_INET,SOCK_STREAM,0)
                        connect: connect(s,0.0.0.0:@l)
                        peer: getpeername(s,BUF,128) => addr
                        """)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0));
                    Socket s = j.keep(new Socket());
                    InetAddress any = InetAddress.getByAddress(new byte[4]);
                    j.phase("connect", () -> s.connect(new InetSocketAddress(any, listener.getLocalPort())));
                    j.phase("peer", () -> s.getInetAddress());
                })
                .nio(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0));
                    SocketChannel s = j.keep(SocketChannel.open());
                    InetAddress any = InetAddress.getByAddress(new byte[4]);
                    j.phase("connect", () -> {
                        s.connect(new InetSocketAddress(any, listener.getLocalPort()));
                    });
                    j.phase("peer", () -> s.getRemoteAddress());
                });

        scenarios
                .scenario("connect-wrong-family")
                .title("An IPv6 address for an IPv4 socket")
                .explanation("EAFNOSUPPORT; a channel opened for INET refuses before the call, and the JDK's other "
                        + "sockets are for both families.")
                .source("connect(2); sun.nio.ch.Net.checkAddress")
                .tags("connect", "tcp", "ipv6", "addresses")
                .needs(Need.IPV6)
                .verdict(SAME)
                .libc("""
                        l = listener([::1]:0)
                        s = socket(AF_INET,SOCK_STREAM,0)
                        connect: connect(s,&l)
                        """)
                .netCannot("its sockets are for both families")
                .nio(j -> {
                    // Since JDK 15 a SocketChannel can be opened for one family.
                    SocketChannel s = j.keep(SocketChannel.open(StandardProtocolFamily.INET));
                    j.phase("connect", () -> s.connect(new InetSocketAddress("::1", 9)));
                });

        scenarios
                .scenario("connect-short-address")
                .title("An address that is too short, or missing")
                .explanation("EINVAL and EFAULT; the JDK builds the structure itself.")
                .source("connect(2)")
                .tags("connect", "tcp", "memory")
                .verdict(ONLY_LIBC)
                .libc("""
                        l = listener(127.0.0.1:0)
                        s = socket(AF_INET,SOCK_STREAM,0)
                        short: connect(s,127.0.0.1:@l/len=15)
                        pointer: connect(s,BAD/len=16)
                        """)
                .netCannot("an address object has neither length nor pointer")
                .nioCannot("an address object has neither length nor pointer");

        scenarios
                .scenario("connect-unresolved")
                .title("Connecting to an unresolved name")
                .explanation(
                        "java.net throws UnknownHostException and closes the socket, which JDK 17 and 21 do not; a "
                                + "channel throws UnresolvedAddressException, which is not an IOException, and stays "
                                + "open.")
                .source("getaddrinfo(3); java.net.Socket.connect, sun.nio.ch.Net.checkAddress")
                .tags("connect", "tcp", "names")
                .verdict(ONLY_JDK)
                .libcCannot("a sockaddr has no place for a name; getaddrinfo fails earlier, with an EAI_ code instead "
                        + "of an errno")
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("connect", () -> s.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 9)));
                    j.phase("closed", () -> s.isClosed());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("connect", () -> s.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 9)));
                    j.phase("closed", () -> !s.isOpen());
                });

        scenarios
                .scenario("connect-link-local")
                .title("A link-local address without its interface")
                .explanation("EINVAL, since the kernel cannot know the link; the JDK looks for a scope and adds it.")
                .source("ipv6(7): sin6_scope_id; sun.net.util.IPAddressUtil.toScopedAddress")
                .tags("connect", "tcp", "ipv6", "addresses")
                .needs(Need.IPV6)
                .namespace(
                        "ip link add name left type veth peer name right",
                        "ip addr add fe80::1/64 dev left nodad",
                        "ip link set dev left up",
                        "ip link set dev right up")
                .verdict(DIFFERS)
                .libc("""
                        l = listener([::]:0)
                        s = socket(AF_INET6,SOCK_STREAM,0)
                        connect: connect(s,[fe80::1]:@l)
                        """)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0));
                    Socket s = j.keep(new Socket());
                    InetAddress address = Inet6Address.getByName(LINK_LOCAL);
                    j.phase("connect", () -> s.connect(new InetSocketAddress(address, listener.getLocalPort())));
                })
                .nio(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0));
                    SocketChannel s = j.keep(SocketChannel.open());
                    InetAddress address = Inet6Address.getByName(LINK_LOCAL);
                    j.phase("connect", () -> {
                        s.connect(new InetSocketAddress(address, listener.getLocalPort()));
                    });
                });
    }

    private static void routes(Scenarios scenarios) {
        scenarios
                .scenario("route-none")
                .title("No route to the address")
                .explanation("ENETUNREACH is a plain SocketException, for connect and for datagrams.")
                .source("connect(2), ip(7); Net.c, handleSocketError")
                .tags("connect", "datagrams", "tcp", "udp", "routes")
                .namespace()
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        connect: connect(s,192.0.2.1:9)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("connect", () -> s.connect(TEST_NET));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("connect", () -> s.connect(TEST_NET));
                });

        scenarios
                .scenario("route-unreachable")
                .title("An \"unreachable\" route")
                .explanation("EHOSTUNREACH becomes NoRouteToHostException, a class of its own.")
                .source("ip-route(8), connect(2); Net.c, handleSocketError")
                .tags("connect", "tcp", "routes")
                .namespace("ip route add unreachable 192.0.2.0/24")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        connect: connect(s,192.0.2.1:9)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("connect", () -> s.connect(TEST_NET));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("connect", () -> s.connect(TEST_NET));
                });

        scenarios
                .scenario("route-blackhole")
                .title("A \"blackhole\" route")
                .explanation("The kernel drops forwarded packets silently, but fails a local connect with EINVAL.")
                .source("ip-route(8); Net.c, handleSocketError")
                .tags("connect", "tcp", "routes")
                .namespace("ip route add blackhole 192.0.2.0/24")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        connect: connect(s,192.0.2.1:9)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("connect", () -> s.connect(TEST_NET));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("connect", () -> s.connect(TEST_NET));
                });

        scenarios
                .scenario("route-prohibit")
                .title("A \"prohibit\" route")
                .explanation("EACCES becomes BindException, from connect as from any call: the JDK's table maps it to "
                        + "nothing else.")
                .source("ip-route(8); Net.c, handleSocketError")
                .tags("connect", "tcp", "routes", "privileges")
                .namespace("ip route add prohibit 192.0.2.0/24")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        connect: connect(s,192.0.2.1:9)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("connect", () -> s.connect(TEST_NET));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("connect", () -> s.connect(TEST_NET));
                });

        scenarios
                .scenario("connect-multicast")
                .title("Connecting to a multicast group's address")
                .explanation("TCP cannot use it: ENETUNREACH, even if there is a route.")
                .source("connect(2), ip(7)")
                .tags("connect", "tcp", "multicast", "routes")
                .namespace("ip route add 239.0.0.0/8 dev lo")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        connect: connect(s,239.1.2.3:9)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("connect", () -> s.connect(new InetSocketAddress("239.1.2.3", 9)));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("connect", () -> s.connect(new InetSocketAddress("239.1.2.3", 9)));
                });
    }
}
