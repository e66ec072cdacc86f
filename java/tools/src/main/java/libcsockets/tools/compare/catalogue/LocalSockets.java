package libcsockets.tools.compare.catalogue;

import static libcsockets.Constants.*;
import static libcsockets.tools.compare.scenario.JdkRun.*;
import static libcsockets.tools.compare.scenario.Verdict.*;

import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import libcsockets.Sockaddr;
import libcsockets.tools.compare.scenario.JdkRun;
import libcsockets.tools.compare.scenario.Need;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** AF_UNIX. */
public final class LocalSockets implements Theme {
    private static final String NO_UNIX = "it has no AF_UNIX";
    private static final String STREAMS_ONLY = "of AF_UNIX it has streams only";

    @Override
    public void addTo(Scenarios scenarios) {
        connecting(scenarios);
        binding(scenarios);
        streams(scenarios);
        others(scenarios);
    }

    private static UnixDomainSocketAddress path(JdkRun j, String name) throws Exception {
        return UnixDomainSocketAddress.of(j.directory().resolve(name));
    }

    private static void connecting(Scenarios scenarios) {
        scenarios
                .scenario("unix-connect-missing")
                .title("Connecting to a missing path")
                .explanation("ENOENT, a plain SocketException.")
                .source("unix(7), connect(2); UnixDomainSockets.c")
                .tags("unix", "connect")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        connect: connect(s,unix:nothing)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    j.phase("connect", () -> SocketChannel.open(path(j, "nothing")));
                });

        scenarios
                .scenario("unix-connect-abandoned")
                .title("Connecting to a path whose listener is gone")
                .explanation("The file outlives its socket, and connect fails with ECONNREFUSED: ConnectException.")
                .source("unix(7), connect(2); UnixDomainSockets.c")
                .tags("unix", "connect", "close")
                .verdict(SAME)
                .libc("""
                        l = listener(unix:path)
                        close(l)
                        there: exists(path)
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        connect: connect(s,unix:path)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    UnixDomainSocketAddress address = path(j, "path");
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                            .bind(address)
                            .close();
                    j.phase("there", () -> Files.exists(address.getPath()) ? 0 : "gone");
                    j.phase("connect", () -> SocketChannel.open(address));
                });

        scenarios
                .scenario("unix-connect-file")
                .title("Connecting to an ordinary file")
                .explanation("ECONNREFUSED as well, since it is not a socket: ConnectException.")
                .source("connect(2); net/unix/af_unix.c, unix_find_bsd")
                .tags("unix", "connect")
                .verdict(SAME)
                .libc("""
                        touch(file)
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        connect: connect(s,unix:file)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    UnixDomainSocketAddress address = path(j, "file");
                    Files.createFile(address.getPath());
                    j.phase("connect", () -> SocketChannel.open(address));
                });

        scenarios
                .scenario("unix-connect-datagram")
                .title("Connecting a stream to a datagram socket")
                .explanation("EPROTOTYPE, a plain SocketException.")
                .source("unix(7): EPROTOTYPE; UnixDomainSockets.c")
                .tags("unix", "connect", "datagrams")
                .verdict(SAME)
                .libc("""
                        d = socket(AF_UNIX,SOCK_DGRAM,0)
                        bind(d,unix:path)
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        connect: connect(s,unix:path)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    UnixDomainSocketAddress address = path(j, "path");
                    int datagram = libc().socket(AF_UNIX, SOCK_DGRAM, 0);
                    Sockaddr name = Sockaddr.unix(address.getPath().toString());
                    libc().bind(datagram, name, name.length());
                    j.phase("connect", () -> SocketChannel.open(address));
                    libc().close(datagram);
                });

        scenarios
                .scenario("unix-connect-queue-full")
                .title("Connecting to a listener whose queue is full, without blocking")
                .explanation("EAGAIN at once, where TCP would return EINPROGRESS; a channel, to which EAGAIN is rarely "
                        + "an error, turns it into a plain SocketException.")
                .source("connect(2): EAGAIN; sun.nio.ch.SocketChannelImpl.connect, UnixDomainSockets.c")
                .tags("unix", "connect", "backlog", "nonblocking")
                .verdict(SAME)
                .libc("""
                        l = listener(unix:path,0)
                        first = connect_to(l)
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        fcntl(s,F_SETFL,O_NONBLOCK)
                        connect: connect(s,unix:path)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    listener.bind(path(j, "path"), 1);
                    libc().listen(descriptor(listener), 0);
                    j.keep(SocketChannel.open(path(j, "path")));
                    SocketChannel s = j.keep(SocketChannel.open(StandardProtocolFamily.UNIX));
                    s.configureBlocking(false);
                    j.phase("connect", () -> s.connect(path(j, "path")));
                });

        scenarios
                .scenario("unix-connect-wrong-family")
                .title("An internet address for an AF_UNIX socket")
                .explanation("EINVAL; a channel refuses before the call.")
                .source("unix(7); sun.nio.ch.UnixDomainSockets.checkAddress")
                .tags("unix", "connect", "addresses")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        connect: connect(s,127.0.0.1:9)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open(StandardProtocolFamily.UNIX));
                    j.phase("connect", () -> s.connect(new InetSocketAddress("127.0.0.1", 9)));
                });
    }

    private static void binding(Scenarios scenarios) {
        scenarios
                .scenario("unix-bind-existing")
                .title("Binding to an existing path")
                .explanation("EADDRINUSE, whatever the file is, until it is deleted: BindException.")
                .source("unix(7), bind(2); UnixDomainSockets.c")
                .tags("unix", "bind")
                .verdict(SAME)
                .libc("""
                        touch(file)
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        bind: bind(s,unix:file)
                        unlink(file)
                        deleted: bind(s,unix:file)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    UnixDomainSocketAddress address = path(j, "file");
                    Files.createFile(address.getPath());
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    j.phase("bind", () -> s.bind(address));
                    Files.delete(address.getPath());
                    j.phase("deleted", () -> {
                        s.bind(address);
                    });
                });

        scenarios
                .scenario("unix-bind-missing-directory")
                .title("Binding in a missing directory")
                .explanation("ENOENT, a plain SocketException.")
                .source("unix(7), bind(2); UnixDomainSockets.c")
                .tags("unix", "bind")
                .verdict(SAME)
                .libc("""
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        bind: bind(s,unix:nowhere/path)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    j.phase("bind", () -> s.bind(path(j, "nowhere/path")));
                });

        scenarios
                .scenario("unix-bind-nothing")
                .title("Binding to no name")
                .explanation("The kernel invents an abstract name; the JDK, for null, a path in the temporary "
                        + "directory, and it refuses an empty path for a listener.")
                .source("unix(7): autobind; sun.nio.ch.ServerSocketChannelImpl.unixBind, sun.nio.ch.UnixDomainSockets")
                .tags("unix", "bind", "addresses")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        bind: bind(s,unix:)
                        name: getsockname(s,BUF,128) => alen addr
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    j.phase("empty", () -> s.bind(UnixDomainSocketAddress.of("")));
                    j.phase("bind", () -> {
                        s.bind(null);
                    });
                    Path name = ((UnixDomainSocketAddress) s.getLocalAddress()).getPath();
                    j.phase("name", () -> Files.exists(name) ? "a path" : "no path");
                    Files.deleteIfExists(name);
                });

        scenarios
                .scenario("unix-abstract")
                .title("An abstract name")
                .explanation("A name that begins with a zero byte has no file; the JDK's Path cannot contain one.")
                .source("unix(7): abstract; java.net.UnixDomainSocketAddress.of")
                .tags("unix", "bind", "addresses")
                .verdict(DIFFERS)
                .libc("""
                        l = socket(AF_UNIX,SOCK_STREAM,0)
                        bind: bind(l,abstract:name)
                        listen(l,1)
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        connect: connect(s,abstract:name)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    j.phase("bind", () -> UnixDomainSocketAddress.of("\0name"));
                });

        scenarios
                .scenario("unix-long-path")
                .title("A path of 108 bytes, and a longer one")
                .explanation("sun_path has 108 bytes and the kernel needs no zero at the end; the JDK refuses 108 and "
                        + "more with a SocketException.")
                .source("unix(7): sun_path; UnixDomainSockets.c")
                .tags("unix", "bind", "addresses")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        full: bind(s,unix:p/pad=108)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    int directory = j.directory().toString().length() + 1;
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    j.phase("full", () -> s.bind(path(j, "h".repeat(108 - directory))));
                    j.phase("longer", () -> s.bind(path(j, "h".repeat(109 - directory))));
                });

        scenarios
                .scenario("unix-unnamed-client")
                .title("The name of a client")
                .explanation("It has none: an address of two bytes, just the family, and an empty path in the JDK.")
                .source("unix(7): unnamed; sun.nio.ch.UnixDomainSockets.localAddress")
                .tags("unix", "addresses")
                .verdict(SAME)
                .libc("""
                        l = listener(unix:path)
                        c = connect_to(l)
                        s = accept(l,NULL,NULL)
                        client: getsockname(c,BUF,128) => addr
                        peer: getpeername(s,BUF,128) => addr
                        listener: getpeername(c,BUF,128) => addr
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    listener.bind(path(j, "path"));
                    SocketChannel client = j.keep(SocketChannel.open(path(j, "path")));
                    SocketChannel server = j.keep(listener.accept());
                    j.phase("client", () -> client.getLocalAddress());
                    j.phase("peer", () -> server.getRemoteAddress());
                    j.phase("listener", () -> client.getRemoteAddress());
                });
    }

    private static void streams(Scenarios scenarios) {
        scenarios
                .scenario("unix-close-unread")
                .title("Closing a socket with unread data")
                .explanation("ECONNRESET once, then the end, as with TCP; the channel remembers it for ever.")
                .source("unix(7); net/unix/af_unix.c, unix_release_sock; "
                        + "sun.nio.ch.SocketChannelImpl.throwConnectionReset")
                .tags("unix", "close", "reset")
                .verdict(DIFFERS)
                .libc("""
                        l = listener(unix:path)
                        c = connect_to(l)
                        s = accept(l,NULL,NULL)
                        send(c,"unread",0)
                        close(s)
                        read: recv(c,1,0)
                        again: recv(c,1,0)
                        write: send(c,"x",MSG_NOSIGNAL)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    listener.bind(path(j, "path"));
                    SocketChannel client = j.keep(SocketChannel.open(path(j, "path")));
                    SocketChannel server = j.keep(listener.accept());
                    client.write(buffer("unread"));
                    server.close();
                    j.phase("read", () -> client.read(ByteBuffer.allocate(1)));
                    j.phase("again", () -> client.read(ByteBuffer.allocate(1)));
                    j.phase("write", () -> client.write(buffer("x")));
                });

        scenarios
                .scenario("unix-write-to-closed-peer")
                .title("Writing to a peer that has closed")
                .explanation("EPIPE on the first write, where TCP needs two.")
                .source("unix(7), send(2); sun.nio.ch.SocketDispatcher")
                .tags("unix", "close", "streams")
                .verdict(SAME)
                .libc("""
                        l = listener(unix:path)
                        c = connect_to(l)
                        s = accept(l,NULL,NULL)
                        close(s)
                        write: send(c,"x",MSG_NOSIGNAL)
                        read: recv(c,1,0)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    listener.bind(path(j, "path"));
                    SocketChannel client = j.keep(SocketChannel.open(path(j, "path")));
                    listener.accept().close();
                    j.phase("write", () -> client.write(buffer("x")));
                    j.phase("read", () -> client.read(ByteBuffer.allocate(1)));
                });

        scenarios
                .scenario("unix-options")
                .title("Options of AF_UNIX")
                .explanation("TCP options fail with EOPNOTSUPP; SO_KEEPALIVE and SO_REUSEADDR are accepted and have no "
                        + "effect; a channel of AF_UNIX lacks them.")
                .source("unix(7), setsockopt(2); sun.nio.ch.SocketChannelImpl.supportedOptions")
                .tags("unix", "options")
                .verdict(DIFFERS)
                .libc("""
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        nodelay: setsockopt(s,IPPROTO_TCP,TCP_NODELAY,1)
                        keepalive: setsockopt(s,SOL_SOCKET,SO_KEEPALIVE,1)
                        reuse: setsockopt(s,SOL_SOCKET,SO_REUSEADDR,1)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open(StandardProtocolFamily.UNIX));
                    j.phase("nodelay", () -> s.setOption(StandardSocketOptions.TCP_NODELAY, true));
                    j.phase("keepalive", () -> s.setOption(StandardSocketOptions.SO_KEEPALIVE, true));
                    j.phase("reuse", () -> s.setOption(StandardSocketOptions.SO_REUSEADDR, true));
                });

        scenarios
                .scenario("unix-socket-view")
                .title("The Socket of an AF_UNIX channel")
                .explanation("libc has one kind of descriptor; a channel of AF_UNIX has no Socket and throws.")
                .source("java.nio.channels.SocketChannel.socket")
                .tags("unix", "streams")
                .verdict(ONLY_JDK)
                .libcCannot("a descriptor has no views")
                .netCannot(NO_UNIX)
                .nio(j -> {
                    SocketChannel s = j.keep(SocketChannel.open(StandardProtocolFamily.UNIX));
                    j.phase("socket", () -> s.socket());
                });

        scenarios
                .scenario("unix-peer-credentials")
                .title("The credentials of the peer")
                .explanation("SO_PEERCRED returns process, user and group; the JDK returns the names of user and group "
                        + "and leaves the process out; before there is a peer, libc returns user -1 and a channel "
                        + "throws a SocketException.")
                .source("unix(7): SO_PEERCRED; jdk.net.ExtendedSocketOptions.SO_PEERCRED")
                .tags("unix", "options", "privileges")
                .verdict(DIFFERS)
                .libc("""
                        l = listener(unix:path)
                        c = connect_to(l)
                        connected: getsockopt(c,SOL_SOCKET,SO_PEERCRED,BUF,12) => optlen
                        set: setsockopt(c,SOL_SOCKET,SO_PEERCRED,zeros:12)
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        unconnected user: getsockopt(s,SOL_SOCKET,SO_PEERCRED,BUF,12) => int@4
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    ServerSocketChannel listener = j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    listener.bind(path(j, "path"));
                    SocketChannel client = j.keep(SocketChannel.open(path(j, "path")));
                    j.phase(
                            "connected",
                            () -> client.getOption(ExtendedSocketOptions.SO_PEERCRED)
                                    .user()
                                    .equals(Files.getOwner(j.directory())));
                    var own = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
                    j.phase("set", () -> client.setOption(ExtendedSocketOptions.SO_PEERCRED, own));
                    SocketChannel s = j.keep(SocketChannel.open(StandardProtocolFamily.UNIX));
                    j.phase("unconnected user", () -> s.getOption(ExtendedSocketOptions.SO_PEERCRED) != null);
                });
    }

    private static void others(Scenarios scenarios) {
        scenarios
                .scenario("unix-datagram")
                .title("Datagrams over AF_UNIX")
                .explanation("They work and keep their boundaries; a DatagramChannel of AF_UNIX cannot be opened.")
                .source("unix(7): SOCK_DGRAM; java.nio.channels.DatagramChannel.open(ProtocolFamily)")
                .tags("unix", "datagrams")
                .verdict(DIFFERS)
                .libc("""
                        open: u = socket(AF_UNIX,SOCK_DGRAM,0)
                        bind(u,unix:path)
                        c = socket(AF_UNIX,SOCK_DGRAM,0)
                        send: sendto(c,"ab",0,unix:path)
                        sendto(c,"cd",0,unix:path)
                        receive: recv(u,10,0) => data
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    j.phase("open", () -> DatagramChannel.open(StandardProtocolFamily.UNIX));
                });

        scenarios
                .scenario("unix-seqpacket")
                .title("SOCK_SEQPACKET, and the length of a truncated record")
                .explanation(
                        "A connection of records, whose true length MSG_TRUNC returns; the JDK has no such sockets.")
                .source("unix(7): SOCK_SEQPACKET, recv(2): MSG_TRUNC")
                .tags("unix", "flags")
                .verdict(ONLY_LIBC)
                .libc("""
                        a,b = socketpair(AF_UNIX,SOCK_SEQPACKET,0)
                        send(a,"abc",0)
                        send(a,"d",0)
                        cut: recv(b,1,MSG_TRUNC) => ret data
                        next: recv(b,10,0) => data
                        close(a)
                        end: recv(b,10,0)
                        """)
                .netCannot(NO_UNIX)
                .nioCannot(STREAMS_ONLY);

        scenarios
                .scenario("unix-socketpair")
                .title("A connected pair without a name")
                .explanation("socketpair makes it in one call; the JDK has to listen, connect and accept.")
                .source("socketpair(2)")
                .tags("unix")
                .verdict(ONLY_LIBC)
                .libc("""
                        a,b = socketpair(AF_UNIX,SOCK_STREAM,0)
                        write: send(a,"x",0)
                        read: recv(b,10,0) => data
                        internet: socketpair(AF_INET,SOCK_STREAM,0)
                        """)
                .netCannot("it has no such method")
                .nioCannot("it has no such method");

        scenarios
                .scenario("unix-pass-descriptor")
                .title("Passing a descriptor")
                .explanation("SCM_RIGHTS passes an open descriptor through the connection; the JDK has no control "
                        + "messages.")
                .source("unix(7): SCM_RIGHTS, cmsg(3)")
                .tags("unix", "descriptors")
                .verdict(ONLY_LIBC)
                .libc("""
                        a,b = socketpair(AF_UNIX,SOCK_STREAM,0)
                        u = udp(127.0.0.1:0)
                        c = connect_to(u)
                        send: sendmsg(a,NULL,["x"],rights(u),0)
                        receive: v = recvmsg(b,0,[10],64,0) => data nrights
                        send(c,"through it",0)
                        use: recv(v,20,0) => dlen
                        """)
                .netCannot("it has no control messages")
                .nioCannot("it has no control messages");

        scenarios
                .scenario("unix-nobody-may-connect")
                .title("Connecting to a path without write permission")
                .explanation("EACCES, which the JDK turns into a BindException although the call was a connect.")
                .source("unix(7): permissions, connect(2); UnixDomainSockets.c, Net.c, handleSocketError")
                .tags("unix", "connect", "privileges")
                .needs(Need.UNPRIVILEGED)
                .verdict(DIFFERS)
                .libc("""
                        l = listener(unix:path)
                        chmod(path,000)
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        connect: connect(s,unix:path)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    UnixDomainSocketAddress address = path(j, "path");
                    j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX))
                            .bind(address);
                    Files.setPosixFilePermissions(address.getPath(), Set.of());
                    j.phase("connect", () -> SocketChannel.open(address));
                });

        scenarios
                .scenario("unix-nobody-may-bind")
                .title("Binding in a directory without write permission")
                .explanation("EACCES: BindException.")
                .source("unix(7): permissions, bind(2); UnixDomainSockets.c")
                .tags("unix", "bind", "privileges")
                .needs(Need.UNPRIVILEGED)
                .verdict(SAME)
                .libc("""
                        mkdir(closed)
                        chmod(closed,0500)
                        s = socket(AF_UNIX,SOCK_STREAM,0)
                        bind: bind(s,unix:closed/path)
                        """)
                .netCannot(NO_UNIX)
                .nio(j -> {
                    Path closed = Files.createDirectory(j.directory().resolve("closed"));
                    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));
                    ServerSocketChannel s = j.keep(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
                    j.phase("bind", () -> s.bind(path(j, "closed/path")));
                });
    }
}
