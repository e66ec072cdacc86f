package libcsockets.tools.compare.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.run.Machine;
import libcsockets.tools.compare.scenario.PhaseRow;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Trace;

/** Comparisons as Markdown: a table for each. */
public final class MarkdownOutput {
    private final PrintWriter out;

    public MarkdownOutput(PrintWriter out) {
        this.out = out;
    }

    public void print(Machine machine, List<Comparison> comparisons) {
        out.println("# libc and the JDK's sockets");
        out.println();
        out.println("Measured on " + machine.sentence() + ".");
        comparisons.forEach(this::print);
    }

    private void print(Comparison comparison) {
        Scenario scenario = comparison.scenario();
        out.println();
        out.println("## " + scenario.name());
        out.println();
        out.println("**" + escaped(scenario.title()) + "**: "
                + comparison.verdict().text() + ". " + escaped(scenario.explanation()) + " ("
                + escaped(scenario.source()) + ")");
        out.println();
        Map<String, Trace> columns = new LinkedHashMap<>();
        if (comparison.libcAgrees() && comparison.libc() != null) {
            columns.put("libc", comparison.libc());
        }
        comparison.traces().forEach((subject, trace) -> {
            if (!trace.rows().isEmpty() && (!subject.isLibc() || !comparison.libcAgrees())) {
                columns.put(subject.title(), trace);
            }
        });
        if (!columns.isEmpty()) {
            table(comparison, columns);
        }
        comparison.traces().forEach((subject, trace) -> {
            if (!trace.hasRun()) {
                out.println("- " + subject.title() + ": " + Words.status(trace) + ": " + escaped(trace.why()));
            }
        });
        comparison.calls().forEach((subject, calls) -> {
            out.println();
            out.println("System calls of " + subject.title() + ":");
            out.println();
            out.println("```");
            calls.forEach(call -> out.println((call.phase() == null ? "" : call.phase() + ": ") + call.text()));
            out.println("```");
        });
    }

    private void table(Comparison comparison, Map<String, Trace> columns) {
        out.println("| phase | " + String.join(" | ", columns.keySet()) + " |");
        out.println("| --- |" + " --- |".repeat(columns.size()));
        for (String phase : comparison.phases()) {
            List<String> cells = new ArrayList<>();
            columns.forEach((title, trace) -> {
                PhaseRow row = trace.row(phase);
                cells.add(row == null ? "" : "`" + row.shown().replace("|", "\\|") + "`");
            });
            out.println("| " + phase + " | " + String.join(" | ", cells) + " |");
        }
        out.println();
    }

    private static String escaped(String text) {
        return text.replaceAll("([\\\\`*_|<>\\[\\]])", "\\\\$1");
    }
}
