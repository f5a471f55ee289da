package io.millwright.inference;

import io.millwright.inference.GoldenHeader.Cell;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/**
 * The columns of a file whose rows are inputs, and perhaps results, of a model: checks a row and writes its inputs.
 *
 * @param file what refusals call it
 * @param description with inputs and outputs in the graph's order
 * @param cells what each column holds
 */
record InputCells(String file, ModelDescription description, String[] header, Cell[] cells) {
    /** Returns the values of a line. */
    static String[] values(String line) {
        String[] values = line.split(",", -1);
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i].strip();
        }
        return values;
    }

    /**
     * Checks a row.
     *
     * @param row its number, from 0
     */
    void check(String line, int row) throws ModelRefused {
        String[] values = values(line);
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

    /** Returns where a value stands. */
    String place(int row, int column) {
        return "line " + (row + 2) + ", " + header[column].strip();
    }

    /**
     * Writes the inputs of a row: first what stands for the rest, then the columns that overrule it.
     *
     * @param inputs the buffer of each input
     * @param rows the row of that buffer
     */
    void fill(IntFunction<ByteBuffer> inputs, IntUnaryOperator rows, String[] values) {
        for (boolean rest : new boolean[] {true, false}) {
            for (int c = 0; c < cells.length; c++) {
                if (!cells[c].output() && cells[c].rest() == rest) {
                    int tensor = cells[c].tensor();
                    fill(inputs.apply(tensor), rows.applyAsInt(tensor), cells[c], values[c]);
                }
            }
        }
    }

    private void fill(ByteBuffer buffer, int row, Cell cell, String value) {
        Tensor input = description.inputs().get(cell.tensor());
        int first = row * input.elementsPerRow() + cell.first();
        for (int i = 0; i < cell.count(); i++) {
            Elements.put(buffer, first + i * cell.stride(), input.type(), value);
        }
    }
}
