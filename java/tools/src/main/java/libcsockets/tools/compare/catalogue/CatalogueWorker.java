package libcsockets.tools.compare.catalogue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import libcsockets.tools.compare.run.ScenarioWorker;

/** The program of the JVMs in which the scenarios of the catalogue run. */
public final class CatalogueWorker {
    private CatalogueWorker() {}

    /**
     * Runs scenarios until standard input ends.
     *
     * @param args as {@link ScenarioWorker} takes them
     */
    public static void main(String[] args) throws IOException {
        ScenarioWorker worker = new ScenarioWorker(args);
        worker.run(Catalogue.load()::named);
    }

    /** What follows the options of a JVM that is to run this, with the same further scenarios as here. */
    public static List<String> command() {
        List<String> command = new ArrayList<>();
        String themes = System.getProperty(Catalogue.PROPERTY);
        if (themes != null) {
            command.add("-D" + Catalogue.PROPERTY + "=" + themes);
        }
        command.add(CatalogueWorker.class.getName());
        return command;
    }
}
