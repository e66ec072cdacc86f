package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** Multicast groups on the loopback interface. */
public final class Multicasts implements Theme {
    private static final String GROUP = "239.1.2.3";
    private static final String OTHER = "239.1.2.4";

    @Override
    public void addTo(Scenarios scenarios) {
        membership(scenarios);
        delivery(scenarios);
        options(scenarios);
    }

    private static NetworkInterface lo() throws Exception {
        return NetworkInterface.getByInetAddress(loopback());
    }

    private static DatagramChannel channel() throws Exception {
        return DatagramChannel.open(StandardProtocolFamily.INET);
    }

    private static InetAddress group(String name) throws Exception {
        return InetAddress.getByName(name);
    }

    private static SocketAddress address(String name) throws Exception {
        return new InetSocketAddress(group(name), 0);
    }

    private static void membership(Scenarios scenarios) {
        scenarios
                .scenario("multicast-join-twice")
                .title("Joining a group twice")
                .explanation("EADDRINUSE; MulticastSocket keeps a list and throws a plain SocketException, a channel "
                        + "returns the same key again.")
                .source("ip(7): IP_ADD_MEMBERSHIP; sun.nio.ch.DatagramSocketAdaptor.joinGroup, "
                        + "sun.nio.ch.DatagramChannelImpl.innerJoin")
                .tags("multicast", "datagrams", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        first: setsockopt(u,IPPROTO_IP,IP_ADD_MEMBERSHIP,mreq(239.1.2.3,127.0.0.1))
                        second: setsockopt(u,IPPROTO_IP,IP_ADD_MEMBERSHIP,mreq(239.1.2.3,127.0.0.1))
                        """)
                .net(j -> {
                    MulticastSocket u = j.keep(new MulticastSocket(loopback(0)));
                    j.phase("first", () -> u.joinGroup(address(GROUP), lo()));
                    j.phase("second", () -> u.joinGroup(address(GROUP), lo()));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(channel());
                    j.phase("first", () -> {
                        u.join(group(GROUP), lo());
                    });
                    j.phase("second", () -> {
                        u.join(group(GROUP), lo());
                    });
                });

        scenarios
                .scenario("multicast-leave-never-joined")
                .title("Leaving a group that was never joined")
                .explanation(
                        "EADDRNOTAVAIL; MulticastSocket throws a plain SocketException, and dropping a key a second "
                                + "time does nothing.")
                .source("ip(7): IP_DROP_MEMBERSHIP; sun.nio.ch.DatagramSocketAdaptor.leaveGroup, "
                        + "java.nio.channels.MembershipKey.drop")
                .tags("multicast", "datagrams", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        setsockopt(u,IPPROTO_IP,IP_ADD_MEMBERSHIP,mreq(239.1.2.3,127.0.0.1))
                        leave: setsockopt(u,IPPROTO_IP,IP_DROP_MEMBERSHIP,mreq(239.1.2.3,127.0.0.1))
                        again: setsockopt(u,IPPROTO_IP,IP_DROP_MEMBERSHIP,mreq(239.1.2.3,127.0.0.1))
                        """)
                .net(j -> {
                    MulticastSocket u = j.keep(new MulticastSocket(loopback(0)));
                    u.joinGroup(address(GROUP), lo());
                    j.phase("leave", () -> u.leaveGroup(address(GROUP), lo()));
                    j.phase("again", () -> u.leaveGroup(address(GROUP), lo()));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(channel());
                    MembershipKey key = u.join(group(GROUP), lo());
                    j.phase("leave", () -> key.drop());
                    j.phase("again", () -> key.drop());
                });

        scenarios
                .scenario("multicast-join-no-group")
                .title("Joining an address that is not a group")
                .explanation("EINVAL; the JDK refuses before the call, each API in its own way.")
                .source("ip(7): IP_ADD_MEMBERSHIP; sun.nio.ch.DatagramSocketAdaptor.checkGroup, "
                        + "sun.nio.ch.DatagramChannelImpl.innerJoin")
                .tags("multicast", "datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        join: setsockopt(u,IPPROTO_IP,IP_ADD_MEMBERSHIP,mreq(127.0.0.1,127.0.0.1))
                        """)
                .net(j -> {
                    MulticastSocket u = j.keep(new MulticastSocket(loopback(0)));
                    j.phase("join", () -> u.joinGroup(address("127.0.0.1"), lo()));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(channel());
                    j.phase("join", () -> u.join(loopback(), lo()));
                });

        scenarios
                .scenario("multicast-join-foreign-interface")
                .title("Joining on an address of no interface")
                .explanation("ENODEV; a NetworkInterface of the JDK always exists.")
                .source("ip(7): IP_ADD_MEMBERSHIP")
                .tags("multicast", "datagrams", "udp")
                .verdict(ONLY_LIBC)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        join: setsockopt(u,IPPROTO_IP,IP_ADD_MEMBERSHIP,mreq(239.1.2.3,198.51.100.1))
                        """)
                .netCannot("a NetworkInterface always exists")
                .nioCannot("a NetworkInterface always exists");

        scenarios
                .scenario("multicast-join-closed")
                .title("Joining with a closed socket")
                .explanation("EBADF; the JDK knows that it is closed.")
                .source("setsockopt(2); java.net.MulticastSocket.joinGroup, java.nio.channels.MulticastChannel.join")
                .tags("multicast", "close", "udp")
                .verdict(SAME)
                .libc("""
                        low = socket(AF_INET,SOCK_DGRAM,0)
                        """ + Steps.high("u", "low") + """
                        close(u)
                        join: setsockopt(u,IPPROTO_IP,IP_ADD_MEMBERSHIP,mreq(239.1.2.3,127.0.0.1))
                        """)
                .net(j -> {
                    MulticastSocket u = new MulticastSocket(loopback(0));
                    u.close();
                    j.phase("join", () -> u.joinGroup(address(GROUP), lo()));
                })
                .nio(j -> {
                    DatagramChannel u = channel();
                    u.close();
                    j.phase("join", () -> u.join(group(GROUP), lo()));
                });
    }

