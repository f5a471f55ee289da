package io.millwright.pipeline.advise;

import io.millwright.model.Advice;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;

/** Scores candidates by runs of a model, many in one where its batch is free. Confined to one thread. */
final class RunnerScoring implements Scoring, AutoCloseable {
    private final ModelRunner runner;
    private final int batch;
    private final long timeoutMillis;
    private final ElementType inputType;
    private final Place reading;
    private final Place spread;

    /** An element of each row of an output. */
    private record Place(ByteBuffer buffer, ElementType type, int elementsPerRow, int index) {
        double get(int row) {
            return Elements.get(buffer, row * elementsPerRow + index, type);
        }
    }

    private RunnerScoring(
            ModelRunner runner, int batch, long timeoutMillis, Model model, Reading reading, Advice advice) {
        this.runner = runner;
        this.batch = batch;
        this.timeoutMillis = timeoutMillis;
        inputType = model.inputs().get(0).type();
        this.reading = place(model, reading.output(), reading.index());
        spread = advice.spreadOutput() < 0 ? null : place(model, advice.spreadOutput(), advice.spreadIndex());
    }

    /**
     * Opens a model, which may take seconds.
     *
     * @param reading the one that the advice names
     * @param timeoutMillis of one run
     */
    static RunnerScoring open(Model model, Reading reading, Advice advice, long timeoutMillis) throws ModelException {
        if (model.inputs().size() != 1) {
            throw new IllegalArgumentException(
                    "advice needs a model with one input, not " + model.inputs().size());
        }
        boolean free = model.inputs().get(0).shape()[0] < 0;
        int batch = free ? Candidates.ROUND : 1;
        ModelRunner runner = open(model, batch);
        try {
            return new RunnerScoring(runner, batch, timeoutMillis, model, reading, advice);
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
    }

    private static ModelRunner open(Model model, int batch) throws ModelException {
        try {
            return model.open(batch);
        } catch (IllegalStateException e) {
            // Withdrawn since it was found.
            throw new ModelException(e.getMessage(), true, e);
        }
    }

    private Place place(Model model, int output, int index) {
        TensorSpec spec = model.outputs().get(output);
        long elements = 1;
        for (long dimension : runner.outputShape(output)) {
            elements *= dimension;
        }
        return new Place(runner.output(output), spec.type(), (int) (elements / batch), index);
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public void score(double[][] candidates, int from, int count, double[] readings, double[] spreads)
            throws ModelException {
        ByteBuffer input = runner.input(0);
        double least = Elements.least(inputType);
        double greatest = Elements.greatest(inputType);
        int columns = candidates[from].length;
        boolean[] usable = new boolean[count];
        for (int row = 0; row < batch; row++) {
            // What is left over repeats the last row, so that nothing in it can trouble the graph.
            double[] candidate = candidates[from + Math.min(row, count - 1)];
            boolean fits = true;
            for (int column = 0; column < columns; column++) {
                double value = candidate[column];
                fits &= value >= least && value <= greatest;
                Elements.put(input, row * columns + column, inputType, Math.min(greatest, Math.max(least, value)));
            }
            if (row < count) {
                usable[row] = fits;
            }
        }
        runner.run(timeoutMillis);
        for (int row = 0; row < count; row++) {
            readings[from + row] = usable[row] ? reading.get(row) : Double.NaN;
            spreads[from + row] = spread == null ? 0 : spread.get(row);
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
