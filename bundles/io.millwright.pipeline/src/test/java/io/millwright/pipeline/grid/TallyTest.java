package io.millwright.pipeline.grid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.model.Aggregate;
import io.millwright.model.Condition;
import io.millwright.status.StatusCodes;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Aggregates against their definitions, computed with decimal numbers of any length from the samples themselves. */
class TallyTest {
    private static final MathContext DIGITS = new MathContext(60);
    private static final int BAD = 0x808C0000;

    record Sample(long time, double value, int status) {}

    record Above(double value) implements Condition {
        @Override
        public Operator operator() {
            return Operator.GREATER;
        }

        @Override
        public double upper() {
            return Double.NaN;
        }
    }

    private static final Statistic PLAIN = new Statistic(0, new Above(0), 0);

    private static Tally tally(Statistic statistic, long start, long end, Double before, List<Sample> samples) {
        Tally tally = new Tally();
        tally.open(
                start,
                before == null ? Double.NaN : before,
                before == null ? StatusCodes.BAD_NO_DATA : StatusCodes.GOOD);
        samples.forEach(s -> tally.add(statistic, s.value, s.status, s.time));
        tally.close(statistic, end);
        return tally;
    }

    /** Several stretches joined say what one says. */
    private static Tally joined(Statistic statistic, long end, Double before, List<Sample> samples, int pieces) {
        Tally sum = new Tally();
        Double value = before;
        for (int i = 0; i < pieces; i++) {
            long from = end * i / pieces;
            long to = end * (i + 1) / pieces;
            List<Sample> part =
                    samples.stream().filter(s -> s.time > from && s.time <= to).toList();
            Tally piece = tally(statistic, from, to, value, part);
            if (i == 0) {
                sum.set(piece);
            } else {
                sum.append(piece, statistic.modulus());
            }
            value = piece.known() ? (Double) piece.inForce() : null;
        }
        return sum;
    }

    private static List<Sample> random(Random random, int count, double offset, double spread) {
        List<Sample> samples = new ArrayList<>();
        long time = 0;
        for (int i = 0; i < count; i++) {
            time += 1 + random.nextInt(2000);
            boolean bad = random.nextInt(50) == 0;
            double value = offset + spread * random.nextGaussian();
            samples.add(new Sample(time, bad ? Double.NaN : value, bad ? BAD : StatusCodes.GOOD));
        }
        return samples;
    }

    @Test
    void aggregatesAgreeWithDecimalArithmeticForGapsBadAndLargeOffsets() {
        Random random = new Random(3);
        double[][] scales = {{0, 1}, {1e6, 1e-2}, {-5e3, 7e4}, {1e-7, 1e-9}};
        for (double[] scale : scales) {
            List<Sample> samples = random(random, 5000, scale[0], scale[1]);
            long end = samples.get(samples.size() - 1).time + 500;
            for (int pieces : new int[] {1, 7, 100}) {
                compare(samples, joined(PLAIN, end, scale[0], samples, pieces), end, scale[0]);
            }
        }
    }

    @Test
    void aMillionSamplesLoseNoDigits() {
        Random random = new Random(4);
        List<Sample> samples = random(random, 1_000_000, 1e6, 1e-2);
        long end = samples.get(samples.size() - 1).time + 500;
        for (int pieces : new int[] {1, 13}) {
            compare(samples, joined(PLAIN, end, 1e6, samples, pieces), end, 1e6);
        }
    }

