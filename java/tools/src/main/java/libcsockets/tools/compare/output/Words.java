package libcsockets.tools.compare.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.scenario.Trace;

/** Words that several forms of output share. */
public final class Words {
    private Words() {}

    public static String status(Trace trace) {
        return trace.status().name().toLowerCase(Locale.ROOT);
    }

    /** A sentence for each subject that did not run. */
    static List<String> reasons(Comparison comparison) {
        List<String> reasons = new ArrayList<>();
        comparison.traces().forEach((subject, trace) -> {
            if (!trace.hasRun()) {
                reasons.add(subject.title() + ": " + status(trace) + ": " + trace.why());
            }
        });
        return reasons;
    }

    /**
     * Breaks a line into pieces of at most {@code width} characters and indents all but the first. Breaks after a comma
     * where possible.
     */
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
