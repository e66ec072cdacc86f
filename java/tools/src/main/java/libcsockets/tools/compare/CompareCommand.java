package libcsockets.tools.compare;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libc-sockets compare}: libc and the JDK side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows what libc does and what the JDK's sockets do, call by call, as measured now.")
public final class CompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME|TAG", arity = "0..*", description = "Scenarios; without any, all of them.")
    private List<String> words = new ArrayList<>();

    @Option(names = "--list", description = "Lists the scenarios.")
    private boolean list;

    @Option(names = "--jdk", paramLabel = "PATH", description = "The JDK whose sockets are compared.")
    private Path jdkHome;

    @Override
    public Integer call() {
        Catalogue catalogue = Catalogue.load();
        List<Scenario> scenarios = select(catalogue);
        PrintWriter out = spec.commandLine().getOut();
        TextOutput text = new TextOutput(out, System.console() != null && System.getenv("NO_COLOR") == null);
        if (list) {
            text.list(scenarios);
            return 0;
        }
        Engine engine = new Engine(jdk(), EnumSet.allOf(Subject.class));
        List<Comparison> comparisons = engine.run(scenarios, (done, of) -> {});
        for (Comparison comparison : comparisons) {
            text.print(comparison, comparisons.size() == 1);
        }
        text.summary(comparisons);
        out.flush();
        return 0;
    }

    private List<Scenario> select(Catalogue catalogue) {
        if (words.isEmpty()) {
            return catalogue.all();
        }
        Set<Scenario> selected = new LinkedHashSet<>();
        for (String word : words) {
            List<Scenario> found = catalogue.find(word);
            if (found.isEmpty()) {
                throw wrong("there is no scenario and no tag \"" + word + "\"; the nearest are "
                        + String.join(", ", catalogue.nearest(word)));
            }
            selected.addAll(found);
        }
        return List.copyOf(selected);
    }

    private Jdk jdk() {
        try {
            return jdkHome == null ? Jdk.running() : Jdk.in(jdkHome);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
