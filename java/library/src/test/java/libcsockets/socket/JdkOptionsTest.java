package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import libcsockets.Libc;
import libcsockets.option.Sockopts;
import libcsockets.testing.BackendsUnderTest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's options mean on a socket of this library what they mean on a channel of the JDK's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdkOptionsTest {
    private static final String BACKENDS = "libcsockets.testing.BackendsUnderTest#all";
    private static final int[] NUMBERS = {0, 1, 2, 3, 4, 8, 16, 63, 64, 255, 1000, 1024, 32768, 65535, 65536, 100000};

    /** A channel of the JDK's and the socket that it would be here. */
    private record Kind(String name, Opener opener, ProtocolFamily family, int domain, int type) {
        NetworkChannel channel() throws IOException {
            try {
                return opener.open(family);
            } catch (UnsupportedOperationException e) {
                return Assumptions.abort(family + " is not available here");
            }
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

    private interface Opener {
        NetworkChannel open(ProtocolFamily family) throws IOException;
    }

    static List<Arguments> kinds() {
        List<Kind> kinds = new ArrayList<>();
        for (ProtocolFamily family : List.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6)) {
            int domain = family == StandardProtocolFamily.INET ? AF_INET : AF_INET6;
            kinds.add(new Kind("SocketChannel", SocketChannel::open, family, domain, SOCK_STREAM));
            kinds.add(new Kind("ServerSocketChannel", ServerSocketChannel::open, family, domain, SOCK_STREAM));
            kinds.add(new Kind("DatagramChannel", DatagramChannel::open, family, domain, SOCK_DGRAM));
        }
        kinds.add(new Kind("SocketChannel", SocketChannel::open, StandardProtocolFamily.UNIX, AF_UNIX, SOCK_STREAM));
        kinds.add(new Kind(
                "ServerSocketChannel", ServerSocketChannel::open, StandardProtocolFamily.UNIX, AF_UNIX, SOCK_STREAM));
        List<Arguments> all = new ArrayList<>();
        BackendsUnderTest.all().forEach(libc -> kinds.forEach(kind -> all.add(Arguments.of(libc, kind))));
        return all;
    }

    private static List<Object> values(SocketOption<?> option) throws IOException {
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

    /** What a channel reads after it has set the value, or the kind of its refusal. */
    @SuppressWarnings("unchecked")
    private static Object result(NetworkChannel channel, SocketOption<?> option, Object value) {
        try {
            channel.setOption((SocketOption<Object>) option, value);
        } catch (IOException e) {
            return "IOException";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
        return read(channel, option);
    }

    private static Object read(NetworkChannel channel, SocketOption<?> option) {
        try {
            return String.valueOf(channel.getOption(option));
        } catch (IOException e) {
            return "IOException";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyOptionReadsAsOnTheChannel(Libc libc, Kind kind) throws IOException {
        try (NetworkChannel channel = kind.channel();
                LibcSocket socket = kind.socket(libc)) {
            for (SocketOption<?> option : channel.supportedOptions()) {
                assertEquals(read(channel, option), read(socket, option), option + " of a new socket");
                for (Object value : values(option)) {
                    assertEquals(
                            result(channel, option, value), result(socket, option, value), option + " set to " + value);
                }
            }
            Set<SocketOption<?>> missing = new HashSet<>(channel.supportedOptions());
            missing.removeAll(socket.supportedOptions());
            missing.removeIf(option -> option.name().equals("SO_OOBINLINE"));
            assertEquals(Set.of(), missing);
        }
    }

    /** What the JDK sets is read of the same socket here, and what is set here is read by the JDK. */
    @ParameterizedTest
    @MethodSource("kinds")
    void bothSeeTheSameSocket(Libc libc, Kind kind) throws IOException {
        try (NetworkChannel channel = kind.channel();
                LibcSocket borrowed = LibcSocket.borrow(channel)) {
            for (SocketOption<?> option : channel.supportedOptions()) {
                for (Object value : values(option)) {
                    Object set = result(channel, option, value);
                    Object read = read(borrowed, option);
                    assertEquals(read(channel, option), read, option + " set to " + value + ": " + set);
                    result(borrowed, option, value);
                    assertEquals(read, read(channel, option), option + " set here to " + value);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void thePeerIsTheJdks(Libc libc) throws IOException {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1];
                SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
                ServerSocketChannel server =
                        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(null)) {
            client.connect(server.getLocalAddress());
            SocketOption<?> peer = client.supportedOptions().stream()
                    .filter(option -> option.name().equals("SO_PEERCRED"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(client.getOption(peer), a.getOption(peer));
            assertEquals(client.getOption(peer), b.getOption(peer));
            Files.delete(((UnixDomainSocketAddress) server.getLocalAddress()).getPath());
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void ipv6SocketsSetTheOptionOfIpv4Too(Libc libc) throws IOException {
        NetworkInterface lo = NetworkInterface.getByName("lo");
        try (LibcSocket socket = LibcSocket.open(libc, AF_INET6, SOCK_DGRAM, 0)) {
            socket.setOption(StandardSocketOptions.IP_TOS, 16)
                    .setOption(StandardSocketOptions.IP_MULTICAST_TTL, 7)
                    .setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false)
                    .setOption(StandardSocketOptions.IP_MULTICAST_IF, lo);
            assertEquals(16, socket.getOption(Sockopts.IPV6_TCLASS));
            assertEquals(16, socket.getOption(Sockopts.IP_TOS));
            assertEquals(7, socket.getOption(Sockopts.IPV6_MULTICAST_HOPS));
            assertEquals(7, socket.getOption(Sockopts.IP_MULTICAST_TTL));
            assertEquals(false, socket.getOption(Sockopts.IPV6_MULTICAST_LOOP));
            assertEquals(false, socket.getOption(Sockopts.IP_MULTICAST_LOOP));
            assertEquals(lo.getIndex(), socket.getOption(Sockopts.IPV6_MULTICAST_IF));
            assertEquals("127.0.0.1", socket.getOption(Sockopts.IP_MULTICAST_IF).getHostAddress());
            assertEquals(lo, socket.getOption(StandardSocketOptions.IP_MULTICAST_IF));
        }
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void whatASocketDoesNotHaveIsUnsupported(Libc libc) throws IOException {
        SocketOption<Boolean> stranger = new SocketOption<>() {
            @Override
            public String name() {
                return "SO_SNDBUF";
            }

            @Override
            public Class<Boolean> type() {
                return Boolean.class;
            }
        };
        LibcSocket tcp = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0);
        try (tcp) {
            UnsupportedOperationException e = assertThrows(
                    UnsupportedOperationException.class, () -> tcp.setOption(StandardSocketOptions.SO_BROADCAST, true));
            assertTrue(
                    e.getMessage().startsWith("'SO_BROADCAST' is not supported by LibcSocket[AF_INET"), e::getMessage);
            assertTrue(e.getMessage().contains("which has: SO_SNDBUF, SO_RCVBUF, "), e::getMessage);
            assertThrows(UnsupportedOperationException.class, () -> tcp.getOption(stranger));
            assertThrows(NullPointerException.class, () -> tcp.getOption((SocketOption<?>) null));
            IllegalArgumentException wrong = assertThrows(
                    IllegalArgumentException.class, () -> tcp.setOption(StandardSocketOptions.SO_SNDBUF, null));
            assertEquals("SO_SNDBUF is an Integer, not null", wrong.getMessage());
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> tcp.supportedOptions().clear());
        }
        assertThrows(ClosedChannelException.class, () -> tcp.getOption(StandardSocketOptions.SO_SNDBUF));
        assertThrows(ClosedChannelException.class, () -> tcp.setOption(StandardSocketOptions.SO_SNDBUF, 1));
        assertNotNull(tcp.supportedOptions());
    }

    @ParameterizedTest
    @MethodSource(BACKENDS)
    void aNetworkChannelHasALocalAddressOnceItIsBound(Libc libc) throws IOException {
        for (int domain : new int[] {AF_INET, AF_INET6}) {
            try (LibcSocket socket = LibcSocket.open(libc, domain, SOCK_STREAM, 0)) {
                assertNull(socket.getLocalAddress());
                NetworkChannel channel = socket;
                assertSame(socket, channel.bind(null));
                InetSocketAddress any = (InetSocketAddress) socket.getLocalAddress();
                assertTrue(any.getAddress().isAnyLocalAddress() && any.getPort() > 0, any::toString);
            }
        }
        try (LibcSocket unix = LibcSocket.open(libc, AF_UNIX, SOCK_DGRAM, 0)) {
            unix.bind((SocketAddress) null);
            assertTrue(unix.getLocalAddress().toString().matches("unix:@[0-9a-f]{5}"), unix::toString);
        }
        LibcSocket closed = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0);
        closed.close();
        assertThrows(ClosedChannelException.class, closed::getLocalAddress);
        assertThrows(ClosedChannelException.class, () -> closed.bind((SocketAddress) null));
    }
}
