package libcsockets.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // Channels are closed early to see what that does.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelsTest {
    private static final LibcSelectorProvider PROVIDER = new LibcSelectorProvider();
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    @Test
    void aConnectionCarriesDataAndEnds() throws IOException {
        try (ServerSocketChannel server = PROVIDER.openServerSocketChannel().bind(LOOPBACK);
                SocketChannel client = PROVIDER.openSocketChannel()) {
            assertTrue(client.connect(server.getLocalAddress()));
            try (SocketChannel accepted = server.accept()) {
                assertEquals(client.getLocalAddress(), accepted.getRemoteAddress());
                assertEquals(5, client.write(bytes("hello")));
                ByteBuffer buffer = ByteBuffer.allocate(10);
                assertEquals(5, accepted.read(buffer));
                assertEquals("hello", text(buffer));
                client.shutdownOutput();
                assertThrows(ClosedChannelException.class, () -> client.write(bytes("more")));
                assertEquals(-1, accepted.read(ByteBuffer.allocate(1)));
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
                assertTrue(accepted.getOption(StandardSocketOptions.TCP_NODELAY));
            }
        }
    }

    @Test
    void unixDomainChannels(@TempDir Path directory) throws IOException {
        SocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (ServerSocketChannel server = PROVIDER.openServerSocketChannel(StandardProtocolFamily.UNIX)
                        .bind(address);
                SocketChannel client = PROVIDER.openSocketChannel(StandardProtocolFamily.UNIX)) {
            assertTrue(client.connect(address));
            try (SocketChannel accepted = server.accept()) {
                client.write(bytes("x"));
                assertEquals(1, accepted.read(ByteBuffer.allocate(2)));
                assertThrows(UnsupportedOperationException.class, accepted::socket);
            }
        }
    }

    @Test
    void wrongStates() throws IOException {
        try (SocketChannel client = PROVIDER.openSocketChannel();
                ServerSocketChannel server = PROVIDER.openServerSocketChannel()) {
            assertThrows(NotYetConnectedException.class, () -> client.read(ByteBuffer.allocate(1)));
            assertThrows(NotYetBoundException.class, server::accept);
            server.bind(LOOPBACK);
            assertThrows(AlreadyBoundException.class, () -> server.bind(LOOPBACK));
            client.close();
            assertThrows(ClosedChannelException.class, () -> client.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    void aRefusedConnectionClosesTheChannelAndHasTheErrno() throws IOException {
        SocketAddress nobody;
        try (ServerSocketChannel server = PROVIDER.openServerSocketChannel().bind(LOOPBACK)) {
            nobody = server.getLocalAddress();
        }
        SocketChannel client = PROVIDER.openSocketChannel();
        ConnectException e = assertThrows(ConnectException.class, () -> client.connect(nobody));
        assertEquals("Connection refused", e.getMessage());
        assertEquals(
                Constants.ECONNREFUSED,
                assertInstanceOf(ErrnoException.class, e.getCause()).errno());
        assertFalse(client.isOpen());
    }

    // ---- selectors ----

    @Test
    void aSelectorReportsConnectionsAndData() throws IOException {
        try (Selector selector = PROVIDER.openSelector();
                ServerSocketChannel server = PROVIDER.openServerSocketChannel().bind(LOOPBACK);
                SocketChannel client = PROVIDER.openSocketChannel()) {
            server.configureBlocking(false);
            SelectionKey accepts = server.register(selector, SelectionKey.OP_ACCEPT);
            assertEquals(0, selector.selectNow());
            client.configureBlocking(false);
            SelectionKey connects = client.register(selector, SelectionKey.OP_CONNECT, "client");
            client.connect(server.getLocalAddress());
            Set<SelectionKey> seen = new HashSet<>();
            while (seen.size() < 2) {
                selector.select();
                seen.addAll(selector.selectedKeys());
                selector.selectedKeys().clear();
            }
            assertEquals(Set.of(accepts, connects), seen);
            assertTrue(client.finishConnect());
            connects.interestOps(SelectionKey.OP_READ);
            try (SocketChannel accepted = server.accept()) {
                accepted.write(bytes("data"));
                assertEquals(1, selector.select());
                assertTrue(connects.isReadable());
                assertEquals("client", connects.attachment());
                ByteBuffer buffer = ByteBuffer.allocate(10);
                assertEquals(4, client.read(buffer));
                assertEquals(0, client.read(buffer));
                selector.selectedKeys().clear();
                accepted.close();
                int[] ready = new int[1];
                assertEquals(1, selector.select(key -> ready[0] = key.readyOps()));
                assertEquals(SelectionKey.OP_READ, ready[0]);
                assertEquals(-1, client.read(ByteBuffer.allocate(1)));
            }
        }
    }

    @Test
    void wakeupEndsTheSelectionThatWaitsOrTheNext() throws Exception {
        try (Selector selector = PROVIDER.openSelector()) {
            selector.wakeup();
            assertEquals(0, selector.select());
            Thread waker = new Thread(selector::wakeup);
            waker.start();
            assertEquals(0, selector.select());
            waker.join();
        }
    }

    @Test
    void anInterruptEndsASelectionAndClosesNothing() throws Exception {
        try (Selector selector = PROVIDER.openSelector()) {
            Thread.currentThread().interrupt();
            assertEquals(0, selector.select());
            assertTrue(Thread.interrupted());
            assertTrue(selector.isOpen());
            assertEquals(0, selector.selectNow());
        }
    }

    @Test
    void closedAndCancelledChannelsLeaveTheSelector() throws IOException {
        try (Selector selector = PROVIDER.openSelector();
                Pipe.SourceChannel kept = PROVIDER.openPipe().source()) {
            DatagramChannel closed = PROVIDER.openDatagramChannel().bind(LOOPBACK);
            closed.configureBlocking(false);
            kept.configureBlocking(false);
            SelectionKey cancelled = kept.register(selector, SelectionKey.OP_READ);
            closed.register(selector, SelectionKey.OP_READ);
            selector.selectNow();
            assertEquals(2, selector.keys().size());
            closed.close();
            cancelled.cancel();
            selector.selectNow();
            assertEquals(Set.of(), selector.keys());
            assertFalse(kept.isRegistered());
            kept.configureBlocking(true);
        }
    }

    @Test
    void aChannelOfAnotherProviderIsRefusedWithBothNames() throws IOException {
        try (Selector selector = PROVIDER.openSelector();
                SocketChannel foreign =
                        java.nio.channels.spi.SelectorProvider.provider() instanceof LibcSelectorProvider
                                ? null
                                : SocketChannel.open()) {
            foreign.configureBlocking(false);
            IllegalSelectorException e = assertThrows(
                    IllegalSelectorException.class, () -> foreign.register(selector, SelectionKey.OP_CONNECT));
            String message = e.getCause().getMessage();
            assertTrue(message.contains("libcsockets.jdk.LibcSelectorProvider"), message);
            assertTrue(message.contains("sun.nio.ch"), message);
        }
    }

    // ---- closing ----

    private interface Blocking {
        void call() throws IOException;
    }

    private static Throwable ended(Blocking call, CountDownLatch started, AtomicReference<Thread> thread)
            throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread blocked = new Thread(() -> {
            try {
                started.countDown();
                call.call();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        thread.set(blocked);
        blocked.start();
        blocked.join();
        return thrown.get();
    }

    @Test
    void closeAndInterruptEndABlockedRead() throws Exception {
        for (boolean interrupt : new boolean[] {false, true}) {
            Pipe pipe = PROVIDER.openPipe();
            CountDownLatch started = new CountDownLatch(1);
            AtomicReference<Thread> thread = new AtomicReference<>();
            Thread ender = new Thread(() -> {
                try {
                    started.await();
                    if (interrupt) {
                        thread.get().interrupt();
                    } else {
                        pipe.source().close();
                    }
                } catch (InterruptedException | IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            ender.start();
            Throwable thrown = ended(() -> pipe.source().read(ByteBuffer.allocate(1)), started, thread);
            ender.join();
            if (interrupt) {
                assertInstanceOf(ClosedByInterruptException.class, thrown);
            } else {
                // Before the call began it is the plain one.
                assertInstanceOf(ClosedChannelException.class, thrown);
            }
            assertFalse(pipe.source().isOpen());
            pipe.sink().close();
        }
    }

    @Test
    void aSelectionEndsWhenItsSelectorIsClosed() throws Exception {
        Selector selector = PROVIDER.openSelector();
        CountDownLatch started = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        Thread closer = new Thread(() -> {
            try {
                started.await();
                selector.close();
            } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
            }
        });
        closer.start();
        Throwable thrown = ended(selector::select, started, thread);
        closer.join();
        assertFalse(selector.isOpen());
        assertTrue(
                thrown == null || thrown instanceof java.nio.channels.ClosedSelectorException, String.valueOf(thrown));
    }

    // ---- datagrams ----

    @Test
    void datagramsWithAndWithoutAConnection() throws IOException {
        try (DatagramChannel a = PROVIDER.openDatagramChannel().bind(LOOPBACK);
                DatagramChannel b = PROVIDER.openDatagramChannel().bind(LOOPBACK)) {
            assertEquals(3, a.send(bytes("one"), b.getLocalAddress()));
            ByteBuffer buffer = ByteBuffer.allocate(10);
            assertEquals(a.getLocalAddress(), b.receive(buffer));
            assertEquals("one", text(buffer));
            a.connect(b.getLocalAddress());
            assertEquals(3, a.write(bytes("two")));
            b.receive(buffer.clear());
            assertEquals("two", text(buffer));
            a.disconnect();
            assertNull(a.getRemoteAddress());
            b.configureBlocking(false);
            assertNull(b.receive(buffer.clear()));
        }
    }

    // ---- in and out ----

    @Test
    void theSocketBeneathIsTheSame() throws IOException {
        try (SocketChannel channel = PROVIDER.openSocketChannel()) {
            assertSame(LibcSockets.of(channel), LibcSockets.of(channel.socket()));
            assertEquals(Constants.SOCK_STREAM, LibcSockets.of(channel).type());
        }
    }

    @Test
    void tenThousandChannels() throws IOException {
        int count = Math.min(10_000, limit());
        try (Selector selector = PROVIDER.openSelector()) {
            DatagramChannel[] channels = new DatagramChannel[count];
            try {
                for (int i = 0; i < count; i++) {
                    channels[i] = PROVIDER.openDatagramChannel(StandardProtocolFamily.INET)
                            .bind(LOOPBACK);
                    channels[i].configureBlocking(false);
                    channels[i].register(selector, SelectionKey.OP_READ, i);
                }
                for (int i = 0; i < count; i += 100) {
                    channels[count - 1].send(bytes("x"), channels[i].getLocalAddress());
                }
                Set<Object> ready = new HashSet<>();
                while (ready.size() < (count + 99) / 100) {
                    selector.select(key -> {
                        ready.add(key.attachment());
                        try {
                            ((DatagramChannel) key.channel()).receive(ByteBuffer.allocate(1));
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    });
                }
                assertEquals((count + 99) / 100, ready.size());
            } finally {
                for (DatagramChannel channel : channels) {
                    if (channel != null) {
                        channel.close();
                    }
                }
            }
        }
    }

    /** Half of the descriptors that this process may have. */
    private static int limit() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                return Integer.parseInt(line.substring(15).trim().split("\\s+")[0]) / 2;
            }
        }
        return 400;
    }
}
