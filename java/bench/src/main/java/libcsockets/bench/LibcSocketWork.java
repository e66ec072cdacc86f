package libcsockets.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.socket.Epoll;
import libcsockets.socket.LibcSocket;
import libcsockets.socket.Ready;

/** The same work over {@link LibcSocket}. */
final class LibcSocketWork {
    private LibcSocketWork() {}

    static Work open(String role, int port) throws IOException {
        switch (role) {
            case "ping-pong":
                return pingPong(port);
            case "virtual-thread-server":
                return virtualThreadServer();
            case "epoll-server":
                return epollServer();
            default:
                throw new IllegalArgumentException(role);
        }
    }

    private static Work pingPong(int port) throws IOException {
        LibcSocket socket = LibcSocket.tcp();
        socket.connect(new InetSocketAddress(SocketWork.loopback(), port));
        OutputStream out = socket.outputStream();
        InputStream in = socket.inputStream();
        byte[] buf = new byte[Work.MESSAGE];
        return count -> {
            for (int i = 0; i < count; i++) {
                out.write(buf);
                for (int n = 0; n < buf.length; ) {
                    n += in.read(buf, n, buf.length - n);
                }
            }
        };
    }

    private static LibcSocket listening() throws IOException {
        return LibcSocket.tcp()
                .bind(new InetSocketAddress(SocketWork.loopback(), 0))
                .listen(Integer.MAX_VALUE);
    }

    private static Work listeningAt(LibcSocket server) throws IOException {
        return Work.server(((InetSocketAddress) server.localAddress()).getPort());
    }

    private static Work epollServer() throws IOException {
        LibcSocket server = listening();
        Epoll epoll = Epoll.open();
        epoll.add(server, Constants.EPOLLIN, null);
        ByteBuffer buffer = ByteBuffer.allocateDirect(Work.MESSAGE);
        Work.start(() -> {
            for (; ; ) {
                for (Ready ready : epoll.await(null)) {
                    if (ready.socket() == server) {
                        epoll.add(server.accept(), Constants.EPOLLIN, null);
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
            if (connection.receive(buffer.clear(), Constants.MSG_DONTWAIT) > 0) {
                connection.send(buffer.flip(), Constants.MSG_DONTWAIT);
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
}
