package libcsockets.tools.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import libcsockets.BackendUnavailableException;
import libcsockets.Constants;
import libcsockets.Errno;
import libcsockets.Libc;

/** Examines everything that decides the results of socket calls on this machine. Changes nothing. */
final class Doctor {
    /** Each socket is opened and closed again; none is bound, connected or used to send. */
    private static final String[][] SOCKETS = {
        {"AF_INET", "SOCK_STREAM", "0"},
        {"AF_INET", "SOCK_DGRAM", "0"},
        {"AF_INET", "SOCK_RAW", "IPPROTO_ICMP"},
        {"AF_INET", "SOCK_RAW", "IPPROTO_RAW"},
        {"AF_INET", "SOCK_DGRAM", "IPPROTO_ICMP"},
        {"AF_INET", "SOCK_DGRAM", "IPPROTO_UDPLITE"},
        {"AF_INET", "SOCK_STREAM", "IPPROTO_MPTCP"},
        {"AF_INET", "SOCK_STREAM", "IPPROTO_SCTP"},
        {"AF_INET", "SOCK_SEQPACKET", "IPPROTO_SCTP"},
        {"AF_INET", "SOCK_DCCP", "IPPROTO_DCCP"},
        {"AF_INET", "SOCK_RDM", "0"},
        {"AF_INET", "SOCK_PACKET", "0"},
        {"AF_INET6", "SOCK_STREAM", "0"},
        {"AF_INET6", "SOCK_DGRAM", "0"},
        {"AF_INET6", "SOCK_RAW", "IPPROTO_ICMPV6"},
        {"AF_INET6", "SOCK_DGRAM", "IPPROTO_ICMPV6"},
        {"AF_UNIX", "SOCK_STREAM", "0"},
        {"AF_UNIX", "SOCK_DGRAM", "0"},
        {"AF_UNIX", "SOCK_SEQPACKET", "0"},
        {"AF_NETLINK", "SOCK_RAW", "NETLINK_ROUTE"},
        {"AF_NETLINK", "SOCK_RAW", "NETLINK_SOCK_DIAG"},
        {"AF_NETLINK", "SOCK_RAW", "NETLINK_GENERIC"},
        {"AF_PACKET", "SOCK_RAW", "0"},
        {"AF_PACKET", "SOCK_DGRAM", "0"},
        {"AF_PACKET", "SOCK_PACKET", "0"},
        {"AF_VSOCK", "SOCK_STREAM", "0"},
        {"AF_VSOCK", "SOCK_DGRAM", "0"},
        {"AF_VSOCK", "SOCK_SEQPACKET", "0"},
        {"AF_TIPC", "SOCK_RDM", "0"},
        {"AF_CAN", "SOCK_RAW", "0"},
        {"AF_BLUETOOTH", "SOCK_RAW", "0"},
        {"AF_ALG", "SOCK_SEQPACKET", "0"},
        {"AF_XDP", "SOCK_RAW", "0"},
        {"AF_RDS", "SOCK_SEQPACKET", "0"},
        {"AF_KEY", "SOCK_RAW", "0"},
        {"AF_SMC", "SOCK_STREAM", "0"},
    };

    /** The kernel modules of protocols that may be missing. */
    private static final Map<String, String> MODULES = Map.of(
            "IPPROTO_SCTP",
            "sctp",
            "IPPROTO_DCCP",
            "dccp_ipv4",
            "AF_TIPC",
            "tipc",
            "AF_CAN",
            "can",
            "AF_RDS",
            "rds",
            "AF_VSOCK",
            "vsock",
            "AF_ALG",
            "af_alg",
            "AF_SMC",
            "smc");

    private static final String[] SYSCTLS = {
        "net/core/somaxconn",
        "net/core/rmem_default",
        "net/core/rmem_max",
        "net/core/wmem_default",
        "net/core/wmem_max",
        "net/core/optmem_max",
        "net/core/netdev_max_backlog",
        "net/core/default_qdisc",
        "net/ipv4/ip_local_port_range",
        "net/ipv4/ip_unprivileged_port_start",
        "net/ipv4/ping_group_range",
        "net/ipv4/tcp_rmem",
        "net/ipv4/tcp_wmem",
        "net/ipv4/tcp_fin_timeout",
        "net/ipv4/tcp_tw_reuse",
        "net/ipv4/tcp_max_syn_backlog",
        "net/ipv4/tcp_syn_retries",
        "net/ipv4/tcp_synack_retries",
        "net/ipv4/tcp_syncookies",
        "net/ipv4/tcp_abort_on_overflow",
        "net/ipv4/tcp_keepalive_time",
        "net/ipv4/tcp_keepalive_intvl",
        "net/ipv4/tcp_keepalive_probes",
        "net/ipv4/tcp_retries2",
        "net/ipv4/tcp_fastopen",
        "net/ipv4/tcp_timestamps",
        "net/ipv4/tcp_congestion_control",
        "net/ipv4/tcp_available_congestion_control",
        "net/ipv4/udp_rmem_min",
        "net/ipv6/bindv6only",
        "net/ipv6/conf/all/disable_ipv6",
        "net/mptcp/enabled",
        "net/unix/max_dgram_qlen",
        "fs/nr_open",
        "fs/file-max",
        "fs/epoll/max_user_watches",
    };

