package libcsockets.tools.conform.c;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import libcsockets.tools.conform.language.Value;
import libcsockets.tools.conform.language.Value.Int;
import libcsockets.tools.conform.language.Verb;

/** Names, numbers and strings as C has them. */
final class CText {
    /** The names that a descriptor cannot have in C. */
    private static final Set<String> TAKEN = Set.of(("auto break case char const continue default do double else enum"
                    + " extern float for goto if inline int long register restrict return short signed sizeof static"
                    + " struct switch typedef union unsigned void volatile while main stdin stdout stderr errno signal"
                    + " unix linux time index y0 y1 j0 j1 raise abort exit free")
            .split(" "));

    private CText() {}

    static String name(String name) {
        boolean taken = TAKEN.contains(name) || Verb.of(name) != null || Helpers.ALL.define(name);
        return taken || name.matches("r[0-9]+") ? name + "_fd" : name;
    }

    /** The number as an argument. */
    static String integer(Int value) {
        return value.terms().stream().map(CText::term).collect(Collectors.joining(" | "));
    }

    /** The number as an operand. */
    static String operand(Int value) {
        return value.terms().size() == 1 ? integer(value) : "(" + integer(value) + ")";
    }

    static String integers(List<? extends Value> values) {
        return values.stream().map(value -> integer((Int) value)).collect(Collectors.joining(", "));
    }

    private static String term(Value.Term term) {
        if (term instanceof Value.Name name) {
            return swapped(name(name.name()), name.swaps());
        }
        Value.Literal literal = (Value.Literal) term;
        return swapped(literal.text(), literal.swaps());
    }

    private static String swapped(String text, int swaps) {
        return swaps == 0 ? text : "htons((uint16_t)" + swapped(text, swaps - 1) + ")";
    }

    static String string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    static String string(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : bytes) {
            int c = b & 0xFF;
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c >= ' ' && c <= '~' && c != '?') {
                text.append((char) c);
            } else {
                text.append('\\').append(String.format("%03o", c));
            }
        }
        return text.append('"').toString();
    }
}
