package libcsockets.tools.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code echo} with other families, types and protocols. An AF_VSOCK socket is only opened and closed. */
class FamilyEchoTest {
    private final Programs programs = new Programs();

    @TempDir
    private Path directory;

    @AfterEach
    void end() throws InterruptedException {
        programs.end();
    }

    static Stream<Arguments> sockets() {
        List<String> sockets = List.of(
                "--family inet --type stream",
                "--family inet --type dgram",
                "--family inet6 --type stream",
                "--family inet6 --type dgram",
                "--family unix --type stream --path PATH",
                "--family unix --type dgram --path PATH",
                "--family unix --type seqpacket --path PATH",
                "--family abstract --type stream --name NAME",
                "--family abstract --type dgram --name NAME",
                "--family abstract --type seqpacket --name NAME",
                "--protocol tcp",
                "--protocol udp",
                "--protocol mptcp",
                "--protocol udplite",
                "--protocol sctp");
        return Programs.backends().stream()
                .flatMap(backend -> sockets.stream().map(socket -> Arguments.of(backend, socket)));
    }

    private Process start(String backend, String role, String options, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of("./libc-sockets", "echo"));
        command.addAll(List.of(role.split(" ")));
        // The name is unique to this run.
        String own = "lab-" + ProcessHandle.current().pid() + "-" + port;
        for (String option : options.split(" ")) {
            command.add(
                    option.replace("PATH", directory.resolve("s").toString()).replace("NAME", own));
        }
        return programs.start(backend, Integer.toString(port), Map.of(), command);
    }

    @ParameterizedTest
    @MethodSource("sockets")
    void echoesOrReportsTheKernelsErrno(String backend, String options) throws Exception {
        int port = Programs.freePort();
        Process server = start(backend, "server", options, port);
        Programs.Outcome client = null;
        // The server is ready once a client reaches it; earlier clients are refused.
        for (int tries = 0; tries < 40 && server.isAlive(); tries++) {
            Process attempt = start(backend, "client hello", options, port);
            if (options.contains("dgram") || options.contains("udp")) {
                attempt.waitFor(1500, TimeUnit.MILLISECONDS);
                Programs.kill(attempt);
            }
            client = Programs.outcome(attempt);
            if (client.exitCode() == 0 || client.stderr().contains("Exception")) {
                break;
            }
        }
        if (!server.isAlive()) {
            Programs.Outcome ended = Programs.outcome(server);
            assertEquals(1, ended.exitCode(), ended.stderr());
            assertTrue(ended.stderr().startsWith("socket: E"), ended.stderr());
            assertTrue(ended.stderr().contains("The kernel has no"), ended.stderr());
            assertTrue(
                    options.contains("sctp") || options.contains("udplite") || options.contains("mptcp"),
                    ended.stderr());
            return;
        }
        assertEquals("echo msg: hello\n", client.stdout(), client.stderr());
        start(backend, "client exit", options, port);
        Programs.Outcome served = Programs.outcome(server);
        assertEquals(0, served.exitCode(), served.stderr());
        assertTrue(served.stdout().contains("hello\n"), served.stdout());
        assertTrue(served.stdout().endsWith("exit_server\n"), served.stdout());
        assertFalse(Files.exists(directory.resolve("s")), "the socket file is still there");
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.echo.Programs#backends")
    void vsockIsOnlyOpenedAndClosed(String backend) throws Exception {
        Programs.Outcome outcome = Programs.outcome(start(backend, "server", "--family vsock", Programs.freePort()));
        if (outcome.exitCode() == 0) {
            assertTrue(outcome.stdout().contains("AF_VSOCK socket, which is closed again"), outcome.stdout());
        } else {
            assertTrue(outcome.stderr().contains("modprobe vsock"), outcome.stderr());
        }
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.echo.Programs#backends")
    void tipcIsOpenedOrReportsItsErrno(String backend) throws Exception {
        Programs.Outcome outcome = Programs.outcome(start(backend, "server", "--protocol tipc", Programs.freePort()));
        if (outcome.exitCode() != 0) {
            assertTrue(outcome.stderr().startsWith("socket: EAFNOSUPPORT"), outcome.stderr());
            assertTrue(outcome.stderr().contains("modprobe tipc"), outcome.stderr());
        }
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.echo.Programs#backends")
    void ctrlCDeletesTheSocketFile(String backend) throws Exception {
        Path file = directory.resolve("s");
        Process server = start(backend, "server", "--family unix --path PATH", Programs.freePort());
        for (int tries = 0; tries < 1000 && server.isAlive() && !Files.exists(file); tries++) {
            Thread.sleep(10);
        }
        assertTrue(Files.exists(file));
        new ProcessBuilder("kill", "-INT", Long.toString(server.pid())).start().waitFor();
        Programs.outcome(server);
        assertFalse(Files.exists(file));
    }

    @Test
    void anUnsupportedTypeIsReportedWithTheRightOne() throws Exception {
        String backend = Programs.backends().get(0);
        for (String[] wrong : new String[][] {
            {"mptcp", "dgram", "MPTCP requires --type stream."},
            {"udplite", "stream", "UDP-Lite requires --type dgram."},
            {"sctp", "dgram", "SCTP requires --type stream or seqpacket."}
        }) {
            Programs.Outcome outcome =
                    Programs.outcome(start(backend, "server", "--protocol " + wrong[0] + " --type " + wrong[1], 8080));
            assertEquals(1, outcome.exitCode(), outcome.stderr());
            assertTrue(outcome.stderr().matches("socket: E[A-Z]+ \\(.*\\)\\. .*\n"), outcome.stderr());
            assertTrue(outcome.stderr().endsWith(wrong[2] + "\n"), outcome.stderr());
        }
    }

    @Test
    void invalidOptionsAreRefused() throws Exception {
        String backend = Programs.backends().get(0);
        Map<String, String> wrong = Map.ofEntries(
                Map.entry("--family ipx", "--family must be inet, inet6, unix, abstract or vsock."),
                Map.entry("--type raw", "--type must be stream, dgram or seqpacket."),
                Map.entry("--protocol icmp", "--protocol must be tcp, udp, sctp, mptcp, udplite or tipc."),
                Map.entry("--family unix", "--family unix requires --path."),
                Map.entry("--family unix --path=", "--family unix requires --path."),
                Map.entry("--family unix --protocol tcp --path PATH", "--protocol requires --family inet or inet6."),
                Map.entry("--path PATH", "--path requires --family unix."),
                Map.entry("--family abstract --path PATH", "--path requires --family unix."),
                Map.entry("--protocol tcp --name NAME", "--name requires --family abstract."),
                Map.entry("--family inet --cid 3", "--cid requires --family vsock."),
                Map.entry("--family abstract --host ::1", "--host requires --family inet or inet6."));
        for (Map.Entry<String, String> entry : wrong.entrySet()) {
            Programs.Outcome outcome = Programs.outcome(start(backend, "server", entry.getKey(), 8080));
            assertEquals(2, outcome.exitCode(), outcome.stderr());
            assertTrue(outcome.stderr().contains(entry.getValue()), outcome.stderr());
        }
        assertEquals(
                2,
                Programs.outcome(start(backend, "tcp-server", "--family inet", 8080))
                        .exitCode());
        assertEquals(
                2,
                Programs.outcome(start(backend, "client", "--family inet", 8080))
                        .exitCode());
    }
}
