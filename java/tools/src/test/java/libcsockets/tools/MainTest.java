package libcsockets.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("The command line as a whole")
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    static Set<String> commands() {
        return Main.commandLine().getSubcommands().keySet();
    }

    @Test
    void theHelpListsEveryCommand() {
        assertEquals(0, run("--help"));
        for (String command : commands()) {
            assertTrue(out.toString().contains("\n  " + command + " "), command);
        }
        assertEquals("", err.toString());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpAndAVersion(String command) {
        for (String option : List.of("-h", "--help")) {
            assertEquals(0, run(command, option));
        }
        assertTrue(out.toString().contains("Usage: libc-sockets " + command + " "), out::toString);
        assertTrue(out.toString().contains("\nExit codes:\n"), out::toString);
        out.getBuffer().setLength(0);
        for (String option : List.of("-V", "--version")) {
            assertEquals(0, run(command, option));
            assertTrue(out.toString().startsWith("libc-sockets "), out::toString);
        }
        assertEquals("", err.toString());
    }

    /** The commands that print JSON, and those that take a backend. */
    @Test
    void aCommandOffersOnlyTheOptionsThatItSupports() {
        Map<String, Set<String>> offered = Map.of(
                "--json",
                Set.of(
                        "compare",
                        "doctor",
                        "flags",
                        "close-vs-shutdown",
                        "tcp",
                        "ping",
                        "sniff",
                        "routes",
                        "links",
                        "options"),
                "--backend",
                Set.of(
                        "echo",
                        "session",
                        "conform",
                        "flags",
                        "close-vs-shutdown",
                        "tcp",
                        "ping",
                        "sniff",
                        "routes",
                        "links",
                        "shell"));
        offered.forEach((option, names) -> Main.commandLine()
                .getSubcommands()
                .forEach((name, command) -> assertEquals(
                        names.contains(name), command.getCommandSpec().findOption(option) != null, name + option)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "comapre | Unknown command 'comapre'. Did you mean 'compare'?",
                "ech | Unknown command 'ech'. Did you mean 'echo'?",
                "close | Unknown command 'close'. Did you mean 'close-vs-shutdown'?",
                "frobnicate | Unknown command 'frobnicate'.",
                "--versoin | Unknown option '--versoin'. Did you mean '--version'?",
                "doctor --jso | Unknown option '--jso'. Did you mean '--json'?",
                "ping --cuont=2 ::1 | Unknown option '--cuont'. Did you mean '--count'?",
                "shell --json | Unknown option '--json'.",
                "doctor more | Unexpected argument 'more'."
            })
    void anUnknownWordGetsASuggestion(String line, String sentence) {
        assertRefused(line, sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "routes -6 -4 | -6 and -4 are mutually exclusive.",
                "conform --backend ffm --diff ffm,c | --backend and --diff are mutually exclusive.",
                "compare --jdk /x --jdks=a=/x | --jdk and --jdks are mutually exclusive.",
                "compare --json --json | --json must be given only once.",
                "compare --html=a --html=b | --html must be given only once.",
                "compare --tcp | --tcp requires --html.",
                "compare --against FILE | --against requires --check.",
                "sniff --interface lo | --interface requires --count.",
                "sniff --type=raw | --type requires --count."
            })
    void optionsThatDoNotGoTogetherAreRefused(String line, String sentence) {
        assertRefused(line, sentence);
    }

    static Stream<List<String>> modes() {
        List<String> modes = List.of(
                "--list",
                "--json",
                "--markdown",
                "--html=x",
                "--emit-c=peek",
                "--check",
                "--record=x",
                "--jdks=a=x,b=y");
        return modes.stream()
                .flatMap(a -> modes.stream()
                        .filter(b -> !a.equals(b) && !Set.of(a, b).equals(Set.of("--list", "--json")))
                        .map(b -> List.of(a, b)));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void theModesOfCompareAreMutuallyExclusive(List<String> pair) {
        String names = String.join(
                " and ",
                pair.stream().map(option -> option.replaceFirst("=.*", "")).toList());
        assertRefused("compare " + String.join(" ", pair), names + " are mutually exclusive.");
    }

    @Test
    void aListOfScenariosCanBeJson() {
        assertEquals(0, run("compare", "--list", "--json"), err::toString);
        assertTrue(out.toString().startsWith("["), out::toString);
    }

    private void assertRefused(String line, String sentence) {
        assertEquals(2, run(line.split(" ")), err::toString);
        assertEquals(
                "libc-sockets: " + sentence, err.toString().lines().findFirst().orElse(""));
        assertEquals(2, err.toString().lines().count(), err::toString);
        assertEquals("", out.toString());
    }

    private static String shell(String script) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", script, System.getProperty("libcsockets.dist") + "/bin/libc-sockets");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return output + process.waitFor();
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "conform -q -i socket.domain-zero", "--help"})
    void lostOutputIsAFailure(String command) throws IOException, InterruptedException {
        String failure = "libc-sockets: the output is incomplete: a write failed.\n1";
        assertEquals(failure, shell("\"$0\" " + command + " 2>&1 >/dev/full"));
        assertEquals(failure, shell("\"$0\" " + command + " 2>&1 >&-"));
    }

    /** The reader is gone before the command begins. */
    @Test
    void aSatisfiedReaderGetsNoMessage() throws IOException, InterruptedException {
        String script = "exec 3>&1; exec 4> >(:); wait $!; \"$0\" doctor >&4 2>&3";
        assertEquals("1", shell(script));
    }

    @Test
    void badInputIsReportedWithoutAStackTrace() {
        assertEquals(2, run());
        assertEquals(2, run("echo", "tcp-client", "--port", "70000", "x"));
        assertEquals(2, run("echo", "tcp-client", "--host", "localhost", "x"));
        assertEquals(2, run("echo", "tcp-client", "--backend", "jna", "x"));
        assertEquals(2, run("echo", "udp-proxy"));
        assertEquals(2, run("conform", "--backend", "jna"));
        assertEquals(2, run("conform", "/no/such/file"));
        String message = err.toString();
        assertFalse(message.contains("\tat "), message);
        assertFalse(message.contains("Exception"), message);
        assertTrue(message.contains("libc-sockets: A command is missing."), message);
        assertTrue(message.contains("--port must be a decimal number from 1 to 65535."), message);
        assertTrue(message.contains("--backend must be auto, ffm or jni."), message);
    }
}
