package libcsockets.tools.compare.scenario;

import java.util.List;

/**
 * A subject's results in a scenario.
 *
 * @param why the reason if it did not run to its end, else null
 */
public record Trace(Status status, List<PhaseRow> rows, String why) {
    /** Whether the scenario ran. */
    public enum Status {
        RAN,
        /** The subject's API has no equivalent. */
        CANNOT,
        /** The machine or the JDK lacks what it needs. */
        SKIPPED,
        /** The scenario did not run to its end. */
        FAILED
    }

    public static Trace ran(List<PhaseRow> rows) {
        return new Trace(Status.RAN, rows, null);
    }

    public static Trace cannot(String why) {
        return new Trace(Status.CANNOT, List.of(), why);
    }

    public static Trace skipped(String why) {
        return new Trace(Status.SKIPPED, List.of(), why);
    }

    public static Trace failed(List<PhaseRow> rows, String why) {
        return new Trace(Status.FAILED, rows, why);
    }

    public boolean hasRun() {
        return status == Status.RAN;
    }

    /** The row of a phase, or null. */
    public PhaseRow row(String phase) {
        for (PhaseRow row : rows) {
            if (row.phase().equals(phase)) {
                return row;
            }
        }
        return null;
    }

    /** The part that must not change from run to run. */
    public List<String> stable() {
        return rows.stream().map(PhaseRow::stable).toList();
    }
}
