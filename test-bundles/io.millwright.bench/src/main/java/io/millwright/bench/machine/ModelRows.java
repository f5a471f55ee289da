package io.millwright.bench.machine;

import io.millwright.inference.ModelFolder;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** A model folder opened by the gateway's own checks, and run row by row by the gateway's own runner. */
final class ModelRows implements AutoCloseable {
    private static final long RUN_MILLIS = 10_000;

    private final ModelFolder folder;
    private final ModelRunner runner;
    private final FloatBuffer input;

    ModelRows(Path path) throws IOException, ModelException {
        folder = ModelFolder.open(path);
        runner = folder.model().open(1);
        input = runner.input(0).asFloatBuffer();
    }

    Model model() {
        return folder.model();
    }

    int goldenRows() {
        return folder.goldenRows();
    }

    /** Returns the greatest absolute deviation of the runner from what the training framework computed. */
    double deviation() {
        return folder.greatestDeviation();
    }

    /** Runs the model on one row, or one window, and returns the elements of an output. */
    float[] run(float[] values, int output) throws ModelException {
        input.put(0, values);
        runner.run(RUN_MILLIS);
        FloatBuffer result = runner.output(output).asFloatBuffer();
        float[] elements = new float[result.remaining()];
        result.get(elements);
        return elements;
    }

    @Override
    public void close() {
        runner.close();
        folder.close();
    }
}
