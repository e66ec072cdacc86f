package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import libcsockets.option.Sockopts;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Timeout;

/** The texts of this layer's objects, and those of its exceptions. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketTextsTest {
    private static InetSocketAddress loopback() {
        return new InetSocketAddress("127.0.0.1", 0);
    }

    private static int port(LibcSocket socket) throws IOException {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    @OnEachBackend
    void aSocketShowsItsAddresses(Libc libc) throws IOException {
        try (LibcSocket server = LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_TCP);
                LibcSocket client = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0)) {
            assertEquals("LibcSocket[AF_INET, SOCK_STREAM, fd " + server.fd() + "]", server.toString());
            server.bind(loopback()).listen(1);
            assertEquals(
                    "LibcSocket[AF_INET, SOCK_STREAM, 127.0.0.1:" + port(server) + ", fd " + server.fd() + "]",
                    server.toString());
            client.connect(server.localAddress());
            assertEquals(
                    "LibcSocket[AF_INET, SOCK_STREAM, 127.0.0.1:" + port(client) + " -> 127.0.0.1:" + port(server)
                            + ", fd " + client.fd() + "]",
                    client.toString());
        }
        LibcSocket closed = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0);
        closed.close();
        assertTrue(
                closed.toString().matches("LibcSocket\\[AF_INET, SOCK_STREAM, fd [0-9]+, closed]"), closed.toString());
        try (LibcSocket udp6 = LibcSocket.open(libc, AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE)) {
            assertEquals("LibcSocket[AF_INET6, SOCK_DGRAM, IPPROTO_UDPLITE, fd " + udp6.fd() + "]", udp6.toString());
        } catch (ErrnoException e) {
            assertEquals(EPROTONOSUPPORT, e.errno());
        }
        LibcSocket[] pair = LibcSocket.pair(libc, SOCK_SEQPACKET);
        try (LibcSocket a = pair[0];
                LibcSocket b = pair[1]) {
            assertEquals(
                    "LibcSocket[AF_UNIX, SOCK_SEQPACKET, unix:(unnamed) -> unix:(unnamed), fd " + a.fd() + "]",
                    a.toString());
            assertTrue(b.toString().endsWith("fd " + b.fd() + "]"), b.toString());
        }
    }

    @OnEachBackend
    void anErrorNamesFlags(Libc libc) throws IOException {
        ErrnoException e =
                assertThrows(ErrnoException.class, () -> LibcSocket.open(libc, AF_INET, SOCK_STREAM, IPPROTO_ICMP));
        assertEquals(
                "socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_ICMP): EPROTONOSUPPORT (93), Protocol not supported",
                e.getMessage());
        try (LibcSocket tcp = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0)) {
            int fd = tcp.fd();
            assertEquals(
                    "recv(" + fd
                            + ", buf, 1, MSG_PEEK|MSG_DONTWAIT): ENOTCONN (107), Transport endpoint is not connected",
                    assertThrows(ErrnoException.class, () -> tcp.receive(new byte[1], MSG_PEEK | MSG_DONTWAIT))
                            .getMessage());
            assertEquals(
                    "send(" + fd + ", buf, 1, MSG_NOSIGNAL|MSG_MORE): EPIPE (32), Broken pipe",
                    assertThrows(ErrnoException.class, () -> tcp.send(new byte[1], MSG_MORE))
                            .getMessage());
            assertEquals(
                    "shutdown(" + fd + ", SHUT_WR): ENOTCONN (107), Transport endpoint is not connected",
                    assertThrows(ErrnoException.class, () -> tcp.shutdown(SHUT_WR))
                            .getMessage());
            tcp.bind(loopback());
            InetSocketAddress nobody = (InetSocketAddress) tcp.localAddress();
            try (LibcSocket other = LibcSocket.open(libc, AF_INET, SOCK_STREAM, 0)) {
                ErrnoException inUse = assertThrows(ErrnoException.class, () -> other.bind(nobody));
                // The memory of the address is used again before the text is made.
                assertThrows(ErrnoException.class, () -> other.bind(new InetSocketAddress("192.0.2.1", 0)));
                assertEquals(
                        "bind(" + other.fd() + ", 127.0.0.1:" + nobody.getPort()
                                + ", 16): EADDRINUSE (98), Address already in use",
                        inUse.getMessage());
            }
        }
    }

    @OnEachBackend
    void messagesAndEventsArePrintedByName(Libc libc) throws IOException {
        try (LibcSocket a = LibcSocket.open(libc, AF_INET, SOCK_DGRAM, 0).bind(loopback());
                LibcSocket b = LibcSocket.open(libc, AF_INET, SOCK_DGRAM, 0).bind(loopback());
                Epoll epoll = Epoll.open(libc)) {
            b.setOption(Sockopts.IP_RECVTTL, true);
            a.sendTo("hello".getBytes(), b.localAddress(), 0);
            assertEquals(
                    "Received[2 bytes of 5, MSG_TRUNC, /127.0.0.1:" + port(a)
                            + ", [Cmsg[IPPROTO_IP, IP_TTL, 40000000]]]",
                    b.receiveMessage(ByteBuffer.allocate(2), 64, 0).toString());
            assertEquals(
                    "Received[would block]",
                    b.receiveFrom(new byte[1], MSG_DONTWAIT).toString());
            assertEquals("Received[end]", Received.AT_EOF.toString());
            epoll.add(a, EPOLLOUT, "attached");
            assertEquals("Epoll[1 descriptors, fd " + epoll.fd + "]", epoll.toString());
            assertEquals(
                    "[Ready[" + a + ", POLLOUT, attached]]",
                    epoll.await(Duration.ofSeconds(10)).toString());
            assertEquals("Batch[3 messages of up to 9 bytes]", new Batch(3, 9).toString());
        }
    }
}
