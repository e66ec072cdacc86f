package libcsockets.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command line as a whole: its exit codes, and one sentence for what is wrong. */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(args);
    }

    @Test
    void theHelpNamesEveryCommand() {
        assertEquals(0, run("--help"));
        for (String command : Main.commandLine().getSubcommands().keySet()) {
            assertTrue(out.toString().contains("\n  " + command + " "), command);
        }
        assertEquals("", err.toString());
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : Main.commandLine().getSubcommands().keySet()) {
            assertEquals(0, run(command, "--help"), command);
        }
        assertEquals("", err.toString());
    }

    private static String shell(String script) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", script, System.getProperty("libcsockets.dist") + "/bin/libc-sockets");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return said + process.waitFor();
    }

    @Test
    void outputThatIsLostIsNoSuccess() throws IOException, InterruptedException {
        String lost = "libc-sockets: the output is incomplete: it could not be written.\n1";
        for (String command : List.of("doctor", "conform -q -i socket.domain-zero", "--help")) {
            assertEquals(lost, shell("\"$0\" " + command + " 2>&1 >/dev/full"), command);
            assertEquals(lost, shell("\"$0\" " + command + " 2>&1 >&-"), command);
        }
    }

    /** The reader is gone before the command begins. */
    @Test
    void whoHasReadEnoughHearsNothing() throws IOException, InterruptedException {
        String script = "exec 3>&1; exec 4> >(:); wait $!; \"$0\" doctor >&4 2>&3";
        assertEquals("1", shell(script));
    }

    @Test
    void whatIsWrongIsSaidWithoutAStackTrace() {
        assertEquals(2, run());
        assertEquals(2, run("ech"));
        assertEquals(2, run("doctor", "--jso"));
        assertEquals(2, run("echo", "tcp-client", "--port", "70000", "x"));
        assertEquals(2, run("echo", "tcp-client", "--host", "localhost", "x"));
        assertEquals(2, run("echo", "tcp-client", "--backend", "jna", "x"));
        assertEquals(2, run("echo", "udp-proxy"));
        assertEquals(2, run("conform", "--backend", "jna"));
        assertEquals(2, run("conform", "/no/such/file"));
        String said = err.toString();
        assertFalse(said.contains("\tat "), said);
        assertFalse(said.contains("Exception"), said);
        assertTrue(said.contains("libc-sockets: a command is missing"), said);
        assertTrue(said.contains("--port must be a decimal number from 1 to 65535."), said);
        assertTrue(said.contains("--backend must be auto, ffm or jni."), said);
    }
}