    private static void delivery(Scenarios scenarios) {
        scenarios
                .scenario("multicast-not-joined")
                .title("Datagrams for a group that only another socket has joined")
                .explanation("Bound to the wildcard address, a socket receives from every group that any socket of the "
                        + "machine has joined, because IP_MULTICAST_ALL is 1; the JDK sets it to 0 and receives "
                        + "nothing.")
                .source("ip(7): IP_MULTICAST_ALL; Net.c, Java_sun_nio_ch_Net_socket0")
                .tags("multicast", "datagrams", "defaults", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        bind(u,0.0.0.0:0)
                        o = socket(AF_INET,SOCK_DGRAM,0)
                        setsockopt(o,IPPROTO_IP,IP_ADD_MEMBERSHIP,mreq(239.1.2.3,127.0.0.1))
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        setsockopt(c,IPPROTO_IP,IP_MULTICAST_IF,hex:7f000001)
                        send: sendto(c,"x",0,239.1.2.3:@u)
                        heard: poll([u:POLLIN],200)
                        """)
                .net(j -> {
                    MulticastSocket u = j.keep(new MulticastSocket(0));
                    MulticastSocket o = j.keep(new MulticastSocket(0));
                    o.joinGroup(address(GROUP), lo());
                    MulticastSocket sender = j.keep(new MulticastSocket(0));
                    sender.setNetworkInterface(lo());
                    j.phase(
                            "send",
                            () -> sender.send(new DatagramPacket(bytes("x"), 1, group(GROUP), u.getLocalPort())));
                    j.phase("heard", () -> Waiting.isReadable(u, 200));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(channel().bind(new InetSocketAddress("0.0.0.0", 0)));
                    DatagramChannel o = j.keep(channel());
                    o.join(group(GROUP), lo());
                    DatagramChannel sender = j.keep(channel());
                    sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, lo());
                    int port = u.socket().getLocalPort();
                    j.phase("send", () -> sender.send(buffer("x"), new InetSocketAddress(group(GROUP), port)));
                    j.phase("heard", () -> Waiting.isReadable(u, 200));
                });

        scenarios
                .scenario("multicast-joined")
                .title("Datagrams that a member of a group receives")
                .explanation("Those for its group, and not those for another.")
                .source("ip(7): IP_ADD_MEMBERSHIP; java.nio.channels.MulticastChannel.join")
                .tags("multicast", "datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        bind(u,0.0.0.0:0)
                        setsockopt(u,IPPROTO_IP,IP_MULTICAST_ALL,0)
                        setsockopt(u,IPPROTO_IP,IP_ADD_MEMBERSHIP,mreq(239.1.2.3,127.0.0.1))
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        setsockopt(c,IPPROTO_IP,IP_MULTICAST_IF,hex:7f000001)
                        sendto(c,"other",0,239.1.2.4:@u)
                        sendto(c,"ours",0,239.1.2.3:@u)
                        receive: recv(u,10,0)
                        """)
                .net(j -> {
                    MulticastSocket u = j.keep(new MulticastSocket(0));
                    u.joinGroup(address(GROUP), lo());
                    MulticastSocket sender = j.keep(new MulticastSocket(0));
                    sender.setNetworkInterface(lo());
                    sender.send(new DatagramPacket(bytes("other"), 5, group(OTHER), u.getLocalPort()));
                    sender.send(new DatagramPacket(bytes("ours"), 4, group(GROUP), u.getLocalPort()));
                    DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                    j.phase("receive", () -> {
                        u.receive(packet);
                        return packet.getLength();
                    });
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(channel().bind(new InetSocketAddress("0.0.0.0", 0)));
                    u.join(group(GROUP), lo());
                    DatagramChannel sender = j.keep(channel());
                    sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, lo());
                    int port = u.socket().getLocalPort();
                    sender.send(buffer("other"), new InetSocketAddress(group(OTHER), port));
                    sender.send(buffer("ours"), new InetSocketAddress(group(GROUP), port));
                    ByteBuffer buffer = ByteBuffer.allocate(10);
                    j.phase("receive", () -> {
                        u.receive(buffer);
                        return buffer.position();
                    });
                });

