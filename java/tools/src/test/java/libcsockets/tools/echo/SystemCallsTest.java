package libcsockets.tools.echo;

import static libcsockets.tools.echo.Programs.C;
import static libcsockets.tools.echo.Programs.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Under strace the Java programs make the same socket calls as the C programs: the same names, arguments and results in
 * the same order, and no others. The trace includes poll, fcntl and read, to find such extra calls.
 *
 * <p>Descriptor numbers count as equal if their sockets were opened in the same order, and so do port numbers other
 * than 0. The comparison leaves out the JVM's own calls: those on descriptors that are not the program's sockets (its
 * files, and the {@code close(-1)} that probes a backend), and those of other threads, which must not touch an AF_INET
 * socket.
 */
class SystemCallsTest {
    private static final String STRACE = "/usr/bin/strace";
    private static final String TRACED = "trace=%network,close,read,write,readv,writev,pread64,pwrite64,dup,dup2,dup3,"
            + "fcntl,ioctl,poll,ppoll,select,pselect6,epoll_ctl,sendfile,splice";
    private static final Pattern CALL = Pattern.compile("(\\w+)\\((-?\\d*)(.*)\\) += (-?\\d+)(.*)");
    private static final Pattern PORT = Pattern.compile("htons\\([1-9]\\d*\\)");

    @TempDir
    Path directory;

    private final Programs programs = new Programs();

    @BeforeAll
    static void strace() {
        if (!Files.isExecutable(Path.of(STRACE))) {
            String reason = "The system calls are not compared: there is no " + STRACE + ".";
            if ("true".equals(System.getenv("CI"))) {
                fail(reason);
            }
            System.out.println(reason);
            Assumptions.abort(reason);
        }
    }

    @AfterEach
    void endPrograms() throws InterruptedException {
        programs.end();
    }

    static List<String> backends() {
        return Programs.backends();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void tcp(String backend) throws IOException, InterruptedException {
        assertSame(session(C, "tcp"), session(backend, "tcp"));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void udp(String backend) throws IOException, InterruptedException {
        assertSame(session(C, "udp"), session(backend, "udp"));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void refused(String backend) throws IOException, InterruptedException {
        assertSame(refusals(C), refusals(backend));
    }

    private static void assertSame(List<String> expected, List<String> actual) {
        assertEquals(String.join("\n", expected), String.join("\n", actual));
    }

    /** The calls of a server and of a client that sends more than it takes; another client ends the server. */
    private List<String> session(String of, String protocol) throws IOException, InterruptedException {
        return Programs.onFreePort(port -> session(of, protocol, port));
    }

    private List<String> session(String of, String protocol, int port) throws IOException, InterruptedException {
        String message = "0123456789".repeat(20);
        Process server = start(of, port, protocol + "_echo_server");
        Programs.awaitServer(server, protocol, port);
        Process client = start(of, port, protocol + "_echo_client", message);
        assertEquals(0, outcome(client).exitCode());
        programs.start(C, port, protocol + "_echo_client", "exit");
        assertEquals(0, outcome(server).exitCode());
        List<String> calls = new ArrayList<>();
        calls.addAll(callsOf(of, port, protocol + "_echo_server"));
        calls.addAll(callsOf(of, port, protocol + "_echo_client"));
        return calls;
    }

    /** A client without a server, and a server whose port is taken. */
    private List<String> refusals(String of) throws IOException, InterruptedException {
        return Programs.onFreePort(port -> refusals(of, port));
    }

    private List<String> refusals(String of, int port) throws IOException, InterruptedException {
        assertEquals(1, outcome(start(of, port, "tcp_echo_client", "message")).exitCode());
        programs.startServer(C, port, "tcp_echo_server");
        assertEquals(1, outcome(start(of, port, "tcp_echo_server")).exitCode());
        List<String> calls = new ArrayList<>();
        calls.addAll(callsOf(of, port, "tcp_echo_client"));
        calls.addAll(callsOf(of, port, "tcp_echo_server"));
        return calls;
    }

    private Process start(String of, int port, String program, String... arguments) throws IOException {
        // One file for each thread, so that the calls of threads do not mix.
        List<String> command = new ArrayList<>(List.of(STRACE, "-ff", "-qq", "-s", "4096", "-e", "signal=none"));
        command.addAll(List.of(
                "-e", TRACED, "-o", traces(of, port, program).resolve("thread").toString(), "./" + program));
        command.addAll(Arrays.asList(arguments));
        return programs.start(of, Integer.toString(port), Map.of(), command);
    }

    private Path traces(String of, int port, String program) throws IOException {
        return Files.createDirectories(
                directory.resolve(of).resolve(Integer.toString(port)).resolve(program));
    }

    private List<String> callsOf(String of, int port, String program) throws IOException {
        List<List<String>> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(traces(of, port, program))) {
            for (Path file : files.toList()) {
                List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
                if (lines.stream().anyMatch(line -> line.contains("AF_INET"))) {
                    found.add(lines);
                }
            }
        }
        assertEquals(1, found.size(), "threads that use AF_INET sockets");
        return socketCalls(found.get(0));
    }

    private static List<String> socketCalls(List<String> trace) {
        List<String> calls = new ArrayList<>();
        Map<String, String> sockets = new HashMap<>();
        int opened = 0;
        for (String line : trace) {
            Matcher call = CALL.matcher(line);
            assertTrue(call.matches(), () -> "not understood: " + line);
            String name = call.group(1);
            String fd = call.group(2);
            String result = call.group(4);
            // The program's thread can only wait for one of the program's sockets.
            boolean waits = name.contains("poll") || name.contains("select");
            boolean opensInet = name.equals("socket") && call.group(3).startsWith("AF_INET,");
            if (!opensInet && !waits && !sockets.containsKey(fd)) {
                continue;
            }
            String socket = sockets.getOrDefault(fd, fd);
            if ((opensInet || name.startsWith("accept")) && !result.startsWith("-")) {
                sockets.put(result, "socket" + ++opened);
                result = sockets.get(result);
            } else if (name.equals("close")) {
                sockets.remove(fd);
            }
            String arguments = PORT.matcher(call.group(3)).replaceAll("htons(PORT)");
            calls.add(name + "(" + socket + arguments + ") = " + result + call.group(5));
        }
        return calls;
    }
}
