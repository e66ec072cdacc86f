package libcsockets.tools.compare.output;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import libcsockets.tools.cli.Text;
import libcsockets.tools.story.NarratedStep;
import libcsockets.tools.tcp.TcpTrace;

/** The part of the page that shows the scenes of {@code libc-sockets tcp}: of each the picture, and what it is drawn from. */
final class HtmlScenes {
    private static final List<Column> SEGMENTS = List.of(
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

    private static final List<Column> STATES = List.of(
            new Column("after", "after"),
            new Column("client: sock_diag", "clientDiag"),
            new Column("client: TCP_INFO", "clientInfo"),
            new Column("server: sock_diag", "serverDiag"),
            new Column("server: TCP_INFO", "serverInfo"));

    private final StringBuilder page;

    /** A column of a table, and where {@code --json} has it. */
    private record Column(String head, String key) {}

    HtmlScenes(StringBuilder page) {
        this.page = page;
    }

    private static String id(TcpTrace trace) {
        return "tcp-" + trace.name();
    }

    void links(List<TcpTrace> traces) {
        page.append("<ul class=\"glance scenes\" aria-label=\"all scenes of TCP\">\n");
        traces.forEach(trace -> page.append("<li><a href=\"#")
                .append(id(trace))
                .append("\" title=\"")
                .append(Text.escapeMarkup(trace.title()))
                .append("\">tcp ")
                .append(trace.name())
                .append("</a></li>\n"));
        page.append("</ul>\n");
    }

    void print(List<TcpTrace> traces) {
        page.append("<section class=\"lab\" aria-labelledby=\"tcp\">\n<h2 id=\"tcp\">TCP, segment by segment</h2>\n")
                .append("<p>Connections over the loopback interface, made and watched while this page was written;"
                        + " <code>libc-sockets tcp SCENE</code> shows one again.</p>\n");
        // What is missing in all of them is said once.
        String first = traces.get(0).missing();
        String missing = traces.stream().allMatch(trace -> Objects.equals(trace.missing(), first)) ? first : null;
        if (missing != null) {
            page.append("<p>").append(Text.escapeMarkup(missing)).append("</p>\n");
        }
        traces.forEach(trace -> scene(trace, Objects.equals(trace.missing(), missing) ? null : trace.missing()));
        page.append("</section>\n");
    }

    private void scene(TcpTrace trace, String missing) {
        page.append("<details class=\"scenario\" id=\"")
                .append(id(trace))
                .append("\" data-tags=\"tcp\">\n<summary><span><span class=\"name\">tcp ")
                .append(trace.name())
                .append("</span><span class=\"title\">")
                .append(Text.escapeMarkup(trace.title()))
                .append("</span></span></summary>\n<div class=\"body\">\n");
        if (missing != null) {
            page.append("<p>").append(Text.escapeMarkup(missing)).append("</p>\n");
        }
        if (trace.svg() != null) {
            box(trace.name() + ": picture");
            page.append(trace.svg()).append("</div>\n");
        }
        steps(trace.steps());
        table(trace, "segments", trace.segments(), SEGMENTS);
        table(trace, "what the kernel says after each call", trace.states(), STATES);
        if (trace.timeWait() != null) {
            page.append("<p>").append(Text.escapeMarkup(trace.timeWait())).append("</p>\n");
        }
        page.append("</div>\n</details>\n");
    }

    private void steps(List<NarratedStep> steps) {
        page.append("<h3>calls</h3>\n<ol class=\"steps\">\n");
        for (NarratedStep step : steps) {
            page.append("<li><code>").append(Text.escapeMarkup(step.line())).append("</code>");
            step.notice()
                    .forEach(words ->
                            page.append("<p>").append(Text.escapeMarkup(words)).append("</p>"));
            page.append("</li>\n");
        }
        page.append("</ol>\n");
    }

    private void table(TcpTrace trace, String title, List<Map<String, Object>> rows, List<Column> columns) {
        if (rows.isEmpty()) {
            return;
        }
        box(trace.name() + ": " + title);
        page.append("<table>\n<caption>").append(title).append("</caption>\n<thead><tr>");
        columns.forEach(
                column -> page.append("<th scope=\"col\">").append(column.head).append("</th>"));
        page.append("</tr></thead>\n<tbody>\n");
        for (Map<String, Object> row : rows) {
            page.append("<tr>");
            columns.forEach(column -> page.append("<td class=\"mono\">")
                    .append(Text.escapeMarkup(shown(row.get(column.key))))
                    .append("</td>"));
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    /** Begins a box that scrolls sideways by itself where the screen is too narrow for it, with the keyboard, too. */
    private void box(String label) {
        page.append("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .append(label)
                .append("\">\n");
    }

    private static String shown(Object value) {
        if (value instanceof Double millis) {
            return String.format(Locale.ROOT, "%.3f", millis);
        }
        if (value instanceof Boolean yes) {
            return yes ? "yes" : "no";
        }
        return value == null ? "-" : value.toString();
    }
}
