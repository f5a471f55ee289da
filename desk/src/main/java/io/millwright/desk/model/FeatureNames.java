package io.millwright.desk.model;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.csv.CsvTable;
import io.millwright.inference.worker.GraphNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** What the features are called, in the order of the model's columns: by the options, the data, or the inputs themselves. */
final class FeatureNames {
    private static final List<String> NUMBERS =
            List.of("min", "max", "span_ms", "lag_ms", "modulus", "elements", "impute_ms");
    private static final Set<String> KEYS = Set.of(
            "name",
            "unit",
            "signal",
            "aggregate",
            "condition",
            "min",
            "max",
            "span_ms",
            "lag_ms",
            "modulus",
            "elements",
            "categories",
            "codes",
            "optional",
            "tag_hints",
            "impute",
            "impute_ms");

    private final List<FeatureSketch> given = new ArrayList<>();
    private final Consumer<String> notes;
    private final Set<String> used = new HashSet<>();
    private final Set<String> inputs = new HashSet<>();
    private final String label;
    private boolean said;
    private boolean byData;
    private int next;

    FeatureNames(DescribeOptions options, DataTable table, Consumer<String> notes) throws Refusal {
        this.notes = notes;
        label = label(options, table);
        if (options.features.toLowerCase(Locale.ROOT).endsWith(".csv")) {
            given.addAll(read(Path.of(options.features)));
        } else if (!options.features.isEmpty()) {
            for (String name : options.features.split(",")) {
                given.add(FeatureSketch.of(name.strip()));
            }
        } else if (table != null) {
            byData = true;
            table.columns().stream()
                    .filter(column -> !column.name().equals(label))
                    .forEach(column -> given.add(FeatureSketch.of(column.name())));
        }
    }

    /** Returns the name of the column that holds the truth, "" where none does. */
    static String label(DescribeOptions options, DataTable table) throws Refusal {
        if (!options.label.isEmpty() && (table == null || table.column(options.label) == null)) {
            throw new Refusal(
                    "--label " + options.label + " is no column of --data",
                    "name one of "
                            + (table == null
                                    ? "them, with --data CSV"
                                    : table.columns().stream()
                                            .map(DataTable.Column::name)
                                            .toList()));
        }
        return !options.label.isEmpty() ? options.label : table != null && table.column("label") != null ? "label" : "";
    }

    /** Reads a features file: a column {@code name}, and others called as the keys of model.json. */
    static List<FeatureSketch> read(Path file) throws Refusal {
        List<FeatureSketch> features = new ArrayList<>();
        try {
            CsvTable table = CsvTable.read(file);
            for (String key : table.header()) {
                if (!KEYS.contains(key)) {
                    throw new Refusal(
                            "--features " + file + ": column " + key + " is not known", "use some of " + KEYS);
                }
            }
            for (List<String> row : table.rows()) {
                JsonObject json = new JsonObject();
                for (int c = 0; c < row.size(); c++) {
                    String cell = row.get(c).strip();
                    if (!cell.isEmpty()) {
                        json.add(table.header().get(c), value(table.header().get(c), cell));
                    }
                }
                features.add(new FeatureSketch(json, null));
            }
        } catch (IOException e) {
            throw new Refusal("--features " + e.getMessage(), "give a CSV file with a column name");
        } catch (NumberFormatException e) {
            throw new Refusal("--features " + file + ": " + e.getMessage(), "write numbers with a decimal point");
        }
        return features;
    }

    private static com.eclipsesource.json.JsonValue value(String key, String cell) {
        if (NUMBERS.contains(key)) {
            double number = Double.parseDouble(cell);
            return number == Math.rint(number) && Math.abs(number) < 1L << 53
                    ? Json.value((long) number)
                    : Json.value(number);
        }
        if (key.equals("optional")) {
            return Json.value(Boolean.parseBoolean(cell));
        }
        if (key.equals("impute") && cell.matches("[-+.0-9].*")) {
            return Json.value(Double.parseDouble(cell));
        }
        if (!List.of("categories", "codes", "tag_hints").contains(key)) {
            return Json.value(cell);
        }
        JsonArray list = new JsonArray();
        for (String part : cell.split("\\|")) {
            list.add(key.equals("codes") ? Json.value(Double.parseDouble(part)) : Json.value(part));
        }
        return list;
    }

    /** Inputs that are columns themselves are filled by the data's columns of their names. */
    void ofInputs(List<GraphNode> nodes) {
        nodes.forEach(node -> inputs.add(node.name()));
    }

    /** Returns how many are named. */
    int count() {
        return given.isEmpty() ? -1 : given.size();
    }

    boolean none() {
        return given.isEmpty();
    }

    /** Whether a features file says that one array fills the input. */
    boolean oneArray(int columns) {
        return given.size() == 1 && given.get(0).elements() == columns && columns > 1;
    }

    String arrayName(String input) {
        return given.size() == 1 ? given.get(0).name() : unique(FeatureSketch.plain(input));
    }

    private FeatureSketch find(String input) {
        return given.stream()
                .filter(each -> normal(each.name()).equals(normal(input)))
                .findFirst()
                .orElse(null);
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Returns the features of an input with so many columns. */
    List<FeatureSketch> take(String input, int columns) throws Refusal {
        FeatureSketch same = columns == 1 ? find(input) : null;
        if (same != null) {
            used.add(same.name());
            return List.of(same);
        }
        boolean severalInputs = inputs.size() > 1;
        if (!given.isEmpty() && !(severalInputs && byData)) {
            return following(input, columns, severalInputs);
        }
        List<FeatureSketch> made = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            made.add(FeatureSketch.of(unique(FeatureSketch.plain(columns == 1 ? input : input + "_" + i))));
        }
        if (!said && columns > 1) {
            said = true;
            notes.accept("the features are called " + made.get(0).name() + " to "
                    + made.get(columns - 1).name()
                    + "; name them with --features or --data, so that tags can be mapped");
        }
        return made;
    }

    private List<FeatureSketch> following(String input, int columns, boolean severalInputs) throws Refusal {
        if (severalInputs ? next + columns > given.size() : columns != given.size()) {
            throw new Refusal(
                    input + " has " + columns + " column(s), but " + (given.size() - next) + " feature(s) are "
                            + (byData ? "columns of --data" + (label.isEmpty() ? "" : " beside " + label) : "named"),
                    "name the model's columns in its order: --features a,b,c");
        }
        List<FeatureSketch> taken = given.subList(next, next + columns);
        next += severalInputs ? columns : 0;
        if (byData && !said && columns > 1) {
            said = true;
            notes.accept("the features are taken in the order of the columns of --data; --features says another one");
        }
        return taken;
    }

    private String unique(String name) {
        String unique = name;
        for (int i = 2; !used.add(unique); i++) {
            unique = name + "_" + i;
        }
        return unique;
    }
}
