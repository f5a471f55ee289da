package io.millwright.model;

import java.util.List;

/**
 * What the training data were like, so that a gateway can say when a machine's data are not like that any more. Features are
 * those of {@link TensorSpec#features} that are numbers, by name; a row is one row of the training data. Immutable.
 *
 * @param rows how many rows it was computed from, at least 100
 * @param alarmIntervalDays how long, on average, until healthy data raise one alarm, in days, above 0: chosen, not measured
 * @param spreads one per feature that something is said of
 * @param groups features whose mean is watched together
 * @param residuals features that follow others
 * @param labels how often each label was the model's answer
 * @param pictures one per input of a picture that something is said of
 * @param leastPartMillis length of the shortest part, in milliseconds; 0 if unknown, or where rows are no parts
 * @param greatestPartMillis length of the longest part; 0 as before
 */
public record Reference(
        int rows,
        double alarmIntervalDays,
        List<Spread> spreads,
        List<Group> groups,
        List<Residual> residuals,
        List<LabelShares> labels,
        List<PictureSpread> pictures,
        long leastPartMillis,
        long greatestPartMillis) {
    /** Copies the lists. */
    public Reference {
        spreads = List.copyOf(spreads);
        groups = List.copyOf(groups);
        residuals = List.copyOf(residuals);
        labels = List.copyOf(labels);
        pictures = List.copyOf(pictures);
    }

    /**
     * How one feature is distributed.
     *
     * @param feature its name
     * @param probabilities rising, each above 0 and below 1; as many as quantiles
     * @param quantiles the values below which these shares of the rows lie, never falling; empty where its values are taken as they are
     * @param longestStill the greatest number of rows that followed a row without a change of the value; -1 if the order of rows is unknown
     */
    public record Spread(String feature, List<Double> probabilities, List<Double> quantiles, int longestStill) {
        /** Copies the lists. */
        public Spread {
            probabilities = List.copyOf(probabilities);
            quantiles = List.copyOf(quantiles);
        }
    }

    /**
     * Features that belong together. Mean and covariance are those of normal scores where a feature's spread has quantiles
     * (the value whose share in a standard normal distribution is the value's share in the training data), of the values
     * themselves where it has none.
     *
     * @param name of the group
     * @param features their names, 1 to 64
     * @param mean one per feature
     * @param covariance row by row, symmetric and positive definite
     * @param memoryRows how many rows say as much as one independent one, at least 1; 0 where the mean over many rows is not watched, because
     *     it wanders by itself
     * @param rowLimit greatest distance of a single row (the root of Hotelling's T²) that is like the training data; NaN where single rows are not judged
     */
    public record Group(
            String name,
            List<String> features,
            List<Double> mean,
            List<Double> covariance,
            double memoryRows,
            double rowLimit) {
        /** Copies the lists. */
        public Group {
            features = List.copyOf(features);
            mean = List.copyOf(mean);
            covariance = List.copyOf(covariance);
        }
    }

    /**
     * A feature that follows others, as a process temperature follows that of the air: expected is intercept plus the sum of
     * coefficients times values.
     *
     * @param feature its name
     * @param on the names of the features that it follows
     * @param intercept of the regression
     * @param coefficients one per name
     * @param sigma standard deviation of what is left, above 0
     * @param memoryRows how many rows say as much as one independent one, at least 1
     */
    public record Residual(
            String feature,
            List<String> on,
            double intercept,
            List<Double> coefficients,
            double sigma,
            double memoryRows) {
        /** Copies the lists. */
        public Residual {
            on = List.copyOf(on);
            coefficients = List.copyOf(coefficients);
        }
    }

    /**
     * How often each label was the answer.
     *
     * @param reading name of the reading
     * @param labels its labels, in the model's order
     * @param shares one per label, 0 to 1, together 1
     * @param dispersion how much more the count within 200 rows varies than that of independent rows, at least 1
     */
    public record LabelShares(String reading, List<String> labels, List<Double> shares, double dispersion) {
        /** Copies the lists. */
        public LabelShares {
            labels = List.copyOf(labels);
            shares = List.copyOf(shares);
        }
    }

    /** Two ends, both included. */
    public record Range(double least, double greatest) {
        /** Everything. */
        public static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

        /** Whether a number lies within. */
        public boolean holds(double number) {
            return number >= least && number <= greatest;
        }
    }

    /**
     * What pictures looked like as they fill an input, in 0 to 255, several channels averaged.
     *
     * @param input name of the input
     * @param aspect width by height of the picture before it was fitted
     * @param brightness mean of all pixels
     * @param contrast standard deviation of all pixels
     * @param across share of the differences between neighbours that lie beside each other, of all neighbours': another one where a
     *     picture is turned by a quarter
     * @param thumbnail means of 8 x 8 equal cells, row by row, averaged over the pictures; empty where that is not compared
     * @param leastLikeness least correlation of a picture's cells with the thumbnail, -1 to 1
     */
    public record PictureSpread(
            String input,
            Range aspect,
            Range brightness,
            Range contrast,
            Range across,
            List<Double> thumbnail,
            double leastLikeness) {
        /** Cells in each direction. */
        public static final int CELLS = 8;

        /** Copies the list. */
        public PictureSpread {
            thumbnail = List.copyOf(thumbnail);
        }
    }
}
