package libcsockets.tools.compare.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Trace;

/**
 * A column in a comparison's table of results.
 *
 * @param different the phases in which the column differs from libc
 */
record SubjectColumn(String title, Trace trace, List<String> different) {
    /** The columns of a comparison: one for all of libc while its subjects agree, else one for each subject. */
    static List<SubjectColumn> of(Comparison comparison, String libcTitle) {
        List<SubjectColumn> columns = new ArrayList<>();
        if (comparison.libcAgrees() && comparison.libc() != null) {
            columns.add(new SubjectColumn(libcTitle, comparison.libc(), List.of()));
        }
        Map<Subject, List<String>> differences = comparison.differences();
        comparison.traces().forEach((subject, trace) -> {
            boolean shown = !subject.isLibc() || !comparison.libcAgrees();
            if (shown && !trace.rows().isEmpty()) {
                columns.add(new SubjectColumn(subject.title(), trace, differences.getOrDefault(subject, List.of())));
            }
        });
        return columns;
    }
}
