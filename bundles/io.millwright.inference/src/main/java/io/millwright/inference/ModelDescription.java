package io.millwright.inference;

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
        List<Tensor> inputs,
        List<Tensor> outputs,
        Score score,
        String sha256) {

    /** A file beside model.json and the hash that its content must have, 64 lower-case hexadecimal digits. */
    record FileReference(String file, String sha256) {}

    /** Which element of which output is the score, and the author's reading of it. */
    record Score(String output, int index, double threshold, List<String> labels) {}

    ModelDescription {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Returns the same description with inputs and outputs in the graph's order. */
    ModelDescription inOrder(List<Tensor> graphInputs, List<Tensor> graphOutputs) {
        return new ModelDescription(name, version, onnx, golden, graphInputs, graphOutputs, score, sha256);
    }

    /** Returns the index of the output that holds the score. */
    int scoreOutput() {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).name().equals(score.output())) {
                return i;
            }
        }
        throw new IllegalStateException("score of " + name + " names no output");
    }

    /** Returns name and version, as in {@code machine-failure 1.0.0}. */
    @Override
    public String toString() {
        return name + " " + version;
    }
}
