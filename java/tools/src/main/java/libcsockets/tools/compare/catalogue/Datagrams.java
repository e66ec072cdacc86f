package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** UDP. */
public final class Datagrams implements Theme {
    private static final int TOO_BIG = 65_508;
    private static final InetSocketAddress BROADCAST = new InetSocketAddress("127.255.255.255", 9);

    @Override
    public void addTo(Scenarios scenarios) {
        lengths(scenarios);
        nothing(scenarios);
        unreachable(scenarios);
        targets(scenarios);
        connected(scenarios);
        names(scenarios);
    }

    private static DatagramPacket packet(String text, Object target) {
        byte[] bytes = bytes(text);
        return new DatagramPacket(bytes, bytes.length, (InetSocketAddress) target);
    }

    private static DatagramPacket room(int bytes) {
        return new DatagramPacket(new byte[bytes], bytes);
    }

    private static void lengths(Scenarios scenarios) {
        scenarios
                .scenario("datagram-truncated")
                .title("A datagram of ten bytes into a buffer of four")
                .explanation("All cut it; only libc reports it: MSG_TRUNC returns the whole length.")
                .source("recv(2), udp(7); java.net.DatagramPacket.getLength, sun.nio.ch.DatagramChannelImpl.receive")
                .tags("datagrams", "flags", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send(c,"0123456789",0)
                        send(c,"0123456789",0)
                        receive: recv(u,4,0) => ret data
                        length: recv(u,4,MSG_TRUNC)
                        """)
                .net(j -> {
                    DatagramSocket receiver = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    sender.send(packet("0123456789", receiver.getLocalSocketAddress()));
                    sender.send(packet("0123456789", receiver.getLocalSocketAddress()));
                    DatagramPacket packet = room(4);
                    j.phase("receive", () -> {
                        receiver.receive(packet);
                        return values(packet.getLength(), packet.getData());
                    });
                    j.phase("length", () -> {
                        receiver.receive(packet);
                        return packet.getLength();
                    });
                })
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.send(buffer("0123456789"), receiver.getLocalAddress());
                    sender.send(buffer("0123456789"), receiver.getLocalAddress());
                    ByteBuffer buffer = ByteBuffer.allocate(4);
                    j.phase("receive", () -> {
                        receiver.receive(buffer);
                        return values(buffer.position(), buffer.flip());
                    });
                    j.phase("length", () -> {
                        buffer.clear();
                        receiver.receive(buffer);
                        return buffer.position();
                    });
                });

        scenarios
                .scenario("datagram-peek-length")
                .title("The length of the next datagram before it is received")
                .explanation("MSG_PEEK with MSG_TRUNC returns it, and so does FIONREAD; the JDK has to offer the "
                        + "largest buffer.")
                .source("recv(2): MSG_TRUNC, udp(7): FIONREAD")
                .tags("datagrams", "flags", "peek", "udp")
                .verdict(ONLY_LIBC)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send(c,"0123456789",0)
                        send(c,"abc",0)
                        peek: recv(u,0,MSG_PEEK|MSG_TRUNC)
                        queued: ioctl(u,FIONREAD,INT) => val
                        read: recv(u,100,0) => data
                        """)
                .netCannot("a receive removes the datagram")
                .nioCannot("a receive removes the datagram");

        scenarios
                .scenario("datagram-too-big")
                .title("A datagram of 65508 bytes")
                .explanation("One more than IPv4 can carry: EMSGSIZE, a plain SocketException; 65507 are sent.")
                .source("udp(7): EMSGSIZE; Net.c, handleSocketError")
                .tags("datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        too big: sendto(c,zeros:65508,0,&u)
                        biggest: sendto(c,zeros:65507,0,&u)
                        """)
                .net(j -> {
                    DatagramSocket receiver = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    byte[] bytes = new byte[TOO_BIG];
                    j.phase(
                            "too big",
                            () -> sender.send(new DatagramPacket(bytes, TOO_BIG, receiver.getLocalSocketAddress())));
                    j.phase(
                            "biggest",
                            () -> sender.send(
                                    new DatagramPacket(bytes, TOO_BIG - 1, receiver.getLocalSocketAddress())));
                })
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    j.phase("too big", () -> sender.send(ByteBuffer.allocate(TOO_BIG), receiver.getLocalAddress()));
                    j.phase("biggest", () -> sender.send(ByteBuffer.allocate(TOO_BIG - 1), receiver.getLocalAddress()));
                });

        scenarios
                .scenario("datagram-gather")
                .title("One datagram from two buffers")
                .explanation("sendmsg and a gathering channel join them.")
                .source("sendmsg(2); sun.nio.ch.DatagramChannelImpl.write")
                .tags("datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send: sendmsg(c,NULL,["ab","cd"],NULL,0)
                        receive: recv(u,10,0) => data
                        """)
                .netCannot("a DatagramPacket has one array")
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.connect(receiver.getLocalAddress());
                    j.phase("send", () -> sender.write(new ByteBuffer[] {buffer("ab"), buffer("cd")}));
                    j.phase("receive", () -> {
                        ByteBuffer buffer = ByteBuffer.allocate(10);
                        receiver.receive(buffer);
                        return buffer.flip();
                    });
                });
    }

    private static void nothing(Scenarios scenarios) {
        scenarios
                .scenario("datagram-empty")
                .title("An empty datagram to an address")
                .explanation("It is sent, and received as 0 bytes, everywhere.")
                .source("udp(7); java.net.DatagramSocket.send")
                .tags("datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        send: sendto(c,"",0,&u)
                        receive: recv(u,10,0)
                        """)
                .net(j -> {
                    DatagramSocket receiver = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    j.phase("send", () -> sender.send(packet("", receiver.getLocalSocketAddress())));
                    DatagramPacket packet = room(10);
                    j.phase("receive", () -> {
                        receiver.receive(packet);
                        return packet.getLength();
                    });
                })
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    j.phase("send", () -> sender.send(ByteBuffer.allocate(0), receiver.getLocalAddress()));
                    ByteBuffer buffer = ByteBuffer.allocate(10);
                    j.phase("receive", () -> {
                        receiver.receive(buffer);
                        return buffer.position();
                    });
                });

        scenarios
                .scenario("datagram-empty-connected")
                .title("An empty datagram to the peer")
                .explanation("libc sends it; the JDK's write of nothing returns without a system call.")
                .source("udp(7), send(2); sun.nio.ch.IOUtil.write")
                .tags("datagrams", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send: send(c,"",0)
                        arrived: poll([u:POLLIN],100)
                        """)
                .net(j -> {
                    DatagramSocket receiver = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    sender.connect(receiver.getLocalSocketAddress());
                    j.phase("send", () -> sender.send(packet("", receiver.getLocalSocketAddress())));
                    j.phase("arrived", () -> Waiting.isReadable(receiver, 100));
                })
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.connect(receiver.getLocalAddress());
                    j.phase("send", () -> sender.write(ByteBuffer.allocate(0)));
                    j.phase("arrived", () -> Waiting.isReadable(receiver, 100));
                });

        scenarios
                .scenario("datagram-empty-or-none")
                .title("An empty datagram or none, without blocking")
                .explanation(
                        "0 and EAGAIN in C; read of a channel returns -1 for an empty datagram, as if a stream had "
                                + "ended, and 0 for none.")
                .source("recv(2); sun.nio.ch.IOUtil.read, convertReturnVal of nio_util.h")
                .tags("datagrams", "nonblocking", "udp")
                .verdict(DIFFERS)
                .literally()
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = udp(127.0.0.1:0)
                        connect(u,&c)
                        connect(c,&u)
                        send(c,"",0)
                        wait(u,POLLIN)
                        empty: recv(u,10,MSG_DONTWAIT)
                        none: recv(u,10,MSG_DONTWAIT)
                        """)
                .netCannot("a DatagramSocket has no non-blocking mode")
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open().bind(loopback(0)));
                    receiver.connect(sender.getLocalAddress());
                    receiver.configureBlocking(false);
                    sender.send(ByteBuffer.allocate(0), receiver.getLocalAddress());
                    Waiting.forEvents(receiver, POLLIN);
                    j.phase("empty", () -> receiver.read(ByteBuffer.allocate(10)));
                    j.phase("none", () -> receiver.read(ByteBuffer.allocate(10)));
                });

        scenarios
                .scenario("datagram-no-room")
                .title("Reading a datagram into an empty buffer")
                .explanation("recv of no bytes removes the datagram and drops it; read of a channel returns without a "
                        + "system call, and the datagram stays.")
                .source("recv(2), udp(7); sun.nio.ch.IOUtil.read")
                .tags("datagrams", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = udp(127.0.0.1:0)
                        connect(u,&c)
                        connect(c,&u)
                        send(c,"abc",0)
                        wait(u,POLLIN)
                        nothing: recv(u,0,0)
                        next: recv(u,10,MSG_DONTWAIT) => data
                        """)
                .netCannot("a DatagramSocket only has receive")
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open().bind(loopback(0)));
                    receiver.connect(sender.getLocalAddress());
                    receiver.configureBlocking(false);
                    sender.send(buffer("abc"), receiver.getLocalAddress());
                    Waiting.forEvents(receiver, POLLIN);
                    j.phase("nothing", () -> receiver.read(ByteBuffer.allocate(0)));
                    j.phase("next", () -> read(receiver, 10));
                });

        scenarios
                .scenario("datagram-receive-no-room")
                .title("Receiving a datagram into an empty buffer")
                .explanation("The datagram is removed and dropped, everywhere: receive makes the call with a byte of "
                        + "its own.")
                .source("recv(2), udp(7); sun.nio.ch.DatagramChannelImpl.receive")
                .tags("datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send(c,"abc",0)
                        wait(u,POLLIN)
                        nothing: recvfrom(u,0,0,NULL,NULL)
                        next: poll([u:POLLIN],100)
                        """)
                .net(j -> {
                    DatagramSocket receiver = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    sender.send(packet("abc", receiver.getLocalSocketAddress()));
                    DatagramPacket packet = room(0);
                    j.phase("nothing", () -> {
                        receiver.receive(packet);
                        return packet.getLength();
                    });
                    j.phase("next", () -> Waiting.isReadable(receiver, 100));
                })
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.send(buffer("abc"), receiver.getLocalAddress());
                    ByteBuffer none = ByteBuffer.allocate(0);
                    j.phase("nothing", () -> {
                        receiver.receive(none);
                        return none.position();
                    });
                    j.phase("next", () -> Waiting.isReadable(receiver, 100));
                });
    }

    private static void unreachable(Scenarios scenarios) {
        scenarios
                .scenario("datagram-refused")
                .title("Sending to the peer's closed port")
                .explanation("The answer, an ICMP message, makes the next call fail with ECONNREFUSED, once; that is "
                        + "PortUnreachableException.")
                .source("udp(7), icmp(7); sun.nio.ch.DatagramDispatcher, DatagramChannelImpl.c")
                .tags("datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        connect(c,127.0.0.1:unusedudp)
                        first: send(c,"x",0)
                        wait(c,POLLERR)
                        second: send(c,"x",0)
                        third: send(c,"x",0)
                        """)
                .net(j -> {
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    InetSocketAddress target = loopback(unusedUdpPort());
                    sender.connect(target);
                    j.phase("first", () -> sender.send(packet("x", target)));
                    Waiting.forEvents(sender, POLLERR);
                    j.phase("second", () -> sender.send(packet("x", target)));
                    j.phase("third", () -> sender.send(packet("x", target)));
                })
                .nio(j -> {
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.connect(loopback(unusedUdpPort()));
                    j.phase("first", () -> sender.write(buffer("x")));
                    Waiting.forEvents(sender, POLLERR);
                    j.phase("second", () -> sender.write(buffer("x")));
                    j.phase("third", () -> sender.write(buffer("x")));
                });

        scenarios
                .scenario("datagram-refused-receive")
                .title("Receiving after sending to the peer's closed port")
                .explanation("A blocking receive fails with ECONNREFUSED instead of waiting: PortUnreachableException.")
                .source("udp(7), icmp(7); sun.nio.ch.DatagramChannelImpl.receive0")
                .tags("datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        connect(c,127.0.0.1:unusedudp)
                        send: send(c,"x",0)
                        receive: recv(c,10,0)
                        """)
                .net(j -> {
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    InetSocketAddress target = loopback(unusedUdpPort());
                    sender.connect(target);
                    j.phase("send", () -> sender.send(packet("x", target)));
                    j.phase("receive", () -> sender.receive(room(10)));
                })
                .nio(j -> {
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.connect(loopback(unusedUdpPort()));
                    j.phase("send", () -> sender.write(buffer("x")));
                    j.phase("receive", () -> sender.receive(ByteBuffer.allocate(10)));
                });

        scenarios
                .scenario("datagram-refused-unconnected")
                .title("Sending to a closed port from an unconnected socket")
                .explanation("Nothing is reported, everywhere.")
                .source("udp(7)")
                .tags("datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        c = udp(127.0.0.1:0)
                        x = udp(127.0.0.1:0)
                        close(x)
                        first: sendto(c,"x",0,127.0.0.1:unusedudp)
                        second: sendto(c,"x",0,127.0.0.1:unusedudp)
                        receive: recv(c,10,MSG_DONTWAIT)
                        """)
                .netCannot("a DatagramSocket has no non-blocking mode to show that nothing comes")
                .nio(j -> {
                    DatagramChannel sender = j.keep(DatagramChannel.open().bind(loopback(0)));
                    sender.configureBlocking(false);
                    InetSocketAddress target = loopback(unusedUdpPort());
                    j.phase("first", () -> sender.send(buffer("x"), target));
                    j.phase("second", () -> sender.send(buffer("x"), target));
                    j.phase("receive", () -> sender.receive(ByteBuffer.allocate(10)));
                });

        scenarios
                .scenario("datagram-error-queue")
                .title("IP_RECVERR: errors on an unconnected socket")
                .explanation("It delivers ECONNREFUSED even to an unconnected socket, with the message that caused it; "
                        + "set below a JDK socket, receive swallows the error.")
                .source("ip(7): IP_RECVERR, recv(2): MSG_ERRQUEUE; DatagramChannelImpl.c, receive0")
                .tags("datagrams", "flags", "options", "udp")
                .verdict(DIFFERS)
                .libc("""
                        c = udp(127.0.0.1:0)
                        setsockopt(c,IPPROTO_IP,IP_RECVERR,1)
                        send: sendto(c,"x",0,127.0.0.1:unusedudp)
                        wait(c,POLLERR)
                        receive: recv(c,10,MSG_DONTWAIT)
                        queue: recvmsg(c,0,[10],200,MSG_ERRQUEUE) => data ctype
                        """)
                .netCannot("a DatagramSocket has no non-blocking mode to show that nothing comes")
                .nio(j -> {
                    DatagramChannel sender = j.keep(
                            DatagramChannel.open(StandardProtocolFamily.INET).bind(loopback(0)));
                    sender.configureBlocking(false);
                    libc().setsockopt(descriptor(sender), IPPROTO_IP, IP_RECVERR, 1);
                    InetSocketAddress target = loopback(unusedUdpPort());
                    j.phase("send", () -> sender.send(buffer("x"), target));
                    Waiting.forEvents(sender, POLLERR);
                    j.phase("receive", () -> sender.receive(ByteBuffer.allocate(10)));
                });
    }

    private static void targets(Scenarios scenarios) {
        scenarios
                .scenario("datagram-port-0")
                .title("Sending to port 0")
                .explanation("EINVAL; the JDK refuses before the call.")
                .source("udp(7), send(2); sun.nio.ch.DatagramChannelImpl.send")
                .tags("datagrams", "addresses", "udp")
                .verdict(SAME)
                .libc("""
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        send: sendto(c,"x",0,127.0.0.1:0)
                        """)
                .net(j -> {
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    j.phase("send", () -> sender.send(packet("x", loopback(0))));
                })
                .nio(j -> {
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    j.phase("send", () -> sender.send(buffer("x"), loopback(0)));
                });

        scenarios
                .scenario("datagram-connect-port-0")
                .title("Connecting a datagram socket to port 0")
                .explanation("The kernel accepts it, returns ENOTCONN for the peer's name, and sends all the same; the "
                        + "JDK refuses.")
                .source("connect(2), udp(7); sun.nio.ch.DatagramChannelImpl.connect")
                .tags("datagrams", "connect", "addresses", "udp")
                .verdict(DIFFERS)
                .libc("""
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        connect: connect(c,127.0.0.1:0)
                        peer: getpeername(c,BUF,128)
                        send: send(c,"x",0)
                        """)
                .net(j -> {
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    j.phase("connect", () -> sender.connect(loopback(0)));
                })
                .nio(j -> {
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    j.phase("connect", () -> {
                        sender.connect(loopback(0));
                    });
                });

        scenarios
                .scenario("datagram-broadcast")
                .title("Sending to a broadcast address without SO_BROADCAST")
                .explanation(
                        "EACCES, which a channel turns into a BindException; a DatagramSocket sets the option when "
                                + "it is made.")
                .source("ip(7): EACCES, socket(7): SO_BROADCAST; Net.c, handleSocketError")
                .tags("datagrams", "broadcast", "udp")
                .verdict(DIFFERS)
                .libc("""
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        send: sendto(c,"x",0,127.255.255.255:9)
                        setsockopt(c,SOL_SOCKET,SO_BROADCAST,1)
                        with the option: sendto(c,"x",0,127.255.255.255:9)
                        """)
                .net(j -> {
                    DatagramSocket sender = j.keep(new DatagramSocket(loopback(0)));
                    j.phase("send", () -> sender.send(packet("x", BROADCAST)));
                    j.phase("with the option", () -> sender.send(packet("x", BROADCAST)));
                })
                .nio(j -> {
                    DatagramChannel sender = j.keep(DatagramChannel.open(StandardProtocolFamily.INET));
                    j.phase("send", () -> sender.send(buffer("x"), BROADCAST));
                    sender.setOption(StandardSocketOptions.SO_BROADCAST, true);
                    j.phase("with the option", () -> sender.send(buffer("x"), BROADCAST));
                });

        scenarios
                .scenario("datagram-wildcard")
                .title("Sending to 0.0.0.0")
                .explanation("It arrives on this machine's loopback, everywhere.")
                .source("ip(7); java.net.DatagramSocket.send")
                .tags("datagrams", "addresses", "udp")
                .verdict(SAME)
                .libc("""
                        u = udp(0.0.0.0:0)
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        send: sendto(c,"x",0,0.0.0.0:@u)
                        receive: recvfrom(u,10,0,BUF,128) => addr
                        """)
                .net(j -> {
                    DatagramSocket receiver = j.keep(new DatagramSocket());
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    InetAddress any = InetAddress.getByAddress(new byte[4]);
                    j.phase(
                            "send",
                            () -> sender.send(packet("x", new InetSocketAddress(any, receiver.getLocalPort()))));
                    DatagramPacket packet = room(10);
                    j.phase("receive", () -> {
                        receiver.receive(packet);
                        return packet.getAddress();
                    });
                })
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(new InetSocketAddress(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    InetAddress any = InetAddress.getByAddress(new byte[4]);
                    int port = receiver.socket().getLocalPort();
                    j.phase("send", () -> sender.send(buffer("x"), new InetSocketAddress(any, port)));
                    j.phase("receive", () -> receiver.receive(ByteBuffer.allocate(10)));
                });

        scenarios
                .scenario("datagram-wrong-family")
                .title("Sending to an IPv6 address from an IPv4 socket")
                .explanation("EAFNOSUPPORT; a channel opened for INET refuses before the call.")
                .source("send(2), udp(7); sun.nio.ch.Net.checkAddress")
                .tags("datagrams", "addresses", "ipv6", "udp")
                .needs(Need.IPV6)
                .verdict(SAME)
                .libc("""
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        send: sendto(c,"x",0,[::1]:9)
                        """)
                .netCannot("its sockets are for both families")
                .nio(j -> {
                    DatagramChannel sender = j.keep(DatagramChannel.open(StandardProtocolFamily.INET));
                    j.phase("send", () -> sender.send(buffer("x"), new InetSocketAddress("::1", 9)));
                });

        scenarios
                .scenario("datagram-route-none")
                .title("Sending without a route")
                .explanation("ENETUNREACH, a plain SocketException.")
                .source("send(2), ip(7); Net.c, handleSocketError")
                .tags("datagrams", "routes", "udp")
                .namespace()
                .verdict(SAME)
                .libc("""
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        send: sendto(c,"x",0,192.0.2.1:9)
                        """)
                .net(j -> {
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    j.phase("send", () -> sender.send(packet("x", new InetSocketAddress("192.0.2.1", 9))));
                })
                .nio(j -> {
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    j.phase("send", () -> sender.send(buffer("x"), new InetSocketAddress("192.0.2.1", 9)));
                });

        scenarios
                .scenario("datagram-route-prohibit")
                .title("Sending over a \"prohibit\" route")
                .explanation("EACCES becomes BindException here too, although nothing is bound.")
                .source("ip-route(8), send(2); Net.c, handleSocketError")
                .tags("datagrams", "routes", "udp")
                .namespace("ip route add prohibit 192.0.2.0/24")
                .verdict(DIFFERS)
                .libc("""
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        send: sendto(c,"x",0,192.0.2.1:9)
                        """)
                .net(j -> {
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    j.phase("send", () -> sender.send(packet("x", new InetSocketAddress("192.0.2.1", 9))));
                })
                .nio(j -> {
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    j.phase("send", () -> sender.send(buffer("x"), new InetSocketAddress("192.0.2.1", 9)));
                });
    }

    private static void connected(Scenarios scenarios) {
        scenarios
                .scenario("datagram-unconnected-write")
                .title("Sending without an address on an unconnected socket")
                .explanation("EDESTADDRREQ; a channel reports that it is not connected, a DatagramSocket that the "
                        + "packet has no address, which is an IllegalArgumentException.")
                .source("send(2); sun.nio.ch.DatagramChannelImpl.write, blockingSend")
                .tags("datagrams", "udp")
                .verdict(DIFFERS)
                .libc("""
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        send: send(c,"x",0)
                        """)
                .net(j -> {
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    j.phase("send", () -> sender.send(new DatagramPacket(bytes("x"), 1)));
                })
                .nio(j -> {
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    j.phase("send", () -> sender.write(buffer("x")));
                });

        scenarios
                .scenario("datagram-unconnected-read")
                .title("Reading from an unconnected socket")
                .explanation("recv returns a datagram from any sender; read of a channel needs a peer first.")
                .source("recv(2), udp(7); sun.nio.ch.DatagramChannelImpl.read")
                .tags("datagrams", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send(c,"x",0)
                        read: recv(u,10,0) => data
                        """)
                .netCannot("a DatagramSocket only has receive")
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.send(buffer("x"), receiver.getLocalAddress());
                    j.phase("read", () -> read(receiver, 10));
                });

        scenarios
                .scenario("datagram-connected-send-elsewhere")
                .title("Sending from a connected socket to an address other than the peer's")
                .explanation("The kernel does it; the JDK refuses, each API with its own exception.")
                .source("send(2), udp(7); sun.nio.ch.DatagramChannelImpl.send, sun.nio.ch.DatagramSocketAdaptor.send")
                .tags("datagrams", "connect", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        v = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send: sendto(c,"x",0,&v)
                        receive: recv(v,10,0) => data
                        """)
                .net(j -> {
                    DatagramSocket peer = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket other = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    sender.connect(peer.getLocalSocketAddress());
                    j.phase("send", () -> sender.send(packet("x", other.getLocalSocketAddress())));
                })
                .nio(j -> {
                    DatagramChannel peer = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel other = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.connect(peer.getLocalAddress());
                    j.phase("send", () -> sender.send(buffer("x"), other.getLocalAddress()));
                });

        scenarios
                .scenario("datagram-connect-again")
                .title("Connecting a datagram socket to another peer")
                .explanation("The kernel and DatagramSocket accept the new peer; a channel needs disconnect first.")
                .source("connect(2), udp(7); java.net.DatagramSocket.connect, sun.nio.ch.DatagramChannelImpl.connect")
                .tags("datagrams", "connect", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        v = udp(127.0.0.1:0)
                        c = connect_to(u)
                        connect: connect(c,&v)
                        """)
                .net(j -> {
                    DatagramSocket peer = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket other = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    sender.connect(peer.getLocalSocketAddress());
                    j.phase("connect", () -> sender.connect(other.getLocalSocketAddress()));
                })
                .nio(j -> {
                    DatagramChannel peer = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel other = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.connect(peer.getLocalAddress());
                    j.phase("connect", () -> {
                        sender.connect(other.getLocalAddress());
                    });
                });

        scenarios
                .scenario("datagram-connect-drops")
                .title("Datagrams received before connect")
                .explanation(
                        "The kernel keeps them, whoever sent them; a channel's connect discards all that wait, the "
                                + "peer's too, and DatagramSocket is built on it.")
                .source("connect(2), udp(7); sun.nio.ch.DatagramChannelImpl.connect: \"flush any packets "
                        + "already received\"")
                .tags("datagrams", "connect", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        p = udp(127.0.0.1:0)
                        o = udp(127.0.0.1:0)
                        sendto(o,"other",0,&u)
                        sendto(p,"peer",0,&u)
                        wait(u,POLLIN)
                        connect: connect(u,&p)
                        first: recv(u,10,MSG_DONTWAIT) => data
                        second: recv(u,10,MSG_DONTWAIT) => data
                        """)
                .net(j -> {
                    DatagramSocket receiver = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket peer = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket other = j.keep(new DatagramSocket(loopback(0)));
                    other.send(packet("other", receiver.getLocalSocketAddress()));
                    peer.send(packet("peer", receiver.getLocalSocketAddress()));
                    Waiting.forEvents(receiver, POLLIN);
                    j.phase("connect", () -> receiver.connect(peer.getLocalSocketAddress()));
                    j.phase("first", () -> Waiting.isReadable(receiver, 100));
                })
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel peer = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel other = j.keep(DatagramChannel.open().bind(loopback(0)));
                    other.send(buffer("other"), receiver.getLocalAddress());
                    peer.send(buffer("peer"), receiver.getLocalAddress());
                    Waiting.forEvents(receiver, POLLIN);
                    j.phase("connect", () -> {
                        receiver.connect(peer.getLocalAddress());
                    });
                    receiver.configureBlocking(false);
                    j.phase("first", () -> receiver.receive(ByteBuffer.allocate(10)));
                    j.phase("second", () -> receiver.receive(ByteBuffer.allocate(10)));
                });

        scenarios
                .scenario("datagram-connected-filters")
                .title("Datagrams from others to a connected socket")
                .explanation("The kernel drops them, for all alike.")
                .source("connect(2), udp(7)")
                .tags("datagrams", "connect", "udp")
                .verdict(SAME)
                .libc("""
                        u = udp(127.0.0.1:0)
                        p = udp(127.0.0.1:0)
                        o = udp(127.0.0.1:0)
                        connect(u,&p)
                        sendto(o,"other",0,&u)
                        sendto(p,"peer",0,&u)
                        receive: recv(u,10,0) => data
                        """)
                .net(j -> {
                    DatagramSocket receiver = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket peer = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket other = j.keep(new DatagramSocket(loopback(0)));
                    receiver.connect(peer.getLocalSocketAddress());
                    other.send(packet("other", receiver.getLocalSocketAddress()));
                    peer.send(packet("peer", receiver.getLocalSocketAddress()));
                    DatagramPacket packet = room(10);
                    j.phase("receive", () -> {
                        receiver.receive(packet);
                        return ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
                    });
                })
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel peer = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel other = j.keep(DatagramChannel.open().bind(loopback(0)));
                    receiver.connect(peer.getLocalAddress());
                    other.send(buffer("other"), receiver.getLocalAddress());
                    peer.send(buffer("peer"), receiver.getLocalAddress());
                    j.phase("receive", () -> read(receiver, 10));
                });
    }

    private static void names(Scenarios scenarios) {
        scenarios
                .scenario("datagram-disconnect")
                .title("The port of a datagram socket after disconnecting")
                .explanation(
                        "Connecting to AF_UNSPEC gives up a port that the kernel had chosen; disconnect of the JDK "
                                + "binds to it again.")
                .source("connect(2), udp(7); sun.nio.ch.DatagramChannelImpl.repairSocket")
                .tags("datagrams", "connect", "bind", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        disconnect: connect(c,unspec)
                        peer: getpeername(c,BUF,128)
                        port: getsockname(c,BUF,128) => port
                        """)
                .net(j -> {
                    DatagramSocket peer = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket u = j.keep(new DatagramSocket());
                    int before = u.getLocalPort();
                    u.connect(peer.getLocalSocketAddress());
                    j.phase("disconnect", () -> u.disconnect());
                    j.phase("peer", () -> u.getRemoteSocketAddress());
                    j.phase("port", () -> u.getLocalPort() == before ? "as before" : "another");
                })
                .nio(j -> {
                    DatagramChannel peer = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel u = j.keep(DatagramChannel.open().bind(new InetSocketAddress(0)));
                    int before = u.socket().getLocalPort();
                    u.connect(peer.getLocalAddress());
                    j.phase("disconnect", () -> {
                        u.disconnect();
                    });
                    j.phase("peer", () -> u.getRemoteAddress());
                    j.phase("port", () -> u.socket().getLocalPort() == before ? "as before" : "another");
                });

        scenarios
                .scenario("datagram-source-address")
                .title("The local address that a datagram was sent to")
                .explanation("IP_PKTINFO returns it with recvmsg; the JDK has no control messages.")
                .source("ip(7): IP_PKTINFO, recvmsg(2)")
                .tags("datagrams", "options", "udp")
                .verdict(ONLY_LIBC)
                .libc("""
                        u = udp(0.0.0.0:0)
                        setsockopt(u,IPPROTO_IP,IP_PKTINFO,1)
                        c = connect_to(u)
                        send(c,"x",0)
                        receive: recvmsg(u,128,[10],100,0) => data ncmsg ctype
                        """)
                .netCannot("a DatagramPacket has only the sender's address")
                .nioCannot("receive returns only the sender's address");

        scenarios
                .scenario("datagram-sender")
                .title("The sender of a datagram")
                .explanation("Its address comes with it, everywhere.")
                .source("recvfrom(2); java.net.DatagramPacket.getSocketAddress, "
                        + "java.nio.channels.DatagramChannel.receive")
                .tags("datagrams", "addresses", "udp")
                .verdict(SAME)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send(c,"x",0)
                        receive: recvfrom(u,10,0,BUF,128) => addr
                        """)
                .net(j -> {
                    DatagramSocket receiver = j.keep(new DatagramSocket(loopback(0)));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    sender.send(packet("x", receiver.getLocalSocketAddress()));
                    DatagramPacket packet = room(10);
                    j.phase("receive", () -> {
                        receiver.receive(packet);
                        return packet.getSocketAddress();
                    });
                })
                .nio(j -> {
                    DatagramChannel receiver = j.keep(DatagramChannel.open().bind(loopback(0)));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.send(buffer("x"), receiver.getLocalAddress());
                    j.phase("receive", () -> receiver.receive(ByteBuffer.allocate(10)));
                });
    }
}
