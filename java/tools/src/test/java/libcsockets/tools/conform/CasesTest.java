package libcsockets.tools.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import libcsockets.Libc;
import libcsockets.tools.conform.c.CDriver;
import libcsockets.tools.conform.language.CaseFile;
import libcsockets.tools.conform.language.CaseFileTest;
import libcsockets.tools.conform.run.CaseRunner;
import libcsockets.tools.conform.run.Result;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On every backend a case gives what it gives in C on the same machine. */
public class CasesTest {
    private static final int BUNDLED = 376;

    /** The bundled cases with a wild pointer, the only ones that Java does not run. */
    private static final int WILD = 14;

    private static final int PATIENCE_SECONDS = 100;

    public static List<String> backends() {
        return List.of(required("libcsockets.backends").split(","));
    }

    public static Path cProgram() {
        return Path.of(required("libcsockets.native"), "conform");
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        assertTrue(value != null, () -> "the conformance tests need -D" + property);
        return value;
    }

    private static List<Result> inC(CaseFile file) {
        List<Result> results = new ArrayList<>();
        try {
            CDriver.at(cProgram()).run(file.cases(), results::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertEquals(file.cases().size(), results.size());
        return results;
    }

    private static List<Result> inJava(CaseFile file, String backend) {
        CaseRunner runner = new CaseRunner(Libc.open(backend));
        return file.cases().stream().map(runner::run).toList();
    }

    private static void assertAgree(List<Result> c, List<Result> java, int unsupported) {
        List<String> different = new ArrayList<>();
        int skipped = 0;
        for (int i = 0; i < c.size(); i++) {
            if (java.get(i).isUnsupported()) {
                skipped++;
            } else if (!c.get(i).agrees(java.get(i))) {
                different.add(
                        "\nC:    " + c.get(i).line() + "\nJava: " + java.get(i).line());
            }
        }
        assertTrue(different.isEmpty(), () -> String.join("", different));
        assertEquals(unsupported, skipped);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void everyBundledCaseGivesWhatItGivesInC(String backend) {
        CaseFile file = CaseFile.bundled();
        List<Result> java = inJava(file, backend);
        assertAgree(inC(file), java, WILD);
        List<String> marked =
                java.stream().filter(Result::isMarked).map(Result::line).toList();
        assertEquals(List.of(), marked, "the checks hold too");
    }

    @ParameterizedTest
    @MethodSource("backends")
    void everyFormOfTheLanguageGivesWhatItGivesInC(String backend) {
        CaseFile file = CaseFileTest.resource("forms.tsv");
        List<Result> java = inJava(file, backend);
        assertAgree(inC(file), java, 0);
        List<String> marked =
                java.stream().filter(Result::isMarked).map(Result::line).toList();
        assertEquals(List.of(), marked, "the checks hold too");
    }

    /** Here the lines are equal to the last character. */
    @ParameterizedTest
    @MethodSource("backends")
    void whatIsOffIsToldAsInC(String backend) {
        CaseFile file = CaseFileTest.resource("marks.tsv");
        List<Result> java = inJava(file, backend);
        assertEquals(
                inC(file).stream().map(Result::line).toList(),
                java.stream().map(Result::line).toList());
        assertTrue(java.stream().allMatch(Result::isMarked));
    }

    // ---- as another user, without IPv6: in a process of its own ----

    @ParameterizedTest
    @MethodSource("backends")
    void anOrdinaryUserGetsWhatHeGetsInC(String backend, @TempDir Path directory) throws Exception {
        if (Libc.open(backend).geteuid() != 0) {
            // Then the tests above have run as an ordinary user.
            abort("only root can become another user");
        }
        List<String> ordinary = List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
        require("this process cannot become an ordinary user", ordinary);
        Child child = new Child(directory, ordinary);
        child.compare(backend);
        String output = child.conform(List.of("--backend", backend, "-i", "socket.raw-tcp-root"));
        assertTrue(output.startsWith("socket.raw-tcp-root\tsocket\tskip:needs-root\n"), output);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void withoutIpv6AllIsAsInC(String backend, @TempDir Path directory) throws Exception {
        List<String> alone = new ArrayList<>(List.of("unshare", "-n"));
        if (Libc.open(backend).geteuid() != 0) {
            alone.add("-r");
        }
        alone.addAll(List.of(
                "sh",
                "-c",
                "ip link set lo up && echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6 && exec \"$@\"",
                "sh"));
        require("no network namespace without IPv6 can be had", alone);
        Child child = new Child(directory, alone);
        child.compare(backend);
        String output = child.conform(List.of("--backend", backend, "-i", "connect.tcp6"));
        assertTrue(output.startsWith("connect.tcp6\tconnect\tsetup-failed\t"), output);
    }

    /** Skips the test where a program cannot be run in this way, which CI must be able to. */
    private static void require(String otherwise, List<String> wrapper) throws Exception {
        List<String> probe = new ArrayList<>(wrapper);
        probe.add("true");
        Finished finished = finish(new ProcessBuilder(probe));
        if (finished.exitCode() != 0) {
            String reason = otherwise + " here: " + finished.output();
            assertFalse("true".equals(System.getenv("CI")), reason);
            System.out.println(reason);
            abort(reason);
        }
    }

    /** Runs {@code libc-sockets conform} from a copy of the distribution that everybody can read. */
    private static final class Child {
        private final List<String> command = new ArrayList<>();

        Child(Path directory, List<String> wrapper) throws IOException {
            // Below /tmp, since the directory of the build may be closed to others.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path lib = Path.of(required("libcsockets.dist"), "lib");
            for (String name : List.of("libc-sockets-tools.jar", "libcsockets.so", "conform")) {
                Path copy = directory.resolve(name);
                Files.copy(lib.resolve(name), copy, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            command.addAll(wrapper);
            command.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1",
                    "-Dlibcsockets.library.path=" + directory,
                    "-jar",
                    directory.resolve("libc-sockets-tools.jar").toString(),
                    "conform"));
        }

        void compare(String backend) throws Exception {
            assertEquals(
                    BUNDLED - WILD + " cases compared, " + WILD + " unsupported, 0 different\n",
                    conform(List.of("--diff", backend + ",c")));
        }

        String conform(List<String> arguments) throws Exception {
            List<String> all = new ArrayList<>(command);
            all.addAll(arguments);
            return finish(new ProcessBuilder(all)).output();
        }
    }

    private record Finished(int exitCode, String output) {}

    private static Finished finish(ProcessBuilder builder) throws Exception {
        Process process;
        try {
            process = builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Finished(-1, e.getMessage());
        }
        try {
            process.getOutputStream().close();
            // The output is smaller than a pipe.
            assertTrue(
                    process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "still running: " + builder.command());
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Finished(process.exitValue(), output);
        } finally {
            Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
        }
    }
}
