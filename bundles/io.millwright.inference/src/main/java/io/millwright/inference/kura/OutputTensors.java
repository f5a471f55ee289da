package io.millwright.inference.kura;

import io.millwright.inference.kura.EngineSettings.Outputs;
import io.millwright.inference.kura.EngineState.Code;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.kura.ai.inference.Tensor;
import org.eclipse.kura.ai.inference.TensorDescriptor;

/**
 * What a model says, as Kura's tensors of one element each: the AI component loses the whole record where a tensor has several.
 * Immutable.
 */
final class OutputTensors {
    /** Parameter of a descriptor (String): engine and model whose output it describes. */
    static final String MARK = "millwright.outputs";

    private static final List<Long> ONE = List.of(1L);
    private static final int MOST = 10_000;

    private final String model;
    private final String mark;
    private final List<TensorSpec> specs;
    private final List<Output> outputs = new ArrayList<>();

    /** What is said of the element at an index. */
    private enum Say {
        VALUE,
        /** The label that the limits give to the value. */
        LABEL,
        /** The label of the greatest of as many elements as labels. */
        GREATEST_LABEL,
        /** That greatest element. */
        GREATEST
    }

    private record Output(
            TensorDescriptor descriptor, Say say, int output, ElementType type, int index, Reading reading) {}

    OutputTensors(Outputs kind, Model model, String mark) throws Refused {
        this.model = model.name();
        this.mark = mark;
        this.specs = model.outputs();
        if (kind == Outputs.ELEMENTS) {
            for (int i = 0; i < specs.size(); i++) {
                addSteps(specs.get(i).name(), i, 0, InputSlot.elementsPerRow(specs.get(i)), null);
            }
        } else {
            for (Reading reading : model.readings()) {
                add(reading, kind == Outputs.VALUES_AND_LABELS);
            }
        }
    }

    private void add(Reading reading, boolean all) throws Refused {
        String name = reading.name();
        if (reading.task() == Task.CLASSES) {
            add(name, Say.GREATEST_LABEL, reading.output(), reading.index(), reading);
            if (all) {
                add(name + ".score", Say.GREATEST, reading.output(), reading.index(), reading);
            }
            return;
        }
        addSteps(name, reading.output(), reading.index(), reading.steps(), reading);
        if (!all) {
            return;
        }
        if (reading.steps() == 1 && !reading.labels().isEmpty()) {
            add(name + ".label", Say.LABEL, reading.output(), reading.index(), reading);
        }
        if (reading.lowerOutput() >= 0) {
            addSteps(name + ".lower", reading.lowerOutput(), reading.lowerIndex(), reading.steps(), reading);
        }
        if (reading.upperOutput() >= 0) {
            addSteps(name + ".upper", reading.upperOutput(), reading.upperIndex(), reading.steps(), reading);
        }
    }

    private void addSteps(String name, int output, int from, int steps, Reading reading) throws Refused {
        if (outputs.size() + (long) steps > MOST) {
            throw new Refused(
                    Code.MODEL_UNUSABLE,
                    "model " + model + ": more than " + MOST + " values come out of each run",
                    "choose VALUES in '" + EngineSettings.OUTPUTS_LABEL + "', or use the model in a pipeline");
        }
        for (int i = 0; i < steps; i++) {
            add(steps == 1 ? name : name + "." + i, Say.VALUE, output, from + i, reading);
        }
    }

    private void add(String name, Say say, int output, int index, Reading reading) throws Refused {
        ElementType type = specs.get(output).type();
        boolean text = say == Say.LABEL || say == Say.GREATEST_LABEL;
        TensorDescriptor descriptor = TensorDescriptor.builder(
                        name, text ? ElementTypes.TEXT : ElementTypes.name(type, name), ONE)
                .addParameter(MARK, mark)
                .build();
        outputs.add(new Output(descriptor, say, output, type, index, reading));
    }

    List<TensorDescriptor> descriptors() {
        return outputs.stream().map(Output::descriptor).toList();
    }

    /** Returns what a runner's outputs say after a run. A reading that is no number is a failed run. */
    List<Tensor> read(ModelRunner runner) throws Refused {
        List<Tensor> tensors = new ArrayList<>(outputs.size());
        for (Output output : outputs) {
            Object value = value(output, runner.output(output.output()));
            tensors.add(tensor(value.getClass(), output.descriptor(), value));
        }
        return tensors;
    }

    private static <T> Tensor tensor(Class<T> type, TensorDescriptor descriptor, Object value) {
        return new Tensor(type, descriptor, List.of(type.cast(value)));
    }

    private Object value(Output output, ByteBuffer buffer) throws Refused {
        return switch (output.say()) {
            case VALUE -> {
                if (output.reading() != null) {
                    number(output, buffer, output.index());
                }
                yield ElementTypes.read(output.type(), buffer, output.index());
            }
            case LABEL -> label(output.reading(), number(output, buffer, output.index()));
            case GREATEST_LABEL -> output.reading().labels().get(greatest(output, buffer));
            case GREATEST -> ElementTypes.read(output.type(), buffer, output.index() + greatest(output, buffer));
        };
    }

    /** From a limit on the next label holds. */
    private static String label(Reading reading, double value) {
        int label = 0;
        for (double threshold : reading.thresholds()) {
            if (value >= threshold) {
                label++;
            }
        }
        return reading.labels().get(label);
    }

    private int greatest(Output output, ByteBuffer buffer) throws Refused {
        int greatest = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < output.reading().labels().size(); i++) {
            double score = number(output, buffer, output.index() + i);
            if (score > best) {
                best = score;
                greatest = i;
            }
        }
        return greatest;
    }

    private double number(Output output, ByteBuffer buffer, int index) throws Refused {
        double number = Elements.get(buffer, index, output.type());
        if (Double.isNaN(number)) {
            throw new Refused(
                    Code.RUNS_FAILING,
                    "model " + model + ": reading '" + output.reading().name() + "' is NaN",
                    "compare the record's values with the ranges of the model");
        }
        return number;
    }
}
