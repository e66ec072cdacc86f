package libcsockets.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs a class of the tests in a JVM of its own, against the jar. */
public final class ChildJvm {
    private ChildJvm() {}

    public static List<String> command(List<String> options, Class<?> main, String... arguments) {
        String jar = System.getProperty("libcsockets.jar");
        Assumptions.assumeTrue(jar != null, "not started by the build");
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(
                ":", jar, System.getProperty("libcsockets.slf4j"), System.getProperty("libcsockets.testclasses")));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs it to its end and returns its output; it must succeed. */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("libcsockets", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(90, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertTrue(ended, () -> "it hangs: " + text);
            assertEquals(0, process.exitValue(), text);
            return text;
        } finally {
            Files.delete(output);
        }
    }
}
