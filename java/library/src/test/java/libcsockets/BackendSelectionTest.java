package libcsockets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import libcsockets.testing.OnEachBackend;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice of the backend, and the message about one that cannot be chosen. */
class BackendSelectionTest {
    private static final int RELEASE = Runtime.version().feature();
    private static final boolean FFM = RELEASE >= 25;

    @TempDir
    Path directory;

    /** A run that claims to test a release really runs on it. */
    @Test
    void theTestsRunOnTheReleaseAskedFor() {
        String expected = System.getProperty("libcsockets.test.release");
        Assumptions.assumeTrue(expected != null, "not started by the build");
        if (expected.equals("25")) {
            assertTrue(FFM, "this is JDK " + RELEASE);
        } else {
            assertEquals(Integer.parseInt(expected), RELEASE);
        }
    }

    @OnEachBackend
    void aBackendIsOpenedOnce(Libc libc) {
        assertSame(libc, Libc.open(libc.backend()));
    }

    @Test
    void autoChoosesFfmWhereItRuns() {
        assertEquals(FFM ? "ffm" : "jni", Libc.open("auto").backend());
        assertSame(Libc.get(), Libc.get());
    }

    @Test
    void anUnknownBackendIsRefused() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Libc.open("jna"));
        assertEquals("unknown backend 'jna': use ffm, jni or auto", e.getMessage());
    }

    @Test
    void ffmOnAnOldJdkIsRefusedWithTheReason() {
        Assumptions.assumeFalse(FFM, "this JDK has it");
        BackendUnavailableException e = assertThrows(BackendUnavailableException.class, () -> Libc.open("ffm"));
        assertEquals("the ffm backend needs JDK 25 or later, and this is JDK " + RELEASE, e.getMessage());
        Libc.open("auto");
        assertEquals(e.getMessage(), Libc.rejected().get("ffm"));
    }

    @Test
    void thePropertyChoosesTheBackend() throws Exception {
        assertEquals("jni", probe("-Dlibcsockets.backend=jni"));
        assertEquals(
                "java.lang.IllegalArgumentException: unknown backend 'none': use ffm, jni or auto",
                probe("-Dlibcsockets.backend=none"));
    }

    @Test
    void anExplicitChoiceDoesNotFallBack() throws Exception {
        String said = probe("-Dlibcsockets.backend=jni", "-Dlibcsockets.library.path=" + directory);
        assertTrue(
                said.startsWith("libcsockets.BackendUnavailableException: the JNI library cannot be loaded from"
                        + " -Dlibcsockets.library.path=" + directory + ": "),
                said);
    }

    @Test
    void aFileThatIsNotALibraryIsRefused() throws Exception {
        Files.writeString(directory.resolve("libcsockets.so"), "not a library");
        String said = probe("-Dlibcsockets.backend=jni", "-Dlibcsockets.library.path=" + directory);
        assertTrue(said.contains("the JNI library cannot be loaded from"), said);
    }

    @Test
    void theJniLibraryLeavesNoFileBehind() throws Exception {
        assertEquals("jni", probe("-Dlibcsockets.backend=jni", "-Djava.io.tmpdir=" + directory));
        try (Stream<Path> files = Files.list(directory)) {
            // The JVM's own statistics file may be there.
            assertEquals(
                    List.of(),
                    files.filter(f -> f.getFileName().toString().contains("csockets"))
                            .toList());
        }
    }

    /** All class loaders share the jars that are open for reading resources, and one closes what it has read from. */
    @Test
    void aClassLoaderThatIsClosedDisturbsNoOther() throws Exception {
        String jar = System.getProperty("libcsockets.jar");
        Assumptions.assumeTrue(jar != null, "not started by the build");
        URL[] path = {
            Path.of(jar).toUri().toURL(),
            Path.of(System.getProperty("libcsockets.slf4j")).toUri().toURL()
        };
        AtomicBoolean over = new AtomicBoolean();
        Thread closing = new Thread(() -> {
            while (!over.get()) {
                try (URLClassLoader other = new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
                        InputStream read = other.getResourceAsStream("libcsockets/Libc.class")) {
                    if (read != null) {
                        read.read();
                    }
                } catch (IOException e) {
                    // It is disturbed itself.
                }
            }
        });
        closing.setDaemon(true);
        closing.start();
        try {
            for (int i = 0; i < 8; i++) {
                try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
                    Object libc = loader.loadClass("libcsockets.Libc")
                            .getMethod("open", String.class)
                            .invoke(null, "jni");
                    assertEquals("jni", libc.getClass().getMethod("backend").invoke(libc));
                }
            }
        } finally {
            over.set(true);
            closing.join();
        }
    }

    @Test
    void deniedNativeAccessNamesTheFlag() throws Exception {
        Assumptions.assumeTrue(FFM, "an older JDK does not deny it");
        String said = run(List.of("--illegal-native-access=deny", "-Dlibcsockets.backend=ffm"), false);
        assertEquals(
                "libcsockets.BackendUnavailableException: native access is denied: start java with"
                        + " --enable-native-access=ALL-UNNAMED",
                said);
    }

    @Test
    void inAModuleTheFlagNamesTheModule() throws Exception {
        Assumptions.assumeTrue(FFM, "an older JDK does not deny it");
        List<String> command = List.of("--illegal-native-access=deny", "-Dlibcsockets.backend=ffm");
        assertEquals(
                "libcsockets.BackendUnavailableException: native access is denied: start java with"
                        + " --enable-native-access=libcsockets",
                run(command, true));
    }

    /** Wherever the library comes from, the JVM refuses to load it for the same reason. */
    @Test
    void deniedNativeAccessNamesTheFlagForJniToo() throws Exception {
        Assumptions.assumeTrue(FFM, "an older JDK does not deny it");
        for (String place : new String[] {"-Dempty=", "-Dlibcsockets.library.path=" + directory}) {
            List<String> command = List.of("--illegal-native-access=deny", "-Dlibcsockets.backend=jni", place);
            assertEquals(
                    "libcsockets.BackendUnavailableException: native access is denied: start java with"
                            + " --enable-native-access=ALL-UNNAMED",
                    run(command, false));
        }
    }

    /** If neither backend works, the message names both reasons. */
    @Test
    void autoReportsEveryReasonIfNothingRuns() throws Exception {
        Assumptions.assumeTrue(FFM, "an older JDK does not deny it");
        String denied = "; native access is denied: start java with --enable-native-access=ALL-UNNAMED";
        assertEquals(
                "libcsockets.BackendUnavailableException: libc cannot be called from this JVM" + denied + denied,
                run(List.of("--illegal-native-access=deny"), false));
    }

    /** Messages are the same on every backend, so they work even if the chosen one does not. */
    @Test
    void errorMessagesNeedNoChoiceOfABackend() throws Exception {
        List<String> options = new ArrayList<>(List.of("-Dlibcsockets.backend=none"));
        if (FFM) {
            options.add("--enable-native-access=ALL-UNNAMED");
        }
        assertEquals(
                "connect(5, 127.0.0.1:80): ECONNREFUSED (111), Connection refused",
                run(options, false, FFM ? "ffm" : "jni"));
    }

    private static String probe(String... options) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
        all.addAll(List.of(options));
        return run(all, false);
    }

    /** Runs {@link Probe} in a JVM of its own and returns the line that it prints. */
    private static String run(List<String> options, boolean asModule, String... arguments)
            throws IOException, InterruptedException {
        String jar = System.getProperty("libcsockets.jar");
        Assumptions.assumeTrue(jar != null, "not started by the build");
        String slf4j = System.getProperty("libcsockets.slf4j");
        String tests = Path.of(System.getProperty("libcsockets.testclasses")).toString();
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(options);
        if (asModule) {
            command.addAll(List.of(
                    "-p",
                    jar + ":" + slf4j,
                    "--patch-module",
                    "libcsockets=" + tests,
                    "-m",
                    "libcsockets/libcsockets.Probe"));
        } else {
            command.addAll(List.of("-cp", jar + ":" + slf4j + ":" + tests, "libcsockets.Probe"));
        }
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the probe hangs");
        List<String> lines =
                output.lines().filter(line -> line.startsWith("probe: ")).toList();
        assertEquals(1, lines.size(), output);
        return lines.get(0).substring("probe: ".length());
    }
}
