package io.millwright.pipeline.capture;

import io.millwright.decision.Decision;
import io.millwright.decision.Value;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;

/**
 * What the rows after it consist of. Immutable.
 *
 * @param model name of the model
 * @param version of the model
 * @param sha256 of its ONNX file
 * @param features their names, without those that are never written
 * @param readings their names
 */
public record CapturedSchema(
        String model, String version, String sha256, List<String> features, List<String> readings) {
    /** Creates a schema. */
    public CapturedSchema {
        features = List.copyOf(features);
        readings = List.copyOf(readings);
    }

    static CapturedSchema of(Decision decision, List<String> features) {
        return new CapturedSchema(
                decision.model().name(),
                decision.model().version(),
                decision.model().sha256(),
                features,
                decision.values().stream().map(Value::name).toList());
    }

    byte[] bytes() {
        RecordText out = new RecordText();
        out.text(model);
        out.text(version);
        out.text(sha256);
        out.texts(features);
        out.texts(readings);
        return out.bytes();
    }

    static CapturedSchema read(DataInputStream in) throws IOException {
        return new CapturedSchema(
                RecordText.read(in),
                RecordText.read(in),
                RecordText.read(in),
                RecordText.readTexts(in),
                RecordText.readTexts(in));
    }
}
