package io.millwright.desk.model;

import io.millwright.inference.ModelFolder;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.tensor.Elements;
import java.util.ArrayList;
import java.util.List;

/** The cases are the rows of a table. */
final class RowRunner extends CaseRunner {
    /** One element of an input: where it goes, and from which column. */
    private record Cell(int input, int index, ElementType type, double[] values, boolean optional) {}

    private final List<Cell> cells = new ArrayList<>();

    RowRunner(ModelFolder folder, DataTable data) throws Refusal {
        super(folder, data.rows());
        for (int i = 0; i < model().inputs().size(); i++) {
            plan(i, model().inputs().get(i), data);
        }
    }

    private void plan(int number, TensorSpec input, DataTable data) throws Refusal {
        boolean plain = !input.features().isEmpty()
                && input.image() == null
                && input.features().stream().allMatch(feature -> feature.elements() == 1);
        if (!plain) {
            throw new Refusal(
                    "input '" + input.name() + "' of " + model().name() + " is no row or window of plain features",
                    "judge pictures with --pictures, arrays by the model's own training script");
        }
        long[] shape = input.shape();
        int columns = input.features().size();
        int window = 1;
        for (int d = 1; d < shape.length; d++) {
            window *= (int) Math.max(1, shape[d]);
        }
        window /= columns;
        for (int row = 0; row < window; row++) {
            for (int f = 0; f < columns; f++) {
                Feature feature = input.features().get(f);
                String name = window == 1 ? feature.name() : feature.name() + "@" + row;
                cells.add(new Cell(
                        number, row * columns + f, input.type(), values(feature, name, data), feature.optional()));
            }
        }
    }

    private double[] values(Feature feature, String name, DataTable data) throws Refusal {
        DataTable.Column column = data.column(name);
        if (column == null) {
            throw new Refusal(
                    "--data has no column '" + name + "', which " + model().name() + " " + model().version() + " takes",
                    "give rows with all its features, called as in model.json");
        }
        if (!column.unit().isEmpty() && !column.unit().equals(feature.unit())) {
            throw new Refusal(
                    "column '" + name + "' is in " + column.unit() + ", and the model takes " + feature.unit(),
                    "convert the column");
        }
        if (feature.categories().isEmpty()) {
            if (!column.numeric()) {
                throw new Refusal("column '" + name + "' holds texts, and the model takes numbers", "give numbers");
            }
            return column.numbers();
        }
        double[] indices = new double[count()];
        for (int row = 0; row < count(); row++) {
            indices[row] = index(feature, column.texts().get(row));
        }
        return indices;
    }

    private static double index(Feature feature, String text) throws Refusal {
        int place = feature.categories().indexOf(text);
        if (place >= 0 || text.isEmpty()) {
            return text.isEmpty() ? Double.NaN : place;
        }
        try {
            double number = Double.parseDouble(text);
            if (number == Math.rint(number)
                    && number >= 0
                    && number < feature.categories().size()) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new Refusal(
                "column '" + feature.name() + "' has '" + text + "', which is none of " + feature.categories(),
                "correct it: the texts, or their places from 0");
    }

    @Override
    boolean fill(ModelRunner runner, int row) {
        for (Cell cell : cells) {
            double value = cell.values()[row];
            if (Double.isNaN(value) && !cell.optional()) {
                return false;
            }
            Elements.put(runner.input(cell.input()), cell.index(), cell.type(), value);
        }
        return true;
    }
}
