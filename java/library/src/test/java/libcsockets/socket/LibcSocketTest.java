package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import libcsockets.Control;
import libcsockets.ErrnoException;
import libcsockets.ExtendedError;
import libcsockets.Libc;
import libcsockets.Sockaddr;
import libcsockets.option.Sockopts;
import libcsockets.testing.BlockedThreads;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The results of a socket's calls: data, end, would-block, truncation, errors. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LibcSocketTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static LibcSocket tcp(Libc libc) throws IOException {
        return LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0);
    }

    private static LibcSocket udp(Libc libc) throws IOException {
        return LibcSocket.open(libc, AF_INET, SOCK_DGRAM, 0);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    private static void receive(LibcSocket socket, String expected) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(expected.length());
        assertEquals(expected.length(), socket.receiveFully(buffer, 0));
        assertEquals(expected, text(buffer));
    }

    @OnEachBackend
    void aConnectionCarriesBytesBothWaysAndEnds(Libc libc) throws IOException {
        try (LibcSocket server = tcp(libc).bind(LOOPBACK).listen(1);
                LibcSocket client = tcp(libc)) {
            assertTrue(client.connect(server.localAddress()));
            try (LibcSocket accepted = server.accept()) {
                assertEquals(client.localAddress(), accepted.remoteAddress());
                assertEquals(5, client.send(direct("hello"), 0));
                receive(accepted, "hello");
                assertEquals(3, accepted.send("abc".getBytes(), 0));
                byte[] three = new byte[3];
                assertEquals(3, client.receive(three, MSG_WAITALL));
                assertArrayEquals("abc".getBytes(), three);
                client.shutdown(SHUT_WR);
                assertEquals(LibcSocket.EOF, accepted.receive(ByteBuffer.allocate(1), 0));
                assertEquals(LibcSocket.EOF, accepted.receive(ByteBuffer.allocateDirect(1), 0));
                assertEquals(-1, accepted.read(ByteBuffer.allocate(1)));
                assertTrue(accepted.receiveFrom(ByteBuffer.allocate(1), 0).isEof());
                assertEquals(0, accepted.receive(ByteBuffer.allocate(0), 0));
                assertEquals(-1, accepted.inputStream().read());
                assertEquals(
                        EPIPE,
                        assertThrows(ErrnoException.class, () -> client.send(bytes("x"), 0))
                                .errno());
            }
        }
    }

    @OnEachBackend
    void positionsMoveAsInNio(Libc libc) throws IOException {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1]) {
            for (ByteBuffer source : List.of(
                    bytes("xxhelloyy"), direct("xxhelloyy"), bytes("xxhelloyy").asReadOnlyBuffer())) {
                source.position(2).limit(7);
                assertEquals(5, a.write(source));
                assertEquals(7, source.position());
                ByteBuffer target = source.isDirect() ? ByteBuffer.allocateDirect(9) : ByteBuffer.allocate(9);
                target.position(1);
                assertEquals(5, b.read(target));
                assertEquals(6, target.position());
                assertEquals('h', target.get(1));
                assertEquals('o', target.get(5));
                assertEquals(0, target.get(6));
            }
            assertThrows(
                    ReadOnlyBufferException.class,
                    () -> b.receive(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0));
        }
    }

    @OnEachBackend
    void buffersAreGatheredAndScattered(Libc libc) throws IOException {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1]) {
            ByteBuffer[] sources = {bytes("ab"), direct("cde"), bytes(""), bytes("fg")};
            assertEquals(7, a.write(sources));
            assertFalse(Arrays.stream(sources).anyMatch(ByteBuffer::hasRemaining));
            ByteBuffer[] targets = {
                ByteBuffer.allocate(1), ByteBuffer.allocateDirect(2), ByteBuffer.allocate(3), ByteBuffer.allocate(5)
            };
            assertEquals(7, b.read(targets));
            assertEquals("a", text(targets[0]));
            assertEquals("bc", text(targets[1]));
            assertEquals("def", text(targets[2]));
            assertEquals("g", text(targets[3]));
            assertEquals(0, b.read(new ByteBuffer[] {ByteBuffer.allocate(0)}));
            a.shutdown(SHUT_WR);
            assertEquals(-1, b.read(new ByteBuffer[] {ByteBuffer.allocate(1)}));
        }
    }

    /** The kernel returns 0 for both. */
    @OnEachBackend
    void anEmptyRecordLooksLikeTheEnd(Libc libc) throws IOException {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_SEQPACKET);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1]) {
            assertEquals(0, a.send(new byte[0], 0));
            assertEquals(0, a.send(new byte[0], 0));
            assertEquals(1, a.send(new byte[1], 0));
            assertEquals(LibcSocket.EOF, b.receive(new byte[1], 0));
            assertTrue(b.receiveFrom(ByteBuffer.allocate(1), 0).isEof());
            assertEquals(1, b.receive(new byte[1], 0));
        }
    }

    /** Peeked bytes come again, and messages have no end. */
    @OnEachBackend
    void onlyStreamsAreReceivedFully(Libc libc) throws IOException {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1];
                LibcSocket udp = udp(libc).bind(LOOPBACK)) {
            a.send(bytes("abc"), 0);
            ByteBuffer four = ByteBuffer.allocate(4);
            assertThrows(IllegalArgumentException.class, () -> b.receiveFully(four, MSG_PEEK));
            assertEquals(4, four.remaining());
            a.shutdown(SHUT_WR);
            assertEquals(3, b.receiveFully(four, 0));
            udp.connect(udp.localAddress());
            udp.shutdown(SHUT_RD);
            assertThrows(UnsupportedOperationException.class, () -> udp.receiveFully(four.clear(), 0));
        }
    }

    @OnEachBackend
    void aTruncatedDatagramReportsItsRealLength(Libc libc) throws IOException {
        try (LibcSocket a = udp(libc).bind(LOOPBACK);
                LibcSocket b = udp(libc).bind(LOOPBACK)) {
            for (int i = 0; i < 5; i++) {
                assertEquals(10, a.sendTo(bytes("0123456789"), b.localAddress(), 0));
            }
            ByteBuffer four = ByteBuffer.allocate(4);
            assertEquals(10, b.receive(four, 0));
            assertEquals("0123", text(four));
            assertEquals(10, b.receive(new byte[4], 0));
            assertEquals(10, b.receive(ByteBuffer.allocateDirect(4), 0));
            Received received = b.receiveFrom(four.clear(), 0);
            assertEquals(4, received.length());
            assertEquals(10, received.realLength());
            assertTrue(received.isTruncated());
            assertEquals(a.localAddress(), received.address());
            assertEquals("0123", text(four));
            assertEquals(4, b.read(four.clear()));
            a.sendTo(bytes(""), b.localAddress(), 0);
            assertEquals(0, b.receive(four.clear(), 0));
            assertEquals(LibcSocket.WOULD_BLOCK, b.receive(four, MSG_DONTWAIT));
        }
    }

    @OnEachBackend
    void wouldBlockIsAResult(Libc libc) throws IOException {
        try (LibcSocket server = tcp(libc).bind(LOOPBACK).listen(1);
                LibcSocket client = tcp(libc).configureBlocking(false);
                LibcSocket unix = LibcSocket.open(libc, AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
            server.configureBlocking(false);
            assertNull(server.accept());
            boolean connected = client.connect(server.localAddress());
            while (!connected) {
                connected = client.connect(server.localAddress());
            }
            server.configureBlocking(true);
            try (LibcSocket accepted = server.accept()) {
                ByteBuffer buffer = ByteBuffer.allocate(10);
                assertEquals(LibcSocket.WOULD_BLOCK, client.receive(buffer, 0));
                assertEquals(0, client.read(buffer));
                assertEquals(0, client.read(new ByteBuffer[] {buffer}));
                assertTrue(client.receiveFrom(buffer, 0).isWouldBlock());
                assertThrows(
                        IllegalBlockingModeException.class,
                        () -> client.inputStream().read());
                assertEquals(LibcSocket.WOULD_BLOCK, accepted.receive(buffer, MSG_DONTWAIT));
                assertEquals(LibcSocket.WOULD_BLOCK, accepted.receive(buffer, MSG_ERRQUEUE));
                ByteBuffer much = ByteBuffer.allocateDirect(1 << 16);
                while (client.send(much.clear(), 0) > 0) {}
                assertEquals(LibcSocket.WOULD_BLOCK, client.send(much.clear(), 0));
                assertEquals(0, client.write(much.clear()));
                assertThrows(IllegalBlockingModeException.class, () -> client.sendAll(much.clear(), 0));
            }
            assertEquals(LibcSocket.WOULD_BLOCK, unix.receiveBatch(new Batch(2, 10), 0));
            assertFalse(unix.isBlocking());
        }
    }

    @OnEachBackend
    void anExceptionHasTheErrno(Libc libc) throws IOException {
        try (LibcSocket socket = tcp(libc)) {
            assertEquals(
                    ENOTCONN,
                    assertThrows(ErrnoException.class, () -> socket.receive(new byte[1], 0))
                            .errno());
            InetSocketAddress nobody;
            try (LibcSocket free = tcp(libc).bind(LOOPBACK)) {
                nobody = (InetSocketAddress) free.localAddress();
            }
            ErrnoException refused = assertThrows(ErrnoException.class, () -> socket.connect(nobody));
            assertEquals(ECONNREFUSED, refused.errno());
            assertEquals("connect", refused.call());
            assertTrue(refused.getMessage().contains("127.0.0.1:" + nobody.getPort()), refused.getMessage());
            assertEquals(
                    ECONNREFUSED,
                    assertThrows(ErrnoException.class, () -> socket.connect(nobody, Duration.ofSeconds(10)))
                            .errno());
            assertThrows(
                    UnresolvedAddressException.class,
                    () -> socket.connect(InetSocketAddress.createUnresolved("nowhere", 1)));
            assertEquals(
                    EAFNOSUPPORT,
                    assertThrows(ErrnoException.class, () -> LibcSocket.open(libc, 12345, SOCK_STREAM, 0))
                            .errno());
        }
    }

    @OnEachBackend
    void messagesCarryControlData(Libc libc) throws IOException {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        LibcSocket[] other = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1];
                LibcSocket c = other[0];
                LibcSocket d = other[1]) {
            Control rights = new Control(Control.space(4)).addRights(c.fd());
            assertEquals(2, a.sendMessage(bytes("fd"), null, rights, 0));
            ByteBuffer data = ByteBuffer.allocate(10);
            Received received = b.receiveMessage(data, Control.space(4), 0);
            assertEquals(2, received.length());
            assertEquals("fd", text(data));
            int fd = received.control(SOL_SOCKET, SCM_RIGHTS).asRights()[0];
            assertEquals(FD_CLOEXEC, libc.fcntl(fd, F_GETFD));
            try (LibcSocket passed = LibcSocket.adopt(libc, fd)) {
                passed.send(bytes("through"), 0);
                receive(d, "through");
                assertEquals(AF_UNIX, passed.domain());
                assertEquals(SOCK_STREAM, passed.type());
            }
            a.sendMessage(bytes("fd"), null, rights, 0);
            assertTrue(b.receiveMessage(data.clear(), 0, 0).isControlTruncated());
        }
    }

    @OnEachBackend
    void aBatchIsOneCall(Libc libc) throws IOException {
        try (LibcSocket a = udp(libc).bind(LOOPBACK);
                LibcSocket b = udp(libc).bind(LOOPBACK)) {
            b.apply((l, fd) -> l.setsockopt(fd, IPPROTO_IP, IP_RECVTTL, 1));
            Batch out = new Batch(4, 100, Control.space(4));
            for (int i = 0; i < 4; i++) {
                out.buffer(i).put(("datagram " + i).getBytes()).flip();
                out.address(i, b.localAddress());
                out.control(i).addInts(IPPROTO_IP, IP_TTL, 10 + i);
            }
            assertEquals(1, a.sendBatch(out, 1, 0));
            assertEquals(3, a.sendBatch(out, 1, 3, 0));
            Batch in = new Batch(8, 9, Control.space(4));
            assertEquals(4, b.receiveBatch(in, 0));
            for (int i = 0; i < 4; i++) {
                assertEquals(
                        "datagram ", StandardCharsets.UTF_8.decode(in.buffer(i)).toString());
                assertEquals(10, in.realLength(i));
                assertTrue((in.flags(i) & MSG_TRUNC) != 0);
                assertEquals(a.localAddress(), in.address(i));
                assertEquals(10 + i, in.received(i).get(0).asInt());
            }
            // A received batch can be sent back as it is.
            assertEquals(4, b.sendBatch(in, 4, 0));
            assertEquals(4, a.receiveBatch(out, 0));
            assertEquals(b.localAddress(), out.address(3));
            assertEquals(LibcSocket.WOULD_BLOCK, b.receiveBatch(in, MSG_DONTWAIT));
        }
    }

    @OnEachBackend
    void addressesAreJdkClassesWherePossible(Libc libc, @TempDir Path directory) throws IOException {
        UnixDomainSocketAddress path = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (LibcSocket named = LibcSocket.open(libc, AF_UNIX, SOCK_DGRAM, 0).bind(path);
                LibcSocket unnamed = LibcSocket.open(libc, AF_UNIX, SOCK_DGRAM, 0)) {
            assertEquals(path, named.localAddress());
            assertEquals(UnixDomainSocketAddress.of(""), unnamed.localAddress());
            unnamed.connect(path);
            assertEquals(path, unnamed.remoteAddress());
            named.configureBlocking(false);
        }
        LibcSocketAddress name = LibcSocketAddress.unixAbstract("libcsockets-test-" + libc.getpid());
        try (LibcSocket abstractName =
                LibcSocket.open(libc, AF_UNIX, SOCK_DGRAM, 0).bind(name)) {
            assertEquals(name, abstractName.localAddress());
            assertEquals(name.hashCode(), abstractName.localAddress().hashCode());
        }
        try (LibcSocket six = LibcSocket.open(libc, AF_INET6, SOCK_STREAM, 0);
                LibcSocket four = tcp(libc)) {
            six.bind(new InetSocketAddress("127.0.0.1", 0)).listen(1);
            assertEquals(InetAddress.getByName("127.0.0.1"), ((InetSocketAddress) six.localAddress()).getAddress());
            four.connect(six.localAddress());
            try (LibcSocket accepted = six.accept()) {
                assertEquals(four.localAddress(), accepted.remoteAddress());
            }
        }
        try (LibcSocket netlink =
                LibcSocket.open(libc, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE).bind(Sockaddr.netlink(0, 0))) {
            assertEquals(
                    AF_NETLINK,
                    ((LibcSocketAddress) netlink.localAddress()).toSockaddr().sa_family());
        }
    }

    @OnEachBackend
    void optionsAreTyped(Libc libc) throws IOException {
        try (LibcSocket socket = tcp(libc).setOption(Sockopts.TCP_NODELAY, true)) {
            assertTrue(socket.getOption(Sockopts.TCP_NODELAY));
            socket.setOption(Sockopts.SO_RCVTIMEO, Duration.ofMillis(20));
            socket.bind(LOOPBACK).listen(1);
            // The kernel's own timeout counts too.
            assertThrows(SocketTimeoutException.class, socket::accept);
        }
    }

    @OnEachBackend
    void streamsReadAndWrite(Libc libc) throws Exception {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        byte[] much = new byte[3_000_000];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31);
        }
        Thread writer = new Thread(() -> {
            try (OutputStream out = pair[0].outputStream()) {
                out.write('!');
                out.write(much);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        try (InputStream in = pair[1].inputStream()) {
            assertEquals('!', in.read());
            assertArrayEquals(much, in.readAllBytes());
            assertEquals(0, in.available());
        }
        writer.join();
        assertFalse(pair[0].isOpen());
        assertFalse(pair[1].isOpen());
    }

    @OnEachBackend
    void aTimeoutLeavesTheSocketUsable(Libc libc) throws IOException {
        Duration brief = Duration.ofMillis(20);
        try (LibcSocket server = tcp(libc).bind(LOOPBACK).listen(1);
                LibcSocket client = tcp(libc)) {
            assertThrows(SocketTimeoutException.class, () -> server.accept(brief));
            client.connect(server.localAddress());
            try (LibcSocket accepted = server.accept(Duration.ofSeconds(20))) {
                client.receiveTimeout(brief).sendTimeout(brief);
                ByteBuffer buffer = ByteBuffer.allocate(10);
                assertThrows(SocketTimeoutException.class, () -> client.receive(buffer, 0));
                assertThrows(SocketTimeoutException.class, () -> client.receiveFrom(buffer, 0));
                accepted.send(bytes("ab"), 0);
                assertEquals(2, client.receive(buffer, 0));
                accepted.send(bytes("ab"), 0);
                buffer.clear().limit(4);
                assertEquals(2, client.receive(buffer, MSG_WAITALL));
                ByteBuffer much = ByteBuffer.allocateDirect(1 << 20);
                assertThrows(SocketTimeoutException.class, () -> {
                    for (; ; ) {
                        client.send(much.clear(), 0);
                    }
                });
                client.receiveTimeout(null);
                accepted.send(bytes("cd"), 0);
                assertEquals(2, client.receive(buffer.clear(), 0));
            }
        }
        try (LibcSocket socket = udp(libc).bind(LOOPBACK).receiveTimeout(brief)) {
            assertThrows(SocketTimeoutException.class, () -> socket.receiveBatch(new Batch(2, 10), 0));
        }
        LibcSocketAddress name = LibcSocketAddress.unixAbstract("libcsockets-timeout-" + libc.getpid());
        try (LibcSocket full = LibcSocket.open(libc, AF_UNIX, SOCK_DGRAM, 0).bind(name);
                LibcSocket sender = LibcSocket.open(libc, AF_UNIX, SOCK_DGRAM, 0)) {
            sender.sendTimeout(brief);
            assertThrows(SocketTimeoutException.class, () -> {
                for (; ; ) {
                    sender.sendTo(bytes("x"), name, 0);
                }
            });
            assertEquals(1, full.receive(new byte[1], 0));
            assertEquals(1, sender.sendTo(bytes("x"), name, 0));
        }
    }

    @OnEachBackend
    void aSocketConnectsElsewhereAfterATimeout(Libc libc) throws IOException {
        try (LibcSocket full = tcp(libc).bind(LOOPBACK).listen(0);
                LibcSocket first = tcp(libc);
                LibcSocket second = tcp(libc).configureBlocking(false);
                LibcSocket socket = tcp(libc);
                LibcSocket other = tcp(libc).bind(LOOPBACK).listen(1)) {
            first.connect(full.localAddress());
            second.connect(full.localAddress());
            Duration brief = Duration.ofMillis(50);
            assertThrows(SocketTimeoutException.class, () -> socket.connect(full.localAddress(), brief));
            assertTrue(socket.connect(other.localAddress()));
            try (LibcSocket accepted = other.accept()) {
                socket.send(bytes("here"), 0);
                receive(accepted, "here");
            }
        }
        LibcSocketAddress name = LibcSocketAddress.unixAbstract("libcsockets-full-" + libc.getpid());
        try (LibcSocket full = LibcSocket.open(libc, AF_UNIX, SOCK_STREAM, 0)
                        .bind(name)
                        .listen(0);
                LibcSocket first = LibcSocket.open(libc, AF_UNIX, SOCK_STREAM, 0);
                LibcSocket second = LibcSocket.open(libc, AF_UNIX, SOCK_STREAM, 0)) {
            first.connect(name);
            assertThrows(SocketTimeoutException.class, () -> second.connect(name, Duration.ofMillis(20)));
            full.accept().close();
            assertTrue(second.connect(name));
        }
    }

    @OnEachBackend
    void aClosedSocketRefusesEveryCall(Libc libc) throws IOException {
        LibcSocket socket = tcp(libc);
        socket.close();
        socket.close();
        assertFalse(socket.isOpen());
        assertThrows(ClosedChannelException.class, () -> socket.receive(new byte[1], 0));
        assertThrows(ClosedChannelException.class, () -> socket.receive(new byte[1], MSG_DONTWAIT));
        assertThrows(ClosedChannelException.class, () -> socket.send(new byte[1], 0));
        assertThrows(ClosedChannelException.class, () -> socket.connect(LOOPBACK));
        assertThrows(ClosedChannelException.class, socket::accept);
        assertThrows(ClosedChannelException.class, socket::localAddress);
        assertThrows(ClosedChannelException.class, () -> socket.shutdown(SHUT_RDWR));
        assertThrows(ClosedChannelException.class, () -> socket.listen(1));
        assertThrows(ClosedChannelException.class, socket::dup);
        assertThrows(ClosedChannelException.class, () -> socket.configureBlocking(false));
    }

    @OnEachBackend
    void closingADuplicateLeavesTheSocketOpen(Libc libc) throws Exception {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1]) {
            LibcSocket copy = a.dup();
            Throwable[] thrown = new Throwable[1];
            Thread blocked = new Thread(
                    () -> thrown[0] = assertThrows(ClosedChannelException.class, () -> copy.receive(new byte[1], 0)),
                    "blocked-in-dup");
            blocked.start();
            BlockedThreads.awaitBlocked(blocked);
            copy.close();
            blocked.join();
            assertSame(java.nio.channels.AsynchronousCloseException.class, thrown[0].getClass());
            b.send(bytes("still here"), 0);
            receive(a, "still here");
            a.send(bytes("and back"), 0);
            receive(b, "and back");
        }
    }

    @OnEachBackend
    void theErrorQueueNamesTheOffender(Libc libc) throws IOException {
        InetSocketAddress nobody;
        try (LibcSocket free = udp(libc).bind(LOOPBACK)) {
            nobody = (InetSocketAddress) free.localAddress();
        }
        try (LibcSocket socket = udp(libc)) {
            socket.apply((l, fd) -> l.setsockopt(fd, IPPROTO_IP, IP_RECVERR, 1));
            socket.sendTo(bytes("anybody?"), nobody, 0);
            ByteBuffer data = ByteBuffer.allocate(100);
            assertEquals(
                    ECONNREFUSED,
                    assertThrows(ErrnoException.class, () -> socket.receive(data, 0))
                            .errno());
            Received received = socket.receiveMessage(data, 512, MSG_ERRQUEUE);
            assertEquals("anybody?", text(data));
            assertEquals(nobody, received.address());
            ExtendedError error = received.control(IPPROTO_IP, IP_RECVERR).asExtendedError();
            assertEquals(ECONNREFUSED, error.errno());
            assertEquals(SO_EE_ORIGIN_ICMP, error.origin());
            assertEquals(nobody.getAddress(), error.offender().getAddress());
        }
    }
}
