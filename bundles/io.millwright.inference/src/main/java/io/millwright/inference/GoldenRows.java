package io.millwright.inference;

import io.millwright.inference.GoldenHeader.Cell;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.tensor.Elements;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The rows that the trainer computed: inputs and expected outputs, replayed before a model serves.
 *
 * <p>The header names input elements and output elements, see {@link GoldenHeader}: all inputs, and of every reading the first
 * element. Categories are written as their index. Columns may come in any order.
 */
final class GoldenRows {
    /** Both absolute and relative. */
    static final double TOLERANCE = 1e-5;

    private static final double HALF_TOLERANCE = 1e-3;
    private static final double BRAIN_TOLERANCE = 8e-3;

    private static final int SAMPLES = 8;
    private static final int SAMPLE_CHARS = 1 << 20;
    private static final long ROW_TIMEOUT_MILLIS = 10_000;
    private static final long REPLAY_TIMEOUT_MILLIS = 120_000;

    private final String file;
    private final ModelDescription description;
    private final Path content;
    private final InputCells columns;
    private final Cell[] cells;
    private final List<String> samples = new ArrayList<>();
    private int sampleChars;
    private int rows;

    private GoldenRows(ModelDescription description, Path content, InputCells columns) {
        this.file = description.golden().file();
        this.description = description;
        this.content = content;
        this.columns = columns;
        this.cells = columns.cells();
    }

    /**
     * Checks every cell. The rows stay in the file.
     *
     * @param description with inputs and outputs in the graph's order
     * @param content the file, which has to be there until {@link #replay} is over
     */
    static GoldenRows read(ModelDescription description, Path content) throws ModelRefused {
        return read(description, content, true);
    }

    /** The same of rows that may lack results: those of a model that is being described. */
    static GoldenRows inputs(ModelDescription description, Path content) throws ModelRefused {
        return read(description, content, false);
    }

    private static GoldenRows read(ModelDescription description, Path content, boolean results) throws ModelRefused {
        String file = description.golden().file();
        try (GoldenLines lines = new GoldenLines(file, content)) {
            String top = lines.next();
            String[] header = top == null ? new String[0] : top.split(",", -1);
            String row = lines.next();
            if (row == null) {
                throw new ModelRefused(file, "rows", 0, "has no row", "add rows that the trainer computed");
            }
            InputCells columns =
                    new InputCells(file, description, header, GoldenHeader.cells(file, description, header, results));
            GoldenRows golden = new GoldenRows(description, content, columns);
            for (; row != null; row = lines.next()) {
                columns.check(row, golden.rows);
                golden.keep(row);
                golden.rows++;
            }
            return golden;
        }
    }

    int size() {
        return rows;
    }

    /** Keeps the first row, and some more where they are short. */
    private void keep(String row) {
        if (samples.isEmpty() || samples.size() < SAMPLES && sampleChars + row.length() <= SAMPLE_CHARS) {
            samples.add(row);
            sampleChars += row.length();
        }
    }

    /** Returns how many rows {@link #fillSample} knows, at least 1. */
    int samples() {
        return samples.size();
    }

    /** Writes the first row's inputs into every row of the runner's batch. */
    void fillFirst(ModelRunner runner, List<Tensor> inputs, int batch) {
        for (int b = 0; b < batch; b++) {
            fillSample(runner, inputs, 0, b);
        }
    }

    /** Writes one of the kept rows' inputs into a row of the runner's batch. */
    void fillSample(ModelRunner runner, List<Tensor> inputs, int sample, int batchRow) {
        fill(runner, inputs, InputCells.values(samples.get(sample)), batchRow);
    }

    private void fill(ModelRunner runner, List<Tensor> inputs, String[] values, int batchRow) {
        // An input with a fixed batch of 1 takes the first row alone.
        columns.fill(runner::input, tensor -> inputs.get(tensor).dimensions()[0] < 0 ? batchRow : 0, values);
    }

    /**
     * Runs every row with a batch of 1.
     *
     * @param accelerated whether another provider than the CPU runs: then the tolerance of model.json holds
     * @return the greatest absolute deviation
     * @throws ModelRefused at the first output that differs by more than {@link #tolerance}, or than that of model.json if it is greater
     */
    double replay(ModelRunner runner, boolean accelerated) throws ModelRefused, ModelException {
        double tolerance = accelerated ? description.tolerance() : 0;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REPLAY_TIMEOUT_MILLIS);
        double greatest = 0;
        try (GoldenLines lines = new GoldenLines(file, content)) {
            lines.next();
            int row = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (System.nanoTime() - end > 0) {
                    throw ModelRefused.forNow(
                            file,
                            "rows",
                            rows,
                            "took more than " + REPLAY_TIMEOUT_MILLIS + " ms",
                            "leave the gateway more processor time, or use fewer rows",
                            null);
                }
                greatest = Math.max(greatest, replay(runner, tolerance, InputCells.values(line), row++));
            }
        }
        return greatest;
    }

    /** Hears of each row when it was run. */
    interface Observer {
        /** Returns whether the rows after it are wanted, too. */
        boolean ran(int row, ModelRunner runner) throws ModelRefused;
    }

    /** Runs the rows one by one with a batch of 1, as {@link #replay}, and compares nothing. */
    void run(ModelRunner runner, Observer observer) throws ModelRefused, ModelException {
        try (GoldenLines lines = new GoldenLines(file, content)) {
            lines.next();
            int row = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                fill(runner, description.inputs(), InputCells.values(line), 0);
                runner.run(ROW_TIMEOUT_MILLIS);
                if (!observer.ran(row++, runner)) {
                    return;
                }
            }
        }
    }

    private double replay(ModelRunner runner, double tolerance, String[] values, int row)
            throws ModelRefused, ModelException {
        fill(runner, description.inputs(), values, 0);
        runner.run(ROW_TIMEOUT_MILLIS);
        double greatest = 0;
        for (int c = 0; c < cells.length; c++) {
            if (cells[c].output()) {
                greatest = Math.max(greatest, compare(runner, tolerance, row, c, Double.parseDouble(values[c])));
            }
        }
        return greatest;
    }

    /** Returns the deviation that is allowed, absolute and relative: what the type itself rounds cannot be told from a fault. */
    static double tolerance(ElementType type) {
        return switch (type) {
            case FLOAT16 -> HALF_TOLERANCE;
            case BFLOAT16 -> BRAIN_TOLERANCE;
            case STRING -> 0;
            default -> TOLERANCE;
        };
    }

    private double compare(ModelRunner runner, double wider, int row, int column, double expected) throws ModelRefused {
        Cell cell = cells[column];
        Tensor output = description.outputs().get(cell.tensor());
        double actual = Elements.get(runner.output(cell.tensor()), cell.first(), output.type());
        double deviation = Double.compare(actual, expected) == 0 ? 0 : Math.abs(actual - expected);
        double tolerance = Math.max(wider, tolerance(output.type()));
        // Not "deviation > tolerance": NaN must not pass.
        if (!(deviation <= tolerance + tolerance * Math.abs(expected)) || Double.isInfinite(deviation)) {
            throw new ModelRefused(
                    file,
                    columns.place(row, column),
                    expected,
                    "the model gives " + actual + " (allowed deviation " + tolerance + " + " + tolerance
                            + " * |expected|)",
                    "export the model again from the trainer that computed the rows");
        }
        return deviation;
    }
}
