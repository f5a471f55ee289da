package io.millwright.pipeline.window;

import io.millwright.form.Diagnosis;
import io.millwright.model.Model;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.Labels;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.shape.RingMemory;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.pipeline.window.FeaturePlan.Input;
import io.millwright.tag.Tag;
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
     * @param inputs the model's inputs that tags fill
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
            Input planned = new InputShapes(model, input, inputs.size()).addTo(columns, configuration.windowRows());
            freeBatch &= input.shape()[0] == -1;
            plannedInputs.add(planned);
            rows = Math.max(rows, planned.rows());
        }
        checkRows(model, rows, rowPeriodMillis, configuration);
        FeaturePlan plan = columns.plan(plannedInputs, rows, freeBatch);
        int assets = configuration.assets().size();
        long bytes = plan.leastRingBytes(assets);
        if (bytes > RingMemory.PIPELINE_BYTES) {
            throw new MappingException(
                    Labels.ASSETS + " has " + assets + (assets == 1 ? " name" : " names")
                            + ", and the arrays and pictures that model " + model + " takes would need "
                            + (bytes >> 20) + " MB, more than " + (RingMemory.PIPELINE_BYTES >> 20),
                    "divide the assets among several pipelines, or use a model with smaller inputs");
        }
        return plan;
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
            if (input.image() != null && !names.add(input.name())) {
                throw new MappingException(
                        "model " + model + " has a picture and a feature, both named '" + input.name()
                                + "', and names must be unique over all inputs",
                        "correct its model.json");
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

    /** Returns the inputs that are filled from tags: all but what the model remembers. */
    public static List<TensorSpec> filled(Model model) {
        Set<Integer> states = new HashSet<>();
        model.states().forEach(state -> states.add(state.input()));
        List<TensorSpec> filled = new ArrayList<>();
        for (int i = 0; i < model.inputs().size(); i++) {
            if (!states.contains(i)) {
                filled.add(model.inputs().get(i));
            }
        }
        return filled;
    }

    /**
     * Returns what is wrong where features have no tag in the source's table, or null.
     *
     * @param present the source's tags by name
     */
    public static Diagnosis missingTags(FeaturePlan plan, Map<String, Tag> present, String source) {
        Set<String> known = present.keySet();
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
                        .append(NearNames.clause(tag, column.tagHints(), present.values()));
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
                        .append(NearNames.clause(name, known));
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
