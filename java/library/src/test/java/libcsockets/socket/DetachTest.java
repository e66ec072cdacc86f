package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import libcsockets.Libc;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A descriptor that is given away is as it was, and nobody here uses its number any more. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DetachTest extends OpenedSockets {
    @ParameterizedTest
    @MethodSource(WAYS)
    void theConnectionStaysOpen(Libc libc, Way way) throws Exception {
        for (LibcSocket[] ends :
                new LibcSocket[][] {connection(libc), pair(libc, SOCK_STREAM), pair(libc, SOCK_DGRAM)}) {
            LibcSocket socket = way.prepared(ends[0]);
            CompletableFuture<Integer> read = way.start(() -> socket.receive(new byte[10]));
            assertFalse(read.isDone());
            assertThrows(IllegalStateException.class, socket::detach);
            ends[1].send(new byte[3]);
            assertEquals(3, Way.get(read));
            int fd = Way.get(way.run(socket::detach));
            assertFalse(socket.isOpen());
            assertThrows(ClosedChannelException.class, () -> socket.receive(new byte[1]));
            assertThrows(ClosedChannelException.class, socket::detach);
            socket.close();
            ends[1].send(new byte[4]);
            assertEquals(4, libc.recv(fd, new byte[10], 10, 0));
            assertEquals(0, libc.close(fd));
        }
    }

    @ParameterizedTest
    @MethodSource(WAYS)
    void theDescriptorBlocksIfTheSocketDid(Libc libc, Way way) throws Exception {
        LibcSocket server = listener(libc);
        LibcSocket client = way.prepared(open(libc, AF_INET, SOCK_STREAM));
        Way.get(way.run(() -> client.connect(server.localAddress())));
        LibcSocket accepting = way.prepared(server);
        CompletableFuture<LibcSocket> accepted = way.start(accepting::accept);
        if (!accepted.isDone()) {
            open(libc, AF_INET, SOCK_STREAM).connect(server.localAddress());
        }
        opened(Way.get(accepted));
        for (LibcSocket socket : new LibcSocket[] {client, server}) {
            int fd = socket.detach();
            assertEquals(0, libc.fcntl(fd, F_GETFL) & O_NONBLOCK);
            libc.close(fd);
        }
        int fd = open(libc, AF_INET, SOCK_STREAM).configureBlocking(false).detach();
        assertEquals(O_NONBLOCK, libc.fcntl(fd, F_GETFL) & O_NONBLOCK);
        libc.close(fd);
    }

    /** Whichever comes first: the number is closed here, or it is the caller's and open. */
    @OnEachBackend
    void detachAndCloseMayRace(Libc libc) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        for (int round = 0; round < 500; round++) {
            LibcSocket socket = LibcSocket.open(libc, AF_UNIX, SOCK_DGRAM, 0);
            CompletableFuture<Void> closed = Way.PLAIN.run(() -> {
                start.await();
                socket.close();
                return null;
            });
            start.await();
            int fd;
            try {
                fd = socket.detach();
            } catch (IOException e) {
                fd = -1;
            }
            Way.get(closed);
            if (fd >= 0) {
                assertEquals(0, libc.close(fd), "the number was closed in round " + round);
            }
        }
    }

    @OnEachBackend
    void theSocketLeavesItsSets(Libc libc) throws Exception {
        LibcSocket[] pair = pair(libc, SOCK_STREAM);
        try (Epoll epoll = Epoll.open(libc);
                Poll poll = Poll.open(libc)) {
            epoll.add(pair[0], EPOLLIN, null);
            poll.set(pair[0], POLLIN, null);
            int fd = pair[0].detach();
            pair[1].send(new byte[1]);
            assertEquals(0, epoll.await(java.time.Duration.ZERO).size());
            assertEquals(POLLNVAL, poll.await(java.time.Duration.ZERO).get(0).events());
            assertEquals(0, poll.await(java.time.Duration.ZERO).size());
            libc.close(fd);
        }
    }
}
