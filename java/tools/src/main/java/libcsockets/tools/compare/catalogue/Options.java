package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.catalogue.Steps.CONNECTION;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** Socket options. */
public final class Options implements Theme {
    private static final String NO_OPTION = "the option is not among its own";

    @Override
    public void addTo(Scenarios scenarios) {
        buffers(scenarios);
        lingering(scenarios);
        service(scenarios);
        keepAlive(scenarios);
        misplaced(scenarios);
        onlyLibc(scenarios);
    }

    private static void buffers(Scenarios scenarios) {
        scenarios
                .scenario("option-buffer-doubled")
                .title("A receive buffer of 8192 bytes, set and read back")
                .explanation(
                        "The kernel doubles the value and returns 16384; the JDK halves that and returns 8192 again.")
                .source("socket(7): SO_RCVBUF; net_util_md.c, NET_GetSockOpt")
                .tags("options", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(s,SOL_SOCKET,SO_RCVBUF,8192)
                        size: getsockopt(s,SOL_SOCKET,SO_RCVBUF,BUF,4) => val
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    s.setReceiveBufferSize(8192);
                    j.phase("size", () -> s.getReceiveBufferSize());
                    j.phase("below", () -> option(s, SOL_SOCKET, SO_RCVBUF));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    s.setOption(StandardSocketOptions.SO_RCVBUF, 8192);
                    j.phase("size", () -> s.getOption(StandardSocketOptions.SO_RCVBUF));
                    j.phase("below", () -> option(s, SOL_SOCKET, SO_RCVBUF));
                });

