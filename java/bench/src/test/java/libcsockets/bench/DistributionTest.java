package libcsockets.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private static final int SLICES = 100;

    private final Random random = new Random(1);

    private static boolean isBistable(DoubleSupplier slice) {
        return new Distribution(DoubleStream.generate(slice).limit(SLICES).toArray()).isBistable();
    }

    @Test
    void quantilesLieBetweenTheValues() {
        Distribution values = new Distribution(new double[] {4, 1, 3, 2});
        assertEquals(1, values.quantile(0));
        assertEquals(2.5, values.median());
        assertEquals(4, values.quantile(1));
    }

    @Test
    void twoStatesAreBistableHoweverTheyAreMixed() {
        assertTrue(isBistable(() -> (random.nextInt(2) == 0 ? 14 : 20) + random.nextGaussian() / 2));
        assertTrue(isBistable(() -> (random.nextInt(4) == 0 ? 14 : 20) + random.nextGaussian() / 2));
        assertTrue(isBistable(() -> (random.nextInt(4) > 0 ? 14 : 20) + random.nextGaussian() / 2));
    }

    @Test
    void oneStateIsNot() {
        assertFalse(isBistable(() -> 14 + random.nextGaussian()));
        assertFalse(isBistable(() -> 14 + 10 * random.nextDouble()));
        assertFalse(isBistable(() -> 14));
    }

    @Test
    void aFewDelaysAreNoState() {
        assertFalse(isBistable(() -> (random.nextInt(20) == 0 ? 140 : 14) + random.nextGaussian() / 2));
    }

    @Test
    void twoStatesThatHardlyDifferDoNotMatter() {
        assertFalse(isBistable(() -> (random.nextInt(2) == 0 ? 14 : 15) + random.nextGaussian() / 10));
    }

    @Test
    void fewSlicesSayNothing() {
        assertFalse(new Distribution(new double[] {1, 1, 1, 2, 2, 2}).isBistable());
    }
}
