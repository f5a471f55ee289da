package io.millwright.simulator.weld;

import java.util.random.RandomGenerator;

/**
 * What sensors show of one weld: the settings, and noise. Of a dirty plate the arc is rough: current and voltage scatter more,
 * and so one can see it. Not thread safe.
 */
public final class WeldSamples {
    private final WeldConstants constants;
    private final RandomGenerator random;

    public WeldSamples(WeldConstants constants, RandomGenerator random) {
        this.constants = constants;
        this.random = random;
    }

    /** How many samples a weld has that is drawn now. */
    public int count() {
        WeldConstants.Draws draws = constants.draws();
        return draws.samplesMin() + random.nextInt(draws.samplesMax() - draws.samplesMin() + 1);
    }

    /** One sample of a variable. */
    public double sample(WeldVariable variable, double[] settings, double contamination) {
        double noise = constants.range(variable).noise() * random.nextGaussian();
        boolean ofTheArc = variable == WeldVariable.CURRENT || variable == WeldVariable.VOLTAGE;
        double rough = ofTheArc ? Math.exp(constants.relations().roughness() * contamination) : 1;
        return variable.of(settings) + rough * noise;
    }

    /**
     * Mean and standard deviation of each variable over a weld, as the gateway's windows of parts make them: first all means,
     * then the deviations (divided by n) of those that can be adjusted.
     */
    public double[] features(double[] settings, double contamination) {
        int count = count();
        double[] features = new double[WeldVariable.COUNT + WeldVariable.ADJUSTABLE];
        for (WeldVariable variable : WeldVariable.values()) {
            double sum = 0;
            double squares = 0;
            double setting = variable.of(settings);
            for (int i = 0; i < count; i++) {
                double beside = sample(variable, settings, contamination) - setting;
                sum += beside;
                squares += beside * beside;
            }
            double mean = sum / count;
            features[variable.ordinal()] = setting + mean;
            if (variable.ordinal() < WeldVariable.ADJUSTABLE) {
                features[WeldVariable.COUNT + variable.ordinal()] =
                        Math.sqrt(Math.max(0, squares / count - mean * mean));
            }
        }
        return features;
    }
}
