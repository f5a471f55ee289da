package io.millwright.inference;

import io.millwright.model.Reference;
import io.millwright.seal.WrappedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * What model.json says, checked for itself but not yet against the graph.
 *
 * @param data further files that hold weights of the ONNX file
 * @param background inputs of usual operation: a further file, or the golden rows; null for none
 * @param tolerance by how much outputs may differ, absolutely and relatively, where another provider than the CPU runs it
 * @param advice what may be advised, or null
 * @param reference what the training data were like, null where the author does not say
 * @param backbone the model that it is put behind, null where it takes what fills it itself
 * @param keys the key of a secret model, for each certificate that it is for; empty if it is not secret
 * @param facts what is stated about the model, for people
 * @param sha256 of model.json itself
 */
record ModelDescription(
        String name,
        Version version,
        FileReference onnx,
        List<FileReference> data,
        FileReference golden,
        FileReference background,
        long rowPeriodMillis,
        List<Tensor> inputs,
        List<Tensor> outputs,
        List<OutputReading> readings,
        List<StateNames> states,
        double tolerance,
        ModelAdvice advice,
        Reference reference,
        BackboneReference backbone,
        List<WrappedKey> keys,
        StatedFacts facts,
        String sha256) {

    /** A file beside model.json and the hash that its content must have, 64 lower-case hexadecimal digits. */
    record FileReference(String file, String sha256) {}

    /** The names of an input and of the output that is kept for it. */
    record StateNames(String input, String output) {}

    ModelDescription {
        states = List.copyOf(states);
        data = List.copyOf(data);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        readings = List.copyOf(readings);
        keys = List.copyOf(keys);
    }

    /** Whether the golden rows' inputs are the background. */
    boolean backgroundIsGolden() {
        return golden.equals(background);
    }

    /** Returns the file that holds the background alone, null where there is none. */
    FileReference backgroundFile() {
        return backgroundIsGolden() ? null : background;
    }

    /** Whether its files are sealed. */
    boolean secret() {
        return !keys.isEmpty();
    }

    /** Returns the same description with inputs and outputs in the graph's order. */
    ModelDescription inOrder(List<Tensor> graphInputs, List<Tensor> graphOutputs) {
        int[] places = outputs.stream().mapToInt(graphOutputs::indexOf).toArray();
        List<OutputReading> moved = new ArrayList<>();
        for (OutputReading reading : readings) {
            moved.add(reading.withOutputsAt(places));
        }
        return new ModelDescription(
                name,
                version,
                onnx,
                data,
                golden,
                background,
                rowPeriodMillis,
                graphInputs,
                graphOutputs,
                moved,
                states,
                tolerance,
                advice == null ? null : advice.withOutputsAt(places),
                reference,
                backbone,
                keys,
                facts,
                sha256);
    }

    /** Returns the description of a head and what it is put behind as one model: it takes what the backbone takes. */
    ModelDescription behind(ModelDescription taking) {
        return with(taking.rowPeriodMillis, taking.inputs, outputs, readings);
    }

    /** Returns the description of a model of which these outputs alone are wanted, to be used as numbers. */
    ModelDescription giving(List<Tensor> wanted) {
        return with(rowPeriodMillis, inputs, wanted, List.of());
    }

    private ModelDescription with(long period, List<Tensor> in, List<Tensor> out, List<OutputReading> said) {
        return new ModelDescription(
                name,
                version,
                onnx,
                data,
                golden,
                background,
                period,
                in,
                out,
                said,
                states,
                tolerance,
                advice,
                reference,
                backbone,
                keys,
                facts,
                sha256);
    }

    /** Returns whether an input is a state. */
    boolean isState(String input) {
        return states.stream().anyMatch(state -> state.input().equals(input));
    }

    /** Whether the batch of every input and output is free, so that each row may be a case of its own. */
    boolean freeBatch() {
        return Stream.concat(inputs.stream(), outputs.stream()).allMatch(tensor -> tensor.batch() == Tensor.FREE_BATCH);
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
