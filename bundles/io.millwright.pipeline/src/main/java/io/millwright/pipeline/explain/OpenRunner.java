package io.millwright.pipeline.explain;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.State;
import io.millwright.model.TensorSpec;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A runner of a model that explanations alone use, for as many inputs at once as a short run takes, and what such a run costs on
 * this gateway. Used by one thread.
 */
final class OpenRunner implements AutoCloseable {
    /** From one to the next as long as runs stay short: a long one makes lanes wait that compute beside it. */
    private static final int[] BATCHES = {1, 8, 64, 512};

    private static final long SHORT_NANOS = 1_500_000;

    /** The next batch takes at most eight times as long: it is not even tried above that. */
    private static final long TRIED_NANOS = SHORT_NANOS / 2;

    private static final long RUN_MILLIS = 1_000;

    /** The share of the newest measurement in what is expected. */
    private static final double NEWEST = 0.2;

    private final Model model;
    private final ModelRunner runner;
    private final LongSupplier clock;
    private final int batch;
    private final ByteBuffer[] inputs;
    private final int[] rowBytes;
    private double runNanos;

    private OpenRunner(Model model, ModelRunner runner, int wanted, LongSupplier clock) {
        this.model = model;
        this.runner = runner;
        this.clock = clock;
        List<TensorSpec> specs = model.inputs();
        inputs = new ByteBuffer[specs.size()];
        rowBytes = new int[inputs.length];
        int rows = wanted;
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = runner.input(i);
            rowBytes[i] =
                    Players.elements(specs.get(i)) * Elements.bytes(specs.get(i).type());
            rows = Math.min(rows, inputs[i].capacity() / rowBytes[i]);
        }
        for (int o = 0; o < model.outputs().size(); o++) {
            rows = (int) Math.min(rows, runner.outputShape(o)[0]);
        }
        batch = Math.max(1, rows);
    }

    /**
     * Opens the model and measures it. Blocks.
     *
     * @param clock nanoseconds
     * @param stopped whether it is to end after the run that is in progress
     * @throws NotExplained if it was stopped
     */
    static OpenRunner open(Model model, LongSupplier clock, BooleanSupplier stopped)
            throws ModelException, NotExplained {
        OpenRunner open = measured(model, 1, clock, stopped);
        boolean many = hasBatch(model);
        boolean whole = false;
        try {
            for (int i = 1; many && i < BATCHES.length && open.runNanos <= TRIED_NANOS; i++) {
                OpenRunner larger;
                try {
                    larger = measured(model, BATCHES[i], clock, stopped);
                } catch (ModelException e) {
                    // Too large for the engine's buffers, perhaps: what is open does.
                    break;
                }
                if (larger.runNanos > SHORT_NANOS) {
                    larger.close();
                    break;
                }
                OpenRunner smaller = open;
                open = larger;
                smaller.close();
            }
            whole = true;
            return open;
        } finally {
            if (!whole) {
                open.close();
            }
        }
    }

    private static boolean hasBatch(Model model) {
        return model.inputs().stream().allMatch(input -> input.shape()[0] < 0)
                && model.outputs().stream().allMatch(output -> output.shape()[0] < 0);
    }

    private static OpenRunner measured(Model model, int wanted, LongSupplier clock, BooleanSupplier stopped)
            throws ModelException, NotExplained {
        ModelRunner runner = model.open(wanted);
        boolean whole = false;
        try {
            OpenRunner open = new OpenRunner(model, runner, wanted, clock);
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                if (stopped.getAsBoolean()) {
                    throw new NotExplained("the end came while the model opened");
                }
                long start = clock.getAsLong();
                open.runOnce();
                best = Math.min(best, clock.getAsLong() - start);
            }
            open.runNanos = best;
            whole = true;
            return open;
        } finally {
            if (!whole) {
                runner.close();
            }
        }
    }

    Model model() {
        return model;
    }

    /** Returns how many inputs one run takes. */
    int batch() {
        return batch;
    }

    /** Returns how many inputs can be scored in a time. */
    double affordable(long nanos) {
        return nanos / Math.max(1, runNanos) * batch;
    }

    ByteBuffer input(int i) {
        return inputs[i];
    }

    /** Returns the bytes that one row of the batch takes in an input. */
    int rowBytes(int i) {
        return rowBytes[i];
    }

    /** Runs the model on what the inputs hold. Blocks. */
    void run() throws ModelException, NotExplained {
        runOnce();
        if (runner.standIn() != null) {
            throw new NotExplained("another model stands in for the one that decided");
        }
    }

    /** Returns the time by the clock that runs are measured with. */
    long nanos() {
        return clock.getAsLong();
    }

    /** A run took so long together with the writing of its inputs and the reading of its outputs. */
    void took(long nanos) {
        runNanos += NEWEST * (nanos - runNanos);
    }

    private void runOnce() throws ModelException {
        if (!model.blocksElsewhere()) {
            runner.run(RUN_MILLIS);
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<ModelException> failure = new AtomicReference<>();
        runner.start(RUN_MILLIS, failed -> {
            failure.set(failed);
            done.countDown();
        });
        boolean interrupted = false;
        while (done.getCount() > 0) {
            try {
                done.await();
            } catch (InterruptedException e) {
                // Its completion comes soon, and before that the buffers are not ours.
                interrupted = true;
                runner.cancel();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    /** Reads the first elements of a reading in a row of the batch. */
    void read(Reading reading, int row, double[] into, int count) {
        TensorSpec output = model.outputs().get(reading.output());
        int first = row * Players.elements(output) + reading.index();
        for (int i = 0; i < count; i++) {
            into[i] = Elements.get(runner.output(reading.output()), first + i, output.type());
        }
    }

    /** Returns the inputs that the model remembers. */
    boolean[] states() {
        boolean[] states = new boolean[inputs.length];
        for (State state : model.states()) {
            states[state.input()] = true;
        }
        return states;
    }

    @Override
    public void close() {
        runner.close();
    }
}
