package libcsockets.tools.lab;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import libcsockets.Constants;
import libcsockets.Libc;
import libcsockets.Nlmsg;
import libcsockets.Optval;
import libcsockets.Rtmsg;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libc-sockets routes}: the kernel's routes, asked over AF_NETLINK. */
@Command(
        name = "routes",
        description =
                "Lists the routes of the table main, asked of the kernel over AF_NETLINK (AF_ROUTE is another name "
                        + "for it), as 'ip route' does.",
        footerHeading = "%n",
        footer = "The names in the JSON are those of 'ip -j route'. Needs no privilege.")
public final class RoutesCommand implements Callable<Integer> {
    private static final String[] PROTOCOLS = {
        "KERNEL",
        "BOOT",
        "STATIC",
        "REDIRECT",
        "GATED",
        "RA",
        "MRT",
        "ZEBRA",
        "BIRD",
        "DNROUTED",
        "XORP",
        "NTK",
        "DHCP",
        "KEEPALIVED",
        "BABEL",
        "BGP",
        "ISIS",
        "OSPF",
        "RIP",
        "EIGRP"
    };
    private static final String[] METRICS = {
        "MTU",
        "WINDOW",
        "RTT",
        "RTTVAR",
        "SSTHRESH",
        "CWND",
        "ADVMSS",
        "REORDERING",
        "HOPLIMIT",
        "INITCWND",
        "FEATURES",
        "RTO_MIN",
        "INITRWND",
        "QUICKACK"
    };
    private static final String[] NEXT_HOP_FLAGS = {"DEAD", "ONLINK", "PERVASIVE", "OFFLOAD", "LINKDOWN", "UNRESOLVED"};

    @Option(names = "-4", description = "Only IPv4.")
    private boolean four;

    @Option(names = "-6", description = "Only IPv6.")
    private boolean six;

    @Option(names = "--all-tables", description = "All tables, not only main.")
    private boolean allTables;

    @Mixin
    private LabOptions options;

    private Libc libc;

    @Override
    public Integer call() throws IOException {
        if (four && six) {
            throw options.refused("-4 and -6 exclude each other; without either both are shown.");
        }
        libc = options.libc();
        Narrator n = options.narrator(libc);
        n.chapter("Routes, from the kernel");
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        lines.add("");
        try (Netlink netlink = new Netlink(libc, NETLINK_ROUTE, n)) {
            int family = four ? AF_INET : six ? AF_INET6 : AF_UNSPEC;
            for (Nlmsg message : netlink.dump(Rtmsg.request(netlink.next(), family))) {
                Rtmsg route = Rtmsg.decode(message);
                boolean internet = route.family() == AF_INET || route.family() == AF_INET6;
                boolean cached = (route.flags() & RTM_F_CLONED) != 0;
                if (internet && !cached && (allTables || table(route) == RT_TABLE_MAIN)) {
                    Map<String, Object> row = row(route);
                    rows.add(row);
                    lines.add(line(row));
                }
            }
        }
        n.notice("One message for each route: a struct rtmsg, and behind it attributes (RTA_...).");
        n.lines(lines);
        n.fact("routes", rows);
        n.end();
        return 0;
    }

    private static int table(Rtmsg route) {
        ByteBuffer table = route.attributes().get(RTA_TABLE);
        return table != null ? Optval.toInt(table) : route.table();
    }

