package libcsockets.tools.story;

import java.util.ArrayList;
import java.util.List;
import libcsockets.Constants;

/** The C names of numbers. */
public final class Names {
    private static final String[] MSG = {
        "MSG_OOB",
        "MSG_PEEK",
        "MSG_DONTROUTE",
        "MSG_CTRUNC",
        "MSG_TRUNC",
        "MSG_DONTWAIT",
        "MSG_EOR",
        "MSG_WAITALL",
        "MSG_ERRQUEUE",
        "MSG_NOSIGNAL",
        "MSG_MORE",
        "MSG_CMSG_CLOEXEC"
    };
    private static final String[] POLL = {"POLLIN", "POLLPRI", "POLLOUT", "POLLERR", "POLLHUP", "POLLRDHUP"};
    private static final String[] DOMAIN = {
        "AF_UNIX", "AF_INET", "AF_INET6", "AF_PACKET", "AF_NETLINK", "AF_VSOCK", "AF_TIPC"
    };
    private static final String[] TYPE = {"SOCK_STREAM", "SOCK_DGRAM", "SOCK_RAW", "SOCK_SEQPACKET", "SOCK_PACKET"};
    private static final String[] SHUT = {"SHUT_RD", "SHUT_WR", "SHUT_RDWR"};

    private Names() {}

    public static String msg(int flags) {
        return flags(flags, MSG);
    }

    static String poll(int events) {
        return flags(events, POLL);
    }

    static String domain(int domain) {
        return one(domain, DOMAIN);
    }

    static String type(int type) {
        return one(type, TYPE);
    }

    public static String how(int how) {
        return one(how, SHUT);
    }

    /** The first of these names with the value; the number if there is none. */
    public static String one(int value, String... names) {
        for (String name : names) {
            if (Constants.value(name) == value) {
                return name;
            }
        }
        return Integer.toString(value);
    }

    /** The names of the set bits, joined as in C; the remaining bits as a number. */
    static String flags(int value, String... names) {
        List<String> set = new ArrayList<>();
        int rest = value;
        for (String name : names) {
            int bit = Math.toIntExact(Constants.value(name));
            if ((rest & bit) != 0) {
                set.add(name);
                rest &= ~bit;
            }
        }
        if (rest != 0) {
            set.add("0x" + Integer.toHexString(rest));
        }
        return set.isEmpty() ? "0" : String.join(" | ", set);
    }

    /** Bytes as a C string literal, as in strace. */
    public static String text(byte[] bytes, int length) {
        int shown = Math.min(length, 32);
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < shown; i++) {
            int b = bytes[i] & 0xff;
            if (b == '"' || b == '\\') {
                text.append('\\').append((char) b);
            } else if (b >= ' ' && b < 0x7f) {
                text.append((char) b);
            } else if (b == '\n') {
                text.append("\\n");
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        return text.append(shown < length ? "\"..." : "\"").toString();
    }
}
