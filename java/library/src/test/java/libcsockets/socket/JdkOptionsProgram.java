package libcsockets.socket;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import libcsockets.Libc;

/**
 * Compares what a channel of the JDK's and a socket of this library read and set as the options of one and the same
 * socket, and prints where they differ. It needs the JDK's modules open.
 */
final class JdkOptionsProgram {
    private static final int[] NUMBERS = {0, 1, 2, 3, 4, 8, 16, 63, 64, 255, 1000, 1024, 32768, 65535, 65536, 100000};

    private JdkOptionsProgram() {}

    interface Opener {
        NetworkChannel open(ProtocolFamily family) throws IOException;
    }

    /** A channel of the JDK's and the socket that it would be here. */
    record Kind(String name, Opener opener, ProtocolFamily family, int domain, int type) {
        /** Throws UnsupportedOperationException if the system lacks the family. */
        NetworkChannel channel() throws IOException {
            return opener.open(family);
        }

        LibcSocket socket(Libc libc) throws IOException {
            LibcSocket socket = LibcSocket.open(libc, domain, type, 0);
            if (name.equals("ServerSocketChannel") && domain != AF_UNIX) {
                // The JDK sets it of its own accord.
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            return socket;
        }

        @Override
        public String toString() {
            return name + " " + family;
        }
    }

    static List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        for (ProtocolFamily family : List.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6)) {
            int domain = family == StandardProtocolFamily.INET ? AF_INET : AF_INET6;
            kinds.add(new Kind("SocketChannel", SocketChannel::open, family, domain, SOCK_STREAM));
            kinds.add(new Kind("ServerSocketChannel", ServerSocketChannel::open, family, domain, SOCK_STREAM));
            kinds.add(new Kind("DatagramChannel", DatagramChannel::open, family, domain, SOCK_DGRAM));
        }
        ProtocolFamily unix = StandardProtocolFamily.UNIX;
        kinds.add(new Kind("SocketChannel", SocketChannel::open, unix, AF_UNIX, SOCK_STREAM));
        kinds.add(new Kind("ServerSocketChannel", ServerSocketChannel::open, unix, AF_UNIX, SOCK_STREAM));
        return kinds;
    }

    static List<Object> values(SocketOption<?> option) throws IOException {
        List<Object> values = new ArrayList<>();
        if (option.type() == Boolean.class) {
            values.addAll(List.of(true, false));
        } else if (option.type() == Integer.class) {
            for (int number : NUMBERS) {
                values.add(number);
                values.add(-number);
            }
        } else if (option.type() == NetworkInterface.class) {
            values.add(NetworkInterface.getByName("lo"));
        }
        return values;
    }

    /** The value that a channel reads after it has set the value, or the kind of its refusal. */
    @SuppressWarnings("unchecked")
    static Object result(NetworkChannel channel, SocketOption<?> option, Object value) {
        try {
            channel.setOption((SocketOption<Object>) option, value);
        } catch (IOException e) {
            return "IOException";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
        return read(channel, option);
    }

    static Object read(NetworkChannel channel, SocketOption<?> option) {
        try {
            return String.valueOf(channel.getOption(option));
        } catch (IOException e) {
            return "IOException";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    public static void main(String[] args) throws IOException {
        int compared = 0;
        for (Kind kind : kinds()) {
            try (NetworkChannel channel = kind.channel();
                    LibcSocket borrowed = LibcSocket.borrow(channel)) {
                for (SocketOption<?> option : channel.supportedOptions()) {
                    for (Object value : values(option)) {
                        result(channel, option, value);
                        compare(kind + ", " + option + " set there to " + value, channel, borrowed, option);
                        result(borrowed, option, value);
                        compare(kind + ", " + option + " set here to " + value, channel, borrowed, option);
                        compared++;
                    }
                }
            } catch (UnsupportedOperationException e) {
                // The system lacks the family.
            }
        }
        System.out.println(compared > 100 ? "all compared" : "only " + compared + " compared");
    }

    private static void compare(String when, NetworkChannel channel, LibcSocket borrowed, SocketOption<?> option) {
        Object theirs = read(channel, option);
        Object ours = read(borrowed, option);
        if (!theirs.equals(ours)) {
            System.out.println(when + ": " + theirs + " there, " + ours + " here");
        }
    }
}
