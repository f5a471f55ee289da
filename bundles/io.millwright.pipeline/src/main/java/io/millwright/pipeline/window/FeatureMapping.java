package io.millwright.pipeline.window;

import io.millwright.form.Diagnosis;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.Labels;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.pipeline.window.FeaturePlan.Input;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Joins a model's features with tags: by equal name unless the configuration says otherwise. */
public final class FeatureMapping {
    /** On the left of a mapping line: every feature that has no line of its own. */
    static final String ANY = "*";

    private static final int LISTED = 5;

    private FeatureMapping() {}

    /**
     * Makes the plan.
     *
     * @param model name and version of the model, for messages
     * @param inputs the model's inputs
     * @param rowPeriodMillis the period that the model was trained with, 0 for any
     * @param configuration what the form says
     * @throws MappingException names attribute, value and remedy
     */
    public static FeaturePlan plan(
            String model, List<TensorSpec> inputs, long rowPeriodMillis, PipelineConfiguration configuration)
            throws MappingException {
        checkNames(model, inputs, configuration.mapping());
        Columns columns = new Columns(model, configuration);
        List<Input> plannedInputs = new ArrayList<>();
        int rows = 1;
        boolean freeBatch = true;
        for (TensorSpec input : inputs) {
            int inputRows = rowsOf(model, input, configuration.windowRows());
            freeBatch &= input.shape()[0] == -1;
            plannedInputs.add(new Input(
                    input.name(),
                    input.type(),
                    inputRows,
                    columns.size(),
                    input.features().size()));
            rows = Math.max(rows, inputRows);
            for (Feature feature : input.features()) {
                columns.add(feature, input.type());
            }
        }
        checkRows(model, rows, rowPeriodMillis, configuration);
        return columns.plan(plannedInputs, rows, freeBatch);
    }

    private static void checkRows(String model, int rows, long rowPeriodMillis, PipelineConfiguration configuration)
            throws MappingException {
        int windowRows = configuration.windowRows();
        if (windowRows > 0 && windowRows != rows) {
            throw new MappingException(
                    Labels.WINDOW_ROWS + " is " + windowRows + ", but model " + model + " takes " + rows
                            + (rows == 1 ? " row" : " rows"),
                    "set " + Labels.WINDOW_ROWS + " to 0 or " + rows);
        }
        if (configuration.part() == null && rowPeriodMillis > 0 && rowPeriodMillis != configuration.periodMillis()) {
            throw new MappingException(
                    Labels.WINDOW_PERIOD_MS + " is " + configuration.periodMillis() + ", but model " + model
                            + " was trained with rows every " + rowPeriodMillis + " ms",
                    "set " + Labels.WINDOW_PERIOD_MS + " to " + rowPeriodMillis);
        }
    }

    private static int rowsOf(String model, TensorSpec input, int windowRows) throws MappingException {
        long[] shape = input.shape();
        int features = input.features().size();
        String what = "input '" + input.name() + "' of model " + model;
        if (features == 0) {
            throw new MappingException(
                    what + " names no features, and a pipeline fills inputs from tags only",
                    "add \"features\" to its model.json");
        }
        if (!FeaturePlan.TYPES.contains(input.type())) {
            throw new MappingException(
                    what + " has elements of type " + input.type() + ", and this pipeline knows " + FeaturePlan.TYPES,
                    "update it, or export the model with one of these");
        }
        if (shape.length != 2 && shape.length != 3) {
            throw new MappingException(what + " has rank " + shape.length + ": a pipeline fills [batch, features] and"
                    + " [batch, rows, features] only");
        }
        long last = shape[shape.length - 1];
        if (last != features) {
            throw new MappingException(
                    what + " has " + last + " columns and " + features + " features, and both numbers must be equal",
                    "correct its model.json");
        }
        if (shape[0] != -1 && shape[0] != 1) {
            throw new MappingException(
                    what + " has a fixed batch of " + shape[0], "export it with a batch of 1 or a free one");
        }
        if (shape.length == 2) {
            return 1;
        }
        if (shape[1] < 1 || shape[1] > PipelineConfiguration.MAX_ROWS) {
            throw new MappingException(
                    what + " has " + shape[1] + " rows"
                            + (windowRows > 0 ? " (" + Labels.WINDOW_ROWS + " is " + windowRows + ")" : ""),
                    "the model itself must fix them, from 1 to " + PipelineConfiguration.MAX_ROWS
                            + ": export it with as many");
        }
        return (int) shape[1];
    }

    private static void checkNames(String model, List<TensorSpec> inputs, Map<String, String> mapping)
            throws MappingException {
        Set<String> names = new LinkedHashSet<>();
        for (TensorSpec input : inputs) {
            for (Feature feature : input.features()) {
                if (!names.add(feature.name())) {
                    throw new MappingException(
                            "model " + model + " has two features named '" + feature.name()
                                    + "', and names must be unique over all inputs",
                            "correct its model.json");
                }
            }
        }
        Set<String> signals = new LinkedHashSet<>(names);
        inputs.forEach(input -> input.features().forEach(feature -> signals.add(feature.signal())));
        for (Map.Entry<String, String> entry : mapping.entrySet()) {
            if (!signals.contains(entry.getKey()) && !entry.getKey().equals(ANY)) {
                throw new MappingException(
                        Labels.MAPPING + ": '" + entry.getKey() + "=" + entry.getValue()
                                + "' names a feature that model "
                                + model + " does not have" + NearNames.clause(entry.getKey(), signals)
                                + "; its features: " + listed(names),
                        "correct the line, or delete it");
            }
        }
    }

    /** Returns what is wrong where features have no tag in the source's table, or null. */
    public static Diagnosis missingTags(FeaturePlan plan, Collection<String> present, String source) {
        Set<String> known = new HashSet<>(present);
        StringBuilder text = new StringBuilder();
        int missing = 0;
        for (Column column : plan.features()) {
            String tag = plan.tagNames().get(column.tag());
            if (column.optional() || known.contains(tag)) {
                continue;
            }
            missing++;
            if (missing <= LISTED) {
                text.append(text.isEmpty() ? Labels.MAPPING + ": " : "; ")
                        .append("feature '")
                        .append(column.name())
                        .append("' has no tag '")
                        .append(tag)
                        .append("' in connection '")
                        .append(source)
                        .append('\'')
                        .append(NearNames.clause(tag, present));
            }
        }
        for (int tag = 0; tag < plan.tagNames().size(); tag++) {
            int index = tag;
            String name = plan.tagNames().get(tag);
            if (plan.features().stream().noneMatch(column -> column.tag() == index) && !known.contains(name)) {
                missing++;
                text.append(text.isEmpty() ? Labels.MAPPING + ": " : "; ")
                        .append("a condition, or the part's number, needs tag '")
                        .append(name)
                        .append("', which connection '")
                        .append(source)
                        .append("' does not have")
                        .append(NearNames.clause(name, present));
            }
        }
        if (missing == 0) {
            return null;
        }
        if (missing > LISTED) {
            text.append("; and ").append(missing - LISTED).append(" more");
        }
        return new Diagnosis(
                text.toString(),
                "add the tag to the connection's tag table, or a line feature=tag to " + Labels.MAPPING);
    }

    private static String listed(Collection<String> names) {
        String first = String.join(", ", names.stream().limit(20).toList());
        return names.size() > 20 ? first + ", ..." : first;
    }
}
