package libcsockets.tools.conform.run;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The result of a case.
 *
 * @param result {@code ok:...}, {@code errno:...}, {@code skip:...}, ...
 * @param mark what is off; null when nothing is
 */
public record Result(String id, String call, String result, String mark) {
    static final String UNSUPPORTED = "unsupported";

    /** The part of a mark that does not show port numbers and the like, which no two runs have in common. */
    private static final Pattern KIND = Pattern.compile("MISMATCH|SYNTAX|(SETUP setup|CHECK) step \\d+");

    /**
     * Reads a line of the C program.
     *
     * @throws IOException if it is none
     */
    public static Result parse(String line) throws IOException {
        String[] columns = line.split("\t", 4);
        if (columns.length < 3) {
            throw new IOException("not a line of results: " + line);
        }
        return new Result(columns[0], columns[1], columns[2], columns.length > 3 ? columns[3] : null);
    }

    public boolean isMarked() {
        return mark != null;
    }

    public boolean isSkipped() {
        return result.startsWith("skip:");
    }

    public boolean isUnsupported() {
        return result.equals(UNSUPPORTED);
    }

    /** Whether two runs agree: the result, and what is off with it. */
    public boolean agrees(Result other) {
        return result.equals(other.result) && kind().equals(other.kind());
    }

    private String kind() {
        if (mark == null) {
            return "";
        }
        Matcher matcher = KIND.matcher(mark);
        return matcher.lookingAt() ? matcher.group() : mark;
    }

    /** Result and mark, as the line ends. */
    public String ending() {
        return mark == null ? result : result + "\t" + mark;
    }

    public String line() {
        return id + "\t" + call + "\t" + ending();
    }
}
