package io.millwright.pipeline.decide;

import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.FeaturePlan.Input;
import io.millwright.pipeline.window.FeatureWindow;
import io.millwright.pipeline.window.InputWriter;
import java.nio.ByteBuffer;
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

    private RunnerBuffers(ModelRunner runner, int slots, FeaturePlan plan, List<TensorSpec> outputSpecs) {
        this.runner = runner;
        this.slots = slots;
        List<InputWriter> list = new ArrayList<>();
        inputs = new ByteBuffer[plan.inputs().size()];
        inputRowBytes = new int[inputs.length];
        for (Input input : plan.inputs()) {
            int i = list.size();
            inputs[i] = runner.input(i);
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
            return new RunnerBuffers(runner, slots, plan, offer.model().outputs());
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

    void copyFirstTo(RunnerBuffers other) {
        for (int i = 0; i < inputs.length; i++) {
            other.inputs[i].put(0, inputs[i], 0, inputRowBytes[i]);
        }
    }

    void run(long timeoutMillis) throws ModelException {
        runner.run(timeoutMillis);
    }

    void start(long timeoutMillis, ModelRunner.Completion done) {
        runner.start(timeoutMillis, done);
    }

    void cancel() {
        runner.cancel();
    }

    double element(int output, int row, int index) {
        int i = row * rowElements[output] + index;
        ByteBuffer bytes = outputs[output];
        return switch (types[output]) {
            case FLOAT32 -> bytes.getFloat(i * Float.BYTES);
            case FLOAT64 -> bytes.getDouble(i * Double.BYTES);
            case INT64 -> bytes.getLong(i * Long.BYTES);
            case INT32 -> bytes.getInt(i * Integer.BYTES);
            case UINT8, BOOL -> bytes.get(i) & 0xFF;
        };
    }

    @Override
    public void close() {
        runner.close();
    }
}