    private static final String[] CAPABILITIES = {
        "CAP_NET_BIND_SERVICE",
        "CAP_NET_BROADCAST",
        "CAP_NET_ADMIN",
        "CAP_NET_RAW",
        "CAP_SYS_ADMIN",
        "CAP_SYS_RESOURCE",
        "CAP_SETUID",
        "CAP_SETGID",
        "CAP_BPF",
    };

    private Doctor() {}

    /** The sections by title; a section is a map of names to values, or a list of such maps. */
    static Map<String, Object> examine() {
        Map<String, Object> report = new LinkedHashMap<>();
        Map<String, Libc> usable = new LinkedHashMap<>();
        Map<String, Object> backends = backends(usable);
        Libc libc = usable.isEmpty() ? null : usable.values().iterator().next();
        report.put("system", system(libc));
        report.put("backends", backends);
        if (libc != null) {
            report.put("sockets", sockets(libc));
        }
        report.put("privileges", privileges());
        report.put("descriptors", descriptors());
        report.put("sysctls", sysctls());
        return report;
    }

    private static Map<String, Object> system(Libc libc) {
        Map<String, Object> system = new LinkedHashMap<>();
        system.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        system.put("machine", System.getProperty("os.arch"));
        system.put("libc", libc == null ? null : "glibc " + libc.gnu_get_libc_version());
        system.put("jdk", System.getProperty("java.vm.vendor") + " " + Runtime.version());
        system.put("java.home", System.getProperty("java.home"));
        return system;
    }

    private static Map<String, Object> backends(Map<String, Libc> usable) {
        Map<String, Object> backends = new LinkedHashMap<>();
        for (String name : new String[] {"ffm", "jni"}) {
            try {
                Libc libc = Libc.open(name);
                usable.put(name, libc);
                backends.put(name, "ok, " + libc.origin());
            } catch (BackendUnavailableException e) {
                backends.put(name, "rejected: " + e.getMessage());
            }
        }
        try {
            backends.put("chosen", Libc.get().backend());
        } catch (BackendUnavailableException | IllegalArgumentException e) {
            backends.put("chosen", "none: " + e.getMessage());
        }
        return backends;
    }

    private static List<Map<String, Object>> sockets(Libc libc) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String[] socket : SOCKETS) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("domain", socket[0]);
            row.put("type", socket[1]);
            row.put("protocol", socket[2]);
            int fd = libc.socket(value(socket[0]), value(socket[1]) | Constants.SOCK_CLOEXEC, value(socket[2]));
            row.put("errno", fd < 0 ? Errno.name(libc.errno()) : null);
            row.put("hint", fd < 0 ? hint(socket, libc.errno()) : null);
            if (fd >= 0) {
                libc.close(fd);
            }
            rows.add(row);
        }
        return rows;
    }

    private static int value(String name) {
        return name.equals("0") ? 0 : Constants.value(name).intValue();
    }

    private static String hint(String[] socket, int errno) {
        switch (errno) {
            case Constants.EPERM:
                return "needs CAP_NET_RAW";
            case Constants.EACCES:
                return "needs a group within net.ipv4.ping_group_range";
            case Constants.EAFNOSUPPORT:
                return module(socket[0]);
            case Constants.EPROTONOSUPPORT:
            case Constants.ESOCKTNOSUPPORT:
                return module(socket[2]);
            default:
                return null;
        }
    }

    private static String module(String name) {
        String module = MODULES.get(name);
        return module == null ? null : "not in this kernel; if it is a module: modprobe " + module;
    }

    private static Map<String, Object> privileges() {
        Map<String, Object> privileges = new LinkedHashMap<>();
        Map<String, String> status = status();
        privileges.put("effective user", field(status.get("Uid"), 1));
        privileges.put("effective group", field(status.get("Gid"), 1));
        String mask = status.get("CapEff");
        long effective = mask == null ? 0 : Long.parseUnsignedLong(mask.trim(), 16);
        for (String capability : CAPABILITIES) {
            privileges.put(capability, (effective >>> value(capability) & 1) == 1 ? "yes" : "no");
        }
        return privileges;
    }

    private static Map<String, String> status() {
        Map<String, String> status = new LinkedHashMap<>();
        for (String line : lines("/proc/self/status")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                status.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        }
        return status;
    }

    private static String field(String line, int index) {
        return line == null ? null : line.split("\\s+")[index];
    }

    private static Map<String, Object> descriptors() {
        Map<String, Object> descriptors = new LinkedHashMap<>();
        for (String line : lines("/proc/self/limits")) {
            if (line.startsWith("Max open files")) {
                String[] fields =
                        line.substring("Max open files".length()).trim().split("\\s+");
                descriptors.put("soft limit", fields[0]);
                descriptors.put("hard limit", fields[1]);
            }
        }
        String[] open = Path.of("/proc/self/fd").toFile().list();
        descriptors.put("open now", open == null ? null : String.valueOf(open.length));
        return descriptors;
    }

    private static Map<String, Object> sysctls() {
        Map<String, Object> sysctls = new LinkedHashMap<>();
        for (String path : SYSCTLS) {
            List<String> lines = lines("/proc/sys/" + path);
            sysctls.put(
                    path.replace('/', '.'),
                    lines.isEmpty() ? null : lines.get(0).replace('\t', ' '));
        }
        return sysctls;
    }

    /** The lines of a file; none if it does not exist, like a sysctl that this kernel lacks. */
    private static List<String> lines(String path) {
        try {
            return Files.readAllLines(Path.of(path));
        } catch (IOException e) {
            return List.of();
        }
    }
}
