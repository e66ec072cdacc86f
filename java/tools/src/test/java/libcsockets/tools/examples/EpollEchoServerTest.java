package libcsockets.tools.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import libcsockets.Constants;
import libcsockets.ErrnoException;
import libcsockets.Libc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The worked example at work, on every backend. */
class EpollEchoServerTest {
    private static final int CONNECTIONS = 10_000;
    /** The other descriptors of a process. */
    private static final int OTHER_DESCRIPTORS = 1_000;

    private static final int PATIENCE_SECONDS = 90;

    private EpollEchoServer server;
    private CompletableFuture<Void> running;

    static List<String> backends() {
        return List.of(System.getProperty("libcsockets.backends", "jni").split(","));
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private void start(String backend) throws IOException {
        server = new EpollEchoServer(Libc.open(backend), loopback(0));
        running = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        server.run();
                        running.complete(null);
                    } catch (IOException | RuntimeException | Error e) {
                        running.completeExceptionally(e);
                    }
                },
                "epoll echo server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
            running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertEquals(0, server.connections());
            server.close();
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(PATIENCE_SECONDS * 1000);
        return socket;
    }

    private static byte[] exchange(Socket socket, byte[] message) throws IOException {
        socket.getOutputStream().write(message);
        return socket.getInputStream().readNBytes(message.length);
    }

    private static int affordable() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String limit = line.substring("Max open files".length()).trim().split("\\s+")[0];
                if (!limit.equals("unlimited") && Integer.parseInt(limit) - OTHER_DESCRIPTORS < CONNECTIONS) {
                    int fewer = Integer.parseInt(limit) - OTHER_DESCRIPTORS;
                    System.out.println("The epoll server is tested with " + fewer + " connections instead of "
                            + CONNECTIONS + ": a process may have " + limit + " descriptors.");
                    return fewer;
                }
            }
        }
        return CONNECTIONS;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void itHoldsTenThousandConnections(String backend) throws Exception {
        start(backend);
        int count = affordable();
        Process clients = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlibcsockets.backend=" + backend,
                        ManyClients.class.getName(),
                        Integer.toString(server.port()),
                        Integer.toString(count))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(clients.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("echoed " + count, said.readLine());
            assertEquals(count, server.connections());
            next(clients);
            assertEquals("gone", said.readLine());
            // Its echo came after the server had seen all others disconnect.
            assertEquals(1, server.connections());
            next(clients);
            assertTrue(clients.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the clients do not end");
            assertEquals(0, clients.exitValue(), () -> said.lines().toList().toString());
        } finally {
            clients.destroyForcibly();
        }
    }

    private static void next(Process clients) throws IOException {
        clients.getOutputStream().write('\n');
        clients.getOutputStream().flush();
    }

    /** More data than all buffers hold, from a client that reads only after it has sent all it can. */
    @ParameterizedTest
    @MethodSource("backends")
    void aSlowReaderGetsEveryByteInOrder(String backend) throws Exception {
        start(backend);
        byte[] data = new byte[32 << 20];
        new Random(1).nextBytes(data);
        try (Socket slow = connect();
                Socket other = connect()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    slow.getOutputStream().write(data);
                    slow.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            // While the slow client is stuck, another one is served.
            byte[] hello = {'h', 'e', 'l', 'l', 'o'};
            assertArrayEquals(hello, exchange(other, hello));
            assertArrayEquals(data, slow.getInputStream().readAllBytes());
            sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertArrayEquals(hello, exchange(other, hello));
            assertEquals(1, server.connections());
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aResetEndsThatConnectionOnly(String backend) throws Exception {
        start(backend);
        try (Socket stays = connect()) {
            byte[] one = {1};
            assertArrayEquals(one, exchange(stays, one));
            Socket goes = connect();
            assertArrayEquals(one, exchange(goes, one));
            goes.getOutputStream().write(new byte[1 << 16]);
            goes.setSoLinger(true, 0);
            goes.close();
            assertArrayEquals(one, exchange(stays, one));
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void anAddressInUseIsRefused(String backend) throws Exception {
        start(backend);
        InetSocketAddress same = loopback(server.port());
        ErrnoException e = assertThrows(ErrnoException.class, () -> new EpollEchoServer(Libc.open(backend), same));
        assertEquals(Constants.EADDRINUSE, e.errno());
        assertEquals("bind", e.call());
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aServerThatDoesNotRunCanBeClosed(String backend) throws Exception {
        EpollEchoServer idle = new EpollEchoServer(Libc.open(backend), loopback(0));
        assertTrue(idle.port() > 0);
        idle.close();
        assertThrows(ClosedChannelException.class, idle::port);
        idle.run();
        idle.close();
    }

    /** Clients beyond the limit of descriptors wait and are served after others have disconnected. */
    @ParameterizedTest
    @MethodSource("backends")
    void withoutDescriptorsItWaitsForSome(String backend) throws Exception {
        int limit = 200;
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + limit + " && exec \"$@\"",
                        "sh",
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dlibcsockets.backend=" + backend,
                        "libcsockets.tools.Main",
                        "epoll-server",
                        "--port",
                        "0")
                .redirectErrorStream(true)
                .start();
        List<Socket> clients = new ArrayList<>();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = said.readLine();
            assertTrue(line.startsWith("listening on 127.0.0.1:"), line);
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            for (int i = 0; i < limit + 50; i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                client.setSoTimeout(PATIENCE_SECONDS * 1000);
                clients.add(client);
                client.getOutputStream().write(i & 0xff);
            }
            for (int i = 0; i < clients.size(); i++) {
                // Each served client makes room for a waiting one.
                assertEquals(i & 0xff, clients.get(i).getInputStream().read());
                clients.get(i).setSoLinger(true, 0);
                clients.get(i).close();
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
            process.destroyForcibly().waitFor();
        }
    }
}
