package libcsockets;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import libcsockets.testing.OnEachBackend;

/** Sockets: connecting, names, shutting down, duplicating and closing. */
class ConnectionCallsTest extends RawCalls {
    @OnEachBackend
    void acceptReturnsTheAddressOfThePeer(Libc libc) {
        this.libc = libc;
        Sockaddr local = Sockaddr.inet("127.0.0.1", 0);
        int listener = listener(local);
        int client = made(libc.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP));
        ok(libc.connect(client, local, local.length()));
        Sockaddr peer = new Sockaddr();
        IntRef peerlen = new IntRef(SIZEOF_SOCKADDR_IN);
        int server = made(libc.accept4(listener, peer, peerlen, SOCK_NONBLOCK));
        assertEquals(SIZEOF_SOCKADDR_IN, peerlen.get());
        Sockaddr name = new Sockaddr();
        ok(libc.getsockname(client, name, new IntRef(SIZEOF_SOCKADDR_IN)));
        assertEquals(name.toString(), peer.toString());
        ok(libc.getpeername(client, name, new IntRef(SIZEOF_SOCKADDR_IN)));
        assertEquals(local.toString(), name.toString());
        assertEquals(O_NONBLOCK, libc.fcntl(server, F_GETFL) & O_NONBLOCK);
        assertEquals(FD_CLOEXEC, libc.fcntl(client, F_GETFD));
    }

    @OnEachBackend
    void aRefusedConnectionSetsErrno(Libc libc) {
        this.libc = libc;
        Sockaddr nobody = Sockaddr.inet("127.0.0.1", 0);
        int fd = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        ok(libc.bind(fd, nobody, nobody.length()));
        ok(libc.getsockname(fd, nobody, new IntRef(SIZEOF_SOCKADDR_IN)));
        int client = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        fails(ECONNREFUSED, libc.connect(client, nobody, nobody.length()));
    }

    @OnEachBackend
    void aTruncatedAddressReportsItsFullLength(Libc libc) {
        this.libc = libc;
        int fd = made(libc.socket(AF_INET, SOCK_STREAM, 0));
        Sockaddr name = new Sockaddr();
        IntRef length = new IntRef(3);
        ok(libc.getsockname(fd, name, length));
        assertEquals(SIZEOF_SOCKADDR_IN, length.get());
        assertEquals(AF_INET, name.sa_family());
        fails(EINVAL, libc.getsockname(fd, name, new IntRef(-1)));
    }

    /** The address of a sender serves for the answer as it is, whichever call wrote it. */
    @OnEachBackend
    void anAddressWrittenByACallHasItsLength(Libc libc) {
        this.libc = libc;
        Sockaddr[] own = new Sockaddr[2];
        int[] fds = new int[2];
        for (int i = 0; i < 2; i++) {
            fds[i] = made(libc.socket(AF_UNIX, SOCK_DGRAM, 0));
            // The kernel gives a socket that is bound to no name an abstract one of six bytes.
            ok(libc.bind(fds[i], Sockaddr.unixUnnamed(), 2));
            own[i] = new Sockaddr();
            ok(libc.getsockname(fds[i], own[i], new IntRef(128)));
            assertEquals(8, own[i].length());
            assertTrue(own[i].toString().matches("unix:@[0-9a-f]{5}"), own[i].toString());
        }
        byte[] one = new byte[1];
        for (int form = 0; form < 4; form++) {
            assertEquals(1, libc.sendto(fds[0], one, 1, 0, own[1], own[1].length()));
            Sockaddr from = new Sockaddr();
            Msghdr msg = new Msghdr().msg_name(from);
            Mmsghdr batch = new Mmsghdr(1);
            batch.msg_hdr(0).msg_name(from);
            int n = form == 0
                    ? libc.recvfrom(fds[1], one, 1, 0, from, new IntRef(128))
                    : form == 1
                            ? libc.recvfrom(fds[1], ByteBuffer.allocateDirect(1), 1, 0, from, new IntRef(128))
                            : form == 2 ? libc.recvmsg(fds[1], msg, 0) : libc.recvmmsg(fds[1], batch, 1, 0, null);
            assertTrue(n >= 0);
            assertEquals(8, from.length());
            assertEquals(1, libc.sendto(fds[1], one, 1, 0, from, from.length()));
            assertEquals(1, libc.recv(fds[0], one, 1, 0));
        }
        Sockaddr reused = Sockaddr.inet("127.0.0.1", 1);
        int udp6 = made(libc.socket(AF_INET6, SOCK_DGRAM, 0));
        ok(libc.getsockname(udp6, reused, new IntRef(128)));
        assertEquals("[::]:0", reused.toString());
        assertEquals(SIZEOF_SOCKADDR_IN6, reused.length());
        // Setting a field makes it another address.
        assertEquals(SIZEOF_SOCKADDR_IN, reused.sin_family(AF_INET).length());
        int listening = listener(Sockaddr.inet("127.0.0.1", 0));
        Sockaddr peer = Sockaddr.unix("/a/path");
        assertEquals(-1, libc.getpeername(listening, peer, new IntRef(128)));
        assertEquals(10, peer.length());
        ok(libc.getpeername(tcpPair()[0], peer, new IntRef(128)));
        assertEquals(SIZEOF_SOCKADDR_IN, peer.length());
    }

    @OnEachBackend
    void shutdownEndsOneDirection(Libc libc) {
        this.libc = libc;
        int[] pair = tcpPair();
        ok(libc.shutdown(pair[0], SHUT_WR));
        assertEquals(0, libc.recv(pair[1], new byte[1], 1, 0));
        assertEquals(1, libc.send(pair[1], bytes("a"), 1, 0));
        assertEquals(1, libc.recv(pair[0], new byte[1], 1, 0));
        fails(EPIPE, libc.send(pair[0], bytes("a"), 1, MSG_NOSIGNAL));
    }

    /** Without MSG_NOSIGNAL this signal ends a C program. */
    @OnEachBackend
    void sigpipeDoesNotKillTheJvm(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_STREAM);
        ok(libc.close(opened.remove(1)));
        fails(EPIPE, libc.send(pair[0], bytes("a"), 1, 0));
    }

    @OnEachBackend
    void aClosedDescriptorFailsWithEbadf(Libc libc) {
        this.libc = libc;
        int fd = libc.socket(AF_INET, SOCK_DGRAM, 0);
        ok(libc.close(fd));
        fails(EBADF, libc.close(-1));
        fails(EBADF, libc.recv(1_000_000, new byte[1], 1, 0));
        fails(EBADF, libc.fcntl(1_000_000, F_GETFD));
    }

    @OnEachBackend
    void dupReturnsAnotherDescriptorOfTheSocket(Libc libc) {
        this.libc = libc;
        int[] pair = unixPair(SOCK_STREAM);
        int second = made(libc.dup(pair[0]));
        assertNotEquals(pair[0], second);
        int third = made(libc.fcntl(pair[0], F_DUPFD_CLOEXEC, 100));
        assertTrue(third >= 100);
        assertEquals(third, libc.dup2(pair[1], third));
        assertEquals(third, libc.dup3(pair[0], third, O_CLOEXEC));
        assertEquals(FD_CLOEXEC, libc.fcntl(third, F_GETFD));
        fails(EINVAL, libc.dup3(third, third, 0));
        assertEquals(2, libc.write(third, bytes("hi"), 2));
        assertEquals(2, libc.read(pair[1], new byte[4], 4));
    }
}
