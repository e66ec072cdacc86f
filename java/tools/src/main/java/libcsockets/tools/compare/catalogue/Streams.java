package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.catalogue.Steps.CONNECTION;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** Reading and writing over TCP. */
public final class Streams implements Theme {
    private static final String NO_NON_BLOCKING = "a java.net socket has no non-blocking mode";
    private static final int BIG = 150_000;
    private static final int ROOMY = 212_992;

    @Override
    public void addTo(Scenarios scenarios) {
        basics(scenarios);
        unconnected(scenarios);
        nothing(scenarios);
        ends(scenarios);
        resets(scenarios);
        sizes(scenarios);
        nonBlocking(scenarios);
    }

    private static void basics(Scenarios scenarios) {
        scenarios
                .scenario("stream-hello")
                .title("Five bytes over a connection")
                .explanation("A write and a read do the same everywhere; the JDK calls write and read, where most C "
                        + "programs call send and recv.")
                .source("send(2), recv(2); sun.nio.ch.SocketDispatcher")
                .tags("streams", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        write(c,"hello")
                        wait(s,POLLIN)
                        read: recv(s,10,0) => data
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.client().getOutputStream().write(bytes("hello"));
                    j.phase("read", () -> read(both.server().getInputStream(), 10));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.client().write(buffer("hello"));
                    j.phase("read", () -> read(both.server(), 10));
                });

        scenarios
                .scenario("stream-gather")
                .title("Two buffers in one write")
                .explanation("writev sends them as one; a gathering channel does it with the same call, and a stream "
                        + "takes one array at a time.")
                .source("writev(2); sun.nio.ch.IOUtil.write")
                .tags("streams", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        write: sendmsg(c,NULL,["ab","cd"],NULL,0)
                        wait(s,POLLIN)
                        read: recv(s,10,0) => data
                        """)
                .netCannot("an OutputStream writes one array at a time")
                .nio(j -> {
                    var both = j.channels();
                    j.phase("write", () -> both.client().write(new ByteBuffer[] {buffer("ab"), buffer("cd")}));
                    j.phase("read", () -> read(both.server(), 10));
                });

        scenarios
                .scenario("stream-scatter")
                .title("One read into two buffers")
                .explanation("readv fills the first and goes on with the second; so does a scattering channel.")
                .source("readv(2); sun.nio.ch.IOUtil.read")
                .tags("streams", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        send(s,"abcd",0)
                        wait(c,POLLIN)
                        read: recvmsg(c,0,[3,3],0,0)
                        """)
                .netCannot("an InputStream reads into one array at a time")
                .nio(j -> {
                    var both = j.channels();
                    both.server().write(buffer("abcd"));
                    Waiting.forBytes(both.client(), 4);
                    j.phase(
                            "read",
                            () -> both.client()
                                    .read(new ByteBuffer[] {ByteBuffer.allocate(3), ByteBuffer.allocate(3)}));
                });

