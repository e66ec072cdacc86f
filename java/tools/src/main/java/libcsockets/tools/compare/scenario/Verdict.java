package libcsockets.tools.compare.scenario;

/** The result of a comparison. */
public enum Verdict {
    SAME("same"),
    DIFFERS("differs"),
    ONLY_LIBC("only libc can"),
    ONLY_JDK("only JDK can"),
    /** Nothing could be compared, since a subject was skipped or failed. */
    UNKNOWN("not run");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
