package libcsockets.tools.compare;

/** x. */
final class CProgram {
    private CProgram() {}

    static String of(Scenario scenario) {
        return scenario.name();
    }
}
