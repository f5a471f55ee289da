package io.millwright.inference;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Version;

/**
 * What model.json says, checked for itself but not yet against the graph.
 *
 * @param sha256 of model.json itself
 */
record ModelDescription(
        String name,
        Version version,
        FileReference onnx,
        FileReference golden,
        long rowPeriodMillis,
        List<Tensor> inputs,
        List<Tensor> outputs,
        List<OutputReading> readings,
        String sha256) {

    /** A file beside model.json and the hash that its content must have, 64 lower-case hexadecimal digits. */
    record FileReference(String file, String sha256) {}

    ModelDescription {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        readings = List.copyOf(readings);
    }

    /** Returns the same description with inputs and outputs in the graph's order. */
    ModelDescription inOrder(List<Tensor> graphInputs, List<Tensor> graphOutputs) {
        int[] places = outputs.stream().mapToInt(graphOutputs::indexOf).toArray();
        List<OutputReading> moved = new ArrayList<>();
        for (OutputReading reading : readings) {
            moved.add(reading.withOutputsAt(places));
        }
        return new ModelDescription(
                name, version, onnx, golden, rowPeriodMillis, graphInputs, graphOutputs, moved, sha256);
    }

    /** Whether it is that of the same model: the hash of model.json, which holds the hashes of the other files. */
    boolean same(ModelDescription other) {
        return sha256.equals(other.sha256);
    }

    /** Returns name and version, as in {@code machine-failure 1.0.0}. */
    @Override
    public String toString() {
        return name + " " + version;
    }
}