        scenarios
                .scenario("option-buffer-smallest")
                .title("Buffers of one byte")
                .explanation("The kernel raises them to 2304 and 4608; the JDK returns half of that, 1152 and 2304.")
                .source("socket(7): SO_RCVBUF, SO_SNDBUF; net_util_md.c, NET_GetSockOpt, NET_SetSockOpt")
                .tags("options", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(s,SOL_SOCKET,SO_RCVBUF,1)
                        setsockopt(s,SOL_SOCKET,SO_SNDBUF,1)
                        receive: getsockopt(s,SOL_SOCKET,SO_RCVBUF,BUF,4) => val
                        send: getsockopt(s,SOL_SOCKET,SO_SNDBUF,BUF,4) => val
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    s.setReceiveBufferSize(1);
                    s.setSendBufferSize(1);
                    j.phase("receive", () -> s.getReceiveBufferSize());
                    j.phase("send", () -> s.getSendBufferSize());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    s.setOption(StandardSocketOptions.SO_RCVBUF, 1);
                    s.setOption(StandardSocketOptions.SO_SNDBUF, 1);
                    j.phase("receive", () -> s.getOption(StandardSocketOptions.SO_RCVBUF));
                    j.phase("send", () -> s.getOption(StandardSocketOptions.SO_SNDBUF));
                });

        scenarios
                .scenario("option-buffer-none")
                .title("Buffers of 0 and of -1 bytes")
                .explanation("The kernel accepts both, 0 as the smallest and -1 as the largest; java.net refuses both, "
                        + "and a channel the negative one.")
                .source("socket(7): SO_RCVBUF; java.net.Socket.setReceiveBufferSize, sun.nio.ch.Net.setSocketOption")
                .tags("options", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        zero: setsockopt(s,SOL_SOCKET,SO_RCVBUF,0)
                        negative: setsockopt(s,SOL_SOCKET,SO_RCVBUF,-1)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("zero", () -> s.setReceiveBufferSize(0));
                    j.phase("negative", () -> s.setReceiveBufferSize(-1));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("zero", () -> {
                        s.setOption(StandardSocketOptions.SO_RCVBUF, 0);
                    });
                    j.phase("negative", () -> {
                        s.setOption(StandardSocketOptions.SO_RCVBUF, -1);
                    });
                });
    }

    private static void lingering(Scenarios scenarios) {
        scenarios
                .scenario("option-linger-long")
                .title("Lingering for 70,000 seconds")
                .explanation("The kernel accepts it; the JDK cuts it to 65535.")
                .source("socket(7): SO_LINGER; java.net.Socket.setSoLinger, sun.nio.ch.Net.setSocketOption")
                .tags("options", "linger", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        set: setsockopt(s,SOL_SOCKET,SO_LINGER,linger(1,70000))
                        seconds: getsockopt(s,SOL_SOCKET,SO_LINGER,BUF,8) => int@4
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("set", () -> s.setSoLinger(true, 70_000));
                    j.phase("seconds", () -> s.getSoLinger());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("set", () -> {
                        s.setOption(StandardSocketOptions.SO_LINGER, 70_000);
                    });
                    j.phase("seconds", () -> s.getOption(StandardSocketOptions.SO_LINGER));
                });

        scenarios
                .scenario("option-linger-negative")
                .title("Lingering for -1 seconds")
                .explanation("The kernel takes it for a very long time and returns that; setSoLinger refuses it, and a "
                        + "channel switches lingering off.")
                .source("socket(7): SO_LINGER; java.net.Socket.setSoLinger, java.net.StandardSocketOptions.SO_LINGER")
                .tags("options", "linger", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        set: setsockopt(s,SOL_SOCKET,SO_LINGER,linger(1,-1))
                        on: getsockopt(s,SOL_SOCKET,SO_LINGER,BUF,8) => int@0
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("set", () -> s.setSoLinger(true, -1));
                    j.phase("on", () -> s.getSoLinger() >= 0);
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    s.setOption(StandardSocketOptions.SO_LINGER, 5);
                    j.phase("set", () -> {
                        s.setOption(StandardSocketOptions.SO_LINGER, -1);
                    });
                    j.phase("on", () -> s.getOption(StandardSocketOptions.SO_LINGER) >= 0);
                });

        scenarios
                .scenario("option-linger-elsewhere")
                .title("SO_LINGER of a listener and of a datagram socket")
                .explanation("The kernel has it on every socket; the JDK only on those that can have a connection.")
                .source("socket(7): SO_LINGER; sun.nio.ch.ServerSocketChannelImpl.supportedOptions, "
                        + "sun.nio.ch.DatagramChannelImpl.supportedOptions")
                .tags("options", "linger", "tcp", "udp")
                .verdict(DIFFERS)
                .libc("""
                        l = listener(127.0.0.1:0)
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        listener: setsockopt(l,SOL_SOCKET,SO_LINGER,linger(1,1))
                        datagram: setsockopt(u,SOL_SOCKET,SO_LINGER,linger(1,1))
                        """)
                .net(j -> {
                    ServerSocket l = j.keep(new ServerSocket());
                    DatagramSocket u = j.keep(new DatagramSocket(null));
                    j.phase("listener", () -> l.setOption(StandardSocketOptions.SO_LINGER, 1));
                    j.phase("datagram", () -> u.setOption(StandardSocketOptions.SO_LINGER, 1));
                })
                .nio(j -> {
                    ServerSocketChannel l = j.keep(ServerSocketChannel.open());
                    DatagramChannel u = j.keep(DatagramChannel.open());
                    j.phase("listener", () -> l.setOption(StandardSocketOptions.SO_LINGER, 1));
                    j.phase("datagram", () -> u.setOption(StandardSocketOptions.SO_LINGER, 1));
                });
    }

    private static void service(Scenarios scenarios) {
        scenarios
                .scenario("option-tos")
                .title("A type of service, and one with the ECN bits")
                .explanation("TCP keeps the two lowest bits for itself: 0x13 comes back as 0x10, everywhere.")
                .source("ip(7): IP_TOS; net/ipv4/ip_sockglue.c, __ip_sock_set_tos; java.net.Socket.setTrafficClass")
                .tags("options", "tcp")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        plain: setsockopt(s,IPPROTO_IP,IP_TOS,0x10)
                        tos: getsockopt(s,IPPROTO_IP,IP_TOS,BUF,4) => val
                        with ecn: setsockopt(s,IPPROTO_IP,IP_TOS,0x13)
                        then: getsockopt(s,IPPROTO_IP,IP_TOS,BUF,4) => val
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("plain", () -> s.setTrafficClass(0x10));
                    j.phase("tos", () -> s.getTrafficClass());
                    j.phase("with ecn", () -> s.setTrafficClass(0x13));
                    j.phase("then", () -> s.getTrafficClass());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open(StandardProtocolFamily.INET));
                    j.phase("plain", () -> {
                        s.setOption(StandardSocketOptions.IP_TOS, 0x10);
                    });
                    j.phase("tos", () -> s.getOption(StandardSocketOptions.IP_TOS));
                    j.phase("with ecn", () -> {
                        s.setOption(StandardSocketOptions.IP_TOS, 0x13);
                    });
                    j.phase("then", () -> s.getOption(StandardSocketOptions.IP_TOS));
                });

        scenarios
                .scenario("option-tos-range")
                .title("A type of service of 256 and of -1")
                .explanation("The kernel takes the lowest eight bits; the JDK refuses.")
                .source("ip(7): IP_TOS; java.net.Socket.setTrafficClass, sun.nio.ch.Net.setSocketOption")
                .tags("options", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        too big: setsockopt(u,IPPROTO_IP,IP_TOS,256)
                        tos: getsockopt(u,IPPROTO_IP,IP_TOS,BUF,4) => val
                        negative: setsockopt(u,IPPROTO_IP,IP_TOS,-1)
                        """)
                .net(j -> {
                    DatagramSocket u = j.keep(new DatagramSocket(null));
                    j.phase("too big", () -> u.setTrafficClass(256));
                    j.phase("tos", () -> u.getTrafficClass());
                    j.phase("negative", () -> u.setTrafficClass(-1));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open(StandardProtocolFamily.INET));
                    j.phase("too big", () -> u.setOption(StandardSocketOptions.IP_TOS, 256));
                    j.phase("tos", () -> u.getOption(StandardSocketOptions.IP_TOS));
                    j.phase("negative", () -> u.setOption(StandardSocketOptions.IP_TOS, -1));
                });

        scenarios
                .scenario("option-dont-fragment")
                .title("Forbidding fragmentation")
                .explanation("IP_DONTFRAGMENT of the JDK switches between IP_PMTUDISC_DO and IP_PMTUDISC_DONT, so that "
                        + "the kernel's default cannot come back; JDKs before 19 lack it.")
                .source("ip(7): IP_MTU_DISCOVER; LinuxSocketOptions.c, setIpDontFragment0")
                .tags("options", "datagrams", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        setsockopt(u,IPPROTO_IP,IP_MTU_DISCOVER,IP_PMTUDISC_DO)
                        on: getsockopt(u,IPPROTO_IP,IP_MTU_DISCOVER,BUF,4) => val
                        setsockopt(u,IPPROTO_IP,IP_MTU_DISCOVER,IP_PMTUDISC_WANT)
                        off: getsockopt(u,IPPROTO_IP,IP_MTU_DISCOVER,BUF,4) => val
                        """)
                .netCannot("the channel shows the same")
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open(StandardProtocolFamily.INET));
                    j.phase("on", () -> {
                        Newer.set(u, "IP_DONTFRAGMENT", true);
                        return option(u, IPPROTO_IP, IP_MTU_DISCOVER);
                    });
                    j.phase("off", () -> {
                        Newer.set(u, "IP_DONTFRAGMENT", false);
                        return option(u, IPPROTO_IP, IP_MTU_DISCOVER);
                    });
                });
    }

    private static void keepAlive(Scenarios scenarios) {
        scenarios
                .scenario("option-keepalive")
                .title("The keep-alive times")
                .explanation("They can be set and read, everywhere; the JDK has had them since JDK 11.")
                .source("tcp(7): TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT; jdk.net.ExtendedSocketOptions")
                .tags("options", "tcp")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(s,SOL_SOCKET,SO_KEEPALIVE,1)
                        setsockopt(s,IPPROTO_TCP,TCP_KEEPIDLE,10)
                        setsockopt(s,IPPROTO_TCP,TCP_KEEPINTVL,11)
                        setsockopt(s,IPPROTO_TCP,TCP_KEEPCNT,12)
                        on: getsockopt(s,SOL_SOCKET,SO_KEEPALIVE,BUF,4) => val
                        idle: getsockopt(s,IPPROTO_TCP,TCP_KEEPIDLE,BUF,4) => val
                        interval: getsockopt(s,IPPROTO_TCP,TCP_KEEPINTVL,BUF,4) => val
                        count: getsockopt(s,IPPROTO_TCP,TCP_KEEPCNT,BUF,4) => val
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    s.setKeepAlive(true);
                    s.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 10);
                    s.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 11);
                    s.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 12);
                    j.phase("on", () -> s.getKeepAlive());
                    j.phase("idle", () -> s.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
                    j.phase("interval", () -> s.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL));
                    j.phase("count", () -> s.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    s.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                    s.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 10);
                    s.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 11);
                    s.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 12);
                    j.phase("on", () -> s.getOption(StandardSocketOptions.SO_KEEPALIVE));
                    j.phase("idle", () -> s.getOption(ExtendedSocketOptions.TCP_KEEPIDLE));
                    j.phase("interval", () -> s.getOption(ExtendedSocketOptions.TCP_KEEPINTERVAL));
                    j.phase("count", () -> s.getOption(ExtendedSocketOptions.TCP_KEEPCOUNT));
                });

        scenarios
                .scenario("option-keepalive-range")
                .title("Keep-alive times out of range")
                .explanation("EINVAL, which the JDK passes on as a plain SocketException.")
                .source("tcp(7); net/ipv4/tcp.c, tcp_sock_set_keepidle_locked; LinuxSocketOptions.c")
                .tags("options", "tcp")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        idle 0: setsockopt(s,IPPROTO_TCP,TCP_KEEPIDLE,0)
                        idle 32768: setsockopt(s,IPPROTO_TCP,TCP_KEEPIDLE,32768)
                        count 128: setsockopt(s,IPPROTO_TCP,TCP_KEEPCNT,128)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("idle 0", () -> s.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 0));
                    j.phase("idle 32768", () -> s.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 32_768));
                    j.phase("count 128", () -> s.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 128));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("idle 0", () -> s.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 0));
                    j.phase("idle 32768", () -> s.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 32_768));
                    j.phase("count 128", () -> s.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 128));
                });

        scenarios
                .scenario("option-nodelay")
                .title("TCP_NODELAY, with any number for true")
                .explanation("Anything but 0 becomes 1; the JDK has booleans.")
                .source("tcp(7): TCP_NODELAY; java.net.Socket.setTcpNoDelay")
                .tags("options", "tcp")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        set: setsockopt(s,IPPROTO_TCP,TCP_NODELAY,42)
                        on: getsockopt(s,IPPROTO_TCP,TCP_NODELAY,BUF,4) => val
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("set", () -> s.setTcpNoDelay(true));
                    j.phase("on", () -> s.getTcpNoDelay());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("set", () -> {
                        s.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    });
                    j.phase("on", () -> s.getOption(StandardSocketOptions.TCP_NODELAY));
                });

        scenarios
                .scenario("option-inherited")
                .title("Options that an accepted socket inherits from its listener")
                .explanation(
                        "It inherits TCP_NODELAY and SO_KEEPALIVE; a listening socket of the JDK does not accept them.")
                .source("socket(7), tcp(7); sun.nio.ch.ServerSocketChannelImpl.supportedOptions, "
                        + "sun.nio.ch.NioSocketImpl.supportedOptions")
                .tags("options", "listen", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        l = listener(127.0.0.1:0)
                        nodelay: setsockopt(l,IPPROTO_TCP,TCP_NODELAY,1)
                        keepalive: setsockopt(l,SOL_SOCKET,SO_KEEPALIVE,1)
                        c = connect_to(l)
                        s = accept(l,NULL,NULL)
                        inherited nodelay: getsockopt(s,IPPROTO_TCP,TCP_NODELAY,BUF,4) => val
                        inherited keepalive: getsockopt(s,SOL_SOCKET,SO_KEEPALIVE,BUF,4) => val
                        """)
                .net(j -> {
                    ServerSocket l = j.keep(new ServerSocket());
                    j.phase("nodelay", () -> l.setOption(StandardSocketOptions.TCP_NODELAY, true));
                    j.phase("keepalive", () -> l.setOption(StandardSocketOptions.SO_KEEPALIVE, true));
                })
                .nio(j -> {
                    ServerSocketChannel l = j.keep(ServerSocketChannel.open());
                    j.phase("nodelay", () -> l.setOption(StandardSocketOptions.TCP_NODELAY, true));
                    j.phase("keepalive", () -> l.setOption(StandardSocketOptions.SO_KEEPALIVE, true));
                });
    }

    private static void misplaced(Scenarios scenarios) {
        scenarios
                .scenario("option-unknown")
                .title("An option that does not exist")
                .explanation(
                        "ENOPROTOOPT, for an unknown level too; the JDK has option objects instead of numbers, and "
                                + "each class of socket supports its own set.")
                .source("setsockopt(2), getsockopt(2)")
                .tags("options", "tcp")
                .verdict(ONLY_LIBC)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        option: setsockopt(s,SOL_SOCKET,9999,1)
                        ask: getsockopt(s,SOL_SOCKET,9999,BUF,4)
                        level: setsockopt(s,9999,1,1)
                        """)
                .netCannot("an option is an object in the JDK")
                .nioCannot("an option is an object in the JDK");

        scenarios
                .scenario("option-of-another-protocol")
                .title("A TCP option on a datagram socket")
                .explanation("ENOPROTOOPT; the JDK checks its list of supported options.")
                .source("setsockopt(2), udp(7); sun.nio.ch.DatagramChannelImpl.setOption")
                .tags("options", "datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        set: setsockopt(u,IPPROTO_TCP,TCP_NODELAY,1)
                        """)
                .net(j -> {
                    DatagramSocket u = j.keep(new DatagramSocket(null));
                    j.phase("set", () -> u.setOption(StandardSocketOptions.TCP_NODELAY, true));
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open());
                    j.phase("set", () -> u.setOption(StandardSocketOptions.TCP_NODELAY, true));
                });

        scenarios
                .scenario("option-read-only")
                .title("Setting read-only options")
                .explanation("ENOPROTOOPT; the one of them that the JDK has throws a SocketException.")
                .source("socket(7): SO_TYPE, SO_ERROR, SO_INCOMING_NAPI_ID; jdk.net.ExtendedSocketOptions")
                .tags("options", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        napi: setsockopt(s,SOL_SOCKET,SO_INCOMING_NAPI_ID,1)
                        type: setsockopt(s,SOL_SOCKET,SO_TYPE,SOCK_DGRAM)
                        error: setsockopt(s,SOL_SOCKET,SO_ERROR,1)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("napi", () -> s.setOption(ExtendedSocketOptions.SO_INCOMING_NAPI_ID, 1));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("napi", () -> s.setOption(ExtendedSocketOptions.SO_INCOMING_NAPI_ID, 1));
                });

        scenarios
                .scenario("option-length")
                .title("An option of the wrong length")
                .explanation("Setting one that is too short fails with EINVAL; reading returns as many bytes as fit; "
                        + "the JDK knows the lengths.")
                .source("setsockopt(2), getsockopt(2)")
                .tags("options", "memory", "tcp")
                .verdict(ONLY_LIBC)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        set: setsockopt(s,SOL_SOCKET,SO_KEEPALIVE,hex:01/len=1)
                        ask: getsockopt(s,SOL_SOCKET,SO_KEEPALIVE,BUF,1) => optlen
                        ask for more: getsockopt(s,SOL_SOCKET,SO_KEEPALIVE,BUF,100) => optlen
                        negative: getsockopt(s,SOL_SOCKET,SO_KEEPALIVE,BUF,-1)
                        """)
                .netCannot("an option has a type, not a length")
                .nioCannot("an option has a type, not a length");

        scenarios
                .scenario("option-null")
                .title("An option without a value")
                .explanation("A NULL pointer is EFAULT; the JDK refuses null before the call.")
                .source("setsockopt(2): EFAULT; sun.nio.ch.Net.setSocketOption")
                .tags("options", "memory", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        set: setsockopt(s,IPPROTO_TCP,TCP_NODELAY,NULL/len=4)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("set", () -> s.setOption(StandardSocketOptions.TCP_NODELAY, null));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("set", () -> s.setOption(StandardSocketOptions.TCP_NODELAY, null));
                });

        scenarios
                .scenario("option-reuseport-late")
                .title("SO_REUSEPORT after bind")
                .explanation("It is not too late: a second socket with the option may bind to the port of one that "
                        + "already listens.")
                .source("socket(7): SO_REUSEPORT; java.net.StandardSocketOptions.SO_REUSEPORT")
                .tags("options", "bind", "reuse", "tcp")
                .verdict(SAME)
                .libc("""
                        a = socket(AF_INET,SOCK_STREAM,0)
                        bind(a,127.0.0.1:0)
                        listen(a,1)
                        set: setsockopt(a,SOL_SOCKET,SO_REUSEPORT,1)
                        b = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(b,SOL_SOCKET,SO_REUSEPORT,1)
                        bind: bind(b,127.0.0.1:@a)
                        """)
                .net(j -> {
                    ServerSocket a = j.keep(new ServerSocket(0, 1, loopback()));
                    j.phase("set", () -> {
                        a.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    });
                    ServerSocket b = j.keep(new ServerSocket());
                    b.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    j.phase("bind", () -> b.bind(a.getLocalSocketAddress()));
                })
                .nio(j -> {
                    ServerSocketChannel a = j.keep(ServerSocketChannel.open());
                    a.bind(loopback(0));
                    j.phase("set", () -> {
                        a.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    });
                    ServerSocketChannel b = j.keep(ServerSocketChannel.open());
                    b.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                    j.phase("bind", () -> {
                        b.bind(a.getLocalAddress());
                    });
                });
    }

    private static void onlyLibc(Scenarios scenarios) {
        scenarios
                .scenario("option-tcp-info")
                .title("The state of a connection")
                .explanation("TCP_INFO begins with it: 1 is ESTABLISHED, 8 CLOSE_WAIT, 7 CLOSE; the JDK lacks it.")
                .source("tcp(7): TCP_INFO")
                .tags("options", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        established: getsockopt(c,IPPROTO_TCP,TCP_INFO,BUF,8) => byte@0
                        close(s)
                        wait(c,POLLIN)
                        close wait: getsockopt(c,IPPROTO_TCP,TCP_INFO,BUF,8) => byte@0
                        x = socket(AF_INET,SOCK_STREAM,0)
                        new: getsockopt(x,IPPROTO_TCP,TCP_INFO,BUF,8) => byte@0
                        """)
                .netCannot(NO_OPTION)
                .nioCannot(NO_OPTION);

        scenarios
                .scenario("option-type")
                .title("The kind of socket behind a descriptor")
                .explanation("SO_TYPE, SO_PROTOCOL and SO_ACCEPTCONN return it; in the JDK it is the class.")
                .source("socket(7): SO_TYPE, SO_PROTOCOL, SO_ACCEPTCONN")
                .tags("options", "descriptors", "tcp")
                .verdict(ONLY_LIBC)
                .libc("""
                        l = listener(127.0.0.1:0)
                        type: getsockopt(l,SOL_SOCKET,SO_TYPE,BUF,4) => val
                        protocol: getsockopt(l,SOL_SOCKET,SO_PROTOCOL,BUF,4) => val
                        listens: getsockopt(l,SOL_SOCKET,SO_ACCEPTCONN,BUF,4) => val
                        """)
                .netCannot("its class is its kind")
                .nioCannot("its class is its kind");

        scenarios
                .scenario("option-user-timeout")
                .title("How long sent data may stay unacknowledged")
                .explanation("TCP_USER_TIMEOUT can be set and read; the JDK lacks it.")
                .source("tcp(7): TCP_USER_TIMEOUT")
                .tags("options", "timeouts", "tcp")
                .verdict(ONLY_LIBC)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        set: setsockopt(s,IPPROTO_TCP,TCP_USER_TIMEOUT,5000)
                        ask: getsockopt(s,IPPROTO_TCP,TCP_USER_TIMEOUT,BUF,4) => val
                        negative: setsockopt(s,IPPROTO_TCP,TCP_USER_TIMEOUT,-1)
                        """)
                .netCannot(NO_OPTION)
                .nioCannot(NO_OPTION);
    }
}
