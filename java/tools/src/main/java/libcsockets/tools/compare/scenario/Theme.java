package libcsockets.tools.compare.scenario;

/** Scenarios that belong together. */
public interface Theme {
    /**
     * Adds the scenarios.
     *
     * @param scenarios collects them
     */
    void addTo(Scenarios scenarios);
}
