package libcsockets.tools.compare.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.run.SystemCall;
import libcsockets.tools.compare.scenario.Subject;

/**
 * The system calls of a subject in one phase, or between two.
 *
 * @param phase null between phases
 */
record PhaseCalls(String phase, List<String> calls) {
    /** The subjects whose system calls stand side by side: the first of libc, and those of the JDK. */
    static List<Subject> subjects(Comparison comparison) {
        List<Subject> subjects = new ArrayList<>();
        comparison.calls().keySet().forEach(subject -> {
            if (!subject.isLibc() || subjects.stream().noneMatch(Subject::isLibc)) {
                subjects.add(subject);
            }
        });
        return subjects;
    }

    /** Groups consecutive calls of the same phase into blocks. */
    static List<PhaseCalls> of(List<SystemCall> calls) {
        List<PhaseCalls> blocks = new ArrayList<>();
        for (SystemCall call : calls) {
            PhaseCalls last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
            if (last == null || !Objects.equals(last.phase, call.phase())) {
                last = new PhaseCalls(call.phase(), new ArrayList<>());
                blocks.add(last);
            }
            last.calls.add(call.text());
        }
        return blocks;
    }

    /** Orders the phases of several subjects so that blocks of the same phase stand side by side. */
    static List<String> order(List<List<PhaseCalls>> columns) {
        List<List<PhaseCalls>> rest = new ArrayList<>();
        columns.forEach(column -> rest.add(new ArrayList<>(column)));
        List<String> order = new ArrayList<>();
        while (rest.stream().anyMatch(column -> !column.isEmpty())) {
            String phase = next(rest);
            order.add(phase);
            for (List<PhaseCalls> column : rest) {
                if (!column.isEmpty() && Objects.equals(column.get(0).phase, phase)) {
                    column.remove(0);
                }
            }
        }
        return order;
    }

    /** Chooses calls between phases first, then a phase that no other subject reaches later. */
    private static String next(List<List<PhaseCalls>> columns) {
        String first = null;
        for (List<PhaseCalls> column : columns) {
            if (column.isEmpty()) {
                continue;
            }
            String phase = column.get(0).phase;
            if (phase == null) {
                return null;
            }
            boolean later = columns.stream()
                    .anyMatch(other -> other.stream().skip(1).anyMatch(block -> phase.equals(block.phase))
                            && !phase.equals(other.get(0).phase));
            if (first == null || !later) {
                first = phase;
                if (!later) {
                    return first;
                }
            }
        }
        return first;
    }
}
