package io.millwright.inference.remote;

import io.millwright.form.Diagnosis;
import io.millwright.inference.ModelContract;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.Feature;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** One runner of the local model that stands in for the servers. Used by one run at a time. */
final class StandIn implements AutoCloseable {
    private final Model model;
    private final ModelRunner runner;
    private final ByteBuffer[] inputs;
    private final ByteBuffer[] localInputs;
    private final ByteBuffer[] outputs;
    private final ByteBuffer[] localOutputs;

    /** Opens the local model; may take seconds. */
    StandIn(Model model, ModelContract contract, int batch, ByteBuffer[] inputs, ByteBuffer[] outputs)
            throws ModelException {
        this.model = model;
        this.inputs = inputs;
        this.outputs = outputs;
        runner = model.open(batch);
        localInputs = new ByteBuffer[inputs.length];
        localOutputs = new ByteBuffer[outputs.length];
        for (int i = 0; i < inputs.length; i++) {
            localInputs[i] =
                    runner.input(index(model.inputs(), contract.inputs().get(i).name()));
        }
        for (int i = 0; i < outputs.length; i++) {
            localOutputs[i] = runner.output(
                    index(model.outputs(), contract.outputs().get(i).name()));
        }
    }

    private static int index(List<TensorSpec> specs, String name) {
        for (int i = 0; i < specs.size(); i++) {
            if (specs.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Returns why a model cannot stand in: it must take and give the same tensors; empty where it can. */
    static Diagnosis misfit(ModelContract contract, Model model) {
        String title = "the fall-back model " + model.name() + " " + model.version();
        String what = "";
        if (contract.inputs().size() != model.inputs().size()) {
            what = title + " has " + model.inputs().size() + " inputs, and the description "
                    + contract.inputs().size();
        }
        if (!model.states().isEmpty()) {
            what = title + " remembers something from run to run, and a server does not";
        }
        for (TensorSpec wanted : contract.inputs()) {
            what = what.isEmpty() ? differs(title, "input ", wanted, model.inputs()) : what;
        }
        for (TensorSpec wanted : contract.outputs()) {
            what = what.isEmpty() ? differs(title, "output ", wanted, model.outputs()) : what;
        }
        return what.isEmpty()
                ? Diagnosis.NONE
                : new Diagnosis(
                        what, "choose a model with the same inputs and outputs: names, types, shapes, features");
    }

    private static String differs(String title, String kind, TensorSpec wanted, List<TensorSpec> specs) {
        int at = index(specs, wanted.name());
        if (at < 0) {
            return title + " lacks the " + kind + wanted.name();
        }
        TensorSpec other = specs.get(at);
        if (other.type() != wanted.type() || !Arrays.equals(other.shape(), wanted.shape())) {
            return title + " has the " + kind + wanted.name() + " as " + other.type() + " "
                    + Arrays.toString(other.shape()) + ", and the description as " + wanted.type() + " "
                    + Arrays.toString(wanted.shape());
        }
        List<String> features = features(wanted);
        return features(other).equals(features)
                ? ""
                : title + " has the features " + features(other) + " in the " + kind + wanted.name()
                        + ", and the description " + features;
    }

    private static List<String> features(TensorSpec spec) {
        return spec.features().stream().map(StandIn::feature).toList();
    }

    private static String feature(Feature feature) {
        return feature.name() + (feature.unit().isEmpty() ? "" : " [" + feature.unit() + "]");
    }

    Model model() {
        return model;
    }

    /** Starts a run on the same inputs; the outputs are there when it is done. */
    void start(long timeoutMillis, ModelRunner.Completion done) {
        for (int i = 0; i < inputs.length; i++) {
            localInputs[i].put(0, inputs[i], 0, inputs[i].capacity());
        }
        runner.start(timeoutMillis, failure -> {
            if (failure == null) {
                for (int i = 0; i < outputs.length; i++) {
                    outputs[i].put(0, localOutputs[i], 0, outputs[i].capacity());
                }
            }
            done.done(failure);
        });
    }

    /** Asks a run to end soon. */
    void cancel() {
        runner.cancel();
    }

    @Override
    public void close() {
        runner.close();
    }
}
