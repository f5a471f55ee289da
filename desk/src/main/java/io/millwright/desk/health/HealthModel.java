package io.millwright.desk.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was learned of a healthy machine: windows of rows, the space in which they lie, and limits that a healthy machine passes once in a
 * chosen time.
 *
 * @param intervalRows the time that the limits stand for, in rows
 * @param learned windows that were learned from
 * @param percentileRows rows between two false alarms if the limit were the 95th percentile of T² instead
 */
public record HealthModel(Windows windows, NormalSpace space, double intervalRows, int learned, double percentileRows) {
    /** Names in the graph: a window of rows; how unusual it is; T² and SPE; which signal it is. */
    public static final String INPUT = "window";

    public static final String UNUSUAL = "unusual";
    public static final String SHARES = "shares";
    public static final String NAMED = "named";

    /** Recordings are told nothing about times that are longer than so many of them. */
    public static final int MOST_RECORDINGS = 100;

    /** What follows the recording, as a multiple of it, for which {@link Wander} allows. */
    private static final double HORIZON = 2;

    private static final int PARTS = 4;
    private static final int BLOCKS = 100;
    private static final int LEAST_WINDOWS_APART = 8;
    static final double LEAST_CONTRIBUTION = 1e-6;
    private static final double PERCENTILE = 0.95;
    private static final int MOST_LEARNED = 20_000;

    /** Returns how many rows without a break are the least that can be learned from. */
    public static int leastRows(int windowRows) {
        return (LEAST_WINDOWS_APART + 1) * windowRows;
    }

    /**
     * Learns from rows of signals in the order of time; null is a row of which something is unknown.
     *
     * @param intervalRows how many rows shall pass between two false alarms; at most {@link #MOST_RECORDINGS} recordings are taken
     * @throws IllegalArgumentException if there are too few rows
     */
    public static HealthModel learn(double[][] rows, int windowRows, double intervalRows) {
        List<Integer> ends = Windows.ends(windowRows, rows);
        if (ends.size() < LEAST_WINDOWS_APART * windowRows) {
            throw new IllegalArgumentException(ends.size() + " windows");
        }
        double[][] first = Arrays.stream(rows).filter(row -> row != null).toArray(double[][]::new);
        Windows windows = Windows.of(windowRows, rows, ends);
        double[][] features = windows.features(rows, ends);
        double[] wander = Wander.ahead(features, HORIZON);
        double interval = Math.min(intervalRows, (double) MOST_RECORDINGS * first.length);
        NormalSpace whole = space(Arrays.asList(features), wander, windowRows, 0);
        double[][] held = heldOut(features, wander, windowRows, whole.mainAxes());
        // Each is passed half as often as asked for, because either one raises the alarm.
        int block = Math.max(windowRows, features.length / BLOCKS);
        double blocks = 2 * interval / block;
        NormalSpace space = whole.limited(
                BlockExtremes.of(held[0], block).level(blocks),
                BlockExtremes.of(held[1], block).level(blocks));
        return new HealthModel(windows, space, interval, features.length, percentileRows(held[0], windowRows));
    }

    /**
     * Returns T² and SPE of every window by a space that was learned without it: parts are held out of the learning in turn. All have
     * as many main axes as the whole: one more or less, and SPE would be another number.
     */
    private static double[][] heldOut(double[][] features, double[] wander, int windowRows, int mainAxes) {
        double[][] held = new double[2][features.length];
        for (int part = 0; part < PARTS; part++) {
            int from = features.length * part / PARTS;
            int to = features.length * (part + 1) / PARTS;
            List<double[]> others = new ArrayList<>();
            for (int i = 0; i < features.length; i++) {
                // Windows that share a row with the part are left out too.
                if (i < from - windowRows || i >= to + windowRows) {
                    others.add(features[i]);
                }
            }
            NormalSpace space = space(others, wander, windowRows, mainAxes);
            for (int i = from; i < to; i++) {
                double[] shares = space.shares(features[i]);
                held[0][i] = shares[0];
                held[1][i] = shares[1];
            }
        }
        return held;
    }

    private static double percentileRows(double[] held, int windowRows) {
        double[] sorted = held.clone();
        Arrays.sort(sorted);
        double limit = sorted[(int) (PERCENTILE * sorted.length)];
        int episodes = 0;
        int last = -windowRows - 1;
        for (int i = 0; i < held.length; i++) {
            if (held[i] > limit) {
                episodes += i - last > windowRows ? 1 : 0;
                last = i;
            }
        }
        return (double) held.length / Math.max(1, episodes);
    }

    private static NormalSpace space(List<double[]> features, double[] wander, int windowRows, int mainAxes) {
        // Windows overlap: of so many only every windowRows-th is news.
        double independent = (double) features.size() / windowRows;
        int step = Math.max(1, features.size() / MOST_LEARNED);
        List<double[]> some = new ArrayList<>();
        for (int i = 0; i < features.size(); i += step) {
            some.add(features.get(i));
        }
        return NormalSpace.of(some.toArray(double[][]::new), wander, independent, mainAxes);
    }

    /** Returns how many rows a window has. */
    public int windowRows() {
        return windows.length();
    }

    /** Returns what the graph answers for a window. */
    public Answer answer(float[] window) {
        double[] features = windows.features(windows.rows(window), windows.length() - 1);
        double[] shares = space.shares(features);
        double unusual = Math.max(shares[0], shares[1]);
        double[] contributions = space.contributions(features);
        double most =
                Math.max(LEAST_CONTRIBUTION, Arrays.stream(contributions).max().orElseThrow());
        double[] named = new double[1 + contributions.length];
        named[0] = 1;
        for (int signal = 0; signal < contributions.length; signal++) {
            named[1 + signal] = contributions[signal] / most * unusual;
        }
        return new Answer(unusual, shares, named);
    }

    /**
     * Of one window.
     *
     * @param unusual the greater of the shares; 1 at the limit
     * @param shares T² and SPE, each as a share of its limit
     * @param named 1, which leads below the limit; then of each signal what it contributed, that of the greatest being {@code unusual}
     */
    public record Answer(double unusual, double[] shares, double[] named) {}

    /** Returns the answers for every row at which a whole window ends; null where none does. */
    public Answer[] answers(double[][] rows) {
        Answer[] answers = new Answer[rows.length];
        for (int end : Windows.ends(windows.length(), rows)) {
            answers[end] = answer(windows.flat(rows, end));
        }
        return answers;
    }

    /** Returns windows of these rows, evenly spread: {@code count} at most. */
    public List<float[]> examples(double[][] rows, int count) {
        List<Integer> ends = Windows.ends(windows.length(), rows);
        List<float[]> examples = new ArrayList<>();
        int most = Math.min(count, ends.size());
        for (int i = 0; i < most; i++) {
            examples.add(windows.flat(rows, ends.get((int) ((long) i * ends.size() / most))));
        }
        return examples;
    }

    /** Returns the model as an ONNX file with the input and the outputs above. */
    public byte[] onnx(String description) {
        return new HealthGraph(this).bytes(description);
    }
}
