package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.time.Duration;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.option.Sockopts;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The other end of a connection: by name or address, after a reset, after a disconnect. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionsTest extends OpenedSockets {
    private static int port(LibcSocket socket) throws IOException {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    private static int errno(Executable call) {
        return assertThrows(ErrnoException.class, call).errno();
    }

    // ---- the address that accept gave ----

    @ParameterizedTest
    @MethodSource(WAYS)
    void aResetConnectionHasTheAddressOfItsPeer(Libc libc, Way way) throws Exception {
        for (int domain : new int[] {AF_INET, AF_INET6}) {
            LibcSocket server = way.prepared(open(libc, domain, SOCK_STREAM)
                    .bind(new InetSocketAddress(0))
                    .listen(5));
            LibcSocket client = open(libc, domain, SOCK_STREAM);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(server)));
            SocketAddress address = client.localAddress();
            client.setOption(Sockopts.SO_LINGER, 0).close();
            LibcSocket accepted = opened(Way.get(way.run(server::accept)));
            assertThrows(ErrnoException.class, () -> accepted.receive(new byte[1]));
            // The kernel has forgotten it.
            assertEquals(
                    ENOTCONN,
                    errno(() -> new LibcSocket(libc, accepted.fd(), domain, SOCK_STREAM, 0, true).remoteAddress()));
            assertEquals(address, accepted.remoteAddress());
            assertEquals(address, opened(accepted.dup()).remoteAddress());
            accepted.disconnect();
            assertEquals(ENOTCONN, errno(accepted::remoteAddress));
        }
    }

    @OnEachBackend
    void eachConnectionHasItsOwnAddress(Libc libc) throws Exception {
        LibcSocketAddress name = LibcSocketAddress.unixAbstract("libcsockets-peer-" + libc.getpid());
        LibcSocket server =
                open(libc, AF_UNIX, SOCK_STREAM).bind(Sockaddr.unixUnnamed()).listen(5);
        LibcSocket named = open(libc, AF_UNIX, SOCK_STREAM).bind(name);
        named.connect(server.localAddress());
        open(libc, AF_UNIX, SOCK_STREAM).connect(server.localAddress());
        assertEquals(name, opened(server.accept()).remoteAddress());
        assertEquals("", opened(server.accept()).remoteAddress().toString());
        LibcSocket never = open(libc, AF_INET, SOCK_STREAM);
        assertEquals(ENOTCONN, errno(never::remoteAddress));
    }

    // ---- by name ----

    @ParameterizedTest
    @MethodSource(WAYS)
    void aNameConnectsToItsFirstAddressThatAnswers(Libc libc, Way way) throws Exception {
        LibcSocket server = listener(libc);
        SocketAddress address = server.localAddress();
        for (int domain : new int[] {AF_INET, AF_INET6}) {
            for (String host : new String[] {"localhost", "127.0.0.1"}) {
                LibcSocket client = way.prepared(open(libc, domain, SOCK_STREAM));
                // On IPv6 localhost is ::1 first, where nobody listens.
                assertEquals(address, Way.get(way.run(() -> client.connect(host, port(server)))));
                assertEquals(address, client.remoteAddress());
                assertEquals(client.localAddress(), opened(server.accept()).remoteAddress());
            }
        }
        LibcSocket datagrams = way.prepared(open(libc, AF_INET, SOCK_DGRAM));
        assertEquals(address, Way.get(way.run(() -> datagrams.connect("localhost", port(server), Way.PATIENCE))));
    }

    @OnEachBackend
    void aFailedConnectNamesEachAttempt(Libc libc) throws Exception {
        LibcSocket closed = listener(libc);
        int port = port(closed);
        closed.close();
        LibcSocket client = open(libc, AF_INET, SOCK_STREAM);
        ConnectException e = assertThrows(ConnectException.class, () -> client.connect("127.0.0.1", port));
        assertEquals("127.0.0.1:" + port + " does not answer: /127.0.0.1:" + port + ": ECONNREFUSED", e.getMessage());
        assertEquals(
                ECONNREFUSED,
                assertInstanceOf(ErrnoException.class, e.getCause()).errno());
        LibcSocket full = open(libc, AF_INET, SOCK_STREAM).bind(LOOPBACK).listen(0);
        open(libc, AF_INET, SOCK_STREAM).connect(full.localAddress());
        open(libc, AF_INET, SOCK_STREAM).configureBlocking(false).connect(full.localAddress());
        ConnectException late = assertThrows(
                ConnectException.class, () -> client.connect("127.0.0.1", port(full), Duration.ofMillis(20)));
        assertInstanceOf(SocketTimeoutException.class, late.getCause());
        client.connect("127.0.0.1", port(listener(libc)));
    }

    @OnEachBackend
    void invalidNamesAndPortsAreRefused(Libc libc) throws Exception {
        LibcSocket client = open(libc, AF_INET, SOCK_STREAM);
        UnknownHostException e = assertThrows(UnknownHostException.class, () -> client.connect("host.invalid", 1));
        assertTrue(e.getMessage().startsWith("host.invalid: "), e.getMessage());
        assertThrows(UnknownHostException.class, () -> client.connect("::1", 1));
        for (int port : new int[] {-1, 65536, 70000}) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> client.connect("127.0.0.1", port));
            assertEquals("the port is " + port + ", but a port is a number from 0 to 65535", refused.getMessage());
        }
        assertThrows(NullPointerException.class, () -> client.connect((String) null, 1));
        client.configureBlocking(false);
        assertThrows(IllegalBlockingModeException.class, () -> client.connect("127.0.0.1", 1));
        client.close();
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void aSockaddrTakesATimeoutToo(Libc libc, Way way) throws Exception {
        LibcSocket server = listener(libc);
        Sockaddr address = Sockaddr.of((InetSocketAddress) server.localAddress());
        LibcSocket client = way.prepared(open(libc, AF_INET, SOCK_STREAM));
        assertTrue(Way.get(way.run(() -> client.connect(address, Way.PATIENCE))));
        LibcSocket full =
                open(libc, AF_UNIX, SOCK_STREAM).bind(Sockaddr.unixUnnamed()).listen(0);
        open(libc, AF_UNIX, SOCK_STREAM).connect(full.localAddress());
        Sockaddr name = ((LibcSocketAddress) full.localAddress()).toSockaddr();
        LibcSocket late = way.prepared(open(libc, AF_UNIX, SOCK_STREAM));
        assertThrows(
                SocketTimeoutException.class, () -> Way.get(way.run(() -> late.connect(name, Duration.ofMillis(20)))));
    }

    // ---- the end of it ----

    @OnEachBackend
    void aDisconnectedSocketReceivesFromEverySender(Libc libc) throws Exception {
        for (int domain : new int[] {AF_INET, AF_INET6}) {
            LibcSocket socket = open(libc, domain, SOCK_DGRAM)
                    .bind(new InetSocketAddress(domain == AF_INET ? "127.0.0.1" : "::1", 0));
            LibcSocket peer = open(libc, domain, SOCK_DGRAM);
            LibcSocket other = open(libc, domain, SOCK_DGRAM);
            peer.connect(socket.localAddress());
            socket.connect(peer.localAddress());
            other.sendTo(new byte[2], socket.localAddress(), 0);
            other.connect(socket.localAddress());
            peer.send(new byte[1]);
            assertEquals(1, socket.receive(new byte[10]));
            SocketAddress local = socket.localAddress();
            socket.disconnect();
            assertEquals(ENOTCONN, errno(socket::remoteAddress));
            assertEquals(local, socket.localAddress());
            other.send(new byte[3]);
            assertEquals(3, socket.receive(new byte[10]));
            socket.connect(other.localAddress());
            assertEquals(other.localAddress(), socket.remoteAddress());
            LibcSocket anywhere = open(libc, domain, SOCK_DGRAM).bind(new InetSocketAddress(0));
            SocketAddress wildcard = anywhere.localAddress();
            anywhere.connect(peer.localAddress());
            assertNotEquals(wildcard, anywhere.localAddress());
            assertEquals(wildcard, anywhere.disconnect().localAddress());
        }
        LibcSocket[] tcp = connection(libc);
        tcp[0].disconnect();
        assertEquals(ECONNRESET, errno(() -> tcp[1].receive(new byte[1])));
        assertTrue(tcp[0].connect(listener(libc).localAddress()));
        LibcSocket[] unix = pair(libc, SOCK_STREAM);
        assertThrows(ErrnoException.class, unix[0]::disconnect);
        unix[0].close();
        assertThrows(ClosedChannelException.class, unix[0]::disconnect);
    }

    @OnEachBackend
    void aClosedPeerIsDetected(Libc libc) throws Exception {
        for (LibcSocket[] ends :
                new LibcSocket[][] {connection(libc), pair(libc, SOCK_STREAM), pair(libc, SOCK_SEQPACKET)}) {
            assertFalse(ends[0].isPeerClosed());
            ends[1].send(new byte[5], 0);
            assertFalse(ends[0].isPeerClosed());
            ends[1].shutdown(SHUT_WR);
            assertTrue(ends[0].isPeerClosed());
            assertFalse(ends[1].isPeerClosed());
            assertEquals(5, ends[0].receive(new byte[10]));
            assertEquals(LibcSocket.EOF, ends[0].receive(new byte[10]));
        }
        LibcSocket[] reset = connection(libc);
        reset[1].setOption(Sockopts.SO_LINGER, 0).close();
        assertTrue(reset[0].isPeerClosed());
        reset[0].close();
        assertThrows(ClosedChannelException.class, reset[0]::isPeerClosed);
    }

    /** poll reports an error for as long as something is in the queue of errors, which is no error there. */
    @OnEachBackend
    void aMessageInTheErrorQueueIsNotTheEnd(Libc libc) throws Exception {
        LibcSocket[] ends = connection(libc);
        ends[0].setOption(Sockopts.SO_ZEROCOPY, true);
        assertEquals(1, ends[0].send(ByteBuffer.allocateDirect(1), MSG_ZEROCOPY));
        assertEquals(1, ends[1].receive(new byte[1]));
        Poll poll = Poll.open(libc);
        poll.set(ends[0], 0, null);
        assertEquals(POLLERR, poll.await(Way.PATIENCE).get(0).events() & POLLERR);
        poll.close();
        assertFalse(ends[0].isPeerClosed());
        ends[1].close();
        assertTrue(ends[0].isPeerClosed());
    }

    @OnEachBackend
    void pairTakesEveryKindThatTheKernelPairs(Libc libc) throws Exception {
        for (int type : new int[] {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
            LibcSocket[] pair = LibcSocket.pair(libc, AF_UNIX, type | SOCK_NONBLOCK, 0);
            assertFalse(opened(pair[0]).isBlocking());
            assertFalse(opened(pair[1]).isBlocking());
            assertEquals(type, pair[0].type());
            assertEquals(LibcSocket.WOULD_BLOCK, pair[0].receive(new byte[1]));
            pair[1].send(new byte[3]);
            assertEquals(3, pair[0].receive(new byte[5]));
        }
        assertEquals(EOPNOTSUPP, errno(() -> LibcSocket.pair(libc, AF_INET, SOCK_STREAM, 0)));
        assertEquals(EAFNOSUPPORT, errno(() -> LibcSocket.pair(libc, 12345, SOCK_STREAM, 0)));
    }

    @OnEachBackend
    void flagsMayBeOmitted(Libc libc) throws Exception {
        LibcSocket[] pair = pair(libc, SOCK_STREAM);
        assertEquals(3, pair[0].send("abc".getBytes()));
        assertEquals(3, pair[0].send(ByteBuffer.wrap("def".getBytes())));
        ByteBuffer direct = ByteBuffer.allocateDirect(4);
        assertEquals(4, pair[1].receive(direct));
        assertEquals(4, direct.position());
        byte[] rest = new byte[10];
        assertEquals(2, pair[1].receive(rest));
        assertEquals("ef", new String(rest, 0, 2));
    }
}
