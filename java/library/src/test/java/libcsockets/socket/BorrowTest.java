package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import libcsockets.Libc;
import libcsockets.internal.VirtualThreads;
import libcsockets.testing.ChildJvm;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A borrowed socket is the given one, or none: never one that has got its number since. */
@Timeout(value = 100, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BorrowTest {
    /** Needs the flags that open the JDK's modules. */
    static final class Program {
        private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        private static final int ROUNDS = 100;

        private Program() {}

        private interface Maker<T> {
            T make() throws IOException;
        }

        private interface Borrower<T> {
            LibcSocket borrow(T socket) throws IOException;
        }

        private interface Address<T> {
            SocketAddress of(T socket) throws IOException;
        }

        private record Kind<T extends Closeable>(Maker<T> maker, Borrower<T> borrower, Address<T> address) {
            void closedAndReused() throws IOException {
                T socket = maker.make();
                LibcSocket borrowed = borrower.borrow(socket);
                check("its address", borrowed.localAddress().equals(address.of(socket)));
                borrowed.close();
                socket.close();
                try (LibcSocket stranger = LibcSocket.udp().bind(LOOPBACK);
                        LibcSocket another = LibcSocket.udp().bind(LOOPBACK)) {
                    LibcSocket mistaken = borrower.borrow(socket);
                    throw new AssertionError("borrowed " + mistaken.localAddress() + " after " + stranger + another);
                } catch (ClosedChannelException e) {
                    // As it is to be.
                }
            }

            /** Returns how many were borrowed. */
            int closedMeanwhile() throws Exception {
                AtomicReference<T> next = new AtomicReference<>();
                CompletableFuture<Void> closer = new CompletableFuture<>();
                VirtualThreads.startDaemon("closer", () -> {
                    try {
                        for (int round = 0; round < ROUNDS; round++) {
                            T socket;
                            while ((socket = next.getAndSet(null)) == null) {
                                Thread.yield();
                            }
                            socket.close();
                            // Whoever opens something now gets its number.
                            LibcSocket.udp().bind(LOOPBACK).close();
                        }
                        closer.complete(null);
                    } catch (Throwable e) {
                        closer.completeExceptionally(e);
                    }
                });
                int borrowed = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    T socket = maker.make();
                    SocketAddress expected = address.of(socket);
                    next.set(socket);
                    while (next.get() != null) {
                        Thread.yield();
                    }
                    for (int spins = round * 10; spins > 0; spins--) {
                        Thread.onSpinWait();
                    }
                    try (LibcSocket view = borrower.borrow(socket)) {
                        borrowed++;
                        check("another socket", view.localAddress().equals(expected));
                    } catch (ClosedChannelException e) {
                        // It was closed first.
                    }
                }
                closer.get();
                return borrowed;
            }
        }

        private static Map<String, Kind<?>> kinds(ServerSocket server) {
            Map<String, Kind<?>> kinds = new LinkedHashMap<>();
            kinds.put("Socket", new Kind<>(() -> connected(server), LibcSocket::borrow, Socket::getLocalSocketAddress));
            kinds.put(
                    "accepted Socket",
                    new Kind<>(() -> accepted(server), LibcSocket::borrow, Socket::getLocalSocketAddress));
            kinds.put(
                    "ServerSocket",
                    new Kind<>(
                            () -> new ServerSocket(0, 1, LOOPBACK.getAddress()),
                            LibcSocket::borrow,
                            ServerSocket::getLocalSocketAddress));
            kinds.put(
                    "DatagramSocket",
                    new Kind<>(
                            () -> new DatagramSocket(LOOPBACK),
                            LibcSocket::borrow,
                            DatagramSocket::getLocalSocketAddress));
            kinds.put(
                    "MulticastSocket",
                    new Kind<>(
                            () -> new MulticastSocket(LOOPBACK),
                            LibcSocket::borrow,
                            MulticastSocket::getLocalSocketAddress));
            kinds.put("SocketChannel", channel(() -> {
                SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress());
                server.accept().close();
                return channel;
            }));
            kinds.put(
                    "ServerSocketChannel",
                    channel(() -> ServerSocketChannel.open().bind(LOOPBACK)));
            kinds.put("DatagramChannel", channel(() -> DatagramChannel.open().bind(LOOPBACK)));
            kinds.put(
                    "a channel's ServerSocket",
                    new Kind<>(
                            () -> ServerSocketChannel.open().bind(LOOPBACK).socket(),
                            LibcSocket::borrow,
                            ServerSocket::getLocalSocketAddress));
            kinds.put(
                    "a channel's DatagramSocket",
                    new Kind<>(
                            () -> DatagramChannel.open().bind(LOOPBACK).socket(),
                            LibcSocket::borrow,
                            DatagramSocket::getLocalSocketAddress));
            return kinds;
        }

        private static Kind<NetworkChannel> channel(Maker<NetworkChannel> maker) {
            return new Kind<>(maker, LibcSocket::borrow, NetworkChannel::getLocalAddress);
        }

        private static Socket connected(ServerSocket server) throws IOException {
            Socket socket = new Socket(server.getInetAddress(), server.getLocalPort());
            server.accept().close();
            return socket;
        }

        private static Socket accepted(ServerSocket server) throws IOException {
            new Socket(server.getInetAddress(), server.getLocalPort()).close();
            return server.accept();
        }

        private static void check(String what, boolean holds) {
            if (!holds) {
                throw new AssertionError(what);
            }
        }

        public static void main(String[] args) throws Exception {
            try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK.getAddress())) {
                for (Map.Entry<String, Kind<?>> kind : kinds(server).entrySet()) {
                    kind.getValue().closedAndReused();
                    int borrowed = kind.getValue().closedMeanwhile();
                    System.out.println(kind.getKey() + ": " + borrowed + " of " + ROUNDS + " were borrowed");
                }
            }
            System.out.println("done");
        }
    }

    @ParameterizedTest
    @MethodSource("libcsockets.testing.BackendsUnderTest#all")
    void aNumberThatIsNotItsOwnIsNeverBorrowed(Libc libc) throws Exception {
        List<String> options = List.of(
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.net=ALL-UNNAMED",
                "-Dlibcsockets.backend=" + libc.backend());
        String output = ChildJvm.run(ChildJvm.command(options, Program.class));
        assertTrue(output.endsWith("done\n"), output);
    }
}
