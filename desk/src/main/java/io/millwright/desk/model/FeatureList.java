package io.millwright.desk.model;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.ModelDraft;
import io.millwright.inference.RefusedFolder;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.Feature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Features as the gateway's own reader understands them. */
final class FeatureList {
    private static final String NO_HASH = "0".repeat(64);

    private FeatureList() {}

    /** Returns the features of a model.json. */
    static List<Feature> ofModel(byte[] description) throws IOException {
        List<Feature> features = new ArrayList<>();
        for (TensorSpec input : ModelDraft.contract(description).inputs()) {
            features.addAll(input.features());
        }
        return features;
    }

    /** Returns the features of a features file. */
    static List<Feature> of(List<FeatureSketch> sketches, long periodMillis) throws IOException, Refusal {
        InputSketch input =
                new InputSketch("features", "FLOAT32", new long[] {-1, sketches.size()}, sketches, null, "", true);
        JsonObject file = new JsonObject().add("file", "none").add("sha256", NO_HASH);
        JsonObject json = new JsonObject()
                .add("format", 1)
                .add("name", "features")
                .add("version", "1.0.0")
                .add("onnx", file)
                .add("golden", file)
                .add("row_period_ms", periodMillis)
                .add("inputs", new JsonArray().add(input.json()))
                .add("outputs", new JsonArray().add(InputSketch.tensor("score", "FLOAT32", new long[] {-1, 1})));
        try {
            return ofModel(json.toString().getBytes(StandardCharsets.UTF_8));
        } catch (RefusedFolder e) {
            throw new Refusal(e.what().replaceFirst("^model\\.json[^:]*: inputs\\[0\\]\\.", "features: "), e.remedy());
        }
    }

    /** Returns a feature with a condition. */
    static Feature share(String signal, String condition) throws Refusal {
        JsonObject json =
                new JsonObject().add("name", signal).add("aggregate", "share").add("condition", condition.strip());
        try {
            return of(List.of(new FeatureSketch(json, null)), 0).get(0);
        } catch (IOException e) {
            throw new Refusal(e.getMessage(), "write a condition such as = 1");
        }
    }
}
