package libcsockets.socket;

import static libcsockets.Constants.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import libcsockets.Libc;
import libcsockets.testing.ChildJvm;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sockets of systemd: one owner for each, the good ones beside the odd, and their names. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListenFdsTest {
    /** Copies descriptors to numbers in a row that nothing else of this process gets. */
    private static int inARow(Libc libc, int... descriptors) {
        int first = 900;
        for (int i = 0; i < descriptors.length; i++) {
            if (libc.fcntl(first + i, F_GETFD) >= 0) {
                first += i + 1;
                i = -1;
            }
        }
        for (int i = 0; i < descriptors.length; i++) {
            assertEquals(first + i, libc.dup2(descriptors[i], first + i));
            libc.close(descriptors[i]);
        }
        return first;
    }

    private static Map<String, String> environment(Libc libc, int count, String names) {
        return Map.of(
                "LISTEN_FDS", Integer.toString(count),
                "LISTEN_PID", Integer.toString(libc.getpid()),
                "LISTEN_FDNAMES", names);
    }

    private static List<Integer> numbers(List<LibcSocket> sockets) {
        return sockets.stream().map(LibcSocket::fd).toList();
    }

    @OnEachBackend
    void goodDescriptorsAreReturnedBesideBadOnes(Libc libc) throws IOException {
        int[] pair = new int[2];
        assertEquals(0, libc.socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
        int file = libc.open("/dev/null", O_RDONLY);
        int gone = libc.eventfd(0, 0);
        int first = inARow(libc, pair[0], file, gone, pair[1]);
        libc.close(first + 2);
        ListenFds fds = new ListenFds(libc, environment(libc, 4, "web:file::web"), first);
        assertEquals(List.of(first, first + 3), numbers(fds.sockets(null)));
        assertEquals(List.of(first, first + 3), numbers(fds.sockets("web")));
        assertEquals(List.of(), fds.sockets("file"));
        assertEquals(0, libc.fcntl(first + 1, F_GETFD) & ~FD_CLOEXEC, "the file is left alone");
        for (LibcSocket socket : fds.sockets(null)) {
            assertEquals(FD_CLOEXEC, libc.fcntl(socket.fd(), F_GETFD));
            socket.close();
        }
        libc.close(first + 1);
    }

    @OnEachBackend
    void socketsAreFoundByTheirNames(Libc libc) throws IOException {
        int[] numbers = {
            libc.socket(AF_INET, SOCK_STREAM, 0),
            libc.socket(AF_INET, SOCK_STREAM, 0),
            libc.socket(AF_INET, SOCK_DGRAM, 0),
            libc.socket(AF_INET, SOCK_DGRAM, 0)
        };
        int first = inARow(libc, numbers);
        ListenFds fds = new ListenFds(libc, environment(libc, 4, "http::http"), first);
        assertEquals(List.of(first, first + 2), numbers(fds.sockets("http")));
        // The name that systemd's own library gives to those that have none.
        assertEquals(List.of(first + 1, first + 3), numbers(fds.sockets("unknown")));
        assertEquals(4, fds.sockets(null).size());
        for (LibcSocket socket : fds.sockets(null)) {
            socket.close();
        }
    }

    @OnEachBackend
    void anInvalidCountIsNamed(Libc libc) {
        for (String count : List.of("two", "-1", "", "3.5", "100000000000")) {
            Map<String, String> environment =
                    Map.of("LISTEN_FDS", count, "LISTEN_PID", Integer.toString(libc.getpid()));
            IOException e = assertThrows(IOException.class, () -> new ListenFds(libc, environment, 900));
            assertEquals("LISTEN_FDS is '" + count + "', which is not a number of descriptors", e.getMessage());
        }
    }

    /** Run with two sockets and, between them, a file. */
    static final class Service {
        private Service() {}

        public static void main(String[] args) throws Exception {
            List<LibcSocket> sockets = LibcSocket.listenFds();
            System.out.println(numbers(sockets) + " " + numbers(LibcSocket.listenFds("b")));
            System.out.println(sockets.equals(LibcSocket.listenFds()));
            sockets.get(0).close();
            try (LibcSocket other = LibcSocket.udp()) {
                LibcSocket.listenFds().get(0).close();
                System.out.println(other.fd() + " " + other.localAddress());
            }
        }
    }

    @Test
    void aNumberHasOneOwner() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            List<String> command = new ArrayList<>(List.of(
                    "bash",
                    "-c",
                    "exec 3<>/dev/tcp/127.0.0.1/$0 4</dev/null 5<>/dev/tcp/127.0.0.1/$0;"
                            + " LISTEN_PID=$$ LISTEN_FDS=3 LISTEN_FDNAMES=a:b:b exec \"$@\"",
                    Integer.toString(server.getLocalPort())));
            command.addAll(ChildJvm.command(List.of(), Service.class));
            String output = ChildJvm.run(command);
            List<String> lines = Stream.of(output.split("\n"))
                    .filter(line -> !line.startsWith("SLF4J"))
                    .toList();
            assertEquals(List.of("[3, 5] [5]", "true", "3 /0.0.0.0:0"), lines, output);
            assertTrue(server.isBound());
        }
    }
}
