package io.millwright.pipeline.explain;

import io.millwright.model.Background;
import io.millwright.model.Model;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.explain.Player.Span;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows of a background that are most like what is explained: mixtures with them stay near what a machine can do, and what is told
 * is what makes the difference to usual operation of the same kind.
 */
final class NearestRows {
    /** The time is asked for once for so many elements. */
    private static final int ELEMENTS_TOGETHER = 256;

    private final Deadline deadline;
    private final ByteBuffer[] explained;
    private final ByteBuffer[] background;
    private final ElementType[] types;
    private final int[] rowElements;
    private final double[] distances;
    private int looked;

    private NearestRows(Model model, ByteBuffer[] explained, Background rows, Deadline deadline) {
        this.deadline = deadline;
        this.explained = explained;
        background = new ByteBuffer[explained.length];
        types = new ElementType[explained.length];
        rowElements = new int[explained.length];
        for (int i = 0; i < explained.length; i++) {
            background[i] = rows.input(i);
            types[i] = model.inputs().get(i).type();
            rowElements[i] = Players.elements(model.inputs().get(i));
        }
        distances = new double[rows.rows()];
    }

    /**
     * Returns the nearest rows, the nearest first: by the mean over the players of how far their elements are away, each in units of
     * its standard deviation in the background.
     *
     * @param explained the inputs of the decision, in the model's order
     * @throws NotExplained if the time ends before
     */
    static int[] of(Model model, List<Player> players, ByteBuffer[] explained, Background rows, Deadline deadline)
            throws NotExplained {
        NearestRows nearest = new NearestRows(model, explained, rows, deadline);
        for (Player player : players) {
            nearest.add(player);
        }
        return IntStream.range(0, rows.rows())
                .boxed()
                .sorted(Comparator.comparingDouble(row -> nearest.distances[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private void add(Player player) throws NotExplained {
        int elements = player.spans().stream()
                .mapToInt(span -> span.count() * span.length())
                .sum();
        for (Span span : player.spans()) {
            for (int piece = 0; piece < span.count(); piece++) {
                for (int i = 0; i < span.length(); i++) {
                    if (looked++ % ELEMENTS_TOGETHER == 0 && deadline.over()) {
                        throw new NotExplained("there was no time to find the rows of the background that are like it");
                    }
                    add(span.input(), span.first() + piece * span.stride() + i, elements);
                }
            }
        }
    }

    private void add(int input, int element, int elements) {
        double value = Elements.get(explained[input], element, types[input]);
        double sum = 0;
        double squares = 0;
        for (int row = 0; row < distances.length; row++) {
            double off = off(input, element, row, value);
            sum += off;
            squares += off * off;
        }
        double mean = sum / distances.length;
        double deviation = Math.sqrt(Math.max(0, squares / distances.length - mean * mean));
        if (!(deviation > 0) || Double.isInfinite(deviation)) {
            // All rows are equally far away.
            return;
        }
        for (int row = 0; row < distances.length; row++) {
            distances[row] += Math.abs(off(input, element, row, value)) / deviation / elements;
        }
    }

    /** A value that is missing on one side counts like one that is there, as it is no number to compare with. */
    private double off(int input, int element, int row, double value) {
        double other = Elements.get(background[input], row * rowElements[input] + element, types[input]);
        double off = other - value;
        return Double.isNaN(off) ? 0 : off;
    }
}
