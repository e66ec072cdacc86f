package libcsockets.tools.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Runs commands like their users: as processes of the distribution. */
public final class Lab {
    /** Far more than any command takes: one that still runs then is stuck. */
    public static final int PATIENCE_SECONDS = 60;

    public static final Path DIST = Path.of(required("libcsockets.dist"));

    private Lab() {}

    /** The outcome of a program. */
    public record Outcome(String stdout, String stderr, int exitCode) {
        public JsonObject json() {
            assertEquals(0, exitCode, stderr);
            return JsonParser.parseString(stdout).getAsJsonObject();
        }
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        assertTrue(value != null, () -> "the tests of the lab need -D" + property);
        return value;
    }

    /** The backends that this JDK must have. */
    public static List<String> backends() {
        return List.of(required("libcsockets.backends").split(","));
    }

    /** The launcher, quoted for a shell. */
    public static String launcher() {
        return "'" + DIST.resolve("bin/libc-sockets") + "'";
    }

    public static Outcome run(String... args) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(DIST.resolve("bin/libc-sockets").toString()));
        command.addAll(List.of(args));
        return outcome(command);
    }

    public static JsonObject json(String backend, String... args) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--json", "--backend", backend));
        return run(all.toArray(new String[0])).json();
    }

    /** Runs a shell script in a new network namespace, where only the loopback interface is up. */
    public static Outcome inNamespace(String script) throws IOException, InterruptedException {
        return outcome(inNamespaceCommand(script));
    }

    /** The script starts only after a check that it cannot change the machine's own network. */
    public static List<String> inNamespaceCommand(String script) throws IOException {
        for (String program : List.of("unshare", "ip", "setpriv")) {
            need(program);
        }
        String ours = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        String guard = "if [ \"$(readlink /proc/self/ns/net)\" = '" + ours + "' ]; then\n"
                + "    echo 'This is not a network namespace of its own.' >&2\n"
                + "    exit 3\n"
                + "fi\n";
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        return List.of("unshare", root ? "-n" : "-rn", "sh", "-e", "-c", guard + "ip link set lo up\n" + script);
    }

    /** Skips a test, with the reason, if a program that it needs is not installed; fails it if CI is set. */
    public static void need(String program) {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        assertTrue(there || !"true".equals(System.getenv("CI")), () -> program + " is not installed");
        Assumptions.assumeTrue(there, () -> program + " is not installed");
    }

    public static Outcome shell(String script) throws IOException, InterruptedException {
        return outcome(List.of("sh", "-e", "-c", script));
    }

    /** Runs a command to its end. Its output goes to files, because a pipe may fill up. */
    private static Outcome outcome(List<String> command) throws IOException, InterruptedException {
        Path stdout = Files.createTempFile("lab", ".out");
        Path stderr = Files.createTempFile("lab", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
            clean(builder.environment());
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            int exitCode = process.waitFor();
            String printed = Files.readString(stdout);
            String complaints = Files.readString(stderr);
            assertTrue(ended, () -> command + " did not end; it printed " + printed + complaints);
            return new Outcome(printed, complaints, exitCode);
        } finally {
            Files.delete(stdout);
            Files.delete(stderr);
        }
    }

    public static void clean(Map<String, String> environment) {
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "LIBC_SOCKETS_BACKEND"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    /** All steps of all chapters of a command's JSON, as lines {@code call = result}. */
    static List<String> steps(JsonObject document) {
        List<String> steps = new ArrayList<>();
        for (JsonElement chapter : document.getAsJsonArray("chapters")) {
            for (JsonElement element : chapter.getAsJsonObject().getAsJsonArray("steps")) {
                JsonObject step = element.getAsJsonObject();
                if (!step.get("call").isJsonNull()) {
                    JsonElement errno = step.get("errno");
                    String result = errno.isJsonNull() ? step.get("result").getAsString() : errno.getAsString();
                    steps.add(step.get("call").getAsString() + " = " + result);
                }
            }
        }
        return steps;
    }

    /** Asserts that the steps occur in this order, possibly with others between them. */
    public static void assertSteps(JsonObject document, String... expected) {
        List<String> steps = steps(document);
        int at = 0;
        for (String step : expected) {
            int found = steps.subList(at, steps.size()).indexOf(step);
            assertTrue(found >= 0, () -> "'" + step + "' is missing in its place in\n" + String.join("\n", steps));
            at += found + 1;
        }
    }
}
