package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.catalogue.Steps.CONNECTION;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** Shutting down and closing. */
public final class Closing implements Theme {
    private static final String NO_SHUTDOWN = "a listening socket of the JDK has no shutdown";

    @Override
    public void addTo(Scenarios scenarios) {
        shutdowns(scenarios);
        shutdownsOfReading(scenarios);
        closes(scenarios);
        afterwards(scenarios);
        whileBlocked(scenarios);
    }

    private static void shutdowns(Scenarios scenarios) {
        scenarios
                .scenario("shutdown-write")
                .title("Writing after shutdown(SHUT_WR)")
                .explanation("EPIPE; a stream reports that too, while a channel claims that it was closed "
                        + "asynchronously, which it was not.")
                .source("shutdown(2), send(2); sun.nio.ch.NioSocketImpl, sun.nio.ch.SocketChannelImpl.beginWrite")
                .tags("shutdown", "streams", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        shutdown: shutdown(c,SHUT_WR)
                        write: send(c,"x",MSG_NOSIGNAL)
                        end: recv(s,1,0)
                        other way: send(s,"y",0)
                        wait(c,POLLIN)
                        read: recv(c,10,0) => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    OutputStream out = both.client().getOutputStream();
                    j.phase("shutdown", () -> both.client().shutdownOutput());
                    j.phase("write", () -> out.write('x'));
                    j.phase("end", () -> both.server().getInputStream().read(new byte[1]));
                    j.phase("other way", () -> both.server().getOutputStream().write('y'));
                    j.phase("read", () -> read(both.client().getInputStream(), 10));
                })
                .nio(j -> {
                    var both = j.channels();
                    j.phase("shutdown", () -> {
                        both.client().shutdownOutput();
                    });
                    j.phase("write", () -> both.client().write(buffer("x")));
                    j.phase("end", () -> both.server().read(ByteBuffer.allocate(1)));
                    j.phase("other way", () -> both.server().write(buffer("y")));
                    j.phase("read", () -> read(both.client(), 10));
                });

        scenarios
                .scenario("shutdown-twice")
                .title("Shutting down the same side twice")
                .explanation("C and channels accept it; a Socket throws.")
                .source("shutdown(2); java.net.Socket.shutdownOutput, sun.nio.ch.SocketChannelImpl.shutdownOutput")
                .tags("shutdown", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        first: shutdown(c,SHUT_WR)
                        second: shutdown(c,SHUT_WR)
                        """)
                .net(j -> {
                    Socket client = j.connection().client();
                    j.phase("first", () -> client.shutdownOutput());
                    j.phase("second", () -> client.shutdownOutput());
                })
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    j.phase("first", () -> {
                        client.shutdownOutput();
                    });
                    j.phase("second", () -> {
                        client.shutdownOutput();
                    });
                });

        scenarios
                .scenario("shutdown-streams-afterwards")
                .title("Asking for the streams of a socket that is shut down")
                .explanation("libc has no streams to ask for; a Socket refuses to return one, though a stream obtained "
                        + "earlier goes on existing.")
                .source("java.net.Socket.getOutputStream, getInputStream")
                .tags("shutdown", "streams", "tcp")
                .verdict(ONLY_JDK)
                .libcCannot("a descriptor is all there is")
                .net(j -> {
                    Socket client = j.connection().client();
                    client.shutdownOutput();
                    j.phase("output", () -> client.getOutputStream() != null);
                    client.shutdownInput();
                    j.phase("input", () -> client.getInputStream() != null);
                })
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    client.shutdownOutput();
                    j.phase("output", () -> client.socket().getOutputStream() != null);
                    client.shutdownInput();
                    j.phase("input", () -> client.socket().getInputStream() != null);
                });

        scenarios
                .scenario("shutdown-wrong-side")
                .title("Shutting down a side that does not exist")
                .explanation("EINVAL; the JDK has a method for each side.")
                .source("shutdown(2)")
                .tags("shutdown", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        three: shutdown(c,3)
                        negative: shutdown(c,-1)
                        """)
                .netCannot("there is a method for each side")
                .nioCannot("there is a method for each side");

        scenarios
                .scenario("shutdown-listener")
                .title("shutdown of a listener with a blocked accept")
                .explanation("accept returns EINVAL, and listen makes the socket usable again; the JDK can only close.")
                .source("shutdown(2), accept(2)")
                .tags("shutdown", "listen", "threads", "tcp")
                .verdict(ONLY_LIBC)
                .libc("""
                        l = listener(127.0.0.1:0)
                        start(accept(l,NULL,NULL))
                        shutdown: shutdown(l,SHUT_RDWR)
                        accept: join()
                        again: listen(l,5)
                        """)
                .netCannot(NO_SHUTDOWN)
                .nioCannot(NO_SHUTDOWN);

