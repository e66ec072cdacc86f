package libcsockets.tools.compare.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import libcsockets.tools.cli.Text;
import libcsockets.tools.compare.run.Comparison;
import libcsockets.tools.compare.scenario.PhaseRow;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Subject;
import libcsockets.tools.compare.scenario.Verdict;

/** Prints comparisons side by side, for a terminal of 100 columns. */
public final class TextOutput {
    private static final int WIDTH = 100;
    private static final int PHASE_WIDTH = 16;
    private static final int GAP = 2;
    private static final String INDENT = "  ";

    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";
    private static final String RED = "31";
    private static final String CYAN = "36";

    private final PrintWriter out;
    private final boolean colours;

    public TextOutput(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    private String paint(String text, String colour) {
        return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }

    private static String colour(Verdict verdict) {
        switch (verdict) {
            case SAME:
                return GREEN;
            case DIFFERS:
                return YELLOW;
            case UNKNOWN:
                return RED;
            default:
                return CYAN;
        }
    }

    // ---- a comparison ----

    /** Prints one comparison; {@code code} adds the libc steps and the Java of the subjects. */
    public void print(Comparison comparison, boolean code) {
        Scenario scenario = comparison.scenario();
        Verdict verdict = comparison.verdict();
        String name = paint(scenario.name(), BOLD);
        int space = WIDTH - scenario.name().length() - verdict.text().length();
        out.println(name + " ".repeat(Math.max(1, space)) + paint(verdict.text(), colour(verdict)));
        wrap(scenario.title(), INDENT, null);
        if (code) {
            code(scenario);
        }
        table(comparison);
        Words.reasons(comparison).forEach(reason -> wrap(reason, INDENT, DIM));
        if (!comparison.libcAgrees()) {
            wrap("The C program and the backends do not agree.", INDENT, RED);
        }
        wrap(scenario.explanation() + " [" + scenario.source() + "]", INDENT, null);
        out.println();
        if (!comparison.calls().isEmpty()) {
            calls(comparison);
            out.println();
        }
    }

    // ---- system calls ----

    /** Prints the system calls of libc and the JDK's subjects, side by side and phase by phase. */
    private void calls(Comparison comparison) {
        List<Subject> subjects = PhaseCalls.subjects(comparison);
        int width = (WIDTH - INDENT.length()) / subjects.size() - GAP;
        StringBuilder head = new StringBuilder(INDENT);
        subjects.forEach(subject -> head.append(pad("system calls of " + subject.title(), width + GAP)));
        out.println(paint(head.toString().stripTrailing(), DIM));
        List<List<PhaseCalls>> blocks = new ArrayList<>();
        subjects.forEach(subject -> blocks.add(PhaseCalls.of(comparison.calls().get(subject))));
        for (String phase : PhaseCalls.order(blocks)) {
            if (phase != null) {
                out.println(INDENT + paint(phase + ":", BOLD));
            }
            List<List<String>> cells = new ArrayList<>();
            for (List<PhaseCalls> column : blocks) {
                List<String> lines = new ArrayList<>();
                if (!column.isEmpty() && Objects.equals(column.get(0).phase(), phase)) {
                    column.remove(0).calls().forEach(call -> lines.addAll(Words.broken(call, width)));
                }
                cells.add(lines);
            }
            printBeside(cells, width);
        }
    }

    private void printBeside(List<List<String>> cells, int width) {
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < height; i++) {
            StringBuilder line = new StringBuilder(INDENT);
            for (List<String> cell : cells) {
                line.append(pad(i < cell.size() ? cell.get(i) : "", width + GAP));
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private void code(Scenario scenario) {
        if (scenario.libcText() != null) {
            block("libc", scenario.libcText());
        }
        for (Subject subject : List.of(Subject.NET, Subject.NIO)) {
            String source = Snippets.of(scenario, subject);
            if (source != null) {
                block(subject.title(), source);
            }
        }
    }

    private void block(String title, String text) {
        out.println();
        out.println(INDENT + paint(title, DIM));
        for (String line : text.split("\n")) {
            out.println(INDENT + INDENT + line);
        }
    }

    private void table(Comparison comparison) {
        List<SubjectColumn> columns = SubjectColumn.of(comparison, libcTitle(comparison));
        if (columns.isEmpty()) {
            return;
        }
        int width = (WIDTH - INDENT.length() - PHASE_WIDTH) / columns.size() - GAP;
        out.println();
        List<String> heads = new ArrayList<>();
        columns.forEach(column -> heads.add(column.title()));
        printRow("", heads, columns, null, width, DIM);
        for (String phase : comparison.phases()) {
            List<String> cells = new ArrayList<>();
            for (SubjectColumn column : columns) {
                PhaseRow row = column.trace().row(phase);
                cells.add(row == null ? "-" : row.shown());
            }
            printRow(phase, cells, columns, phase, width, null);
        }
        out.println();
    }

    /** The title of libc's column, with the subjects that ran. */
    private static String libcTitle(Comparison comparison) {
        List<String> names = new ArrayList<>();
        comparison.traces().forEach((subject, trace) -> {
            if (subject.isLibc() && trace.hasRun()) {
                names.add(subject.id());
            }
        });
        return "libc (" + String.join(", ", names) + ")";
    }

    private void printRow(
            String first, List<String> cells, List<SubjectColumn> columns, String phase, int width, String colour) {
        StringBuilder line = new StringBuilder(INDENT).append(pad(cut(first, PHASE_WIDTH - 1), PHASE_WIDTH));
        for (int i = 0; i < cells.size(); i++) {
            boolean different = phase != null && columns.get(i).different().contains(phase);
            String text = pad(cut(cells.get(i), width), width);
            String painted = different ? paint(text, YELLOW) : colour == null ? text : paint(text, colour);
            line.append(different ? paint("≠ ", YELLOW) : "  ").append(painted);
        }
        out.println(line.toString().stripTrailing());
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 3) + "...";
    }

    private void wrap(String text, String indent, String colour) {
        for (String line : Text.wrap(text, WIDTH - indent.length())) {
            out.println(indent + (colour == null ? line : paint(line, colour)));
        }
    }

    // ---- all of them ----

    public void summary(List<Comparison> comparisons) {
        StringBuilder line = new StringBuilder();
        for (Verdict verdict : Verdict.values()) {
            long count =
                    comparisons.stream().filter(c -> c.verdict() == verdict).count();
            if (count > 0) {
                line.append(line.length() == 0 ? "" : ", ")
                        .append(paint(count + " " + verdict.text(), colour(verdict)));
            }
        }
        out.println(comparisons.size() + (comparisons.size() == 1 ? " scenario: " : " scenarios: ") + line);
    }

    public void list(List<Scenario> scenarios) {
        for (Scenario scenario : scenarios) {
            out.println(paint(scenario.name(), BOLD) + "  " + paint(String.join(" ", scenario.tags()), DIM));
            wrap(scenario.title(), INDENT, null);
        }
    }
}