    /** With the names and values of {@code ip -j route}. */
    private Map<String, Object> row(Rtmsg route) {
        Map<Integer, ByteBuffer> a = route.attributes();
        Map<String, Object> row = new LinkedHashMap<>();
        if (route.type() != RTN_UNICAST) {
            row.put(
                    "type",
                    name(
                            route.type(),
                            "RTN_",
                            "LOCAL",
                            "BROADCAST",
                            "ANYCAST",
                            "MULTICAST",
                            "BLACKHOLE",
                            "UNREACHABLE",
                            "PROHIBIT",
                            "THROW",
                            "NAT"));
        }
        row.put("dst", prefix(route.family(), a.get(RTA_DST), route.dstLen()));
        if (a.containsKey(RTA_SRC)) {
            row.put("from", prefix(route.family(), a.get(RTA_SRC), route.srcLen()));
        }
        if (route.tos() != 0) {
            row.put("tos", String.format("0x%02x", route.tos()));
        }
        if (a.containsKey(RTA_GATEWAY)) {
            row.put("gateway", libc.inet_ntop(route.family(), direct(a.get(RTA_GATEWAY))));
        }
        if (a.containsKey(RTA_OIF)) {
            row.put("dev", libc.if_indextoname(Optval.toInt(a.get(RTA_OIF))));
        }
        if (table(route) != RT_TABLE_MAIN) {
            row.put("table", name(table(route), "RT_TABLE_", "LOCAL", "DEFAULT"));
        }
        if (route.protocol() != RTPROT_BOOT) {
            row.put("protocol", name(route.protocol(), "RTPROT_", PROTOCOLS));
        }
        if (route.scope() != RT_SCOPE_UNIVERSE) {
            row.put("scope", name(route.scope(), "RT_SCOPE_", "LINK", "HOST", "SITE", "NOWHERE"));
        }
        if (a.containsKey(RTA_PREFSRC)) {
            row.put("prefsrc", libc.inet_ntop(route.family(), direct(a.get(RTA_PREFSRC))));
        }
        if (a.containsKey(RTA_PRIORITY)) {
            row.put("metric", Integer.toUnsignedLong(Optval.toInt(a.get(RTA_PRIORITY))));
        }
        row.put("flags", flags(route.flags()));
        if (a.containsKey(RTA_METRICS)) {
            row.put("metrics", List.of(metrics(a.get(RTA_METRICS))));
        }
        if (a.containsKey(RTA_PREF)) {
            // RFC 4191, section 2.1, in two bits: 1 is high, 3 (that is, -1) low.
            int preference = a.get(RTA_PREF).get(0) & 3;
            row.put("pref", preference == 1 ? "high" : preference == 3 ? "low" : "medium");
        }
        if (a.containsKey(RTA_MULTIPATH)) {
            row.put("multipath", true);
        }
        return row;
    }

    private String prefix(int family, ByteBuffer address, int bits) {
        if (address == null) {
            return bits == 0 ? "default" : "0/" + bits;
        }
        String text = libc.inet_ntop(family, direct(address));
        return bits == address.limit() * Byte.SIZE ? text : text + "/" + bits;
    }

    /** inet_ntop reads native memory. */
    private static ByteBuffer direct(ByteBuffer bytes) {
        ByteBuffer direct = Optval.allocate(bytes.limit());
        direct.put(0, bytes, 0, bytes.limit());
        return direct;
    }

    /** The constant's name without what all of them begin with, in the lower case of iproute2; else the number. */
    private static String name(int value, String prefix, String... names) {
        for (String name : names) {
            if (Constants.value(prefix + name) == value) {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return Integer.toString(value);
    }

    private static List<String> flags(int flags) {
        List<String> names = new ArrayList<>();
        for (String name : NEXT_HOP_FLAGS) {
            if ((flags & Constants.value("RTNH_F_" + name)) != 0) {
                names.add(name.toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    private static Map<String, Object> metrics(ByteBuffer nested) {
        Map<Integer, ByteBuffer> attributes = Nlmsg.attributes(nested, 0);
        Map<String, Object> metrics = new LinkedHashMap<>();
        for (String name : METRICS) {
            ByteBuffer value = attributes.get(Math.toIntExact(Constants.value("RTAX_" + name)));
            if (value != null) {
                metrics.put(name.toLowerCase(Locale.ROOT), Integer.toUnsignedLong(Optval.toInt(value)));
            }
        }
        return metrics;
    }

    private static String line(Map<String, Object> row) {
        StringBuilder line = new StringBuilder();
        line.append(row.containsKey("type") ? row.get("type") + " " : "").append(row.get("dst"));
        String[][] parts = {
            {"from", "from"},
            {"gateway", "via"},
            {"dev", "dev"},
            {"table", "table"},
            {"protocol", "proto"},
            {"scope", "scope"},
            {"prefsrc", "src"},
            {"metric", "metric"},
            {"pref", "pref"}
        };
        for (String[] part : parts) {
            if (row.containsKey(part[0])) {
                line.append(' ').append(part[1]).append(' ').append(row.get(part[0]));
            }
        }
        return line.append(row.containsKey("multipath") ? ", several next hops" : "")
                .toString();
    }
}
