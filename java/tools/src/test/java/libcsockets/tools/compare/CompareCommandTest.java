package libcsockets.tools.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import libcsockets.tools.compare.catalogue.Catalogue;
import libcsockets.tools.compare.run.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The command line {@code libc-sockets compare}. */
class CompareCommandTest {
    private static final int COLUMNS = 100;

    /** Checks every scenario on each backend of this JDK, and on this JDK's sockets. */
    @Test
    @Timeout(300)
    void everyScenarioMatchesItsRecord() throws Exception {
        assumeTrue(Records.BUNDLED.contains(Cli.release()), () -> "there is no record for JDK " + Cli.release());
        Cli.Outcome outcome = Cli.compare("--check");
        assertEquals(0, outcome.exitCode(), outcome.out() + outcome.err());
        assertTrue(outcome.out().contains("nothing drifted"), outcome.out());
        if (Cli.CI && Cli.release() >= 25) {
            assertFalse(outcome.out().contains("skipped"), outcome.out());
        }
    }

    @Test
    void checkPrintsDrift(@TempDir Path directory) throws Exception {
        String record = new String(Records.class
                .getResourceAsStream("record-" + recorded() + ".json")
                .readAllBytes());
        JsonObject all = JsonParser.parseString(record).getAsJsonObject();
        JsonObject rows = all.getAsJsonObject("scenarios")
                .getAsJsonObject("connect-refused-retry")
                .getAsJsonObject("rows");
        JsonArray changed = new JsonArray();
        changed.add("refused ERRNO EPERM");
        rows.add("libc", changed);
        Path file = directory.resolve("record.json");
        Files.writeString(file, all.toString());
        Cli.Outcome outcome = Cli.compare("--check", "--against", file.toString(), "connect-refused-retry");
        assertEquals(1, outcome.exitCode(), outcome.out() + outcome.err());
        assertTrue(
                outcome.out()
                        .contains(
                                "connect-refused-retry: libc: was refused ERRNO EPERM, is refused ERRNO ECONNREFUSED"),
                outcome.out());
    }

    private static int recorded() {
        return Cli.release() >= 25 ? 25 : 17;
    }

    @Test
    void textFitsItsColumns() throws Exception {
        for (String[] arguments : new String[][] {{"close-while-reading"}, {"unix"}, {"--list"}, {"--subjects"}}) {
            Cli.Outcome outcome = Cli.compare(arguments);
            assertEquals(0, outcome.exitCode(), outcome.err());
            assertFalse(outcome.out().contains("\u001b"), "colours only on a terminal");
            if (!arguments[0].equals("close-while-reading")) {
                // The code of a single scenario is not wrapped.
                outcome.out().lines().forEach(line -> assertTrue(line.length() <= COLUMNS, line));
            }
        }
    }

    @Test
    void coloursOnlyOnATerminal() throws Exception {
        String script = Cli.program("script").toString();
        String command = Cli.dist().resolve("bin/libc-sockets") + " compare peek --subjects c";
        List<String> terminal = List.of(script, "-qec", command, "/dev/null");
        assertTrue(
                Cli.run(Map.of("TERM", "xterm", "NO_COLOR", ""), terminal).out().contains("\u001b["));
        String plain =
                Cli.run(Map.of("TERM", "xterm", "NO_COLOR", "1"), terminal).out();
        assertFalse(plain.replace("\u001b[K", "").contains("\u001b["), plain);
    }

    @Test
    void jsonHasAllResults() throws Exception {
        Cli.Outcome outcome = Cli.compare("--json", "connect-refused-retry");
        assertEquals(0, outcome.exitCode(), outcome.err());
        JsonObject scenario = JsonParser.parseString(outcome.out())
                .getAsJsonObject()
                .getAsJsonArray("scenarios")
                .get(0)
                .getAsJsonObject();
        assertEquals("differs", scenario.get("verdict").getAsString());
        JsonObject subjects = scenario.getAsJsonObject("subjects");
        for (String subject : List.of("c", "jni", "net", "nio")) {
            JsonObject first = subjects.getAsJsonObject(subject)
                    .getAsJsonArray("rows")
                    .get(0)
                    .getAsJsonObject();
            assertEquals("refused", first.get("phase").getAsString());
            assertEquals(
                    subject.startsWith("n") ? "java.net.ConnectException" : "ECONNREFUSED",
                    first.get(subject.startsWith("n") ? "exception" : "errno").getAsString());
        }
        assertEquals(
                Cli.release() >= 25 ? "ran" : "skipped",
                subjects.getAsJsonObject("ffm").get("status").getAsString());
    }

