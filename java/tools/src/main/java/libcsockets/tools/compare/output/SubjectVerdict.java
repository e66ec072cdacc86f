package libcsockets.tools.compare.output;

import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Trace;
import libcsockets.tools.compare.scenario.Verdict;

/** The verdict on one of the JDK's subjects, in the words of the page's summary. */
record SubjectVerdict(Verdict verdict, String text) {
    static SubjectVerdict of(Comparison comparison, Subject subject) {
        Trace trace = comparison.traces().get(subject);
        if (trace != null && trace.status() == Trace.Status.CANNOT) {
            return new SubjectVerdict(Verdict.ONLY_LIBC, "cannot");
        }
        if (trace == null || !trace.hasRun()) {
            return new SubjectVerdict(Verdict.UNKNOWN, Verdict.UNKNOWN.text());
        }
        if (comparison.libc() == null) {
            return new SubjectVerdict(Verdict.ONLY_JDK, "can");
        }
        boolean same = comparison.differences().get(subject).isEmpty();
        Verdict verdict = same ? Verdict.SAME : Verdict.DIFFERS;
        return new SubjectVerdict(verdict, verdict.text());
    }
}
