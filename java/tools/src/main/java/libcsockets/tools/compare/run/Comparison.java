package libcsockets.tools.compare.run;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Trace;
import libcsockets.tools.compare.scenario.Verdict;

/**
 * A scenario with its results for each subject.
 *
 * @param calls the system calls of each subject; empty if not requested
 */
public record Comparison(Scenario scenario, Map<Subject, Trace> traces, Map<Subject, List<SystemCall>> calls) {
    public Comparison {
        traces = new EnumMap<>(traces);
    }

    /** The phases of all subjects, in the order of their first appearance. */
    public Set<String> phases() {
        Set<String> phases = new LinkedHashSet<>();
        traces.values().forEach(trace -> trace.rows().forEach(row -> phases.add(row.phase())));
        return phases;
    }

    /** The trace of libc: the C program's, else that of a backend; null if none of them ran. */
    public Trace libc() {
        for (Subject subject : List.of(Subject.C, Subject.FFM, Subject.JNI)) {
            if (hasRun(subject)) {
                return traces.get(subject);
            }
        }
        return null;
    }

    private boolean hasRun(Subject subject) {
        return traces.containsKey(subject) && traces.get(subject).hasRun();
    }

    private boolean cannot(Subject subject) {
        return traces.containsKey(subject) && traces.get(subject).status() == Trace.Status.CANNOT;
    }

    /** Whether the C program and the backends agree. */
    public boolean libcAgrees() {
        Set<List<String>> different = new LinkedHashSet<>();
        for (Subject subject : List.of(Subject.C, Subject.FFM, Subject.JNI)) {
            if (hasRun(subject)) {
                different.add(traces.get(subject).stable());
            }
        }
        return different.size() <= 1;
    }

    /** The JDK's subjects that ran, with the phases in which each differs from libc. */
    public Map<Subject, List<String>> differences() {
        Map<Subject, List<String>> differences = new LinkedHashMap<>();
        for (Subject subject : List.of(Subject.NET, Subject.NIO)) {
            if (libc() != null && hasRun(subject)) {
                differences.put(subject, Agreement.differences(libc(), traces.get(subject), scenario.isLiteral()));
            }
        }
        return differences;
    }

    public Verdict verdict() {
        boolean failed = traces.values().stream().anyMatch(trace -> trace.status() == Trace.Status.FAILED);
        if (failed || !libcAgrees()) {
            return Verdict.UNKNOWN;
        }
        boolean jdk = hasRun(Subject.NET) || hasRun(Subject.NIO);
        if (libc() == null) {
            return jdk && cannot(Subject.C) ? Verdict.ONLY_JDK : Verdict.UNKNOWN;
        }
        if (jdk) {
            return differences().values().stream().allMatch(List::isEmpty) ? Verdict.SAME : Verdict.DIFFERS;
        }
        return cannot(Subject.NET) && cannot(Subject.NIO) ? Verdict.ONLY_LIBC : Verdict.UNKNOWN;
    }
}
