package io.millwright.inference;

import io.millwright.inference.OutputReading.Element;
import io.millwright.model.Advice;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What may be advised, as model.json declares it, see {@link Advice}. */
record ModelAdvice(
        String reading,
        Goal goal,
        double target,
        Element spread,
        double spreadWeight,
        List<Variable> variables,
        List<String> fixed,
        Support support,
        double minGain,
        long expiresSeconds)
        implements Advice {
    ModelAdvice {
        variables = List.copyOf(variables);
        fixed = List.copyOf(fixed);
    }

    /** Returns it after output {@code i} has moved to {@code places[i]}. */
    ModelAdvice withOutputsAt(int[] places) {
        return new ModelAdvice(
                reading,
                goal,
                target,
                spread.at(places),
                spreadWeight,
                variables,
                fixed,
                support,
                minGain,
                expiresSeconds);
    }

    @Override
    public int spreadOutput() {
        return spread.output();
    }

    @Override
    public int spreadIndex() {
        return spread.index();
    }

    /** A setting, see {@link Advice.Variable}. */
    record Setting(
            String feature,
            double min,
            double max,
            double step,
            double inset,
            double resolution,
            Map<String, Double> moves)
            implements Variable {
        Setting {
            moves = Collections.unmodifiableMap(new LinkedHashMap<>(moves));
        }
    }

    /** Where the training data lay, see {@link Advice.Support}. */
    record Region(List<String> features, double[] mean, double[][] covariance, double quantile, double weight)
            implements Support {
        Region {
            features = List.copyOf(features);
            mean = mean.clone();
            covariance = copy(covariance);
        }

        private static double[][] copy(double[][] rows) {
            return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
        }

        @Override
        public double[] mean() {
            return mean.clone();
        }

        @Override
        public double[][] covariance() {
            return copy(covariance);
        }
    }
}
