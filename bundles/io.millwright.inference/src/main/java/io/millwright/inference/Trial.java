package io.millwright.inference;

import io.millwright.inference.ModelChecks.Passed;
import io.millwright.inference.worker.Worker;
import io.millwright.inference.worker.WorkerFailed;
import io.millwright.inference.worker.WorkerFailed.End;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries a model: opens it in a worker, holds the graph against model.json and replays the golden rows there. What never ends, takes all
 * memory or crashes costs that process alone. A model that is to run in a worker stays in that of its trial.
 */
final class Trial {
    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);

    /** A process that somebody ends says nothing of a model that was accepted before. */
    private static final int ATTEMPTS = 3;

    private final Placement placement;
    private volatile Worker present;
    private volatile boolean cancelled;
    private volatile BooleanSupplier wanted = () -> true;

    Trial(Placement placement) {
        this.placement = placement;
    }

    /** Ends the trial that is in progress, and those to come. Any thread. */
    void cancel() {
        cancelled = true;
        Worker worker = present;
        if (worker != null) {
            worker.close();
        }
    }

    private void began(Worker worker) {
        present = worker;
        if (cancelled) {
            worker.close();
        }
        endIfUnwanted();
    }

    /** Ends the trial that is in progress where nobody waits for its result any more, without waiting for its end. Any thread. */
    void endIfUnwanted() {
        Worker worker = present;
        if (worker != null && !wanted.getAsBoolean()) {
            worker.kill();
        }
    }

    /**
     * Returns if the model passes: the model where it is to run in that worker, else null.
     *
     * @param accepted whether it passed before
     * @param awaited whether somebody waits for the result; where nobody does any more, {@link #endIfUnwanted} follows
     */
    Passed pass(StagedModel staged, boolean accepted, BooleanSupplier awaited) throws ModelRefused {
        wanted = awaited;
        for (int attempt = 1; ; attempt++) {
            try {
                return pass(staged);
            } catch (WorkerFailed e) {
                if (e.end() == End.NOT_STARTED && !placement.workers().missing().isEmpty()) {
                    // Not for a reason that passes: a state tells that nothing is tried here.
                    LOG.warn("{} is let in without a trial: {}", staged.description(), e.getMessage());
                    return null;
                }
                boolean ended = e.end() == End.DIED || e.end() == End.EXITED;
                String key = e.end() == End.REFUSED ? "open" : "trial";
                if (!accepted) {
                    throw WorkerRefusals.of(key, e, staged);
                }
                if (!ended || cancelled || !awaited.getAsBoolean() || attempt == ATTEMPTS) {
                    throw WorkerRefusals.ofAccepted(key, e, staged);
                }
                LOG.warn("{} is opened again: {}", staged.description(), e.getMessage());
            } finally {
                present = null;
            }
        }
    }

    private Passed pass(StagedModel staged) throws ModelRefused, WorkerFailed {
        Passed passed = placement.pass(staged, this::began);
        if (placement.elsewhere(staged)) {
            return passed;
        }
        if (passed.model().session().own() instanceof ProcessSession session) {
            placement.memory().measured(staged, session.takenBytes());
        }
        passed.model().withdraw();
        return null;
    }
}
