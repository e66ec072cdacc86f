package libcsockets.tools.closing;

import java.io.IOException;
import libcsockets.tools.story.Lab;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CloseVsShutdownTest {
    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void closeCountsAndShutdownReachesEveryHolder(String backend) throws IOException, InterruptedException {
        Lab.assertSteps(
                Lab.json(backend, "close-vs-shutdown"),
                "close(fd) = 0",
                "send(copy, \"still here\", 10, MSG_NOSIGNAL) = 10",
                "recv(peer, buf, 16, MSG_DONTWAIT) = EAGAIN",
                "close(copy) = 0",
                "recv(peer, buf, 16, 0) = 0",
                "shutdown(copy, SHUT_RDWR) = 0",
                "send(fd, \"x\", 1, MSG_NOSIGNAL) = EPIPE",
                "recv(fd, buf, 16, 0) = 0",
                "recv(peer, buf, 16, 0) = 0",
                "send(peer, \"x\", 1, MSG_NOSIGNAL) = 1",
                "send(peer, \"x\", 1, MSG_NOSIGNAL) = EPIPE",
                "shutdown(fd, SHUT_WR) = 0",
                "recv(fd, \"answer\", 16, 0) = 6",
                "shutdown(fd, SHUT_RD) = 0",
                "recv(fd, \"anyone?\", 16, 0) = 7",
                "close(fd) = 0",
                "send(peer, \"late\", 4, 0) = 4",
                "recv(fd, \"late\", 16, 0) = 4",
                "shutdown(fd, SHUT_RDWR) = 0",
                "recv(fd, buf, 16, 0) = 0",
                "send(fd, \"from the child\", 14, MSG_NOSIGNAL) = 14",
                "close(fd) = 0",
                "recv(peer, buf, 16, MSG_DONTWAIT) = EAGAIN",
                "send(fd, \"and again\", 9, MSG_NOSIGNAL) = 9",
                "recv(peer, \"and again\", 32, 0) = 9",
                "recv(peer, buf, 16, 0) = 0",
                "send(received, \"hello\", 5, MSG_NOSIGNAL) = 5",
                "shutdown(fd2, SHUT_RDWR) = 0",
                "send(received2, \"x\", 1, MSG_NOSIGNAL) = EPIPE",
                "recv(received2, buf, 16, 0) = 0",
                "recv(peer2, buf, 16, 0) = 0",
                "shutdown(received3, SHUT_WR) = 0",
                "send(fd3, \"x\", 1, MSG_NOSIGNAL) = EPIPE",
                "recv(peer3, buf, 16, 0) = 0",
                "shutdown(received3, SHUT_RD) = 0",
                "recv(fd3, buf, 16, 0) = 0",
                "recv(peer, buf, 16, 0) = ECONNRESET",
                "recv(peer, buf, 16, 0) = 0",
                "setsockopt(fd, SOL_SOCKET, SO_LINGER, {1, 0}) = 0",
                "recv(peer, buf, 16, 0) = ECONNRESET",
                "setsockopt(fd, SOL_SOCKET, SO_LINGER, {1, 1}) = 0",
                "shutdown(a, SHUT_RDWR) = 0",
                "shutdown(alone, SHUT_RD) = ENOTCONN",
                "Socket.close(), with unread data = done",
                "recv(peer, buf, 16, 0) = 0",
                "SocketChannel.close(), with unread data = done",
                "recv(peer, buf, 16, 0) = ECONNRESET",
                "Socket.setSoLinger(true, 0), close() = done",
                "recv(peer3, buf, 16, 0) = ECONNRESET",
                "Socket.shutdownOutput() = done",
                "recv(peer4, buf, 16, 0) = 0",
                "Socket.shutdownInput() = done",
                "send(peer4, \"anyone?\", 7, MSG_NOSIGNAL) = 7",
                "read() = -1",
                "Socket.close(), with a thread in read() = done",
                "read() = SocketException (Socket closed)");
    }
}
