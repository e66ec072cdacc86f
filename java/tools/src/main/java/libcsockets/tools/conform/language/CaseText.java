package libcsockets.tools.conform.language;

import java.util.ArrayList;
import java.util.List;

/** A piece of one line of a case file, which knows where it stands, so that a fault can be shown there. */
public final class CaseText {
    private final String file;
    private final int line;
    private final String whole;
    private final int start;
    private final int end;

    private CaseText(String file, int line, String whole, int start, int end) {
        this.file = file;
        this.line = line;
        this.whole = whole;
        this.start = start;
        this.end = end;
    }

    public static CaseText ofLine(String file, int line, String whole) {
        return new CaseText(file, line, whole, 0, whole.length());
    }

    int line() {
        return line;
    }

    public int length() {
        return end - start;
    }

    boolean isEmpty() {
        return start == end;
    }

    public char charAt(int index) {
        return whole.charAt(start + index);
    }

    public boolean is(String text) {
        return length() == text.length() && startsWith(text);
    }

    public boolean startsWith(String prefix) {
        return length() >= prefix.length() && whole.startsWith(prefix, start);
    }

    public int indexOf(char c) {
        int found = whole.indexOf(c, start);
        return found < 0 || found >= end ? -1 : found - start;
    }

    public CaseText from(int begin) {
        return sub(begin, length());
    }

    public CaseText to(int limit) {
        return sub(0, limit);
    }

    public CaseText sub(int begin, int limit) {
        return new CaseText(file, line, whole, start + begin, start + limit);
    }

    public CaseText trim() {
        int a = start;
        int b = end;
        while (a < b && isSpace(whole.charAt(a))) {
            a++;
        }
        while (a < b && isSpace(whole.charAt(b - 1))) {
            b--;
        }
        return new CaseText(file, line, whole, a, b);
    }

    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** The columns of a line: separated by every tab, quoted or not. */
    List<CaseText> columns() {
        List<CaseText> columns = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= length(); i++) {
            if (i == length() || charAt(i) == '\t') {
                columns.add(sub(from, i));
                from = i + 1;
            }
        }
        return columns;
    }

    /** The parts between a separator that stands outside strings, parentheses and brackets; of nothing, none. */
    public List<CaseText> split(String separator) {
        List<CaseText> parts = new ArrayList<>();
        CaseText rest = trim();
        if (rest.isEmpty()) {
            return parts;
        }
        while (true) {
            int at = rest.outside(separator);
            if (at < 0) {
                parts.add(rest.trim());
                return parts;
            }
            parts.add(rest.to(at).trim());
            rest = rest.from(at + separator.length());
        }
    }

    /** Where {@code wanted} first stands outside strings, parentheses and brackets; -1 when nowhere. */
    public int outside(String wanted) {
        StringBuilder open = new StringBuilder();
        for (int i = 0; i < length(); i++) {
            char c = charAt(i);
            if (c == '"') {
                i = endOfString(i);
                continue;
            }
            if (open.length() == 0 && whole.startsWith(wanted, start + i) && i + wanted.length() <= length()) {
                return i;
            }
            bracket(open, c, i);
        }
        return -1;
    }

    /** Finds strings and brackets that are not closed. */
    void checkBalanced() {
        StringBuilder open = new StringBuilder();
        int last = 0;
        for (int i = 0; i < length(); i++) {
            char c = charAt(i);
            if (c == '"') {
                i = endOfString(i);
                continue;
            }
            if (bracket(open, c, i) > 0 && open.length() == 1) {
                last = i;
            }
        }
        if (open.length() > 0) {
            throw from(last).error("this " + charAt(last) + " is not closed");
        }
    }

    /** Keeps the brackets that are open; returns 1 for an opening one, -1 for a closing one. */
    private int bracket(StringBuilder open, char c, int at) {
        if (c == '(' || c == '[') {
            open.append(c);
            return 1;
        }
        if (c == ')' || c == ']') {
            char partner = c == ')' ? '(' : '[';
            if (open.length() == 0 || open.charAt(open.length() - 1) != partner) {
                throw from(at).error("this " + c + " closes nothing");
            }
            open.setLength(open.length() - 1);
            return -1;
        }
        return 0;
    }

    /** The index of the quote that ends the string beginning at {@code quote}. */
    int endOfString(int quote) {
        for (int i = quote + 1; i < length(); i++) {
            char c = charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i;
            }
        }
        throw from(quote).error("this string is not closed");
    }

    /** The text between the first {@code opening} bracket and this text's last character, which closes it. */
    public CaseText inside(char opening) {
        int at = indexOf(opening);
        char closing = opening == '(' ? ')' : ']';
        if (at < 0) {
            throw error("there must be a " + opening + " in " + quoted());
        }
        int depth = 0;
        for (int i = at; i < length(); i++) {
            char c = charAt(i);
            if (c == '"') {
                i = endOfString(i);
            } else if (c == '(' || c == '[') {
                depth++;
            } else if ((c == ')' || c == ']') && --depth == 0) {
                if (i != length() - 1) {
                    throw from(i + 1).error("nothing may follow the " + closing + " here");
                }
                return sub(at + 1, i);
            }
        }
        throw from(at).error("this " + opening + " is not closed");
    }

    CaseFileException error(String message) {
        return new CaseFileException(file, line, whole.codePointCount(0, start) + 1, message);
    }

    /** The text between quotes, for a message: cut when long. */
    String quoted() {
        String text = toString();
        return "'" + (text.length() > 60 ? text.substring(0, 60) + "..." : text) + "'";
    }

    @Override
    public String toString() {
        return whole.substring(start, end);
    }
}
