package io.millwright.planning.shop;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;

/** A dispatch policy that is a model of the gateway's: its input's features are the numbers of {@link Outlook}, in any order. One thread at a time. */
public final class ModelScorer implements Scorer, AutoCloseable {
    private static final int ROWS = 32;
    /** A plan can wait for its turn where pipelines keep the gateway's threads busy. */
    private static final long RUN_MILLIS = 30_000;

    private final ModelRunner runner;
    private final FloatBuffer input;
    private final FloatBuffer output;

    /** Per column of the model which number fills it. */
    private final int[] columns;

    private ModelScorer(ModelRunner runner, int[] columns) {
        this.runner = runner;
        this.columns = columns;
        input = runner.input(0).asFloatBuffer();
        output = runner.output(0).asFloatBuffer();
    }

    /**
     * Opens a model. May take seconds.
     *
     * @throws ScorerFailed if it is no dispatch policy, or cannot be opened
     */
    public static ModelScorer open(Model model) throws ScorerFailed {
        int[] columns = columns(model);
        try {
            return new ModelScorer(model.open(ROWS), columns);
        } catch (ModelException | IllegalStateException e) {
            throw new ScorerFailed("model " + model.name() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Whether a model's input is a row of what is known of an operation. */
    public static boolean takesOperations(Model model) {
        try {
            columns(model);
            return true;
        } catch (ScorerFailed e) {
            return false;
        }
    }

    private static int[] columns(Model model) throws ScorerFailed {
        if (model.inputs().size() != 1 || model.outputs().isEmpty()) {
            throw new ScorerFailed(refusal(model, "has not one input and an output"), null);
        }
        TensorSpec in = model.inputs().get(0);
        TensorSpec out = model.outputs().get(0);
        List<String> features =
                in.features().stream().map(TensorSpec.Feature::name).toList();
        long[] shape = in.shape();
        boolean floats = in.type() == ElementType.FLOAT32 && out.type() == ElementType.FLOAT32;
        if (!floats || shape.length != 2 || shape[0] != -1 || shape[1] != features.size()) {
            throw new ScorerFailed(refusal(model, "does not take a free batch of FLOAT32 features"), null);
        }
        int[] columns = new int[features.size()];
        for (int at = 0; at < columns.length; at++) {
            columns[at] = Outlook.NAMES.indexOf(features.get(at));
            if (columns[at] < 0) {
                throw new ScorerFailed(
                        refusal(
                                model,
                                "wants \"" + features.get(at) + "\", which is none of "
                                        + String.join(", ", Outlook.NAMES)),
                        null);
            }
        }
        return columns;
    }

    private static String refusal(Model model, String why) {
        return "model " + model.name() + " " + why + ": choose a dispatch policy, such as dispatch-policy";
    }

    @Override
    public void score(float[] features, int count, float[] scores) throws ScorerFailed {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("planning was interrupted");
        }
        try {
            for (int from = 0; from < count; from += ROWS) {
                int rows = Math.min(ROWS, count - from);
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < columns.length; column++) {
                        input.put(
                                row * columns.length + column,
                                features[(from + row) * Outlook.WIDTH + columns[column]]);
                    }
                }
                runner.run(RUN_MILLIS);
                for (int row = 0; row < rows; row++) {
                    scores[from + row] = output.get(row);
                }
            }
        } catch (ModelException | IllegalStateException e) {
            throw new ScorerFailed("the model did not run: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
