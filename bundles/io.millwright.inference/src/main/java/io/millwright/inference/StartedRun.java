package io.millwright.inference;

import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner.Completion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of one runner that may be computed together with those of others, one at a time. Its fields belong to the run in progress:
 * first to the thread that starts it, then to the one that takes it out of the batcher and ends it.
 */
final class StartedRun {
    private static final Logger LOG = LoggerFactory.getLogger(StartedRun.class);

    private final OnnxRunner runner;
    private final Batcher batcher;
    private final Contended contended = new Contended();
    private Completion completion;

    StartedRun(OnnxRunner runner, Batcher batcher) {
        this.runner = runner;
        this.batcher = batcher;
    }

    Batcher batcher() {
        return batcher;
    }

    OnnxRunner runner() {
        return runner;
    }

    /** Has a run that has begun wait for others. */
    void start(Completion done) {
        completion = done;
        batcher.add(this);
    }

    /** Has a run that has begun computed with others, by this thread or another; returns why there are no outputs, or null. */
    ModelException await() {
        contended.begin();
        start(contended);
        return contended.await(batcher);
    }

    /** Computes it by itself and ends it; for a caller that is inside the budget. */
    void compute() {
        if (runner.over(System.nanoTime())) {
            finishLate();
        } else {
            finish(runner.computeStarted());
        }
    }

    /** Ends it: its outputs are there, or they will not be. */
    void finish(ModelException failure) {
        long allowedMillis = runner.timeoutMillis();
        Completion done = taken();
        tell(done, runner.end() ? runner.failures().late(allowedMillis, null) : failure);
    }

    /** Ends it, because its time was over before it was computed. */
    void finishLate() {
        long allowedMillis = runner.timeoutMillis();
        Completion done = taken();
        runner.end();
        tell(done, runner.failures().neverComputed(allowedMillis));
    }

    /** Before the end: afterwards the next run may begin. */
    private Completion taken() {
        Completion done = completion;
        completion = null;
        return done;
    }

    private static void tell(Completion done, ModelException failure) {
        try {
            done.done(failure);
        } catch (RuntimeException | Error e) {
            LOG.error("A bug where the end of a run was told; please report it", e);
        }
    }
}
