package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.catalogue.Steps.CONNECTION;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.Socket;
import java.nio.channels.SocketChannel;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** Urgent ("out-of-band") data. */
public final class Urgent implements Theme {
    private static final String CANNOT_RECEIVE = "it can send urgent data, but not receive it";

    @Override
    public void addTo(Scenarios scenarios) {
        scenarios
                .scenario("urgent-receive")
                .title("An urgent byte between others")
                .explanation("libc reads up to it, takes it with MSG_OOB and goes on; the JDK cannot ask for it and "
                        + "loses it.")
                .source("tcp(7), recv(2): MSG_OOB; java.net.Socket.sendUrgentData")
                .tags("urgent", "streams", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        send(c,"ab",0)
                        send(c,"!",MSG_OOB)
                        send(c,"cd",0)
                        wait(s,POLLPRI)
                        before: recv(s,10,0) => data
                        urgent: recv(s,1,MSG_OOB) => data
                        after: recv(s,10,0) => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.client().getOutputStream().write(bytes("ab"));
                    both.client().sendUrgentData('!');
                    both.client().getOutputStream().write(bytes("cd"));
                    Waiting.forEvents(both.server(), POLLPRI);
                    j.phase("before", () -> read(both.server().getInputStream(), 10));
                    j.phase("after", () -> read(both.server().getInputStream(), 10));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.client().write(buffer("ab"));
                    both.client().socket().sendUrgentData('!');
                    both.client().write(buffer("cd"));
                    Waiting.forEvents(both.server(), POLLPRI);
                    j.phase("before", () -> read(both.server(), 10));
                    j.phase("after", () -> read(both.server(), 10));
                });

        scenarios
                .scenario("urgent-none")
                .title("Asking for an urgent byte that was never sent, or already taken")
                .explanation("EINVAL at once, even on a blocking socket.")
                .source("tcp(7), recv(2): MSG_OOB")
                .tags("urgent", "flags", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        none: recv(s,1,MSG_OOB)
                        send(c,"!",MSG_OOB)
                        wait(s,POLLPRI)
                        one: recv(s,1,MSG_OOB) => data
                        taken: recv(s,1,MSG_OOB)
                        """)
                .netCannot(CANNOT_RECEIVE)
                .nioCannot(CANNOT_RECEIVE);

        scenarios
                .scenario("urgent-inline")
                .title("Urgent data in the stream, with SO_OOBINLINE")
                .explanation("A read stops before it and the next begins with it; libc sees the position with "
                        + "SIOCATMARK, the JDK does not.")
                .source("tcp(7): SIOCATMARK, socket(7): SO_OOBINLINE; java.net.Socket.setOOBInline")
                .tags("urgent", "options", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        setsockopt(s,SOL_SOCKET,SO_OOBINLINE,1)
                        send(c,"ab",0)
                        send(c,"!",MSG_OOB)
                        send(c,"cd",0)
                        wait(s,POLLPRI)
                        before: recv(s,10,0) => data
                        rest: recv(s,10,0) => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.server().setOOBInline(true);
                    both.client().getOutputStream().write(bytes("ab"));
                    both.client().sendUrgentData('!');
                    both.client().getOutputStream().write(bytes("cd"));
                    Waiting.forBytes(both.server(), 5);
                    j.phase("before", () -> read(both.server().getInputStream(), 10));
                    j.phase("rest", () -> read(both.server().getInputStream(), 10));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().socket().setOOBInline(true);
                    both.client().write(buffer("ab"));
                    both.client().socket().sendUrgentData('!');
                    both.client().write(buffer("cd"));
                    Waiting.forBytes(both.server(), 5);
                    j.phase("before", () -> read(both.server(), 10));
                    j.phase("rest", () -> read(both.server(), 10));
                });

        scenarios
                .scenario("urgent-mark")
                .title("The position of the urgent byte")
                .explanation("sockatmark returns 0 before it and 1 at it; the JDK has no equivalent.")
                .source("sockatmark(3), tcp(7): SIOCATMARK")
                .tags("urgent", "streams", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        send(c,"ab",0)
                        send(c,"!",MSG_OOB)
                        wait(s,POLLPRI)
                        before: ioctl(s,SIOCATMARK,INT) => val
                        recv(s,10,0)
                        at: ioctl(s,SIOCATMARK,INT) => val
                        """)
                .netCannot("it does not report the position")
                .nioCannot("it does not report the position");

