package io.millwright.pipeline.window;

import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.pipeline.window.FeaturePlan.Input;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Joins a model's features with tags: by equal name unless the configuration says otherwise. */
public final class FeatureMapping {
    private static final int LISTED = 5;

    private FeatureMapping() {}

    /**
     * Makes the plan.
     *
     * @param model name and version of the model, for messages
     * @param inputs the model's inputs
     * @param mapping tag by feature, where the names differ
     * @param windowRows rows that the configuration asks for, 0 for what the model says
     * @throws MappingException names attribute, value and remedy
     */
    public static FeaturePlan plan(String model, List<TensorSpec> inputs, Map<String, String> mapping, int windowRows)
            throws MappingException {
        checkNames(model, inputs, mapping);
        Map<String, Integer> tagIndex = new HashMap<>();
        List<String> tagNames = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        List<Input> plannedInputs = new ArrayList<>();
        int rows = 1;
        for (TensorSpec input : inputs) {
            int inputRows = rowsOf(model, input, windowRows);
            plannedInputs.add(new Input(
                    input.name(),
                    input.type(),
                    inputRows,
                    columns.size(),
                    input.features().size()));
            rows = Math.max(rows, inputRows);
            for (Feature f : input.features()) {
                String tag = mapping.getOrDefault(f.name(), f.name());
                int index = tagIndex.computeIfAbsent(tag, name -> {
                    tagNames.add(name);
                    return tagNames.size() - 1;
                });
                columns.add(new Column(f.name(), f.unit(), f.min(), f.max(), f.categories(), index, input.type()));
            }
        }
        checkCategories(tagNames, columns);
        if (windowRows > 0 && windowRows != rows) {
            throw new MappingException("window.rows is " + windowRows + ", but model " + model + " takes " + rows
                    + (rows == 1 ? " row" : " rows") + ": set window.rows to 0 or " + rows);
        }
        return new FeaturePlan(tagNames, columns, plannedInputs, rows);
    }

    private static int rowsOf(String model, TensorSpec input, int windowRows) throws MappingException {
        long[] shape = input.shape();
        int features = input.features().size();
        String what = "input '" + input.name() + "' of model " + model;
        if (features == 0) {
            throw new MappingException(what + " names no features: a pipeline fills inputs from tags only; add"
                    + " \"features\" to its model.json");
        }
        if (!FeaturePlan.TYPES.contains(input.type())) {
            throw new MappingException(what + " has elements of type " + input.type() + ": this pipeline knows "
                    + FeaturePlan.TYPES + "; update it, or export the model with one of these");
        }
        if (shape.length != 2 && shape.length != 3) {
            throw new MappingException(what + " has rank " + shape.length + ": a pipeline fills [batch, features] and"
                    + " [batch, rows, features] only");
        }
        long last = shape[shape.length - 1];
        if (last != features) {
            throw new MappingException(what + " has " + last + " columns and " + features
                    + " features: both numbers must be equal; correct its model.json");
        }
        if (shape[0] != -1 && shape[0] != 1) {
            throw new MappingException(
                    what + " has a fixed batch of " + shape[0] + ": export it with a batch of 1 or a" + " free one");
        }
        if (shape.length == 2) {
            return 1;
        }
        if (shape[1] < 1 || shape[1] > PipelineConfiguration.MAX_ROWS) {
            throw new MappingException(
                    what + " has " + shape[1] + " rows" + (windowRows > 0 ? " (window.rows is " + windowRows + ")" : "")
                            + ": the model itself must fix them, from 1 to "
                            + PipelineConfiguration.MAX_ROWS);
        }
        return (int) shape[1];
    }

    private static void checkNames(String model, List<TensorSpec> inputs, Map<String, String> mapping)
            throws MappingException {
        Set<String> names = new LinkedHashSet<>();
        for (TensorSpec input : inputs) {
            for (Feature feature : input.features()) {
                if (!names.add(feature.name())) {
                    throw new MappingException("model " + model + " has two features named '" + feature.name()
                            + "': names must be unique over all inputs; correct its model.json");
                }
            }
        }
        for (Map.Entry<String, String> entry : mapping.entrySet()) {
            if (!names.contains(entry.getKey())) {
                throw new MappingException("mapping: '" + entry.getKey() + "=" + entry.getValue() + "' names a feature"
                        + " that model " + model + " does not have" + NearNames.clause(entry.getKey(), names)
                        + "; its features: " + listed(names));
            }
        }
    }

    /** A text is turned into an index where it arrives, once per tag. */
    private static void checkCategories(List<String> tagNames, List<Column> columns) throws MappingException {
        Map<Integer, Column> first = new HashMap<>();
        for (Column column : columns) {
            Column other = first.putIfAbsent(column.tag(), column);
            if (other != null && !other.categories().equals(column.categories())) {
                throw new MappingException("mapping: features '" + other.name() + "' and '" + column.name()
                        + "' share tag '" + tagNames.get(column.tag()) + "', but expect different texts: map them to"
                        + " different tags");
            }
        }
    }

    /** Returns what is wrong where features have no tag in the source's table, or null. */
    public static String missingTags(FeaturePlan plan, Collection<String> present, String source) {
        Set<String> known = new HashSet<>(present);
        StringBuilder text = new StringBuilder();
        int missing = 0;
        for (Column column : plan.features()) {
            String tag = plan.tagNames().get(column.tag());
            if (known.contains(tag)) {
                continue;
            }
            missing++;
            if (missing <= LISTED) {
                text.append(text.isEmpty() ? "mapping: " : "; ")
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
        if (missing == 0) {
            return null;
        }
        if (missing > LISTED) {
            text.append("; and ").append(missing - LISTED).append(" more");
        }
        return text.append(": add the tag to the connection's tag table, or a line feature=tag to mapping")
                .toString();
    }

    private static String listed(Collection<String> names) {
        String first = String.join(", ", names.stream().limit(20).toList());
        return names.size() > 20 ? first + ", ..." : first;
    }
}
