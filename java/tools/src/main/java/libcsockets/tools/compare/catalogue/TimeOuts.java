package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.catalogue.Steps.CONNECTION;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import libcsockets.option.Optval;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** Time-outs of blocking calls. */
public final class TimeOuts implements Theme {
    private static final int SHORT = 100;
    private static final int MUCH = 64 << 20;

    @Override
    public void addTo(Scenarios scenarios) {
        reading(scenarios);
        others(scenarios);
        values(scenarios);
    }

    private static void reading(Scenarios scenarios) {
        scenarios
                .scenario("timeout-read")
                .title("A read with a time-out, and the state that it leaves")
                .explanation("SO_RCVTIMEO ends recv with EAGAIN and the descriptor still blocks; setSoTimeout does not "
                        + "set the option: it makes the descriptor non-blocking for good, and polls.")
                .source("socket(7): SO_RCVTIMEO; sun.nio.ch.NioSocketImpl.timedRead, configureNonBlockingIfNeeded")
                .tags("timeouts", "streams", "nonblocking", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        setsockopt(c,SOL_SOCKET,SO_RCVTIMEO,timeval(0,100000))
                        read: recv(c,1,0)
                        option: getsockopt(c,SOL_SOCKET,SO_RCVTIMEO,BUF,16) => int@8
                        flags: fcntl(c,F_GETFL)
                        send(s,"late",0)
                        again: recv(c,10,0) => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    Socket client = both.client();
                    client.setSoTimeout(SHORT);
                    j.phase("read", () -> client.getInputStream().read());
                    j.phase("option", () -> option(client, SOL_SOCKET, SO_RCVTIMEO));
                    j.phase("flags", () -> fcntl(client, F_GETFL));
                    both.server().getOutputStream().write(bytes("late"));
                    j.phase("again", () -> read(client.getInputStream(), 10));
                    client.setSoTimeout(0);
                    j.phase("flags without a limit", () -> fcntl(client, F_GETFL));
                })
                .nio(j -> {
                    var both = j.channels();
                    Socket client = both.client().socket();
                    client.setSoTimeout(SHORT);
                    j.phase("read", () -> client.getInputStream().read());
                    j.phase("option", () -> option(client, SOL_SOCKET, SO_RCVTIMEO));
                    j.phase("flags", () -> fcntl(client, F_GETFL));
                    both.server().write(buffer("late"));
                    j.phase("again", () -> read(client.getInputStream(), 10));
                });

