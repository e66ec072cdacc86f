package libcsockets.jdk;

import static libcsockets.Constants.*;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import libcsockets.Errno;
import libcsockets.ErrnoException;
import libcsockets.option.Sockopt;
import libcsockets.option.Sockopts;
import libcsockets.socket.LibcSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of every new socket of a program: {@code -Dlibcsockets.jdk.protocol} and {@code
 * -Dlibcsockets.jdk.options}.
 *
 * <p>An option is set before the socket binds or connects, on the sockets that have its level: those of TCP on streams,
 * those of UDP on datagrams, those of IPv6 on sockets of both families.
 */
final class SocketDefaults {
    static final String PROTOCOL = "libcsockets.jdk.protocol";
    static final String OPTIONS = "libcsockets.jdk.options";

    private static final Logger LOG = LoggerFactory.getLogger(SocketDefaults.class);
    private static volatile SocketDefaults instance;

    private record Setting<T>(Sockopt<T> option, T value) {
        static <T> Setting<T> of(Sockopt<T> option, String text) {
            return new Setting<>(option, option.type().cast(parse(option, text)));
        }

        void apply(LibcSocket socket) throws IOException {
            socket.setOption(option, value);
        }
    }

    private final boolean mptcp;
    private final List<Setting<?>> settings = new ArrayList<>();
    private volatile boolean fallenBack;

    /**
     * Those that the properties ask for.
     *
     * @throws IllegalArgumentException if a name or value is wrong: a sentence for whoever started the program
     */
    static SocketDefaults get() {
        SocketDefaults defaults = instance;
        if (defaults == null) {
            defaults = new SocketDefaults(System.getProperty(PROTOCOL, "tcp"), System.getProperty(OPTIONS, ""));
            instance = defaults;
        }
        return defaults;
    }

    SocketDefaults(String protocol, String options) {
        if (!protocol.equals("tcp") && !protocol.equals("mptcp")) {
            throw new IllegalArgumentException("-D" + PROTOCOL + "=" + protocol + ": use tcp or mptcp");
        }
        mptcp = protocol.equals("mptcp");
        if (options.isBlank()) {
            return;
        }
        for (String part : options.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("-D" + OPTIONS + ": '" + part.strip()
                        + "' has no value; an option is NAME=VALUE, for example TCP_NODELAY=1");
            }
            settings.add(Setting.of(
                    option(part.substring(0, equals).strip()),
                    part.substring(equals + 1).strip()));
        }
    }

    private static Sockopt<?> option(String name) {
        for (Sockopt<?> option : Sockopts.all()) {
            if (option.name().equals(name)) {
                if (option.access() == Sockopt.Access.READ_ONLY) {
                    throw new IllegalArgumentException("-D" + OPTIONS + ": " + name + " can only be read");
                }
                return option;
            }
        }
        throw new IllegalArgumentException("-D" + OPTIONS + ": there is no option '" + name + "'" + suggestion(name));
    }

    private static String suggestion(String name) {
        List<String> near = new ArrayList<>();
        int best = 4;
        for (Sockopt<?> option : Sockopts.all()) {
            int distance = distance(name.toUpperCase(java.util.Locale.ROOT), option.name());
            if (distance < best) {
                best = distance;
                near.clear();
            }
            if (distance == best && distance < 4) {
                near.add(option.name());
            }
        }
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }

    private static Object parse(Sockopt<?> option, String text) {
        Class<?> type = option.type();
        try {
            if (type == Integer.class) {
                return Integer.decode(text);
            }
            if (type == Long.class) {
                return Long.decode(text);
            }
            if (type == Boolean.class) {
                return flag(text);
            }
            if (type == String.class) {
                return text;
            }
            if (type == Duration.class) {
                return Duration.ofMillis(Long.parseLong(text));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("-D" + OPTIONS + ": '" + text + "' is not a value of " + option.name()
                    + ", which takes " + values(type));
        }
        throw new IllegalArgumentException("-D" + OPTIONS + ": " + option.name() + " takes a " + option.cType()
                + ", which cannot be written here; set it in the program");
    }

    private static Boolean flag(String text) {
        return switch (text) {
            case "1", "true", "on" -> true;
            case "0", "false", "off" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static String values(Class<?> type) {
        return type == Boolean.class ? "1 or 0" : type == Duration.class ? "milliseconds" : "a number";
    }

    LibcSocket openStream(int domain) throws IOException {
        if (mptcp && domain != AF_UNIX && !fallenBack) {
            try {
                return LibcSocket.open(domain, SOCK_STREAM, IPPROTO_MPTCP);
            } catch (ErrnoException e) {
                if (e.errno() != EPROTONOSUPPORT && e.errno() != ENOPROTOOPT && e.errno() != EINVAL) {
                    throw e;
                }
                fallenBack = true;
                LOG.warn("the kernel refuses MPTCP ({}): sockets are opened with TCP", Errno.name(e.errno()));
            }
        }
        return LibcSocket.open(domain, SOCK_STREAM, 0);
    }

    void apply(LibcSocket socket) throws IOException {
        for (Setting<?> setting : settings) {
            if (fits(setting.option().level(), socket)) {
                setting.apply(socket);
            }
        }
    }

    private static boolean fits(int level, LibcSocket socket) {
        boolean internet = socket.domain() != AF_UNIX;
        boolean stream = socket.type() == SOCK_STREAM;
        if (level == SOL_SOCKET) {
            return true;
        }
        if (level == IPPROTO_TCP) {
            return internet && stream;
        }
        if (level == IPPROTO_UDP) {
            return internet && !stream;
        }
        if (level == IPPROTO_IPV6) {
            return socket.domain() == AF_INET6;
        }
        return internet && level == IPPROTO_IP;
    }
}
