package io.millwright.pipeline.explain;

import io.millwright.model.ImageSpec;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.ModelException;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import io.millwright.pipeline.shape.PictureShape;
import java.nio.ByteBuffer;
import java.util.List;

/** Scores a picture of a decision with a model, whole and with places covered. Used by one thread. */
final class PictureScores implements PlaceScores {
    private final OpenRunner runner;
    private final Reading reading;
    private final ScoreScale scale;
    private final Deadline deadline;
    private final ByteBuffer[] explained;
    private final int input;

    /** The input with the picture that this one is compared with, -1 for none. */
    private final int reference;

    private final PicturePlane plane;
    private final int tiles;
    private final double[] numbers;
    private HeatGrid grid;
    private int tile;
    private double whole;
    private long runs;

    /**
     * Creates scores of the first picture of a model.
     *
     * @param explained the inputs of the decision, in the model's order; of a cut picture all tiles
     */
    PictureScores(OpenRunner runner, Reading reading, ScoreScale scale, Deadline deadline, ByteBuffer[] explained) {
        this.runner = runner;
        this.reading = reading;
        this.scale = scale;
        this.deadline = deadline;
        this.explained = explained.clone();
        List<TensorSpec> inputs = runner.model().inputs();
        input = picture(inputs);
        reference = reference(inputs, input);
        plane = new PicturePlane(inputs.get(input));
        tiles = explained[input].capacity() / runner.rowBytes(input);
        numbers = new double[scale.elements()];
    }

    /** Returns the index of the first input that a picture fills, -1 for none. */
    static int picture(List<TensorSpec> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).image() != null) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the index of a picture that is held, and as large as another one that is not; -1 for none. */
    private static int reference(List<TensorSpec> inputs, int picture) {
        for (int i = 0; i < inputs.size(); i++) {
            ImageSpec image = inputs.get(i).image();
            boolean held = image != null
                    && image.held()
                    && !inputs.get(picture).image().held();
            if (held && new PicturePlane(inputs.get(i)).equals(new PicturePlane(inputs.get(picture)))) {
                return i;
            }
        }
        return -1;
    }

    String inputName() {
        return runner.model().inputs().get(input).name();
    }

    PicturePlane plane() {
        return plane;
    }

    /** Returns which tile is looked at: the worst one. */
    int tile() {
        return tile;
    }

    /** Returns how many tiles of a cut picture lie beside each other, 1 for any other. */
    int tilesAcross() {
        ImageSpec image = runner.model().inputs().get(input).image();
        return image.fit() == Fit.TILE ? PictureShape.tiles(image.rawWidth(), plane.width()) : 1;
    }

    /** Returns how many pictures were scored. */
    long runs() {
        return runs;
    }

    @Override
    public int batch() {
        return runner.batch();
    }

    @Override
    public double whole() {
        return whole;
    }

    /**
     * Finds the worst tile, and has the scale look at what the model says of all of them.
     *
     * @return the number that it says of the worst one
     * @throws NotExplained if an output is no number, or the time ends before the last tile is done
     */
    double look() throws ModelException, NotExplained {
        double[][] all = new double[tiles][];
        for (int first = 0; first < tiles; first += runner.batch()) {
            if (deadline.over()) {
                throw new NotExplained("there was no time for every tile of the picture");
            }
            int rows = Math.min(runner.batch(), tiles - first);
            for (int row = 0; row < rows; row++) {
                write(row, first + row);
            }
            runner.run();
            for (int row = 0; row < rows; row++) {
                runner.read(reading, row, numbers, numbers.length);
                scale.look(numbers);
                all[first + row] = numbers.clone();
            }
        }
        runs += tiles;
        for (int t = 0; t < tiles; t++) {
            double score = finite(scale.score(all[t]));
            boolean worse = reading.lowIsBad() ? score < whole : score > whole;
            if (t == 0 || worse) {
                whole = score;
                tile = t;
            }
        }
        return scale.number(all[tile]);
    }

    /** Says which places there are. */
    void places(HeatGrid wanted) {
        grid = wanted;
    }

    @Override
    public boolean score(int[] places, int count, double[] scores) throws ModelException, NotExplained {
        for (int first = 0; first < count; first += runner.batch()) {
            if (deadline.over()) {
                return false;
            }
            long start = runner.nanos();
            int rows = Math.min(runner.batch(), count - first);
            for (int row = 0; row < rows; row++) {
                write(row, tile);
                cover(row, places[first + row]);
            }
            runner.run();
            for (int row = 0; row < rows; row++) {
                runner.read(reading, row, numbers, numbers.length);
                scores[first + row] = finite(scale.score(numbers));
            }
            runs += rows;
            runner.took(runner.nanos() - start);
        }
        return true;
    }

    /** A place beside a reference is covered by what that shows there: anything else would differ from it, too. */
    private void cover(int row, int place) {
        if (reference < 0) {
            plane.cover(runner.input(input), row, grid, place);
        } else {
            plane.copy(runner.input(reference), runner.input(input), row, grid, place);
        }
    }

    private static double finite(double score) throws NotExplained {
        if (!Double.isFinite(score)) {
            throw new NotExplained("the model's output is " + score + " for a picture with a covered place");
        }
        return score;
    }

    private void write(int row, int tileNumber) {
        for (int i = 0; i < explained.length; i++) {
            int bytes = runner.rowBytes(i);
            int from = i == input ? tileNumber * bytes : 0;
            runner.input(i).put(row * bytes, explained[i], from, bytes);
        }
    }
}
