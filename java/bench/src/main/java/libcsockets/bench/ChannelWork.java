package libcsockets.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/** The same work over the channels of the JDK. */
final class ChannelWork {
    private ChannelWork() {}

    static Work open(String role, int port, int size) throws IOException {
        switch (role) {
            case "eagain":
                return eagain(port, ByteBuffer.allocateDirect(Work.MESSAGE));
            case "eagain-bytes":
                return eagain(port, ByteBuffer.allocate(Work.MESSAGE));
            case "unix":
                return unix();
            case "getsockopt":
                SocketChannel connection = connectedTcp(port);
                return Work.repeat(() -> connection.getOption(StandardSocketOptions.SO_RCVBUF));
            case "ping-pong":
                return pieces(connectedTcp(port), ByteBuffer.allocateDirect(size));
            case "stream-bytes":
                return pieces(connectedTcp(port), ByteBuffer.allocate(size));
            case "connect":
                return connect(port);
            case "udp":
                return pieces(DatagramChannel.open().connect(loopback(port)), ByteBuffer.allocateDirect(size));
            case "udp-window":
                return udpWindow(port);
            case "accept-server":
                return acceptServer();
            case "epoll-server":
                return selectorServer();
            case "open":
                InetSocketAddress address = loopback(port);
                return new OpenConnections(size).work(() -> SocketChannel.open(address), null);
            default:
                throw new IllegalArgumentException(role);
        }
    }

    private static InetSocketAddress loopback(int port) throws IOException {
        return new InetSocketAddress(SocketWork.loopback(), port);
    }

    private static SocketChannel connectedTcp(int port) throws IOException {
        return SocketChannel.open(loopback(port)).setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    private static Work eagain(int port, ByteBuffer buf) throws IOException {
        SocketChannel channel = connectedTcp(port);
        channel.configureBlocking(false);
        return nothing(channel, buf);
    }

    /** Reads where nothing is. */
    static Work nothing(ReadableByteChannel channel, ByteBuffer buf) {
        return count -> {
            for (int i = 0; i < count; i++) {
                if (channel.read(buf) != 0) {
                    throw new IllegalStateException("read");
                }
            }
        };
    }

    private static Work unix() throws IOException {
        Path directory = Files.createTempDirectory("bench");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel server =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
            return across(SocketChannel.open(address), server.accept());
        } finally {
            Files.delete(address.getPath());
            Files.delete(directory);
        }
    }

    /** A byte from one end to the other, in one thread. */
    static Work across(ByteChannel near, ByteChannel far) {
        ByteBuffer buf = ByteBuffer.allocateDirect(1);
        return Work.repeat(() -> {
            near.write(buf.clear());
            far.read(buf.clear());
        });
    }

    private static Work pieces(ByteChannel channel, ByteBuffer buf) {
        return count -> {
            for (int i = 0; i < count; i++) {
                buf.clear();
                while (buf.hasRemaining()) {
                    channel.write(buf);
                }
                buf.clear();
                while (buf.hasRemaining()) {
                    channel.read(buf);
                }
            }
        };
    }

    private static Work connect(int port) throws IOException {
        InetSocketAddress address = loopback(port);
        ByteBuffer buf = ByteBuffer.allocateDirect(Work.MESSAGE);
        return count -> {
            for (int i = 0; i < count; i++) {
                try (SocketChannel channel = SocketChannel.open(address)) {
                    channel.write(buf.clear());
                    channel.read(buf.clear());
                }
            }
        };
    }

    private static Work udpWindow(int port) throws IOException {
        DatagramChannel channel = DatagramChannel.open().connect(loopback(port));
        ByteBuffer buf = ByteBuffer.allocateDirect(Work.MESSAGE);
        return count -> {
            for (int done = 0; done < count; done += Work.WINDOW) {
                for (int i = 0; i < Work.WINDOW; i++) {
                    channel.write(buf.clear());
                }
                for (int i = 0; i < Work.WINDOW; i++) {
                    channel.read(buf.clear());
                }
            }
        };
    }

    private static ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open().bind(loopback(0), Integer.MAX_VALUE);
    }

    private static Work acceptServer() throws IOException {
        ServerSocketChannel server = listening();
        Work.start(() -> {
            ByteBuffer buf = ByteBuffer.allocateDirect(Work.MEBIBYTE);
            for (; ; ) {
                try (SocketChannel connection = server.accept()) {
                    connection.read(buf.clear());
                    connection.write(buf.flip());
                }
            }
        });
        return Work.server(server.socket().getLocalPort());
    }

    private static Work selectorServer() throws IOException {
        ServerSocketChannel server = listening();
        Selector selector = Selector.open();
        server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        Work.start(() -> {
            ByteBuffer buf = ByteBuffer.allocateDirect(Work.MEBIBYTE);
            for (; ; ) {
                selector.select();
                Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
                while (keys.hasNext()) {
                    SelectionKey key = keys.next();
                    keys.remove();
                    if (key.isAcceptable()) {
                        server.accept().configureBlocking(false).register(selector, SelectionKey.OP_READ);
                    } else {
                        echo((SocketChannel) key.channel(), buf.clear());
                    }
                }
            }
        });
        return Work.server(server.socket().getLocalPort());
    }

    private static void echo(SocketChannel connection, ByteBuffer buf) throws IOException {
        int n;
        try {
            n = connection.read(buf);
        } catch (SocketException e) {
            // The load ends with a reset.
            n = -1;
        }
        if (n < 0) {
            connection.close();
        } else {
            connection.write(buf.flip());
        }
    }
}
