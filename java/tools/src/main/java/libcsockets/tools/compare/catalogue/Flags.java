package libcsockets.tools.compare.catalogue;

import static libcsockets.tools.compare.catalogue.Steps.CONNECTION;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.io.InputStream;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** Flags of single calls, which the JDK's sockets lack. */
public final class Flags implements Theme {
    private static final String NO_FLAGS = "a read or write has no flags";
    private static final String NO_OPTION = "the option is not among its own";

    @Override
    public void addTo(Scenarios scenarios) {
        receiving(scenarios);
        sending(scenarios);
        descriptors(scenarios);
    }

    private static void receiving(Scenarios scenarios) {
        scenarios
                .scenario("flag-peek")
                .title("MSG_PEEK: reading without consuming")
                .explanation("The bytes are there again for the next call; the JDK cannot look without consuming.")
                .source("recv(2): MSG_PEEK")
                .tags("flags", "streams", "tcp", "peek")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        send(c,"hello",0)
                        wait(s,POLLIN)
                        peek: recv(s,3,MSG_PEEK) => data
                        read: recv(s,10,0) => data
                        """)
                .netCannot(NO_FLAGS)
                .nioCannot(NO_FLAGS);

        scenarios
                .scenario("flag-dontwait")
                .title("MSG_DONTWAIT: one call that does not wait")
                .explanation(
                        "The descriptor stays blocking; in the JDK the whole channel is made non-blocking, for all "
                                + "threads.")
                .source("recv(2): MSG_DONTWAIT; java.nio.channels.SelectableChannel.configureBlocking")
                .tags("flags", "streams", "tcp", "nonblocking")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        read: recv(c,1,MSG_DONTWAIT)
                        flags: fcntl(c,F_GETFL)
                        """)
                .netCannot(NO_FLAGS)
                .nioCannot(NO_FLAGS);

