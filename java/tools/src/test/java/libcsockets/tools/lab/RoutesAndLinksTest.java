package libcsockets.tools.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What routes and links say, beside what the program ip says of the same namespace. */
class RoutesAndLinksTest {
    private static final String NETWORK = "ip link add v0 type veth peer name v1\n"
            + "ip link add br0 type bridge\n"
            + "ip link set v0 master br0\n"
            + "ip link set v0 up\n"
            + "ip link set v1 up\n"
            + "ip link set br0 up\n"
            + "ip link set v1 alias 'the other end'\n"
            + "ip link add mv0 link v1 type macvlan\n"
            + "ip tuntap add t0 mode tun\n"
            + "ip address add 10.1.0.1/24 dev v1\n"
            + "ip address add fd77::1/64 dev v1 nodad\n"
            + "ip route add default via 10.1.0.9\n"
            + "ip route add 10.2.0.0/16 via 10.1.0.9 metric 50\n"
            + "ip route add 10.4.0.0/16 via 10.1.0.9 mtu 1400 advmss 1000 proto static\n"
            + "ip route add 10.5.0.1 dev v1 scope link\n"
            + "ip route add 10.6.0.0/16 via 10.1.0.9 dev v1 onlink src 10.1.0.1\n"
            + "ip route add blackhole 10.8.0.0/16\n"
            + "ip route add unreachable 10.9.0.0/16\n"
            + "ip -6 route add fd88::/64 via fd77::9\n"
            + "ip -6 route add fd99::/64 via fd77::9 pref high\n";

    private static JsonArray[] both(String ip, String ours, String name) throws IOException, InterruptedException {
        // An interface that has come up goes on changing for a while: what counts is asked between two equal answers.
        Lab.Outcome outcome = Lab.inNamespace(NETWORK
                + "tries=0\n"
                + "until [ \"$after\" ] && [ \"$before\" = \"$after\" ]; do\n"
                + "    tries=$((tries + 1)); [ $tries -lt 20 ]\n"
                + "    before=$(" + ip + ")\n"
                + "    ours=$(" + Lab.launcher() + " " + ours + " --json)\n"
                + "    after=$(" + ip + ")\n"
                + "done\n"
                + "printf '%s\n---\n%s\n' \"$before\" \"$ours\"");
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        String[] parts = outcome.stdout().split("\n---\n");
        return new JsonArray[] {
            JsonParser.parseString(parts[0]).getAsJsonArray(),
            JsonParser.parseString(parts[1]).getAsJsonObject().getAsJsonArray(name)
        };
    }

    private static void assertSame(JsonArray expected, JsonArray actual) {
        List<String> expectedLines = lines(expected);
        assertTrue(expectedLines.size() > 3);
        assertEquals(String.join("\n", expectedLines), String.join("\n", lines(actual)));
    }

    private static List<String> lines(JsonArray array) {
        List<String> lines = new ArrayList<>();
        for (JsonElement element : array) {
            lines.add(element.toString());
        }
        return lines;
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.lab.Lab#backends")
    void linksAreThoseOfIp(String backend) throws IOException, InterruptedException {
        JsonArray[] both = both("ip -j link", "links --backend " + backend, "links");
        assertEquals(6, both[0].size());
        assertSame(both[0], both[1]);
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.lab.Lab#backends")
    void routesAreThoseOfIp(String backend) throws IOException, InterruptedException {
        JsonArray[] four = both("ip -j route", "routes -4 --backend " + backend, "routes");
        assertSame(four[0], four[1]);
        JsonArray[] six = both("ip -j -6 route", "routes -6 --backend " + backend, "routes");
        assertSame(six[0], six[1]);
    }

    @Test
    void allTablesAreThoseOfIp() throws IOException, InterruptedException {
        JsonArray[] four = both("ip -j route show table all", "routes --all-tables", "routes");
        assertSame(four[0], four[1]);
    }

    @Test
    void fourAndSixExcludeEachOther() throws IOException, InterruptedException {
        assertEquals(2, Lab.run("routes", "-4", "-6").exitCode());
    }
}
