package libcsockets.tools.compare.scenario;

/**
 * What a phase gave a subject.
 *
 * @param value what it returned, the errno's name, or the exception's class
 * @param detail only information: an exception's message; null when there is none
 * @param millis only information: how long it took
 * @param call what was called: the verb of a libc step; null for the JDK
 */
public record PhaseRow(String phase, Kind kind, String value, String detail, long millis, String call) {
    /** How a phase can end. */
    public enum Kind {
        VALUE,
        ERRNO,
        EXCEPTION
    }

    /** What has to be the same each time. */
    String stable() {
        return phase + " " + kind + " " + value;
    }

    /** In few characters. */
    public String shown() {
        return kind == Kind.EXCEPTION ? value.substring(value.lastIndexOf('.') + 1) : value;
    }
}
