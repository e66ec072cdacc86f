package libcsockets.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The same work over {@link Socket} and {@link ServerSocket}. */
final class SocketWork {
    private SocketWork() {}

    static Work open(String role, int port) throws IOException {
        switch (role) {
            case "ping-pong":
                return pieces(port, Work.MESSAGE);
            case "stream-bytes":
                return pieces(port, Work.MEBIBYTE);
            case "connect":
                return connect(port);
            case "accept-server":
                return acceptServer();
            default:
                throw new IllegalArgumentException(role);
        }
    }

    static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static Work pieces(int port, int size) throws IOException {
        Socket socket = new Socket(loopback(), port);
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        byte[] buf = new byte[size];
        return count -> {
            for (int i = 0; i < count; i++) {
                out.write(buf);
                for (int n = 0; n < size; ) {
                    n += in.read(buf, n, size - n);
                }
            }
        };
    }

    private static Work connect(int port) throws IOException {
        InetAddress host = loopback();
        byte[] buf = new byte[Work.MESSAGE];
        return count -> {
            for (int i = 0; i < count; i++) {
                try (Socket socket = new Socket(host, port)) {
                    socket.getOutputStream().write(buf);
                    socket.getInputStream().read(buf);
                }
            }
        };
    }

    private static Work acceptServer() throws IOException {
        @SuppressWarnings("resource")
        ServerSocket server = new ServerSocket(0, Integer.MAX_VALUE, loopback());
        Work.start(() -> {
            byte[] buf = new byte[Work.MEBIBYTE];
            for (; ; ) {
                try (Socket connection = server.accept()) {
                    int n = connection.getInputStream().read(buf);
                    connection.getOutputStream().write(buf, 0, n);
                }
            }
        });
        return Work.server(server.getLocalPort());
    }
}
