package libcsockets.tools.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import libcsockets.tools.echo.Programs.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The session, started from a copy of the distribution. */
class SessionTest {
    private static final int PATIENCE_SECONDS = 100;

    @TempDir
    Path directory;

    private Process session;

    static List<String> backends() {
        return Programs.backends();
    }

    @AfterEach
    void endSession() {
        if (session != null) {
            Programs.kill(session);
        }
    }

    private static Path launcher() {
        return Path.of(Programs.required("libcsockets.dist"), "bin", "libc-sockets");
    }

    private void start(Path launcher, int port, String... options) throws IOException {
        // A new process group, as from a shell.
        List<String> command = new ArrayList<>(List.of("setsid", launcher.toString(), "session"));
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeAll(List.of("LIBC_SOCKETS_BACKEND", "LIBC_SOCKETS_PORT"));
        session = builder.start();
    }

    private Outcome outcome() throws IOException, InterruptedException {
        // The output of a session fits in a pipe.
        assertTrue(session.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the session does not end");
        return new Outcome(
                Programs.text(session.getInputStream().readAllBytes()),
                Programs.text(session.getErrorStream().readAllBytes()),
                session.exitValue());
    }

    private static void copyOfTheDistribution(Path to) throws IOException {
        Path from = launcher().getParent().getParent();
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aCopyPlaysTheSessionThroughALink(String backend) throws IOException, InterruptedException {
        Path copy = directory.resolve("a copy");
        copyOfTheDistribution(copy);
        Path link = Files.createSymbolicLink(directory.resolve("the link"), copy.resolve("bin/libc-sockets"));
        int port = Programs.freePort();
        start(link, port, "--backend", backend);
        Outcome outcome = outcome();
        assertEquals("", outcome.stderr());
        assertEquals(0, outcome.exitCode());
        String printed = outcome.stdout();
        assertTrue(printed.startsWith("Backend " + backend + " on JDK " + System.getProperty("java.version")), printed);
        assertEquals(20, count(printed, "echo msg: www.zfl9.com\n"), printed);
        assertEquals(1, count(printed, "echo msg: test\n"), printed);
        assertEquals(10, count(printed, "; msg: www.zfl9.com\n"), printed);
        assertEquals(10, count(printed, "): www.zfl9.com\n"), printed);
        assertEquals(2, count(printed, "exit_server\n"), printed);

        // The port is held for a minute: a second session reports that and waits.
        start(link, port, "--backend", backend);
        BufferedReader errors = session.errorReader();
        String said = errors.readLine();
        assertTrue(said.startsWith("libc-sockets: TCP port " + port + " is still held by connections"), said);
    }

    @Test
    void aPathWithAColonIsRefused() throws IOException, InterruptedException {
        Path copy = directory.resolve("a:copy");
        copyOfTheDistribution(copy);
        start(copy.resolve("bin/libc-sockets"), Programs.freePort());
        Outcome outcome = outcome();
        assertTrue(outcome.stderr().startsWith("libc-sockets: cannot run from a path with a colon in it: "));
        assertEquals(1, count(outcome.stderr(), "\n"));
        assertEquals(2, outcome.exitCode());
    }

    @Test
    void aBusyTcpPortIsReported() throws IOException, InterruptedException {
        int port = Programs.freePort();
        try (ServerSocket busy = new ServerSocket()) {
            busy.setReuseAddress(false);
            busy.bind(new InetSocketAddress("0.0.0.0", port));
            assertBusy(port, "TCP");
        }
    }

    @Test
    void aBusyUdpPortIsReported() throws IOException, InterruptedException {
        try (DatagramSocket busy = new DatagramSocket(new InetSocketAddress("0.0.0.0", Programs.freePort()))) {
            assertBusy(busy.getLocalPort(), "UDP");
        }
    }

    private void assertBusy(int port, String protocol) throws IOException, InterruptedException {
        start(launcher(), port);
        assertEquals(
                new Outcome(
                        "",
                        "libc-sockets: " + protocol + " port " + port + " is in use by another program."
                                + " Choose another port with --port (make run PORT=...).\n",
                        1),
                outcome());
    }

    /** A Ctrl-C also reaches the clients and may end one before the session knows. That is not the client's failure. */
    @Test
    void aClientEndedByASignalEndsTheSession() throws IOException, InterruptedException {
        start(launcher(), Programs.freePort());
        while (session.isAlive()) {
            session.descendants()
                    .filter(program -> program.info().commandLine().orElse("").contains("tcp_echo_client"))
                    .forEach(ProcessHandle::destroy);
            Thread.sleep(1);
        }
        Outcome outcome = outcome();
        assertEquals("", outcome.stderr());
        assertEquals(130, outcome.exitCode());
    }

    /**
     * A signal to the session alone, like {@code kill}; to its group, like a terminal; and one that cannot be caught.
     */
    @ParameterizedTest
    @ValueSource(strings = {"kill -TERM", "kill -TERM --", "kill -KILL"})
    void aSignalEndsEverything(String kill) throws Exception {
        int port = Programs.freePort();
        start(launcher(), port);
        // A client is running: it starts once the server is ready.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        List<ProcessHandle> programs = List.of();
        while (programs.size() < 2) {
            assertTrue(session.isAlive() && System.nanoTime() - deadline < 0, "no client is started");
            programs = session.descendants().toList();
        }
        String target = (kill.endsWith("--") ? "-" : "") + session.pid();
        List<String> command = new ArrayList<>(List.of(kill.split(" ")));
        command.add(target);
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        // Its programs share the streams, so this waits for them, too.
        Outcome outcome = outcome();
        assertEquals("", outcome.stderr());
        Set<Integer> exitCodes = kill.equals("kill -KILL") ? Set.of(137) : Set.of(130, 143);
        assertTrue(exitCodes.contains(outcome.exitCode()), () -> "exit code " + outcome.exitCode());
        for (ProcessHandle program : programs) {
            program.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertFalse(Ports.hasServer(Ports.TCP, port));
        try (DatagramSocket free = new DatagramSocket(new InetSocketAddress("0.0.0.0", port))) {
            assertTrue(free.isBound());
        } catch (BindException e) {
            throw new AssertionError("the UDP port is still held", e);
        }
    }
}