        scenarios
                .scenario("shutdown-datagram")
                .title("shutdown of a datagram socket")
                .explanation("ENOTCONN while it has no peer, but a blocked receiver wakes all the same; the JDK has no "
                        + "such method.")
                .source("shutdown(2), udp(7)")
                .tags("shutdown", "datagrams", "threads", "udp")
                .verdict(ONLY_LIBC)
                .libc("""
                        u = udp(127.0.0.1:0)
                        start(recv(u,10,0))
                        shutdown: shutdown(u,SHUT_RDWR)
                        receive: join()
                        """)
                .netCannot("a DatagramSocket has no such method")
                .nioCannot("a DatagramChannel has no such method");
    }

    private static void shutdownsOfReading(Scenarios scenarios) {
        scenarios
                .scenario("shutdown-read")
                .title("Data that arrives after shutdown(SHUT_RD)")
                .explanation("Linux still accepts it, and recv returns it before the end; the JDK reports the end "
                        + "without asking.")
                .source("shutdown(2), tcp(7); sun.nio.ch.NioSocketImpl.available, sun.nio.ch.SocketChannelImpl.read")
                .tags("shutdown", "streams", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        shutdown(s,SHUT_RD)
                        end: recv(s,10,0)
                        late: send(c,"late",0)
                        queued: ioctl(s,FIONREAD,INT) => val
                        read: recv(s,10,0) => data
                        end again: recv(s,10,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    InputStream in = both.server().getInputStream();
                    both.server().shutdownInput();
                    j.phase("end", () -> read(in, 10));
                    j.phase("late", () -> both.client().getOutputStream().write(bytes("late")));
                    Waiting.forBytes(both.server(), 4);
                    j.phase("queued", () -> in.available());
                    j.phase("read", () -> read(in, 10));
                    j.phase("end again", () -> read(in, 10));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().shutdownInput();
                    j.phase("end", () -> read(both.server(), 10));
                    j.phase("late", () -> both.client().write(buffer("late")));
                    Waiting.forBytes(both.server(), 4);
                    j.phase("read", () -> read(both.server(), 10));
                    j.phase("end again", () -> read(both.server(), 10));
                });

        scenarios
                .scenario("shutdown-read-with-data")
                .title("shutdown(SHUT_RD) while data waits")
                .explanation("The data can still be read in C; in the JDK it is gone.")
                .source("shutdown(2), tcp(7); sun.nio.ch.SocketChannelImpl.read")
                .tags("shutdown", "streams", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        send(c,"early",0)
                        wait(s,POLLIN)
                        shutdown: shutdown(s,SHUT_RD)
                        read: recv(s,10,0) => data
                        end: recv(s,10,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    InputStream in = both.server().getInputStream();
                    both.client().getOutputStream().write(bytes("early"));
                    Waiting.forBytes(both.server(), 5);
                    j.phase("shutdown", () -> both.server().shutdownInput());
                    j.phase("read", () -> read(in, 10));
                    j.phase("end", () -> read(in, 10));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.client().write(buffer("early"));
                    Waiting.forBytes(both.server(), 5);
                    j.phase("shutdown", () -> {
                        both.server().shutdownInput();
                    });
                    j.phase("read", () -> read(both.server(), 10));
                    j.phase("end", () -> read(both.server(), 10));
                });

        scenarios
                .scenario("shutdown-while-reading")
                .title("shutdown of a socket with a blocked read")
                .explanation("The read returns the end of the stream, everywhere: the portable way to wake it.")
                .source("shutdown(2); java.net.Socket.shutdownInput, java.nio.channels.SocketChannel.shutdownInput")
                .tags("shutdown", "threads", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        start(recv(c,1,0))
                        shutdown: shutdown(c,SHUT_RD)
                        read: join()
                        """)
                .net(j -> {
                    Socket client = j.connection().client();
                    var reader = j.start(() -> client.getInputStream().read(new byte[1]));
                    j.phase("shutdown", () -> client.shutdownInput());
                    j.phase("read", reader::get);
                })
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    var reader = j.start(() -> client.read(ByteBuffer.allocate(1)));
                    j.phase("shutdown", () -> {
                        client.shutdownInput();
                    });
                    j.phase("read", reader::get);
                });

        scenarios
                .scenario("shutdown-while-writing")
                .title("shutdown of a socket with a blocked write")
                .explanation("The write fails with EPIPE, or in a channel with AsynchronousCloseException.")
                .source("shutdown(2), send(2); sun.nio.ch.SocketChannelImpl.endWrite")
                .tags("shutdown", "threads", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        setsockopt(c,SOL_SOCKET,SO_SNDBUF,8192)
                        sendfull(c,65536)
                        start(send(c,"x",MSG_NOSIGNAL))
                        shutdown: shutdown(c,SHUT_WR)
                        write: join()
                        """)
                .net(j -> {
                    Socket client = j.connection().client();
                    client.setSendBufferSize(8192);
                    var writer = j.start(() -> {
                        client.getOutputStream().write(new byte[64 << 20]);
                        return null;
                    });
                    j.phase("shutdown", () -> client.shutdownOutput());
                    j.phase("write", writer::get);
                })
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    client.setOption(StandardSocketOptions.SO_SNDBUF, 8192);
                    var writer = j.start(() -> {
                        ByteBuffer much = ByteBuffer.allocate(64 << 20);
                        while (much.hasRemaining()) {
                            client.write(much);
                        }
                        return null;
                    });
                    j.phase("shutdown", () -> {
                        client.shutdownOutput();
                    });
                    j.phase("write", writer::get);
                });
    }

    private static void closes(Scenarios scenarios) {
        scenarios
                .scenario("close-unread")
                .title("Closing a socket with unread data")
                .explanation("close resets the connection; a Socket first sends a FIN, with shutdown, so that its peer "
                        + "sees a clean end, while a SocketChannel only closes.")
                .source("RFC 2525, 2.17, tcp(7); sun.nio.ch.NioSocketImpl.close, "
                        + "sun.nio.ch.Net.shouldShutdownWriteBeforeClose")
                .tags("close", "reset", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        send(c,"unread",0)
                        wait(s,POLLIN)
                        close(s)
                        wait(c,POLLHUP)
                        read: recv(c,1,0)
                        again: recv(c,1,0)
                        write: send(c,"x",MSG_NOSIGNAL)
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.client().getOutputStream().write(bytes("unread"));
                    Waiting.forBytes(both.server(), 6);
                    both.server().close();
                    Waiting.forEvents(both.client(), POLLHUP);
                    j.phase("read", () -> both.client().getInputStream().read(new byte[1]));
                    j.phase("again", () -> both.client().getInputStream().read(new byte[1]));
                    j.phase("write", () -> both.client().getOutputStream().write('x'));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.client().write(buffer("unread"));
                    Waiting.forBytes(both.server(), 6);
                    both.server().close();
                    Waiting.forEvents(both.client(), POLLHUP);
                    j.phase("read", () -> both.client().read(ByteBuffer.allocate(1)));
                    j.phase("again", () -> both.client().read(ByteBuffer.allocate(1)));
                    j.phase("write", () -> both.client().write(buffer("x")));
                });

        scenarios
                .scenario("close-ordinary")
                .title("Closing a socket after reading everything")
                .explanation(
                        "The peer reads the end everywhere; a Socket calls shutdown before close, which shows only "
                                + "in the system calls.")
                .source("close(2); sun.nio.ch.NioSocketImpl.close")
                .tags("close", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        close: close(s)
                        read: recv(c,1,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    j.phase("close", () -> both.server().close());
                    j.phase("read", () -> both.client().getInputStream().read(new byte[1]));
                })
                .nio(j -> {
                    var both = j.channels();
                    j.phase("close", () -> both.server().close());
                    j.phase("read", () -> both.client().read(ByteBuffer.allocate(1)));
                });

        scenarios
                .scenario("close-linger-0")
                .title("Closing with SO_LINGER of 0 seconds")
                .explanation("The connection is reset, everywhere.")
                .source("socket(7): SO_LINGER; java.net.Socket.setSoLinger")
                .tags("close", "linger", "reset", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        setsockopt(s,SOL_SOCKET,SO_LINGER,linger(1,0))
                        close: close(s)
                        wait(c,POLLHUP)
                        read: recv(c,1,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.server().setSoLinger(true, 0);
                    j.phase("close", () -> both.server().close());
                    Waiting.forEvents(both.client(), POLLHUP);
                    j.phase("read", () -> both.client().getInputStream().read(new byte[1]));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().setOption(StandardSocketOptions.SO_LINGER, 0);
                    j.phase("close", () -> both.server().close());
                    Waiting.forEvents(both.client(), POLLHUP);
                    j.phase("read", () -> both.client().read(ByteBuffer.allocate(1)));
                });

        scenarios
                .scenario("close-twice")
                .title("Closing twice")
                .explanation("The second close fails with EBADF, or closes another file; in the JDK it does nothing.")
                .source("close(2); java.io.Closeable.close")
                .tags("close", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        low = socket(AF_INET,SOCK_STREAM,0)
                        """ + Steps.high("s", "low") + """
                        first: close(s)
                        second: close(s)
                        """)
                .net(j -> {
                    Socket s = new Socket();
                    j.phase("first", () -> s.close());
                    j.phase("second", () -> s.close());
                })
                .nio(j -> {
                    SocketChannel s = SocketChannel.open();
                    j.phase("first", () -> s.close());
                    j.phase("second", () -> s.close());
                });
    }

    private static void afterwards(Scenarios scenarios) {
        scenarios
                .scenario("closed-use")
                .title("Reading, writing and reading options after close")
                .explanation(
                        "EBADF, unless the number is in use again; the JDK always knows, and java.net answers some "
                                + "questions even then.")
                .source("close(2); sun.nio.ch.NioSocketImpl.ensureOpen, java.nio.channels.ClosedChannelException")
                .tags("close", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + Steps.high("high", "c") + """
                        close(high)
                        read: recv(high,1,0)
                        write: send(high,"x",0)
                        option: getsockopt(high,IPPROTO_TCP,TCP_NODELAY,BUF,4)
                        peer: getpeername(high,BUF,128) => addr
                        shutdown: shutdown(high,SHUT_WR)
                        """)
                .net(j -> {
                    Socket client = j.connection().client();
                    InputStream in = client.getInputStream();
                    OutputStream out = client.getOutputStream();
                    client.close();
                    j.phase("read", () -> in.read(new byte[1]));
                    j.phase("write", () -> out.write('x'));
                    j.phase("option", () -> client.getTcpNoDelay());
                    j.phase("peer", () -> client.getInetAddress());
                    j.phase("shutdown", () -> client.shutdownOutput());
                })
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    client.close();
                    j.phase("read", () -> client.read(ByteBuffer.allocate(1)));
                    j.phase("write", () -> client.write(buffer("x")));
                    j.phase("option", () -> client.getOption(StandardSocketOptions.TCP_NODELAY));
                    j.phase("peer", () -> client.getRemoteAddress());
                    j.phase("shutdown", () -> client.shutdownOutput());
                });

        scenarios
                .scenario("closed-number-reused")
                .title("A closed descriptor whose number now belongs to another socket")
                .explanation("libc reads from the wrong socket without noticing; the JDK's objects cannot be mistaken "
                        + "for each other.")
                .source("close(2), fcntl(2): F_DUPFD")
                .tags("close", "descriptors", "tcp")
                .verdict(ONLY_LIBC)
                .libc("""
                        a = socket(AF_INET,SOCK_STREAM,0)
                        b = socket(AF_INET,SOCK_DGRAM,0)
                        u = udp(127.0.0.1:0)
                        x = connect_to(u)
                        send(x,"for u",0)
                        close(a)
                        closed: recv(a,10,MSG_DONTWAIT)
                        again = fcntl(u,F_DUPFD,a)
                        reused: recv(a,10,MSG_DONTWAIT) => data
                        """)
                .netCannot("a closed Socket stays closed")
                .nioCannot("a closed channel stays closed");

        scenarios
                .scenario("closed-datagram")
                .title("Receiving on a datagram socket after close")
                .explanation("EBADF; DatagramSocket and the channel each throw an exception of their own.")
                .source("close(2); sun.nio.ch.DatagramSocketAdaptor.receive, sun.nio.ch.DatagramChannelImpl.ensureOpen")
                .tags("close", "datagrams", "udp")
                .verdict(SAME)
                .libc("""
                        low = udp(127.0.0.1:0)
                        """ + Steps.high("u", "low") + """
                        close(u)
                        receive: recv(u,10,0)
                        """)
                .net(j -> {
                    DatagramSocket u = new DatagramSocket(loopback(0));
                    u.close();
                    j.phase("receive", () -> u.receive(new DatagramPacket(new byte[10], 10)));
                })
                .nio(j -> {
                    DatagramChannel u = DatagramChannel.open().bind(loopback(0));
                    u.close();
                    j.phase("receive", () -> u.receive(ByteBuffer.allocate(10)));
                });
    }

    private static void whileBlocked(Scenarios scenarios) {
        scenarios
                .scenario("close-while-reading")
                .title("Closing a socket with a read blocked in another thread")
                .explanation("close wakes nobody: the reader stays, and even gets what arrives later; the JDK wakes it "
                        + "with an exception.")
                .source("close(2): notes; sun.nio.ch.NioSocketImpl.close, sun.nio.ch.NativeThread.signal")
                .tags("close", "threads", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        start(recv(s,16,0))
                        close: close(s)
                        reading: running(200)
                        ? send(c,"late",0)
                        read: join() => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    var reader = j.start(() -> read(both.server().getInputStream(), 16));
                    j.phase("close", () -> both.server().close());
                    j.phase("reading", () -> reader.running(200));
                    j.phase("read", reader::get);
                })
                .nio(j -> {
                    var both = j.channels();
                    var reader = j.start(() -> read(both.server(), 16));
                    j.phase("close", () -> both.server().close());
                    j.phase("reading", () -> reader.running(200));
                    j.phase("read", reader::get);
                });

        scenarios
                .scenario("close-while-accepting")
                .title("Closing a listener with an accept blocked in another thread")
                .explanation("The thread stays in accept, and the port stays open until a client connects; the JDK "
                        + "wakes it and frees the port.")
                .source("close(2): notes, accept(2); sun.nio.ch.ServerSocketChannelImpl.implCloseBlockingMode")
                .tags("close", "listen", "threads", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        l = listener(127.0.0.1:0)
                        c = socket(AF_INET,SOCK_STREAM,0)
                        k = socket(AF_INET,SOCK_STREAM,0)
                        bind(k,127.0.0.2:@l)
                        start(accept(l,NULL,NULL))
                        close: close(l)
                        accepting: running(200)
                        connect: connect(c,127.0.0.1:@k)
                        accept: s = join()
                        """)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket(0, 1, loopback()));
                    var acceptor = j.start(() -> listener.accept());
                    j.phase("close", () -> listener.close());
                    j.phase("accepting", () -> acceptor.running(200));
                    Socket client = j.keep(new Socket());
                    j.phase("connect", () -> client.connect(loopback(listener.getLocalPort())));
                    j.phase("accept", acceptor::get);
                })
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.bind(loopback(0));
                    int port = listener.socket().getLocalPort();
                    var acceptor = j.start(() -> listener.accept());
                    j.phase("close", () -> listener.close());
                    j.phase("accepting", () -> acceptor.running(200));
                    SocketChannel client = j.keep(SocketChannel.open());
                    j.phase("connect", () -> {
                        client.connect(loopback(port));
                    });
                    j.phase("accept", acceptor::get);
                });

        scenarios
                .scenario("close-while-receiving")
                .title("Closing a datagram socket with a receive blocked in another thread")
                .explanation("The thread stays until a datagram arrives; the JDK wakes it.")
                .source("close(2): notes; sun.nio.ch.DatagramChannelImpl.implCloseBlockingMode")
                .tags("close", "datagrams", "threads", "udp")
                .verdict(DIFFERS)
                .libc("""
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        start(recv(u,10,0))
                        close: close(u)
                        receiving: running(200)
                        send(c,"late",0)
                        receive: join() => data
                        """)
                .net(j -> {
                    DatagramSocket u = j.keep(new DatagramSocket(loopback(0)));
                    var receiver = j.start(() -> {
                        u.receive(new DatagramPacket(new byte[10], 10));
                        return null;
                    });
                    j.phase("close", () -> u.close());
                    j.phase("receiving", () -> receiver.running(200));
                    j.phase("receive", receiver::get);
                })
                .nio(j -> {
                    DatagramChannel u = j.keep(DatagramChannel.open().bind(loopback(0)));
                    var receiver = j.start(() -> u.receive(ByteBuffer.allocate(10)));
                    j.phase("close", () -> u.close());
                    j.phase("receiving", () -> receiver.running(200));
                    j.phase("receive", receiver::get);
                });

        scenarios
                .scenario("close-while-polling")
                .title("Closing a socket that another thread polls")
                .explanation("Nothing wakes poll: it waits until its timeout and then reports POLLNVAL; a selector "
                        + "learns of a closed channel and drops its key.")
                .source("poll(2), close(2): notes")
                .tags("close", "threads", "tcp")
                .verdict(ONLY_LIBC)
                .libc(CONNECTION + """
                        start(poll([c:POLLIN],500))
                        close: close(c)
                        poll: join() => ret revents
                        anew: poll([c:POLLIN],0) => ret revents
                        """)
                .netCannot("a java.net socket cannot be polled")
                .nioCannot("a selector learns of closed channels");
    }
}
