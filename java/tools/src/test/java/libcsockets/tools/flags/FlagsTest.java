package libcsockets.tools.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import libcsockets.tools.story.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlagsTest {
    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void everyFlagActsAsInItsManPage(String backend) throws IOException, InterruptedException {
        JsonObject document = Lab.json(backend, "flags");
        assertEquals(backend, document.get("backend").getAsString());
        Lab.assertSteps(
                document,
                "recv(server, \"hello\", 16, MSG_PEEK) = 5",
                "recv(server, \"hello\", 16, 0) = 5",
                "recv(server, buf, 16, MSG_PEEK | MSG_DONTWAIT) = EAGAIN",
                "recv(server, buf, 1, MSG_PEEK | MSG_DONTWAIT) = 0",
                "recv(b, \"ten \", 4, MSG_PEEK | MSG_TRUNC) = 10",
                "fcntl(server, F_GETFL) & O_NONBLOCK = 0",
                "recv(client, buf, 16, MSG_DONTWAIT | MSG_WAITALL) = EAGAIN",
                "recv(server, \"abc\", 6, 0) = 3",
                "recv(server, \"abcdef\", 6, MSG_WAITALL) = 6",
                "recv(server, \"xy\", 6, MSG_WAITALL) = 2",
                "recv(b, \"abc\", 6, MSG_WAITALL) = 3",
                "recv(server, buf, 1, MSG_OOB) = EINVAL",
                "poll({server, POLLPRI -> POLLPRI}, 1, 10000) = 1",
                "sockatmark(server) = 0",
                "recv(server, \"ab\", 16, 0) = 2",
                "sockatmark(server) = 1",
                "recv(server, \"!\", 1, MSG_OOB | MSG_PEEK) = 1",
                "recv(server, \"!\", 1, MSG_OOB) = 1",
                "recv(server, buf, 1, MSG_OOB) = EINVAL",
                "recv(server, \"cd\", 16, 0) = 2",
                "recv(server, \"!cd\", 16, 0) = 3",
                "recv(server, \"z\", 1, MSG_OOB) = 1",
                "send(a, \"!\", 1, MSG_OOB) = EOPNOTSUPP",
                "send(client, \"hi\", 2, MSG_DONTROUTE) = 2",
                "recv(b, \"ten \", 4, MSG_TRUNC) = 10",
                "recvmsg(b, {msg_iov=\"ten \", msg_flags=MSG_TRUNC}, 0) = 4",
                "recv(server, buf, 4, MSG_TRUNC) = 4",
                "recv(server, \"456789\", 16, 0) = 6",
                "send(left, \"x\", 1, MSG_NOSIGNAL) = EPIPE",
                "send(client, \"x\", 1, MSG_NOSIGNAL) = 1",
                "send(client, \"x\", 1, MSG_NOSIGNAL) = EPIPE",
                "recv(b, \"one, two\", 16, 0) = 8",
                "recv(server, \"headbody\", 16, 0) = 8",
                "recv(right, \"one, \", 16, MSG_DONTWAIT) = 5",
                "recvmsg(sender, &msg, MSG_ERRQUEUE) = EAGAIN",
                "recvmsg(sender, {msg_iov=\"lost\", msg_flags=MSG_ERRQUEUE}, MSG_ERRQUEUE) = 4",
                "recvmsg(right, {msg_iov=\"data\", msg_flags=0}, MSG_ERRQUEUE) = 4");
    }

    /** All remarks on each flag on the five kinds of socket; without a remark the flag changes nothing. */
    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void everyKindOfSocketIsTried(String backend) throws IOException, InterruptedException {
        Map<String, String> noted = new TreeMap<>();
        for (JsonElement element :
                Lab.json(backend, "flags", "MSG_PEEK|MSG_TRUNC").getAsJsonArray("chapters")) {
            note(noted, element.getAsJsonObject());
        }
        assertEquals(1, noted.size());
        for (JsonElement element : Lab.json(backend, "flags").getAsJsonArray("chapters")) {
            note(noted, element.getAsJsonObject());
        }
        String nothing = "";
        assertEquals(
                Map.of(
                        "MSG_PEEK",
                        "recv(tcp)=2! recv(udp)=2! recv(unix_stream)=2! recv(unix_dgram)=2! recv(unix_seqpacket)=2!",
                        "MSG_PEEK | MSG_TRUNC",
                        "recv(tcp)=2! recv(udp)=3! recv(unix_stream)=2! recv(unix_dgram)=3! recv(unix_seqpacket)=3!",
                        "MSG_DONTWAIT",
                        nothing,
                        "MSG_WAITALL",
                        nothing,
                        "MSG_DONTROUTE",
                        nothing,
                        "MSG_NOSIGNAL",
                        nothing,
                        "MSG_TRUNC",
                        "recv(tcp)=2! recv(udp)=3! recv(unix_dgram)=3! recv(unix_seqpacket)=3!",
                        "MSG_MORE",
                        "send(tcp)=3! send(udp)=3!",
                        "MSG_ERRQUEUE",
                        "recv(tcp)=EAGAIN! recv(udp)=EAGAIN!"),
                withoutOob(noted));
    }

    private static Map<String, String> withoutOob(Map<String, String> noted) {
        // Support in AF_UNIX streams depends on the kernel's configuration.
        String oob = noted.remove("MSG_OOB");
        assertTrue(oob.startsWith("send(tcp)=3! recv(tcp)=EINVAL! send(udp)=EOPNOTSUPP! "), oob);
        assertTrue(oob.endsWith("send(unix_seqpacket)=EOPNOTSUPP! recv(unix_seqpacket)=EOPNOTSUPP!"), oob);
        return noted;
    }

    private static void note(Map<String, String> noted, JsonObject chapter) {
        String title = chapter.get("title").getAsString();
        if (!title.endsWith(" on every kind of socket")) {
            return;
        }
        StringBuilder all = new StringBuilder();
        for (JsonElement element : chapter.getAsJsonArray("steps")) {
            JsonObject step = element.getAsJsonObject();
            if (!step.get("call").isJsonNull() && !step.getAsJsonArray("notice").isEmpty()) {
                JsonElement errno = step.get("errno");
                all.append(step.get("call").getAsString().replaceAll(",.*", ")=")
                        + (errno.isJsonNull() ? step.get("result") : errno).getAsString() + "! ");
            }
        }
        noted.put(title.replace(" on every kind of socket", ""), all.toString().trim());
    }

    @Test
    void nothingLeavesTheMachineWhereEveryAddressIsANeighbour() throws IOException, InterruptedException {
        Lab.Outcome outcome = Lab.inNamespace("ip link add here type veth peer name there\n"
                + "ip link set here up\n"
                + "ip link set there up\n"
                + "ip address add 10.0.0.1/24 dev here\n"
                + "ip route add default dev here\n"
                + Lab.launcher() + " flags MSG_DONTROUTE");
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        assertTrue(outcome.stdout().contains("This is not tried"), outcome.stdout());
    }

    @Test
    void dontrouteRefusesAddressesBehindAGateway() throws IOException, InterruptedException {
        Lab.Outcome outcome = Lab.inNamespace(Lab.launcher() + " flags dontroute");
        assertTrue(
                outcome.stdout().contains("MSG_DONTROUTE, 203.0.113.1:9) = -1 ENETUNREACH (Network is unreachable)"),
                outcome.stdout());
    }

    @Test
    void flagsThatAreShownTogetherMustAllBeKnown() throws IOException, InterruptedException {
        Lab.Outcome outcome = Lab.run("flags", "peek|none");
        assertEquals(2, outcome.exitCode());
        assertTrue(outcome.stderr().contains("Unknown flag 'none': the flags are MSG_PEEK,"), outcome.stderr());
        assertEquals(2, Lab.run("flags", "peek|").exitCode());
    }

    @Test
    void anUnknownFlagIsRefusedWithTheKnownOnes() throws IOException, InterruptedException {
        Lab.Outcome outcome = Lab.run("flags", "MSG_NONE");
        assertEquals(2, outcome.exitCode());
        assertEquals("", outcome.stdout());
        assertTrue(outcome.stderr().contains("Unknown flag 'MSG_NONE': the flags are MSG_PEEK,"), outcome.stderr());
    }
}
