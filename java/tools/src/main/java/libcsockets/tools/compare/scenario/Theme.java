package libcsockets.tools.compare.scenario;

/** Scenarios that belong together. */
public interface Theme {
    /**
     * Adds them.
     *
     * @param scenarios where to
     */
    void addTo(Scenarios scenarios);
}
