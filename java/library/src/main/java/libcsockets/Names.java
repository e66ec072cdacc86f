package libcsockets;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the C names of numbers for messages: the reverse of {@link Constants}.
 *
 * <p>The names of a prefix are collected at its first use.
 */
public final class Names {
    /** The preferred names where one prefix and number have several; otherwise the alphabetically first is. */
    private static final Set<String> USUAL = Set.of(
            "AF_UNIX",
            "AF_NETLINK",
            "SOCK_STREAM",
            "SOCK_DGRAM",
            "SOCK_RAW",
            "IPPROTO_IP",
            "NETLINK_ROUTE",
            "NETLINK_USERSOCK",
            "NETLINK_SOCK_DIAG",
            "NETLINK_XFRM",
            "NETLINK_SELINUX",
            "NETLINK_AUDIT",
            "NETLINK_FIB_LOOKUP",
            "NETLINK_CONNECTOR",
            "NETLINK_NETFILTER",
            "POLLIN",
            "POLLPRI",
            "POLLOUT",
            "EPOLLIN",
            "EPOLLPRI",
            "F_DUPFD",
            "F_GETFD",
            "F_SETFD",
            "F_GETFL",
            "F_SETFL",
            "F_SETOWN",
            "F_GETOWN_EX",
            "O_NONBLOCK",
            "SCM_RIGHTS",
            "SCM_CREDENTIALS",
            "SCM_SECURITY",
            "SCM_PIDFD");

    private static final Map<String, Map<Integer, String>> BY_PREFIX = new ConcurrentHashMap<>();

    private Names() {}

    private static Map<Integer, String> names(String prefix) {
        return BY_PREFIX.computeIfAbsent(prefix, Names::collect);
    }

    private static Map<Integer, String> collect(String prefix) {
        Map<Integer, String> names = new HashMap<>();
        for (String name : Constants.names(prefix)) {
            int value = Constants.value(name).intValue();
            if (USUAL.contains(name)) {
                names.put(value, name);
            } else {
                names.putIfAbsent(value, name);
            }
        }
        return Map.copyOf(names);
    }

    /**
     * The constant of a number.
     *
     * @param prefix the beginning of its name, for example {@code AF_}
     * @param value the number
     * @return its name, the usual one if it has several; the number in decimal if it has none
     */
    public static String of(String prefix, int value) {
        String name = names(prefix).get(value);
        return name != null ? name : Integer.toString(value);
    }

    /**
     * The constant of a number, from a list.
     *
     * @param value the number
     * @param names constants, the most likely first
     * @return the first of them with this value; the number in decimal if there is none
     */
    public static String of(int value, List<String> names) {
        for (String name : names) {
            Long constant = Constants.value(name);
            if (constant != null && constant.intValue() == value) {
                return name;
            }
        }
        return Integer.toString(value);
    }

    /**
     * The constants of a set of bits, joined as in C.
     *
     * @param prefix the beginning of their names, for example {@code MSG_}
     * @param value the bits
     * @return the names from the lowest bit on, with {@code |} between them, and then the bits without a name in
     *     hexadecimal; {@code 0} for no bits
     */
    public static String flags(String prefix, int value) {
        Map<Integer, String> names = names(prefix);
        StringBuilder text = new StringBuilder();
        int rest = value;
        for (int bits = value; bits != 0; bits &= bits - 1) {
            int bit = Integer.lowestOneBit(bits);
            String name = names.get(bit);
            if (name != null) {
                join(text, name);
                rest &= ~bit;
            }
        }
        if (rest != 0) {
            join(text, "0x" + Integer.toHexString(rest));
        }
        return text.length() == 0 ? "0" : text.toString();
    }

    private static void join(StringBuilder text, String name) {
        text.append(text.length() == 0 ? "" : "|").append(name);
    }

    /**
     * The second argument of {@code socket}.
     *
     * @param type {@code SOCK_} constant, with or without flags
     * @return the names of the type and the flags, with {@code |} between them
     */
    public static String type(int type) {
        int flags = type & (Constants.SOCK_CLOEXEC | Constants.SOCK_NONBLOCK);
        String name = of("SOCK_", type & ~flags);
        return flags == 0 ? name : name + "|" + flags("SOCK_", flags);
    }

    /**
     * The third argument of {@code socket}.
     *
     * @param domain {@code AF_} constant
     * @param protocol the protocol
     * @return its name; the number in decimal for 0, and in a domain whose protocols have no constants
     */
    public static String protocol(int domain, int protocol) {
        if (protocol == 0 && domain != Constants.AF_NETLINK) {
            return "0";
        }
        if (domain == Constants.AF_INET || domain == Constants.AF_INET6) {
            return of("IPPROTO_", protocol);
        }
        return domain == Constants.AF_NETLINK ? of("NETLINK_", protocol) : Integer.toString(protocol);
    }

    // ---- control messages ----

    private static final Map<Integer, List<String>> CONTROL = Map.of(
            Constants.IPPROTO_IP,
            List.of("IP_TOS", "IP_TTL", "IP_PKTINFO", "IP_RECVERR", "IP_RETOPTS", "IP_CHECKSUM", "IP_ORIGDSTADDR"),
            Constants.IPPROTO_IPV6,
            List.of(
                    "IPV6_PKTINFO",
                    "IPV6_HOPLIMIT",
                    "IPV6_TCLASS",
                    "IPV6_RECVERR",
                    "IPV6_FLOWINFO",
                    "IPV6_HOPOPTS",
                    "IPV6_RTHDR",
                    "IPV6_DSTOPTS",
                    "IPV6_PATHMTU",
                    "IPV6_ORIGDSTADDR"),
            Constants.IPPROTO_TCP,
            List.of("TCP_CM_INQ"),
            Constants.IPPROTO_UDP,
            List.of("UDP_SEGMENT", "UDP_GRO"),
            Constants.SOL_PACKET,
            List.of("PACKET_AUXDATA"),
            Constants.SOL_NETLINK,
            List.of("NETLINK_PKTINFO", "NETLINK_LISTEN_ALL_NSID"),
            Constants.SOL_TLS,
            List.of("TLS_SET_RECORD_TYPE", "TLS_GET_RECORD_TYPE"));

    /** The name of a level: below 256 it is a protocol, except for {@code SOL_SOCKET}. */
    static String level(int level) {
        return level == Constants.SOL_SOCKET ? "SOL_SOCKET" : level < 256 ? of("IPPROTO_", level) : of("SOL_", level);
    }

    /** The type of a control message. */
    static String controlType(int level, int type) {
        if (level != Constants.SOL_SOCKET) {
            return of(type, CONTROL.getOrDefault(level, List.of()));
        }
        String name = of("SCM_", type);
        return Character.isDigit(name.charAt(0)) ? of(type, List.of("SO_RXQ_OVFL", "SO_MARK", "SO_PRIORITY")) : name;
    }
}
