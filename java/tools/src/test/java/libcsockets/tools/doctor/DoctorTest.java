package libcsockets.tools.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Compares the doctor's report with other sources on the machine. */
class DoctorTest {
    private static String run(String... args) {
        StringWriter out = new StringWriter();
        assertEquals(
                0,
                new CommandLine(new DoctorCommand())
                        .setOut(new PrintWriter(out, true))
                        .execute(args));
        return out.toString();
    }

    @Test
    void theReportMatchesTheMachine() throws Exception {
        JsonObject report = JsonParser.parseString(run("--json")).getAsJsonObject();
        JsonObject system = report.getAsJsonObject("system");
        String kernel =
                Files.readAllLines(Path.of("/proc/sys/kernel/osrelease")).get(0);
        assertEquals("Linux " + kernel, system.get("kernel").getAsString());
        assertEquals(System.getProperty("java.home"), system.get("java.home").getAsString());

        JsonObject backends = report.getAsJsonObject("backends");
        List<String> expected =
                Arrays.asList(System.getProperty("libcsockets.backends", "jni").split(","));
        assertEquals(expected.get(0), backends.get("chosen").getAsString());
        assertTrue(backends.get("jni").getAsString().startsWith("ok, "), backends.toString());
        if (!expected.contains("ffm")) {
            assertEquals(
                    "rejected: the ffm backend needs JDK 25 or later, and this is JDK "
                            + Runtime.version().feature(),
                    backends.get("ffm").getAsString());
        }

        JsonObject sysctls = report.getAsJsonObject("sysctls");
        assertEquals(
                Files.readAllLines(Path.of("/proc/sys/net/core/somaxconn")).get(0),
                sysctls.get("net.core.somaxconn").getAsString());
        assertTrue(report.getAsJsonObject("descriptors").get("open now").getAsInt() > 3);
        String user = report.getAsJsonObject("privileges").get("effective user").getAsString();
        assertEquals(Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString(), user);
    }

    /** Every Linux opens the common sockets and refuses meaningless combinations. */
    @Test
    void everySocketIsTried() {
        int made = 0;
        int refused = 0;
        for (JsonElement element :
                JsonParser.parseString(run("--json")).getAsJsonObject().getAsJsonArray("sockets")) {
            JsonObject row = element.getAsJsonObject();
            String socket =
                    row.get("domain").getAsString() + " " + row.get("type").getAsString();
            boolean ok = row.get("errno").isJsonNull();
            if (List.of("AF_INET SOCK_STREAM 0", "AF_UNIX SOCK_SEQPACKET 0")
                    .contains(socket + " " + row.get("protocol").getAsString())) {
                assertTrue(ok, row.toString());
            }
            if (socket.equals("AF_INET SOCK_RDM")) {
                assertEquals("ESOCKTNOSUPPORT", row.get("errno").getAsString());
            }
            made += ok ? 1 : 0;
            refused += ok ? 0 : 1;
        }
        assertTrue(made >= 5 && refused >= 1, made + " made, " + refused + " refused");
    }

    @Test
    void theTextHasTheSameSections() {
        String text = run();
        for (String section :
                JsonParser.parseString(run("--json")).getAsJsonObject().keySet()) {
            assertTrue(text.contains("\n" + section + "\n") || text.startsWith(section + "\n"), section);
        }
        assertFalse(text.contains("null"), text);
    }
}
