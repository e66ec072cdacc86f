package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Sockopts;
import libcsockets.testing.BackendsUnderTest;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wildcard, dual stack and mapped addresses: as the JDK's channels of the same family. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DualStackTest extends OpenedSockets {
    private static final List<String> HOSTS = List.of("0.0.0.0", "::", "127.0.0.1", "::1", "::ffff:127.0.0.1");

    static Stream<Arguments> families() {
        return BackendsUnderTest.all()
                .flatMap(libc -> Stream.of(
                        Arguments.of(libc, StandardProtocolFamily.INET),
                        Arguments.of(libc, StandardProtocolFamily.INET6)));
    }

    private static int domain(ProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? AF_INET6 : AF_INET;
    }

    private static InetSocketAddress address(String host, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static int port(SocketAddress address) {
        return ((InetSocketAddress) address).getPort();
    }

    private static String host(SocketAddress address) {
        return ((InetSocketAddress) address).getAddress().getHostAddress();
    }

    /** The local address without its port, and from where it is reached. */
    private List<String> reached(Libc libc, SocketAddress bound) throws IOException {
        List<String> reached = new ArrayList<>(List.of(host(bound)));
        for (int domain : new int[] {AF_INET, AF_INET6}) {
            LibcSocket client = open(libc, domain, SOCK_STREAM);
            String host = domain == AF_INET ? "127.0.0.1" : "::1";
            try {
                client.connect(address(host, port(bound)));
                reached.add(host);
            } catch (ErrnoException e) {
                assertEquals(ECONNREFUSED, e.errno());
            }
        }
        return reached;
    }

    @ParameterizedTest
    @MethodSource("families")
    void aListenerIsReachableLikeThatOfTheJdk(Libc libc, ProtocolFamily family) throws Exception {
        for (String host : HOSTS) {
            LibcSocket mine = open(libc, domain(family), SOCK_STREAM);
            try (ServerSocketChannel jdks = ServerSocketChannel.open(family)) {
                try {
                    jdks.bind(address(host, 0));
                } catch (UnsupportedAddressTypeException e) {
                    ErrnoException refused = assertThrows(ErrnoException.class, () -> mine.bind(address(host, 0)));
                    assertEquals(EAFNOSUPPORT, refused.errno(), host);
                    continue;
                }
                mine.bind(address(host, 0)).listen(5);
                assertEquals(reached(libc, jdks.getLocalAddress()), reached(libc, mine.localAddress()), host);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void aDatagramSocketIsBoundLikeThatOfTheJdk(Libc libc, ProtocolFamily family) throws Exception {
        for (String host : HOSTS) {
            if (family == StandardProtocolFamily.INET && address(host, 0).getAddress() instanceof Inet6Address) {
                continue;
            }
            try (DatagramChannel jdks = DatagramChannel.open(family).bind(address(host, 0))) {
                LibcSocket mine = open(libc, domain(family), SOCK_DGRAM).bind(address(host, 0));
                assertEquals(host(jdks.getLocalAddress()), host(mine.localAddress()), host);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void bothEndsOfAConnectionAreNamedLikeThoseOfTheJdk(Libc libc, ProtocolFamily family) throws Exception {
        for (String host : List.of("127.0.0.1", "::1", "::ffff:127.0.0.1")) {
            if (family == StandardProtocolFamily.INET && address(host, 0).getAddress() instanceof Inet6Address) {
                continue;
            }
            LibcSocket server = open(libc, AF_INET6, SOCK_STREAM)
                    .bind(new InetSocketAddress(0))
                    .listen(5);
            InetSocketAddress to = address(host, port(server.localAddress()));
            try (SocketChannel jdks = SocketChannel.open(family)) {
                jdks.connect(to);
                LibcSocket acceptedFromJdk = opened(server.accept());
                LibcSocket mine = open(libc, domain(family), SOCK_STREAM);
                mine.connect(to);
                LibcSocket accepted = opened(server.accept());
                assertEquals(jdks.getRemoteAddress(), mine.remoteAddress(), host);
                assertEquals(host(jdks.getLocalAddress()), host(mine.localAddress()), host);
                assertEquals(jdks.getLocalAddress(), acceptedFromJdk.remoteAddress(), host);
                assertEquals(mine.localAddress(), accepted.remoteAddress(), host);
                assertEquals(to, accepted.localAddress(), host);
            }
        }
    }

    /** The wildcard of IPv4 as a destination is this host over IPv4, as it is on a socket of that family. */
    @OnEachBackend
    void theWildcardOfIpv4IsReachableOverIpv4(Libc libc) throws Exception {
        for (int domain : new int[] {AF_INET, AF_INET6}) {
            LibcSocket server = open(libc, domain, SOCK_STREAM)
                    .bind(new InetSocketAddress("0.0.0.0", 0))
                    .listen(5);
            LibcSocket receiver = open(libc, domain, SOCK_DGRAM).bind(new InetSocketAddress("0.0.0.0", 0));
            InetSocketAddress to = address("0.0.0.0", port(receiver.localAddress()));
            for (int from : new int[] {AF_INET, AF_INET6}) {
                LibcSocket client = open(libc, from, SOCK_STREAM);
                assertTrue(client.connect(address("0.0.0.0", port(server.localAddress()))));
                assertEquals(address("127.0.0.1", port(server.localAddress())), client.remoteAddress());
                LibcSocket sender = open(libc, from, SOCK_DGRAM);
                sender.sendTo(new byte[3], to, 0);
                sender.sendMessage(java.nio.ByteBuffer.allocate(3), to, null, 0);
                Batch batch = new Batch(1, 3).address(0, to);
                assertEquals(1, sender.sendBatch(batch, 1, 0));
                for (int i = 0; i < 3; i++) {
                    Received received = receiver.receiveFrom(new byte[10], MSG_DONTWAIT);
                    assertEquals(3, received.length());
                    assertEquals("127.0.0.1", host(received.address()));
                }
                sender.connect(to);
                assertEquals(address("127.0.0.1", to.getPort()), sender.remoteAddress());
            }
        }
    }

    @OnEachBackend
    void ipv6IsReachedOverIpv6(Libc libc) throws Exception {
        LibcSocket server =
                open(libc, AF_INET6, SOCK_STREAM).bind(new InetSocketAddress(0)).listen(5);
        int port = port(server.localAddress());
        for (String host : List.of("::", "::1")) {
            LibcSocket client = open(libc, AF_INET6, SOCK_STREAM);
            client.connect(address(host, port));
            assertEquals(address("::1", port), client.remoteAddress());
            for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM}) {
                LibcSocket ipv4 = open(libc, AF_INET, type);
                ErrnoException e = assertThrows(ErrnoException.class, () -> ipv4.connect(address(host, port)));
                assertEquals(EAFNOSUPPORT, e.errno());
            }
            LibcSocket sender = open(libc, AF_INET, SOCK_DGRAM);
            ErrnoException e =
                    assertThrows(ErrnoException.class, () -> sender.sendTo(new byte[1], address(host, port), 0));
            assertEquals(EAFNOSUPPORT, e.errno());
        }
    }

    @OnEachBackend
    void onlyIpv6IsOnlyIpv6(Libc libc) throws Exception {
        LibcSocket server = open(libc, AF_INET6, SOCK_STREAM).setOption(Sockopts.IPV6_V6ONLY, true);
        server.bind(new InetSocketAddress(0)).listen(5);
        assertEquals(List.of("0:0:0:0:0:0:0:0", "::1"), reached(libc, server.localAddress()));
    }

    @OnEachBackend
    void theFactoriesTakeTheFamilyOfTheAddress(Libc libc) throws Exception {
        for (String host : HOSTS) {
            InetSocketAddress address = address(host, 0);
            int expected = address.getAddress() instanceof Inet6Address ? AF_INET6 : AF_INET;
            LibcSocket tcp = opened(LibcSocket.tcp(address));
            assertEquals(expected, tcp.domain());
            assertEquals(SOCK_STREAM, tcp.type());
            tcp.bind(address);
            LibcSocket udp = opened(LibcSocket.udp(address));
            assertEquals(expected, udp.domain());
            assertEquals(SOCK_DGRAM, udp.type());
            udp.bind(address);
        }
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("no.such.host", 1);
        for (var factory : List.<org.junit.jupiter.api.function.Executable>of(
                () -> LibcSocket.tcp(unresolved),
                () -> LibcSocket.udp(unresolved),
                () -> udp(libc).bind(unresolved))) {
            var e = assertThrows(java.nio.channels.UnresolvedAddressException.class, factory);
            assertEquals("no.such.host", e.getCause().getMessage());
        }
    }
}
