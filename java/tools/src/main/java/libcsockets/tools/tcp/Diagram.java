package libcsockets.tools.tcp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import libcsockets.tools.cli.Text;
import libcsockets.tools.wire.Segment;

/** The sequence diagram of a conversation: as text, and as SVG in the reader's light or dark colour scheme. */
final class Diagram {
    // Text: two columns of states with the lines between them.
    private static final int STATE = 13;
    private static final int LINE = 62;

    // SVG, in pixels. All text uses one monospace font, so that its width is known.
    private static final int FONT = 13;
    private static final double CHARACTER = FONT * 0.62;
    private static final int WIDTH = 760;
    private static final int LEFT = 140;
    private static final int RIGHT = WIDTH - LEFT;
    private static final int TOP = 72;
    private static final int SEGMENT_HEIGHT = 50;
    private static final int SLOPE = 16;
    private static final int CALL_HEIGHT = 28;
    private static final int BOTTOM = 24;
    private static final int BADGE = 20;
    private static final int TIP = 11;

    /** Plain colours, because some image viewers do not support variables. */
    private static final String STYLE = String.join(
            "\n",
            ".tcp { color-scheme: light dark; background: #ffffff; }",
            ".tcp text { font: " + FONT + "px 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #1d2125; }",
            ".tcp .caption { font-size: 15px; font-weight: bold; }",
            ".tcp .party { font-weight: bold; }",
            ".tcp .call { fill: #1558b0; }",
            ".tcp .state { fill: #ffffff; }",
            ".tcp .box { fill: #5c6570; }",
            ".tcp .paper { fill: #ffffff; }",
            ".tcp .life { stroke: #8c959f; stroke-width: 2; }",
            ".tcp .arrow { stroke: #1a7340; stroke-width: 1.6; }",
            ".tcp .tip { fill: #1a7340; }",
            ".tcp .lost { stroke: #b3262a; stroke-width: 1.6; stroke-dasharray: 5 4; }",
            ".tcp .cross { stroke: #b3262a; stroke-width: 2; }",
            "@media (prefers-color-scheme: dark) {",
            "    .tcp { background: #1c2024; }",
            "    .tcp text { fill: #e6e8ea; }",
            "    .tcp .call { fill: #8ab8ff; }",
            "    .tcp .state { fill: #1c2024; }",
            "    .tcp .box { fill: #a3acb5; }",
            "    .tcp .paper { fill: #1c2024; }",
            "    .tcp .life { stroke: #6e7681; }",
            "    .tcp .arrow { stroke: #7fd6a0; }",
            "    .tcp .tip { fill: #7fd6a0; }",
            "    .tcp .lost, .tcp .cross { stroke: #ff9d9d; }",
            "}",
            "");

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

    /** The client's states are right-aligned, so that all events stand between the two columns. */
    private static String row(String left, String middle, String right) {
        String row = pad(STATE - left.length()) + left + " " + middle + pad(LINE - middle.length()) + " " + right;
        return row.stripTrailing();
    }

    private static String pad(int n) {
        return " ".repeat(Math.max(0, n));
    }

