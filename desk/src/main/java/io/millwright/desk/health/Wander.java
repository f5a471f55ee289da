package io.millwright.desk.health;

/**
 * How far each feature wanders off in a time that the recording does not show: an oil that is still warming up, a room that cools in the
 * evening. The mean squared difference of two values grows with their distance in time. Where it still grows at the longest distances of
 * the recording, it will go on growing, and that much is added to what is usual; where it has stopped, nothing is.
 */
final class Wander {
    private static final int LAGS = 7;

    private Wander() {}

    /** Returns the variance to be added, {@code horizon} recordings ahead. */
    static double[] ahead(double[][] features, double horizon) {
        int count = features.length;
        double[] lags = new double[LAGS];
        double middle = 0;
        for (int i = 0; i < LAGS; i++) {
            lags[i] = Math.max(1, Math.round(count / 8.0 + i * (count / 2.0 - count / 8.0) / (LAGS - 1)));
            middle += lags[i] / LAGS;
        }
        double[] added = new double[features[0].length];
        for (int feature = 0; feature < added.length; feature++) {
            double rising = 0;
            double width = 0;
            for (double lag : lags) {
                rising += (lag - middle) * halfSquaredDifference(features, feature, (int) lag);
                width += (lag - middle) * (lag - middle);
            }
            added[feature] = width == 0 ? 0 : Math.max(0, rising / width) * horizon * count;
        }
        return added;
    }

    private static double halfSquaredDifference(double[][] features, int feature, int lag) {
        double sum = 0;
        for (int i = lag; i < features.length; i++) {
            double difference = features[i][feature] - features[i - lag][feature];
            sum += difference * difference;
        }
        return sum / 2 / (features.length - lag);
    }
}
