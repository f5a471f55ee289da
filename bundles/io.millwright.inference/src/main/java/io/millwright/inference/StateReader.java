package io.millwright.inference;

import io.millwright.inference.ModelDescription.StateNames;
import io.millwright.model.ImageSpec;
import io.millwright.model.TensorSpec.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads which outputs are inputs of the next run, and whether both are alike. */
final class StateReader {
    private static final int STATES = 64;

    private final JsonKey key;
    private final List<StateNames> states;

    private StateReader(JsonKey key, List<StateNames> states) {
        this.key = key;
        this.states = states;
    }

    static StateReader of(JsonKey top) throws ModelRefused {
        JsonKey key = top.find("states");
        List<StateNames> states = new ArrayList<>();
        if (key != null) {
            List<String> inputs = new ArrayList<>();
            for (JsonKey input : TensorReader.some(top.get("inputs"))) {
                inputs.add(input.get("name").text());
            }
            for (JsonKey one : key.list(STATES)) {
                requireListed(one.get("input"), inputs, "inputs");
                states.add(new StateNames(
                        one.get("input").text(), one.get("output").text()));
            }
        }
        return new StateReader(key, states);
    }

    /** Returns the names of the inputs that nothing else fills. */
    Set<String> inputs() {
        Set<String> inputs = new HashSet<>();
        states.forEach(state -> inputs.add(state.input()));
        return inputs;
    }

    /** Returns the pairs. */
    List<StateNames> check(Batches batches) throws ModelRefused {
        Set<String> used = new HashSet<>();
        for (int i = 0; i < states.size(); i++) {
            JsonKey one = key.list(STATES).get(i);
            requireListed(one.get("output"), names(batches.outputs()), "outputs");
            Tensor input = named(states.get(i).input(), batches.inputs());
            Tensor output = named(states.get(i).output(), batches.outputs());
            if (!used.add("in " + input.name()) || !used.add("out " + output.name())) {
                throw one.wrong("names an input or an output that another state has", "list each once");
            }
            if (input.type() != output.type() || !Arrays.equals(input.dimensions(), output.dimensions())) {
                throw one.wrong(
                        "the input is " + input.type() + " " + Arrays.toString(input.dimensions()) + ", the output "
                                + output.type() + " " + Arrays.toString(output.dimensions()),
                        "pair an input with an output of the same type and shape");
            }
            if (input.type() == ElementType.STRING) {
                throw one.wrong("is a text", "a state is of numbers");
            }
        }
        if (!states.isEmpty()) {
            check(batches.inputs());
        }
        return states;
    }

    private void check(List<Tensor> inputs) throws ModelRefused {
        if (inputs.size() == states.size()) {
            throw key.wrong("name all inputs, and nothing comes from outside", "list those alone that are kept");
        }
        for (Tensor input : inputs) {
            if (input.image() != null && input.image().fit() == ImageSpec.Fit.TILE) {
                throw key.wrong("belong to one row, and the tiles of a picture are several", "use another fit");
            }
        }
    }

    private static List<String> names(List<Tensor> tensors) {
        return tensors.stream().map(Tensor::name).toList();
    }

    private static Tensor named(String name, List<Tensor> tensors) {
        return tensors.get(names(tensors).indexOf(name));
    }

    private static void requireListed(JsonKey name, List<String> names, String list) throws ModelRefused {
        if (!names.contains(name.text())) {
            throw name.wrong("is not listed in " + list, "use one of " + names);
        }
    }
}
