package libcsockets.tools.netlink;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import libcsockets.Constants;
import libcsockets.Libc;
import libcsockets.netlink.Ifinfomsg;
import libcsockets.netlink.Nlmsg;
import libcsockets.tools.story.LabOptions;
import libcsockets.tools.story.Names;
import libcsockets.tools.story.Narrator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code libc-sockets links}: lists the network interfaces over AF_NETLINK. */
@Command(
        name = "links",
        description = "List the network interfaces, as 'ip link' does. The kernel reports them over AF_NETLINK.",
        footerHeading = "%nNotes:%n",
        footer = "The JSON has the names of 'ip -j link'. This command needs no privilege.")
public final class LinksCommand implements Callable<Integer> {
    /** In the order of iproute2's output, which shows IFF_RUNNING as the absence of NO-CARRIER. */
    private static final String[] FLAGS = {
        "LOOPBACK",
        "BROADCAST",
        "POINTOPOINT",
        "MULTICAST",
        "NOARP",
        "ALLMULTI",
        "PROMISC",
        "MASTER",
        "SLAVE",
        "DEBUG",
        "DYNAMIC",
        "AUTOMEDIA",
        "PORTSEL",
        "NOTRAILERS",
        "UP",
        "LOWER_UP",
        "DORMANT",
        "ECHO"
    };

    private static final String[] OPERSTATES = {
        "IF_OPER_UNKNOWN",
        "IF_OPER_NOTPRESENT",
        "IF_OPER_DOWN",
        "IF_OPER_LOWERLAYERDOWN",
        "IF_OPER_TESTING",
        "IF_OPER_DORMANT",
        "IF_OPER_UP"
    };

    @Mixin
    private LabOptions options;

    @Override
    public Integer call() throws IOException {
        Libc libc = options.libc();
        Narrator n = options.narrator(libc);
        n.chapter("Network interfaces, from the kernel");
        List<Ifinfomsg> links = new ArrayList<>();
        try (Netlink netlink = new Netlink(libc, NETLINK_ROUTE, n)) {
            for (Nlmsg message : netlink.dump(Ifinfomsg.request(netlink.next()))) {
                links.add(Ifinfomsg.decode(message));
            }
        }
        n.notice("One message for each interface: a struct ifinfomsg, followed by attributes (IFLA_...).");
        Map<Integer, String> names = new LinkedHashMap<>();
        for (Ifinfomsg link : links) {
            names.put(link.index(), text(link.attributes().get(IFLA_IFNAME)));
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        lines.add("");
        for (Ifinfomsg link : links) {
            Map<String, Object> row = row(link, names);
            rows.add(row);
            lines.add(row.get("ifindex") + ": " + row.get("ifname")
                    + (row.containsKey("link") ? "@" + row.get("link") : "") + " <"
                    + String.join(",", flags(link.flags())) + "> mtu " + row.get("mtu")
                    + (row.containsKey("master") ? " master " + row.get("master") : "") + " state "
                    + row.get("operstate"));
            lines.add("    " + row.get("link_type") + (row.containsKey("address") ? " " + row.get("address") : ""));
        }
        n.lines(lines);
        n.fact("links", rows);
        n.end();
        return 0;
    }

    /** A row with the names and values of {@code ip -j link}. */
    private static Map<String, Object> row(Ifinfomsg link, Map<Integer, String> names) {
        Map<Integer, ByteBuffer> a = link.attributes();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("ifindex", link.index());
        boolean elsewhere = a.containsKey(IFLA_LINK_NETNSID);
        if (a.containsKey(IFLA_LINK) && a.get(IFLA_LINK).getInt(0) != 0) {
            int other = a.get(IFLA_LINK).getInt(0);
            // The number belongs to another network namespace, where it means another interface.
            row.put(elsewhere ? "link_index" : "link", elsewhere ? (Object) other : names.get(other));
        }
        row.put("ifname", names.get(link.index()));
        row.put("flags", flags(link.flags()));
        number(row, "mtu", a.get(IFLA_MTU));
        if (a.containsKey(IFLA_QDISC)) {
            row.put("qdisc", text(a.get(IFLA_QDISC)));
        }
        if (a.containsKey(IFLA_MASTER)) {
            row.put("master", names.get(a.get(IFLA_MASTER).getInt(0)));
        }
        if (a.containsKey(IFLA_OPERSTATE)) {
            String state = Names.one(a.get(IFLA_OPERSTATE).get(0), OPERSTATES);
            row.put("operstate", state.replaceFirst("^IF_OPER_", ""));
        }
        if (a.containsKey(IFLA_LINKMODE)) {
            row.put("linkmode", a.get(IFLA_LINKMODE).get(0) == IF_LINK_MODE_DEFAULT ? "DEFAULT" : "DORMANT");
        }
        if (a.containsKey(IFLA_GROUP)) {
            int group = a.get(IFLA_GROUP).getInt(0);
            row.put("group", group == 0 ? "default" : Integer.toString(group));
        }
        number(row, "txqlen", a.get(IFLA_TXQLEN));
        row.put("link_type", type(link.type()));
        if (a.containsKey(IFLA_ADDRESS)) {
            row.put("address", hardware(a.get(IFLA_ADDRESS)));
        }
        if (a.containsKey(IFLA_BROADCAST)) {
            row.put(
                    (link.flags() & IFF_POINTOPOINT) != 0 ? "link_pointtopoint" : "broadcast",
                    hardware(a.get(IFLA_BROADCAST)));
        }
        if (elsewhere) {
            row.put("link_netnsid", a.get(IFLA_LINK_NETNSID).getInt(0));
        }
        if (a.containsKey(IFLA_IFALIAS)) {
            row.put("ifalias", text(a.get(IFLA_IFALIAS)));
        }
        return row;
    }

    private static void number(Map<String, Object> row, String name, ByteBuffer value) {
        if (value != null && value.getInt(0) != 0) {
            row.put(name, value.getInt(0));
        }
    }

    private static List<String> flags(int flags) {
        List<String> names = new ArrayList<>();
        if ((flags & IFF_UP) != 0 && (flags & IFF_RUNNING) == 0) {
            names.add("NO-CARRIER");
        }
        int rest = flags & ~IFF_RUNNING;
        for (String name : FLAGS) {
            int bit = Math.toIntExact(Constants.value("IFF_" + name));
            if ((rest & bit) != 0) {
                names.add(name);
                rest &= ~bit;
            }
        }
        if (rest != 0) {
            names.add(Integer.toHexString(rest));
        }
        return names;
    }

    private static String type(int type) {
        switch (type) {
            case ARPHRD_ETHER:
                return "ether";
            case ARPHRD_LOOPBACK:
                return "loopback";
            case ARPHRD_PPP:
                return "ppp";
            case ARPHRD_TUNNEL:
                return "ipip";
            case ARPHRD_TUNNEL6:
                return "tunnel6";
            case ARPHRD_SIT:
                return "sit";
            case ARPHRD_IPGRE:
                return "gre";
            case ARPHRD_IP6GRE:
                return "gre6";
            case ARPHRD_INFINIBAND:
                return "infiniband";
            case ARPHRD_NETLINK:
                return "netlink";
            case ARPHRD_NONE:
                return "none";
            default:
                return "[" + type + "]";
        }
    }

    private static String hardware(ByteBuffer bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.limit(); i++) {
            text.append(i > 0 ? ":" : "").append(String.format("%02x", bytes.get(i)));
        }
        return text.toString();
    }

    /** The value of a C string attribute. */
    static String text(ByteBuffer bytes) {
        int end = 0;
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end];
        bytes.get(0, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
