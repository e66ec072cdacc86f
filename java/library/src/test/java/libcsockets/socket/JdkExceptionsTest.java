package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Errors as the JDK throws them: each provoked on a socket of the JDK's and on one of this library. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdkExceptionsTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static LibcSocket tcp(Libc libc) throws IOException {
        return LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0);
    }

    private static LibcSocket udp(Libc libc) throws IOException {
        return LibcSocket.open(libc, AF_INET, SOCK_DGRAM, 0);
    }

    private static SocketChannel jdkTcp() throws IOException {
        return SocketChannel.open(StandardProtocolFamily.INET);
    }

    private static DatagramChannel jdkUdp() throws IOException {
        return DatagramChannel.open(StandardProtocolFamily.INET);
    }

    /** Both fail, in the same class and, where the JDK says something, with the same text. */
    private static void same(Class<? extends IOException> expected, Executable jdk, Executable own) {
        IOException theirs = assertThrows(IOException.class, jdk);
        ErrnoException ours = assertThrows(ErrnoException.class, own);
        IOException converted = ours.toJdk();
        assertSame(expected, theirs.getClass(), theirs::toString);
        assertSame(expected, converted.getClass(), converted::toString);
        if (theirs.getMessage() != null) {
            assertEquals(theirs.getMessage(), converted.getMessage());
        }
        assertSame(ours, converted.getCause());
    }

    private static InetSocketAddress nobody() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) server.getLocalSocketAddress();
        }
    }

    @OnEachBackend
    void exceptionsOfConnectMatchTheJdk(Libc libc, @TempDir Path directory) throws IOException {
        InetSocketAddress nobody = nobody();
        InetSocketAddress group = new InetSocketAddress("224.0.0.1", 9);
        UnixDomainSocketAddress missing = UnixDomainSocketAddress.of(directory.resolve("missing"));
        try (SocketChannel jdk = jdkTcp();
                LibcSocket own = tcp(libc)) {
            same(ConnectException.class, () -> jdk.connect(nobody), () -> own.connect(nobody));
        }
        try (SocketChannel jdk = jdkTcp();
                LibcSocket own = tcp(libc)) {
            same(SocketException.class, () -> jdk.connect(group), () -> own.connect(group));
        }
        try (SocketChannel jdk = SocketChannel.open(StandardProtocolFamily.UNIX);
                LibcSocket own = LibcSocket.open(libc, AF_UNIX, SOCK_STREAM, 0)) {
            same(SocketException.class, () -> jdk.connect(missing), () -> own.connect(missing));
        }
    }

    @OnEachBackend
    void exceptionsOfBindMatchTheJdk(Libc libc) throws IOException {
        InetSocketAddress foreign = new InetSocketAddress("192.0.2.1", 0);
        try (ServerSocketChannel holder = ServerSocketChannel.open().bind(LOOPBACK);
                ServerSocketChannel jdk = ServerSocketChannel.open(StandardProtocolFamily.INET);
                LibcSocket own = tcp(libc)) {
            InetSocketAddress taken = (InetSocketAddress) holder.getLocalAddress();
            same(BindException.class, () -> jdk.bind(taken), () -> own.bind(taken));
            same(BindException.class, () -> jdk.bind(foreign), () -> own.bind(foreign));
        }
    }

    @OnEachBackend
    void exceptionsOfDatagramsMatchTheJdk(Libc libc) throws IOException {
        InetSocketAddress broadcast = new InetSocketAddress("127.255.255.255", 9);
        InetSocketAddress nobody = nobody();
        ByteBuffer one = ByteBuffer.allocate(1);
        ByteBuffer large = ByteBuffer.allocate(65508);
        try (DatagramChannel jdk = jdkUdp().bind(LOOPBACK);
                LibcSocket own = udp(libc).bind(LOOPBACK)) {
            jdk.setOption(StandardSocketOptions.SO_BROADCAST, false);
            same(BindException.class, () -> jdk.send(one, broadcast), () -> own.sendTo(one, broadcast, 0));
            same(SocketException.class, () -> jdk.send(large, nobody), () -> own.sendTo(large, nobody, 0));
            jdk.connect(nobody);
            own.connect(nobody);
            jdk.write(one);
            own.send(one.rewind());
            one.rewind();
            same(PortUnreachableException.class, () -> jdk.read(one), () -> own.receive(one));
        }
    }

    /** One end of a connection whose other end has reset it. */
    private static Socket resetJdk() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
            try (Socket accepted = server.accept()) {
                accepted.setSoLinger(true, 0);
            }
            awaitReset(client.getLocalPort());
            return client;
        }
    }

    private static LibcSocket reset(Libc libc) throws IOException {
        try (LibcSocket server = tcp(libc).bind(LOOPBACK).listen(1)) {
            LibcSocket client = tcp(libc);
            client.connect(server.localAddress());
            try (LibcSocket accepted = server.accept()) {
                accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            awaitReset(((InetSocketAddress) client.localAddress()).getPort());
            return client;
        }
    }

    /** Until no connection of this port is established any more. */
    private static void awaitReset(int port) throws IOException {
        Pattern established =
                Pattern.compile(String.format("^ *[0-9]+: [0-9A-F]+:%04X [0-9A-F:]+ 01 .*", port), Pattern.MULTILINE);
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            while (Files.exists(Path.of(table))
                    && established.matcher(Files.readString(Path.of(table))).find()) {
                Thread.onSpinWait();
            }
        }
    }

    @OnEachBackend
    void exceptionsOfAResetConnectionMatchTheJdk(Libc libc) throws IOException {
        byte[] one = new byte[1];
        try (Socket jdk = resetJdk();
                LibcSocket own = reset(libc)) {
            same(SocketException.class, () -> jdk.getInputStream().read(one), () -> own.receive(one));
            same(SocketException.class, () -> jdk.getOutputStream().write(one), () -> own.send(one));
        }
        try (Socket jdk = resetJdk();
                LibcSocket own = reset(libc)) {
            same(SocketException.class, () -> jdk.getOutputStream().write(one), () -> own.send(one));
        }
    }

    @OnEachBackend
    void exceptionsWithoutAConnectionMatchTheJdk(Libc libc) throws IOException {
        try (Socket jdk = new Socket();
                LibcSocket own = tcp(libc)) {
            same(SocketException.class, jdk::getInputStream, () -> own.receive(new byte[1]));
        }
    }

    @Test
    void exceptionsThatCannotBeProvokedHaveTheClassOfTheJdk() {
        assertEquals(new ConnectException("Connection timed out").toString(), text("connect", ETIMEDOUT));
        assertEquals(new SocketException("Connection timed out").toString(), text("recv", ETIMEDOUT));
        assertEquals(new NoRouteToHostException("No route to host").toString(), text("connect", EHOSTUNREACH));
        assertEquals(new NoRouteToHostException("No route to host").toString(), text("sendmsg", EHOSTUNREACH));
        assertEquals(new SocketException("No route to host").toString(), text("recv", EHOSTUNREACH));
        assertEquals(new BindException("Permission denied").toString(), text("bind", EACCES));
        assertEquals(new SocketException("Permission denied").toString(), text("socket", EACCES));
        assertEquals(new ProtocolException("Protocol error").toString(), text("accept4", EPROTO));
        assertEquals(new ClosedChannelException().toString(), text("listen", EBADF));
        assertEquals(new SocketException("Too many open files").toString(), text("socket", EMFILE));
        assertEquals(new IOException("Broken pipe").toString(), text("sendfile", EPIPE));
        assertEquals(new IOException("No such file or directory").toString(), text("open", ENOENT));
        assertTrue(new ErrnoException("connect", EPERM).toJdk().getCause() instanceof ErrnoException);
    }

    private static String text(String call, int errno) {
        return new ErrnoException(call, errno).toJdk().toString();
    }
}
