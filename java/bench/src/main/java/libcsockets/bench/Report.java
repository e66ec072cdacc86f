package libcsockets.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The text that is printed. */
final class Report {
    private final Targets targets;

    Report(Targets targets) {
        this.targets = targets;
    }

    void print(Row row, List<Entrant> entrants) {
        Set<Metric> metrics = row.metrics();
        StringBuilder text = new StringBuilder("\n").append(row.id).append(": ").append(row.title);
        Entrant first = entrants.get(0);
        if (first.takesPart() && metrics.contains(Metric.TIME)) {
            text.append(" (")
                    .append(first.variant.name())
                    .append(": ")
                    .append(time(new Distribution(first.nanos).median()))
                    .append(')');
        }
        text.append(String.format("%n    %-44s", ""));
        for (Metric metric : metrics) {
            text.append(String.format(" %7s", metric.title));
            if (metric == Metric.TIME) {
                text.append(String.format("  %-13s %5s", "quartiles", "20 %"));
            }
        }
        System.out.println(text.append("  targets"));
        for (Entrant entrant : entrants) {
            System.out.println(line(row, entrant, entrants.get(row.baseOf(entrant.variant))));
        }
    }

    private String line(Row row, Entrant entrant, Entrant base) {
        String start = String.format("    %-44s", entrant.variant.name());
        for (Entrant one : List.of(entrant, base)) {
            if (one.absence != null) {
                return start + " left out: " + one.absence;
            }
            if (one.failure != null) {
                return start + " no figure: " + one.failure;
            }
        }
        Map<Metric, Double> figures = entrant.figures(row, base);
        StringBuilder text = new StringBuilder(start);
        for (Metric metric : row.metrics()) {
            if (metric == Metric.TIME) {
                Distribution ratios = entrant.ratios(base);
                text.append(String.format(
                        Locale.ROOT,
                        " %7.2f  %.2f - %-6.2f %5.2f",
                        ratios.median(),
                        ratios.quantile(0.25),
                        ratios.quantile(0.75),
                        entrant.fastRatio(base)));
            } else {
                text.append(String.format(" %7s", figures.containsKey(metric) ? metric.text(figures.get(metric)) : ""));
            }
        }
        List<String> notes = new ArrayList<>();
        targets.of(row, entrant.variant)
                .forEach((metric, target) -> notes.add(metric.text(target)
                        + (metric == Metric.TIME ? "" : " " + metric.title)
                        + (metric.meets(figures.getOrDefault(metric, Double.MAX_VALUE), target) ? " met" : " missed")));
        if (row.metrics().contains(Metric.TIME) && entrant.isBistable()) {
            notes.add("bistable");
        }
        return notes.isEmpty() ? text.toString() : text + "  " + String.join(", ", notes);
    }

    private static String time(double nanos) {
        return nanos < 10_000
                ? String.format(Locale.ROOT, "%.0f ns", nanos)
                : nanos < 10_000_000
                        ? String.format(Locale.ROOT, "%.1f us", nanos / 1e3)
                        : String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    /** Where and how it is measured. */
    static String heading(Effort effort, long seed, Collection<Path> homes) throws IOException {
        StringBuilder text = new StringBuilder("Measured on ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" cores");
        for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name")) {
                text.append(" of ").append(line.substring(line.indexOf(':') + 1).trim());
                break;
            }
        }
        text.append(", Linux ").append(System.getProperty("os.version"));
        for (Path home : homes) {
            text.append(", ").append(version(home));
        }
        text.append(", ")
                .append(Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control"))
                        .trim())
                .append(";\nload before: ")
                .append(Files.readString(Path.of("/proc/loadavg")).split(" ")[0])
                .append(", seed of the order: ")
                .append(seed)
                .append(".\nTime is a ratio to the line that is 1.00, as a rule C with a second, sleeping thread:\n")
                .append("the median of the ratios of ")
                .append(effort.rounds)
                .append(" rounds (one-shot: ")
                .append(effort.starts)
                .append("), their quartiles, and the ratio of the 20th\n")
                .append("percentiles, which counts where a contender or its base is bistable: where slices take now\n")
                .append("one time, now another. Under 5 % (streams: 8 %) is noise even on an idle machine; where the\n")
                .append("quartiles lie further apart, so is more.\n");
        return text.toString();
    }

    private static String version(Path home) throws IOException {
        String vendor = "";
        String version = "";
        for (String line : Files.readAllLines(home.resolve("release"))) {
            String value = line.substring(line.indexOf('=') + 1).replace("\"", "");
            if (line.startsWith("IMPLEMENTOR=")) {
                vendor = value;
            } else if (line.startsWith("JAVA_RUNTIME_VERSION=")) {
                version = value;
            }
        }
        return "JDK " + version + " (" + vendor + ")";
    }
}
