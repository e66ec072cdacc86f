package libcsockets.jdk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Objects;
import javax.net.ServerSocketFactory;
import libcsockets.option.Sockopts;
import libcsockets.socket.LibcSocket;

/** Server sockets over libc for whatever takes a {@link ServerSocketFactory}. */
public final class LibcServerSocketFactory extends ServerSocketFactory {
    private static final int DEFAULT_BACKLOG = 50;

    private final Configurer configurer;

    /** Sockets as they are. */
    public LibcServerSocketFactory() {
        this(socket -> {});
    }

    /**
     * Sockets that are configured before they bind.
     *
     * @param configurer sets options on each new socket
     */
    public LibcServerSocketFactory(Configurer configurer) {
        this.configurer = Objects.requireNonNull(configurer);
    }

    /**
     * The default, by the name that configuration files ask for.
     *
     * @return a factory without a configurer
     */
    public static ServerSocketFactory getDefault() {
        return new LibcServerSocketFactory();
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        LibcSocket socket = Failures.net(() -> Sockets.stream(Sockets.defaultDomain()));
        try {
            Failures.net(() -> socket.setOption(Sockopts.SO_REUSEADDR, true));
            configurer.configure(socket);
            return LibcSockets.serverSocket(socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
        return createServerSocket(port, DEFAULT_BACKLOG, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return createServerSocket(port, backlog, null);
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
        ServerSocket socket = createServerSocket();
        try {
            socket.bind(new InetSocketAddress(address, port), backlog);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
