package libcsockets.tools.compare.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.run.Machine;
import libcsockets.tools.compare.scenario.PhaseRow;
import libcsockets.tools.compare.scenario.Scenario;

/** Writes comparisons as Markdown, with a table for each. */
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
        out.println("**" + Markdown.text(scenario.title()) + "**: "
                + comparison.verdict().text() + ". " + Markdown.text(scenario.explanation()) + " ("
                + Markdown.text(scenario.source()) + ")");
        out.println();
        table(comparison);
        Words.reasons(comparison).forEach(reason -> out.println("- " + Markdown.text(reason)));
        comparison.calls().forEach((subject, calls) -> {
            List<String> lines = new ArrayList<>();
            calls.forEach(call -> lines.add((call.phase() == null ? "" : call.phase() + ": ") + call.text()));
            out.println();
            out.println("System calls of " + subject.title() + ":");
            out.println();
            out.println(Markdown.block(String.join("\n", lines)));
        });
    }

    private void table(Comparison comparison) {
        List<SubjectColumn> columns = SubjectColumn.of(comparison, "libc");
        if (columns.isEmpty()) {
            return;
        }
        List<String> heads = columns.stream().map(SubjectColumn::title).toList();
        out.println("| phase | " + String.join(" | ", heads) + " |");
        out.println("| --- |" + " --- |".repeat(columns.size()));
        for (String phase : comparison.phases()) {
            List<String> cells = new ArrayList<>();
            for (SubjectColumn column : columns) {
                PhaseRow row = column.trace().row(phase);
                cells.add(row == null ? "" : Markdown.cell(row.shown()));
            }
            out.println("| " + Markdown.text(phase) + " | " + String.join(" | ", cells) + " |");
        }
        out.println();
    }
}
