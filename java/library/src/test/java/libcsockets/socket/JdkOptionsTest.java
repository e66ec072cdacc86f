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
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
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
import libcsockets.testing.ChildJvm;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's options mean on a socket of this library what they mean on a channel of the JDK's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JdkOptionsTest {
    static List<Arguments> kinds() {
        List<Arguments> all = new ArrayList<>();
        BackendsUnderTest.all()
                .forEach(libc -> JdkOptionsProgram.kinds().forEach(kind -> all.add(Arguments.of(libc, kind))));
        return all;
    }

    private static NetworkChannel channel(JdkOptionsProgram.Kind kind) throws IOException {
        try {
            return kind.channel();
        } catch (UnsupportedOperationException e) {
            return Assumptions.abort(kind + " is not available here");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyOptionReadsAsOnTheChannel(Libc libc, JdkOptionsProgram.Kind kind) throws IOException {
        try (NetworkChannel channel = channel(kind);
                LibcSocket socket = kind.socket(libc)) {
            for (SocketOption<?> option : channel.supportedOptions()) {
                assertEquals(
                        JdkOptionsProgram.read(channel, option),
                        JdkOptionsProgram.read(socket, option),
                        option + " of a new socket");
                for (Object value : JdkOptionsProgram.values(option)) {
                    assertEquals(
                            JdkOptionsProgram.result(channel, option, value),
                            JdkOptionsProgram.result(socket, option, value),
                            option + " set to " + value);
                }
            }
            Set<SocketOption<?>> missing = new HashSet<>(channel.supportedOptions());
            missing.removeAll(socket.supportedOptions());
            missing.removeIf(option -> option.name().equals("SO_OOBINLINE"));
            assertEquals(Set.of(), missing);
        }
    }

    /** A value that the JDK sets is read here from the same socket, and the other way round. */
    @OnEachBackend
    void bothSeeTheSameSocket(Libc libc) throws Exception {
        List<String> options = List.of(
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.net=ALL-UNNAMED",
                "-Dlibcsockets.backend=" + libc.backend());
        String output = ChildJvm.run(ChildJvm.command(options, JdkOptionsProgram.class));
        List<String> lines =
                output.lines().filter(line -> !line.startsWith("SLF4J")).toList();
        assertEquals(List.of("all compared"), lines);
    }

    @OnEachBackend
    void aSocketOfTheJdkCanBeThePeer(Libc libc) throws IOException {
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

    @OnEachBackend
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

    @OnEachBackend
    void optionsThatASocketLacksAreUnsupported(Libc libc) throws IOException {
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

    @OnEachBackend
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
