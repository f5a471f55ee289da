package io.millwright.pipeline.decide;

import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.model.State;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a model remembers of one asset from run to run; zero at first. Confined to a lane; allocates nothing after construction. */
public final class AssetMemory {
    /** Of a model that remembers nothing. */
    static final AssetMemory NONE = new AssetMemory(List.of(), new State[0]);

    private final List<Kind> kinds;
    private final State[] states;
    private final byte[][] values;

    /** What one state is, by which that of another version is known to be the same. */
    private record Kind(String input, String output, ElementType type, List<Long> shape) {
        private int bytes() {
            long elements = 1;
            for (long dimension : shape) {
                elements *= Math.max(1, dimension);
            }
            return Math.toIntExact(elements * Elements.bytes(type));
        }
    }

    private AssetMemory(List<Kind> kinds, State[] states) {
        this.kinds = kinds;
        this.states = states;
        values = new byte[states.length][];
        for (int i = 0; i < values.length; i++) {
            values[i] = new byte[kinds.get(i).bytes()];
        }
    }

    /** Returns the memory for a model: with what was remembered where that model remembers the same. */
    static AssetMemory of(Model model, AssetMemory before) {
        List<State> states = model.states();
        if (states.isEmpty()) {
            return NONE;
        }
        List<Kind> kinds = new ArrayList<>();
        for (State state : states) {
            TensorSpec input = model.inputs().get(state.input());
            TensorSpec output = model.outputs().get(state.output());
            kinds.add(new Kind(
                    input.name(),
                    output.name(),
                    input.type(),
                    Arrays.stream(input.shape()).boxed().toList()));
        }
        AssetMemory memory = new AssetMemory(kinds, states.toArray(State[]::new));
        if (before != null && before.kinds.equals(kinds)) {
            for (int i = 0; i < memory.values.length; i++) {
                System.arraycopy(before.values[i], 0, memory.values[i], 0, memory.values[i].length);
            }
        }
        return memory;
    }

    /** Forgets: what follows does not continue what was. */
    public void clear() {
        for (byte[] value : values) {
            Arrays.fill(value, (byte) 0);
        }
    }

    void putInto(ModelRunner runner) {
        for (int i = 0; i < states.length; i++) {
            runner.input(states[i].input()).put(0, values[i]);
        }
    }

    /** Returns false if what was to be remembered is no number: that would spoil every later run, so it forgets. */
    boolean takeFrom(ModelRunner runner) {
        for (int i = 0; i < states.length; i++) {
            ByteBuffer output = runner.output(states[i].output());
            if (!finite(output, kinds.get(i).type(), values[i].length)) {
                clear();
                return false;
            }
            output.get(0, values[i]);
        }
        return true;
    }

    private static boolean finite(ByteBuffer output, ElementType type, int bytes) {
        int elements = bytes / Elements.bytes(type);
        for (int i = 0; i < elements; i++) {
            if (!Double.isFinite(Elements.get(output, i, type))) {
                return false;
            }
        }
        return true;
    }
}
