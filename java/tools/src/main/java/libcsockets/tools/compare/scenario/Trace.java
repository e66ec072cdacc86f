package libcsockets.tools.compare.scenario;

import java.util.List;

/**
 * What a subject made of a scenario.
 *
 * @param why null when it ran to its end
 */
public record Trace(Status status, List<PhaseRow> rows, String why) {
    /** Whether it ran. */
    public enum Status {
        RAN,
        /** It has no way to say this. */
        CANNOT,
        /** The machine or the JDK lacks what it needs. */
        SKIPPED,
        /** It did not come to its end. */
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

    /** What has to be the same each time. */
    public List<String> stable() {
        return rows.stream().map(PhaseRow::stable).toList();
    }
}