        scenarios
                .scenario("timeout-channel-ignores")
                .title("A channel whose socket has a time-out")
                .explanation("The time-out is for the streams of the channel's socket: a read of the channel itself "
                        + "waits without limit.")
                .source("socket(7): SO_RCVTIMEO; java.nio.channels.SocketChannel.socket")
                .tags("timeouts", "streams", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        setsockopt(c,SOL_SOCKET,SO_RCVTIMEO,timeval(0,50000))
                        start(recv(c,10,0))
                        waiting: running(300)
                        read: join() => data
                        """)
                .netCannot("a Socket has a channel only if the channel made it")
                .nio(j -> {
                    var both = j.channels();
                    both.client().socket().setSoTimeout(50);
                    var reader = j.start(() -> read(both.client(), 10));
                    j.phase("waiting", () -> reader.running(300));
                    both.server().write(buffer("late"));
                    j.phase("read", reader::get);
                });

        scenarios
                .scenario("timeout-accept")
                .title("accept with a time-out")
                .explanation("SO_RCVTIMEO covers accept as well, which returns EAGAIN; the JDK throws "
                        + "SocketTimeoutException, but not in a channel's own accept.")
                .source("socket(7): SO_RCVTIMEO; java.net.ServerSocket.setSoTimeout")
                .tags("timeouts", "listen", "tcp")
                .verdict(SAME)
                .libc("""
                        l = listener(127.0.0.1:0)
                        setsockopt(l,SOL_SOCKET,SO_RCVTIMEO,timeval(0,100000))
                        accept: accept(l,NULL,NULL)
                        """)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0, 1, loopback()));
                    listener.setSoTimeout(SHORT);
                    j.phase("accept", () -> listener.accept());
                })
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.bind(loopback(0));
                    listener.socket().setSoTimeout(SHORT);
                    j.phase("accept", () -> listener.socket().accept());
                });

        scenarios
                .scenario("timeout-receive")
                .title("A receive with a time-out")
                .explanation("EAGAIN, which is SocketTimeoutException; the socket stays usable, everywhere.")
                .source("socket(7): SO_RCVTIMEO; sun.nio.ch.DatagramChannelImpl.blockingReceive")
                .tags("timeouts", "datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        u = udp(127.0.0.1:0)
                        setsockopt(u,SOL_SOCKET,SO_RCVTIMEO,timeval(0,100000))
                        receive: recv(u,10,0)
                        c = connect_to(u)
                        send(c,"late",0)
                        again: recv(u,10,0) => ret
                        """)
                .net(j -> {
                    DatagramSocket u = j.keep(new DatagramSocket(loopback(0)));
                    u.setSoTimeout(SHORT);
                    DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                    j.phase("receive", () -> u.receive(packet));
                    DatagramSocket sender = j.keep(new DatagramSocket());
                    sender.send(new DatagramPacket(bytes("late"), 4, u.getLocalSocketAddress()));
                    j.phase("again", () -> {
                        u.receive(packet);
                        return packet.getLength();
                    });
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open().bind(loopback(0)));
                    u.socket().setSoTimeout(SHORT);
                    DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                    j.phase("receive", () -> u.socket().receive(packet));
                    DatagramChannel sender = j.keep(DatagramChannel.open());
                    sender.send(buffer("late"), u.getLocalAddress());
                    j.phase("again", () -> {
                        u.socket().receive(packet);
                        return packet.getLength();
                    });
                });
    }

    private static void others(Scenarios scenarios) {
        scenarios
                .scenario("timeout-write")
                .title("A write with a time-out")
                .explanation(
                        "SO_SNDTIMEO ends a send into a full buffer with EAGAIN; the JDK has no such time-out, and "
                                + "if the option is set below it, it polls and goes on waiting.")
                .source("socket(7): SO_SNDTIMEO; sun.nio.ch.NioSocketImpl.implWrite")
                .tags("timeouts", "streams", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        setsockopt(c,SOL_SOCKET,SO_SNDBUF,8192)
                        sendfull(c,65536)
                        setsockopt(c,SOL_SOCKET,SO_SNDTIMEO,timeval(0,100000))
                        start(send(c,"x",0))
                        waiting: running(500)
                        write: join()
                        """)
                .net(j -> {
                    Socket client = j.connection().client();
                    client.setSendBufferSize(8192);
                    libc().setsockopt(
                                    descriptor(client),
                                    SOL_SOCKET,
                                    SO_SNDTIMEO,
                                    Optval.timeval(0, 100_000),
                                    SIZEOF_TIMEVAL);
                    var writer = j.start(() -> {
                        client.getOutputStream().write(new byte[MUCH]);
                        return null;
                    });
                    j.phase("waiting", () -> writer.running(500));
                    client.close();
                    j.phase("write", writer::get);
                })
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    client.setOption(StandardSocketOptions.SO_SNDBUF, 8192);
                    libc().setsockopt(
                                    descriptor(client),
                                    SOL_SOCKET,
                                    SO_SNDTIMEO,
                                    Optval.timeval(0, 100_000),
                                    SIZEOF_TIMEVAL);
                    var writer = j.start(() -> {
                        ByteBuffer much = ByteBuffer.allocate(MUCH);
                        while (much.hasRemaining()) {
                            client.write(much);
                        }
                        return null;
                    });
                    j.phase("waiting", () -> writer.running(500));
                    client.close();
                    j.phase("write", writer::get);
                });

        scenarios
                .scenario("timeout-below-read")
                .title("SO_RCVTIMEO set below a blocking read of the JDK")
                .explanation("recv returns EAGAIN at the end of the time; the JDK takes that for a reason to poll, and "
                        + "waits for ever.")
                .source("socket(7): SO_RCVTIMEO; sun.nio.ch.NioSocketImpl.implRead, sun.nio.ch.SocketChannelImpl.read")
                .tags("timeouts", "streams", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        setsockopt(c,SOL_SOCKET,SO_RCVTIMEO,timeval(0,100000))
                        start(recv(c,10,0))
                        waiting: running(500)
                        read: join() => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    libc().setsockopt(
                                    descriptor(both.client()),
                                    SOL_SOCKET,
                                    SO_RCVTIMEO,
                                    Optval.timeval(0, 100_000),
                                    SIZEOF_TIMEVAL);
                    var reader = j.start(() -> read(both.client().getInputStream(), 10));
                    j.phase("waiting", () -> reader.running(500));
                    both.server().getOutputStream().write(bytes("late"));
                    j.phase("read", reader::get);
                })
                .nio(j -> {
                    var both = j.channels();
                    libc().setsockopt(
                                    descriptor(both.client()),
                                    SOL_SOCKET,
                                    SO_RCVTIMEO,
                                    Optval.timeval(0, 100_000),
                                    SIZEOF_TIMEVAL);
                    var reader = j.start(() -> read(both.client(), 10));
                    j.phase("waiting", () -> reader.running(500));
                    both.server().write(buffer("late"));
                    j.phase("read", reader::get);
                });
    }

    private static void values(Scenarios scenarios) {
        scenarios
                .scenario("timeout-invalid")
                .title("Invalid time-outs")
                .explanation("The kernel refuses a million microseconds with EDOM and takes a negative second for no "
                        + "time at all; the JDK refuses negative values.")
                .source("socket(7): SO_RCVTIMEO; net/core/sock.c, sock_set_timeout; java.net.Socket.setSoTimeout")
                .tags("timeouts", "options", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        negative: setsockopt(s,SOL_SOCKET,SO_RCVTIMEO,timeval(-1,0))
                        too many microseconds: setsockopt(s,SOL_SOCKET,SO_RCVTIMEO,timeval(0,1000000))
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("negative", () -> s.setSoTimeout(-1));
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("negative", () -> s.socket().setSoTimeout(-1));
                });

        scenarios
                .scenario("timeout-negative-read")
                .title("A read with a negative time-out")
                .explanation("It does not wait at all: EAGAIN; the JDK has no such setting.")
                .source("net/core/sock.c, sock_set_timeout")
                .tags("timeouts", "options", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        setsockopt(c,SOL_SOCKET,SO_RCVTIMEO,timeval(-1,0))
                        read: recv(c,1,0)
                        """)
                .netCannot("setSoTimeout refuses a negative number")
                .nioCannot("setSoTimeout refuses a negative number");

        scenarios
                .scenario("timeout-closed")
                .title("Setting a time-out on a closed socket")
                .explanation("EBADF; the JDK knows that it is closed.")
                .source("setsockopt(2); java.net.Socket.setSoTimeout")
                .tags("timeouts", "close", "options", "tcp")
                .verdict(SAME)
                .libc("""
                        low = socket(AF_INET,SOCK_STREAM,0)
                        """ + Steps.high("s", "low") + """
                        close(s)
                        set: setsockopt(s,SOL_SOCKET,SO_RCVTIMEO,timeval(1,0))
                        """)
                .net(j -> {
                    Socket s = new Socket();
                    s.close();
                    j.phase("set", () -> s.setSoTimeout(1000));
                })
                .nio(j -> {
                    SocketChannel s = SocketChannel.open();
                    s.close();
                    j.phase("set", () -> s.socket().setSoTimeout(1000));
                });

        scenarios
                .scenario("timeout-sent-late")
                .title("A read whose data arrives before the time-out")
                .explanation("It returns the data, everywhere.")
                .source("socket(7): SO_RCVTIMEO; java.net.Socket.setSoTimeout")
                .tags("timeouts", "streams", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        setsockopt(c,SOL_SOCKET,SO_RCVTIMEO,timeval(5,0))
                        start(recv(c,10,0))
                        send(s,"in time",0)
                        read: join() => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.client().setSoTimeout(5000);
                    var reader = j.start(() -> read(both.client().getInputStream(), 10));
                    both.server().getOutputStream().write(bytes("in time"));
                    j.phase("read", reader::get);
                })
                .nio(j -> {
                    var both = j.channels();
                    both.client().socket().setSoTimeout(5000);
                    var reader = j.start(() -> read(both.client().socket().getInputStream(), 10));
                    both.server().write(buffer("in time"));
                    j.phase("read", reader::get);
                });
    }
}
