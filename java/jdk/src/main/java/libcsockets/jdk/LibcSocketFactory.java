package libcsockets.jdk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Objects;
import javax.net.SocketFactory;
import libcsockets.socket.LibcSocket;

/**
 * Sockets over libc for whatever takes a {@link SocketFactory}: HTTP clients, database drivers, layered TLS.
 *
 * <pre>{@code
 * SocketFactory factory = new LibcSocketFactory(socket -> socket.setOption(Sockopts.TCP_USER_TIMEOUT, 5000L));
 * }</pre>
 */
public final class LibcSocketFactory extends SocketFactory {
    private final Configurer configurer;

    /** Sockets as they are. */
    public LibcSocketFactory() {
        this(socket -> {});
    }

    /**
     * Sockets that are configured before they bind or connect.
     *
     * @param configurer sets options on each new socket
     */
    public LibcSocketFactory(Configurer configurer) {
        this.configurer = Objects.requireNonNull(configurer);
    }

    /**
     * The default, by the name that configuration files of drivers and {@code javax.naming} ask for.
     *
     * @return a factory without a configurer
     */
    public static SocketFactory getDefault() {
        return new LibcSocketFactory();
    }

    @Override
    public Socket createSocket() throws IOException {
        LibcSocket socket = Failures.net(() -> Sockets.stream(Sockets.defaultDomain()));
        try {
            configurer.configure(socket);
            return LibcSockets.socket(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return connected(new InetSocketAddress(localAddress, localPort), new InetSocketAddress(address, port));
    }

    private Socket connected(InetSocketAddress local, InetSocketAddress remote) throws IOException {
        if (remote.isUnresolved()) {
            throw new java.net.UnknownHostException(remote.getHostString());
        }
        Socket socket = createSocket();
        try {
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(remote);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
