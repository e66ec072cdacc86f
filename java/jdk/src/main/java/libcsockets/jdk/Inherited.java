package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.util.ArrayList;
import java.util.List;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Sockopts;
import libcsockets.socket.LibcSocket;

/** The sockets that this process was started with. */
final class Inherited {
    private static Channel standardInput;
    private static boolean looked;

    private Inherited() {}

    static Channel channel(LibcSelectorProvider provider) throws IOException {
        List<LibcSocket> passed = LibcSocket.listenFds();
        return passed.isEmpty() ? standardInput(provider) : of(provider, passed.get(0));
    }

    static List<Channel> channels(LibcSelectorProvider provider) throws IOException {
        List<Channel> channels = new ArrayList<>();
        for (LibcSocket socket : LibcSocket.listenFds()) {
            channels.add(of(provider, socket));
        }
        return channels;
    }

    private static synchronized Channel standardInput(LibcSelectorProvider provider) throws IOException {
        if (!looked) {
            looked = true;
            Libc libc = Libc.get();
            int copy = libc.fcntl(0, F_DUPFD_CLOEXEC, 3);
            if (copy >= 0) {
                try {
                    standardInput = of(provider, LibcSocket.adopt(copy));
                } catch (ErrnoException e) {
                    // Not a socket.
                    libc.close(copy);
                }
            }
        }
        return standardInput;
    }

    /** The channel of the socket's type and state. */
    static SelectableChannel of(LibcSelectorProvider provider, LibcSocket socket) throws IOException {
        SocketAddress local = Failures.nio(socket::localAddress);
        if (socket.type() == SOCK_DGRAM) {
            return new LibcDatagramChannel(provider, socket, local, peer(socket));
        }
        if (socket.type() != SOCK_STREAM) {
            throw new IllegalArgumentException("NIO has no channel for a socket of this type: " + socket);
        }
        if (Failures.nio(() -> socket.getOption(Sockopts.SO_ACCEPTCONN))) {
            return new LibcServerSocketChannel(provider, socket, local);
        }
        SocketAddress peer = peer(socket);
        return peer == null ? new LibcSocketChannel(provider, socket) : new LibcSocketChannel(provider, socket, peer);
    }

    private static SocketAddress peer(LibcSocket socket) throws IOException {
        try {
            return socket.remoteAddress();
        } catch (ErrnoException e) {
            if (e.errno() == ENOTCONN) {
                return null;
            }
            throw e.toJdk();
        }
    }
}
