package io.millwright.planning.stock;

/**
 * What was used in several periods together beside what one forecast had said, of all parts: sums per period and per size of the forecast.
 * Nothing of what was not known at the end of a period is in the correction for it. Not thread-safe.
 */
final class Errors {
    /** Forecasts that were made in so many periods are looked back upon. */
    static final int LOOK_BACK_PERIODS = 12;

    private static final double WIDTH = 0.25;
    private static final int BINS = 100;
    private static final int SUMS = 4;
    private static final int COUNT = 0;
    private static final int X = 1;
    private static final int Y = 2;
    private static final int SQUARES = 3;

    /** So many parts would have to say the same before half of it is believed. */
    private static final double DOUBT = 10;

    private static final int ROUNDS = 25;
    private static final double WEIGHT_DISPERSION = 0.5;
    private static final double LEAST_SPREAD = 0.01;
    private static final int LEAST_IN_BIN = 30;
    private static final double SMALLEST = 1e-3;

    private final int periods;
    private final int earliest;
    private final double[][] sums;

    /**
     * Begins without errors.
     *
     * @param periods how many a sum has
     * @param count how many periods there are
     * @param from the first period at whose end a correction will be asked for
     */
    Errors(int periods, int count, int from) {
        this.periods = periods;
        earliest = Math.max(0, from - periods - LOOK_BACK_PERIODS);
        sums = new double[count][];
    }

    /** Adds a part's. */
    void add(double[] used, double[] rates) {
        for (int t = earliest; t + periods < used.length; t++) {
            double sum = 0;
            for (int i = 1; i <= periods; i++) {
                sum += used[t + i];
            }
            if (Double.isNaN(sum) || Double.isNaN(rates[t])) {
                continue;
            }
            if (sums[t] == null) {
                sums[t] = new double[BINS * SUMS];
            }
            double x = Math.log(rates[t] * periods + Correction.OFFSET);
            int bin = (int) ((x - Math.log(Correction.OFFSET)) / WIDTH);
            int at = Math.max(0, Math.min(BINS - 1, bin)) * SUMS;
            sums[t][at + COUNT]++;
            sums[t][at + X] += x;
            sums[t][at + Y] += sum;
            sums[t][at + SQUARES] += sum * sum;
        }
    }

    /** Returns what is known at the end of a period. */
    Correction at(int t) {
        double[] bins = new double[BINS * SUMS];
        for (int from = t - periods; from > Math.max(-1, t - periods - LOOK_BACK_PERIODS); from--) {
            if (sums[from] != null) {
                for (int i = 0; i < bins.length; i++) {
                    bins[i] += sums[from][i];
                }
            }
        }
        double count = 0;
        double used = 0;
        for (int at = 0; at < bins.length; at += SUMS) {
            count += bins[at + COUNT];
            used += bins[at + Y];
        }
        if (used <= 0) {
            // Nothing was used of anything, or nothing is known yet.
            return Correction.NONE;
        }
        double[] line = line(bins);
        return spread(bins, line[0], line[1]);
    }

    /** Fits shift and slope by iterated least squares, doubting both. */
    private static double[] line(double[] bins) {
        double shift = 0;
        double slope = 0;
        for (int round = 0; round < ROUNDS; round++) {
            double a11 = DOUBT;
            double a12 = 0;
            double a22 = DOUBT;
            double b1 = 0;
            double b2 = 0;
            for (int at = 0; at < bins.length; at += SUMS) {
                double count = bins[at + COUNT];
                if (count > 0) {
                    double x = bins[at + X] / count;
                    double mean = mean(x, shift, slope);
                    double weight = count * mean / (1 + WEIGHT_DISPERSION * mean);
                    double z = shift + slope * x + (bins[at + Y] / count - mean) / mean;
                    a11 += weight;
                    a12 += weight * x;
                    a22 += weight * x * x;
                    b1 += weight * z;
                    b2 += weight * x * z;
                }
            }
            double determinant = a11 * a22 - a12 * a12;
            double newShift = (a22 * b1 - a12 * b2) / determinant;
            double newSlope = (a11 * b2 - a12 * b1) / determinant;
            // From far off a whole step may swing.
            shift += Math.max(-1, Math.min(1, newShift - shift));
            slope += Math.max(-0.5, Math.min(0.5, newSlope - slope));
        }
        return new double[] {shift, slope};
    }

    private static double mean(double x, double shift, double slope) {
        return Math.exp(Math.min(20, Math.max(-9, x + shift + slope * x)));
    }

    /** Fits how the dispersion depends on the mean, over bins of many; one dispersion for all where there are fewer than three. */
    private static Correction spread(double[] bins, double shift, double slope) {
        double n = 0;
        double sx = 0;
        double sy = 0;
        double sxx = 0;
        double sxy = 0;
        int used = 0;
        double over = 0;
        double squares = 0;
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (int at = 0; at < bins.length; at += SUMS) {
            double count = bins[at + COUNT];
            if (count == 0) {
                continue;
            }
            double mean = mean(bins[at + X] / count, shift, slope);
            double variance = bins[at + SQUARES] / count - 2 * mean * bins[at + Y] / count + mean * mean;
            over += count * (variance - mean);
            squares += count * mean * mean;
            double x = Math.log(mean);
            lowest = Math.min(lowest, x);
            highest = Math.max(highest, x);
            if (count >= LEAST_IN_BIN) {
                double y = Math.log(Math.max(variance - mean, LEAST_SPREAD * mean) / (mean * mean));
                n += count;
                sx += count * x;
                sy += count * y;
                sxx += count * x * x;
                sxy += count * x * y;
                used++;
            }
        }
        double divisor = n * sxx - sx * sx;
        if (used < 3 || divisor < SMALLEST * n * n) {
            double all = Math.log(Math.max(SMALLEST, over / squares));
            return new Correction(shift, slope, all, 0, lowest, highest);
        }
        double tilt = (n * sxy - sx * sy) / divisor;
        return new Correction(shift, slope, (sy - tilt * sx) / n, tilt, lowest, highest);
    }
}
