package io.millwright.pipeline.decide;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.State;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.window.FeatureMapping;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.FeaturePlan.Input;
import io.millwright.pipeline.window.FeatureWindow;
import io.millwright.pipeline.window.InputWriter;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A runner for so many windows at once, each of as many rows of the batch as its plan says, and the views of its buffers. Confined to a lane. */
final class RunnerBuffers implements AutoCloseable {
    private final ModelRunner runner;
    private final int slots;
    private final InputWriter[] writers;
    private final ByteBuffer[] inputs;
    private final int[] inputRowBytes;
    private final ByteBuffer[] outputs;
    private final ElementType[] types;
    private final int[] rowElements;

    private RunnerBuffers(ModelRunner runner, int slots, FeaturePlan plan, Model model) {
        this.runner = runner;
        this.slots = slots;
        List<InputWriter> list = new ArrayList<>();
        inputs = new ByteBuffer[plan.inputs().size()];
        inputRowBytes = new int[inputs.length];
        List<TensorSpec> filled = FeatureMapping.filled(model);
        List<TensorSpec> outputSpecs = model.outputs();
        for (Input input : plan.inputs()) {
            int i = list.size();
            inputs[i] = runner.input(model.inputs().indexOf(filled.get(i)));
            inputRowBytes[i] = inputs[i].capacity() / slots;
            list.add(new InputWriter(input, inputs[i]));
        }
        writers = list.toArray(InputWriter[]::new);
        outputs = new ByteBuffer[outputSpecs.size()];
        types = new ElementType[outputs.length];
        rowElements = new int[outputs.length];
        for (int o = 0; o < outputs.length; o++) {
            outputs[o] = runner.output(o);
            types[o] = outputSpecs.get(o).type();
            long elements = 1;
            for (long dimension : runner.outputShape(o)) {
                elements *= dimension;
            }
            rowElements[o] = (int) Math.min(Integer.MAX_VALUE, elements / slots / plan.rowsPerWindow());
        }
    }

    /** Opens the model; may take seconds. */
    static RunnerBuffers open(ModelOffer offer, FeaturePlan plan, int slots) throws ModelException {
        ModelRunner runner = offer.model().open(slots * plan.rowsPerWindow());
        try {
            return new RunnerBuffers(runner, slots, plan, offer.model());
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
    }

    int slots() {
        return slots;
    }

    int rowElements(int output) {
        return rowElements[output];
    }

    String write(int slot, FeatureWindow window) {
        for (InputWriter writer : writers) {
            String problem = writer.write(slot, window);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    void put(AssetMemory memory) {
        memory.putInto(runner);
    }

    boolean remember(AssetMemory memory) {
        return memory.takeFrom(runner);
    }

    void copyFirstTo(RunnerBuffers other) {
        for (int i = 0; i < inputs.length; i++) {
            other.inputs[i].put(0, inputs[i], 0, inputRowBytes[i]);
        }
    }

    /** Returns copies of the inputs of one window, in the model's order; null for one that nothing fills. */
    ByteBuffer[] copyInputs(Model model, FeaturePlan plan, int slot) {
        List<TensorSpec> specs = model.inputs();
        List<TensorSpec> filled = FeatureMapping.filled(model);
        ByteBuffer[] copies = new ByteBuffer[specs.size()];
        for (int i = 0; i < inputs.length; i++) {
            int bytes = plan.inputs().get(i).elements()
                    * Elements.bytes(filled.get(i).type());
            copies[specs.indexOf(filled.get(i))] = copy(inputs[i], slot * bytes, bytes);
        }
        for (State state : model.states()) {
            // One window per run.
            ByteBuffer kept = runner.input(state.input());
            copies[state.input()] = copy(kept, 0, kept.capacity());
        }
        return copies;
    }

    private static ByteBuffer copy(ByteBuffer from, int at, int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder()).put(0, from, at, bytes);
    }

    void run(long timeoutMillis) throws ModelException {
        runner.run(timeoutMillis);
    }

    void start(long timeoutMillis, ModelRunner.Completion done) {
        runner.start(timeoutMillis, done);
    }

    boolean gathers() {
        return runner.gathers();
    }

    void flush() {
        runner.flush();
    }

    void cancel() {
        runner.cancel();
    }

    /** Returns what ran in place of the opened model, or null. */
    Model standIn() {
        return runner.standIn();
    }

    double element(int output, int row, int index) {
        return Elements.get(outputs[output], row * rowElements[output] + index, types[output]);
    }

    @Override
    public void close() {
        runner.close();
    }
}