        scenarios
                .scenario("flag-waitall")
                .title("MSG_WAITALL: a read that waits for all its bytes")
                .explanation("recv returns six bytes, or fewer at the end of the stream; readNBytes of a stream does "
                        + "the same with several reads.")
                .source("recv(2): MSG_WAITALL; java.io.InputStream.readNBytes")
                .tags("flags", "streams", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        send(c,"abc",0)
                        start(recv(s,6,MSG_WAITALL))
                        waits: running(50)
                        send(c,"def",0)
                        six: join() => data
                        send(c,"gh",0)
                        close(c)
                        two: recv(s,6,MSG_WAITALL) => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    InputStream in = both.server().getInputStream();
                    both.client().getOutputStream().write(bytes("abc"));
                    var reader = j.start(() -> in.readNBytes(6));
                    j.phase("waits", () -> reader.running(50));
                    both.client().getOutputStream().write(bytes("def"));
                    j.phase("six", reader::get);
                    both.client().getOutputStream().write(bytes("gh"));
                    both.client().close();
                    j.phase("two", () -> in.readNBytes(6));
                })
                .nioCannot("a channel reads only the bytes that are there");

        scenarios
                .scenario("flag-trunc-stream")
                .title("MSG_TRUNC on TCP: discarding bytes")
                .explanation("They leave the queue without being copied, so that even a bad pointer works; skip of a "
                        + "stream reads them.")
                .source("tcp(7): MSG_TRUNC; java.io.InputStream.skip")
                .tags("flags", "streams", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        send(c,"abcdef",0)
                        wait(s,POLLIN)
                        skip: recv(s,4,MSG_TRUNC)
                        read: recv(s,10,0) => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.client().getOutputStream().write(bytes("abcdef"));
                    InputStream in = both.server().getInputStream();
                    Waiting.forBytes(both.server(), 6);
                    j.phase("skip", () -> in.skip(4));
                    j.phase("read", () -> read(in, 10));
                })
                .nioCannot(NO_FLAGS);

        scenarios
                .scenario("flag-lowat")
                .title("SO_RCVLOWAT: ready only with enough bytes")
                .explanation("With a mark of 10 poll reports nothing at 3 bytes, and reports at 10; the JDK lacks the "
                        + "option.")
                .source("socket(7): SO_RCVLOWAT, tcp(7)")
                .tags("flags", "options", "streams", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        setsockopt(s,SOL_SOCKET,SO_RCVLOWAT,10)
                        send(c,"abc",0)
                        three: poll([s:POLLIN],50)
                        send(c,"defghij",0)
                        ten: poll([s:POLLIN],2000)
                        """)
                .netCannot(NO_OPTION)
                .nioCannot(NO_OPTION);

        scenarios
                .scenario("flag-error-queue-empty")
                .title("MSG_ERRQUEUE with an empty error queue")
                .explanation("EAGAIN, even on a blocking socket; the JDK does not read error queues.")
                .source("recv(2): MSG_ERRQUEUE, ip(7): IP_RECVERR")
                .tags("flags", "datagrams", "udp")
                .verdict(ONLY_LIBC)
                .libc("""
                        u = udp(127.0.0.1:0)
                        read: recvmsg(u,0,[10],100,MSG_ERRQUEUE)
                        """)
                .netCannot(NO_FLAGS)
                .nioCannot(NO_FLAGS);

        scenarios
                .scenario("flag-unknown")
                .title("An unknown flag")
                .explanation("Linux ignores it in send and recv, but accept4 returns EINVAL.")
                .source("send(2), recv(2), accept4(2)")
                .tags("flags", "streams", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        write: send(c,"x",0x800000)
                        wait(s,POLLIN)
                        read: recv(s,1,0x800000)
                        accept: accept4(l,NULL,NULL,1)
                        """)
                .netCannot(NO_FLAGS)
                .nioCannot(NO_FLAGS);
    }

    private static void sending(Scenarios scenarios) {
        scenarios
                .scenario("flag-more")
                .title("MSG_MORE: holding data back until the rest follows")
                .explanation("The first byte stays with the sender until a send without the flag; the JDK has no "
                        + "equivalent, since TCP_NODELAY is the opposite.")
                .source("send(2): MSG_MORE, tcp(7): TCP_CORK")
                .tags("flags", "streams", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        send(c,"a",MSG_MORE)
                        held: poll([s:POLLIN],50)
                        send(c,"b",0)
                        sent: poll([s:POLLIN],2000)
                        read: recv(s,10,0) => data
                        """)
                .netCannot(NO_FLAGS)
                .nioCannot(NO_FLAGS);

        scenarios
                .scenario("flag-more-datagram")
                .title("MSG_MORE on UDP: one datagram of two sends")
                .explanation("The pieces become one datagram; the JDK has to join them first.")
                .source("send(2): MSG_MORE, udp(7): UDP_CORK")
                .tags("flags", "datagrams", "udp")
                .verdict(ONLY_LIBC)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send(c,"a",MSG_MORE)
                        send(c,"b",0)
                        read: recv(u,10,0) => data
                        """)
                .netCannot(NO_FLAGS)
                .nioCannot(NO_FLAGS);

        scenarios
                .scenario("flag-dontroute")
                .title("MSG_DONTROUTE: only to neighbours")
                .explanation("A destination behind a gateway fails with ENETUNREACH, a neighbour is reached; the JDK "
                        + "has no such flag.")
                .source("send(2): MSG_DONTROUTE, socket(7): SO_DONTROUTE")
                .tags("flags", "datagrams", "udp", "routes")
                .namespace("ip addr add 192.0.2.1/24 dev lo", "ip route add 198.51.100.0/24 via 192.0.2.2 dev lo")
                .verdict(ONLY_LIBC)
                .libc("""
                        u = socket(AF_INET,SOCK_DGRAM,0)
                        neighbour: sendto(u,"x",MSG_DONTROUTE,192.0.2.1:9)
                        behind a gateway: sendto(u,"x",MSG_DONTROUTE,198.51.100.1:9)
                        without: sendto(u,"x",0,198.51.100.1:9)
                        """)
                .netCannot(NO_FLAGS)
                .nioCannot(NO_FLAGS);

        scenarios
                .scenario("flag-many-datagrams")
                .title("Two datagrams in one call")
                .explanation("sendmmsg and recvmmsg move both at once; the JDK makes one call for each.")
                .source("sendmmsg(2), recvmmsg(2)")
                .tags("flags", "datagrams", "udp")
                .verdict(ONLY_LIBC)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send: sendmmsg(c,[["a"],["bc"]],0)
                        receive: recvmmsg(u,[10,10],0,NULL) => nmsg len0 len1
                        """)
                .netCannot("a datagram takes a call of its own")
                .nioCannot("a datagram takes a call of its own");
    }

    private static void descriptors(Scenarios scenarios) {
        scenarios
                .scenario("flag-cloexec")
                .title("SOCK_CLOEXEC and SOCK_NONBLOCK")
                .explanation("socket and accept4 set both flags in the same step; the JDK leaves FD_CLOEXEC off and "
                        + "calls fcntl for the other.")
                .source("socket(2), accept4(2)")
                .tags("flags", "exec", "nonblocking", "tcp")
                .verdict(ONLY_LIBC)
                .libc("""
                        l = listener(127.0.0.1:0)
                        c = connect_to(l)
                        s = socket(AF_INET,SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK,0)
                        made cloexec: fcntl(s,F_GETFD)
                        made nonblock: fcntl(s,F_GETFL)
                        a = accept4(l,NULL,NULL,SOCK_CLOEXEC|SOCK_NONBLOCK)
                        accepted cloexec: fcntl(a,F_GETFD)
                        accepted nonblock: fcntl(a,F_GETFL)
                        """)
                .netCannot("no method takes them")
                .nioCannot("no method takes them");

        scenarios
                .scenario("descriptor-no-socket")
                .title("Socket calls on a descriptor that is not a socket")
                .explanation("ENOTSOCK, and EBADF if nothing is open; the JDK's types rule it out.")
                .source("recv(2), send(2), getsockopt(2)")
                .tags("flags", "descriptors")
                .verdict(ONLY_LIBC)
                .libc("""
                        n = fd(devnull)
                        recv: recv(n,1,0)
                        send: send(n,"x",0)
                        option: getsockopt(n,SOL_SOCKET,SO_TYPE,BUF,4)
                        not open: recv(BADFD,1,0)
                        """)
                .netCannot("a Socket is always a socket")
                .nioCannot("a SocketChannel is always a socket");

        scenarios
                .scenario("descriptor-dup")
                .title("Closing one of two descriptors of a connection")
                .explanation("The connection lives as long as either descriptor does; the JDK has no second reference "
                        + "to a socket.")
                .source("dup(2), close(2)")
                .tags("close", "descriptors", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        d = dup(c)
                        close(c)
                        write: send(d,"x",0)
                        wait(s,POLLIN)
                        read: recv(s,10,0) => data
                        end: recv(s,1,MSG_DONTWAIT)
                        """)
                .netCannot("it cannot duplicate a socket")
                .nioCannot("it cannot duplicate a channel");

        scenarios
                .scenario("protocol-unknown")
                .title("Kinds of sockets that do not exist")
                .explanation("The kernel has four answers to one call; the JDK offers only the kinds that it knows.")
                .source("socket(2)")
                .tags("flags", "descriptors")
                .verdict(ONLY_LIBC)
                .libc("""
                        family: socket(12345,SOCK_STREAM,0)
                        type: socket(AF_INET,77,0)
                        protocol: socket(AF_INET,SOCK_STREAM,IPPROTO_UDP)
                        combination: socket(AF_UNIX,SOCK_STREAM,99)
                        """)
                .netCannot("it has TCP and UDP")
                .nioCannot("it has TCP, UDP and AF_UNIX streams");
    }
}
