package libcsockets.bench;

import java.util.Arrays;

/** Questions about the values of many slices. */
final class Distribution {
    /** Of the slices, how many each of two states must have, and by how much the slower one must be slower. */
    private static final double SMALLEST_PART = 0.15;

    private static final double SMALLEST_STEP = 1.15;

    /** How much of the variance two states must explain: cut in two, a normal distribution gives 0.64, an even 0.75. */
    private static final double EXPLAINED = 0.8;

    private static final int FEWEST = 20;

    private final double[] sorted;

    Distribution(double[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    double median() {
        return quantile(0.5);
    }

    /** For example 0.5 for the median; between two values, the mean of them. */
    double quantile(double part) {
        double at = part * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /**
     * Whether the values lie about two points rather than one. So they do where the two ends of a connection are now on
     * one processor, now on two: then a median is one or the other by chance.
     */
    boolean isBistable() {
        int count = sorted.length;
        if (count < FEWEST) {
            return false;
        }
        // Those that something else delayed say nothing of it.
        double ceiling = quantile(0.95);
        double[] values = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            values[i] = Math.min(sorted[i], ceiling);
            sum += values[i];
        }
        double mean = sum / count;
        double variance = 0;
        for (double value : values) {
            variance += (value - mean) * (value - mean);
        }
        double best = 0;
        double step = 1;
        double low = 0;
        int smallest = (int) Math.ceil(count * SMALLEST_PART);
        for (int i = 1; i <= count - smallest; i++) {
            low += values[i - 1];
            if (i >= smallest) {
                double lowMean = low / i;
                double highMean = (sum - low) / (count - i);
                double between = (highMean - lowMean) * (highMean - lowMean) * i * (count - i) / count;
                if (between > best) {
                    best = between;
                    step = highMean / lowMean;
                }
            }
        }
        return best > EXPLAINED * variance && step > SMALLEST_STEP;
    }
}
