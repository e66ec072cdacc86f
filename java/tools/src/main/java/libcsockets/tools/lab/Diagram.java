package libcsockets.tools.lab;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sequence diagram of a conversation: as text, and as SVG that follows the reader's light or dark colours. */
final class Diagram {
    // Text: two columns of states, and the lines between them.
    private static final int STATE = 13;
    private static final int LINE = 62;

    // SVG, in pixels. All text is in one monospace font, so that its width is known.
    private static final int FONT = 13;
    private static final double CHARACTER = FONT * 0.62;
    private static final int WIDTH = 860;
    private static final int LEFT = 190;
    private static final int RIGHT = WIDTH - LEFT;
    private static final int TOP = 72;
    private static final int SEGMENT_HEIGHT = 50;
    private static final int SLOPE = 16;
    private static final int CALL_HEIGHT = 26;
    private static final int BOTTOM = 24;
    private static final int BADGE = 20;

    private final Conversation talk;

    Diagram(Conversation talk) {
        this.talk = talk;
    }

    // ---- text ----

    List<String> text() {
        List<String> lines = new ArrayList<>();
        String clientName = "client " + address(talk.clientAddress());
        String serverName = "server " + address(talk.serverAddress());
        lines.add(" " + clientName + pad(STATE + LINE + 2 + STATE - clientName.length() - serverName.length())
                + serverName);
        String clientState = "";
        String serverState = "";
        for (Conversation.Event event : talk.events()) {
            String left = event.clientState().equals(clientState) ? "|" : event.clientState();
            String right = event.serverState().equals(serverState) ? "|" : event.serverState();
            clientState = event.clientState();
            serverState = event.serverState();
            if (event.segment() != null) {
                lines.add(row(left, arrow(event.segment()), right));
            } else if (event.clientCall() != null) {
                lines.add(row(left, " " + event.clientCall(), right));
            } else if (event.serverCall() != null) {
                lines.add(row(left, pad(LINE - 1 - event.serverCall().length()) + event.serverCall() + " ", right));
            } else {
                lines.add(row(left, "", right));
            }
        }
        return lines;
    }

    private String arrow(Segment segment) {
        String label = " " + talk.label(segment) + " ";
        int dashes = LINE - 3 - label.length();
        int before = dashes / 2;
        String body = "-".repeat(before) + label + "-".repeat(dashes - before);
        if (segment.fromClient()) {
            return " " + body + (segment.dropped() ? "x " : "> ");
        }
        return (segment.dropped() ? " x" : " <") + body + " ";
    }

    /** The client's states are set against the line of time, so that all that happens is between the columns. */
    private static String row(String left, String middle, String right) {
        String row = pad(STATE - left.length()) + left + " " + middle + pad(LINE - middle.length()) + " " + right;
        return row.stripTrailing();
    }

    private static String pad(int n) {
        return " ".repeat(Math.max(0, n));
    }

