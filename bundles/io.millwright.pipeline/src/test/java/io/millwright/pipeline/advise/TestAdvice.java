package io.millwright.pipeline.advise;

import io.millwright.model.Advice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a model's author allows, for tests. */
record TestAdvice(
        String reading,
        Goal goal,
        double target,
        int spreadOutput,
        int spreadIndex,
        double spreadWeight,
        List<Variable> variables,
        List<String> fixed,
        Support support,
        double minGain,
        long expiresSeconds)
        implements Advice {
    record Knob(
            String feature,
            double min,
            double max,
            double step,
            double inset,
            double resolution,
            Map<String, Double> moves)
            implements Variable {
        static Knob of(String feature, double min, double max) {
            return new Knob(feature, min, max, 0.15, 0.02, 0, Map.of());
        }

        Knob withResolution(double by) {
            return new Knob(feature, min, max, step, inset, by, moves);
        }

        Knob moving(String other, double factor) {
            return new Knob(feature, min, max, step, inset, resolution, Map.of(other, factor));
        }
    }

    record Region(List<String> features, double[] mean, double[][] covariance, double quantile, double weight)
            implements Support {}

    static TestAdvice raise(Variable... variables) {
        return new TestAdvice(
                "good", Goal.RAISE, Double.NaN, 1, 0, 2, List.of(variables), List.of(), null, 0.02, 3_600);
    }

    TestAdvice towards(double value) {
        return new TestAdvice(
                reading,
                Goal.TARGET,
                value,
                spreadOutput,
                spreadIndex,
                spreadWeight,
                variables,
                fixed,
                support,
                minGain,
                expiresSeconds);
    }

    TestAdvice lowering() {
        return new TestAdvice(
                reading,
                Goal.LOWER,
                target,
                spreadOutput,
                spreadIndex,
                spreadWeight,
                variables,
                fixed,
                support,
                minGain,
                expiresSeconds);
    }

    TestAdvice within(Support region) {
        return new TestAdvice(
                reading,
                goal,
                target,
                spreadOutput,
                spreadIndex,
                spreadWeight,
                variables,
                fixed,
                region,
                minGain,
                expiresSeconds);
    }

    /** Returns names a, b, c, … */
    static List<String> names(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(String.valueOf((char) ('a' + i)));
        }
        return names;
    }
}
