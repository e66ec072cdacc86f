package libcsockets.tools.cli;

import java.util.ArrayList;
import java.util.List;

/** Text for terminals, pages and pictures. */
public final class Text {
    private Text() {}

    /**
     * Breaks a text into lines at white space.
     *
     * @param width the most characters of a line; a longer word gets its own line
     * @return the lines, at least one
     */
    public static List<String> wrap(String text, int width) {
        return lines(text, width, false);
    }

    /**
     * Breaks a text into lines at white space, and within words that are longer than a line.
     *
     * @param width the most characters of a line
     * @return the lines, at least one
     */
    public static List<String> fit(String text, int width) {
        return lines(text, width, true);
    }

    private static List<String> lines(String text, int width, boolean breakWords) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
            while (breakWords && line.length() > width) {
                lines.add(line.substring(0, width));
                line.delete(0, width);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    /** Escapes a text for HTML and SVG, in elements and in quoted attributes. */
    public static String escapeMarkup(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
