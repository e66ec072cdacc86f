package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import libcsockets.Control;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.internal.VirtualThreads;
import libcsockets.testing.BlockedThreads;
import libcsockets.testing.ChildJvm;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Timeout;

/** Sockets that systemd, another process or the JDK opened. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DescriptorsFromElsewhereTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @OnEachBackend
    void onlySocketsAreAdopted(Libc libc) throws IOException {
        int fd = libc.socket(AF_INET6, SOCK_DGRAM, 0);
        try (LibcSocket socket = LibcSocket.adopt(libc, fd)) {
            assertEquals(AF_INET6, socket.domain());
            assertEquals(SOCK_DGRAM, socket.type());
            assertEquals(IPPROTO_UDP, socket.protocol());
        }
        assertEquals(
                EBADF,
                assertThrows(ErrnoException.class, () -> LibcSocket.adopt(libc, fd))
                        .errno());
        int file = libc.eventfd(0, 0);
        assertEquals(
                ENOTSOCK,
                assertThrows(ErrnoException.class, () -> LibcSocket.adopt(libc, file))
                        .errno());
        libc.close(file);
    }

    @OnEachBackend
    void socketsOfSystemdAreForTheNamedProcessOnly(Libc libc) throws IOException {
        int first = 900;
        while (libc.fcntl(first, F_GETFD) >= 0 || libc.fcntl(first + 1, F_GETFD) >= 0) {
            first++;
        }
        useAsSystemds(libc, first);
    }

    private static void useAsSystemds(Libc libc, int first) throws IOException {
        int[] sv = new int[2];
        assertEquals(0, libc.socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
        for (int i = 0; i < 2; i++) {
            assertEquals(first + i, libc.dup2(sv[i], first + i));
            libc.close(sv[i]);
        }
        String pid = Integer.toString(libc.getpid());
        String anothers = Integer.toString(libc.getpid() + 1);
        assertEquals(List.of(), new ListenFds(libc, Map.of(), first).sockets(null));
        assertEquals(
                List.of(), new ListenFds(libc, Map.of("LISTEN_FDS", "2", "LISTEN_PID", anothers), first).sockets(null));
        assertThrows(
                IOException.class,
                () -> new ListenFds(libc, Map.of("LISTEN_FDS", "two", "LISTEN_PID", pid), first).sockets(null));
        List<LibcSocket> sockets =
                new ListenFds(libc, Map.of("LISTEN_FDS", "2", "LISTEN_PID", pid), first).sockets(null);
        assertEquals(2, sockets.size());
        try (LibcSocket a = sockets.get(0);
                LibcSocket b = sockets.get(1)) {
            assertEquals(first, a.fd());
            assertEquals(FD_CLOEXEC, libc.fcntl(b.fd(), F_GETFD));
            a.send(new byte[3], 0);
            assertEquals(3, b.receive(new byte[5], 0));
        }
    }

    private interface HandOn {
        void send(LibcSocket through, LibcSocket server) throws IOException;
    }

    /** Its owner stops, and its receiver goes on. */
    @OnEachBackend
    void aPassedSocketOutlivesItsOwner(Libc libc) throws Exception {
        ByteBuffer one = ByteBuffer.allocate(1);
        HandOn asSocket = (through, server) ->
                through.sendMessage(one.clear(), null, LibcSocket.addRights(new Control(Control.space(4)), server), 0);
        HandOn asNumber = (through, server) -> through.sendMessage(
                one.clear(),
                null,
                new Control(Control.space(4)).addRights(server.markShared().fd()),
                0);
        for (HandOn handOn : List.of(asSocket, asNumber)) {
            LibcSocket[] pair = LibcSocket.pair(libc, SOCK_STREAM);
            LibcSocket server = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0)
                    .bind(LOOPBACK)
                    .listen(1);
            try (LibcSocket a = pair[0];
                    LibcSocket b = pair[1];
                    LibcSocket client = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0)) {
                handOn.send(a, server);
                Received received = b.receiveMessage(one.clear(), Control.space(4), 0);
                int number = received.control(SOL_SOCKET, SCM_RIGHTS).asRights()[0];
                try (LibcSocket mine = LibcSocket.adopt(libc, number)) {
                    Thread owner = VirtualThreads.startDaemon("owner", () -> {
                        try {
                            server.accept();
                        } catch (IOException e) {
                            // The close is expected.
                        }
                    });
                    BlockedThreads.awaitBlocked(owner);
                    server.close();
                    owner.join();
                    client.connect(mine.localAddress());
                    mine.accept(Duration.ofSeconds(10)).close();
                }
            }
        }
        LibcSocket closed = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0);
        closed.close();
        Control control = new Control(Control.space(4));
        assertThrows(ClosedChannelException.class, () -> LibcSocket.addRights(control, closed));
        assertEquals(0, control.length());
    }

    /** Borrows one socket of each kind and prints the outcome. */
    static final class Borrower {
        private Borrower() {}

        public static void main(String[] args) throws Exception {
            try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                    Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                LibcSocket view;
                try {
                    view = LibcSocket.borrow(client);
                } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                    return;
                }
                accepted.getOutputStream().write("hello".getBytes());
                ByteBuffer peeked = ByteBuffer.allocate(10);
                check(view.receive(peeked, MSG_PEEK) == 5, "peek");
                check(TcpInfo.of(view).state() == TCP_ESTABLISHED, "TCP_INFO");
                int fd = view.fd();
                view.apply((libc, number) -> libc.setsockopt(number, IPPROTO_TCP, TCP_NODELAY, 1));
                check(client.getTcpNoDelay(), "the option reaches the JDK's socket");
                view.close();
                check(new String(client.getInputStream().readNBytes(5)).equals("hello"), "undisturbed");
                try (LibcSocket listening = LibcSocket.borrow(server)) {
                    check(listening.localAddress().equals(server.getLocalSocketAddress()), "ServerSocket");
                    check(listening.fd() == fd, "a number of its own, the lowest free one");
                }
                try (LibcSocket other = LibcSocket.borrow(accepted)) {
                    check(other.remoteAddress().equals(client.getLocalSocketAddress()), "accepted");
                }
            }
            try (ServerSocketChannel server = ServerSocketChannel.open().bind(LOOPBACK);
                    SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    DatagramChannel datagrams = DatagramChannel.open().bind(LOOPBACK);
                    DatagramSocket socket = new DatagramSocket(LOOPBACK);
                    LibcSocket a = LibcSocket.borrow(server);
                    LibcSocket b = LibcSocket.borrow(client);
                    LibcSocket c = LibcSocket.borrow(datagrams);
                    LibcSocket d = LibcSocket.borrow(socket);
                    LibcSocket e = LibcSocket.borrow(client.socket())) {
                check(a.localAddress().equals(server.getLocalAddress()), "ServerSocketChannel");
                check(b.localAddress().equals(client.getLocalAddress()), "SocketChannel");
                check(c.localAddress().equals(datagrams.getLocalAddress()), "DatagramChannel");
                check(d.localAddress().equals(socket.getLocalSocketAddress()), "DatagramSocket");
                check(e.localAddress().equals(client.getLocalAddress()), "a channel's socket");
            }
            Socket closed = new Socket();
            check(thrown(closed) instanceof ClosedChannelException, "neither bound nor connected");
            closed.close();
            System.out.println("all borrowed");
        }

        private static IOException thrown(Socket socket) {
            try {
                LibcSocket.borrow(socket).close();
                return null;
            } catch (IOException e) {
                return e;
            }
        }

        private static void check(boolean holds, String what) {
            if (!holds) {
                throw new AssertionError(what);
            }
        }
    }

    @OnEachBackend
    void socketsOfTheJdkAreBorrowed(Libc libc) throws Exception {
        List<String> options = List.of(
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.net=ALL-UNNAMED",
                "-Dlibcsockets.backend=" + libc.backend());
        assertEquals("all borrowed", lastLine(ChildJvm.run(ChildJvm.command(options, Borrower.class))));
    }

    @OnEachBackend
    void deniedAccessNamesTheFlags(Libc libc) throws Exception {
        List<String> options = List.of("-Dlibcsockets.backend=" + libc.backend());
        assertEquals(
                "the descriptors of the JDK's sockets cannot be reached: start java with"
                        + " --add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.base/java.net=ALL-UNNAMED",
                lastLine(ChildJvm.run(ChildJvm.command(options, Borrower.class))));
    }

    private static String lastLine(String output) {
        return output.strip().lines().reduce("", (before, line) -> line);
    }
}
