package libcsockets.tools.compare.catalogue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import libcsockets.tools.cli.Suggestions;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;

/** All scenarios. */
public final class Catalogue {
    private static final List<Theme> THEMES = List.of(
            new Defaults(),
            new Binding(),
            new Connecting(),
            new Streams(),
            new Flags(),
            new Urgent(),
            new Closing(),
            new Interrupts(),
            new Datagrams(),
            new Multicasts(),
            new LocalSockets(),
            new Options(),
            new Privileges(),
            new TimeOuts(),
            new TimeWait(),
            new VirtualThreads());

    /** Names further classes of scenarios on the class path. */
    public static final String PROPERTY = "libcsockets.compare.themes";

    private final List<Scenario> scenarios;

    private Catalogue(List<Scenario> scenarios) {
        this.scenarios = scenarios;
    }

    private static Theme theme(String name) {
        try {
            return Class.forName(name)
                    .asSubclass(Theme.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException(
                    "-D" + PROPERTY + " does not name a class of scenarios with a public constructor: " + e);
        }
    }

    /** Loads this program's scenarios, and those of the classes that the property names. */
    public static Catalogue load() {
        Scenarios scenarios = new Scenarios();
        THEMES.forEach(scenarios::add);
        for (String name : System.getProperty(PROPERTY, "").split(",")) {
            if (!name.isEmpty()) {
                scenarios.add(theme(name));
            }
        }
        return new Catalogue(scenarios.build());
    }

    public List<Scenario> all() {
        return scenarios;
    }

    public Set<String> tags() {
        Set<String> tags = new TreeSet<>();
        scenarios.forEach(scenario -> tags.addAll(scenario.tags()));
        return tags;
    }

    /** Finds the scenario of that name. */
    public Scenario named(String name) {
        return scenarios.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Finds the scenarios of that name or tag. */
    public List<Scenario> find(String word) {
        return scenarios.stream()
                .filter(scenario ->
                        scenario.name().equals(word) || scenario.tags().contains(word))
                .toList();
    }

    /** Returns the names and tags nearest to an unknown word. */
    public List<String> nearest(String word) {
        Set<String> words = new TreeSet<>(tags());
        scenarios.forEach(scenario -> words.add(scenario.name()));
        return Suggestions.nearest(word, words);
    }

    /** Returns the names nearest to an unknown one. */
    public List<String> nearestNames(String word) {
        return Suggestions.nearest(word, scenarios.stream().map(Scenario::name).toList());
    }
}
