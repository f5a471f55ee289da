package io.millwright.inference;

import io.millwright.inference.batch.BatchPlan;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Finds out how many rows of a model are best computed together: by measuring, and by comparing every row with the same row computed
 * alone. Different golden rows lie side by side, so a model whose rows see each other is found; other values are not tried, because
 * nobody knows what it does with them. Takes a fraction of a second for a light model, a few runs for a heavy one.
 */
final class BatchTrial {
    private static final int GREATEST_SIZE = 64;
    private static final long GREATEST_BYTES = 4L << 20;
    private static final long RUN_TIMEOUT_MILLIS = 60_000;
    private static final int LEAST_RUNS = 3;
    private static final int GREATEST_RUNS = 200;
    private static final long SIZE_NANOS = 20_000_000;

    /** What was found; the text says it for a person. */
    record Finding(BatchPlan plan, String text) {}

    private final OnnxModel model;
    private final List<Tensor> inputs;
    private final List<Tensor> outputs;
    private final long latencyNanos;
    private final int patterns;
    private double deviation;
    private String unequal = "";

    /** @param latencyNanos a run of many rows has to be over by then */
    BatchTrial(OnnxModel model, long latencyNanos) {
        this.model = model;
        this.latencyNanos = latencyNanos;
        inputs = model.description().inputs();
        outputs = model.description().outputs();
        patterns = model.golden().samples();
    }

    Finding find() throws ModelException {
        long[] nanos = new long[Integer.numberOfTrailingZeros(GREATEST_SIZE) + 1];
        int tiers = 1;
        byte[][][] alone;
        try (ModelRunner one = model.openCold(1, OnnxRunner.CLOSE_WAIT_MILLIS)) {
            alone = alone(one);
            nanos[0] = measure(one);
        }
        if (!anyDifferent(alone)) {
            unequal = patterns == 1 && model.golden().size() > 1
                    ? "its golden rows are too long to be compared"
                    : "its golden rows do not show that rows are independent: add rows that give different outputs";
        }
        while (unequal.isEmpty() && tiers < nanos.length && bytes(1L << tiers) <= GREATEST_BYTES) {
            try (ModelRunner many = model.openCold(1 << tiers, OnnxRunner.CLOSE_WAIT_MILLIS)) {
                if (!same(many, 1 << tiers, alone)) {
                    break;
                }
                nanos[tiers] = measure(many);
            }
            if (nanos[tiers] > latencyNanos) {
                break;
            }
            tiers++;
        }
        BatchPlan plan = BatchPlan.of(Arrays.copyOf(nanos, tiers));
        return new Finding(plan, text(plan));
    }

    private String text(BatchPlan plan) {
        if (plan.size() > 1) {
            return plan
                    + (deviation == 0 ? ", equal to one alone" : ", differing from one alone by at most " + deviation);
        }
        return unequal.isEmpty() ? plan.toString() : "each row by itself, because " + unequal;
    }

    /** All sizes up to this one are open at once. */
    private long bytes(long rows) {
        long bytes = 0;
        for (List<Tensor> tensors : List.of(inputs, outputs)) {
            for (Tensor tensor : tensors) {
                bytes += (long) tensor.elementsPerRow() * Elements.bytes(tensor.type());
            }
        }
        return 2 * rows * bytes;
    }

    /** Returns, for each pattern and output, the bytes of a row that was computed alone. */
    private byte[][][] alone(ModelRunner one) throws ModelException {
        byte[][][] all = new byte[patterns][outputs.size()][];
        for (int p = 0; p < patterns; p++) {
            fill(one, p, 0);
            one.run(RUN_TIMEOUT_MILLIS);
            for (int o = 0; o < all[p].length; o++) {
                all[p][o] = new byte[one.output(o).capacity()];
                one.output(o).get(0, all[p][o]);
            }
        }
        return all;
    }

    private static boolean anyDifferent(byte[][][] alone) {
        return Arrays.stream(alone).anyMatch(outputs -> !Arrays.deepEquals(outputs, alone[0]));
    }

    private void fill(ModelRunner runner, int pattern, int row) {
        model.golden().fillSample(runner, inputs, pattern, row);
    }

    /** Whether rows computed together are within the tolerance of golden rows; notes what they are not. */
    private boolean same(ModelRunner many, int size, byte[][][] alone) throws ModelException {
        for (int row = 0; row < size; row++) {
            fill(many, row % patterns, row);
        }
        try {
            many.run(RUN_TIMEOUT_MILLIS);
        } catch (ModelException e) {
            unequal = size + " rows together fail: " + e.getMessage();
            return false;
        }
        double greatest = 0;
        for (int o = 0; o < outputs.size(); o++) {
            for (int row = 0; row < size; row++) {
                double differs = difference(o, many.output(o), row, alone[row % patterns][o]);
                if (differs < 0) {
                    unequal = size + " rows together give other outputs than each alone: "
                            + outputs.get(o).name();
                    return false;
                }
                greatest = Math.max(greatest, differs);
            }
        }
        deviation = Math.max(deviation, greatest);
        return true;
    }

    /** Returns the greatest difference of a row's elements, -1 if it exceeds the tolerance; equal bits are no difference. */
    private double difference(int output, ByteBuffer together, int row, byte[] alone) {
        ByteBuffer expected = ByteBuffer.wrap(alone).order(together.order());
        if (expected.equals(together.slice(row * alone.length, alone.length))) {
            return 0;
        }
        Tensor tensor = outputs.get(output);
        double tolerance = GoldenRows.tolerance(tensor.type());
        int elements = tensor.elementsPerRow();
        double greatest = 0;
        for (int i = 0; i < elements; i++) {
            double one = Elements.get(expected, i, tensor.type());
            double many = Elements.get(together, row * elements + i, tensor.type());
            double differs = Double.compare(one, many) == 0 ? 0 : Math.abs(one - many);
            // Not "differs > tolerance": NaN must not pass.
            if (!(differs <= tolerance + tolerance * Math.abs(one)) || Double.isInfinite(differs)) {
                return -1;
            }
            greatest = Math.max(greatest, differs);
        }
        return greatest;
    }

    /** Returns the median time of a run, ns. */
    private static long measure(ModelRunner runner) throws ModelException {
        long[] times = new long[GREATEST_RUNS];
        long end = System.nanoTime() + SIZE_NANOS;
        int runs = 0;
        // The first runs of a size warm up, and count little.
        while (runs < GREATEST_RUNS && (runs < LEAST_RUNS || System.nanoTime() < end)) {
            long began = System.nanoTime();
            runner.run(RUN_TIMEOUT_MILLIS);
            times[runs++] = Math.max(1, System.nanoTime() - began);
        }
        Arrays.sort(times, 0, runs);
        return times[runs / 2];
    }
}
