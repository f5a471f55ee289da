package io.millwright.simulator.weld;

import io.millwright.simulator.weld.WeldConstants.Range;
import java.util.random.RandomGenerator;

/** Draws the settings of welds. The random generator is the caller's; not thread safe where that is not. */
public final class WeldDraw {
    private static final int MOST_TRIES = 200_000;

    /** A habit keeps so far from the ends of each range, as a share of it. */
    private static final double HABIT_MARGIN = 0.1;

    private final WeldConstants constants;
    private final WeldPhysics physics;
    private final WeldTruth truth;
    private final RandomGenerator random;

    public WeldDraw(WeldConstants constants, RandomGenerator random) {
        this.constants = constants;
        this.random = random;
        physics = new WeldPhysics(constants);
        truth = new WeldTruth(constants);
    }

    /** A weld of trials over the whole procedure: evenly, with voltage and wire near to what the current needs. */
    public double[] wide() {
        WeldConstants.Draws draws = constants.draws();
        double[] settings = new double[WeldVariable.COUNT];
        for (WeldVariable variable : WeldVariable.values()) {
            Range range = constants.range(variable);
            settings[variable.ordinal()] = range.min() + random.nextDouble() * range.width();
        }
        double current = WeldVariable.CURRENT.of(settings);
        settings[WeldVariable.VOLTAGE.ordinal()] =
                physics.loadVoltage(current) + draws.voltageSpread() * random.nextGaussian();
        settings[WeldVariable.WIRE_SPEED.ordinal()] =
                physics.burnOff(current) * (1 + draws.wireSpread() * random.nextGaussian());
        return inside(settings, 0);
    }

    /**
     * What one operator is used to: a point of the procedure whose welds are good with a middling probability, so that there is
     * something to gain.
     *
     * @throws IllegalArgumentException when the constants leave no such point
     */
    public double[] habit() {
        WeldConstants.Draws draws = constants.draws();
        for (int i = 0; i < MOST_TRIES; i++) {
            double[] settings = inside(wide(), HABIT_MARGIN);
            double good = truth.good(settings, 0);
            if (good >= draws.habitGoodMin() && good <= draws.habitGoodMax()) {
                return settings;
            }
        }
        throw new IllegalArgumentException(
                "narrow.habit_good_min = " + draws.habitGoodMin() + ", habit_good_max = " + draws.habitGoodMax()
                        + ": no weld of this cell is good with such a probability; write a wider range.");
    }

    /** One weld of production: each variable a little beside the habit, those of the heat input together. */
    public double[] narrow(double[] habit) {
        WeldConstants.Draws draws = constants.draws();
        double[] settings = new double[WeldVariable.COUNT];
        double heat = random.nextGaussian();
        for (WeldVariable variable : WeldVariable.values()) {
            Range range = constants.range(variable);
            double together = range.heat() * Math.sqrt(draws.correlation());
            double own = Math.sqrt(1 - together * together);
            // By the normal distribution's own values evenly between the two ends.
            double even = 2 * normalShare(together * heat + own * random.nextGaussian()) - 1;
            settings[variable.ordinal()] = variable.of(habit) + even * draws.halfWidth() * range.width();
        }
        return inside(settings, 0);
    }

    /** How dirty the next plate is. */
    public double contamination() {
        return random.nextGaussian();
    }

    /** Whether a weld of this probability is good. */
    public boolean falls(double probability) {
        return random.nextDouble() < probability;
    }

    private double[] inside(double[] settings, double margin) {
        for (WeldVariable variable : WeldVariable.values()) {
            Range range = constants.range(variable);
            double low = range.min() + margin * range.width();
            double high = range.max() - margin * range.width();
            settings[variable.ordinal()] = Math.max(low, Math.min(high, variable.of(settings)));
        }
        return settings;
    }

    /** Share of the standard normal distribution below x, by Abramowitz and Stegun 26.2.17; within 1e-7. */
    private static double normalShare(double x) {
        double t = 1 / (1 + 0.2316419 * Math.abs(x));
        double tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double upper = tail * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        return x < 0 ? upper : 1 - upper;
    }
}
