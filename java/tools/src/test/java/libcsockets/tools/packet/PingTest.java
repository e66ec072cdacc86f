package libcsockets.tools.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import libcsockets.tools.story.Lab;
import libcsockets.tools.wire.Checksum;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PingTest {
    /** Runs as an ordinary user; a user namespace has only one. */
    private static String unprivileged() throws IOException {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        return root
                ? "setpriv --reuid 65534 --regid 65534 --clear-groups "
                : "setpriv --bounding-set -all --inh-caps -all ";
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void bothFamiliesAnswerOverRawSockets(String backend) throws IOException, InterruptedException {
        for (String host : new String[] {"127.0.0.1", "::1"}) {
            Lab.Outcome outcome = Lab.inNamespace(
                    "exec " + Lab.launcher() + " ping " + host + " -c 2 -i 0 --json --backend " + backend);
            JsonObject summary = outcome.json().getAsJsonObject("summary");
            assertEquals(2, summary.get("received").getAsInt(), outcome.stdout());
            assertEquals(0, summary.get("lostPercent").getAsInt());
            assertTrue(outcome.stdout().contains("SOCK_RAW"));
            assertEquals(host.equals("::1"), !outcome.stdout().contains("checksum right"), outcome.stdout());
        }
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void aPingSocketWorksIfTheSysctlAllowsIt(String backend) throws IOException, InterruptedException {
        for (String host : new String[] {"127.0.0.1", "::1"}) {
            Lab.Outcome outcome = Lab.inNamespace("echo 0 2147483647 > /proc/sys/net/ipv4/ping_group_range\n" + "exec "
                    + unprivileged() + Lab.launcher() + " ping " + host + " -c 1 --backend " + backend);
            assertEquals(0, outcome.exitCode(), outcome.stdout() + outcome.stderr());
            assertTrue(outcome.stdout().contains("SOCK_RAW, "), outcome.stdout());
            assertTrue(outcome.stdout().contains("EPERM"), outcome.stdout());
            assertTrue(outcome.stdout().contains("1 sent, 1 answered, 0 % lost"), outcome.stdout());
        }
    }

    @Test
    void aRefusalNamesTheCapabilityAndTheSysctl() throws IOException, InterruptedException {
        Lab.Outcome outcome = Lab.inNamespace("exec " + unprivileged() + Lab.launcher() + " ping 127.0.0.1");
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.stdout().contains("EPERM"), outcome.stdout());
        assertTrue(outcome.stdout().contains("EACCES"), outcome.stdout());
        assertTrue(outcome.stdout().contains("CAP_NET_RAW"), outcome.stdout());
        assertTrue(outcome.stdout().contains("net.ipv4.ping_group_range, which is \"1 0\""), outcome.stdout());
    }

    @Test
    void anUnreachableNetworkIsReportedAsAnErrnoAndALoss() throws IOException, InterruptedException {
        Lab.Outcome outcome = Lab.inNamespace("exec " + Lab.launcher() + " ping 203.0.113.9 -c 1");
        assertEquals(1, outcome.exitCode());
        assertTrue(outcome.stdout().contains("-1 ENETUNREACH"), outcome.stdout());
        assertTrue(outcome.stdout().contains("1 sent, 0 answered, 100 % lost"), outcome.stdout());
    }

    @Test
    void theChecksumFollowsRfc1071() {
        // The example of RFC 1071, section 3: the sum of these words is ddf2.
        ByteBuffer example =
                ByteBuffer.wrap(new byte[] {0, 1, (byte) 0xf2, 3, (byte) 0xf4, (byte) 0xf5, (byte) 0xf6, (byte) 0xf7});
        assertEquals(~0xddf2 & 0xffff, Checksum.of(example, 0, 8, 0));
        assertEquals(~0x0100 & 0xffff, Checksum.of(ByteBuffer.wrap(new byte[] {1}), 0, 1, 0));
    }
}
