package libcsockets.tools.compare.scenario;

/**
 * A subject's result in a phase.
 *
 * @param value the returned value, the errno's name, or the exception's class
 * @param detail for information only: an exception's message, or null
 * @param millis for information only: the duration
 * @param call the verb of the libc step; null for the JDK
 */
public record PhaseRow(String phase, Kind kind, String value, String detail, long millis, String call) {
    /** The ways in which a phase ends. */
    public enum Kind {
        VALUE,
        ERRNO,
        EXCEPTION
    }

    /** The part that must not change from run to run. */
    String stable() {
        return phase + " " + kind + " " + value;
    }

    /** A short form. */
    public String shown() {
        return kind == Kind.EXCEPTION ? value.substring(value.lastIndexOf('.') + 1) : value;
    }
}
