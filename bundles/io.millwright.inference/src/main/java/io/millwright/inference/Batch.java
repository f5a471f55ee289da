package io.millwright.inference;

import io.millwright.inference.batch.BatchPlan;
import io.millwright.inference.batch.ComputeBudget;
import io.millwright.model.ModelException;

/** The buffers in which rows of several runners are computed together, one set for each size. Used by one thread at a time, which leads. */
final class Batch {
    private final BatchPlan plan;
    private final NativeCounts counts;
    private final OnnxRunner[] sizes;
    private final StartedRun[] rows;
    private final int inputs;
    private final int outputs;
    private final ComputeBudget.Turn turn = new ComputeBudget.Turn();

    private Batch(OnnxModel model, BatchPlan plan, NativeCounts counts) {
        this.plan = plan;
        this.counts = counts;
        sizes = new OnnxRunner[plan.tiers() + 1];
        inputs = model.description().inputs().size();
        outputs = model.description().outputs().size();
        rows = new StartedRun[plan.size()];
    }

    /** Opens the buffers; the caller closes them. */
    static Batch open(OnnxModel model, BatchPlan plan, NativeCounts counts) throws ModelException {
        Batch batch = new Batch(model, plan, counts);
        boolean whole = false;
        try {
            for (int tier = 1; tier < batch.sizes.length; tier++) {
                // Only a session in this process has its rows gathered.
                batch.sizes[tier] = (OnnxRunner) model.openCold(1 << tier, OnnxRunner.CLOSE_WAIT_MILLIS);
            }
            whole = true;
            return batch;
        } finally {
            if (!whole) {
                batch.close();
            }
        }
    }

    /** Returns how many rows fit. */
    int size() {
        return rows.length;
    }

    /** Returns what a full run usually takes, ns. */
    long usualNanos() {
        return plan.nanos();
    }

    ComputeBudget.Turn turn() {
        return turn;
    }

    /** Returns where to put started runs from which outputs are wanted, from the first on. */
    StartedRun[] rows() {
        return rows;
    }

    /**
     * Computes so many rows; each is told.
     *
     * @param inside whether the caller is inside the budget; else the rows' time is over
     */
    void compute(boolean inside, int count) {
        int at = 0;
        while (at < count) {
            int tier = inside ? plan.next(count - at) : 0;
            int taken = Math.min(1 << tier, count - at);
            if (tier == 0 || !together(tier, at, taken)) {
                alone(inside, at, taken);
            }
            at += taken;
        }
    }

    /** Whatever happened: who waits is told. */
    void finish(int count) {
        for (int i = 0; i < count; i++) {
            if (rows[i] != null) {
                StartedRun row = row(i);
                row.finish(row.runner().failures().bug());
            }
        }
    }

    /** Hands a row over: what happens to it next ends its run. */
    private StartedRun row(int i) {
        StartedRun row = rows[i];
        rows[i] = null;
        return row;
    }

    private void alone(boolean inside, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (inside) {
                row(i).compute();
            } else {
                row(i).finishLate();
            }
        }
    }

    /**
     * Computes rows in one run, or none of them: a row that fails or takes too long must not cost the others, so each is then computed by
     * itself in its own time.
     */
    private boolean together(int tier, int from, int count) {
        OnnxRunner batch = sizes[tier];
        long deadline = rows[from].runner().deadlineNanos();
        for (int i = from; i < from + count; i++) {
            OnnxRunner row = rows[i].runner();
            copyInputs(row, batch, i - from);
            deadline = row.deadlineNanos() - deadline < 0 ? row.deadlineNanos() : deadline;
        }
        // What is in nobody's row is still computed: the same as somebody's does not fail on its own.
        for (int i = count; i < 1 << tier; i++) {
            copyInputs(rows[from].runner(), batch, i);
        }
        if (!batch.computeUntil(deadline)) {
            counts.batchesSplit.incrementAndGet();
            return false;
        }
        counts.batches.incrementAndGet();
        counts.batchRows.addAndGet(count);
        for (int i = from; i < from + count; i++) {
            copyOutputs(batch, i - from, rows[i].runner());
            row(i).finish(null);
        }
        return true;
    }

    private void copyInputs(OnnxRunner one, OnnxRunner batch, int row) {
        for (int i = 0; i < inputs; i++) {
            int bytes = one.input(i).capacity();
            batch.input(i).put(row * bytes, one.input(i), 0, bytes);
        }
    }

    private void copyOutputs(OnnxRunner batch, int row, OnnxRunner one) {
        for (int i = 0; i < outputs; i++) {
            int bytes = one.output(i).capacity();
            one.output(i).put(0, batch.output(i), row * bytes, bytes);
        }
    }

    /** Closes the buffers; nothing is computed any more. */
    void close() {
        for (OnnxRunner size : sizes) {
            if (size != null) {
                size.close();
            }
        }
    }
}
