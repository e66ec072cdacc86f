package libcsockets.tools.compare.output;

import java.util.ArrayList;
import java.util.List;
import libcsockets.tools.compare.scenario.Trace;

/** Small things about words. */
public final class Words {
    private Words() {}

    public static String status(Trace trace) {
        switch (trace.status()) {
            case CANNOT:
                return "cannot";
            case SKIPPED:
                return "skipped";
            case FAILED:
                return "failed";
            default:
                return "ran";
        }
    }

    /** A line in pieces of at most so many characters, the later ones set in; broken behind a comma where that can be. */
    static List<String> broken(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int at = rest.lastIndexOf(", ", width - 1);
            int cut = at > width / 2 ? at + 1 : width;
            lines.add(rest.substring(0, cut));
            rest = "  " + rest.substring(cut).stripLeading();
        }
        lines.add(rest);
        return lines;
    }
}