    private static String address(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    // ---- SVG ----

    String svg(String title) {
        StringBuilder body = new StringBuilder();
        text(body, WIDTH / 2.0, 26, "middle", "title", title);
        text(body, LEFT, 52, "middle", "name", "client " + address(talk.clientAddress()));
        text(body, RIGHT, 52, "middle", "name", "server " + address(talk.serverAddress()));
        int y = TOP;
        StringBuilder badges = new StringBuilder();
        String clientState = "";
        String serverState = "";
        for (Conversation.Event event : talk.events()) {
            int clientAt = y;
            int serverAt = y;
            if (event.segment() != null) {
                Segment segment = event.segment();
                int from = segment.fromClient() ? LEFT : RIGHT;
                int to = segment.fromClient() ? RIGHT : LEFT;
                arrow(body, from, y, to, y + SLOPE, segment.dropped());
                text(body, WIDTH / 2.0, y + SLOPE / 2.0 - 12, "middle", "label", talk.label(segment));
                clientAt = segment.fromClient() ? y : y + SLOPE;
                serverAt = segment.fromClient() ? y + SLOPE : y;
            } else if (event.clientCall() != null) {
                text(body, LEFT + 12, y + 4, "start", "call", event.clientCall());
            } else if (event.serverCall() != null) {
                text(body, RIGHT - 12, y + 4, "end", "call", event.serverCall());
            }
            if (!event.clientState().equals(clientState)) {
                clientState = event.clientState();
                badge(badges, LEFT - 12, clientAt, true, clientState);
            }
            if (!event.serverState().equals(serverState)) {
                serverState = event.serverState();
                badge(badges, RIGHT + 12, serverAt, false, serverState);
            }
            y += event.segment() != null ? SEGMENT_HEIGHT : CALL_HEIGHT;
        }
        int height = y + BOTTOM;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                .append(WIDTH)
                .append("\" height=\"");
        svg.append(height).append("\" viewBox=\"0 0 ").append(WIDTH).append(' ').append(height);
        svg.append("\" role=\"img\">\n<title>").append(escape(title)).append("</title>\n<style>\n");
        svg.append("text { font-family: 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: ")
                .append(FONT);
        svg.append("px; fill: #1f2328; }\n");
        svg.append(".title { font-weight: bold; font-size: 15px; }\n.name { font-weight: bold; }\n");
        svg.append(".call { fill: #0550ae; }\n.state { fill: #ffffff; }\n.box { fill: #57606a; }\n");
        svg.append(".paper { fill: #ffffff; }\n.life { stroke: #8c959f; stroke-width: 2; }\n");
        svg.append(".arrow { stroke: #1a7f37; stroke-width: 1.6; }\n.head { fill: #1a7f37; }\n");
        svg.append(".lost { stroke: #cf222e; stroke-width: 1.6; stroke-dasharray: 5 4; }\n");
        svg.append(".cross { stroke: #cf222e; stroke-width: 2; }\n");
        svg.append("@media (prefers-color-scheme: dark) {\ntext { fill: #e6edf3; }\n.call { fill: #79c0ff; }\n");
        svg.append(".state { fill: #0d1117; }\n.box { fill: #b1bac4; }\n.paper { fill: #0d1117; }\n");
        svg.append(".life { stroke: #6e7681; }\n.arrow { stroke: #56d364; }\n.head { fill: #56d364; }\n");
        svg.append(".lost, .cross { stroke: #ff7b72; }\n}\n</style>\n");
        svg.append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        line(svg, "life", LEFT, TOP - 8, LEFT, height - BOTTOM / 2);
        line(svg, "life", RIGHT, TOP - 8, RIGHT, height - BOTTOM / 2);
        return svg.append(body).append(badges).append("</svg>\n").toString();
    }

    private static void arrow(StringBuilder svg, int x1, int y1, int x2, int y2, boolean dropped) {
        int forward = x2 > x1 ? 1 : -1;
        int end = x2 - forward * (dropped ? 30 : 2);
        line(svg, dropped ? "lost" : "arrow", x1, y1, end, y2);
        if (dropped) {
            line(svg, "cross", end - 6, y2 - 6, end + 6, y2 + 6);
            line(svg, "cross", end - 6, y2 + 6, end + 6, y2 - 6);
        } else {
            int back = end - forward * 11;
            svg.append(String.format(
                    "<polygon class=\"head\" points=\"%d,%d %d,%d %d,%d\"/>%n", end, y2, back, y2 - 5, back, y2 + 4));
        }
    }

    private static void badge(StringBuilder svg, int x, int y, boolean toTheLeft, String state) {
        double width = state.length() * CHARACTER + 14;
        double left = toTheLeft ? x - width : x;
        svg.append(String.format(
                Locale.ROOT,
                "<rect class=\"box\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"4\"/>%n",
                left,
                y - BADGE / 2,
                width,
                BADGE));
        text(svg, left + width / 2, y + 4.5, "middle", "state", state);
    }

    private static void line(StringBuilder svg, String type, int x1, int y1, int x2, int y2) {
        svg.append(
                String.format("<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n", type, x1, y1, x2, y2));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String type, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
                type,
                x,
                y,
                anchor,
                escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
