package libcsockets.bench;

import java.util.Locale;

/** The meaning of a figure. */
enum Metric {
    /** The time of an operation as a ratio to the base's. */
    TIME("ratio", 100),
    /** The processor time of an operation as a ratio to the base's. */
    CPU("CPU", 100),
    /** The bytes of the Java heap that an operation allocates. */
    BYTES("B/op", 1),
    /** The bytes of the Java heap that a connection occupies. */
    HEAP("heap B", 1),
    /** The bytes of memory, whatever for, by which a connection makes the process grow. */
    RSS("RSS B", 1);

    final String title;

    /** A figure is rounded to parts of so many. */
    private final int parts;

    Metric(String title, int parts) {
        this.title = title;
        this.parts = parts;
    }

    /** The word in the table of targets. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isRatio() {
        return parts > 1;
    }

    /** Whether a figure, as it is printed, is not above a target. */
    boolean meets(double figure, double target) {
        return Math.round(figure * parts) <= Math.round(target * parts);
    }

    String text(double figure) {
        return isRatio() ? String.format(Locale.ROOT, "%.2f", figure) : Long.toString(Math.round(figure));
    }
}
