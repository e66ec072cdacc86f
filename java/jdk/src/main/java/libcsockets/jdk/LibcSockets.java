package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import libcsockets.socket.LibcSocket;

/**
 * Between the JDK's sockets of this module and the {@link LibcSocket} beneath each.
 *
 * <pre>{@code
 * Socket socket = LibcSockets.socket(LibcSocket.open(AF_INET, SOCK_STREAM, IPPROTO_MPTCP));
 * LibcSocket beneath = LibcSockets.of(channel);
 * beneath.setOption(Sockopts.TCP_USER_TIMEOUT, 5000L);
 * }</pre>
 */
public final class LibcSockets {
    /** Asked for through the public methods of {@code java.net}, whose implementations nobody else can reach. */
    static final SocketOption<LibcSocket> BENEATH = new SocketOption<>() {
        @Override
        public String name() {
            return "LIBC_SOCKET";
        }

        @Override
        public Class<LibcSocket> type() {
            return LibcSocket.class;
        }
    };

    private static final LibcSelectorProvider PROVIDER = new LibcSelectorProvider();

    private LibcSockets() {}

    // ---- out ----

    /**
     * The socket beneath one of {@code java.net}.
     *
     * @param socket a socket of this module: from a factory, the agent, or a channel
     * @return the same socket, which the caller must not close while {@code socket} is in use
     * @throws IllegalArgumentException if it is a socket of another implementation, which {@link
     *     LibcSocket#borrow(Socket)} may reach
     * @throws IOException if it is closed
     */
    public static LibcSocket of(Socket socket) throws IOException {
        if (socket instanceof ChannelSocket ours) {
            return of(ours.getChannel());
        }
        try {
            return socket.getOption(BENEATH);
        } catch (UnsupportedOperationException e) {
            throw foreign(socket, e);
        }
    }

    /**
     * The socket beneath a server socket of {@code java.net}.
     *
     * @param socket a server socket of this module
     * @return the same socket
     * @throws IllegalArgumentException as {@link #of(Socket)}
     * @throws IOException if it is closed
     */
    public static LibcSocket of(ServerSocket socket) throws IOException {
        if (socket instanceof ChannelServerSocket ours) {
            return of(ours.getChannel());
        }
        try {
            return socket.getOption(BENEATH);
        } catch (UnsupportedOperationException e) {
            throw foreign(socket, e);
        }
    }

    /**
     * The socket beneath a datagram socket of {@code java.net}.
     *
     * @param socket a datagram socket of this module
     * @return the same socket
     * @throws IllegalArgumentException as {@link #of(Socket)}
     * @throws IOException if it is closed
     */
    public static LibcSocket of(DatagramSocket socket) throws IOException {
        if (socket instanceof ChannelDatagramSocket ours) {
            return of(ours.getChannel());
        }
        try {
            return socket.getOption(BENEATH);
        } catch (UnsupportedOperationException e) {
            throw foreign(socket, e);
        }
    }

    /**
     * The socket beneath a channel.
     *
     * @param channel a channel of {@link LibcSelectorProvider}
     * @return the same socket
     * @throws IllegalArgumentException if it is a channel of another provider
     */
    public static LibcSocket of(Channel channel) {
        if (channel instanceof SelectableLibc ours) {
            return ours.socketBeneath();
        }
        throw foreign(channel, null);
    }

    private static IllegalArgumentException foreign(Object socket, Throwable cause) {
        return new IllegalArgumentException(
                "not a socket of libcsockets.jdk: " + socket + "; LibcSocket.borrow reaches those of the JDK itself",
                cause);
    }

    // ---- in ----

    /**
     * A stream socket as a {@code Socket}, for code that takes nothing else. Closing either closes both.
     *
     * @param socket a stream socket of any family, connected or not
     * @return the socket; its addresses are null for a family other than IP
     * @throws IllegalArgumentException if it is not a stream socket
     * @throws IOException if it is closed
     */
    public static Socket socket(LibcSocket socket) throws IOException {
        if (channel(socket) instanceof LibcSocketChannel stream) {
            return ChannelSocket.of(stream);
        }
        throw new IllegalArgumentException("not a stream socket that connects: " + socket);
    }

    /**
     * A listening socket as a {@code ServerSocket}.
     *
     * @param socket a stream socket, listening or not bound yet
     * @return the server socket
     * @throws IllegalArgumentException if it is not a stream socket
     * @throws IOException if it is closed
     */
    public static ServerSocket serverSocket(LibcSocket socket) throws IOException {
        return ChannelServerSocket.of((LibcServerSocketChannel) serverChannel(socket));
    }

    /**
     * A socket as the channel of its type and state: a {@link ServerSocketChannel} if it is listening, a {@link
     * SocketChannel} if it is another stream, a {@link java.nio.channels.DatagramChannel} if it is a datagram socket.
     *
     * @param socket the socket
     * @return the channel, in blocking mode
     * @throws IllegalArgumentException if there is no channel for its type
     * @throws IOException if it is closed
     */
    public static SelectableChannel channel(LibcSocket socket) throws IOException {
        return Inherited.of(PROVIDER, socket);
    }

    /**
     * A stream socket as a server channel, also before it listens.
     *
     * @param socket a stream socket
     * @return the channel
     * @throws IllegalArgumentException if it is not a stream socket
     * @throws IOException if it is closed
     */
    public static ServerSocketChannel serverChannel(LibcSocket socket) throws IOException {
        if (socket.type() != SOCK_STREAM) {
            throw new IllegalArgumentException("not a stream socket: " + socket);
        }
        SelectableChannel channel = channel(socket);
        return channel instanceof ServerSocketChannel server ? server : new LibcServerSocketChannel(PROVIDER, socket);
    }
}
