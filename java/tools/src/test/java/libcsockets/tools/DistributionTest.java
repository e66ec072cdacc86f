package libcsockets.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import libcsockets.tools.story.Lab;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The completion script and the man pages of the distribution")
class DistributionTest {
    private static final Path COMPLETION = Lab.DIST.resolve("share/bash-completion/completions/libc-sockets");
    private static final Path MAN = Lab.DIST.resolve("share/man/man1");

    private static String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("MANWIDTH", "100");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    @Test
    void theCompletionScriptIsValidBash() throws IOException, InterruptedException {
        assertEquals("", run("bash", "-n", COMPLETION.toString()));
    }

    /** Calls the function of the script as Bash does; compopt works only within a real completion. */
    @ParameterizedTest
    @CsvSource({
        "compa, compare",
        "sh, shell",
        "tcp --sv, --svg",
        "sniff --interf, --interface",
        "ping --backend j, jni",
        "tcp half, half-close"
    })
    void aWordIsCompleted(String line, String completed) throws IOException, InterruptedException {
        String script = "source \"$0\"\n"
                + "complete -p libc-sockets >/dev/null || exit\n"
                + "compopt() { :; }\n"
                + "COMP_WORDS=(libc-sockets \"$@\") COMP_CWORD=$#\n"
                + "$(complete -p libc-sockets | sed 's/.*-F \\([^ ]*\\).*/\\1/')\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\"";
        List<String> command = Stream.concat(
                        Stream.of("bash", "-c", script, COMPLETION.toString()), Stream.of(line.split(" ")))
                .toList();
        assertEquals(completed, run(command.toArray(new String[0])).trim());
    }

    static Stream<String> pages() {
        return Stream.concat(
                Stream.of("libc-sockets"), MainTest.commands().stream().map(command -> "libc-sockets-" + command));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aManPageHasItsSections(String name) throws IOException {
        String page = Files.readString(MAN.resolve(name + ".1"));
        for (String section : List.of("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS")) {
            assertTrue(page.contains("\n.SH \"" + section + "\"\n"), section);
        }
        assertTrue(page.contains("\\-\\-help"), page);
        assertTrue(!page.contains("not from a jar"), page);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aManPageCanBeRendered(String name) throws IOException, InterruptedException {
        Lab.need("man");
        String text = run("man", "--warnings", "-l", MAN.resolve(name + ".1").toString());
        assertTrue(text.contains("-h, --help"), text);
        assertTrue(text.contains(name.replaceFirst("libc-sockets-", "libc-sockets ") + " ["), text);
    }
}
