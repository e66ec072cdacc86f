package libcsockets.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs that nobody changed, with the agent. */
class AgentTest {
    @TempDir
    private Path directory;

    static List<String> backends() {
        return List.of(System.getProperty("libcsockets.backends", "jni").split(","));
    }

    private List<String> command(List<String> options, String main, String... arguments) {
        String jar = System.getProperty("libcsockets.jdk.jar");
        Assumptions.assumeTrue(jar != null, "not started by the build");
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-javaagent:" + jar);
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(
                ":",
                jar,
                System.getProperty("libcsockets.jar"),
                System.getProperty("libcsockets.slf4j"),
                System.getProperty("libcsockets.testclasses")));
        command.add(main);
        command.addAll(List.of(arguments));
        return command;
    }

    private String run(List<String> command, int status) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(90, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(output);
        assertTrue(ended, () -> "it hangs: " + text);
        assertEquals(status, process.exitValue(), text);
        return text;
    }

    private static List<String> lines(String output) {
        return output.lines().filter(line -> !line.startsWith("SLF4J")).toList();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void socketsDatagramsAndHttp(String backend) throws Exception {
        String output =
                run(command(List.of("-Dlibcsockets.backend=" + backend), "libcsockets.jdk.AgentProgram", "500"), 0);
        assertEquals(
                List.of("libcsockets.jdk.LibcSelectorProvider", "echo true", "datagram true", "500 answers"),
                lines(output));
    }

    @Test
    void aWrongOptionEndsTheProgramAtItsStart() throws Exception {
        String output =
                run(command(List.of("-Dlibcsockets.jdk.options=TCP_NODELY=1"), "libcsockets.jdk.AgentProgram", "1"), 2);
        assertEquals(
                List.of("libc-sockets: -Dlibcsockets.jdk.options: there is no option 'TCP_NODELY';"
                        + " did you mean TCP_NODELAY?"),
                lines(output));
    }
}
