package libcsockets.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import libcsockets.tools.story.Lab;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A command that is interrupted by a Ctrl-C or by its reader ends at once and leaves nothing behind. */
class EndedEarlyTest {
    /** A shell's exit code for a program that a signal has ended. */
    private static final int BY_SIGNAL = 128;

    private static final Path TEMPORARY = Path.of("/tmp");

    @TempDir
    private Path directory;

    /** An environment variable that marks all processes of a test, even after their parent has ended. */
    private final String marker = "LAB_TEST=" + ProcessHandle.current().pid() + "." + System.nanoTime();

    private Process process;
    private String printed = "";

    private enum Signal {
        INT(2),
        TERM(15);

        private final int number;

        Signal(int number) {
            this.number = number;
        }
    }

    @AfterEach
    void end() throws IOException {
        if (process != null) {
            process.toHandle().destroyForcibly();
            processes().forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** A command, and its output at the start of a step that takes long, or of a child. */
    static Stream<Arguments> commands() {
        return Lab.backends().stream()
                .flatMap(backend -> Stream.of(
                                Arguments.of("close-vs-shutdown", "child: send(fd, \"from the child\""),
                                Arguments.of("close-vs-shutdown", "passed with SCM_RIGHTS"),
                                Arguments.of("close-vs-shutdown", "SO_LINGER, {1, 1}) = 0"),
                                Arguments.of("tcp backlog --svg x.svg --pcap x.pcap", "EINPROGRESS"),
                                Arguments.of("tcp --time-wait", "its timer expires in"),
                                Arguments.of("ping 127.0.0.1 -c 1000", "echo reply"),
                                Arguments.of("ping ::1 -c 1000", "echo reply"),
                                Arguments.of("sniff --count 0", "bind("),
                                Arguments.of("shell", "/exit ends it."))
                        .flatMap(arguments -> Stream.of(Signal.values())
                                .map(signal -> Arguments.of(
                                        signal,
                                        arguments.get()[0] + " --backend " + backend,
                                        arguments.get()[1]))));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void nothingIsLeft(Signal signal, String command, String sign) throws Exception {
        start("exec setsid " + Lab.launcher() + " " + command);
        awaitPrinted(sign);
        signal(signal);
        assertEnded(signal);
        assertFalse(printed.contains("\tat "), printed);
        assertEquals(List.of(), files());
    }

    @Test
    void tcpWritesItsFilesBeforeItWaits() throws Exception {
        start("exec setsid " + Lab.launcher() + " tcp --time-wait --svg x.svg --pcap x.pcap");
        awaitPrinted("its timer expires in");
        signal(Signal.INT);
        assertEnded(Signal.INT);
        assertEquals(List.of("x.pcap", "x.svg"), files());
        assertTrue(Files.readString(directory.resolve("x.svg")).endsWith("</svg>\n"));
    }

    @Test
    void pingPrintsItsStatisticsSoFar() throws Exception {
        start("exec setsid " + Lab.launcher() + " ping 127.0.0.1 -c 1000 -i 10");
        awaitPrinted("seq=2, ");
        signal(Signal.INT);
        assertEnded(Signal.INT);
        assertTrue(printed.matches("(?s).*\n\\d+ sent, \\d+ answered, \\d+ % lost; min/avg/max .*"), printed);
        assertFalse(printed.contains("1000 sent"), printed);
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void jsonIsACompleteDocument(String backend) throws Exception {
        start(Lab.launcher() + " ping ::1 -c 100000 -i 10 > /dev/null 2>&1 &\n" + "exec setsid " + Lab.launcher()
                + " sniff --count 0 --json --backend " + backend);
        // The capture takes whole packets from its queue: a packet that was there and is gone has been taken.
        Path sockets = Path.of("/proc", Long.toString(process.pid()), "net", "packet");
        await(() -> Files.readString(sockets).contains(" 0003 "));
        long echoes = echoes();
        await(() -> echoes() > echoes + 2);
        signal(Signal.INT);
        assertExit(Signal.INT);
        JsonObject document = JsonParser.parseString(printed).getAsJsonObject();
        assertFalse(document.get("complete").getAsBoolean());
        assertTrue(document.getAsJsonArray("packets").size() > 0, printed);
        assertTrue(document.getAsJsonArray("chapters").size() > 0, printed);
    }

    @Test
    void aFinishedRunIsMarkedComplete() throws Exception {
        assertTrue(Lab.run("links", "--json").json().get("complete").getAsBoolean());
    }

    /** SIGPIPE would end a C program. */
    @Test
    void theCommandEndsWithItsReader() throws Exception {
        Lab.Outcome outcome = Lab.inNamespace(
                "{ " + Lab.launcher() + " ping 127.0.0.1 -c 100000 -i 10 || echo $? >&2; }" + " | head -n 1");
        assertEquals("ICMP echo to 127.0.0.1 (127.0.0.1)\n", outcome.stdout());
        assertEquals("1\n", outcome.stderr());
    }

    // ---- the process ----

    /** The script replaces its shell and runs in a new process group, as at a terminal. */
    private void start(String script) throws IOException {
        Lab.need("setsid");
        ProcessBuilder builder = new ProcessBuilder(Lab.inNamespaceCommand("cd '" + directory + "'\n" + script));
        Lab.clean(builder.environment());
        String[] variable = marker.split("=");
        builder.environment().put(variable[0], variable[1]);
        process = builder.redirectErrorStream(true).start();
    }

    private void awaitPrinted(String sign) throws IOException {
        InputStream stdout = process.getInputStream();
        byte[] some = new byte[4096];
        while (!printed.contains(sign)) {
            int n = stdout.read(some);
            assertTrue(n > 0, printed);
            printed += new String(some, 0, n, StandardCharsets.UTF_8);
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Lab.PATIENCE_SECONDS);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() - deadline < 0, "the condition never held");
            Thread.sleep(10);
        }
    }

    private long echoes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "net", "snmp6")).stream()
                .filter(line -> line.startsWith("Icmp6InEchos "))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                .sum();
    }

    /** Signals the whole process group, like a terminal. */
    private void signal(Signal signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, "--", "-" + process.pid()).start();
        assertEquals(0, kill.waitFor());
    }

    private void assertExit(Signal signal) throws IOException, InterruptedException {
        printed += new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(Lab.PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
        assertEquals(BY_SIGNAL + signal.number, process.exitValue(), printed);
        assertFalse(printed.contains("libc-sockets: "), printed);
    }

    /** The unnamed namespace ends with its last process. */
    private void assertEnded(Signal signal) throws IOException, InterruptedException {
        assertExit(signal);
        await(() -> processes().isEmpty());
    }

    private List<ProcessHandle> processes() throws IOException {
        return ProcessHandle.allProcesses().filter(this::isOurs).toList();
    }

    private boolean isOurs(ProcessHandle handle) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(handle.pid()), "environ"));
            return new String(environment, StandardCharsets.ISO_8859_1).contains(marker);
        } catch (IOException e) {
            // The process has ended or belongs to another user.
            return false;
        }
    }

    /** The files that the command left in its directory and in that for temporary files. */
    private List<String> files() throws IOException {
        try (Stream<Path> here = Files.list(directory);
                Stream<Path> temporary = Files.list(TEMPORARY)) {
            return Stream.concat(
                            here,
                            temporary.filter(
                                    file -> file.getFileName().toString().contains("-" + process.pid() + "-")))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
