package libcsockets.tools.compare.catalogue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import libcsockets.tools.compare.run.ScenarioWorker;

/** The main class of the JVMs that run the catalogue's scenarios. */
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

    /** Returns the class, and the property for further scenarios, to append to a JVM's options. */
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
