package libcsockets.tools.compare.output;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import libcsockets.tools.tcp.TcpTrace;

/** The tables of the page's part about {@code libc-sockets tcp}. */
final class HtmlScenes {
    static final List<Column> SEGMENTS = List.of(
            new Column("ms", "millis"),
            new Column("from", "from"),
            new Column("flags", "flags"),
            new Column("seq", "relativeSeq"),
            new Column("ack", "relativeAck"),
            new Column("length", "length"),
            new Column("window", "window"),
            new Column("absolute seq", "seq"),
            new Column("absolute ack", "ack"),
            new Column("dropped", "dropped"));

    static final List<Column> STATES = List.of(
            new Column("after", "after"),
            new Column("client: sock_diag", "clientDiag"),
            new Column("client: TCP_INFO", "clientInfo"),
            new Column("server: sock_diag", "serverDiag"),
            new Column("server: TCP_INFO", "serverInfo"));

    /** A table's column and its key in {@code --json}. */
    record Column(String head, String key) {}

    private HtmlScenes() {}

    /** The reason why something is missing, if all scenes share it: then the page gives it once. */
    static String missingInAll(List<TcpTrace> scenes) {
        String first = scenes.get(0).missing();
        return scenes.stream().allMatch(scene -> Objects.equals(scene.missing(), first)) ? first : null;
    }

    static String shown(Object value) {
        if (value instanceof Double millis) {
            return String.format(Locale.ROOT, "%.3f", millis);
        }
        if (value instanceof Boolean yes) {
            return yes ? "yes" : "no";
        }
        return value == null ? "-" : value.toString();
    }
}
