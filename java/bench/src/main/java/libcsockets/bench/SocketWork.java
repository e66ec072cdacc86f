package libcsockets.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;

/** The same work over {@link Socket} and {@link ServerSocket}. */
final class SocketWork {
    private SocketWork() {}

    static Work open(String role, int port, int size) throws IOException {
        switch (role) {
            case "ping-pong":
                return pieces(port, size);
            case "connect":
                return connect(port);
            case "accept-server":
                return acceptServer();
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

    /** A virtual thread for each connection. */
    private static Work virtualThreadServer() throws IOException {
        @SuppressWarnings("resource")
        ServerSocket server = new ServerSocket(0, Integer.MAX_VALUE, loopback());
        Work.start(() -> {
            for (; ; ) {
                Socket connection = server.accept();
                startVirtualThread(() -> echo(connection));
            }
        });
        return Work.server(server.getLocalPort());
    }

    private static void echo(Socket connection) {
        byte[] buf = new byte[Work.MESSAGE];
        try (connection) {
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            for (int n; (n = in.read(buf)) > 0; ) {
                out.write(buf, 0, n);
            }
        } catch (SocketException e) {
            // The load ends with a reset.
        } catch (IOException e) {
            Work.fail(e);
        }
    }

    /** Connections, and perhaps a virtual thread that waits on each. */
    private static Work open(int port, int most, boolean parked) throws IOException {
        OpenConnections connections = new OpenConnections(most);
        InetAddress host = loopback();
        return connections.work(
                () -> new Socket(host, port),
                parked ? connection -> ((Socket) connection).getInputStream().read(OpenConnections.BUFFER) : null);
    }

    /** {@code Thread.startVirtualThread}, which this module cannot name: it is compiled for JDK 17, too. */
    static Thread startVirtualThread(Runnable task) throws ReflectiveOperationException {
        return (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }
}
