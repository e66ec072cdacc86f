package libcsockets.tools.compare.output;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.run.Machine;
import libcsockets.tools.compare.scenario.PhaseRow;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Subject;

/** Writes comparisons as JSON. */
public final class JsonOutput {
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

    private JsonOutput() {}

    public static String of(Machine machine, List<Comparison> comparisons) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("jdk", machine.jdk().version());
        all.put("release", machine.jdk().release());
        all.put("kernel", machine.kernel());
        all.put("architecture", machine.architecture());
        all.put("scenarios", comparisons.stream().map(JsonOutput::of).toList());
        return GSON.toJson(all);
    }

    private static Map<String, Object> of(Comparison comparison) {
        Map<String, Object> one = describe(comparison.scenario());
        one.put("verdict", comparison.verdict().name().toLowerCase(Locale.ROOT));
        Map<String, Object> differences = new LinkedHashMap<>();
        comparison.differences().forEach((subject, phases) -> differences.put(subject.id(), phases));
        one.put("differences", differences);
        Map<String, Object> subjects = new LinkedHashMap<>();
        comparison.traces().forEach((subject, trace) -> {
            Map<String, Object> own = new LinkedHashMap<>();
            own.put("status", trace.status().name().toLowerCase(Locale.ROOT));
            if (trace.why() != null) {
                own.put("why", trace.why());
            }
            own.put("rows", trace.rows().stream().map(JsonOutput::of).toList());
            if (comparison.calls().containsKey(subject)) {
                own.put("syscalls", comparison.calls().get(subject));
            }
            subjects.put(subject.id(), own);
        });
        one.put("subjects", subjects);
        return one;
    }

    private static Map<String, Object> of(PhaseRow row) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("phase", row.phase());
        one.put(row.kind().name().toLowerCase(Locale.ROOT), row.value());
        if (row.detail() != null) {
            one.put("detail", row.detail());
        }
        one.put("millis", row.millis());
        return one;
    }

    /** Writes the scenarios without results. */
    public static String list(List<Scenario> scenarios) {
        List<Object> all = new ArrayList<>();
        scenarios.forEach(scenario -> all.add(describe(scenario)));
        return GSON.toJson(all);
    }

    private static Map<String, Object> describe(Scenario scenario) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", scenario.name());
        one.put("title", scenario.title());
        one.put("explanation", scenario.explanation());
        one.put("source", scenario.source());
        one.put("tags", scenario.tags());
        List<String> needs = new ArrayList<>();
        scenario.needs().forEach(need -> needs.add(need.text()));
        if (scenario.namespace() != null) {
            needs.add("a network namespace");
        }
        one.put("needs", needs);
        Map<String, Object> code = new LinkedHashMap<>();
        code.put("libc", scenario.libcText());
        for (Subject subject : List.of(Subject.NET, Subject.NIO)) {
            code.put(subject.id(), Snippets.of(scenario, subject));
        }
        one.put("code", code);
        return one;
    }
}
