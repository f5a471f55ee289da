package io.millwright.decision;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What contributed to a model's output in one decision. It says what the model looked at, not what happened at the machine.
 * Immutable.
 */
@ProviderType
public interface Explanation {
    /** Returns the decision. */
    Decision decision();

    /** Returns the name of the reading that is explained. */
    String reading();

    /** Returns the label whose score is explained, "" where it is the reading's only number. */
    String label();

    /** Returns how it was found. */
    Method method();

    /** Returns on which scale numbers are. */
    Scale scale();

    /** Returns the model's output. */
    double output();

    /** Returns the mean of the output over the rows of the background that were compared with; NaN for {@link Method#OCCLUSION}. */
    double expected();

    /** Returns what the features contributed, the greatest amount of either sign first; their sum is output minus expected. */
    List<Contribution> contributions();

    /** Returns what the places of a picture contributed, null without a picture. */
    HeatMap heatMap();

    /** Returns how many rows of the background, those most like the decision's inputs, were compared with; 0 for {@link Method#OCCLUSION}. */
    int backgroundRows();

    /** Returns how many inputs the model was run with. */
    long runs();

    /** Returns how much of what was intended was done before the time was over, 0 to 1. */
    double done();

    /** Returns how long it took, milliseconds. */
    long millis();

    /** Ways to find contributions. May grow. */
    enum Method {
        /** Shapley values over every combination of features. */
        SHAPLEY_EXACT,
        /** Shapley values over orders of the features drawn at random, each with its reverse. */
        SHAPLEY_SAMPLED,
        /** Places of a picture covered by the mean of what lies around them. */
        OCCLUSION
    }

    /** Scales. May grow. */
    enum Scale {
        /** The output as it is. */
        OUTPUT,
        /**
         * The logarithm of the odds of an output that is a probability; one below 0.01, or a tenth of the reading's limit where that
         * is less, counts as that, and one near 1 likewise.
         */
        LOGIT
    }
}
