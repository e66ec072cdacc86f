package libcsockets.tools.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is ended from outside leaves no file and no process; and the C program on its own. */
class EndingTest {
    private static final int PATIENCE_SECONDS = 60;
    private static final int SIGTERM = 15;
    private static final Path TEMPORARY = Path.of("/tmp");

    @TempDir
    private Path directory;

    private final String marker = "marker" + System.nanoTime();
    private Process process;

    @AfterEach
    void endProcess() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    static List<String> backends() {
        List<String> backends = new ArrayList<>(CasesTest.backends());
        backends.add("c");
        return backends;
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("cases.tsv"), text).toString();
    }

    /** A case that makes a file, so that others see that it runs, and then blocks. */
    private String blockingCase() throws IOException {
        return file("a\tsafe\t" + "dropuser(); r,w=pipe(); touch(" + marker + ")\tread\tr,1\tok:1\n");
    }

    private void start(String... command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** The temporary files and directories of this test's case. */
    private List<Path> left() throws IOException {
        List<Path> left = new ArrayList<>();
        try (Stream<Path> files = Files.list(TEMPORARY)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                boolean ofCase = name.startsWith("lc.") && Files.exists(file.resolve(marker));
                boolean ofDriver = name.startsWith("conform")
                        && name.endsWith(".tsv")
                        && new String(bytes(file), StandardCharsets.UTF_8).contains(marker);
                if (ofCase || ofDriver) {
                    left.add(file);
                }
            }
        }
        return left;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            // Another test's, gone by now.
            return new byte[0];
        }
    }

    private void awaitCase() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (left().stream().noneMatch(file -> file.getFileName().toString().startsWith("lc."))) {
            assertTrue(process.isAlive() && System.nanoTime() - deadline < 0, "the case did not start");
            Thread.sleep(5);
        }
    }

    private String output() throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void assertEnded(ProcessHandle handle) throws Exception {
        handle.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void aSignalLeavesNothing(String backend) throws Exception {
        String dist = System.getProperty("libcsockets.dist");
        start(dist + "/bin/libc-sockets", "conform", "--backend", backend, blockingCase());
        awaitCase();
        List<ProcessHandle> children = process.descendants().toList();
        process.toHandle().destroy();
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        for (ProcessHandle child : children) {
            assertEnded(child);
        }
        assertEquals("", output());
        assertEquals(128 + SIGTERM, process.exitValue());
        assertEquals(List.of(), left());
    }

    @Test
    void aSignalLeavesNothingOfTheCProgram() throws Exception {
        start(CasesTest.cProgram().toString(), blockingCase());
        awaitCase();
        List<ProcessHandle> children = process.descendants().toList();
        assertEquals(1, children.size());
        process.toHandle().destroy();
        assertEnded(process.toHandle());
        assertEnded(children.get(0));
        assertEquals("", output());
        assertEquals(128 + SIGTERM, process.waitFor());
        assertEquals(List.of(), left());
    }

    /** Even if it was root's and has become another user. */
    @Test
    void aCaseEndsWithTheCProgram() throws Exception {
        start(CasesTest.cProgram().toString(), blockingCase());
        awaitCase();
        List<ProcessHandle> children = process.descendants().toList();
        assertEquals(1, children.size());
        process.toHandle().destroyForcibly();
        try {
            assertEnded(children.get(0));
        } finally {
            for (Path file : left()) {
                Files.delete(file.resolve(marker));
                Files.delete(file);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# no case\n"})
    void theCProgramRefusesAFileWithoutCases(String text) throws Exception {
        String file = file(text);
        start(CasesTest.cProgram().toString(), file);
        assertEquals("conform: " + file + ": there is no case in it\n", output());
        assertEquals(2, process.waitFor());
    }

    @Test
    void theCProgramRefusesWhatCannotBeReadOrChosen() throws Exception {
        String c = CasesTest.cProgram().toString();
        start(c, directory.toString());
        assertEquals("conform: " + directory + ": Is a directory\n", output());
        assertEquals(2, process.waitFor());
        String file = blockingCase();
        start(c, "-i", "b", file);
        assertEquals("conform: " + file + ": there is no case with the id b\n", output());
        assertEquals(2, process.waitFor());
        start("sh", "-c", c + " -m -i socket.domain-zero '" + file(SOCKET) + "' >/dev/full");
        assertEquals("", output().replaceAll("conform: the results cannot be written: No space left on device\n", ""));
        assertEquals(2, process.waitFor());
    }

    private static final String SOCKET = "socket.domain-zero\tsafe\t-\tsocket\t0,0,0\tok:fd\n";
}
