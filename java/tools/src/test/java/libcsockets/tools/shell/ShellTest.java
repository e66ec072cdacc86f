package libcsockets.tools.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import libcsockets.tools.story.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShellTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void aScriptedSessionSeesResultsAndErrnos(String backend) throws IOException, InterruptedException {
        Path script = directory.resolve("script");
        Files.writeString(
                script,
                String.join(
                        "\n",
                        "recv(fd, buf, MSG_PEEK | MSG_DONTWAIT)",
                        "System.out.println(errno())",
                        "send(fd, \"hello\", 0)",
                        "await(fd)",
                        "recv(fd, buf, MSG_PEEK | MSG_DONTWAIT)",
                        "recv(fd, buf, 2, 0)",
                        "recv(fd, buf, 0)",
                        "close(fd)",
                        "recv(fd, buf, 0)",
                        "System.out.println(libc().backend())",
                        "/exit\n"));
        Lab.Outcome outcome =
                Lab.shell("exec " + Lab.launcher() + " shell --backend " + backend + " < '" + script + "'");
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertEquals("", outcome.stderr());
        String[] expected = {
            "An echo server listens on 127.0.0.1:",
            "= -1 EAGAIN (Resource temporarily unavailable)",
            "\nEAGAIN (Resource temporarily unavailable)\n",
            "= 5\n",
            "= 1\n",
            "= 5 \"hello\"\n",
            "= 2 \"he\"\n",
            "= 3 \"llo\"\n",
            "= 0\n",
            "= -1 EBADF (Bad file descriptor)",
            "\n" + backend + "\n"
        };
        int at = 0;
        for (String text : expected) {
            int found = outcome.stdout().indexOf(text, at);
            assertTrue(found >= 0, () -> "'" + text + "' is missing in its place in\n" + outcome.stdout());
            at = found + text.length();
        }
    }

    /** The shell runs at a terminal, which JShell reads key by key. */
    @Test
    void ctrlCEndsAWaitingCall() throws Exception {
        Lab.need("script");
        Path screen = directory.resolve("screen");
        ProcessBuilder builder =
                new ProcessBuilder("script", "-qefc", "exec " + Lab.launcher() + " shell", "/dev/null");
        Lab.clean(builder.environment());
        builder.environment().put("TERM", "xterm");
        Process terminal = builder.redirectErrorStream(true)
                .redirectOutput(screen.toFile())
                .start();
        try (OutputStream keys = terminal.getOutputStream()) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Lab.PATIENCE_SECONDS);
            // The line editor sends this to the terminal when it starts to read keys.
            while (!Files.readString(screen).contains("\u001b[?2004h")) {
                assertTrue(terminal.isAlive() && System.nanoTime() - deadline < 0, "the shell does not start");
                Thread.sleep(10);
            }
            // A Ctrl-C before the call waits only cancels the line: try again.
            do {
                assertTrue(System.nanoTime() - deadline < 0, () -> "it goes on: " + shown(screen));
                type(keys, "recv(fd, buf, 0)\r");
                terminal.waitFor(1, TimeUnit.SECONDS);
                type(keys, "\u0003");
            } while (!terminal.waitFor(2, TimeUnit.SECONDS));
            assertEquals(130, terminal.exitValue(), () -> shown(screen));
            assertTrue(shown(screen).contains("The call still waits in the kernel"), () -> shown(screen));
        } finally {
            terminal.descendants().forEach(ProcessHandle::destroyForcibly);
            terminal.destroyForcibly();
        }
    }

    private static void type(OutputStream keys, String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.US_ASCII));
        keys.flush();
    }

    private static String shown(Path screen) {
        try {
            return Files.readString(screen);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
