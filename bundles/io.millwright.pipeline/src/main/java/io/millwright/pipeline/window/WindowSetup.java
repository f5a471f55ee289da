package io.millwright.pipeline.window;

import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.grid.QualityPolicy;
import io.millwright.pipeline.shape.AssetShapes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the windows of one asset are made with. Immutable.
 *
 * @param configuration of the pipeline
 * @param asset name of the asset
 * @param plan with the asset's own tags
 * @param sourceIntervalMillis time between two notifications of the source
 * @param gate shut while mapping or units are known to be wrong
 * @param partTexts the texts of parts' numbers
 * @param shapes the rings of arrays and pictures
 */
public record WindowSetup(
        PipelineConfiguration configuration,
        String asset,
        FeaturePlan plan,
        long sourceIntervalMillis,
        Gate gate,
        PartTexts partTexts,
        AssetShapes shapes) {
    PartSettings part() {
        return configuration.part();
    }

    QualityPolicy policy() {
        return configuration.policy();
    }

    long latenessMicros() {
        return configuration.latenessMicros(sourceIntervalMillis);
    }

    long gapMicros() {
        return configuration.gapMicros(sourceIntervalMillis);
    }

    /** Returns the greatest number of samples kept for the window. */
    int sampleLimit() {
        return configuration.part() == null ? configuration.queueSamples() : configuration.partSamples();
    }

    /** Returns the index of a tag, -1 where no name is given. */
    int tag(String templateName) {
        return templateName == null ? -1 : plan.tagNames().indexOf(templateName.replace(FeaturePlan.ASSET, asset));
    }

    TagCondition.Compiled onlyWhile() {
        return compile(configuration.onlyWhile());
    }

    TagCondition.Compiled compile(TagCondition condition) {
        if (condition == null) {
            return null;
        }
        Map<Integer, List<String>> literals = new TreeMap<>();
        for (int tag = 0; tag < plan.literals().size(); tag++) {
            literals.put(tag, plan.literals().get(tag));
        }
        return condition.compile(this::tag, literals);
    }
}
