package libcsockets.tools.conform.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The numbers of the case language. They are read from {@code limits.h}, which the C driver includes, so that a file is
 * good for both or for neither.
 */
public final class Limits {
    private static final Pattern DEFINITION = Pattern.compile("(?m)^#define (\\w+) (\\d+)$");
    private static final Map<String, Integer> NUMBERS = read();

    /** A number that is not an open descriptor: far above what a process may open. */
    public static final int BADFD = NUMBERS.get("BADFD");

    /** The most bytes that a case may write out. */
    public static final int MOST_BYTES = NUMBERS.get("MOST_BYTES");

    /** The most bytes of a buffer for control data. */
    public static final int MOST_CONTROL = NUMBERS.get("MOST_CONTROL");

    /** Linux moves no more in a call, whatever length it is given: INT_MAX without the last page's part. */
    public static final int MOST_MOVED = NUMBERS.get("MOST_MOVED");

    /** The most bytes that a path or an abstract name may have: more than sun_path, since a case may try that. */
    public static final int LONGEST_PATH = NUMBERS.get("LONGEST_PATH");

    /** The size of BUF. */
    public static final int RESULT_SIZE = NUMBERS.get("RESULT_SIZE");

    /** The most bytes of data that a step prints. */
    public static final int MOST_TRACED = NUMBERS.get("MOST_TRACED");

    /** The most entries of a list, and steps of a column. */
    public static final int MOST_PARTS = NUMBERS.get("MOST_PARTS");

    static final int MOST_JOINED = NUMBERS.get("MOST_JOINED");
    static final int MOST_MESSAGES = NUMBERS.get("MOST_MESSAGES");
    static final int MOST_CONTROL_MESSAGES = NUMBERS.get("MOST_CONTROL_MESSAGES");
    static final int MOST_RIGHTS = NUMBERS.get("MOST_RIGHTS");
    static final int MOST_NAMES = NUMBERS.get("MOST_NAMES");
    static final int LONGEST_NAME = NUMBERS.get("LONGEST_NAME");

    private Limits() {}

    private static Map<String, Integer> read() {
        try (InputStream in = Limits.class.getResourceAsStream("/libcsockets/tools/conform/limits.h")) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return DEFINITION
                    .matcher(text)
                    .results()
                    .collect(Collectors.toMap(found -> found.group(1), Limits::number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(MatchResult definition) {
        return Integer.parseInt(definition.group(2));
    }
}
