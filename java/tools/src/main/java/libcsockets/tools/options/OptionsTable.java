package libcsockets.tools.options;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import libcsockets.option.Sockopt;
import libcsockets.tools.cli.Text;

/** The table of {@code libc-sockets options}: 100 columns wide; a long cell continues on the next line. */
final class OptionsTable {
    private static final int[] WIDTHS = {29, 18, 14, 25, 10};

    private static final int MOST_BYTES = 6;

    private final PrintWriter out;

    OptionsTable(PrintWriter out) {
        this.out = out;
    }

    void print(List<OptionReport<?>> reports) {
        String section = null;
        for (OptionReport<?> report : reports) {
            Sockopt<?> option = report.option();
            if (!option.levelName().equals(section)) {
                if (section != null) {
                    out.println();
                }
                section = option.levelName();
                row(List.of(section), List.of("VALUE"), List.of("LIBC"), List.of("JDK"), List.of("SET HERE"));
            }
            row(
                    List.of(option.name()),
                    List.of(value(option)),
                    List.of(libc(report)),
                    jdk(report),
                    List.of(report.settable()));
        }
    }

    private static String value(Sockopt<?> option) {
        String type = option.type() == Boolean.class ? "flag" : option.cType();
        return option.unit().isEmpty() ? type : type + ", " + option.unit();
    }

    private static String libc(OptionReport<?> report) {
        if (report.readError() != null) {
            return report.readError();
        }
        return report.option().access() == Sockopt.Access.WRITE_ONLY ? "" : cell(report.value());
    }

    /** The first socket's value, then every different one with its socket. */
    private static List<String> jdk(OptionReport<?> report) {
        List<String> lines = new ArrayList<>();
        String first = null;
        for (JdkSockets.Default jdk : report.jdk()) {
            String value = value(jdk);
            // The JDK's own option may use another unit than the kernel, and some kinds lack it.
            String comparable = Sockopt.text(jdk.descriptor());
            if (first == null) {
                first = comparable;
                lines.add(value);
            } else if (!comparable.equals(first)) {
                lines.add(jdk.socket() + " " + value);
            }
        }
        return lines;
    }

    private static String value(JdkSockets.Default jdk) {
        String descriptor = cell(jdk.descriptor());
        if (jdk.option() == null) {
            return descriptor;
        }
        String own = cell(jdk.option());
        return own.equals(descriptor) || jdk.descriptor() == null ? own + "*" : own + "* (" + descriptor + ")";
    }

    /** The value; a long byte string is shown by its length. */
    private static String cell(Object value) {
        if (value instanceof byte[] bytes && bytes.length > MOST_BYTES) {
            return bytes.length + " bytes";
        }
        if (value instanceof Duration time) {
            return time.toMillis() + " ms";
        }
        String text = Sockopt.text(value);
        return text.isEmpty() ? "(empty)" : text;
    }

    @SafeVarargs
    private void row(List<String>... cells) {
        List<List<String>> columns = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            List<String> lines = new ArrayList<>();
            for (String line : cells[i]) {
                lines.addAll(Text.fit(line, WIDTHS[i]));
            }
            columns.add(lines);
        }
        int height = columns.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < height; line++) {
            StringBuilder text = new StringBuilder();
            int end = 0;
            for (int i = 0; i < columns.size(); i++) {
                List<String> lines = columns.get(i);
                text.append(line < lines.size() ? lines.get(line) : "");
                end += WIDTHS[i] + 1;
                text.append(" ".repeat(Math.max(0, end - text.length())));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    /** The facts that do not fit in the table. */
    static void describe(PrintWriter out, OptionReport<?> report) {
        Sockopt<?> option = report.option();
        Sockopt<?> after = Trial.of(option).after();
        out.println();
        out.println(option.name());
        String[][] facts = {
            {"numbers", "level " + option.level() + ", option " + option.optname()},
            {"Java type", option.type().getSimpleName()},
            {"range", option.range()},
            {"since", option.since().isEmpty() ? "" : "Linux " + option.since()},
            {"privilege", option.privilege()},
            {"first set", after == null ? "" : after.name()},
            {"in the JDK", option.jdk()},
            {"source", option.source()},
        };
        Arrays.stream(facts)
                .filter(fact -> !fact[1].isEmpty())
                .forEach(fact -> out.printf("  %-10s  %s%n", fact[0], fact[1]));
    }
}