        scenarios
                .scenario("multicast-loop-off")
                .title("Sending to a group over lo with loopback switched off")
                .explanation("It changes nothing there, for all alike: the interface itself returns whatever is sent.")
                .source("ip(7): IP_MULTICAST_LOOP; java.net.StandardSocketOptions.IP_MULTICAST_LOOP")
                .tags("multicast", "datagrams", "options", "udp")
                .verdict(SAME)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        bind(u,0.0.0.0:0)
                        setsockopt(u,IPPROTO_IP,IP_ADD_MEMBERSHIP,mreq(239.1.2.3,127.0.0.1))
                        c = socket(AF_INET,SOCK_DGRAM,0)
                        setsockopt(c,IPPROTO_IP,IP_MULTICAST_IF,hex:7f000001)
                        setsockopt(c,IPPROTO_IP,IP_MULTICAST_LOOP,0)
                        send: sendto(c,"x",0,239.1.2.3:@u)
                        heard: poll([u:POLLIN],200)
                        """)
                .net(j -> {
                    MulticastSocket u = j.keep(new MulticastSocket(0));
                    u.joinGroup(address(GROUP), lo());
                    MulticastSocket sender = j.keep(new MulticastSocket(0));
                    sender.setNetworkInterface(lo());
                    sender.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
                    j.phase(
                            "send",
                            () -> sender.send(new DatagramPacket(bytes("x"), 1, group(GROUP), u.getLocalPort())));
                    j.phase("heard", () -> Waiting.isReadable(u, 200));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(channel().bind(new InetSocketAddress("0.0.0.0", 0)));
                    u.join(group(GROUP), lo());
                    DatagramChannel sender = j.keep(channel());
                    sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, lo());
                    sender.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
                    int port = u.socket().getLocalPort();
                    j.phase("send", () -> sender.send(buffer("x"), new InetSocketAddress(group(GROUP), port)));
                    j.phase("heard", () -> Waiting.isReadable(u, 200));
                });
    }

    private static void options(Scenarios scenarios) {
        scenarios
                .scenario("multicast-ttl-range")
                .title("Times to live out of range")
                .explanation("256 is EINVAL and -1 means the default of 1; the JDK takes 0 to 255.")
                .source("ip(7): IP_MULTICAST_TTL; sun.nio.ch.Net.setSocketOption")
                .tags("multicast", "options", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        too big: setsockopt(u,IPPROTO_IP,IP_MULTICAST_TTL,256)
                        setsockopt(u,IPPROTO_IP,IP_MULTICAST_TTL,7)
                        negative: setsockopt(u,IPPROTO_IP,IP_MULTICAST_TTL,-1)
                        ttl: getsockopt(u,IPPROTO_IP,IP_MULTICAST_TTL,BUF,4) => val
                        """)
                .net(j -> {
                    MulticastSocket u = j.keep(new MulticastSocket(loopback(0)));
                    j.phase("too big", () -> u.setTimeToLive(256));
                    u.setTimeToLive(7);
                    j.phase("negative", () -> u.setTimeToLive(-1));
                    j.phase("ttl", () -> u.getTimeToLive());
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(channel());
                    j.phase("too big", () -> u.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 256));
                    u.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 7);
                    j.phase("negative", () -> u.setOption(StandardSocketOptions.IP_MULTICAST_TTL, -1));
                    j.phase("ttl", () -> u.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
                });

        scenarios
                .scenario("multicast-interface-default")
                .title("The default interface for sending to groups")
                .explanation("0.0.0.0 in C and null in the JDK.")
                .source("ip(7): IP_MULTICAST_IF; java.net.StandardSocketOptions.IP_MULTICAST_IF")
                .tags("multicast", "options", "defaults", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        interface: getsockopt(u,IPPROTO_IP,IP_MULTICAST_IF,BUF,4) => val
                        """)
                .net(j -> {
                    MulticastSocket u = j.keep(new MulticastSocket(loopback(0)));
                    j.phase("interface", () -> u.getOption(StandardSocketOptions.IP_MULTICAST_IF));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(channel());
                    j.phase("interface", () -> u.getOption(StandardSocketOptions.IP_MULTICAST_IF));
                });

        scenarios
                .scenario("multicast-block-and-unblock")
                .title("Blocking a sender in a group")
                .explanation(
                        "Unblocking a sender that is not blocked fails with EADDRNOTAVAIL, and so does blocking it "
                                + "twice; a key of the JDK throws IllegalStateException for the first and ignores the "
                                + "second.")
                .source("ip(7): IP_BLOCK_SOURCE; sun.nio.ch.MembershipKeyImpl.block, unblock")
                .tags("multicast", "datagrams", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        setsockopt(u,IPPROTO_IP,IP_ADD_MEMBERSHIP,mreq(239.1.2.3,127.0.0.1))
                        unblock: setsockopt(u,IPPROTO_IP,IP_UNBLOCK_SOURCE,hex:ef0102037f00000101020304)
                        block: setsockopt(u,IPPROTO_IP,IP_BLOCK_SOURCE,hex:ef0102037f00000101020304)
                        again: setsockopt(u,IPPROTO_IP,IP_BLOCK_SOURCE,hex:ef0102037f00000101020304)
                        """)
                .netCannot("a MulticastSocket has no such method")
                .nio(j -> {
                    DatagramChannel u = j.keep(channel());
                    MembershipKey key = u.join(group(GROUP), lo());
                    InetAddress source = group("1.2.3.4");
                    j.phase("unblock", () -> {
                        key.unblock(source);
                    });
                    j.phase("block", () -> {
                        key.block(source);
                    });
                    j.phase("again", () -> {
                        key.block(source);
                    });
                });
    }
}
