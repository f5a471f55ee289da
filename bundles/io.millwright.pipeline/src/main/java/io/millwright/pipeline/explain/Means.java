package io.millwright.pipeline.explain;

/** Means of several amounts over repetitions, with their standard errors (Welford). Used by one thread. */
final class Means {
    private final double[] mean;
    private final double[] squares;
    private int count;

    Means(int size) {
        mean = new double[size];
        squares = new double[size];
    }

    void add(double[] amounts) {
        count++;
        for (int i = 0; i < mean.length; i++) {
            double off = amounts[i] - mean[i];
            mean[i] += off / count;
            squares[i] += off * (amounts[i] - mean[i]);
        }
    }

    int count() {
        return count;
    }

    double[] means() {
        return mean.clone();
    }

    /**
     * Returns the standard errors.
     *
     * @param of from how many repetitions these were drawn without being put back; what all of them say has no error
     */
    double[] errors(double of) {
        double[] errors = new double[mean.length];
        double left = Math.max(0, 1 - count / of);
        for (int i = 0; i < errors.length; i++) {
            errors[i] = count < 2 ? Math.abs(mean[i]) * left : Math.sqrt(squares[i] / (count - 1) / count * left);
        }
        return errors;
    }
}
