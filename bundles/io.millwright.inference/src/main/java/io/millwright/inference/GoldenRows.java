package io.millwright.inference;

import io.millwright.inference.GoldenHeader.Cell;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    static final double ABSOLUTE_TOLERANCE = 1e-5;
    static final double RELATIVE_TOLERANCE = 1e-5;

    private static final long ROW_TIMEOUT_MILLIS = 10_000;
    private static final long REPLAY_TIMEOUT_MILLIS = 120_000;

    private final String file;
    private final ModelDescription description;
    private final String[] header;
    private final Cell[] cells;
    private final List<String> rows;

    private GoldenRows(ModelDescription description, String[] header, Cell[] cells, List<String> rows) {
        this.file = description.golden().file();
        this.description = description;
        this.header = header;
        this.cells = cells;
        this.rows = rows;
    }

    /**
     * Reads the rows and checks every cell.
     *
     * @param description with inputs and outputs in the graph's order
     */
    static GoldenRows read(ModelDescription description, byte[] content) throws ModelRefused {
        String file = description.golden().file();
        List<String> lines = new ArrayList<>();
        new String(content, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(lines::add);
        if (lines.size() < 2) {
            throw new ModelRefused(
                    file, "rows", Math.max(0, lines.size() - 1), "has no row", "add rows that the trainer computed");
        }
        String[] header = lines.get(0).split(",", -1);
        Cell[] cells = GoldenHeader.cells(file, description, header);
        GoldenRows golden = new GoldenRows(description, header, cells, List.copyOf(lines.subList(1, lines.size())));
        for (int row = 0; row < golden.rows.size(); row++) {
            golden.check(row);
        }
        return golden;
    }

    /** Returns the first row alone: what an open model needs for its warm-up. */
    GoldenRows first() {
        return new GoldenRows(description, header, cells, List.of(rows.get(0)));
    }

    int size() {
        return rows.size();
    }

    private void check(int row) throws ModelRefused {
        String[] values = values(row);
        if (values.length != cells.length) {
            throw new ModelRefused(
                    file,
                    "line " + (row + 2),
                    values.length + " columns",
                    "the header has " + cells.length,
                    "write the file again, comma separated, numbers with a decimal point");
        }
        ByteBuffer one = ByteBuffer.allocate(Double.BYTES);
        for (int c = 0; c < cells.length; c++) {
            try {
                if (cells[c].output()) {
                    Double.parseDouble(values[c]);
                } else {
                    Elements.put(
                            one, 0, description.inputs().get(cells[c].tensor()).type(), values[c]);
                }
            } catch (NumberFormatException e) {
                throw new ModelRefused(
                        file, place(row, c), values[c], "is no number of the column's type", "correct the cell", e);
            }
        }
    }

    private String[] values(int row) {
        String[] values = rows.get(row).split(",", -1);
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i].strip();
        }
        return values;
    }

    private String place(int row, int column) {
        return "line " + (row + 2) + ", " + header[column].strip();
    }

    /** Writes the first row's inputs into every row of the runner's batch. */
    void fillFirst(ModelRunner runner, List<Tensor> inputs, int batch) {
        String[] values = values(0);
        for (int b = 0; b < batch; b++) {
            fill(runner, inputs, values, b);
        }
    }

    private void fill(ModelRunner runner, List<Tensor> inputs, String[] values, int batchRow) {
        // First what stands for the rest, then the columns that overrule it.
        for (boolean rest : new boolean[] {true, false}) {
            for (int c = 0; c < cells.length; c++) {
                if (!cells[c].output() && cells[c].rest() == rest) {
                    fill(runner, inputs.get(cells[c].tensor()), cells[c], values[c], batchRow);
                }
            }
        }
    }

    private static void fill(ModelRunner runner, Tensor input, Cell cell, String value, int batchRow) {
        // An input with a fixed batch of 1 takes the first row alone.
        int row = input.dimensions()[0] < 0 ? batchRow : 0;
        int first = row * input.elementsPerRow() + cell.first();
        for (int i = 0; i < cell.count(); i++) {
            Elements.put(runner.input(cell.tensor()), first + i * cell.stride(), input.type(), value);
        }
    }

    /**
     * Runs every row with a batch of 1.
     *
     * @return the greatest absolute deviation
     * @throws ModelRefused at the first output that differs by more than 1e-5 + 1e-5 times its expected value
     */
    double replay(ModelRunner runner) throws ModelRefused, ModelException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REPLAY_TIMEOUT_MILLIS);
        double greatest = 0;
        for (int row = 0; row < rows.size(); row++) {
            if (System.nanoTime() - end > 0) {
                throw ModelRefused.forNow(
                        file,
                        "rows",
                        rows.size(),
                        "took more than " + REPLAY_TIMEOUT_MILLIS + " ms",
                        "leave the gateway more processor time, or use fewer rows",
                        null);
            }
            String[] values = values(row);
            fill(runner, description.inputs(), values, 0);
            runner.run(ROW_TIMEOUT_MILLIS);
            for (int c = 0; c < cells.length; c++) {
                if (cells[c].output()) {
                    greatest = Math.max(greatest, compare(runner, row, c, Double.parseDouble(values[c])));
                }
            }
        }
        return greatest;
    }

    private double compare(ModelRunner runner, int row, int column, double expected) throws ModelRefused {
        Cell cell = cells[column];
        Tensor output = description.outputs().get(cell.tensor());
        double actual = Elements.get(runner.output(cell.tensor()), cell.first(), output.type());
        double deviation = Double.compare(actual, expected) == 0 ? 0 : Math.abs(actual - expected);
        // Not "deviation > tolerance": NaN must not pass.
        if (!(deviation <= ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * Math.abs(expected))
                || Double.isInfinite(deviation)) {
            throw new ModelRefused(
                    file,
                    place(row, column),
                    expected,
                    "the model gives " + actual + " (allowed deviation 1e-5 + 1e-5 * |expected|)",
                    "export the model again from the trainer that computed the rows");
        }
        return deviation;
    }
}
