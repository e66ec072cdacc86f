package libcsockets.bench;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import libcsockets.Control;
import libcsockets.ErrnoException;
import libcsockets.option.Sockopts;
import libcsockets.socket.Batch;
import libcsockets.socket.Epoll;
import libcsockets.socket.LibcSocket;
import libcsockets.socket.Ready;

/** The same work over {@link LibcSocket}. */
final class LibcSocketWork {
    private LibcSocketWork() {}

    static Work open(String role, int port, int size) throws IOException {
        switch (role) {
            case "eagain":
                return eagain(connectedTcp(port));
            case "eagain-bytes":
                return eagainBytes(connectedTcp(port));
            case "unix":
                return unix();
            case "unix-bytes":
                return unixBytes();
            case "getsockopt":
                LibcSocket socket = connectedTcp(port);
                return Work.repeat(() -> socket.getOption(Sockopts.SO_RCVBUF));
            case "ping-pong":
                return pieces(connectedTcp(port), size);
            case "ping-pong-bytes":
                return streams(connectedTcp(port), size);
            case "stream":
                return sendAll(connectedTcp(port), ByteBuffer.allocateDirect(size));
            case "stream-send-all":
                return sendAll(connectedTcp(port), ByteBuffer.allocate(size));
            case "stream-output":
                return streams(connectedTcp(port), size);
            case "stream-write":
                return channel(connectedTcp(port), ByteBuffer.allocate(size));
            case "connect":
                return connect(port);
            case "connect-bytes":
                return connectBytes(port);
            case "udp":
                return pieces(connectedUdp(port), size);
            case "udp-bytes":
                return piecesBytes(connectedUdp(port), size);
            case "udp-batch":
                return udpBatch(port);
            case "udp-segments":
                return udpSegments(port);
            case "accept-server":
                return acceptServer();
            case "accept-server-bytes":
                return acceptServerBytes();
            case "epoll-server":
                return epollServer();
            case "virtual-thread-server":
                return virtualThreadServer();
            case "open":
                return open(port, size, false);
            case "parked":
                return open(port, size, true);
            default:
                throw new IllegalArgumentException(role);
        }
    }

    private static InetSocketAddress loopback(int port) throws IOException {
        return new InetSocketAddress(SocketWork.loopback(), port);
    }

    private static LibcSocket connected(LibcSocket socket, InetSocketAddress address) throws IOException {
        socket.connect(address);
        return socket;
    }

    private static LibcSocket connectedTcp(int port) throws IOException {
        return connected(LibcSocket.tcp(), loopback(port)).setOption(Sockopts.TCP_NODELAY, true);
    }

    private static LibcSocket connectedUdp(int port) throws IOException {
        return connected(LibcSocket.udp(), loopback(port));
    }

    private static Work eagain(LibcSocket socket) {
        ByteBuffer buf = ByteBuffer.allocateDirect(Work.MESSAGE);
        return count -> {
            for (int i = 0; i < count; i++) {
                if (socket.receive(buf, MSG_DONTWAIT) != LibcSocket.WOULD_BLOCK) {
                    throw new IllegalStateException("receive");
                }
            }
        };
    }

    private static Work eagainBytes(LibcSocket socket) {
        byte[] buf = new byte[Work.MESSAGE];
        return count -> {
            for (int i = 0; i < count; i++) {
                if (socket.receive(buf, MSG_DONTWAIT) != LibcSocket.WOULD_BLOCK) {
                    throw new IllegalStateException("receive");
                }
            }
        };
    }

    private static Work unix() throws IOException {
        LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
        LibcSocket near = pair[0];
        LibcSocket far = pair[1];
        ByteBuffer buf = ByteBuffer.allocateDirect(1);
        return Work.repeat(() -> {
            near.send(buf.clear(), 0);
            far.receive(buf.clear(), 0);
        });
    }

    private static Work unixBytes() throws IOException {
        LibcSocket[] pair = LibcSocket.pair(SOCK_STREAM);
        LibcSocket near = pair[0];
        LibcSocket far = pair[1];
        byte[] buf = new byte[1];
        return Work.repeat(() -> {
            near.send(buf, 0);
            far.receive(buf, 0);
        });
    }

    private static Work pieces(LibcSocket socket, int size) {
        ByteBuffer buf = ByteBuffer.allocateDirect(size);
        return Work.repeat(() -> {
            buf.clear();
            while (buf.hasRemaining()) {
                socket.send(buf, 0);
            }
            buf.clear();
            while (buf.hasRemaining()) {
                socket.receive(buf, 0);
            }
        });
    }

    private static Work piecesBytes(LibcSocket socket, int size) {
        byte[] buf = new byte[size];
        return Work.repeat(() -> {
            for (int n = 0; n < size; ) {
                n += socket.send(buf, n, size - n, 0);
            }
            for (int n = 0; n < size; ) {
                n += socket.receive(buf, n, size - n, 0);
            }
        });
    }

    private static Work streams(LibcSocket socket, int size) {
        OutputStream out = socket.outputStream();
        InputStream in = socket.inputStream();
        byte[] buf = new byte[size];
        return Work.repeat(() -> {
            out.write(buf);
            for (int n = 0; n < size; ) {
                n += in.read(buf, n, size - n);
            }
        });
    }

    private static Work sendAll(LibcSocket socket, ByteBuffer buf) {
        return Work.repeat(() -> {
            socket.sendAll(buf.clear(), 0);
            buf.clear();
            while (buf.hasRemaining()) {
                socket.receive(buf, 0);
            }
        });
    }

    private static Work channel(LibcSocket socket, ByteBuffer buf) {
        return Work.repeat(() -> {
            buf.clear();
            while (buf.hasRemaining()) {
                socket.write(buf);
            }
            buf.clear();
            while (buf.hasRemaining()) {
                socket.read(buf);
            }
        });
    }

