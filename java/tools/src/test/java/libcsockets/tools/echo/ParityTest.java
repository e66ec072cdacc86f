package libcsockets.tools.echo;

import static java.util.stream.Collectors.joining;
import static libcsockets.tools.echo.Programs.C;
import static libcsockets.tools.echo.Programs.bytes;
import static libcsockets.tools.echo.Programs.outcome;
import static libcsockets.tools.echo.Programs.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import libcsockets.tools.echo.Programs.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** In every situation the Java programs print the same bytes as the C programs and end with the same exit code. */
class ParityTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int PATIENCE_MILLIS = 1000 * Programs.PATIENCE_SECONDS;
    private static final Map<String, Scenario> SCENARIOS = new LinkedHashMap<>();

    private final Programs programs = new Programs();

    /** Plays a situation with programs of one implementation and returns everything observable. */
    private interface Scenario {
        List<Object> play(ParityTest test, String implementation, int port) throws IOException, InterruptedException;
    }

    static {
        SCENARIOS.put("TCP, a message, then exit", (test, of, port) -> test.tcp(of, port, "www.zfl9.com"));
        SCENARIOS.put("UDP, a message, then exit", (test, of, port) -> test.udp(of, port, "www.zfl9.com"));
        SCENARIOS.put("UDP, an empty message", (test, of, port) -> test.udp(of, port, ""));
        for (int size : new int[] {127, 128, 129, 1000}) {
            // All positions differ, so that a shifted or doubled byte shows.
            String message = IntStream.range(0, 250)
                    .mapToObj(i -> String.format("%03d.", i))
                    .collect(joining());
            String cut = message.substring(0, size);
            SCENARIOS.put("TCP, " + size + " bytes", (test, of, port) -> test.tcp(of, port, cut));
            SCENARIOS.put("UDP, " + size + " bytes", (test, of, port) -> test.udp(of, port, cut));
        }
        SCENARIOS.put(
                "messages that look like options",
                (test, of, port) -> test.tcp(of, port, "-h", "--", "@x", "-version"));
        SCENARIOS.put("more arguments than one", (test, of, port) -> {
            Process server = test.programs.startServer(of, port, "tcp_echo_server");
            return List.of(
                    test.programs.run(of, port, "tcp_echo_client", "one", "two", "", ""),
                    test.programs.run(of, port, "tcp_echo_client", "exit", ""),
                    outcome(server));
        });
        for (String program : List.of("tcp_echo_client", "udp_echo_client")) {
            SCENARIOS.put(program + ", no argument", (test, of, port) -> List.of(test.programs.run(of, port, program)));
        }
        for (String locale : List.of("C", "C.UTF-8")) {
            SCENARIOS.put(
                    "TCP, all bytes from 1 to 255, locale " + locale,
                    (test, of, port) -> test.allBytes(of, port, locale));
        }
        SCENARIOS.put("TCP server, an embedded NUL", ParityTest::nulToTcpServer);
        SCENARIOS.put("UDP server, an embedded NUL", ParityTest::nulToUdpServer);
        SCENARIOS.put("TCP client, an embedded NUL", ParityTest::nulToTcpClient);
        SCENARIOS.put("UDP client, an embedded NUL", ParityTest::nulToUdpClient);
        SCENARIOS.put(
                "connection refused",
                (test, of, port) -> List.of(test.programs.run(of, port, "tcp_echo_client", "nobody listens")));
        SCENARIOS.put("TCP, port in use", (test, of, port) -> {
            try (ServerSocket holder = new ServerSocket(port)) {
                return List.of(test.programs.run(of, holder.getLocalPort(), "tcp_echo_server"));
            }
        });
        SCENARIOS.put("UDP, port in use", (test, of, port) -> {
            try (DatagramSocket holder = new DatagramSocket(port)) {
                return List.of(test.programs.run(of, holder.getLocalPort(), "udp_echo_server"));
            }
        });
        SCENARIOS.put("TCP server, a client that disconnects at once", (test, of, port) -> {
            Process server = test.programs.startServer(of, port, "tcp_echo_server");
            new Socket(LOOPBACK, port).close();
            return List.of(exchange(port, "exit"), outcome(server));
        });
        SCENARIOS.put("TCP server, a client that resets", (test, of, port) -> {
            Process server = test.programs.startServer(of, port, "tcp_echo_server");
            reset(new Socket(LOOPBACK, port));
            return List.of(exchange(port, "still there?"), exchange(port, "exit"), outcome(server));
        });
        SCENARIOS.put("TCP client, a server that disconnects", (test, of, port) -> test.tcpClient(of, Socket::close));
        SCENARIOS.put("TCP client, a server that resets", (test, of, port) -> test.tcpClient(of, ParityTest::reset));
        for (String port : List.of("0", "65536", "99999999999", "-1", " 80", "80 ", "http")) {
            SCENARIOS.put(
                    "LIBC_SOCKETS_PORT=\"" + port + "\"",
                    (test, of, unused) -> List.of(outcome(
                            test.programs.start(of, port, Map.of(), List.of("./tcp_echo_client", "never sent")))));
        }
    }

    static Stream<Arguments> scenarios() {
        return Programs.backends().stream()
                .flatMap(backend -> SCENARIOS.keySet().stream().map(name -> Arguments.of(backend, name)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("scenarios")
    void sameAsC(String backend, String name) throws IOException, InterruptedException {
        Scenario scenario = SCENARIOS.get(name);
        List<Object> expected = Programs.onFreePort(port -> scenario.play(this, C, port));
        List<Object> actual = Programs.onFreePort(port -> scenario.play(this, backend, port));
        assertEquals(lines(expected), lines(actual));
    }

    private static String lines(List<Object> all) {
        return all.stream().map(Object::toString).collect(joining("\n"));
    }

    @AfterEach
    void endPrograms() throws InterruptedException {
        programs.end();
    }

    private List<Object> tcp(String of, int port, String... messages) throws IOException, InterruptedException {
        Process server = programs.startServer(of, port, "tcp_echo_server");
        List<Object> seen = new ArrayList<>();
        for (String message : messages) {
            seen.add(programs.run(of, port, "tcp_echo_client", message));
        }
        seen.add(programs.run(of, port, "tcp_echo_client", "exit"));
        seen.add(outcome(server));
        return seen;
    }

    private List<Object> udp(String of, int port, String message) throws IOException, InterruptedException {
        Process server = programs.startServer(of, port, "udp_echo_server");
        Outcome client = programs.run(of, port, "udp_echo_client", message);
        Process last = programs.start(of, port, "udp_echo_client", "exit");
        Outcome end = outcome(server);
        // This client gets no answer, so it waits until it is ended.
        boolean waits = last.isAlive();
        Programs.kill(last);
        return List.of(client, end, waits, outcome(last));
    }

    private List<Object> allBytes(String of, int port, String locale) throws IOException, InterruptedException {
        Process server = programs.startServer(of, port, "tcp_echo_server");
        List<Object> seen = new ArrayList<>();
        for (int first : new int[] {1, 128}) {
            // The shell makes the argument, because the JDK cannot pass bytes that are not text. An empty one follows.
            String octal = IntStream.range(first, first == 1 ? 128 : 256)
                    .mapToObj(i -> String.format("\\%03o", i))
                    .collect(joining());
            seen.add(outcome(programs.start(
                    of,
                    Integer.toString(port),
                    Map.of("LC_ALL", locale),
                    List.of("/bin/sh", "-c", "exec \"$0\" \"$(printf '" + octal + "')\" \"\"", "./tcp_echo_client"))));
        }
        seen.add(exchange(port, "exit"));
        seen.add(outcome(server));
        return seen;
    }

    private static List<Object> nulToTcpServer(ParityTest test, String of, int port)
            throws IOException, InterruptedException {
        Process server = test.programs.startServer(of, port, "tcp_echo_server");
        return List.of(
                exchange(port, "before\0after"), exchange(port, "\0"), exchange(port, "exit\0after"), outcome(server));
    }

    private static List<Object> nulToUdpServer(ParityTest test, String of, int port)
            throws IOException, InterruptedException {
        Process server = test.programs.startServer(of, port, "udp_echo_server");
        List<Object> seen = new ArrayList<>();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            for (String message : List.of("before\0after", "\0")) {
                socket.send(new DatagramPacket(bytes(message), message.length(), LOOPBACK, port));
                seen.add(receive(socket));
            }
            socket.send(new DatagramPacket(bytes("exit\0after"), 10, LOOPBACK, port));
        }
        seen.add(outcome(server));
        return seen;
    }

    private static List<Object> nulToTcpClient(ParityTest test, String of, int port)
            throws IOException, InterruptedException {
        return test.tcpClient(of, connection -> {
            connection.getOutputStream().write(bytes("before\0after"));
            connection.close();
        });
    }

    private static List<Object> nulToUdpClient(ParityTest test, String of, int port)
            throws IOException, InterruptedException {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            server.setSoTimeout(PATIENCE_MILLIS);
            Process client = test.programs.start(of, server.getLocalPort(), "udp_echo_client", "message");
            DatagramPacket packet = new DatagramPacket(new byte[1000], 1000);
            server.receive(packet);
            packet.setData(bytes("before\0after"));
            server.send(packet);
            return List.of(outcome(client));
        }
    }

    private interface Answer {
        void to(Socket connection) throws IOException;
    }

    /** A client, and a server that does something unusual after the client's message. */
    private List<Object> tcpClient(String of, Answer answer) throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            server.setSoTimeout(PATIENCE_MILLIS);
            Process client = programs.start(of, server.getLocalPort(), "tcp_echo_client", "message");
            Socket connection = server.accept();
            connection.setSoTimeout(PATIENCE_MILLIS);
            String message = text(connection.getInputStream().readNBytes("message".length()));
            answer.to(connection);
            return List.of(message, outcome(client));
        }
    }

    private static void reset(Socket connection) throws IOException {
        connection.setSoLinger(true, 0);
        connection.close();
    }

    /** The answer of a TCP server before it closes. */
    private static String exchange(int port, String message) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes(message));
            return text(socket.getInputStream().readAllBytes());
        }
    }

    private static String receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1000], 1000);
        socket.receive(packet);
        return text(Arrays.copyOf(packet.getData(), packet.getLength()));
    }
}
