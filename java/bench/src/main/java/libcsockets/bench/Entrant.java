package libcsockets.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** A variant at work, and what its slices took. */
final class Entrant {
    /** The part of the slices that are faster than what a row is judged by where it is bistable. */
    static final double FAST = 0.2;

    final Row.Variant variant;

    /** The process whose processor time and memory count. */
    Player player;

    /** The process that runs and takes the time: the player itself, or the one that loads it. */
    Player timed;

    final double[] nanos;
    final double[] cpu;
    final double[] bytes;

    /** In a row of memory. */
    final double[] heap;

    final double[] rss;

    /** Why it has no figures. */
    String failure;

    /** Why it does not take part: what it runs on is not there. */
    String absence;

    Entrant(Row.Variant variant, int rounds) {
        this.variant = variant;
        nanos = new double[rounds];
        cpu = new double[rounds];
        bytes = new double[rounds];
        heap = new double[rounds];
        rss = new double[rounds];
    }

    boolean isJava() {
        return variant.runtime() != Row.Runtime.C;
    }

    boolean takesPart() {
        return failure == null && absence == null;
    }

    /** Its figures beside those of its base; none if one of them failed. */
    Map<Metric, Double> figures(Row row, Entrant base) {
        Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        if (!takesPart() || !base.takesPart()) {
            return figures;
        }
        for (Metric metric : row.metrics()) {
            switch (metric) {
                case TIME:
                    figures.put(metric, ratio(nanos, base.nanos));
                    break;
                case CPU:
                    figures.put(metric, ratio(cpu, base.cpu));
                    break;
                case BYTES:
                    if (isJava()) {
                        figures.put(metric, new Distribution(bytes).median());
                    }
                    break;
                case HEAP:
                    figures.put(metric, new Distribution(heap).median());
                    break;
                case RSS:
                    figures.put(metric, new Distribution(rss).median());
                    break;
                default:
                    throw new AssertionError(metric);
            }
        }
        return figures;
    }

    /** Whether its slices take now one time, now another. */
    boolean isBistable() {
        return new Distribution(nanos).isBistable();
    }

    /** Of each slice to the base's in the same round. */
    Distribution ratios(Entrant base) {
        return ratios(nanos, base.nanos);
    }

    /** Of the fast slices to the fast ones of the base, whenever those were. */
    double fastRatio(Entrant base) {
        return fastRatio(new Distribution(nanos), new Distribution(base.nanos));
    }

    /** The one that counts. */
    private static double ratio(double[] values, double[] bases) {
        Distribution all = new Distribution(values);
        Distribution base = new Distribution(bases);
        return all.isBistable() || base.isBistable()
                ? fastRatio(all, base)
                : ratios(values, bases).median();
    }

    private static double fastRatio(Distribution values, Distribution base) {
        return values.quantile(FAST) / base.quantile(FAST);
    }

    private static Distribution ratios(double[] values, double[] bases) {
        double[] ratios = new double[values.length];
        Arrays.setAll(ratios, i -> values[i] / bases[i]);
        return new Distribution(ratios);
    }
}
