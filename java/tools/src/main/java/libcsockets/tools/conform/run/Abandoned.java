package libcsockets.tools.conform.run;

/** Ends the thread of a case whose time is over, when the call that it was blocked in comes back. */
final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Abandoned() {
        super("the time of this case is over");
    }
}
