package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import libcsockets.Control;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Sockopts;
import libcsockets.testing.BackendsUnderTest;
import libcsockets.testing.OnEachBackend;
import libcsockets.testing.ThreadKind;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The traces of a message: in the caller's memory, in the socket's own, among the descriptors. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MessagesTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static LibcSocket udp(Libc libc) throws IOException {
        return LibcSocket.open(libc, AF_INET, SOCK_DGRAM, 0).bind(LOOPBACK);
    }

    /** Two ends of a TCP connection. */
    private static LibcSocket[] connection(Libc libc) throws IOException {
        try (LibcSocket server =
                LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0).bind(LOOPBACK).listen(1)) {
            LibcSocket client = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0);
            client.connect(server.localAddress());
            return new LibcSocket[] {client, server.accept()};
        }
    }

    /** A copy is sent from memory that the next call overwrites while the kernel still reads it. */
    @OnEachBackend
    void zeroCopyRefusesMemoryThatIsCopied(Libc libc) throws IOException {
        LibcSocket[] pair = connection(libc);
        try (LibcSocket a = pair[0].setOption(Sockopts.SO_ZEROCOPY, true);
                LibcSocket b = pair[1]) {
            ByteBuffer direct = ByteBuffer.allocateDirect(1);
            byte[] array = new byte[1];
            ByteBuffer heap = ByteBuffer.wrap(array);
            ByteBuffer[] mixed = {direct, heap};
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> a.send(array, MSG_ZEROCOPY));
            assertTrue(e.getMessage().startsWith("MSG_ZEROCOPY needs a direct buffer"), e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> a.send(heap, MSG_ZEROCOPY));
            assertThrows(IllegalArgumentException.class, () -> a.send(heap.asReadOnlyBuffer(), MSG_ZEROCOPY));
            assertThrows(IllegalArgumentException.class, () -> a.sendAll(heap, MSG_ZEROCOPY));
            assertThrows(IllegalArgumentException.class, () -> a.sendTo(heap, b.localAddress(), MSG_ZEROCOPY));
            assertThrows(IllegalArgumentException.class, () -> a.sendMessage(heap, null, null, MSG_ZEROCOPY));
            assertThrows(IllegalArgumentException.class, () -> a.sendMessage(mixed, null, null, MSG_ZEROCOPY));
            assertEquals(1, heap.remaining());
            assertEquals(1, direct.remaining());
            assertEquals(LibcSocket.WOULD_BLOCK, b.receive(array, MSG_DONTWAIT));
            assertEquals(1, a.send(direct, MSG_ZEROCOPY));
            assertEquals(1, a.sendMessage(direct.clear(), null, null, MSG_ZEROCOPY));
        }
    }

    /** TCP counts the bytes and writes none; the caller must not see what other calls left in the memory between. */
    @OnEachBackend
    void bytesDiscardedByAStreamLeaveTheBufferUnchanged(Libc libc) throws IOException {
        LibcSocket[] pair = connection(libc);
        LibcSocket[] other = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1];
                LibcSocket c = other[0];
                LibcSocket d = other[1]) {
            byte[] mine = "mine".getBytes();
            ByteBuffer[] two = {bytes("mi"), bytes("ne")};
            for (int i = 0; i < 3; i++) {
                c.send("secret".getBytes(), 0);
                c.sendMessage(bytes("secret"), null, null, 0);
                d.receiveMessage(ByteBuffer.allocate(12), 0, 0);
                a.send("data".getBytes(), 0);
                int n = i == 0
                        ? b.receive(mine, MSG_TRUNC | MSG_WAITALL)
                        : i == 1
                                ? b.receive(ByteBuffer.wrap(mine), MSG_TRUNC | MSG_WAITALL)
                                : b.receiveMessage(two, 0, MSG_TRUNC | MSG_WAITALL)
                                        .length();
                assertEquals(4, n);
            }
            assertEquals("mine", new String(mine));
            assertEquals(bytes("mi"), two[0].flip());
            assertEquals(bytes("ne"), two[1].flip());
        }
    }

    @OnEachBackend
    void buffersMayHaveMoreRoomThanACallCanFill(Libc libc, @TempDir Path directory) throws IOException {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1];
                FileChannel sparse = FileChannel.open(
                        directory.resolve("sparse"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            ByteBuffer room = sparse.map(FileChannel.MapMode.READ_WRITE, 0, Integer.MAX_VALUE);
            ByteBuffer[] twice = {room, room.duplicate()};
            a.send(bytes("hello"), 0);
            assertEquals(5, b.read(twice));
            assertEquals(5, room.position());
        }
    }

    @OnEachBackend
    void controlMessagesGetTheRequestedRoom(Libc libc) throws IOException {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1]) {
            ByteBuffer data = ByteBuffer.allocate(1);
            a.send(new byte[1], 0);
            b.receiveMessage(data, 1024, 0);
            int fd = a.fd();
            Control ten = new Control(Control.space(40)).addRights(fd, fd, fd, fd, fd, fd, fd, fd, fd, fd);
            a.sendMessage(bytes("x"), null, ten, 0);
            Received received = b.receiveMessage(data.clear(), Control.len(4), 0);
            int[] rights = received.control(SOL_SOCKET, SCM_RIGHTS).asRights();
            for (int right : rights) {
                assertEquals(0, libc.close(right));
            }
            assertEquals(1, rights.length);
            assertTrue(received.isControlTruncated());
            assertThrows(IllegalArgumentException.class, () -> b.receiveMessage(data.clear(), -1, MSG_DONTWAIT));
        }
    }

    @OnEachBackend
    void arraysSendAndReceiveDatagrams(Libc libc) throws IOException {
        try (LibcSocket a = udp(libc);
                LibcSocket b = udp(libc)) {
            byte[] data = "0123456789".getBytes();
            assertEquals(10, a.sendTo(data, b.localAddress(), 0));
            assertEquals(3, a.sendTo(data, 2, 3, b.localAddress(), 0));
            byte[] room = new byte[8];
            Received received = b.receiveFrom(room, 0);
            assertEquals(8, received.length());
            assertEquals(10, received.realLength());
            assertTrue(received.isTruncated());
            assertEquals(a.localAddress(), received.address());
            assertEquals("01234567", new String(room));
            assertEquals(3, b.receiveFrom(room, 4, 4, 0).length());
            assertEquals("01232347", new String(room));
            assertTrue(b.receiveFrom(room, MSG_DONTWAIT).isWouldBlock());
            assertThrows(IndexOutOfBoundsException.class, () -> b.receiveFrom(room, 6, 3, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> a.sendTo(data, 8, 3, b.localAddress(), 0));
            assertThrows(NullPointerException.class, () -> a.sendTo(data, null, 0));
        }
    }

    /** The JDK compares two addresses as equal if only their scopes differ. */
    @Test
    void anAddressWithAnotherScopeIsEncodedAnew() throws IOException {
        byte[] allNodes = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        MessageBuffers memory = new MessageBuffers(false);
        for (int scope = 1; scope < 3; scope++) {
            memory.encode(new InetSocketAddress(Inet6Address.getByAddress(null, allNodes, scope), 9999), AF_INET6);
            assertEquals(scope, memory.name.sin6_scope_id());
        }
    }

    @OnEachBackend
    void theFlagsAreWhatTheKernelWrote(Libc libc) throws IOException {
        try (LibcSocket a = udp(libc);
                LibcSocket b = udp(libc)) {
            a.connect(b.localAddress());
            Batch batch = new Batch(2, 4, 64);
            for (int length : new int[] {4, 5}) {
                int expected = length == 4 ? 0 : MSG_TRUNC;
                for (int i = 0; i < 5; i++) {
                    a.send(new byte[length], 0);
                }
                assertEquals(expected, b.receiveFrom(new byte[4], 0).flags());
                assertEquals(
                        expected, b.receiveMessage(ByteBuffer.allocate(4), 0, 0).flags());
                assertEquals(
                        expected,
                        b.receiveMessage(ByteBuffer.allocateDirect(4), 64, MSG_DONTWAIT)
                                .flags());
                assertEquals(2, b.receiveBatch(batch, 0));
                assertEquals(expected, batch.flags(0));
                assertEquals(expected, batch.flags(1));
            }
        }
    }

    /** More room, and more data, than an int counts. */
    @OnEachBackend
    void moreThanAnIntCountsIsSentInPart(Libc libc) throws IOException {
        ByteBuffer large = ByteBuffer.allocate(64 << 20);
        ByteBuffer[] views = new ByteBuffer[40];
        for (int i = 0; i < views.length; i++) {
            views[i] = large.duplicate();
        }
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM | SOCK_NONBLOCK);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1]) {
            long sent = a.write(views);
            assertTrue(sent > 0);
            assertEquals(sent, views[0].position());
            for (ByteBuffer view : views) {
                view.clear();
            }
            assertEquals(sent, b.read(views));
        }
        try (LibcSocket datagrams = udp(libc)) {
            datagrams.connect(datagrams.localAddress());
            ErrnoException e = assertThrows(ErrnoException.class, () -> datagrams.sendMessage(views, null, null, 0));
            assertEquals(EMSGSIZE, e.errno());
        }
    }

    @Test
    void aBatchThatIsTooLargeIsRefused() {
        for (int[] sizes : new int[][] {
            {0, 1, 0},
            {-1, 1, 0},
            {1, -1, 0},
            {1, 1, -1},
            {1 << 24, 128, 0},
            {128, 1 << 24, 0},
            {Integer.MAX_VALUE, Integer.MAX_VALUE, 0},
            {Integer.MAX_VALUE, 0, 0},
            {1, 1, Integer.MAX_VALUE}
        }) {
            assertThrows(IllegalArgumentException.class, () -> new Batch(sizes[0], sizes[1], sizes[2]));
        }
    }

    private interface Receiving {
        void receive(LibcSocket socket) throws IOException;
    }

    static Stream<Arguments> waysToEnd() {
        Receiving batch = socket -> socket.receiveBatch(new Batch(2, 16, 64), 0);
        Receiving message = socket -> socket.receiveMessage(ByteBuffer.allocate(16), 64, 0);
        List<Arguments> ways = new ArrayList<>();
        BackendsUnderTest.all().forEach(libc -> {
            for (ThreadKind kind : ThreadKind.all()) {
                for (Named<Boolean> interrupt : List.of(Named.of("close", false), Named.of("interrupt", true))) {
                    ways.add(Arguments.of(libc, kind, interrupt, Named.of("batch", batch), "x"));
                    ways.add(Arguments.of(libc, kind, interrupt, Named.of("empty message", message), ""));
                }
            }
        });
        return ways.stream();
    }

    /** If a message comes while its socket is being closed, nobody gets it, and its descriptors are closed. */
    @ParameterizedTest
    @MethodSource("waysToEnd")
    void undeliveredDescriptorsAreClosed(
            Libc libc, ThreadKind kind, boolean interrupt, Receiving receiving, String data) throws Exception {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_DGRAM);
        LibcSocket[] passed = LibcSocket.pair(libc, SOCK_STREAM);
        LibcSocket receiver = pair[0];
        try (LibcSocket sender = pair[1];
                LibcSocket end = passed[1].receiveTimeout(Duration.ofSeconds(10))) {
            // The socket is closing already, and the call is still blocked.
            receiver.watch(closing -> {
                try (LibcSocket other = passed[0]) {
                    Control rights = new Control(Control.space(4)).addRights(other.fd());
                    sender.sendMessage(bytes(data), null, rights, 0);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            Throwable[] thrown = new Throwable[1];
            Runnable task = () -> {
                try {
                    receiving.receive(receiver);
                } catch (Throwable e) {
                    thrown[0] = e;
                }
            };
            Thread thread = kind.start("receiving", task);
            kind.awaitBlockedOrEnded(thread);
            assertTrue(thread.isAlive(), () -> "did not block: " + thrown[0]);
            if (interrupt) {
                thread.interrupt();
            } else {
                receiver.close();
            }
            thread.join();
            assertInstanceOf(AsynchronousCloseException.class, thrown[0]);
            // All descriptors of the other end are closed.
            assertEquals(LibcSocket.EOF, end.receive(new byte[1], 0));
        }
    }
}
