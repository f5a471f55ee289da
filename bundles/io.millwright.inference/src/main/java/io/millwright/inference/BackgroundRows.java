package io.millwright.inference;

import io.millwright.inference.GoldenHeader.Cell;
import io.millwright.model.Background;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The inputs of usual operation that came with a model, in memory. Immutable. */
final class BackgroundRows implements Background {
    static final int MOST_ROWS = 256;

    /** As a model's inputs. */
    static final int MOST_BYTES = 4 << 20;

    private final int rows;
    private final List<ByteBuffer> inputs;

    private BackgroundRows(int rows, List<ByteBuffer> inputs) {
        this.rows = rows;
        this.inputs = inputs;
    }

    /**
     * Reads the background of a model.
     *
     * @param description with inputs and outputs in the graph's order
     * @param content the file that it says
     * @return null where it says none
     */
    static BackgroundRows read(ModelDescription description, Path content) throws ModelRefused {
        if (description.background() == null) {
            return null;
        }
        boolean golden = description.backgroundIsGolden();
        String file = description.background().file();
        List<String> lines = new ArrayList<>();
        InputCells cells;
        int fitting = fitting(description, file);
        try (GoldenLines in = new GoldenLines(file, content)) {
            String top = in.next();
            String[] header = top == null ? new String[0] : top.split(",", -1);
            cells = new InputCells(file, description, header, GoldenHeader.cells(file, description, header, false));
            if (!golden) {
                requireInputsOnly(cells);
            }
            int step = 1;
            int row = 0;
            for (String line = in.next(); line != null; line = in.next(), row++) {
                cells.check(line, row);
                if (row % step == 0) {
                    lines.add(line);
                }
                if (lines.size() > fitting) {
                    if (!golden) {
                        throw tooMany(file, fitting);
                    }
                    // Of golden rows those that are evenly spaced.
                    lines = everyOther(lines);
                    step *= 2;
                }
            }
        }
        if (lines.isEmpty()) {
            throw new ModelRefused(file, "rows", 0, "has no row", "add inputs of usual operation");
        }
        return filled(cells, lines);
    }

    private static void requireInputsOnly(InputCells cells) throws ModelRefused {
        for (int c = 0; c < cells.cells().length; c++) {
            Cell cell = cells.cells()[c];
            if (cell.output()) {
                throw new ModelRefused(
                        cells.file(),
                        "header column " + (c + 1),
                        cells.header()[c].strip(),
                        "is a result, and a background holds inputs only",
                        "delete the column");
            }
        }
    }

    /** Returns how many rows there may be. */
    private static int fitting(ModelDescription description, String file) throws ModelRefused {
        long rowBytes = 0;
        for (Tensor input : description.inputs()) {
            rowBytes += (long) input.elementsPerRow() * Elements.bytes(input.type());
        }
        if (rowBytes > MOST_BYTES) {
            throw new ModelRefused(
                    DescriptionReader.FILE,
                    "background",
                    file,
                    "has rows of " + rowBytes + " bytes, and all of them together may take " + MOST_BYTES,
                    "delete \"background\": inputs of that size cannot have one");
        }
        return (int) Math.min(MOST_ROWS, MOST_BYTES / rowBytes);
    }

    private static ModelRefused tooMany(String file, int fitting) {
        return new ModelRefused(
                file,
                "rows",
                "more than " + fitting,
                "is too many for these inputs",
                "draw " + fitting + " of them at random");
    }

    private static List<String> everyOther(List<String> lines) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += 2) {
            kept.add(lines.get(i));
        }
        return kept;
    }

    private static BackgroundRows filled(InputCells cells, List<String> lines) {
        List<ByteBuffer> inputs = new ArrayList<>();
        for (Tensor input : cells.description().inputs()) {
            int bytes = lines.size() * input.elementsPerRow() * Elements.bytes(input.type());
            inputs.add(ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder()));
        }
        for (int row = 0; row < lines.size(); row++) {
            int at = row;
            cells.fill(inputs::get, tensor -> at, InputCells.values(lines.get(row)));
        }
        return new BackgroundRows(lines.size(), inputs);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public ByteBuffer input(int i) {
        return inputs.get(i).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }
}