        scenarios
                .scenario("stream-queued")
                .title("How many bytes are waiting")
                .explanation("available() of a socket's stream is the ioctl FIONREAD; channels have no such method.")
                .source("tcp(7): SIOCINQ; sun.nio.ch.NioSocketImpl.available")
                .tags("streams", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        send(s,"abc",0)
                        wait(c,POLLIN)
                        three: ioctl(c,FIONREAD,INT) => val
                        recv(c,10,0)
                        close(s)
                        wait(c,POLLIN)
                        at the end: ioctl(c,FIONREAD,INT) => val
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.server().getOutputStream().write(bytes("abc"));
                    InputStream in = both.client().getInputStream();
                    Waiting.forBytes(both.client(), 3);
                    j.phase("three", in::available);
                    read(in, 10);
                    both.server().close();
                    Waiting.forEvents(both.client(), POLLRDHUP);
                    j.phase("at the end", in::available);
                })
                .nioCannot("a SocketChannel has no such method");
    }

    private static void unconnected(Scenarios scenarios) {
        scenarios
                .scenario("stream-unconnected")
                .title("Reading, writing and shutting down an unconnected TCP socket")
                .explanation(
                        "The kernel has three answers, EPIPE for the write; the JDK checks its own state and never "
                                + "reaches the kernel.")
                .source("send(2), recv(2), shutdown(2); java.net.Socket.getInputStream, "
                        + "sun.nio.ch.SocketChannelImpl.ensureOpenAndConnected")
                .tags("streams", "tcp")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_INET,SOCK_STREAM,0)
                        read: recv(s,10,0)
                        write: send(s,"x",0)
                        shutdown: shutdown(s,SHUT_WR)
                        """)
                .net(j -> {
                    Socket s = j.keep(new Socket());
                    j.phase("read", () -> s.getInputStream().read());
                    j.phase("write", () -> s.getOutputStream().write('x'));
                    j.phase("shutdown", () -> s.shutdownOutput());
                })
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open());
                    j.phase("read", () -> s.read(ByteBuffer.allocate(10)));
                    j.phase("write", () -> s.write(buffer("x")));
                    j.phase("shutdown", () -> s.shutdownOutput());
                });

        scenarios
                .scenario("stream-on-listener")
                .title("Reading from and writing to a listening socket")
                .explanation(
                        "To the kernel a listener is one more unconnected socket; the JDK's listening classes have "
                                + "no such methods.")
                .source("recv(2), send(2)")
                .tags("streams", "tcp", "listen")
                .verdict(ONLY_LIBC)
                .libc("""
                        l = listener(127.0.0.1:0)
                        read: recv(l,10,0)
                        write: send(l,"x",0)
                        """)
                .netCannot("a ServerSocket has no streams")
                .nioCannot("a ServerSocketChannel neither reads nor writes");
    }

    private static void nothing(Scenarios scenarios) {
        scenarios
                .scenario("stream-read-nothing")
                .title("A read of no bytes, by read and by recv")
                .explanation("read(2) of no bytes returns 0 at once, recv(2) of no bytes still waits for data; the JDK "
                        + "returns 0 without a system call.")
                .source("read(2), recv(2); sun.nio.ch.NioSocketImpl.read, sun.nio.ch.IOUtil.read")
                .tags("streams", "tcp")
                .verdict(DIFFERS)
                .literally()
                .libc(CONNECTION + """
                        read: read(c,0)
                        recv: recv(c,0,MSG_DONTWAIT)
                        send(s,"x",0)
                        wait(c,POLLIN)
                        recv with data: recv(c,0,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    InputStream in = both.client().getInputStream();
                    j.phase("read", () -> in.read(new byte[0]));
                    j.phase("recv", () -> in.read(new byte[0]));
                    both.server().getOutputStream().write('x');
                    Waiting.forBytes(both.client(), 1);
                    j.phase("recv with data", () -> in.read(new byte[0]));
                })
                .nio(j -> {
                    var both = j.channels();
                    j.phase("read", () -> both.client().read(ByteBuffer.allocate(0)));
                    j.phase("recv", () -> both.client().read(ByteBuffer.allocate(0)));
                    both.server().write(buffer("x"));
                    Waiting.forBytes(both.client(), 1);
                    j.phase("recv with data", () -> both.client().read(ByteBuffer.allocate(0)));
                });

        scenarios
                .scenario("stream-recv-nothing-blocks")
                .title("recv of no bytes blocks")
                .explanation("TCP waits until there is something to receive, even if the call asks for nothing.")
                .source("recv(2); sun.nio.ch.NioSocketImpl.read")
                .tags("streams", "tcp")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        start(recv(c,0,0))
                        blocked: running(50)
                        send(s,"x",0)
                        read: join()
                        """)
                .net(j -> {
                    var both = j.connection();
                    var reader = j.start(() -> both.client().getInputStream().read(new byte[0]));
                    j.phase("blocked", () -> reader.running(50));
                    j.phase("read", reader::get);
                })
                .nio(j -> {
                    var both = j.channels();
                    var reader = j.start(() -> both.client().read(ByteBuffer.allocate(0)));
                    j.phase("blocked", () -> reader.running(50));
                    j.phase("read", reader::get);
                });

        scenarios
                .scenario("stream-read-nothing-after-reset")
                .title("A read of no bytes after a reset")
                .explanation(
                        "recv reports the reset whatever the length; the JDK's zero-length read never learns of it.")
                .source("recv(2); sun.nio.ch.NioSocketImpl.read, sun.nio.ch.IOUtil.read")
                .tags("streams", "tcp", "reset")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        setsockopt(s,SOL_SOCKET,SO_LINGER,linger(1,0))
                        close(s)
                        wait(c,POLLHUP)
                        read: recv(c,0,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    reset(both.server());
                    Waiting.forEvents(both.client(), POLLHUP);
                    j.phase("read", () -> both.client().getInputStream().read(new byte[0]));
                })
                .nio(j -> {
                    var both = j.channels();
                    reset(both.server());
                    Waiting.forEvents(both.client(), POLLHUP);
                    j.phase("read", () -> both.client().read(ByteBuffer.allocate(0)));
                });

        scenarios
                .scenario("stream-read-nothing-at-end")
                .title("A read of no bytes at the end of the stream")
                .explanation(
                        "In C 0 means both \"the end\" and \"no bytes requested\"; in the JDK the end is -1, and a "
                                + "zero-length read still returns 0 after it.")
                .source("recv(2); sun.nio.ch.NioSocketImpl.read, sun.nio.ch.IOUtil.read")
                .tags("streams", "tcp")
                .verdict(DIFFERS)
                .literally()
                .libc(CONNECTION + """
                        close(s)
                        wait(c,POLLIN)
                        end: recv(c,1,0)
                        nothing: recv(c,0,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.server().close();
                    j.phase("end", () -> both.client().getInputStream().read(new byte[1]));
                    j.phase("nothing", () -> both.client().getInputStream().read(new byte[0]));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().close();
                    j.phase("end", () -> both.client().read(ByteBuffer.allocate(1)));
                    j.phase("nothing", () -> both.client().read(ByteBuffer.allocate(0)));
                });

        scenarios
                .scenario("stream-write-nothing")
                .title("Writing no bytes")
                .explanation("send of no bytes on TCP succeeds and sends nothing; the JDK does not even call it.")
                .source("send(2); sun.nio.ch.NioSocketImpl.write, sun.nio.ch.IOUtil.write")
                .tags("streams", "tcp")
                .verdict(SAME)
                .libc(CONNECTION + """
                        write: send(c,"",0)
                        queued: ioctl(s,FIONREAD,INT) => val
                        """)
                .net(j -> {
                    var both = j.connection();
                    j.phase("write", () -> {
                        both.client().getOutputStream().write(new byte[0]);
                    });
                    j.phase("queued", () -> both.server().getInputStream().available());
                })
                .nio(j -> {
                    var both = j.channels();
                    j.phase("write", () -> both.client().write(ByteBuffer.allocate(0)));
                    j.phase(
                            "queued",
                            () -> both.server().socket().getInputStream().available());
                });

        scenarios
                .scenario("stream-write-nothing-after-shutdown")
                .title("Writing no bytes after shutting down the write side")
                .explanation("send fails with EPIPE; a stream returns without a system call, and a channel checks its "
                        + "state first.")
                .source("send(2); sun.nio.ch.NioSocketImpl.write, sun.nio.ch.SocketChannelImpl.write")
                .tags("streams", "tcp", "shutdown")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        shutdown(c,SHUT_WR)
                        write: send(c,"",0)
                        """)
                .net(j -> {
                    Socket client = j.connection().client();
                    OutputStream out = client.getOutputStream();
                    client.shutdownOutput();
                    j.phase("write", () -> out.write(new byte[0]));
                })
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    client.shutdownOutput();
                    j.phase("write", () -> client.write(ByteBuffer.allocate(0)));
                });
    }

    private static void ends(Scenarios scenarios) {
        scenarios
                .scenario("stream-end")
                .title("The end of the stream")
                .explanation("recv returns 0 and the JDK -1, for ever.")
                .source("recv(2); java.io.InputStream.read, java.nio.channels.ReadableByteChannel.read")
                .tags("streams", "tcp")
                .verdict(DIFFERS)
                .literally()
                .libc(CONNECTION + """
                        close(s)
                        wait(c,POLLIN)
                        read: recv(c,1,0)
                        again: recv(c,1,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.server().close();
                    j.phase("read", () -> both.client().getInputStream().read());
                    j.phase("again", () -> both.client().getInputStream().read());
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().close();
                    j.phase("read", () -> both.client().read(ByteBuffer.allocate(1)));
                    j.phase("again", () -> both.client().read(ByteBuffer.allocate(1)));
                });

        scenarios
                .scenario("stream-data-before-end")
                .title("Data sent before the peer closed")
                .explanation("It arrives, and the end follows.")
                .source("close(2), recv(2)")
                .tags("streams", "tcp", "close")
                .verdict(SAME)
                .libc(CONNECTION + """
                        send(s,"abc",0)
                        close(s)
                        wait(c,POLLRDHUP)
                        read: recv(c,10,0) => data
                        end: recv(c,10,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.server().getOutputStream().write(bytes("abc"));
                    both.server().close();
                    Waiting.forEvents(both.client(), POLLRDHUP);
                    j.phase("read", () -> read(both.client().getInputStream(), 10));
                    j.phase("end", () -> read(both.client().getInputStream(), 10));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().write(buffer("abc"));
                    both.server().close();
                    Waiting.forEvents(both.client(), POLLRDHUP);
                    j.phase("read", () -> read(both.client(), 10));
                    j.phase("end", () -> read(both.client(), 10));
                });

        scenarios
                .scenario("stream-end-then-close")
                .title("Reading from a closed socket that had met the end of the stream")
                .explanation("The descriptor is gone, so EBADF; a stream of java.net remembers the end and returns -1 "
                        + "on the closed socket, where a channel throws.")
                .source("close(2); sun.nio.ch.NioSocketImpl.read: \"emulate legacy behavior\"")
                .tags("streams", "tcp", "close")
                .verdict(DIFFERS)
                .libc(CONNECTION + Steps.high("high", "c") + """
                        close(s)
                        wait(high,POLLIN)
                        end: recv(high,1,0)
                        close(high)
                        read: recv(high,1,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.server().close();
                    InputStream in = both.client().getInputStream();
                    j.phase("end", () -> in.read(new byte[1]));
                    both.client().close();
                    j.phase("read", () -> in.read(new byte[1]));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().close();
                    j.phase("end", () -> both.client().read(ByteBuffer.allocate(1)));
                    both.client().close();
                    j.phase("read", () -> both.client().read(ByteBuffer.allocate(1)));
                });

        scenarios
                .scenario("stream-write-to-closed-peer")
                .title("Writing to a peer that has closed")
                .explanation("The first write succeeds and a reset answers it; the second fails with EPIPE (and "
                        + "SIGPIPE, which ends a C program and which HotSpot ignores); a channel throws a plain "
                        + "IOException, a stream a SocketException.")
                .source("send(2), signal(7); sun.nio.ch.NioSocketImpl.implWrite, sun.nio.ch.SocketDispatcher")
                .tags("streams", "tcp", "reset")
                .verdict(SAME)
                .libc(CONNECTION + """
                        close(s)
                        wait(c,POLLIN)
                        first: send(c,"x",MSG_NOSIGNAL)
                        wait(c,POLLHUP)
                        second: send(c,"x",MSG_NOSIGNAL)
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.server().close();
                    Waiting.forEvents(both.client(), POLLRDHUP);
                    OutputStream out = both.client().getOutputStream();
                    j.phase("first", () -> {
                        out.write('x');
                    });
                    Waiting.forEvents(both.client(), POLLHUP);
                    j.phase("second", () -> out.write('x'));
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().close();
                    Waiting.forEvents(both.client(), POLLRDHUP);
                    j.phase("first", () -> both.client().write(buffer("x")));
                    Waiting.forEvents(both.client(), POLLHUP);
                    j.phase("second", () -> both.client().write(buffer("x")));
                });

        scenarios
                .scenario("stream-peer-gone-unseen")
                .title("Detecting that the peer has closed, without consuming data")
                .explanation(
                        "A peek returns 0 at the end of the stream; in the JDK isConnected is true, isClosed false "
                                + "and available 0 on a connection that is over.")
                .source("recv(2): MSG_PEEK; java.net.Socket.isConnected")
                .tags("streams", "tcp", "flags", "peek")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        close(s)
                        wait(c,POLLIN)
                        peek: recv(c,1,MSG_PEEK|MSG_DONTWAIT)
                        queued: ioctl(c,FIONREAD,INT) => val
                        """)
                .net(j -> {
                    var both = j.connection();
                    Socket client = both.client();
                    both.server().close();
                    Waiting.forEvents(client, POLLRDHUP);
                    j.phase("connected", () -> client.isConnected());
                    j.phase("closed", () -> client.isClosed());
                    j.phase("input shut down", () -> client.isInputShutdown());
                    j.phase("queued", () -> client.getInputStream().available());
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().close();
                    Waiting.forEvents(both.client(), POLLRDHUP);
                    j.phase("connected", () -> both.client().isConnected());
                    j.phase("closed", () -> !both.client().isOpen());
                });
    }

    private static void resets(Scenarios scenarios) {
        scenarios
                .scenario("stream-reset-with-data")
                .title("A reset while five bytes are waiting")
                .explanation("The bytes can still be read; then ECONNRESET comes once, and 0 from then on; the JDK "
                        + "remembers the reset and throws for ever.")
                .source("recv(2); sun.nio.ch.NioSocketImpl.connectionReset, "
                        + "sun.nio.ch.SocketChannelImpl.throwConnectionReset")
                .tags("streams", "tcp", "reset")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        send(s,"hello",0)
                        wait(c,POLLIN)
                        setsockopt(s,SOL_SOCKET,SO_LINGER,linger(1,0))
                        close(s)
                        wait(c,POLLHUP)
                        queued: ioctl(c,FIONREAD,INT) => val
                        three: recv(c,3,0) => data
                        two: recv(c,10,0) => data
                        reset: recv(c,10,0)
                        after: recv(c,10,0)
                        again: recv(c,10,0)
                        write: send(c,"x",0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    both.server().getOutputStream().write(bytes("hello"));
                    Waiting.forBytes(both.client(), 5);
                    reset(both.server());
                    Waiting.forEvents(both.client(), POLLHUP);
                    InputStream in = both.client().getInputStream();
                    j.phase("queued", in::available);
                    j.phase("three", () -> read(in, 3));
                    j.phase("two", () -> read(in, 10));
                    j.phase("reset", () -> read(in, 10));
                    j.phase("after", () -> read(in, 10));
                    j.phase("again", () -> read(in, 10));
                    j.phase("write", () -> both.client().getOutputStream().write('x'));
                    j.phase("queued after", in::available);
                })
                .nio(j -> {
                    var both = j.channels();
                    both.server().write(buffer("hello"));
                    Waiting.forBytes(both.client(), 5);
                    reset(both.server());
                    Waiting.forEvents(both.client(), POLLHUP);
                    SocketChannel client = both.client();
                    j.phase("three", () -> read(client, 3));
                    j.phase("two", () -> read(client, 10));
                    j.phase("reset", () -> read(client, 10));
                    j.phase("after", () -> read(client, 10));
                    j.phase("again", () -> read(client, 10));
                    j.phase("write", () -> client.write(buffer("x")));
                });

        scenarios
                .scenario("stream-reset-then-write")
                .title("A reset that a write meets first")
                .explanation("The write reports ECONNRESET, the next EPIPE, and a read then the end of the stream; the "
                        + "JDK does the same, with different classes for streams and channels.")
                .source("send(2); sun.nio.ch.NioSocketImpl.implWrite, sun.nio.ch.SocketDispatcher")
                .tags("streams", "tcp", "reset")
                .verdict(SAME)
                .libc(CONNECTION + """
                        setsockopt(s,SOL_SOCKET,SO_LINGER,linger(1,0))
                        close(s)
                        wait(c,POLLHUP)
                        write: send(c,"x",0)
                        again: send(c,"x",0)
                        read: recv(c,1,0)
                        """)
                .net(j -> {
                    var both = j.connection();
                    reset(both.server());
                    Waiting.forEvents(both.client(), POLLHUP);
                    OutputStream out = both.client().getOutputStream();
                    j.phase("write", () -> out.write('x'));
                    j.phase("again", () -> out.write('x'));
                    j.phase("read", () -> both.client().getInputStream().read());
                })
                .nio(j -> {
                    var both = j.channels();
                    reset(both.server());
                    Waiting.forEvents(both.client(), POLLHUP);
                    j.phase("write", () -> both.client().write(buffer("x")));
                    j.phase("again", () -> both.client().write(buffer("x")));
                    j.phase("read", () -> both.client().read(ByteBuffer.allocate(1)));
                });

        scenarios
                .scenario("stream-peer-name-after-reset")
                .title("The peer's address after a reset")
                .explanation(
                        "The kernel has forgotten it; the JDK keeps the address, java.net even after the socket is "
                                + "closed.")
                .source("getpeername(2); java.net.Socket.getInetAddress, "
                        + "sun.nio.ch.SocketChannelImpl.getRemoteAddress")
                .tags("streams", "tcp", "reset", "addresses")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        before: getpeername(c,BUF,128) => addr
                        setsockopt(s,SOL_SOCKET,SO_LINGER,linger(1,0))
                        close(s)
                        wait(c,POLLHUP)
                        after: getpeername(c,BUF,128) => addr
                        close(c)
                        closed: getpeername(c,BUF,128) => addr
                        """)
                .net(j -> {
                    var both = j.connection();
                    Socket client = both.client();
                    j.phase("before", () -> client.getInetAddress());
                    reset(both.server());
                    Waiting.forEvents(client, POLLHUP);
                    j.phase("after", () -> client.getInetAddress());
                    client.close();
                    j.phase("closed", () -> client.getInetAddress());
                })
                .nio(j -> {
                    var both = j.channels();
                    SocketChannel client = both.client();
                    j.phase("before", () -> client.getRemoteAddress());
                    reset(both.server());
                    Waiting.forEvents(client, POLLHUP);
                    j.phase("after", () -> client.getRemoteAddress());
                    client.close();
                    j.phase("closed", () -> client.getRemoteAddress());
                });
    }

    private static void sizes(Scenarios scenarios) {
        scenarios
                .scenario("stream-big-read")
                .title("One read of 150,000 available bytes")
                .explanation("recv and a channel read them at once; a stream of java.net reads and writes at most "
                        + "131072 bytes in one system call.")
                .source("recv(2); sun.nio.ch.NioSocketImpl.MAX_BUFFER_SIZE")
                .tags("streams", "tcp")
                .verdict(DIFFERS)
                .libc("""
                        l = socket(AF_INET,SOCK_STREAM,0)
                        setsockopt(l,SOL_SOCKET,SO_RCVBUF,212992)
                        bind(l,127.0.0.1:0)
                        listen(l,5)
                        c = connect_to(l)
                        s = accept(l,NULL,NULL)
                        send(c,zeros:150000,0)
                        shutdown(c,SHUT_WR)
                        wait(s,POLLRDHUP)
                        read: recv(s,150000,0)
                        """)
                .net(j -> {
                    ServerSocket listener = j.keep(new ServerSocket());
                    listener.setReceiveBufferSize(ROOMY);
                    listener.bind(loopback(0));
                    Socket client = j.keep(new Socket(loopback(), listener.getLocalPort()));
                    Socket server = j.keep(listener.accept());
                    client.getOutputStream().write(new byte[BIG]);
                    Waiting.forBytes(server, BIG);
                    j.phase("read", () -> server.getInputStream().read(new byte[BIG]));
                    j.phase("rest", () -> server.getInputStream().read(new byte[BIG]));
                })
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.setOption(StandardSocketOptions.SO_RCVBUF, ROOMY);
                    listener.bind(loopback(0));
                    SocketChannel client = j.keep(SocketChannel.open(listener.getLocalAddress()));
                    SocketChannel server = j.keep(listener.accept());
                    client.write(ByteBuffer.allocate(BIG));
                    Waiting.forBytes(server, BIG);
                    j.phase("read", () -> server.read(ByteBuffer.allocate(BIG)));
                });

        scenarios
                .scenario("stream-bad-memory")
                .title("Reading into memory that cannot be written")
                .explanation("EFAULT, and the bytes stay; a read-only buffer is refused before the call, and an array "
                        + "is always writable.")
                .source("recv(2); sun.nio.ch.IOUtil.read")
                .tags("streams", "tcp", "memory")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        nothing there: recv(c,BAD/len=10,MSG_DONTWAIT)
                        send(s,"abc",0)
                        wait(c,POLLIN)
                        read: recv(c,BAD/len=10,0)
                        again: recv(c,10,0) => data
                        write: send(c,BAD/len=10,0)
                        """)
                .netCannot("an array is always readable and writable")
                .nio(j -> {
                    var both = j.channels();
                    both.server().write(buffer("abc"));
                    j.phase(
                            "read",
                            () -> both.client().read(ByteBuffer.allocate(10).asReadOnlyBuffer()));
                    j.phase("again", () -> read(both.client(), 10));
                });
    }

    private static void nonBlocking(Scenarios scenarios) {
        scenarios
                .scenario("nonblocking-read")
                .title("A non-blocking read without data")
                .explanation("EAGAIN is 0 in a channel, which in C is the end of the stream.")
                .source("recv(2); java.nio.channels.SocketChannel.read, sun.nio.ch.IOStatus")
                .tags("streams", "tcp", "nonblocking")
                .verdict(SAME)
                .libc(CONNECTION + """
                        fcntl(c,F_SETFL,O_NONBLOCK)
                        read: recv(c,1,0)
                        """)
                .netCannot(NO_NON_BLOCKING)
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    client.configureBlocking(false);
                    j.phase("read", () -> client.read(ByteBuffer.allocate(1)));
                });

        scenarios
                .scenario("nonblocking-write-full")
                .title("Writing to a full buffer without blocking")
                .explanation("EAGAIN is 0 in a channel.")
                .source("send(2); java.nio.channels.SocketChannel.write")
                .tags("streams", "tcp", "nonblocking")
                .verdict(SAME)
                .libc(CONNECTION + """
                        fcntl(c,F_SETFL,O_NONBLOCK)
                        setsockopt(c,SOL_SOCKET,SO_SNDBUF,8192)
                        sendfull(c,65536)
                        write: send(c,"x",0)
                        """)
                .netCannot(NO_NON_BLOCKING)
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    client.configureBlocking(false);
                    client.setOption(StandardSocketOptions.SO_SNDBUF, 8192);
                    for (int idle = 0; idle < 20; ) {
                        idle = client.write(ByteBuffer.allocate(65536)) == 0 ? idle + 1 : 0;
                        Thread.sleep(idle == 0 ? 0 : 5);
                    }
                    j.phase("write", () -> client.write(buffer("x")));
                });

        scenarios
                .scenario("nonblocking-accept")
                .title("A non-blocking accept without a client")
                .explanation("EAGAIN is null in a channel.")
                .source("accept(2); sun.nio.ch.ServerSocketChannelImpl.accept")
                .tags("listen", "tcp", "nonblocking")
                .verdict(SAME)
                .libc("""
                        l = listener(127.0.0.1:0)
                        fcntl(l,F_SETFL,O_NONBLOCK)
                        accept: accept(l,NULL,NULL)
                        """)
                .netCannot(NO_NON_BLOCKING)
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.bind(loopback(0));
                    listener.configureBlocking(false);
                    j.phase("accept", () -> listener.accept());
                });

        scenarios
                .scenario("nonblocking-not-inherited")
                .title("A socket accepted from a non-blocking listener")
                .explanation("On Linux it is blocking, as the JDK promises on every system.")
                .source("accept(2): notes on Linux; java.nio.channels.ServerSocketChannel.accept")
                .tags("listen", "tcp", "nonblocking")
                .verdict(SAME)
                .libc("""
                        l = listener(127.0.0.1:0)
                        fcntl(l,F_SETFL,O_NONBLOCK)
                        c = connect_to(l)
                        wait(l,POLLIN)
                        s = accept(l,NULL,NULL)
                        flags: fcntl(s,F_GETFL)
                        """)
                .netCannot(NO_NON_BLOCKING)
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open());
                    listener.bind(loopback(0));
                    listener.configureBlocking(false);
                    j.keep(SocketChannel.open(listener.getLocalAddress()));
                    Waiting.forEvents(listener, POLLIN);
                    SocketChannel server = j.keep(listener.accept());
                    j.phase("flags", () -> fcntl(server, F_GETFL));
                });

        scenarios
                .scenario("nonblocking-streams")
                .title("Streams over a non-blocking socket")
                .explanation("read and write still work, with EAGAIN where they would block; the streams of a "
                        + "non-blocking channel refuse to do anything.")
                .source("read(2), fcntl(2); sun.nio.ch.SocketChannelImpl.blockingRead")
                .tags("streams", "tcp", "nonblocking")
                .verdict(DIFFERS)
                .libc(CONNECTION + """
                        fcntl(c,F_SETFL,O_NONBLOCK)
                        read: read(c,1)
                        write: write(c,"x")
                        """)
                .netCannot(NO_NON_BLOCKING)
                .nio(j -> {
                    SocketChannel client = j.channels().client();
                    client.configureBlocking(false);
                    j.phase("read", () -> client.socket().getInputStream().read(new byte[1]));
                    j.phase("write", () -> client.socket().getOutputStream().write('x'));
                });
    }
}
