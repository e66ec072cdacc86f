package libcsockets.tools.compare.scenario;

/** What a comparison comes to. */
public enum Verdict {
    SAME("same"),
    DIFFERS("differs"),
    ONLY_LIBC("only libc can"),
    ONLY_JDK("only JDK can"),
    /** Something was skipped or failed, so that there is nothing to compare. */
    UNKNOWN("not run");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
