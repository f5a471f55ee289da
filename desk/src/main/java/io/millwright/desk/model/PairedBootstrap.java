package io.millwright.desk.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Whether one model is better than another one on the same rows: both are judged on 2,000 samples of these rows, drawn with replacement. Rows
 * that belong together are drawn together: those of an asset where there are ten or more, otherwise up to fifty that follow each other.
 *
 * @param first what {@link Figures#first} says of the serving model
 * @param second of the other one
 * @param low from where on 95 % of the differences lie, second less first
 * @param high up to where
 * @param groups of rows that were drawn together
 * @param rows that both models said something of, and whose truth is known
 */
record PairedBootstrap(double first, double second, double low, double high, int groups, int rows) {
    /** With less nobody can tell. */
    static final int LEAST_ROWS = 30;

    static final int LEAST_OF_A_LABEL = 5;

    private static final int SAMPLES = 2_000;
    private static final int SEED = 20_260;
    private static final int LEAST_ASSETS = 10;
    private static final int MOST_TOGETHER = 50;
    private static final int LEAST_GROUPS = 40;
    private static final double TAIL = 0.025;

    /** What can be said. */
    enum Verdict {
        BETTER,
        WORSE,
        CANNOT_TELL
    }

    static PairedBootstrap of(Judged serving, Judged other, DataTable data) {
        int[] rows = IntStream.range(0, data.rows())
                .filter(row -> serving.counts(row) && other.counts(row))
                .toArray();
        List<int[]> groups = groups(rows, data);
        double[][] ofServing =
                groups.stream().map(group -> tally(serving, group)).toArray(double[][]::new);
        double[][] ofOther = groups.stream().map(group -> tally(other, group)).toArray(double[][]::new);
        double[] differences = new double[SAMPLES];
        Random random = new Random(SEED);
        for (int s = 0; s < SAMPLES; s++) {
            int[] drawn =
                    random.ints(groups.size(), 0, Math.max(1, groups.size())).toArray();
            differences[s] = first(other, ofOther, drawn) - first(serving, ofServing, drawn);
        }
        Arrays.sort(differences);
        return new PairedBootstrap(
                Figures.first(serving, rows),
                Figures.first(other, rows),
                differences[(int) (TAIL * SAMPLES)],
                differences[(int) ((1 - TAIL) * SAMPLES) - 1],
                groups.size(),
                rows.length);
    }

    private static List<int[]> groups(int[] rows, DataTable data) {
        DataTable.Column asset = data.column("asset");
        Map<String, List<Integer>> assets = new LinkedHashMap<>();
        for (int row : rows) {
            assets.computeIfAbsent(asset == null ? "" : asset.texts().get(row), name -> new ArrayList<>())
                    .add(row);
        }
        if (assets.size() >= LEAST_ASSETS) {
            return assets.values().stream()
                    .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                    .toList();
        }
        DataTable.Column time = data.column("time");
        int together = Math.max(1, Math.min(MOST_TOGETHER, rows.length / LEAST_GROUPS));
        List<int[]> groups = new ArrayList<>();
        for (List<Integer> own : assets.values()) {
            if (time != null) {
                // ISO 8601 in one form, and equal lengths of seconds, sort as texts.
                own.sort(Comparator.comparing(row -> time.texts().get(row)));
            }
            for (int from = 0; from < own.size(); from += together) {
                groups.add(own.subList(from, Math.min(own.size(), from + together)).stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
            }
        }
        return groups;
    }

    /** Returns what of a group is needed to judge sums of groups: a confusion table, or squared errors and their number. */
    private static double[] tally(Judged judged, int[] group) {
        if (judged.ofLabels()) {
            return Arrays.stream(Figures.confusion(judged, group))
                    .flatMapToDouble(line -> Arrays.stream(line).asDoubleStream())
                    .toArray();
        }
        double rmse = Figures.rmse(judged, group);
        return new double[] {rmse * rmse * group.length, group.length};
    }

    private static double first(Judged judged, double[][] tallies, int[] drawn) {
        double[] sum = new double[tallies.length == 0 ? 2 : tallies[0].length];
        for (int group : drawn) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += tallies[group][i];
            }
        }
        if (!judged.ofLabels()) {
            return -Math.sqrt(sum[0] / sum[1]);
        }
        int labels = judged.labels().size();
        long[][] table = new long[labels][labels];
        for (int i = 0; i < sum.length; i++) {
            table[i / labels][i % labels] = Math.round(sum[i]);
        }
        return labels == 2 ? Figures.f1(table, judged.alarm()) : Figures.macroF1(table);
    }

    Verdict verdict() {
        if (low > 0) {
            return Verdict.BETTER;
        }
        return high < 0 ? Verdict.WORSE : Verdict.CANNOT_TELL;
    }
}
