package io.millwright.pipeline.explain;

import io.millwright.model.Background;
import io.millwright.model.ModelException;
import io.millwright.model.Reading;
import io.millwright.pipeline.explain.Player.Span;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;

/** Scores coalitions with a model: inputs are put together in the runner's buffers, as many as one run takes. Used by one thread. */
final class ModelScores implements CoalitionScores {
    private final OpenRunner runner;
    private final Reading reading;
    private final ScoreScale scale;
    private final Deadline usual;
    private final Deadline longest;
    private final List<Player> players;
    private final ByteBuffer[] explained;
    private final ByteBuffer[] background;
    private final boolean[] states;
    private final int[] elementBytes;
    private final double[] numbers;
    private final BitSet others = new BitSet();

    /**
     * Creates scores.
     *
     * @param usual after which something is enough
     * @param longest after which nothing is scored any more
     * @param explained the inputs of the decision, in the model's order
     */
    ModelScores(
            OpenRunner runner,
            Reading reading,
            ScoreScale scale,
            Deadline usual,
            Deadline longest,
            List<Player> players,
            ByteBuffer[] explained,
            Background rows) {
        this.runner = runner;
        this.reading = reading;
        this.scale = scale;
        this.usual = usual;
        this.longest = longest;
        this.players = List.copyOf(players);
        this.explained = explained.clone();
        states = runner.states();
        background = new ByteBuffer[explained.length];
        elementBytes = new int[explained.length];
        for (int i = 0; i < explained.length; i++) {
            background[i] = rows.input(i);
            elementBytes[i] = Elements.bytes(runner.model().inputs().get(i).type());
        }
        numbers = new double[scale.elements()];
    }

    @Override
    public int players() {
        return players.size();
    }

    @Override
    public int batch() {
        return runner.batch();
    }

    @Override
    public boolean enough() {
        return usual.over();
    }

    @Override
    public boolean score(BitSet[] coalitions, int[] backgrounds, int count, double[] scores)
            throws ModelException, NotExplained {
        for (int first = 0; first < count; first += runner.batch()) {
            if (longest.over()) {
                return false;
            }
            long start = runner.nanos();
            int rows = Math.min(runner.batch(), count - first);
            for (int row = 0; row < rows; row++) {
                write(row, coalitions[first + row], backgrounds[first + row]);
            }
            runner.run();
            for (int row = 0; row < rows; row++) {
                scores[first + row] = read(row);
            }
            runner.took(runner.nanos() - start);
        }
        return true;
    }

    /**
     * Has the scale look at what the model says of the decision and of the first row of the background.
     *
     * @return the number that it says of the decision
     * @throws NotExplained if an output is no number, or the time ends before
     */
    double look() throws ModelException, NotExplained {
        BitSet everybody = new BitSet();
        everybody.set(0, players.size());
        double said = Double.NaN;
        for (BitSet coalition : List.of(new BitSet(), everybody)) {
            if (longest.over()) {
                throw new NotExplained("there was no time for the decision and a row of the background");
            }
            write(0, coalition, 0);
            runner.run();
            read(0);
            scale.look(numbers);
            said = scale.number(numbers);
        }
        return said;
    }

    private double read(int row) throws NotExplained {
        runner.read(reading, row, numbers, numbers.length);
        double score = scale.score(numbers);
        if (!Double.isFinite(score)) {
            throw new NotExplained("the model's output is " + score + " for a mixture of usual inputs");
        }
        return score;
    }

    /** What is in the majority is copied as a whole, then what is in the minority over it. */
    private void write(int row, BitSet coalition, int backgroundRow) {
        boolean most = 2 * coalition.cardinality() > players.size();
        for (int i = 0; i < explained.length; i++) {
            int bytes = runner.rowBytes(i);
            if (most || states[i] || background[i] == null) {
                runner.input(i).put(row * bytes, explained[i], 0, bytes);
            } else {
                runner.input(i).put(row * bytes, background[i], backgroundRow * bytes, bytes);
            }
        }
        if (most) {
            others.clear();
            others.set(0, players.size());
            others.andNot(coalition);
            copy(row, others, background, backgroundRow);
        } else {
            copy(row, coalition, explained, 0);
        }
    }

    private void copy(int row, BitSet which, ByteBuffer[] from, int fromRow) {
        for (int p = which.nextSetBit(0); p >= 0; p = which.nextSetBit(p + 1)) {
            for (Span span : players.get(p).spans()) {
                int i = span.input();
                int to = row * runner.rowBytes(i);
                int source = fromRow * runner.rowBytes(i);
                int length = span.length() * elementBytes[i];
                for (int piece = 0; piece < span.count(); piece++) {
                    int at = (span.first() + piece * span.stride()) * elementBytes[i];
                    runner.input(i).put(to + at, from[i], source + at, length);
                }
            }
        }
    }
}
