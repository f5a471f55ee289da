package io.millwright.inference;

import io.millwright.model.TensorSpec.Layout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what the columns of golden rows stand for: {@code feature}; {@code feature@row} for windows; {@code feature[i]} for
 * arrays; {@code input[i]} for pictures and inputs without features; {@code =output} or {@code =output[i]}. A column
 * {@code feature@*}, {@code feature[*]} or {@code input[*]} stands for all elements that have no column of their own.
 */
final class GoldenHeader {
    private static final int COLUMNS = 1 << 18;
    private static final String REST = "*";

    private final String file;
    private final ModelDescription description;
    private final Map<String, Series> all = new HashMap<>();
    private final List<BitSet> listed = new ArrayList<>();
    private final List<BitSet> covered = new ArrayList<>();

    /**
     * What a column holds: {@code count} elements of a tensor, {@code stride} apart.
     *
     * @param rest whether single columns go before it
     */
    record Cell(boolean output, int tensor, int first, int stride, int count, boolean rest) {}

    /** Elements that share a name, told apart by a suffix: none, {@code @row} or {@code [i]}. */
    private record Series(String name, char suffix, boolean output, int tensor, int first, int stride, int count) {
        private static final char NONE = ' ';

        private Cell element(int i) {
            return new Cell(output, tensor, first + i * stride, 1, 1, false);
        }

        private Cell rest() {
            return new Cell(output, tensor, first, stride, count, true);
        }

        private String key() {
            return suffix + name;
        }

        private String column(int i) {
            return name
                    + switch (suffix) {
                        case NONE -> "";
                        case '@' -> "@" + i;
                        default -> "[" + i + "]";
                    };
        }
    }

    private GoldenHeader(String file, ModelDescription description) {
        this.file = file;
        this.description = description;
        for (int i = 0; i < description.inputs().size(); i++) {
            listed.add(new BitSet());
            covered.add(new BitSet());
            addInput(description.inputs().get(i), i);
        }
        for (int i = 0; i < description.outputs().size(); i++) {
            Tensor output = description.outputs().get(i);
            add(new Series("=" + output.name(), '[', true, i, 0, 1, output.elementsPerRow()));
            if (output.elementsPerRow() == 1) {
                add(new Series("=" + output.name(), Series.NONE, true, i, 0, 1, 1));
            }
        }
    }

    /**
     * Returns one cell per column; every input element has one.
     *
     * @param results whether the first element of every reading has to have one, too
     */
    static Cell[] cells(String file, ModelDescription description, String[] header, boolean results)
            throws ModelRefused {
        if (header.length > COLUMNS) {
            throw new ModelRefused(
                    file,
                    "header",
                    header.length + " columns",
                    "is wider than " + COLUMNS,
                    "write input[*] for all elements that have no column of their own");
        }
        return new GoldenHeader(file, description).cells(header, results);
    }

    private void addInput(Tensor input, int tensor) {
        int elements = input.elementsPerRow();
        int features = input.features().size();
        if (features == 0) {
            add(new Series(input.name(), '[', false, tensor, 0, 1, elements));
            return;
        }
        boolean rows = input.dimensions().length > 2;
        boolean blocks = input.ofArrays() && (features == 1 || input.layout() == Layout.CHANNELS_FIRST);
        for (int f = 0; f < features; f++) {
            String name = input.features().get(f).name();
            int count = elements / features;
            char suffix = input.ofArrays() ? '[' : rows ? '@' : Series.NONE;
            add(new Series(name, suffix, false, tensor, blocks ? f * count : f, blocks ? 1 : features, count));
        }
    }

    private void add(Series series) {
        all.put(series.key(), series);
    }

    private Cell[] cells(String[] header, boolean results) throws ModelRefused {
        Set<Cell> seen = new HashSet<>();
        Cell[] cells = new Cell[header.length];
        for (int c = 0; c < header.length; c++) {
            String name = header[c].strip();
            cells[c] = cell(name);
            if (cells[c] == null || !seen.add(cells[c])) {
                throw new ModelRefused(
                        file,
                        "header column " + (c + 1),
                        name,
                        "is no element of the model, or is there twice",
                        "name features (feature@row for windows, feature[i] for arrays) and outputs (=output[i]) as in"
                                + " model.json");
            }
            note(cells[c]);
        }
        requireInputs();
        if (results) {
            requireResults(seen);
        }
        return cells;
    }

    private void requireResults(Set<Cell> seen) throws ModelRefused {
        for (OutputReading reading : description.readings()) {
            for (OutputReading.Element element : reading.elements()) {
                if (!seen.contains(new Cell(true, element.output(), element.index(), 1, 1, false))) {
                    throw missing(
                            "=" + description.outputs().get(element.output()).name() + "[" + element.index() + "]");
                }
            }
        }
    }

    private void note(Cell cell) {
        if (!cell.output()) {
            BitSet set = (cell.rest() ? covered : listed).get(cell.tensor());
            for (int i = 0; i < cell.count(); i++) {
                set.set(cell.first() + i * cell.stride());
            }
        }
    }

    private void requireInputs() throws ModelRefused {
        for (int tensor = 0; tensor < listed.size(); tensor++) {
            if (description.isState(description.inputs().get(tensor).name())) {
                // What is not listed stays 0, as at the start.
                continue;
            }
            listed.get(tensor).or(covered.get(tensor));
            if (listed.get(tensor).nextClearBit(0)
                    < description.inputs().get(tensor).elementsPerRow()) {
                throw missing(firstMissing(tensor));
            }
        }
    }

    private String firstMissing(int tensor) {
        int element = listed.get(tensor).nextClearBit(0);
        for (Series series : all.values()) {
            int place = element - series.first();
            if (!series.output()
                    && series.tensor() == tensor
                    && place >= 0
                    && place % series.stride() == 0
                    && place / series.stride() < series.count()) {
                return series.column(place / series.stride());
            }
        }
        return description.inputs().get(tensor).name() + "[" + element + "]";
    }

    private ModelRefused missing(String column) {
        return new ModelRefused(file, "header", column, "is missing", "add that column to every row");
    }

    private Cell cell(String name) {
        Series plain = all.get(Series.NONE + name);
        if (plain != null) {
            return plain.element(0);
        }
        int bracket = name.endsWith("]") ? name.lastIndexOf('[') : -1;
        if (bracket >= 0) {
            return element(all.get("[" + name.substring(0, bracket)), name.substring(bracket + 1, name.length() - 1));
        }
        int at = name.lastIndexOf('@');
        return at < 0 ? null : element(all.get("@" + name.substring(0, at)), name.substring(at + 1));
    }

    private static Cell element(Series series, String place) {
        if (series == null) {
            return null;
        }
        if (place.equals(REST)) {
            return series.output() ? null : series.rest();
        }
        if (!place.matches("0|[1-9][0-9]{0,8}")) {
            return null;
        }
        int i = Integer.parseInt(place);
        return i < series.count() ? series.element(i) : null;
    }
}
