package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import libcsockets.internal.VirtualThreads;
import libcsockets.option.Sockopts;
import libcsockets.socket.LibcSocket;
import libcsockets.testing.BlockedThreads;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** A buffer over a closed arena has no memory, so the kernel must not get its address. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClosedArenaTest {
    private static final Set<Thread.State> WAITING = Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private static void closed(Executable call) {
        assertThrows(IllegalStateException.class, call);
    }

    @OnEachBackend
    void freedMemoryIsNotTouched(Libc libc) {
        int[] pair = new int[2];
        assertEquals(0, libc.socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
        int fd = pair[0];
        byte[] sent = {1, 2, 3, 4};
        assertEquals(4, libc.send(pair[1], sent, 4, 0));
        Arena arena = Arena.ofConfined();
        ByteBuffer buf = arena.allocate(64).asByteBuffer();
        Iovec iov = Iovec.of(buf);
        buf.limit(8);
        Msghdr msg = new Msghdr().msg_iov(iov);
        Mmsghdr messages = new Mmsghdr(1);
        messages.msg_hdr(0).msg_iov(iov);
        arena.close();

        closed(() -> libc.send(fd, buf, 4, 0));
        closed(() -> libc.sendto(fd, buf, 4, 0, null, 0));
        closed(() -> libc.write(fd, buf, 4));
        closed(() -> libc.writev(fd, iov, 1));
        closed(() -> libc.sendmsg(fd, msg, 0));
        closed(() -> libc.sendmmsg(fd, messages, 1, 0));
        closed(() -> libc.recv(fd, buf, 4, MSG_DONTWAIT));
        closed(() -> libc.recvfrom(fd, buf, 4, MSG_DONTWAIT, null, null));
        closed(() -> libc.read(fd, buf, 4));
        closed(() -> libc.readv(fd, iov, 1));
        closed(() -> libc.recvmsg(fd, msg, MSG_DONTWAIT));
        closed(() -> libc.recvmmsg(fd, messages, 1, MSG_DONTWAIT, null));
        closed(() -> libc.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, buf, 4));
        closed(() -> libc.getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, buf, new IntRef(4)));
        closed(() -> libc.ioctl(fd, FIONREAD, buf));
        Sockaddr address = Sockaddr.inet("127.0.0.1", 1);
        closed(() -> libc.getnameinfo(address, 16, buf, 8, Libc.NULL, 0, NI_NUMERICHOST));

        // None of them took or sent a byte.
        assertEquals(4, libc.recv(fd, new byte[8], 8, MSG_DONTWAIT));
        assertEquals(0, libc.write(fd, buf, 0));
        libc.close(pair[0]);
        libc.close(pair[1]);
    }

    /** Such a buffer is copied in parts, and MSG_WAITALL means all of them. */
    @OnEachBackend
    void allOfALargeBufferOfASharedArenaIsWaitedFor(Libc libc) throws Exception {
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
        try (LibcSocket reader = pair[0];
                LibcSocket writer = pair[1];
                Arena arena = Arena.ofShared()) {
            ByteBuffer buffer = arena.allocate(1 << 20).asByteBuffer();
            for (int given : new int[] {1 << 20, 300_000}) {
                Thread sender = VirtualThreads.startDaemon("sender", () -> {
                    try {
                        writer.sendAll(ByteBuffer.allocate(given), 0);
                        if (given < buffer.capacity()) {
                            writer.shutdown(SHUT_WR);
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                assertEquals(given, reader.receive(buffer.clear(), MSG_WAITALL));
                sender.join();
            }
            assertEquals(LibcSocket.EOF, reader.receive(buffer.clear(), MSG_WAITALL));
        }
    }

    /** Such a buffer is copied in parts: after the first one, a virtual thread must not wait for more to arrive. */
    @OnEachBackend
    void aPartOfALargeBufferIsNotTakenForAll(Libc libc) throws Exception {
        int given = 200_000;
        try (LibcSocket listener = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0);
                LibcSocket writer = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0);
                Arena arena = Arena.ofShared()) {
            listener.setOption(Sockopts.SO_RCVBUF, 1 << 20);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .listen(1);
            writer.connect(listener.localAddress());
            try (LibcSocket reader = listener.accept()) {
                ByteBuffer buffer = arena.allocate(1 << 20).asByteBuffer();
                CompletableFuture<Integer> received = new CompletableFuture<>();
                CountDownLatch parked = new CountDownLatch(1);
                CountDownLatch sent = new CountDownLatch(1);
                Thread thread = VirtualThreads.startVirtual(() -> {
                    try {
                        // From its first wait on, the socket is told what arrives, once.
                        assertEquals(1, reader.receive(buffer.clear()));
                        parked.countDown();
                        sent.await();
                        int n = 0;
                        while (n < given) {
                            n += reader.receive(buffer.clear());
                        }
                        received.complete(n);
                    } catch (Throwable e) {
                        received.completeExceptionally(e);
                    }
                });
                while (!WAITING.contains(thread.getState())) {
                    Thread.onSpinWait();
                }
                writer.send(new byte[1]);
                assertTrue(parked.await(20, TimeUnit.SECONDS));
                writer.sendAll(ByteBuffer.allocate(given), 0);
                while (reader.inputStream().available() < given) {
                    Thread.onSpinWait();
                }
                sent.countDown();
                assertEquals(given, received.get(20, TimeUnit.SECONDS));
            }
        }
    }

    private interface Receiving {
        void receive(LibcSocket socket, ByteBuffer buffer) throws IOException;
    }

    /** A call that is blocked meanwhile receives into other memory, and fails once it has the bytes. */
    @OnEachBackend
    void memoryFreedDuringACallIsNotTouched(Libc libc) throws Exception {
        Receiving single = (socket, buffer) -> socket.receive(buffer, 0);
        Receiving several = (socket, buffer) -> socket.read(new ByteBuffer[] {ByteBuffer.allocate(1), buffer});
        Receiving message = (socket, buffer) -> socket.receiveMessage(buffer, 64, 0);
        for (Receiving receiving : List.of(single, several, message)) {
            LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
            LibcSocket[] passed = LibcSocket.pair(libc, SOCK_STREAM);
            Throwable[] thrown = new Throwable[1];
            try (LibcSocket a = pair[0];
                    LibcSocket b = pair[1];
                    LibcSocket end = passed[1].receiveTimeout(Duration.ofSeconds(10))) {
                Arena arena = Arena.ofShared();
                ByteBuffer buffer = arena.allocate(64).asByteBuffer();
                Thread thread = VirtualThreads.startDaemon("freed", () -> {
                    try {
                        receiving.receive(b, buffer);
                    } catch (Throwable e) {
                        thrown[0] = e;
                    }
                });
                BlockedThreads.awaitBlocked(thread);
                arena.close();
                a.sendMessage(ByteBuffer.allocate(4), null, new Control(Control.space(4)).addRights(passed[0].fd()), 0);
                passed[0].close();
                thread.join();
                assertInstanceOf(IllegalStateException.class, thrown[0]);
                // The descriptor in the message was closed.
                assertEquals(LibcSocket.EOF, end.receive(new byte[1], 0));

                // From now on no call takes or sends anything.
                a.send(new byte[2], 0);
                closed(() -> receiving.receive(b, buffer));
                closed(() -> b.send(buffer, 0));
                closed(() -> b.write(new ByteBuffer[] {ByteBuffer.allocate(1), buffer}));
                assertEquals(2, b.receive(new byte[8], 0));
                assertEquals(LibcSocket.WOULD_BLOCK, a.receive(new byte[8], MSG_DONTWAIT));
            }
        }
    }

    /** Memory that cannot be freed during the call is not copied, and only it can be sent with MSG_ZEROCOPY. */
    @OnEachBackend
    void onlyMemoryThatAnotherThreadCanFreeIsCopied(Libc libc) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (LibcSocket server =
                        LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0).bind(any).listen(1);
                LibcSocket a = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0);
                Arena confined = Arena.ofConfined();
                Arena shared = Arena.ofShared()) {
            a.setOption(Sockopts.SO_ZEROCOPY, true).connect(server.localAddress());
            try (LibcSocket b = server.accept()) {
                List<ByteBuffer> crossing = List.of(
                        ByteBuffer.allocateDirect(8),
                        Arena.global().allocate(8).asByteBuffer(),
                        Arena.ofAuto().allocate(8).asByteBuffer(),
                        confined.allocate(8).asByteBuffer());
                for (ByteBuffer buffer : crossing) {
                    assertEquals(8, a.send(buffer.slice(), MSG_ZEROCOPY));
                    assertEquals(8, a.sendMessage(buffer.slice(), null, null, MSG_ZEROCOPY));
                    assertEquals(16, b.receiveFully(ByteBuffer.allocate(16), 0));
                }
                ByteBuffer copied = shared.allocate(8).asByteBuffer().putLong(0, 0x0123456789abcdefL);
                assertThrows(IllegalArgumentException.class, () -> a.send(copied, MSG_ZEROCOPY));
                assertThrows(
                        IllegalArgumentException.class, () -> a.sendMessage(copied.slice(), null, null, MSG_ZEROCOPY));
                ByteBuffer target = shared.allocate(9).asByteBuffer();
                assertEquals(8, a.send(copied, 0));
                assertEquals(8, b.receive(target.position(1), 0));
                assertEquals(9, target.position());
                assertEquals(copied.getLong(0), target.getLong(1));
                assertEquals(8, a.write(new ByteBuffer[] {copied.position(3), copied.slice(0, 3)}));
                assertEquals(8, b.read(new ByteBuffer[] {target.slice(0, 1), target.slice(1, 8)}));
                assertEquals(0x6789abcdef012345L, target.clear().getLong(0));
            }
        }
    }
}
