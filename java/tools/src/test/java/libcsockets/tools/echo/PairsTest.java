package libcsockets.tools.echo;

import static libcsockets.tools.echo.Programs.bytes;
import static libcsockets.tools.echo.Programs.outcome;
import static libcsockets.tools.echo.Programs.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import libcsockets.tools.echo.Programs.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every server serves every client: C, the backends, and the JDK's own sockets, which run in this JVM. */
class PairsTest {
    private static final String JDK = "JDK";
    private static final String MESSAGE = "www.zfl9.com";
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int PATIENCE_MILLIS = 1000 * Programs.PATIENCE_SECONDS;

    private final Programs programs = new Programs();

    static Stream<Arguments> pairs() {
        List<String> all = new ArrayList<>(Programs.implementations());
        all.add(JDK);
        return all.stream().flatMap(server -> all.stream().map(client -> Arguments.of(server, client)));
    }

    @AfterEach
    void endPrograms() throws InterruptedException {
        programs.end();
    }

    @ParameterizedTest(name = "server {0}, client {1}")
    @MethodSource("pairs")
    void tcp(String server, String client) throws Exception {
        Programs.onFreePort(port -> {
            tcp(server, client, port);
            return null;
        });
    }

    private void tcp(String server, String client, int port) throws Exception {
        Callable<String> served;
        if (server.equals(JDK)) {
            served = inThread(tcpServer(new ServerSocket(port)));
        } else {
            Process process = programs.startServer(server, port, "tcp_echo_server");
            served = () -> printed(outcome(process));
        }
        assertEquals("echo msg: " + MESSAGE + "\n", tcpClient(client, port, MESSAGE));
        assertEquals("echo msg: \n", tcpClient(client, port, "exit"));
        assertEquals("new conn(127.0.0.1:PORT); msg: " + MESSAGE + "\nexit_server\n", served.call());
    }

    @ParameterizedTest(name = "server {0}, client {1}")
    @MethodSource("pairs")
    void udp(String server, String client) throws Exception {
        Programs.onFreePort(port -> {
            udp(server, client, port);
            return null;
        });
    }

    private void udp(String server, String client, int port) throws Exception {
        Callable<String> served;
        if (server.equals(JDK)) {
            served = inThread(udpServer(new DatagramSocket(port)));
        } else {
            Process process = programs.startServer(server, port, "udp_echo_server");
            served = () -> printed(outcome(process));
        }
        if (client.equals(JDK)) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.send(new DatagramPacket(bytes(MESSAGE), MESSAGE.length(), LOOPBACK, port));
                assertEquals(MESSAGE, receive(socket, new DatagramPacket(new byte[128], 128)));
                socket.send(new DatagramPacket(bytes("exit"), 4, LOOPBACK, port));
            }
        } else {
            assertEquals(
                    "echo msg: " + MESSAGE + "\n", printed(programs.run(client, port, "udp_echo_client", MESSAGE)));
            // This client gets no answer; the test ends it.
            programs.start(client, port, "udp_echo_client", "exit");
        }
        assertEquals("new msg(127.0.0.1:PORT): " + MESSAGE + "\nexit_server\n", served.call());
    }

    private String tcpClient(String client, int port, String message) throws IOException, InterruptedException {
        if (!client.equals(JDK)) {
            return printed(programs.run(client, port, "tcp_echo_client", message));
        }
        try (Socket socket = new Socket(LOOPBACK, port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes(message));
            return "echo msg: "
                    + text(socket.getInputStream().readNBytes(message.equals("exit") ? 1 : message.length())) + "\n";
        }
    }

    private static Callable<String> tcpServer(ServerSocket listener) {
        return () -> {
            StringBuilder printed = new StringBuilder();
            try (listener) {
                listener.setSoTimeout(PATIENCE_MILLIS);
                for (; ; ) {
                    try (Socket connection = listener.accept()) {
                        connection.setSoTimeout(PATIENCE_MILLIS);
                        byte[] buf = new byte[128];
                        int nbuf = connection.getInputStream().read(buf);
                        String message = text(Arrays.copyOf(buf, nbuf));
                        if (message.equals("exit")) {
                            return printed.append("exit_server\n").toString();
                        }
                        printed.append("new conn(127.0.0.1:PORT); msg: ")
                                .append(message)
                                .append('\n');
                        connection.getOutputStream().write(bytes(message));
                    }
                }
            }
        };
    }

    private static Callable<String> udpServer(DatagramSocket socket) {
        return () -> {
            StringBuilder printed = new StringBuilder();
            try (socket) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                for (; ; ) {
                    DatagramPacket packet = new DatagramPacket(new byte[128], 128);
                    String message = receive(socket, packet);
                    if (message.equals("exit")) {
                        return printed.append("exit_server\n").toString();
                    }
                    printed.append("new msg(127.0.0.1:PORT): ").append(message).append('\n');
                    socket.send(packet);
                }
            }
        };
    }

    private static String receive(DatagramSocket socket, DatagramPacket packet) throws IOException {
        socket.receive(packet);
        return text(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    /** Runs it beside the test; calling the result waits for the outcome. */
    private static Callable<String> inThread(Callable<String> task) {
        FutureTask<String> future = new FutureTask<>(task);
        Thread thread = new Thread(future);
        thread.setDaemon(true);
        thread.start();
        return () -> future.get(Programs.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static String printed(Outcome outcome) {
        assertEquals("", outcome.stderr());
        assertEquals(0, outcome.exitCode());
        return outcome.stdout();
    }
}