    static String address(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    // ---- SVG ----

    /**
     * The picture, for a file or for a page, where its styles, classes and IDs do not collide with others.
     *
     * @param name the picture's name, unique in a page
     */
    String svg(String name, String title) {
        StringBuilder body = new StringBuilder();
        text(body, WIDTH / 2.0, 26, "middle", "caption", title);
        text(body, LEFT, 52, "middle", "party", "client " + address(talk.clientAddress()));
        text(body, RIGHT, 52, "middle", "party", "server " + address(talk.serverAddress()));
        int y = TOP;
        StringBuilder badges = new StringBuilder();
        String clientState = "";
        String serverState = "";
        for (Conversation.Event event : talk.events()) {
            int clientAt = y;
            int serverAt = y;
            int height = 0;
            if (event.segment() != null) {
                Segment segment = event.segment();
                int from = segment.fromClient() ? LEFT : RIGHT;
                int to = segment.fromClient() ? RIGHT : LEFT;
                arrow(body, from, y, to, y + SLOPE, segment.dropped());
                text(body, WIDTH / 2.0, y + SLOPE / 2.0 - 12, "middle", "label", talk.label(segment));
                clientAt = segment.fromClient() ? y : y + SLOPE;
                serverAt = segment.fromClient() ? y + SLOPE : y;
                height = SEGMENT_HEIGHT;
            } else if (event.clientCall() != null) {
                text(body, LEFT + 12, y + 4, "start", "call", event.clientCall());
                height = CALL_HEIGHT;
            } else if (event.serverCall() != null) {
                text(body, RIGHT - 12, y + 4, "end", "call", event.serverCall());
                height = CALL_HEIGHT;
            }
            if (!event.clientState().equals(clientState)) {
                clientState = event.clientState();
                badge(badges, LEFT - 12, clientAt, true, clientState);
                height = Math.max(height, CALL_HEIGHT);
            }
            if (!event.serverState().equals(serverState)) {
                serverState = event.serverState();
                badge(badges, RIGHT + 12, serverAt, false, serverState);
                height = Math.max(height, CALL_HEIGHT);
            }
            y += height;
        }
        int height = y + BOTTOM;
        String id = "tcp-" + name;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tcp\" width=\"%1$d\" height=\"%2$d\""
                        + " viewBox=\"0 0 %1$d %2$d\" role=\"img\" aria-labelledby=\"%3$s-title\""
                        + " aria-describedby=\"%3$s-desc\">%n",
                WIDTH, height, id));
        svg.append(String.format("<title id=\"%s-title\">%s</title>%n", id, Text.escapeMarkup(title)));
        svg.append(String.format("<desc id=\"%s-desc\">%s</desc>%n", id, Text.escapeMarkup(words())));
        svg.append("<style>\n").append(STYLE).append("</style>\n");
        svg.append("<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n");
        line(svg, "life", LEFT, TOP - 8, LEFT, height - BOTTOM / 2);
        line(svg, "life", RIGHT, TOP - 8, RIGHT, height - BOTTOM / 2);
        return svg.append(body).append(badges).append("</svg>\n").toString();
    }

    /** The description of the picture for screen readers: each event and each new state. */
    private String words() {
        StringJoiner words = new StringJoiner(". ", "", ".");
        String clientState = "";
        String serverState = "";
        for (Conversation.Event event : talk.events()) {
            StringJoiner sentence = new StringJoiner(", ");
            if (event.segment() != null) {
                String way = event.segment().fromClient() ? "Client to server: " : "Server to client: ";
                sentence.add(way + talk.label(event.segment()));
            } else if (event.clientCall() != null) {
                sentence.add("Client: " + event.clientCall());
            } else if (event.serverCall() != null) {
                sentence.add("Server: " + event.serverCall());
            }
            if (!event.clientState().equals(clientState)) {
                clientState = event.clientState();
                sentence.add("client is " + clientState);
            }
            if (!event.serverState().equals(serverState)) {
                serverState = event.serverState();
                sentence.add("server is " + serverState);
            }
            if (sentence.length() > 0) {
                words.add(sentence.toString());
            }
        }
        return words.toString();
    }

    private static void arrow(StringBuilder svg, int x1, int y1, int x2, int y2, boolean dropped) {
        int forward = x2 > x1 ? 1 : -1;
        int end = x2 - forward * (dropped ? 30 : 1);
        line(svg, dropped ? "lost" : "arrow", x1, y1, end - forward * (dropped ? 0 : TIP / 2), y2);
        if (dropped) {
            line(svg, "cross", end - 6, y2 - 6, end + 6, y2 + 6);
            line(svg, "cross", end - 6, y2 + 6, end + 6, y2 - 6);
        } else {
            double angle = Math.toDegrees(Math.atan2(y2 - y1, end - x1));
            svg.append(String.format(
                    Locale.ROOT,
                    "<path class=\"tip\" transform=\"translate(%d %d) rotate(%.1f)\" d=\"M0,0 L-%4$d,-5 L-%4$d,5 "
                            + "Z\"/>%n",
                    end,
                    y2,
                    angle,
                    TIP));
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
                Text.escapeMarkup(text)));
    }
}
