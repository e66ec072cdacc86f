package libcsockets.tools.compare.output;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Escapes text for Markdown, each kind in its own way. */
final class Markdown {
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_|<>\\[\\]]");
    private static final Pattern BACKTICKS = Pattern.compile("`+");

    private Markdown() {}

    /** Running text. */
    static String text(String text) {
        return SPECIAL.matcher(text).replaceAll("\\\\$0");
    }

    /** Code in a cell of a table, where a bar would end the cell even in code. */
    static String cell(String code) {
        String fence = "`".repeat(longest(code) + 1);
        String pad = code.startsWith("`") || code.endsWith("`") ? " " : "";
        return fence + pad + code.replace("|", "\\|") + pad + fence;
    }

    /** A block of code. */
    static String block(String code) {
        String fence = "`".repeat(Math.max(3, longest(code) + 1));
        return fence + "\n" + code + "\n" + fence;
    }

    private static int longest(String code) {
        return BACKTICKS
                .matcher(code)
                .results()
                .map(MatchResult::group)
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }
}