    private static void compare(List<Sample> samples, Tally tally, long end, double before) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal magnitude = BigDecimal.ZERO;
        BigDecimal squares = BigDecimal.ZERO;
        double greatest = 0;
        double min = Double.MAX_VALUE;
        double max = -Double.MAX_VALUE;
        int count = 0;
        for (Sample s : samples) {
            if (s.status == StatusCodes.GOOD) {
                BigDecimal x = new BigDecimal(s.value);
                sum = sum.add(x);
                magnitude = magnitude.add(x.abs());
                squares = squares.add(x.multiply(x));
                greatest = Math.max(greatest, Math.abs(s.value));
                min = Math.min(min, s.value);
                max = Math.max(max, s.value);
                count++;
            }
        }
        BigDecimal n = new BigDecimal(count);
        BigDecimal mean = sum.divide(n, DIGITS);
        double deviation = squares.divide(n, DIGITS)
                .subtract(mean.multiply(mean))
                .sqrt(DIGITS)
                .doubleValue();
        assertEquals(count, tally.value(Aggregate.COUNT));
        assertEquals(min, tally.value(Aggregate.MIN));
        assertEquals(max, tally.value(Aggregate.MAX));
        assertEquals(sum.doubleValue(), tally.value(Aggregate.SUM), 1e-9 * magnitude.doubleValue());
        assertEquals(mean.doubleValue(), tally.value(Aggregate.MEAN), 1e-9 * greatest);
        assertEquals(deviation, tally.value(Aggregate.STD), 1e-6 * deviation);
        compareWithTime(samples, tally, end, before, greatest);
    }

    private static void compareWithTime(List<Sample> samples, Tally tally, long end, double before, double greatest) {
        BigDecimal integral = BigDecimal.ZERO;
        long known = 0;
        long held = 0;
        double value = before;
        boolean usable = true;
        long since = 0;
        List<Sample> all = new ArrayList<>(samples);
        all.add(new Sample(end, Double.NaN, BAD));
        for (Sample s : all) {
            if (usable) {
                integral = integral.add(new BigDecimal(value).multiply(new BigDecimal(s.time - since)));
                known += s.time - since;
                held += value > 0 ? s.time - since : 0;
            }
            if (usable && s.time == end) {
                assertEquals(value - before, tally.value(Aggregate.DIFFERENCE), 1e-9 * greatest);
                assertEquals(
                        (value - before) / (end / 1e6), tally.value(Aggregate.RATE), 1e-9 * greatest / (end / 1e6));
            }
            value = s.value;
            usable = s.status == StatusCodes.GOOD;
            since = s.time;
        }
        double expected = integral.divide(new BigDecimal(known), DIGITS).doubleValue();
        assertEquals(expected, tally.value(Aggregate.TIME_MEAN), 1e-9 * greatest);
        assertEquals((double) held / known, tally.value(Aggregate.SHARE), 1e-12);
    }

    @Test
    void aCounterRollsOverAtItsModulusAndIsResetWithoutOne() {
        List<Sample> samples = List.of(
                new Sample(1, 65530, StatusCodes.GOOD),
                new Sample(2, 4, StatusCodes.GOOD),
                new Sample(3, Double.NaN, BAD),
                new Sample(4, 10, StatusCodes.GOOD));
        Statistic rolling = new Statistic(0, null, 65536);
        assertEquals(20 + 10 + 6, tally(rolling, 0, 10, 65510.0, samples).value(Aggregate.COUNTER));
        assertEquals(36, joined(rolling, 10, 65510.0, samples, 5).value(Aggregate.COUNTER));
        Statistic reset = new Statistic(0, null, 0);
        assertEquals(20 + 4 + 6, tally(reset, 0, 10, 65510.0, samples).value(Aggregate.COUNTER));
        assertEquals(30, joined(reset, 10, 65510.0, samples, 10).value(Aggregate.COUNTER));
        assertEquals(10, tally(rolling, 0, 10, null, samples.subList(0, 2)).value(Aggregate.COUNTER), "no start");
    }

    @Test
    void withoutASampleTheValueInForceHoldsAndWithoutOneThereIsNone() {
        Tally held = tally(PLAIN, 0, 1_000_000, 7.0, List.of());
        for (Aggregate a : List.of(Aggregate.LAST, Aggregate.MEAN, Aggregate.MIN, Aggregate.MAX, Aggregate.TIME_MEAN)) {
            assertEquals(7, held.value(a), a.name());
        }
        for (Aggregate a : List.of(
                Aggregate.STD,
                Aggregate.SUM,
                Aggregate.COUNT,
                Aggregate.DIFFERENCE,
                Aggregate.RATE,
                Aggregate.COUNTER)) {
            assertEquals(0, held.value(a), a.name());
        }
        assertEquals(1, held.value(Aggregate.SHARE));
        Tally none = tally(PLAIN, 0, 1_000_000, null, List.of());
        for (Aggregate a : Aggregate.values()) {
            double value = none.value(a);
            boolean counted = a == Aggregate.SUM || a == Aggregate.COUNT || a == Aggregate.STD;
            assertTrue(counted ? value == 0 : Double.isNaN(value), a + " " + value);
        }
        assertTrue(none.nothing() && !held.nothing());
    }

    @Test
    void aBadSampleEndsWhatIsKnownUntilTheNextUsableOne() {
        List<Sample> samples = List.of(
                new Sample(200, Double.NaN, BAD),
                new Sample(600, 4, StatusCodes.GOOD),
                new Sample(800, -1, 0x40930000));
        Tally tally = tally(PLAIN, 0, 1000, 2.0, samples);
        assertEquals((2 * 200 + 4 * 200 - 200) / 600.0, tally.value(Aggregate.TIME_MEAN), 1e-12);
        assertEquals(400 / 600.0, tally.value(Aggregate.SHARE), 1e-12);
        assertEquals(1.5, tally.value(Aggregate.MEAN));
        assertEquals(BAD, tally.status());
    }
}
