package libcsockets.tools.compare.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the scenarios of the themes. */
public final class Scenarios {
    private final Map<String, Scenario.Builder> builders = new LinkedHashMap<>();
    private Theme theme;

    /**
     * Begins a scenario.
     *
     * @param name lower-case letters, digits and hyphens; it must be unique
     * @return the builder for the rest
     */
    public Scenario.Builder scenario(String name) {
        Scenario.Builder builder = new Scenario.Builder(name, theme.getClass());
        if (builders.put(name, builder) != null) {
            throw new IllegalStateException("two scenarios have the name " + name);
        }
        return builder;
    }

    public void add(Theme next) {
        theme = next;
        next.addTo(this);
    }

    public List<Scenario> build() {
        List<Scenario> scenarios = new ArrayList<>();
        builders.values().forEach(builder -> scenarios.add(builder.build()));
        return scenarios;
    }
}
