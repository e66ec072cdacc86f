package libcsockets.tools.compare.run;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import libcsockets.tools.compare.scenario.PhaseRow;
import libcsockets.tools.compare.scenario.Trace;
import libcsockets.tools.compare.scenario.Values;

/** Decides whether a result of the JDK means the same as a result of libc. */
final class Agreement {
    /**
     * The errnos that an exception of exactly this class stands for. A SocketException and an IOException stand for
     * any: the JDK has no other class for most errnos.
     */
    private static final Map<String, Set<String>> ERRNOS = Map.ofEntries(
            Map.entry("java.net.ConnectException", Set.of("ECONNREFUSED", "ETIMEDOUT", "ENOTCONN")),
            Map.entry("java.net.NoRouteToHostException", Set.of("EHOSTUNREACH")),
            Map.entry("java.net.PortUnreachableException", Set.of("ECONNREFUSED")),
            Map.entry("java.net.ProtocolException", Set.of("EPROTO")),
            Map.entry("java.net.SocketTimeoutException", Set.of("EAGAIN", "ETIMEDOUT", "EINPROGRESS")),
            Map.entry("java.net.BindException", Set.of("EADDRINUSE", "EADDRNOTAVAIL")),
            Map.entry("java.nio.channels.NotYetConnectedException", Set.of("ENOTCONN", "EPIPE", "EDESTADDRREQ")),
            Map.entry("java.nio.channels.AlreadyConnectedException", Set.of("EISCONN")),
            Map.entry("java.nio.channels.ConnectionPendingException", Set.of("EALREADY", "EINPROGRESS")),
            Map.entry("java.nio.channels.NoConnectionPendingException", Set.of("ENOTCONN")),
            Map.entry("java.nio.channels.NotYetBoundException", Set.of("EINVAL")),
            Map.entry("java.nio.channels.AlreadyBoundException", Set.of("EINVAL")),
            Map.entry("java.nio.channels.ClosedChannelException", Set.of("EBADF")),
            Map.entry("java.nio.channels.AsynchronousCloseException", Set.of("EBADF")),
            Map.entry("java.nio.channels.UnsupportedAddressTypeException", Set.of("EAFNOSUPPORT", "EINVAL")),
            Map.entry("java.nio.channels.IllegalBlockingModeException", Set.of("EAGAIN", "EINVAL")),
            Map.entry("java.lang.IllegalArgumentException", Set.of("EINVAL", "EDOM", "ENOPROTOOPT")),
            Map.entry("java.lang.UnsupportedOperationException", Set.of("EOPNOTSUPP", "ENOPROTOOPT", "EINVAL")));

    private static final Set<String> ANY_ERRNO = Set.of("java.net.SocketException", "java.io.IOException");

    /** The errnos with a class of their own: a SocketException does not stand for them. */
    private static final Set<String> OWN_CLASS = Set.of("ECONNREFUSED", "EHOSTUNREACH", "EADDRINUSE", "EADDRNOTAVAIL");

    /** The calls for which BindException may stand for EACCES. */
    private static final Set<String> BINDS = Set.of("bind", "listener", "udp");

    private Agreement() {}

    /** Returns the phases in which two traces differ, in order, including those that only one of them has. */
    static List<String> differences(Trace libc, Trace jdk, boolean literal) {
        Set<String> phases = new LinkedHashSet<>();
        libc.rows().forEach(row -> phases.add(row.phase()));
        jdk.rows().forEach(row -> phases.add(row.phase()));
        List<String> different = new ArrayList<>();
        for (String phase : phases) {
            PhaseRow a = libc.row(phase);
            PhaseRow b = jdk.row(phase);
            if (a == null || b == null || !agree(a, b, literal)) {
                different.add(phase);
            }
        }
        return different;
    }

    static boolean agree(PhaseRow libc, PhaseRow jdk, boolean literal) {
        if (libc.kind() == PhaseRow.Kind.VALUE) {
            return jdk.kind() == PhaseRow.Kind.VALUE && sameValue(libc.value(), jdk.value(), literal);
        }
        if (jdk.kind() == PhaseRow.Kind.EXCEPTION) {
            return standsFor(jdk.value(), libc);
        }
        // A non-blocking method that would have to wait returns 0 or null.
        return !literal
                && libc.value().equals("EAGAIN")
                && (jdk.value().equals("0")
                        || jdk.value().equals("null")
                        || jdk.value().equals("false"));
    }

    private static boolean standsFor(String exception, PhaseRow libc) {
        if (ANY_ERRNO.contains(exception)) {
            return !OWN_CLASS.contains(libc.value()) || exception.equals("java.io.IOException");
        }
        if (exception.equals("java.net.BindException") && libc.value().equals("EACCES")) {
            return BINDS.contains(libc.call());
        }
        return ERRNOS.getOrDefault(exception, Set.of()).contains(libc.value());
    }

    private static boolean sameValue(String libc, String jdk, boolean literal) {
        if (libc.equals(jdk) || jdk.equals(Values.VOID)) {
            return true;
        }
        String[] as = libc.split(" ");
        String[] bs = jdk.split(" ");
        if (as.length != bs.length) {
            return false;
        }
        for (int i = 0; i < as.length; i++) {
            if (!sameWord(as[i], bs[i], literal)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameWord(String libc, String jdk, boolean literal) {
        if (libc.equals(jdk)) {
            return true;
        }
        switch (jdk) {
            case "true":
                return libc.equals("1");
            case "false":
                return libc.equals("0");
            case "-1":
                // The end of a stream.
                return !literal && (libc.equals("0") || libc.equals("\"\""));
            default:
                return false;
        }
    }
}
