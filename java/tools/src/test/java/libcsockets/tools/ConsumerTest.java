package libcsockets.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Uses the published artifacts in a foreign project: installs them into a local repository, builds against them, and
 * runs on both JDKs, on the class path and on the module path, with the flags in the README and without a warning.
 *
 * <p>The local repository is new and has symbolic links to the artifacts of the user's repository: nothing is
 * downloaded again, and the user's repository stays unchanged.
 */
@EnabledIfSystemProperty(
        named = "libcsockets.jdk17",
        matches = ".+",
        disabledReason = "the run on the newer JDK tests it on both")
class ConsumerTest {
    private static final Path ROOT = Path.of(required("libcsockets.root"));
    private static final String VERSION = required("libcsockets.version");
    private static final String INSTALL = "org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file";
    private static final Path GROUP = Path.of("io", "github", "libcsockets");
    private static final int PATIENCE_SECONDS = 100;

    @TempDir
    private static Path directory;

    private static Path consumer;

    private static String required(String property) {
        String value = System.getProperty(property);
        assertTrue(value != null, () -> "this test needs -D" + property);
        return value;
    }

    /** The output and the exit code of a process. */
    private record Outcome(int exitCode, String out, String err) {}

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        Path mvn = Path.of(required("libcsockets.mvn"));
        Assumptions.assumeTrue(Files.isExecutable(mvn), () -> "there is no Maven at " + mvn);
        Path repository = linkedRepository(Path.of(required("libcsockets.repository")));
        consumer = directory.resolve("consumer");
        copy(ROOT.resolve("java/tools/src/test/consumer"), consumer);

        String parent = "-DpomFile=" + ROOT.resolve("pom.xml");
        maven(mvn, repository, INSTALL, parent, "-Dpackaging=pom", "-Dfile=" + ROOT.resolve("pom.xml"));
        Path library = ROOT.resolve("java/library");
        Path jar = library.resolve("target/libc-sockets-" + VERSION + ".jar");
        maven(mvn, repository, INSTALL, "-DpomFile=" + library.resolve("pom.xml"), "-Dfile=" + jar);
        assertTrue(Files.isDirectory(repository.resolve(GROUP).resolve("libc-sockets")), "nothing was installed");
        maven(mvn, repository, "package");
    }

    /** A copy of a directory with links to its entries, and with real directories down to our group. */
    private static Path linkedRepository(Path users) throws IOException {
        Path repository = Files.createDirectory(directory.resolve("repository"));
        Path own = repository;
        Path original = users;
        for (Path step : GROUP) {
            if (Files.isDirectory(original)) {
                try (Stream<Path> entries = Files.list(original)) {
                    for (Path entry : (Iterable<Path>) entries::iterator) {
                        if (!entry.getFileName().equals(step)) {
                            Files.createSymbolicLink(own.resolve(entry.getFileName()), entry);
                        }
                    }
                }
            }
            own = Files.createDirectory(own.resolve(step));
            original = original.resolve(step);
        }
        return repository;
    }

    /** Runs before JUnit deletes the directory, which warns of links that lead out of it. */
    @AfterAll
    static void unlink() throws IOException {
        try (Stream<Path> links = Files.find(directory, GROUP.getNameCount() + 1, (path, a) -> a.isSymbolicLink())) {
            for (Path link : links.toList()) {
                Files.delete(link);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void maven(Path mvn, Path repository, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(mvn.toString(), "-q", "-B", "-ntp"));
        command.add("-Dmaven.repo.local=" + repository);
        command.add("-Dlibcsockets.version=" + VERSION);
        command.add("-Dslf4j.version=" + required("libcsockets.slf4j.version"));
        command.addAll(Arrays.asList(arguments));
        Outcome outcome = run(command, required("libcsockets.jdk17"));
        assertEquals(0, outcome.exitCode(), () -> command + "\n" + outcome.out() + outcome.err());
    }

    private static Outcome run(List<String> command, String javaHome) throws IOException, InterruptedException {
        File out = Files.createTempFile(directory, "run", ".out").toFile();
        File err = Files.createTempFile(directory, "run", ".err").toFile();
        ProcessBuilder builder = new ProcessBuilder(command).directory(consumer.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "MAVEN_OPTS", "MAVEN_ARGS"));
        environment.put("JAVA_HOME", javaHome);
        Process process = builder.redirectOutput(out).redirectError(err).start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(command + " hangs");
        }
        return new Outcome(process.exitValue(), text(out), text(err));
    }

    private static String text(File file) throws IOException {
        return Files.readString(file.toPath(), StandardCharsets.UTF_8);
    }

    /** The last column is the expected backend. */
    @ParameterizedTest
    @CsvSource({
        "17, class path, auto, jni",
        "17, module path, auto, jni",
        "25, class path, auto, ffm",
        "25, module path, auto, ffm",
        "25, class path, jni, jni",
        "25, module path, jni, jni",
    })
    void itRunsWithoutAWarning(String release, String path, String wanted, String backend)
            throws IOException, InterruptedException {
        String home = required("libcsockets.jdk" + release);
        boolean modules = path.equals("module path");
        List<String> command = new ArrayList<>(List.of(home + "/bin/java", "-Dlibcsockets.backend=" + wanted));
        command.add("--enable-native-access=" + (modules ? "libcsockets" : "ALL-UNNAMED"));
        String jar = consumer.resolve("target/consumer.jar").toString();
        String libraries = consumer.resolve("target/lib").toString();
        if (modules) {
            command.addAll(List.of("-p", jar + ":" + libraries, "-m", "consumer/consumer.Main"));
        } else {
            command.addAll(List.of("-cp", jar + ":" + libraries + "/*", "consumer.Main"));
        }
        Outcome outcome = run(command, home);
        assertEquals("", outcome.err());
        String module = modules ? "consumer" : "null";
        // The release is the one in the JDK's path, or a later one with the ffm backend.
        String[] words = outcome.out().strip().split(" ", 3);
        assertEquals(module, words[0], outcome::out);
        int feature = Integer.parseInt(words[1]);
        assertTrue(release.equals("17") ? feature == 17 : feature >= 25, outcome::out);
        assertEquals(backend + " hello own EAGAIN", words[2]);
        assertEquals(0, outcome.exitCode());
    }
}
