package io.millwright.inference;

import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxSequence;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millwright.inference.Engine.EngineMissing;
import io.millwright.inference.onnx.ZipMaps.ZipMap;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Proves that a file without its ZipMaps gives the probabilities of the original, bit for bit. For tools: blocks, and loads ONNX Runtime. */
public final class ZipMapProof {
    private final List<ZipMap> replaced;
    private long compared;

    private ZipMapProof(List<ZipMap> replaced) {
        this.replaced = replaced;
    }

    /**
     * Runs both files on the same inputs.
     *
     * @param replaced what {@link io.millwright.inference.onnx.ZipMaps#replace} returned
     * @param runs the inputs of each run by their names: Java arrays of the inputs' types, nested as the shape has dimensions
     * @return how many probabilities were compared
     * @throws IOException if one differs, or a file cannot be opened or run; the message says what and why
     */
    public static long prove(Path original, Path edited, List<ZipMap> replaced, List<Map<String, Object>> runs)
            throws IOException {
        ZipMapProof proof = new ZipMapProof(replaced);
        try {
            Engine engine = Engine.load();
            try (OrtSession one = engine.open(original);
                    OrtSession other = engine.open(edited)) {
                for (Map<String, Object> run : runs) {
                    proof.compare(engine.environment(), one, other, run);
                }
            }
        } catch (EngineMissing | OrtException e) {
            throw new IOException(e.getMessage(), e);
        }
        return proof.compared;
    }

    private void compare(OrtEnvironment environment, OrtSession one, OrtSession other, Map<String, Object> run)
            throws OrtException, IOException {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, Object> input : run.entrySet()) {
                inputs.put(input.getKey(), OnnxTensor.createTensor(environment, input.getValue()));
            }
            try (OrtSession.Result maps = LimitedRun.of(one, inputs);
                    OrtSession.Result tensors = LimitedRun.of(other, inputs)) {
                for (ZipMap zipMap : replaced) {
                    compare(zipMap, maps, tensors);
                }
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private void compare(ZipMap zipMap, OrtSession.Result maps, OrtSession.Result tensors)
            throws OrtException, IOException {
        OnnxValue list = maps.get(zipMap.output()).orElse(null);
        OnnxValue tensor = tensors.get(zipMap.tensor()).orElse(null);
        if (list == null) {
            // Never an output of the graph, so it never was one of the edited file either.
            return;
        }
        if (!(list instanceof OnnxSequence sequence) || !(tensor instanceof OnnxTensor probabilities)) {
            throw new IOException(zipMap.output() + " is " + list.getInfo() + ", and " + zipMap.tensor() + " is "
                    + (tensor == null ? "missing" : tensor.getInfo()) + ", so they cannot be compared");
        }
        FloatBuffer flat = probabilities.getFloatBuffer();
        List<? extends OnnxValue> rows = sequence.getValue();
        int classes = zipMap.labels().size();
        if (flat == null || flat.remaining() != rows.size() * classes) {
            throw new IOException(zipMap.tensor() + " is " + probabilities.getInfo() + ", but " + zipMap.output()
                    + " has " + rows.size() + " rows of " + classes + " classes");
        }
        for (int row = 0; row < rows.size(); row++) {
            Map<?, ?> map = ((OnnxMap) rows.get(row)).getValue();
            for (int c = 0; c < classes; c++) {
                String label = zipMap.labels().get(c);
                Object expected = map.get(zipMap.numbers() ? (Object) Long.valueOf(label) : label);
                float actual = flat.get(row * classes + c);
                if (!(expected instanceof Float number)
                        || Float.floatToRawIntBits(number) != Float.floatToRawIntBits(actual)) {
                    throw new IOException("row " + row + ", class " + label + ": " + zipMap.output() + " has "
                            + expected + ", but " + zipMap.tensor() + " has " + actual);
                }
                compared++;
            }
        }
    }
}
