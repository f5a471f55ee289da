package io.millwright.simulator.weld;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Writes data sets of welds as CSV: means and standard deviations of the variables over each weld, whether it was good, and
 * {@code p_good}, the probability of that, which only an evaluation may see.
 */
public final class WeldData {
    /** What the welds of a data set are. */
    public enum Kind {
        /** Trials over the whole procedure. */
        WIDE,
        /** Production by one operator. */
        NARROW;

        /** The kind of this name; an error names it. */
        public static Kind parse(String text) {
            try {
                return valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("--kind " + text + ": write wide or narrow.", e);
            }
        }
    }

    private WeldData() {}

    /** Writes a data set. The same arguments give the same file. */
    public static void write(Path file, Kind kind, int welds, long seed, WeldConstants constants) throws IOException {
        Random random = random(seed);
        double[] habit = kind == Kind.NARROW ? new WeldDraw(constants, random).habit() : null;
        rows(file, welds, habit, constants, random);
    }

    /** Returns what {@link #write} draws a data set from. */
    public static Random random(long seed) {
        return new Random(seed * 1_000_003L);
    }

    /** Writes production of one operator whose habit is known. */
    public static void writeNarrow(Path file, int welds, double[] habit, WeldConstants constants, Random random)
            throws IOException {
        rows(file, welds, habit, constants, random);
    }

    private static String header() {
        String means =
                Arrays.stream(WeldVariable.values()).map(WeldVariable::word).collect(Collectors.joining(","));
        String deviations = Arrays.stream(WeldVariable.values())
                .limit(WeldVariable.ADJUSTABLE)
                .map(variable -> variable.word() + "_std")
                .collect(Collectors.joining(","));
        return means + "," + deviations + ",good,p_good\n";
    }

    /** @param habit of the operator; null: trials over the whole procedure */
    private static void rows(Path file, int welds, double[] habit, WeldConstants constants, Random random)
            throws IOException {
        WeldDraw draw = new WeldDraw(constants, random);
        WeldTruth truth = new WeldTruth(constants);
        WeldSamples samples = new WeldSamples(constants, random);
        StringBuilder line = new StringBuilder();
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write(header());
            for (int i = 0; i < welds; i++) {
                double[] settings = habit == null ? draw.wide() : draw.narrow(habit);
                double contamination = draw.contamination();
                double good = truth.good(settings, contamination);
                line.setLength(0);
                for (double feature : samples.features(settings, contamination)) {
                    line.append(String.format(Locale.ROOT, "%.5g", feature)).append(',');
                }
                line.append(draw.falls(good) ? 1 : 0).append(',');
                line.append(String.format(Locale.ROOT, "%.6f", good)).append('\n');
                out.append(line);
            }
        }
    }
}