        scenarios
                .scenario("urgent-inline-oob-read")
                .title("MSG_OOB with SO_OOBINLINE")
                .explanation("EINVAL: the byte is part of the stream now.")
                .source("tcp(7), recv(2): MSG_OOB")
                .tags("urgent", "flags", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        setsockopt(s,SOL_SOCKET,SO_OOBINLINE,1)
                        send(c,"!",MSG_OOB)
                        wait(s,POLLPRI)
                        urgent: recv(s,1,MSG_OOB)
                        read: recv(s,10,0) => data
                        """)
                .netCannot(CANNOT_RECEIVE)
                .nioCannot(CANNOT_RECEIVE);

        scenarios
                .scenario("urgent-peek")
                .title("Peeking at the urgent byte")
                .explanation("MSG_PEEK works with MSG_OOB.")
                .source("recv(2): MSG_PEEK, MSG_OOB")
                .tags("urgent", "flags", "tcp", "peek")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        send(c,"!",MSG_OOB)
                        wait(s,POLLPRI)
                        peek: recv(s,1,MSG_OOB|MSG_PEEK) => data
                        take: recv(s,1,MSG_OOB) => data
                        """)
                .netCannot(CANNOT_RECEIVE)
                .nioCannot(CANNOT_RECEIVE);

        scenarios
                .scenario("urgent-second")
                .title("A second urgent byte before the first is taken")
                .explanation("If the reader has reached the first byte when the second arrives, the kernel drops the "
                        + "first and sets the second aside: plain reads return neither.")
                .source("tcp(7); net/ipv4/tcp_input.c, tcp_check_urg; java.net.Socket.sendUrgentData")
                .tags("urgent", "streams", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        send(c,"1",MSG_OOB)
                        wait(s,POLLPRI)
                        send(c,"2",MSG_OOB)
                        send(c,"z",0)
                        wait(s,POLLIN)
                        first: recv(s,10,0) => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.client().sendUrgentData('1');
                    Waiting.forEvents(both.server(), POLLPRI);
                    both.client().sendUrgentData('2');
                    both.client().getOutputStream().write('z');
                    Waiting.forEvents(both.server(), POLLIN);
                    j.phase("first", () -> read(both.server().getInputStream(), 10));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.client().socket().sendUrgentData('1');
                    Waiting.forEvents(both.server(), POLLPRI);
                    both.client().socket().sendUrgentData('2');
                    both.client().write(buffer("z"));
                    Waiting.forEvents(both.server(), POLLIN);
                    j.phase("first", () -> read(both.server(), 10));
                });

        scenarios
                .scenario("urgent-unconnected")
                .title("Sending urgent data on an unconnected socket")
                .explanation("EPIPE, without SIGPIPE if MSG_NOSIGNAL is given; the JDK checks its state first, and a "
                        + "channel's socket throws an exception of NIO.")
                .source("send(2); java.net.Socket.sendUrgentData, sun.nio.ch.SocketChannelImpl.sendOutOfBandData")
                .tags("urgent", "tcp")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        send: send(s,"!",MSG_OOB|MSG_NOSIGNAL)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("send", () -> s.sendUrgentData('!'));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("send", () -> s.socket().sendUrgentData('!'));
                });

        scenarios
                .scenario("urgent-datagram")
                .title("MSG_OOB on UDP")
                .explanation(
                        "EOPNOTSUPP for send, while recv ignores the flag; in the JDK only a Socket has the method.")
                .source("send(2), udp(7)")
                .tags("urgent", "flags", "datagrams", "udp")
                .verdict(ONLY_LIBC)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send: send(c,"!",MSG_OOB)
                        receive: recv(u,1,MSG_OOB|MSG_DONTWAIT)
                        """)
                .netCannot("a DatagramSocket has no such method")
                .nioCannot("a DatagramChannel has no such method");

        scenarios
                .scenario("urgent-unix")
                .title("MSG_OOB on an AF_UNIX stream")
                .explanation(
                        "Linux has had it since 5.15 (CONFIG_AF_UNIX_OOB); a SocketChannel to a path has no Socket "
                                + "to send it with.")
                .source("unix(7), send(2): MSG_OOB; sun.nio.ch.SocketChannelImpl.socket")
                .tags("urgent", "flags", "unix")
                .verdict(ONLY_LIBC)
                .libc("""
                        a,b = socketpair(AF_UNIX,SOCK_STREAM,0)
                        send: send(a,"!",MSG_OOB)
                        receive: recv(b,1,MSG_OOB) => data
                        """)
                .netCannot("it has no AF_UNIX")
                .nioCannot("a channel of AF_UNIX has no Socket, which has the method sendUrgentData");
    }
}
