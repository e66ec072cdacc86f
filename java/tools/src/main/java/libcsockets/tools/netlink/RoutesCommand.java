package libcsockets.tools.netlink;

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
import libcsockets.netlink.Nlmsg;
import libcsockets.netlink.Rtmsg;
import libcsockets.netlink.Rtnexthop;
import libcsockets.option.Optval;
import libcsockets.tools.story.LabOptions;
import libcsockets.tools.story.Narrator;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libc-sockets routes}: lists the kernel's routes over AF_NETLINK. */
@Command(
        name = "routes",
        description = "List the routes of the table main, as 'ip route' does. The kernel reports them over AF_NETLINK, "
                + "also called AF_ROUTE.",
        footerHeading = "%nNotes:%n",
        footer = "The JSON has the names of 'ip -j route'. This command needs no privilege.")
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
        "QUICKACK",
        "CC_ALGO",
        "FASTOPEN_NO_COOKIE"
    };
    private static final String[] NEXT_HOP_FLAGS = {"DEAD", "ONLINK", "PERVASIVE", "OFFLOAD", "LINKDOWN", "UNRESOLVED"};

    @ArgGroup
    private Family family = new Family();

    @Option(names = "--all-tables", description = "List the routes of all tables, not only main.")
    private boolean allTables;

    @Mixin
    private LabOptions options;

    private Libc libc;

    /** One address family, or by default both. */
    private static final class Family {
        @Option(names = "-4", description = "List IPv4 routes only.")
        private boolean four;

        @Option(names = "-6", description = "List IPv6 routes only.")
        private boolean six;

        int number() {
            return four ? AF_INET : six ? AF_INET6 : AF_UNSPEC;
        }
    }

    @Override
    public Integer call() throws IOException {
        libc = options.libc();
        Narrator n = options.narrator(libc);
        n.chapter("Routes, from the kernel");
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        lines.add("");
        try (Netlink netlink = new Netlink(libc, NETLINK_ROUTE, n)) {
            for (Nlmsg message : netlink.dump(Rtmsg.request(netlink.next(), family.number()))) {
                Rtmsg route = Rtmsg.decode(message);
                boolean internet = route.family() == AF_INET || route.family() == AF_INET6;
                boolean cached = (route.flags() & RTM_F_CLONED) != 0;
                if (internet && !cached && (allTables || table(route) == RT_TABLE_MAIN)) {
                    Map<String, Object> row = row(route);
                    rows.add(row);
                    lines.add((row.containsKey("type") ? row.get("type") + " " : "") + row.get("dst") + words(row));
                    for (Map<String, Object> nextHop : nextHops(route)) {
                        lines.add("    nexthop" + words(nextHop));
                    }
                }
            }
        }
        n.notice("One message for each route: a struct rtmsg, followed by attributes (RTA_...).");
        n.lines(lines);
        n.fact("routes", rows);
        n.end();
        return 0;
    }

    private static int table(Rtmsg route) {
        ByteBuffer table = route.attributes().get(RTA_TABLE);
        return table != null ? Optval.toInt(table) : route.table();
    }

    /** A row with the names and values of {@code ip -j route}. */
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
        gateway(row, route.family(), a);
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
        if (a.containsKey(RTA_CACHEINFO)) {
            int ticks = a.get(RTA_CACHEINFO).getInt(OFFSETOF_RTA_CACHEINFO_RTA_EXPIRES);
            if (ticks != 0) {
                row.put("expires", ticks / HZ);
            }
        }
        if (a.containsKey(RTA_METRICS)) {
            row.put("metrics", List.of(metrics(a.get(RTA_METRICS))));
        }
        if (a.containsKey(RTA_PREF)) {
            row.put("pref", name(a.get(RTA_PREF).get(0), "ICMPV6_ROUTER_PREF_", "LOW", "MEDIUM", "HIGH"));
        }
        if (a.containsKey(RTA_MULTIPATH)) {
            row.put("nexthops", nextHops(route));
        }
        return row;
    }

    /** The next router; its address may belong to the other family. */
    private void gateway(Map<String, Object> row, int family, Map<Integer, ByteBuffer> attributes) {
        if (attributes.containsKey(RTA_GATEWAY)) {
            row.put("gateway", libc.inet_ntop(family, direct(attributes.get(RTA_GATEWAY))));
        }
        ByteBuffer via = attributes.get(RTA_VIA);
        if (via != null) {
            int other = via.getShort(OFFSETOF_RTVIA_RTVIA_FAMILY);
            ByteBuffer host = via.slice(OFFSETOF_RTVIA_RTVIA_ADDR, via.limit() - OFFSETOF_RTVIA_RTVIA_ADDR);
            Map<String, Object> address = new LinkedHashMap<>();
            address.put("family", name(other, "AF_", "INET", "INET6"));
            address.put("host", libc.inet_ntop(other, direct(host)));
            row.put("via", address);
        }
    }

    /** The next hops of a multipath route. */
    private List<Map<String, Object>> nextHops(Rtmsg route) {
        List<Map<String, Object>> rows = new ArrayList<>();
        ByteBuffer multipath = route.attributes().get(RTA_MULTIPATH);
        for (Rtnexthop way : multipath == null ? List.<Rtnexthop>of() : Rtnexthop.decode(multipath)) {
            Map<String, Object> row = new LinkedHashMap<>();
            gateway(row, route.family(), way.attributes());
            row.put("dev", libc.if_indextoname(way.ifindex()));
            row.put("weight", way.hops() + 1);
            row.put("flags", flags(way.flags()));
            rows.add(row);
        }
        return rows;
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

    /** The constant's name without the common prefix, in lower case as in iproute2; the number if it has no name. */
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
            int type = Math.toIntExact(Constants.value("RTAX_" + name));
            ByteBuffer value = attributes.get(type);
            if (value != null) {
                metric(metrics, type, name.toLowerCase(Locale.ROOT), value);
            }
        }
        return metrics;
    }

    private static void metric(Map<String, Object> metrics, int type, String name, ByteBuffer value) {
        switch (type) {
            case RTAX_CC_ALGO:
                metrics.put("congestion", LinksCommand.text(value));
                break;
            case RTAX_FEATURES:
                int features = Optval.toInt(value);
                if ((features & RTAX_FEATURE_ECN) != 0) {
                    metrics.put("ecn", null);
                }
                if ((features & ~RTAX_FEATURE_ECN) != 0) {
                    metrics.put(name, "0x" + Integer.toHexString(features & ~RTAX_FEATURE_ECN));
                }
                break;
            default:
                // TCP stores its mean time and deviation in eighths and quarters of the unit (RFC 6298).
                int parts = type == RTAX_RTT ? 8 : type == RTAX_RTTVAR ? 4 : 1;
                metrics.put(name, Integer.toUnsignedLong(Optval.toInt(value)) / parts);
        }
    }

    private static String words(Map<String, Object> row) {
        StringBuilder words = new StringBuilder();
        String[][] parts = {
            {"from", "from"},
            {"gateway", "via"},
            {"via", "via"},
            {"dev", "dev"},
            {"weight", "weight"},
            {"table", "table"},
            {"protocol", "proto"},
            {"scope", "scope"},
            {"prefsrc", "src"},
            {"metric", "metric"},
            {"expires", "expires"},
            {"pref", "pref"}
        };
        for (String[] part : parts) {
            Object value = row.get(part[0]);
            if (value != null) {
                words.append(' ').append(part[1]).append(' ');
                words.append(value instanceof Map<?, ?> via ? via.get("family") + " " + via.get("host") : value);
                words.append(part[0].equals("expires") ? "sec" : "");
            }
        }
        return words.toString();
    }
}
