package io.millwright.desk.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Levels against those of distributions whose tails are known. */
class BlockExtremesTest {
    @Test
    void anExponentialTailIsContinuedFarBeyondWhatWasSeen() {
        Random random = new Random(1);
        double[] values = DoubleStream.generate(() -> -Math.log(1 - random.nextDouble()))
                .limit(100_000)
                .toArray();
        BlockExtremes extremes = BlockExtremes.of(values, 1_000);
        // Once in 10,000 blocks of 1,000: the value that one of 10 million passes.
        assertEquals(Math.log(1e7), extremes.level(10_000), 2.5);
    }

    @Test
    void aHeavyTailHasAHigherLimitThanAnExponentialOne() {
        Random random = new Random(2);
        double[] values = DoubleStream.generate(() -> Math.pow(1 - random.nextDouble(), -0.2))
                .limit(100_000)
                .toArray();
        BlockExtremes heavy = BlockExtremes.of(values, 1_000);
        assertTrue(heavy.shape() < -0.05, "shape " + heavy.shape());
        double truth = Math.pow(1e7, 0.2);
        assertEquals(truth, heavy.level(10_000), 0.4 * truth);
    }

    @Test
    void aLimitIsNeverBelowWhatAHealthyMachineShowed() {
        double[] values = new double[600];
        values[3] = 50;
        assertTrue(BlockExtremes.of(values, 100).level(2) >= 50);
        assertThrows(IllegalArgumentException.class, () -> BlockExtremes.of(values, 200));
    }
}