    @Test
    void markdownHasTables() throws Exception {
        Cli.Outcome outcome = Cli.compare("--markdown", "flag-peek");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.out().contains("| phase | libc |"), outcome.out());
        assertTrue(outcome.out().contains("only libc can"), outcome.out());
    }

    @Test
    void systemCallsShowTheOnesThatTheJdkAdds() throws Exception {
        Cli.program("strace");
        Cli.Outcome outcome = Cli.compare("--syscalls", "--json", "--subjects", "c,net", "close-while-reading");
        assertEquals(0, outcome.exitCode(), outcome.err());
        JsonObject subjects = JsonParser.parseString(outcome.out())
                .getAsJsonObject()
                .getAsJsonArray("scenarios")
                .get(0)
                .getAsJsonObject()
                .getAsJsonObject("subjects");
        List<String> c = calls(subjects, "c", "close");
        assertEquals(1, c.size(), c.toString());
        assertTrue(c.get(0).startsWith("close(#"), c.toString());
        List<String> net = calls(subjects, "net", "close");
        assertTrue(net.stream().anyMatch(call -> call.matches("shutdown\\(#[0-9]+, SHUT_WR\\) = 0")), net.toString());
        assertTrue(net.stream().anyMatch(call -> call.startsWith("dup2(")), net.toString());
    }

    private static List<String> calls(JsonObject subjects, String subject, String phase) {
        List<String> calls = new ArrayList<>();
        subjects.getAsJsonObject(subject).getAsJsonArray("syscalls").forEach(one -> {
            JsonObject call = one.getAsJsonObject();
            if (call.has("phase") && call.get("phase").getAsString().equals(phase)) {
                calls.add(call.get("text").getAsString());
            }
        });
        return calls;
    }

    @Test
    void namesStraceIfItIsMissing(@TempDir Path directory) throws Exception {
        for (String name : List.of("sh", "readlink", "dirname")) {
            Files.createSymbolicLink(directory.resolve(name), Cli.program(name));
        }
        Cli.Outcome outcome = Cli.compare(
                Map.of("PATH", directory.toString()), "--syscalls", "--subjects", "net", "peek", "stream-end");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertTrue(outcome.err().contains("strace is missing"), outcome.err());
        assertTrue(outcome.out().contains("stream-end"), outcome.out());
    }

    @Test
    void comparesSeveralJdks() throws Exception {
        String home = System.getProperty("java.home");
        Cli.Outcome outcome = Cli.compare("--jdks", "a=" + home + ",b=" + home, "connect-refused-retry", "flag-peek");
        assertEquals(0, outcome.exitCode(), outcome.err());
        assertEquals("2 scenarios on a, b: no difference\n", outcome.out());
    }

    @Test
    @Timeout(60)
    void aFailingScenarioLeavesTheOthersAlone() throws Exception {
        String classPath = Cli.dist().resolve("lib/libc-sockets-tools.jar") + ":"
                + Path.of(TroubleScenarios.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
        Cli.Outcome outcome = Cli.run(
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Dlibcsockets.library.path=" + Cli.dist().resolve("lib"),
                        "-D" + Catalogue.PROPERTY + "=" + TroubleScenarios.class.getName(),
                        "-cp",
                        classPath,
                        "libcsockets.tools.Main",
                        "compare",
                        "--subjects",
                        "net",
                        "trouble"));
        assertEquals(1, outcome.exitCode(), outcome.out() + outcome.err());
        assertTrue(outcome.out().contains("failed: it did not end within 1 s"), outcome.out());
        assertTrue(outcome.out().contains("failed: its JVM ended"), outcome.out());
        assertTrue(
                outcome.out().contains("failed: it failed outside a phase: java.io.IOException: on purpose"),
                outcome.out());
        assertTrue(outcome.out().matches("(?s).*trouble-none .*  works +42.*"), outcome.out());
        assertFalse(
                ProcessHandle.allProcesses()
                        .anyMatch(process ->
                                process.info().commandLine().orElse("").contains(classPath)),
                "a JVM is left");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("there is no scenario or tag \"pek\"; the nearest are peek", new String[] {"pek"}),
                Arguments.of(
                        "there is no scenario \"pek\"; the nearest are flag-peek", new String[] {"--emit-c", "pek"}),
                Arguments.of("/etc is not a JDK: it has no bin/java", new String[] {"--jdk", "/etc", "peek"}),
                Arguments.of("/proc/page.html cannot be written", new String[] {"--html", "/proc/page.html", "peek"}),
                Arguments.of("/tmp cannot be written: it is a directory", new String[] {"--html", "/tmp", "peek"}),
                Arguments.of(
                        "/nowhere/page.html cannot be written: there is no such file or directory",
                        new String[] {"--html", "/nowhere/page.html"}),
                Arguments.of(
                        "cannot be read: there is no such file", new String[] {"--check", "--against", "/nowhere"}),
                Arguments.of("/etc/passwd is not a record", new String[] {"--check", "--against", "/etc/passwd"}),
                Arguments.of("--against requires --check", new String[] {"--against", "/etc/passwd"}),
                Arguments.of("--tcp requires --html", new String[] {"--tcp", "peek"}),
                Arguments.of("--json and --markdown are mutually exclusive", new String[] {"--json", "--markdown"}),
                Arguments.of("--record takes all scenarios", new String[] {"--record", "/tmp/record.json", "peek"}),
                Arguments.of(
                        "--subjects takes a comma-separated list of c, ffm, jni, net and nio, not \"kotlin\"",
                        new String[] {"--subjects", "c,kotlin"}),
                Arguments.of("--jdks takes a comma-separated list of NAME=PATH", new String[] {"--jdks", "17"}),
                Arguments.of(
                        "--jdks takes at least two JDKs",
                        new String[] {"--jdks", "a=" + System.getProperty("java.home")}),
                Arguments.of("--emit-c takes one name", new String[] {"--emit-c", "peek", "peek"}));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void badInputGetsASentence(String sentence, String[] arguments) throws Exception {
        Cli.Outcome outcome = Cli.compare(arguments);
        assertEquals(2, outcome.exitCode(), outcome.out() + outcome.err());
        assertTrue(outcome.err().contains(sentence), outcome.err());
        assertFalse(outcome.err().contains("Exception"), outcome.err());
    }
}
