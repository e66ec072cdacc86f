package libcsockets.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShellTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("libcsockets.tools.lab.Lab#backends")
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

    @Test
    void jsonIsRefused() throws IOException, InterruptedException {
        assertEquals(2, Lab.run("shell", "--json").exitCode());
    }
}
