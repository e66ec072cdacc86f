package libcsockets.tools.compare.scenario;

/** A requirement of a scenario; if it is not met, the scenario is skipped with the reason. */
public enum Need {
    /** The user root (or its capabilities). */
    ROOT("root"),
    /** A user without privileges: root plays it as user 65534. */
    UNPRIVILEGED("an ordinary user"),
    /** An IPv6 loopback address. */
    IPV6("IPv6"),
    /** A JDK with virtual threads: 21 or later. Only the JDK's subjects need it. */
    VIRTUAL_THREADS("a JDK of at least 21");

    public static final int VIRTUAL_THREADS_RELEASE = 21;

    private final String text;

    Need(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
