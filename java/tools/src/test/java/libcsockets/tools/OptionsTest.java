package libcsockets.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code libc-sockets options}. */
class OptionsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("options"));
        all.addAll(List.of(arguments));
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(all.toArray(String[]::new));
    }

    private Set<String> namesInTable() {
        Set<String> names = new TreeSet<>();
        for (Sockopt<?> option : Sockopts.all()) {
            if (out.toString().lines().anyMatch(line -> line.startsWith(option.name() + " "))) {
                names.add(option.name());
            }
        }
        return names;
    }

    private JsonObject json(String name) {
        assertEquals(0, run("--json"), err::toString);
        for (JsonElement element : JsonParser.parseString(out.toString()).getAsJsonArray()) {
            if (element.getAsJsonObject().get("name").getAsString().equals(name)) {
                return element.getAsJsonObject();
            }
        }
        throw new AssertionError("no " + name);
    }

    private static JsonObject jdk(JsonObject option, String socket) {
        for (JsonElement element : option.getAsJsonArray("jdk")) {
            if (element.getAsJsonObject().get("socket").getAsString().equals(socket)) {
                return element.getAsJsonObject();
            }
        }
        throw new AssertionError("no " + socket);
    }

    @Test
    void theTableHasEveryOptionWithin100Columns() {
        assertEquals(0, run(), err::toString);
        assertEquals(Sockopts.all().size(), namesInTable().size());
        out.toString().lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }

    @Test
    void aFilterIsAPartOfAName() {
        assertEquals(0, run("keep"), err::toString);
        assertEquals(Set.of("SO_KEEPALIVE", "TCP_KEEPCNT", "TCP_KEEPIDLE", "TCP_KEEPINTVL"), namesInTable());
        assertTrue(out.toString().contains("in the JDK  jdk.net.ExtendedSocketOptions.TCP_KEEPCOUNT"), out::toString);
    }

    @Test
    void aFilterIsAPartOfALevel() {
        assertEquals(0, run("SOL_NETLINK"), err::toString);
        Set<String> names = namesInTable();
        assertTrue(names.size() >= 10 && names.stream().allMatch(name -> name.startsWith("NETLINK_")), names::toString);
    }

    @Test
    void aFilterIsAPartOfAPrivilege() {
        assertEquals(0, run("cap_net_broadcast"), err::toString);
        assertEquals(Set.of("NETLINK_LISTEN_ALL_NSID"), namesInTable());
    }

    @Test
    void anUnknownFilterIsRefusedWithTheNearest() {
        for (String wrong : new String[] {"SO_RCVBFU", "so_rcvbfu"}) {
            err.getBuffer().setLength(0);
            assertEquals(2, run(wrong));
            String first = err.toString().lines().findFirst().orElse("");
            assertTrue(first.startsWith("libc-sockets: No option, level or privilege contains '" + wrong + "'"), first);
            assertTrue(first.contains("the nearest are SO_RCVBUF, "), first);
        }
        assertEquals("", out.toString());
        assertEquals(2, run("CAP_NET_ADMN"));
        assertTrue(err.toString().contains("the nearest are CAP_NET_ADMIN, "), err::toString);
    }

    @Test
    void jsonHasTheDefaultsOfBoth() {
        JsonObject reuse = json("SO_REUSEADDR");
        assertFalse(reuse.get("default").getAsBoolean());
        assertTrue(reuse.get("settable").getAsBoolean());
        assertEquals("SOL_SOCKET", reuse.get("level").getAsString());
        assertFalse(jdk(reuse, "Socket").get("option").getAsBoolean());
        assertTrue(jdk(reuse, "ServerSocket").get("option").getAsBoolean());
        assertTrue(jdk(reuse, "ServerSocket").get("descriptor").getAsBoolean());
    }

    @Test
    void theJdksOwnOptionAndItsDescriptorAreBothShown() {
        JsonObject buffer = jdk(json("SO_RCVBUF"), "SocketChannel");
        assertEquals(
                2 * buffer.get("option").getAsInt(),
                buffer.get("descriptor").getAsInt(),
                "the JDK halves what it reads");
        out.getBuffer().setLength(0);
        assertFalse(jdk(json("IP_MULTICAST_ALL"), "DatagramChannel")
                .get("descriptor")
                .getAsBoolean());
    }

    /** The descriptor of each JDK socket was found: it has the right type. */
    @Test
    void everySocketOfTheJdkHasADescriptor() {
        JsonArray stream = json("SO_TYPE").getAsJsonArray("jdk");
        assertEquals(4, stream.size());
        out.getBuffer().setLength(0);
        JsonArray datagram = json("SO_RXQ_OVFL").getAsJsonArray("jdk");
        assertEquals(3, datagram.size());
        out.getBuffer().setLength(0);
        assertEquals(2, json("SO_PASSCRED").getAsJsonArray("jdk").size());
    }

    @Test
    void anOptionThatCannotBeSetHasItsErrno() {
        JsonObject fanout = json("PACKET_FANOUT");
        assertFalse(fanout.get("settable").getAsBoolean());
        assertFalse(fanout.get("settableErrno").isJsonNull());
        out.getBuffer().setLength(0);
        assertTrue(json("SO_TYPE").get("settable").isJsonNull());
    }
}
