package libcsockets.tools.compare;

import java.util.List;

/**
 * What a subject made of a scenario.
 *
 * @param why null when it ran to its end
 */
record Trace(Status status, List<Row> rows, String why) {
    /** Whether it ran. */
    enum Status {
        RAN,
        /** It has no way to say this. */
        CANNOT,
        /** The machine or the JDK lacks what it needs. */
        SKIPPED,
        /** It did not come to its end. */
        FAILED
    }

    static Trace ran(List<Row> rows) {
        return new Trace(Status.RAN, rows, null);
    }

    static Trace cannot(String why) {
        return new Trace(Status.CANNOT, List.of(), why);
    }

    static Trace skipped(String why) {
        return new Trace(Status.SKIPPED, List.of(), why);
    }

    static Trace failed(List<Row> rows, String why) {
        return new Trace(Status.FAILED, rows, why);
    }

    boolean hasRun() {
        return status == Status.RAN;
    }

    /** The row of a phase, or null. */
    Row row(String phase) {
        for (Row row : rows) {
            if (row.phase().equals(phase)) {
                return row;
            }
        }
        return null;
    }

    /** What has to be the same each time. */
    List<String> stable() {
        return rows.stream().map(Row::stable).toList();
    }
}
