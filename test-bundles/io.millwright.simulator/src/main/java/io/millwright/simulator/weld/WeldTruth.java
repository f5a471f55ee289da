package io.millwright.simulator.weld;

import io.millwright.simulator.weld.WeldConstants.Limit;
import io.millwright.simulator.weld.WeldConstants.Range;
import java.util.random.RandomGenerator;

/** What nobody in a plant knows: the probability that a weld is good, and the best that can be set. Thread safe. */
public final class WeldTruth {
    private static final int FIRST_TRIES = 2_000;
    private static final int ROUNDS = 10;
    private static final int TRIES_PER_ROUND = 200;
    private static final double FIRST_REACH = 0.25;
    private static final double REACH_PER_ROUND = 0.65;

    private final WeldConstants constants;
    private final WeldPhysics physics;

    public WeldTruth(WeldConstants constants) {
        this.constants = constants;
        physics = new WeldPhysics(constants);
    }

    /**
     * The probability that no defect comes about, from 0 to 1.
     *
     * @param settings by {@link WeldVariable}
     * @param contamination of the plate, 0 on average with a standard deviation of 1
     */
    public double good(double[] settings, double contamination) {
        double good = 1;
        for (WeldDefect defect : WeldDefect.values()) {
            good *= 1 - probability(defect, settings, contamination);
        }
        return good;
    }

    /** The probability of one defect, from 0 to 1. */
    double probability(WeldDefect defect, double[] settings, double contamination) {
        Limit limit = constants.limit(defect);
        return 1 / (1 + Math.exp(-beyond(defect, settings, contamination) / limit.width()));
    }

    /** How far a weld is beyond the limit. */
    private double beyond(WeldDefect defect, double[] settings, double contamination) {
        double limit = constants.limit(defect).limit();
        return switch (defect) {
            case COLD_CRACK -> Math.log(limit / physics.coolingTime(settings));
            case BRITTLE -> Math.log(physics.coolingTime(settings) / limit);
            case LACK_OF_FUSION -> limit - physics.penetration(settings);
            case BURN_THROUGH -> physics.penetration(settings) - limit;
            case POROSITY -> limit
                    + constants.relations().gasPerLongArcVolt() * Math.max(0, physics.arcExcess(settings))
                    + constants.relations().gasPerContamination() * contamination
                    - WeldVariable.GAS_FLOW.of(settings);
            case TURBULENCE -> WeldVariable.GAS_FLOW.of(settings) - limit;
            case LONG_ARC -> physics.arcExcess(settings) - limit;
            case SHORT_ARC -> -physics.arcExcess(settings) - limit;
            case UNDERCUT -> physics.haste(settings) - limit;
            case UNSTABLE_ARC -> Math.abs(physics.wireExcess(settings)) - limit;
        };
    }

    /** The defect that is most probable. */
    public String likeliestDefect(double[] settings, double contamination) {
        WeldDefect likeliest = WeldDefect.COLD_CRACK;
        double most = -1;
        for (WeldDefect defect : WeldDefect.values()) {
            double probability = probability(defect, settings, contamination);
            if (probability > most) {
                most = probability;
                likeliest = defect;
            }
        }
        return likeliest.word();
    }

    /**
     * The best settings that an operator may choose from here: inside the procedure's ranges less an inset, and not further
     * than a step from the present.
     *
     * @param step of each adjustable variable, as a share of its range; 1: the whole range
     * @param inset of the ranges, as a share of them
     */
    public double[] best(double[] present, double contamination, double step, double inset, RandomGenerator random) {
        int n = WeldVariable.ADJUSTABLE;
        double[] low = new double[n];
        double[] high = new double[n];
        for (int i = 0; i < n; i++) {
            Range range = constants.range(WeldVariable.values()[i]);
            low[i] = Math.min(
                    present[i], Math.max(range.min() + inset * range.width(), present[i] - step * range.width()));
            high[i] = Math.max(
                    present[i], Math.min(range.max() - inset * range.width(), present[i] + step * range.width()));
        }
        double[] best = present.clone();
        double good = good(best, contamination);
        double[] tried = present.clone();
        for (int k = 0; k < FIRST_TRIES; k++) {
            for (int i = 0; i < n; i++) {
                tried[i] = low[i] + random.nextDouble() * (high[i] - low[i]);
            }
            good = take(tried, best, good, contamination);
        }
        double reach = FIRST_REACH;
        for (int round = 0; round < ROUNDS; round++, reach *= REACH_PER_ROUND) {
            for (int k = 0; k < TRIES_PER_ROUND; k++) {
                for (int i = 0; i < n; i++) {
                    double moved = best[i] + reach * random.nextGaussian() * (high[i] - low[i]);
                    tried[i] = Math.max(low[i], Math.min(high[i], moved));
                }
                good = take(tried, best, good, contamination);
            }
        }
        return best;
    }

    private double take(double[] tried, double[] best, double good, double contamination) {
        double probability = good(tried, contamination);
        if (probability <= good) {
            return good;
        }
        System.arraycopy(tried, 0, best, 0, best.length);
        return probability;
    }
}
