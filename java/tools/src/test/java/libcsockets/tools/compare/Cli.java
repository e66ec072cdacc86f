package libcsockets.tools.compare;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs, mainly {@code libc-sockets compare} from the distribution on the test's JDK. */
final class Cli {
    static final boolean CI = "true".equals(System.getenv("CI"));
    private static final long PATIENCE_SECONDS = 280;

    private Cli() {}

    /** The result of a program. */
    record Outcome(int exitCode, String out, String err) {}

    static Outcome compare(String... arguments) throws Exception {
        return compare(Map.of(), arguments);
    }

    static Outcome compare(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(dist().resolve("bin/libc-sockets").toString(), "compare"));
        command.addAll(List.of(arguments));
        return run(environment, command);
    }

    static Path dist() {
        return Path.of(System.getProperty("libcsockets.dist"));
    }

    static int release() {
        return Runtime.version().feature();
    }

    static Outcome run(Map<String, String> environment, List<String> command) throws Exception {
        File out = File.createTempFile("out", null);
        File err = File.createTempFile("err", null);
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out).redirectError(err);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end");
            }
            return new Outcome(process.exitValue(), text(out), text(err));
        } finally {
            assertTrue(out.delete() & err.delete());
        }
    }

    private static String text(File file) throws IOException {
        return Files.readString(file.toPath(), StandardCharsets.UTF_8);
    }

    /** Finds a program; if it is missing, skips the test, or fails it in CI. */
    static Path program(String name) {
        for (String directory : System.getenv("PATH").split(File.pathSeparator)) {
            Path path = Path.of(directory, name);
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        assertTrue(!CI, name + " is missing, which CI installs");
        return abort("skipped: " + name + " is missing");
    }
}
