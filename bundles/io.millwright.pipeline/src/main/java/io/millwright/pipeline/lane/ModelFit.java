package io.millwright.pipeline.lane;

import io.millwright.form.Diagnosis;
import io.millwright.pipeline.Labels;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.FeaturePlan.Column;
import io.millwright.tag.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says whether a model's features fit the tags that are there, before it takes the place of one that decides. */
public final class ModelFit {
    private ModelFit() {}

    /**
     * Returns what does not fit, or null.
     *
     * @param plan of the new model
     * @param assets names of the assets
     * @param table the source's tags
     * @param source the source's pid
     * @param now what takes the samples for the present model
     */
    public static Diagnosis problem(
            FeaturePlan plan, List<String> assets, List<Tag> table, String source, SampleIntake now) {
        Map<String, Tag> byName = new HashMap<>();
        table.forEach(tag -> byName.put(tag.name(), tag));
        for (int a = 0; a < assets.size(); a++) {
            FeaturePlan own = plan.of(assets.get(a));
            Diagnosis missing = FeatureMapping.missingTags(own, byName, source);
            if (missing != null) {
                return missing;
            }
            for (Column column : own.features()) {
                String name = own.tagNames().get(column.tag());
                Tag tag = byName.get(name);
                Diagnosis problem = tag == null ? null : AssetIntake.problem(tag, column);
                if (problem == null && !column.categories().isEmpty()) {
                    problem = unknownText(now.asset(a).textOf(name), name, column);
                }
                if (problem != null) {
                    return problem;
                }
            }
        }
        return null;
    }

    private static Diagnosis unknownText(String text, String tag, Column column) {
        return text == null || column.categories().contains(text)
                ? null
                : new Diagnosis(
                        Labels.MAPPING + ": tag '" + tag + "' delivers the text '" + text + "', which feature '"
                                + column.name() + "' does not know; it knows " + String.join(", ", column.categories()),
                        "map the feature to another tag, or train the model with that text");
    }
}