    private static Work connect(int port) throws IOException {
        InetSocketAddress address = loopback(port);
        ByteBuffer buf = ByteBuffer.allocateDirect(Work.MESSAGE);
        return Work.repeat(() -> {
            try (LibcSocket socket = LibcSocket.tcp()) {
                socket.connect(address);
                socket.send(buf.clear(), 0);
                socket.receive(buf.clear(), 0);
            }
        });
    }

    private static Work connectBytes(int port) throws IOException {
        InetSocketAddress address = loopback(port);
        byte[] buf = new byte[Work.MESSAGE];
        return Work.repeat(() -> {
            try (LibcSocket socket = LibcSocket.tcp()) {
                socket.connect(address);
                socket.send(buf, 0);
                socket.receive(buf, 0);
            }
        });
    }

    private static Work udpBatch(int port) throws IOException {
        LibcSocket socket = connectedUdp(port);
        Batch sent = new Batch(Work.WINDOW, Work.MESSAGE);
        Batch received = new Batch(Work.WINDOW, Work.MESSAGE);
        return count -> {
            for (int done = 0; done < count; done += Work.WINDOW) {
                for (int n = 0; n < Work.WINDOW; ) {
                    n += socket.sendBatch(sent, n, Work.WINDOW - n, 0);
                }
                for (int n = 0; n < Work.WINDOW; ) {
                    n += socket.receiveBatch(received, 0);
                }
            }
        };
    }

    private static Work udpSegments(int port) throws IOException {
        LibcSocket socket = connectedUdp(port).setOption(Sockopts.UDP_GRO, true);
        int size = Work.WINDOW * Work.MESSAGE;
        Batch sent = new Batch(1, size, Control.space(Integer.BYTES)).segmentSize(0, Work.MESSAGE);
        Batch received = new Batch(1, size, Control.space(Integer.BYTES));
        return count -> {
            for (int done = 0; done < count; done += Work.WINDOW) {
                socket.sendBatch(sent, 1, 0);
                for (int n = 0; n < size; ) {
                    socket.receiveBatch(received, 0);
                    n += received.buffer(0).remaining();
                    int segment = received.segmentSize(0);
                    if (segment != 0 && segment != Work.MESSAGE) {
                        throw new IllegalStateException("segments of another size: " + segment);
                    }
                }
            }
        };
    }

    private static LibcSocket listening() throws IOException {
        return LibcSocket.tcp().bind(loopback(0)).listen(Integer.MAX_VALUE);
    }

    private static Work listeningAt(LibcSocket server) throws IOException {
        return Work.server(((InetSocketAddress) server.localAddress()).getPort());
    }

    private static Work acceptServer() throws IOException {
        LibcSocket server = listening();
        Work.start(() -> {
            ByteBuffer buf = ByteBuffer.allocateDirect(Work.MEBIBYTE);
            for (; ; ) {
                try (LibcSocket connection = server.accept()) {
                    connection.receive(buf.clear(), 0);
                    connection.send(buf.flip(), 0);
                }
            }
        });
        return listeningAt(server);
    }

    private static Work acceptServerBytes() throws IOException {
        LibcSocket server = listening();
        Work.start(() -> {
            byte[] buf = new byte[Work.MEBIBYTE];
            for (; ; ) {
                try (LibcSocket connection = server.accept()) {
                    int n = connection.receive(buf, 0);
                    connection.send(buf, 0, n, 0);
                }
            }
        });
        return listeningAt(server);
    }

    private static Work epollServer() throws IOException {
        LibcSocket server = listening();
        Epoll epoll = Epoll.open();
        epoll.add(server, EPOLLIN, null);
        ByteBuffer buffer = ByteBuffer.allocateDirect(Work.MEBIBYTE);
        Work.start(() -> {
            for (; ; ) {
                for (Ready ready : epoll.await(null)) {
                    if (ready.socket() == server) {
                        epoll.add(server.accept(), EPOLLIN, null);
                    } else {
                        echo(ready.socket(), buffer);
                    }
                }
            }
        });
        return listeningAt(server);
    }

    private static void echo(LibcSocket connection, ByteBuffer buffer) throws IOException {
        try {
            if (connection.receive(buffer.clear(), MSG_DONTWAIT) > 0) {
                connection.send(buffer.flip(), MSG_DONTWAIT);
                return;
            }
        } catch (ErrnoException e) {
            // The load ends with a reset.
        }
        connection.close();
    }

    private static Work virtualThreadServer() throws IOException {
        LibcSocket server = listening();
        Work.start(() -> {
            for (; ; ) {
                LibcSocket connection = server.accept();
                SocketWork.startVirtualThread(() -> echo(connection));
            }
        });
        return listeningAt(server);
    }

    private static void echo(LibcSocket connection) {
        byte[] buf = new byte[Work.MESSAGE];
        try (connection) {
            InputStream in = connection.inputStream();
            OutputStream out = connection.outputStream();
            for (int n; (n = in.read(buf)) > 0; ) {
                out.write(buf, 0, n);
            }
        } catch (ErrnoException e) {
            // The load ends with a reset.
        } catch (IOException e) {
            Work.fail(e);
        }
    }

    /** Connections, and perhaps a virtual thread that waits on each. */
    private static Work open(int port, int most, boolean parked) throws IOException {
        InetSocketAddress address = loopback(port);
        return new OpenConnections(most)
                .work(
                        () -> connected(LibcSocket.tcp(), address),
                        parked ? connection -> ((LibcSocket) connection).receive(OpenConnections.BUFFER, 0) : null);
    }
}
