package libcsockets.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The bounds of the figures, read from a table: row, contender, metric and target, with a tab between them.
 * Targets are ratios and bytes, which mean the same on each machine.
 */
final class Targets {
    /** A figure that is above its target; NaN where there is none. */
    record Miss(String row, String contender, Metric metric, double figure, double target) {
        boolean isOf(Miss other) {
            return row.equals(other.row) && contender.equals(other.contender) && metric == other.metric;
        }

        @Override
        public String toString() {
            return row + ", " + contender + ", " + metric.word() + ": "
                    + (Double.isNaN(figure) ? "no figure" : metric.text(figure)) + ", target " + metric.text(target);
        }
    }

    private final Map<String, Map<String, Map<Metric, Double>>> targets = new HashMap<>();

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException if a line of it is not understood, or names what these rows do not have
     */
    static Targets read(Path table, List<Row> rows) throws IOException {
        Targets targets = new Targets();
        int number = 0;
        for (String line : Files.readAllLines(table)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                String reason = targets.add(line.split("\t"), rows);
                if (reason != null) {
                    throw new IllegalArgumentException(table + ", line " + number + ": " + reason);
                }
            }
        }
        return targets;
    }

    /** The reason why it cannot be added. */
    private String add(String[] fields, List<Row> rows) {
        if (fields.length != 4) {
            return "there must be a row, a contender, a metric and a target, with a tab between them";
        }
        Row row = rows.stream().filter(r -> r.id.equals(fields[0])).findFirst().orElse(null);
        if (row == null) {
            return "there is no row " + fields[0];
        }
        if (row.variants.stream().noneMatch(variant -> variant.name().equals(fields[1]))) {
            return "the row " + row.id + " has no contender " + fields[1];
        }
        Metric metric;
        double target;
        try {
            metric = Metric.valueOf(fields[2].toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return "there is no metric " + fields[2];
        }
        if (!row.metrics().contains(metric)) {
            return "the row " + row.id + " has no figure for " + fields[2];
        }
        try {
            target = Double.parseDouble(fields[3]);
        } catch (NumberFormatException e) {
            return "the target " + fields[3] + " is not a number";
        }
        targets.computeIfAbsent(row.id, id -> new HashMap<>())
                .computeIfAbsent(fields[1], name -> new EnumMap<>(Metric.class))
                .put(metric, target);
        return null;
    }

    boolean has(Row row) {
        return targets.containsKey(row.id);
    }

    /** The targets of one contender. */
    Map<Metric, Double> of(Row row, Row.Variant variant) {
        return targets.getOrDefault(row.id, Map.of()).getOrDefault(variant.name(), Map.of());
    }

    /** The targets that a contender's figures do not meet; all of them if it has no figures. */
    List<Miss> missed(Row row, Row.Variant variant, Map<Metric, Double> figures) {
        List<Miss> misses = new ArrayList<>();
        of(row, variant).forEach((metric, target) -> {
            double figure = figures.getOrDefault(metric, Double.NaN);
            if (!metric.meets(figure, target) || Double.isNaN(figure)) {
                misses.add(new Miss(row.id, variant.name(), metric, figure, target));
            }
        });
        return misses;
    }
}
