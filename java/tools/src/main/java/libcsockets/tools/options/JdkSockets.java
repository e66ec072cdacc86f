package libcsockets.tools.options;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;

/**
 * One fresh socket of each kind in the JDK, to read its options through the JDK's own API and through its descriptor.
 * {@code LibcSocket.borrow} needs packages of the JDK opened when the JVM starts, and the JVM of a command opens none;
 * {@code /proc/self/fd} shows the descriptor of a fresh socket without that.
 */
final class JdkSockets implements Closeable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final Map<SocketKind, List<JdkSocket>> sockets = new EnumMap<>(SocketKind.class);
    private final Libc libc;

    /** An option's value on a JDK socket: through the API and through the descriptor; null for none. */
    record Default(String socket, Object option, Object descriptor) {}

    private interface Opener {
        JdkSocket open() throws IOException;
    }

    private interface Getter {
        Object get(SocketOption<?> option) throws IOException;
    }

    private record JdkSocket(String name, Closeable socket, Set<SocketOption<?>> supported, Getter getter, int fd) {
        JdkSocket(String name, Closeable socket, Set<SocketOption<?>> supported, Getter getter) {
            this(name, socket, supported, getter, -1);
        }

        JdkSocket withDescriptor(int descriptor) {
            return new JdkSocket(name, socket, supported, getter, descriptor);
        }
    }

    JdkSockets(Libc libc) throws IOException {
        this.libc = libc;
        List<JdkSocket> stream = new ArrayList<>();
        List<JdkSocket> datagram = new ArrayList<>();
        List<JdkSocket> unix = new ArrayList<>();
        sockets.put(SocketKind.TCP, stream);
        sockets.put(SocketKind.TCP6, stream);
        sockets.put(SocketKind.UDP, datagram);
        sockets.put(SocketKind.UDP6, datagram);
        sockets.put(SocketKind.UNIX, unix);
        stream.add(open(JdkSockets::socket));
        stream.add(open(JdkSockets::serverSocket));
        stream.add(open(() -> channel("SocketChannel", SocketChannel.open())));
        stream.add(open(() -> channel("ServerSocketChannel", ServerSocketChannel.open())));
        datagram.add(open(() -> datagramSocket("DatagramSocket", new DatagramSocket(null))));
        datagram.add(open(() -> datagramSocket("MulticastSocket", new MulticastSocket(null))));
        datagram.add(open(() -> channel("DatagramChannel", DatagramChannel.open())));
        unix.add(open(() -> channel("SocketChannel", SocketChannel.open(StandardProtocolFamily.UNIX))));
        unix.add(open(() -> channel("ServerSocketChannel", ServerSocketChannel.open(StandardProtocolFamily.UNIX))));
    }

    /** Reading an option creates the socket; the constructor alone does not. */
    private static JdkSocket socket() throws IOException {
        Socket socket = new Socket();
        socket.getReuseAddress();
        return new JdkSocket("Socket", socket, socket.supportedOptions(), socket::getOption);
    }

    private static JdkSocket serverSocket() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.getReuseAddress();
        return new JdkSocket("ServerSocket", socket, socket.supportedOptions(), socket::getOption);
    }

    private static JdkSocket datagramSocket(String name, DatagramSocket socket) throws IOException {
        socket.getReuseAddress();
        return new JdkSocket(name, socket, socket.supportedOptions(), socket::getOption);
    }

    private static JdkSocket channel(String name, NetworkChannel channel) {
        return new JdkSocket(name, channel, channel.supportedOptions(), channel::getOption);
    }

    /** Opens two: with the first of a kind the JDK also opens descriptors that all of them share. */
    private static JdkSocket open(Opener opener) throws IOException {
        opener.open().socket().close();
        Set<String> before = openSockets();
        JdkSocket opened = opener.open();
        Set<String> added = openSockets();
        added.removeAll(before);
        // If another thread opened one meanwhile, the right one is unknown.
        return added.size() == 1
                ? opened.withDescriptor(Integer.parseInt(added.iterator().next()))
                : opened;
    }

    private static Set<String> openSockets() throws IOException {
        Set<String> numbers = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (isSocket(descriptor)) {
                    numbers.add(descriptor.getFileName().toString());
                }
            }
        }
        return numbers;
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            // Closed since the directory was read; the descriptor that read it always is.
            return false;
        }
    }

    /** The option's default on each kind of JDK socket; empty if the JDK has no such socket. */
    List<Default> defaults(Sockopt<?> option) {
        List<Default> defaults = new ArrayList<>();
        for (JdkSocket socket : sockets.getOrDefault(Trial.of(option).kind(), List.of())) {
            Object own = ownValue(socket, option.jdk());
            Object raw = rawValue(socket.fd(), option);
            if (own != null || raw != null) {
                defaults.add(new Default(socket.name(), own, raw));
            }
        }
        return defaults;
    }

    private static Object ownValue(JdkSocket socket, String equivalent) {
        for (SocketOption<?> option : socket.supported()) {
            if (equivalent.endsWith("." + option.name())) {
                try {
                    return socket.getter().get(option);
                } catch (IOException e) {
                    return null;
                }
            }
        }
        return null;
    }

    private Object rawValue(int fd, Sockopt<?> option) {
        if (fd < 0 || option.access() == Sockopt.Access.WRITE_ONLY) {
            return null;
        }
        try {
            return Sockopts.get(libc, fd, option);
        } catch (ErrnoException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        for (List<JdkSocket> kind : sockets.values()) {
            for (JdkSocket socket : kind) {
                socket.socket().close();
            }
        }
    }
}
