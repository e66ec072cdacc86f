package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.Objects;
import libcsockets.option.Sockopts;
import libcsockets.socket.LibcSocket;

/**
 * The channels of NIO over libc.
 *
 * <p>{@code -Djava.nio.channels.spi.SelectorProvider=libcsockets.jdk.LibcSelectorProvider} makes it the one that a
 * whole program uses: every channel and selector that is opened without naming a provider, and what the JDK itself
 * opens for its HTTP client and server. {@link LibcSockets#of} returns the {@link LibcSocket} beneath a channel.
 */
public final class LibcSelectorProvider extends SelectorProvider {
    /**
     * Called by the JDK, by the name of the class; and by anybody who wants channels of this provider beside others.
     */
    public LibcSelectorProvider() {
        // A wrong name or value ends the program at its start, not at its first socket.
        SocketDefaults.get();
    }

    private static int domain(ProtocolFamily family) {
        if (family == StandardProtocolFamily.INET) {
            return AF_INET;
        }
        if (family == StandardProtocolFamily.INET6) {
            return AF_INET6;
        }
        if (family == StandardProtocolFamily.UNIX) {
            return AF_UNIX;
        }
        throw new UnsupportedOperationException("Protocol family not supported: " + Objects.requireNonNull(family));
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return new LibcSocketChannel(this, Failures.nio(() -> Sockets.stream(Sockets.defaultDomain())));
    }

    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
        int domain = domain(family);
        return new LibcSocketChannel(this, Failures.nio(() -> Sockets.stream(domain)));
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return server(Sockets.defaultDomain());
    }

    @Override
    public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) throws IOException {
        return server(domain(family));
    }

    private ServerSocketChannel server(int domain) throws IOException {
        return new LibcServerSocketChannel(this, Failures.nio(() -> {
            LibcSocket socket = Sockets.stream(domain);
            // As the JDK does on Linux.
            return domain == AF_UNIX ? socket : socket.setOption(Sockopts.SO_REUSEADDR, true);
        }));
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return new LibcDatagramChannel(this, Failures.nio(() -> Sockets.datagram(Sockets.defaultDomain())));
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        int domain = domain(family);
        if (domain == AF_UNIX) {
            throw new UnsupportedOperationException("Protocol family not supported: " + family);
        }
        return new LibcDatagramChannel(this, Failures.nio(() -> Sockets.datagram(domain)));
    }

    @Override
    public Pipe openPipe() throws IOException {
        return new LibcPipe(this);
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return new LibcSelector(this);
    }

    /**
     * The socket that this process was started with: the first that systemd has passed ({@code LISTEN_FDS}), or the
     * standard input, if that is a socket, as {@code inetd} passes it.
     *
     * @return a channel; null if there is none
     * @throws IOException if it cannot be taken over
     */
    @Override
    public Channel inheritedChannel() throws IOException {
        return Inherited.channel(this);
    }

    /**
     * The sockets that systemd has passed, as channels.
     *
     * @return all of {@link LibcSocket#listenFds()}
     * @throws IOException if they cannot be taken over
     */
    public List<Channel> inheritedChannels() throws IOException {
        return Inherited.channels(this);
    }
}
