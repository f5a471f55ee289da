package io.millwright.model;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What may be advised from a model: which settings may move, how far, and what makes a proposal good. Of models whose single input is
 * one row of scalar features. Immutable.
 */
@ProviderType
public interface Advice {
    /** Returns the name of the reading that shall become better. */
    String reading();

    /** Returns what better means. */
    Goal goal();

    /** Returns the value of the reading that is best, in its unit; NaN unless the goal is {@link Goal#TARGET}. */
    double target();

    /** Returns the index of the output that holds the reading's spread (a standard deviation, in its unit), -1 if there is none. */
    int spreadOutput();

    /** Returns the index of the spread's element within one row of that output. */
    int spreadIndex();

    /** Returns how many spreads are taken off a proposal's reading before it is compared; at least 0. */
    double spreadWeight();

    /** Returns the settings that may move; at least one. */
    List<Variable> variables();

    /** Returns the features that the author says nobody may move. Every feature that no variable moves stays as it is, named here or not. */
    List<String> fixed();

    /** Returns where the training data lay, or null if that is not known. */
    Support support();

    /** Returns the least gain, in the reading's unit and after the spread, that is worth a proposal; at least 0. */
    double minGain();

    /** Returns for how long a proposal holds by the source's clock, in seconds; above 0. */
    long expiresSeconds();

    /** What better means. May grow. */
    enum Goal {
        /** The greater the better. */
        RAISE,
        /** The less the better. */
        LOWER,
        /** The nearer to {@link #target} the better. */
        TARGET
    }

    /** One setting of the machine. Immutable. */
    @ProviderType
    interface Variable {
        /** Returns the feature that shows the setting. */
        String feature();

        /** Returns the least value allowed, in the feature's unit. */
        double min();

        /** Returns the greatest value allowed, in the feature's unit. */
        double max();

        /** Returns the greatest step of one proposal, as a share of the range from {@link #min} to {@link #max}; above 0, at most 1. */
        double step();

        /** Returns the share of the range that a proposal keeps away from either end; at least 0, below 0.5. */
        double inset();

        /** Returns the least difference that the machine can be set by, in the feature's unit; 0 if any. */
        double resolution();

        /**
         * Returns the other features that follow the setting: by how much each changes where the setting changes by one, in their units.
         * Empty if none does.
         */
        Map<String, Double> moves();
    }

    /** Where the training data lay: a mean and a covariance. Immutable. */
    @ProviderType
    interface Support {
        /** Returns the features that it is about; at least one. */
        List<String> features();

        /** Returns their means, a fresh array in the same order. */
        double[] mean();

        /** Returns their covariance, a fresh array of rows in the same order; positive definite. */
        double[][] covariance();

        /** Returns the share of normally distributed data that lies inside; above 0, below 1. */
        double quantile();

        /**
         * Returns by how much, in the reading's unit, a proposal is worth less where its distance from the mean is twice that of the edge,
         * three times twice as much, and so on; at least 0.
         */
        double weight();
    }
}
