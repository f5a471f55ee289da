package io.millwright.desk.model;

import io.millwright.inference.onnx.OnnxRefused;
import io.millwright.inference.onnx.RebuildError;
import io.millwright.inference.onnx.RebuildError.Rebuilt;
import io.millwright.inference.worker.GraphNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A model that rebuilds its input, as autoencoders do: how far it is off is the anomaly score. The file gets that as an output, so that
 * a gateway decides from it as from any other.
 */
final class Rebuilding {
    static final String TASK = "reconstruction";
    private static final String ERROR = "reconstruction_error";

    /** Of the usual rows so many are meant to be below the threshold. */
    private static final double USUAL = 0.99;

    private static final int LEAST_ROWS = 20;

    private final DescribeOptions options;
    private final List<InputSketch> inputs;
    private boolean thresholdMissing;

    Rebuilding(DescribeOptions options, List<InputSketch> inputs) {
        this.options = options;
        this.inputs = inputs;
    }

    /** Puts the error into the file where the task asks for it; returns the outputs that the file has then. */
    List<GraphNode> of(Path onnx, List<GraphNode> outputs, Consumer<String> notes) throws IOException, Refusal {
        if (!options.task.equals(TASK)) {
            return outputs;
        }
        GraphNode output = rebuilt(outputs);
        InputSketch input =
                inputs.stream().filter(each -> alike(each, output)).findFirst().orElseThrow();
        long elements = input.elementsPerRow();
        if (elements > RebuildError.MOST_ELEMENTS) {
            throw new Refusal(
                    "output " + output.name() + " has " + elements + " elements per row, and "
                            + RebuildError.MOST_ELEMENTS + " are compared at most",
                    "export the error as an output of the graph");
        }
        long batch = input.shape()[0];
        Path edited = onnx.resolveSibling(ModelFiles.ONNX + ".rebuilt");
        try {
            RebuildError.add(onnx, edited, new Rebuilt(input.name(), output.name(), batch, (int) elements, ERROR));
        } catch (OnnxRefused e) {
            throw new Refusal(e.getMessage(), e.remedy());
        }
        Files.move(edited, onnx, StandardCopyOption.REPLACE_EXISTING);
        notes.accept("the file has one more output, " + ERROR + ": the mean of the squares of " + output.name() + " - "
                + input.name());
        options.task = "anomaly";
        options.output = ERROR;
        options.highIsBad = true;
        thresholdMissing = options.thresholds.isEmpty();
        List<GraphNode> more = new ArrayList<>(outputs);
        more.add(new GraphNode(ERROR, "", output.elementType(), new long[] {batch, 1}));
        return more;
    }

    private GraphNode rebuilt(List<GraphNode> outputs) throws Refusal {
        List<GraphNode> alike = outputs.stream()
                .filter(output -> options.output.isEmpty() || output.name().equals(options.output))
                .filter(output -> inputs.stream().anyMatch(input -> alike(input, output)))
                .toList();
        if (alike.size() != 1) {
            throw new Refusal(
                    "--task " + TASK + ": " + (alike.isEmpty() ? "no output" : "more than one output")
                            + " has the shape of an input of FLOAT32 with a batch",
                    alike.isEmpty()
                            ? "export what is rebuilt in the shape of the input, or the error itself"
                            : "--output with one of "
                                    + alike.stream().map(GraphNode::name).toList());
        }
        return alike.get(0);
    }

    static boolean alike(InputSketch input, GraphNode output) {
        long[] in = input.shape();
        long[] out = output.shape();
        boolean alike = input.batched()
                && input.type().equals("FLOAT32")
                && output.elementType().endsWith("_FLOAT")
                && in.length == out.length
                && in.length > 1;
        for (int i = 0; alike && i < in.length; i++) {
            alike = out[i] < 0 || in[i] < 0 || in[i] == out[i];
        }
        return alike;
    }

    /**
     * Refuses where it is not known from which error on a row is unusual, and says what is usual.
     *
     * @param usual errors of rows of the data that are no alarms; empty without data
     */
    void requireThreshold(double[] usual) throws Refusal {
        if (!thresholdMissing) {
            return;
        }
        String problem = "from which " + ERROR + " on a row is unusual is not in the file";
        if (usual.length < LEAST_ROWS) {
            throw new Refusal(
                    problem,
                    "--threshold with that number; --data with " + LEAST_ROWS
                            + " usual rows or more shows what is usual");
        }
        double[] sorted = usual.clone();
        Arrays.sort(sorted);
        double most = sorted[(int) Math.min(sorted.length - 1L, Math.round(USUAL * sorted.length))];
        throw new Refusal(
                String.format(
                        Locale.ROOT,
                        "%s: of %d usual rows of the data half are below %.4g, 99 %% below %.4g, all up to %.4g",
                        problem,
                        sorted.length,
                        sorted[sorted.length / 2],
                        most,
                        sorted[sorted.length - 1]),
                String.format(Locale.ROOT, "--threshold %.4g, for example", most));
    }
}
