package io.millwright.planning.stock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Forecasts, classes, spreads and the life of a stock. */
class ForecastTest {
    private static final double NONE = Double.NaN;

    private static double[] rates(Forecast forecast, double... used) {
        double[] rates = new double[used.length];
        forecast.rates(used, rates);
        return rates;
    }

    @ParameterizedTest
    @EnumSource(Forecast.class)
    void nothingIsKnownOfTheFuture(Forecast forecast) {
        SplittableRandom random = new SplittableRandom(3);
        double[] used = random.doubles(40, 0, 5).map(Math::floor).toArray();
        double[] changed = used.clone();
        Arrays.fill(changed, 20, 40, 99);
        assertArrayEquals(Arrays.copyOf(rates(forecast, used), 20), Arrays.copyOf(rates(forecast, changed), 20));
    }

    @ParameterizedTest
    @EnumSource(
            value = Forecast.class,
            names = {"SES", "TSB", "CROSTON", "SBA"})
    void aPeriodThatIsNotKnownChangesNothing(Forecast forecast) {
        double[] whole = rates(forecast, 0, 3, 0, 2, 5);
        double[] gaps = rates(forecast, NONE, 0, 3, NONE, 0, 2, NONE, 5);
        assertTrue(Double.isNaN(gaps[0]));
        assertEquals(whole[1], gaps[3], 1e-12);
        assertEquals(whole[4], gaps[7], 1e-12);
    }

    @Test
    void whatIsUsedAlikeIsForecastSo() {
        double[] used = new double[60];
        for (int t = 3; t < used.length; t += 4) {
            used[t] = 8;
        }
        assertEquals(2, rates(Forecast.CROSTON, used)[59], 1e-9);
        assertEquals(1.9, rates(Forecast.SBA, used)[59], 1e-9);
        assertEquals(2, rates(Forecast.MEAN_12, used)[59], 1e-9);
    }

    @Test
    void tsbFadesWhereNothingIsUsedAnyMoreAndCrostonDoesNot() {
        double[] used = new double[60];
        Arrays.fill(used, 0, 20, 4);
        assertTrue(rates(Forecast.TSB, used)[59] < 0.01);
        assertEquals(4, rates(Forecast.CROSTON, used)[59], 1e-9);
    }

    @Test
    void classesHaveTheLimitsOfSyntetosAndBoylan() {
        assertEquals(DemandClass.SMOOTH, DemandClass.of(new double[] {4, 5, 4, 6, 5}, 5));
        assertEquals(DemandClass.ERRATIC, DemandClass.of(new double[] {1, 1, 20, 1, 1}, 5));
        assertEquals(DemandClass.INTERMITTENT, DemandClass.of(new double[] {0, 5, 0, 0, 5}, 5));
        assertEquals(DemandClass.LUMPY, DemandClass.of(new double[] {0, 1, 0, 30, 0, 1}, 6));
        assertEquals(DemandClass.INTERMITTENT, DemandClass.of(new double[] {0, NONE, 0}, 3));
        assertEquals(
                DemandClass.SMOOTH,
                DemandClass.of(new double[] {4, NONE, NONE, 4, NONE, 4}, 6),
                "what is not known is no period without use");
    }

    @Test
    void quantitiesOfASpreadAreThoseOfTheNegativeBinomial() {
        double[] levels = {0.05, 0.45, 0.9, 0.99};
        double[] out = new double[4];
        // Mean 2, variance 4: two failures, each with one half; P(0) = 0.25, P(<= 1) = 0.5, P(<= 4) = 0.890625, P(<= 8)
        // = 0.989.
        Spread.quantities(2, 4, levels, out);
        assertArrayEquals(new double[] {0, 1, 5, 9}, out);
        Spread.quantities(0, 0, levels, out);
        assertArrayEquals(new double[] {0, 0, 0, 0}, out);
        Spread.quantities(10_000, 1_000_000, levels, out);
        assertEquals(10_000 + 1_000 * 1.2816, out[2], 40, "nearly normal");
        Spread.quantities(1e12, 1e30, levels, out);
        assertTrue(Arrays.stream(out).allMatch(Double::isFinite));
        assertEquals(1.644854, Normal.quantile(0.95), 1e-6);
        assertEquals(-2.326348, Normal.quantile(0.01), 1e-6);
    }

    @Test
    void anOrderIsThereAfterItsLeadTime() {
        Part part = new Part("a", 0, 0, 1, 1, 0, 1, 0.9);
        Shelf shelf = new Shelf(1);
        double[] upTo = new double[8];
        Arrays.fill(upTo, 2);
        // 2 lie there; 2 are used and ordered again, but come two periods later: the use between is lost.
        double[] used = {0, 2, 1, 1, 0, NONE, 3, 0};
        shelf.live(part, used, new Shelf.Span(1, 1, 4, 8), upTo, 1, 0);
        assertEquals(1 + 1, shelf.lost(), "one in period 2, one of three in period 6");
        assertEquals(1, shelf.lostEarly());
        assertEquals(0 + 0 + 1 + 1 + 0 + 0, shelf.held(), "a period that is not known is not counted");
    }

    @Test
    void anOrderComesInLots() {
        Part part = new Part("a", 0, 0, 1, 12, 30, 1, 0.9);
        assertEquals(0, Shelf.order(part, 0));
        assertEquals(0, Shelf.order(part, -5));
        assertEquals(36, Shelf.order(part, 1));
        assertEquals(48, Shelf.order(part, 37));
        assertEquals(0.3, Shelf.order(new Part("b", 0, 0, 1, 0.1, 0, 1, 0.9), 0.3), 1e-12);
    }
}
