package libcsockets.tools.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line {@code conform}: what it prints, and its exit code. */
class ConformCommandTest {
    private static final String C_PROGRAM = "libcsockets.conform.c";
    private static final String GOOD = "a.good\tsafe,unix\t-\tsocket\tAF_UNIX,SOCK_STREAM,0\tok:fd\n";
    private static final String MARKED = "b.marked\tsafe,udp\t-\tclose\t-1\tok:0\n";
    private static final String WILD = "c.wild\traw-only\t-\tsend\t1,BAD/len=1,0\terrno:EFAULT\n";
    private static final String SKIPPED = "d.skipped\tsafe\t?s=socket(AF_INET,SOCK_RDM,0)\tlisten\ts,1\tok:0\n";

    @TempDir
    private Path directory;

    private record Run(int exitCode, String out, String err) {}

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new ConformCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    private static String backend() {
        return CasesTest.backends().get(0);
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @BeforeEach
    void knowTheCProgram() {
        System.setProperty(C_PROGRAM, CasesTest.cProgram().toString());
    }

    @AfterEach
    void forgetTheCProgram() {
        System.clearProperty(C_PROGRAM);
    }

    // ---- good runs ----

    @ParameterizedTest
    @MethodSource("libcsockets.tools.conform.CasesTest#backends")
    void withoutAFileTheBundledCasesRun(String backend) {
        Run run = run("--backend", backend);
        assertEquals(0, run.exitCode(), run.out());
        assertEquals(376, run.out().lines().count());
        assertTrue(run.err().startsWith("376 cases run, "), run.err());
        assertTrue(run.err().endsWith(" skipped, 14 unsupported, 0 marked\n"), run.err());
    }

    @Test
    void theLinesAreThoseOfTheCasesInOrder() throws IOException {
        Run run = run("--backend", backend(), file("f", GOOD + MARKED + WILD + SKIPPED));
        assertEquals(
                "a.good\tsocket\tok:fd\n"
                        + "b.marked\tclose\terrno:EBADF\tMISMATCH expected=ok:0\n"
                        + "c.wild\tsend\tunsupported\n"
                        + "d.skipped\tlisten\tskip:socket:ESOCKTNOSUPPORT\n",
                run.out());
        assertEquals("4 cases run, 1 skipped, 1 unsupported, 1 marked\n", run.err());
        assertEquals(1, run.exitCode());
    }

    @Test
    void theCProgramRunsThemToo() throws IOException {
        Run run = run(
                "--backend",
                "c",
                file("f", GOOD + MARKED + WILD.replace("send", "dup").replace("1,BAD/len=1,0", "1")));
        assertEquals(
                "a.good\tsocket\tok:fd\n"
                        + "b.marked\tclose\terrno:EBADF\tMISMATCH expected=ok:0\n"
                        + "c.wild\tdup\tok:fd\tMISMATCH expected=errno:EFAULT\n",
                run.out());
        assertEquals(1, run.exitCode());
    }

    @Test
    void theCProgramKnowsAllConstants() throws IOException {
        String line = "a\tsafe\t-\tsocket\tAF_NETLINK,SOCK_RAW,NETLINK_GENERIC\tok:fd\t"
                + "assert(ret,ne,TCP_NOTSENT_LOWAT|XDP_UMEM_REG)\n";
        Run run = run("--backend", "c", file("f", line));
        assertEquals("a\tsocket\tok:fd\n", run.out());
    }

    @Test
    void casesAreChosen() throws IOException {
        String f = file("f", GOOD + MARKED + WILD + SKIPPED);
        assertEquals(
                "a.good\tsocket\tok:fd\n",
                run("--backend", backend(), "-q", "-i", "a.good", f).out());
        assertEquals(
                2,
                run("--backend", backend(), "-i", "c.wild", "-i", "a.good", f)
                        .out()
                        .lines()
                        .count());
        assertEquals(
                "a.good\tsocket\tok:fd\n",
                run("--backend", backend(), "-t", "safe", "-t", "unix", f).out());
        assertEquals(
                "c.wild\tsend\tunsupported\n",
                run("--backend", backend(), "-x", "safe", "-x", "udp", f).out());
        assertEquals(
                "c.wild\tsend\tunsupported\n",
                run("--backend", backend(), "-c", "send", f).out());
        assertEquals(
                "b.marked\tclose\terrno:EBADF\tMISMATCH expected=ok:0\n",
                run("--backend", backend(), "-m", f).out());
        assertEquals("", run("--backend", backend(), "-q", "-t", "unix", f).err());
    }

    @Test
    void severalFilesRunOneAfterTheOther() throws IOException {
        Run run = run("--backend", backend(), file("f", GOOD), file("g", GOOD + SKIPPED));
        assertEquals(3, run.out().lines().count());
        assertEquals("3 cases run, 1 skipped, 0 unsupported, 0 marked\n", run.err());
    }

    /** The environment decides only where the command line does not. */
    @Test
    void theCommandLineDecidesBeforeTheEnvironment() throws IOException, InterruptedException {
        String f = file("f", GOOD);
        Process process = launched("no-such-backend", "conform", "--backend", "auto", f);
        assertEquals("", text(process.getErrorStream()).replaceAll("1 cases run, .*\n", ""));
        assertEquals(0, process.waitFor());
        process = launched("no-such-backend", "conform", f);
        assertTrue(text(process.getErrorStream()).contains("no-such-backend"));
        assertNotEquals(0, process.waitFor());
    }

    /** The command line in a JVM of its own, with that demand. */
    private static Process launched(String backend, String... arguments) throws IOException {
        Path lib = Path.of(System.getProperty("libcsockets.dist"), "lib");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dlibcsockets.backend=" + backend,
                "-Dlibcsockets.library.path=" + lib,
                "-jar",
                lib.resolve("libc-sockets-tools.jar").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }

    // ---- differences ----

    @Test
    void twoBackendsThatAgreePrintNothing() throws IOException {
        Run run = run("--diff", backend() + ",c", file("f", GOOD + MARKED + WILD + SKIPPED));
        assertEquals("", run.out());
        assertEquals("3 cases compared, 1 unsupported, 0 different\n", run.err());
        assertEquals(0, run.exitCode(), "a mark that both have is not a difference");
    }

    /** A program in place of the C one that gives something else. */
    private void pretend(String... lines) throws IOException {
        Path program = directory.resolve("program");
        Files.writeString(program, "#!/bin/sh\ncat <<'END'\n" + String.join("\n", lines) + "\nEND\n");
        assertTrue(program.toFile().setExecutable(true));
        System.setProperty(C_PROGRAM, program.toString());
    }

    @Test
    void aDifferenceIsPrinted() throws IOException {
        pretend(
                "a.good\tsocket\terrno:EPERM\tMISMATCH expected=ok:fd",
                "b.marked\tclose\terrno:EBADF\tCHECK step 1 x: y");
        Run run = run("--diff", backend() + ",c", file("f", GOOD + MARKED));
        assertEquals(
                "a.good\tsocket\t" + backend() + "\tok:fd\n"
                        + "a.good\tsocket\tc\terrno:EPERM\tMISMATCH expected=ok:fd\n"
                        + "b.marked\tclose\t" + backend() + "\terrno:EBADF\tMISMATCH expected=ok:0\n"
                        + "b.marked\tclose\tc\terrno:EBADF\tCHECK step 1 x: y\n",
                run.out());
        assertEquals("2 cases compared, 0 unsupported, 2 different\n", run.err());
        assertEquals(1, run.exitCode());
    }

    @Test
    void aRunThatStopsIsNoAgreement() throws IOException {
        pretend("a.good\tsocket\tok:fd");
        Run run = run("--diff", backend() + ",c", file("f", GOOD + MARKED));
        assertEquals(2, run.exitCode());
        assertEquals("libc-sockets: c returned 1 results for 2 cases\n", run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"no result", "b.other\tsocket\tok:fd", "a.good\tsocket\tok:fd\na.good\tsocket\tok:fd"})
    void whatTheCProgramPrintsBesideResultsIsRefused(String lines) throws IOException {
        pretend(lines);
        Run run = run("--backend", "c", file("f", GOOD));
        assertEquals(2, run.exitCode());
        assertTrue(run.err().startsWith("libc-sockets: "), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    void whatACaseWritesIsNoResult() throws IOException {
        String line = "a\tsafe\twrite(1,\"b.false\\tsocket\\tok:fd\\n\")\tsocket\tAF_UNIX,SOCK_STREAM,0\tok:fd\n";
        Run run = run("--backend", "c", file("f", line));
        assertEquals("a\tsocket\tok:fd\n", run.out());
        assertEquals(0, run.exitCode());
    }

    // ---- refusals: nothing is run ----

    @ParameterizedTest
    @ValueSource(strings = {"--backend=cpp", "--diff=ffm", "--diff=ffm,jni,c", "--diff=ffm,", "--verbose", "-i"})
    void aWrongCommandLineIsRefused(String argument) {
        Run run = run(argument);
        assertEquals(2, run.exitCode());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("--") || run.err().contains("option"), run.err());
    }

    @Test
    void whatCannotBeChosenIsRefused() throws IOException {
        String f = file("f", GOOD);
        assertEquals(
                "libc-sockets: there is no case with the id nothing\n",
                run("-i", "nothing", f).err());
        Run run = run("-t", "tcp", f);
        assertEquals("libc-sockets: no case is left by -i, -t, -x and -c together\n", run.err());
        assertEquals(2, run.exitCode());
    }

    @Test
    void aBadFileIsRefusedBeforeAnyCaseRuns() throws IOException {
        String bad = file("bad", GOOD + "b\tsafe\t-\tpoke\t-\tok\n");
        Run run = run("--backend", backend(), file("f", GOOD), bad);
        assertEquals(2, run.exitCode());
        assertEquals("", run.out());
        assertEquals("libc-sockets: " + bad + ":2:10: there is no verb 'poke'\n", run.err());
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        for (String name : List.of("missing", ".")) {
            Run run = run(directory.resolve(name).toString());
            assertEquals(2, run.exitCode());
            assertEquals("", run.out());
            assertTrue(run.err().startsWith("libc-sockets: " + directory), run.err());
        }
    }

    @Test
    void aMissingCProgramIsSaid() {
        System.setProperty(C_PROGRAM, directory.resolve("conform").toString());
        Run run = run("--backend", "c");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().contains("\"make build\" makes it"), run.err());
    }
}
