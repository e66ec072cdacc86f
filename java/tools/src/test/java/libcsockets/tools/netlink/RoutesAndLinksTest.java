package libcsockets.tools.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import libcsockets.tools.story.Lab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the output of routes and links with that of the program ip in the same namespace. */
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

    /** Special routes: several next hops, metrics, a router of the other family. */
    private static final String MORE = "ip link add w0 type veth peer name w1\n"
            + "ip link set w0 up\n"
            + "ip link set w1 up\n"
            + "ip address add 10.11.0.1/24 dev w0\n"
            + "ip address add fd78::1/64 dev w0 nodad\n"
            + "ip route add 10.20.0.0/16 nexthop via 10.1.0.9 weight 3 nexthop via 10.11.0.9 dev w0 onlink\n"
            + "ip route add 10.21.0.0/16 mtu 1300 nexthop dev v1 nexthop via inet6 fd78::9 dev w0 weight 256\n"
            + "ip route add 10.22.0.0/16 via inet6 fd77::9 dev v1\n"
            + "ip route add 10.23.0.0/16 via 10.1.0.9 mtu lock 1400 window 5000 rtt 100ms rttvar 30ms ssthresh 10"
            + " cwnd lock 7 reordering 5 hoplimit 30 initcwnd 20 features ecn rto_min 50ms initrwnd 11 quickack 1"
            + " congctl reno fastopen_no_cookie 1\n"
            + "ip -6 route add fd90::/64 nexthop via fd77::9 weight 2 nexthop via fd78::9\n"
            + "ip -6 route add fd91::/64 via fd77::9 mtu 1400 hoplimit 33 rto_min 200ms rtt 1s\n"
            + "ip -6 route add fd92::/64 via fd77::9 pref low\n"
            + "ip -6 route add unreachable fd93::/64\n"
            + "ip link set w1 down\n";

    private static JsonArray[] both(String ip, String ours, String name) throws IOException, InterruptedException {
        return both(NETWORK, ip, ours, name);
    }

    private static JsonArray[] both(String network, String ip, String ours, String name)
            throws IOException, InterruptedException {
        // A new interface keeps changing for a while: ours counts if ip answers the same before and after.
        Lab.Outcome outcome = Lab.inNamespace(network
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
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void linksAreThoseOfIp(String backend) throws IOException, InterruptedException {
        JsonArray[] both = both("ip -j link", "links --backend " + backend, "links");
        assertEquals(6, both[0].size());
        assertSame(both[0], both[1]);
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void routesAreThoseOfIp(String backend) throws IOException, InterruptedException {
        JsonArray[] four = both("ip -j route", "routes -4 --backend " + backend, "routes");
        assertSame(four[0], four[1]);
        JsonArray[] six = both("ip -j -6 route", "routes -6 --backend " + backend, "routes");
        assertSame(six[0], six[1]);
    }

    @ParameterizedTest
    @MethodSource("libcsockets.tools.story.Lab#backends")
    void multipathRoutesAndMetricsAreThoseOfIp(String backend) throws IOException, InterruptedException {
        JsonArray[] four = both(NETWORK + MORE, "ip -j route", "routes -4 --backend " + backend, "routes");
        assertTrue(four[0].toString().contains("\"nexthops\":[{\"gateway\":\"10.1.0.9\",\"dev\":\"v1\",\"weight\":3,"));
        assertSame(four[0], four[1]);
        JsonArray[] six = both(NETWORK + MORE, "ip -j -6 route", "routes -6 --backend " + backend, "routes");
        assertTrue(six[0].toString().contains("\"nexthops\":[{\"gateway\":\"fd77::9\",\"dev\":\"v1\",\"weight\":2,"));
        assertSame(six[0], six[1]);
    }

    /** The seconds count down, so ours lie between ip's values before and after; only IPv6 routes expire. */
    @Test
    void anExpiringRouteHasTheSecondsOfIp() throws IOException, InterruptedException {
        String ip = "ip -j -6 route show fd94::/64\n";
        Lab.Outcome outcome = Lab.inNamespace(NETWORK + "ip -6 route add fd94::/64 via fd77::9 expires 1000\n" + ip
                + "echo ---\n" + Lab.launcher() + " routes -6 --json\necho ---\n" + ip);
        assertEquals(0, outcome.exitCode(), outcome.stderr());
        String[] parts = outcome.stdout().split("---\n");
        int before = expires(JsonParser.parseString(parts[0]).getAsJsonArray());
        int ours = expires(JsonParser.parseString(parts[1]).getAsJsonObject().getAsJsonArray("routes"));
        int after = expires(JsonParser.parseString(parts[2]).getAsJsonArray());
        assertTrue(before >= ours && ours >= after, before + ", " + ours + ", " + after);
        assertTrue(after > 0);
    }

    private static int expires(JsonArray routes) {
        for (JsonElement route : routes) {
            if (route.getAsJsonObject().get("dst").getAsString().equals("fd94::/64")) {
                return route.getAsJsonObject().get("expires").getAsInt();
            }
        }
        throw new AssertionError(routes);
    }

    @Test
    void theTextHasALineForEachNextHop() throws IOException, InterruptedException {
        String out = Lab.inNamespace(NETWORK + MORE + "ip -6 route add fd94::/64 via fd77::9 expires 1000\n" + "exec "
                        + Lab.launcher() + " routes")
                .stdout();
        assertTrue(
                out.contains("\n10.21.0.0/16\n    nexthop dev v1 weight 1\n"
                        + "    nexthop via inet6 fd78::9 dev w0 weight 256\n"),
                out);
        assertTrue(
                out.matches("(?s).*\nfd94::/64 via fd77::9 dev v1 metric 1024 expires \\d+sec pref medium\n.*"), out);
    }

    @Test
    void allTablesAreThoseOfIp() throws IOException, InterruptedException {
        JsonArray[] four = both("ip -j route show table all", "routes --all-tables", "routes");
        assertSame(four[0], four[1]);
    }

    @Test
    void fourAndSixAreMutuallyExclusive() throws IOException, InterruptedException {
        assertEquals(2, Lab.run("routes", "-4", "-6").exitCode());
    }
}
