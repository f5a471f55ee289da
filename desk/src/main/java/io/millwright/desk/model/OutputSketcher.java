package io.millwright.desk.model;

import io.millwright.inference.OutputShapes;
import io.millwright.inference.onnx.DeclaredOutputs;
import io.millwright.inference.onnx.OnnxRefused;
import io.millwright.inference.worker.GraphNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds the outputs that a gateway serves, with shapes of which nothing but the batch is free: those of a run. What a file declares
 * otherwise than it gives is corrected in the file, because a gateway reserves what is declared.
 */
final class OutputSketcher {
    private final DescribeOptions options;
    private final List<InputSketch> inputs;
    private final Path onnx;
    private final Consumer<String> notes;

    OutputSketcher(DescribeOptions options, List<InputSketch> inputs, Path onnx, Consumer<String> notes) {
        this.options = options;
        this.inputs = inputs;
        this.onnx = onnx;
        this.notes = notes;
    }

    List<OutputSketch> outputs(List<GraphNode> nodes) throws IOException, Refusal {
        Map<String, long[]> shapes = shapes(nodes);
        List<OutputSketch> found = new ArrayList<>();
        String refused = "";
        for (GraphNode node : nodes) {
            try {
                long[] shape = shapes.get(node.name());
                found.add(new OutputSketch(node.name(), Types.of(node), shape, batched(shape)));
            } catch (Refusal e) {
                refused = e.getMessage();
                notes.accept("output " + refused + ": it is left out");
            }
        }
        if (found.isEmpty()) {
            throw new Refusal("no output can be served: " + refused, "export plain tensors of numbers");
        }
        return found;
    }

    /** As the gateway takes it: a first dimension that is fixed above 1 is a batch only where the inputs have that one. */
    private boolean batched(long[] shape) {
        long batch = inputs.stream()
                .filter(InputSketch::batched)
                .mapToLong(input -> input.shape()[0])
                .filter(size -> size > 1)
                .findFirst()
                .orElse(1);
        return shape.length > 0 && (shape[0] <= 1 || shape[0] == batch);
    }

    private Map<String, long[]> shapes(List<GraphNode> nodes) throws IOException, Refusal {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        boolean free = false;
        for (GraphNode node : nodes) {
            long[] shape = Shapes.given(options, node.name(), node.shape());
            shapes.put(node.name(), shape);
            free |= node.kind().isEmpty() && (shape.length == 0 || hasFree(shape));
        }
        Map<String, long[]> ran = run(free);
        boolean batchIsFree = inputs.stream().anyMatch(input -> input.shape()[0] < 0);
        Map<String, long[]> wrong = new LinkedHashMap<>();
        for (Map.Entry<String, long[]> actual : ran.entrySet()) {
            long[] declared = shapes.get(actual.getKey());
            long[] shape = actual.getValue().clone();
            if (shape.length > 0 && shape[0] == 1 && batchIsFree && (declared.length == 0 || declared[0] < 0)) {
                shape[0] = -1;
            }
            if (differs(declared, shape)) {
                notes.accept(actual.getKey() + " is declared as " + Arrays.toString(declared) + " and is "
                        + Arrays.toString(shape) + ": corrected in the file");
                wrong.put(actual.getKey(), shape);
            }
            if (hasFree(declared) || declared.length > 0 && declared[0] < 0 || wrong.containsKey(actual.getKey())) {
                shapes.put(actual.getKey(), shape);
            }
        }
        correct(wrong);
        return shapes;
    }

    private static boolean hasFree(long[] shape) {
        return Arrays.stream(shape).skip(1).anyMatch(d -> d < 0);
    }

    private static boolean differs(long[] declared, long[] actual) {
        boolean differs = declared.length != actual.length;
        for (int i = 1; !differs && i < declared.length; i++) {
            differs = declared[i] >= 0 && declared[i] != actual[i];
        }
        return differs;
    }

    private void correct(Map<String, long[]> wrong) throws IOException, Refusal {
        if (wrong.isEmpty()) {
            return;
        }
        Path corrected = onnx.resolveSibling(ModelFiles.ONNX + ".corrected");
        try {
            DeclaredOutputs.correct(onnx, corrected, wrong);
            Files.move(corrected, onnx, StandardCopyOption.REPLACE_EXISTING);
        } catch (OnnxRefused e) {
            throw new Refusal(e.getMessage(), e.remedy());
        }
    }

    /** Returns the shapes of a run of one row; none where it fails and nothing is free. */
    private Map<String, long[]> run(boolean needed) throws Refusal {
        Map<String, long[]> in = new LinkedHashMap<>();
        Map<String, Double> fill = new LinkedHashMap<>();
        for (InputSketch input : inputs) {
            long[] shape = input.graphShape().clone();
            if (shape.length > 0 && shape[0] < 0) {
                shape[0] = 1;
            }
            in.put(input.name(), shape);
            boolean one = input.features().size() == 1;
            fill.put(input.name(), one ? input.features().get(0).limit("min") : Double.NaN);
        }
        try {
            return OutputShapes.of(onnx, in, fill);
        } catch (IOException e) {
            if (!needed) {
                // The rows that are run next say more.
                return Map.of();
            }
            List<String> shown = in.entrySet().stream()
                    .map(each -> each.getKey() + Arrays.toString(each.getValue()))
                    .toList();
            throw new Refusal(
                    "the graph does not run with the inputs " + shown + ": " + e.getMessage(),
                    "--shape with the sizes of the training for each input whose dimensions are free, --constant for an"
                            + " input that never changes, --ranges for one that does not take 0");
        }
    }
}
