package io.millwright.desk.model;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Rows of inputs for golden.csv, taken from the data where they have them, else made up within the ranges; the same input gives the
 * same rows. As many as fit into 3 MiB, 3 at least and 256 at most; of a large input some elements have columns and one column
 * stands for the rest. States are zero and have no columns.
 */
final class GoldenDraft {
    private static final int MOST_BYTES = 3 << 20;
    private static final int BYTES_PER_CELL = 12;
    private static final int LEAST_ROWS = 3;
    private static final int MOST_ROWS = 256;

    /** An input of more elements has one column for most of them. */
    private static final int MOST_LISTED = 20_000;

    private static final int SINGLE_ELEMENTS = 24;
    private static final double[] SIZES = {0.1, 1, 10, 100};
    private static final int PIXEL_VALUES = 256;

    private final List<InputSketch> inputs;
    private final DataTable table;
    private final boolean[] truth;
    private final boolean mild;
    private final List<String> header = new ArrayList<>();
    private final List<Cells> columns = new ArrayList<>();
    private final List<Integer> dataRows = new ArrayList<>();
    private int rows;

    /** The cells of a column, by golden row. */
    private interface Cells {
        String cell(int row);
    }

    /**
     * @param table null where there are none
     * @param truth which rows of the table are alarms, or null
     * @param mild whether made-up values are whole numbers near 0, for models that take codes
     */
    GoldenDraft(List<InputSketch> inputs, StatePairs states, DataTable table, boolean[] truth, boolean mild) {
        this.inputs = inputs;
        this.table = table;
        this.truth = truth;
        this.mild = mild;
        inputs.stream().filter(input -> !states.isInput(input.name())).forEach(this::add);
        rows = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, MOST_BYTES / BYTES_PER_CELL / Math.max(1, columns.size())));
        chooseDataRows();
    }

    int rows() {
        return rows;
    }

    String header() {
        return String.join(",", header);
    }

    String line(int row) {
        StringBuilder line = new StringBuilder();
        for (Cells column : columns) {
            line.append(line.isEmpty() ? "" : ",").append(column.cell(row));
        }
        return line.toString();
    }

    /** Returns the row of the data that a golden row begins with, -1 where it is made up. */
    int dataRow(int row) {
        return dataRows.isEmpty() ? -1 : dataRows.get(row);
    }

    void write(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write(header() + "\n");
            for (int row = 0; row < rows; row++) {
                out.write(line(row) + "\n");
            }
        }
    }

    /** Half of the rows are alarms where the truth is known and there are so many, so that both kinds are seen. */
    private void chooseDataRows() {
        boolean used = table != null
                && inputs.stream().flatMap(input -> input.features().stream()).anyMatch(f -> f.column() != null);
        if (!used) {
            return;
        }
        rows = Math.min(rows, table.rows());
        List<Integer> alarms = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < table.rows(); i++) {
            (truth != null && truth[i] ? alarms : others).add(i);
        }
        int ofAlarms = Math.min(alarms.size(), Math.max(rows / 2, rows - others.size()));
        spread(alarms, ofAlarms);
        spread(others, rows - ofAlarms);
    }

    private void spread(List<Integer> from, int count) {
        for (int i = 0; i < count; i++) {
            dataRows.add(from.get((int) ((long) i * from.size() / count)));
        }
    }

    private void add(InputSketch input) {
        long elements = input.elementsPerRow();
        if (input.features().isEmpty()) {
            addElements(input, input.name(), elements);
        } else if (input.ofArrays()) {
            for (FeatureSketch feature : input.features()) {
                addElements(input, feature.name(), feature.elements());
            }
        } else {
            int count = input.features().size();
            int times = (int) (elements / count);
            for (int f = 0; f < count; f++) {
                addFeature(input, f, input.shape().length > 2 ? times : 0);
            }
        }
    }

    /** @param times rows of the window, 0 without one */
    private void addFeature(InputSketch input, int f, int times) {
        FeatureSketch feature = input.features().get(f);
        if (times == 0) {
            header.add(feature.name());
            columns.add(row -> cell(input, feature, row, 0, 1));
            return;
        }
        boolean all = (long) times * input.features().size() <= MOST_LISTED;
        if (!all) {
            header.add(feature.name() + "@*");
            columns.add(row -> cell(input, feature, row, times - 1, times));
        }
        int step = all ? 1 : Math.max(1, times / SINGLE_ELEMENTS);
        for (int t = 0; t < times; t += step) {
            int time = t;
            header.add(feature.name() + "@" + t);
            columns.add(row -> cell(input, feature, row, time, times));
        }
    }

    private void addElements(InputSketch input, String name, long count) {
        boolean all = count * Math.max(1, input.features().size()) <= MOST_LISTED && !input.picture();
        if (!all) {
            header.add(name + "[*]");
            columns.add(row -> element(input, name, row, -1));
        }
        long step = all ? 1 : Math.max(1, count / SINGLE_ELEMENTS);
        for (long i = 0; i < count; i += step) {
            long place = i;
            header.add(name + "[" + i + "]");
            columns.add(row -> element(input, name, row, place));
        }
    }

    private String element(InputSketch input, String name, int row, long place) {
        Random random = new Random(row * 1_000_003L + place * 31 + name.hashCode());
        if (input.picture()) {
            double pixel = place < 0 ? row * 37 % PIXEL_VALUES : random.nextInt(PIXEL_VALUES);
            return number(input.type(), input.type().equals("UINT8") ? pixel : normalised(input, pixel, place));
        }
        return number(input.type(), madeUp(random, row, input.type(), Double.NaN, Double.NaN));
    }

    /** As the gateway fills it, of the channel that the element is in. */
    private static double normalised(InputSketch input, double pixel, long place) {
        int channels = input.image().get("mean").asArray().size();
        long perChannel = input.elementsPerRow() / channels;
        int channel = place < 0 ? 0 : (int) (input.layout().isEmpty() ? place / perChannel : place % channels);
        return (pixel - input.image().get("mean").asArray().get(channel).asDouble())
                * input.image().get("scale").asArray().get(channel).asDouble();
    }

    private String cell(InputSketch input, FeatureSketch feature, int row, int time, int times) {
        DataTable.Column column = feature.column();
        if (column != null) {
            int at = Math.max(0, Math.min(dataRows.get(row), table.rows() - times)) + time;
            at = Math.min(at, table.rows() - 1);
            if (!feature.categories().isEmpty()) {
                return String.valueOf(
                        Math.max(0, feature.categories().indexOf(column.texts().get(at))));
            }
            double value = column.numbers()[at];
            return Double.isNaN(value) && !feature.optional() ? number(input.type(), 0) : number(input.type(), value);
        }
        Random random =
                new Random(row * 1_000_003L + time * 31L + feature.name().hashCode());
        if (!feature.categories().isEmpty()) {
            return String.valueOf(random.nextInt(feature.categories().size()));
        }
        return number(input.type(), madeUp(random, row, input.type(), feature.limit("min"), feature.limit("max")));
    }

    private double madeUp(Random random, int row, String type, double min, double max) {
        if (min <= max) {
            return row == 0 ? min : row == 1 ? max : min + random.nextDouble() * (max - min);
        }
        if (type.equals("BOOL")) {
            return random.nextInt(2);
        }
        if (mild) {
            return row == 0 ? 0 : random.nextInt(2);
        }
        if (!Types.fraction(type)) {
            return row == 0 ? 0 : random.nextInt(row % 2 == 0 ? 2 : 8);
        }
        return row == 0 ? 0 : random.nextGaussian() * SIZES[row % SIZES.length];
    }

    private static String number(String type, double value) {
        return switch (type) {
            case "FLOAT64" -> Double.toString(value);
            case "FLOAT32" -> Float.toString((float) value);
            case "FLOAT16", "BFLOAT16" -> Float.toString(Math.round((float) value * 8) / 8f);
            default -> Long.toString(Math.round(Double.isNaN(value) ? 0 : value));
        };
    }
}
