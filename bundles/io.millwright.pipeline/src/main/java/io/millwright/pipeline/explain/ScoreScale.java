package io.millwright.pipeline.explain;

import io.millwright.decision.Explanation.Scale;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import java.util.List;

/**
 * From the elements of a reading to the number that is explained: where the reading is a probability its log odds, on which
 * contributions add up where probabilities saturate.
 */
final class ScoreScale {
    /** What is less likely, or as much more, is all the same: there models of trees know nothing, and others make things up. */
    private static final double LEAST_PROBABILITY = 0.01;

    /** A limit of a reading lies well within. */
    private static final double SHARE_OF_LIMIT = 0.1;

    private static final double SUM_TOLERANCE = 1e-3;

    private final boolean classes;
    private final int label;
    private final int elements;
    private final double least;
    private boolean probability;

    private ScoreScale(boolean classes, int label, int elements, double least, boolean probability) {
        this.classes = classes;
        this.label = label;
        this.elements = elements;
        this.least = least;
        this.probability = probability;
    }

    /**
     * Returns the scale of a reading.
     *
     * @param label index of the decided class; 0 for other tasks
     * @throws NotExplained if nothing of it can be explained
     */
    static ScoreScale of(Reading reading, int label) throws NotExplained {
        boolean classes = reading.task() == Task.CLASSES;
        if (reading.task() == Task.EMBEDDING || reading.task() == Task.UNKNOWN) {
            throw new NotExplained("the reading '" + reading.name() + "' decides nothing");
        }
        return new ScoreScale(
                classes,
                classes ? label : 0,
                classes ? reading.labels().size() : 1,
                least(reading.thresholds()),
                classes || reading.task() == Task.BINARY && isProbability(reading.thresholds()));
    }

    private static double least(List<Double> thresholds) {
        double least = LEAST_PROBABILITY;
        for (double threshold : thresholds) {
            least = Math.min(least, SHARE_OF_LIMIT * Math.min(threshold, 1 - threshold));
        }
        return least;
    }

    private static boolean isProbability(List<Double> thresholds) {
        return thresholds.stream().allMatch(threshold -> threshold > 0 && threshold < 1);
    }

    /** Returns how many elements {@link #score} reads. */
    int elements() {
        return elements;
    }

    /**
     * Looks at an output, before the first score: what lies outside 0 to 1, or classes that do not add up to 1, are no
     * probabilities.
     */
    void look(double[] reading) {
        double sum = 0;
        for (int i = 0; i < elements; i++) {
            probability &= reading[i] >= 0 && reading[i] <= 1;
            sum += reading[i];
        }
        probability &= !classes || Math.abs(sum - 1) <= SUM_TOLERANCE;
    }

    Scale scale() {
        return probability ? Scale.LOGIT : Scale.OUTPUT;
    }

    /** Returns the number as the model says it. */
    double number(double[] reading) {
        return reading[label];
    }

    /** Returns the number that is explained. */
    double score(double[] reading) {
        double number = number(reading);
        if (!probability) {
            return number;
        }
        double kept = Math.min(1 - least, Math.max(least, number));
        // Math.min and Math.max hand NaN on.
        return Math.log(kept / (1 - kept));
    }
}
