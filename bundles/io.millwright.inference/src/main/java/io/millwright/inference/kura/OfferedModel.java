package io.millwright.inference.kura;

import io.millwright.inference.kura.EngineState.Code;
import io.millwright.inference.kura.RunnerPool.OpenRunner;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.kura.ai.inference.ModelInfo;
import org.eclipse.kura.ai.inference.Tensor;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model name: its best service, opened when somebody asks for it, and the next version in its place when that is open.
 * A model that nobody asks for is not held, so that the extender sees who is in use. Thread-safe; {@link #renew} is used by the
 * thread that opens.
 */
final class OfferedModel {
    private static final Logger LOG = LoggerFactory.getLogger(KuraInferenceEngine.PID);
    private static final long RETRY_MILLIS = 10_000;

    private final String name;
    private final KuraModels engine;
    private final AtomicBoolean renewing = new AtomicBoolean();
    private volatile RunnerPool pool;
    /** Why what is wanted is not open; null while nothing is known against it. */
    private volatile Refused trouble;

    private ServiceReference<Model> wanted;
    private ModelTensors wantedTensors;
    private ServiceReference<Model> held;
    private boolean asked;
    private long triedNanos;

    OfferedModel(String name, KuraModels engine) {
        this.name = name;
        this.engine = engine;
    }

    /** Another service is the best one of this name; null for none. */
    void offer(ServiceReference<Model> best) {
        synchronized (this) {
            if (best == wanted) {
                return;
            }
            wanted = best;
            wantedTensors = null;
            trouble = null;
            notifyAll();
        }
        renewLater();
    }

    synchronized boolean offered() {
        return wanted != null;
    }

    /** Returns what the model takes and gives, and has it opened. */
    ModelInfo info() throws Refused {
        ModelInfo info = tensors().info();
        ask();
        return info;
    }

    private ModelTensors tensors() throws Refused {
        ServiceReference<Model> reference;
        synchronized (this) {
            if (wantedTensors != null) {
                return wantedTensors;
            }
            reference = wanted;
        }
        Model model = reference == null ? null : engine.context().getService(reference);
        if (model == null) {
            throw missing();
        }
        try {
            ModelTensors made = ModelTensors.of(model, engine.settings(), engine.counters(), engine.mixLogged());
            synchronized (this) {
                wantedTensors = reference == wanted ? made : null;
            }
            return made;
        } finally {
            engine.context().ungetService(reference);
        }
    }

    boolean loaded() {
        return pool != null;
    }

    /** Has the model opened and waits for it. */
    void load(long deadlineNanos) throws Refused {
        openPool(deadlineNanos);
    }

    /** Closes the model until somebody asks for it again. */
    void unload() {
        synchronized (this) {
            asked = false;
        }
        renewLater();
    }

    /** Runs the model on a record's tensors, or says why not. */
    List<Tensor> infer(List<Tensor> given, long deadlineNanos) throws Refused {
        while (true) {
            RunnerPool now = openPool(deadlineNanos);
            OpenRunner runner = take(now, deadlineNanos);
            if (runner != null) {
                return infer(given, now, runner, deadlineNanos);
            }
            if (!now.closed()) {
                throw new Refused(
                        Code.RUNS_FAILING,
                        "model " + name + ": all " + engine.settings().concurrent() + " runs were busy for "
                                + engine.settings().timeoutMillis() + " ms",
                        "raise '" + EngineSettings.CONCURRENT_LABEL + "', or send fewer records");
            }
        }
    }

    private OpenRunner take(RunnerPool now, long deadlineNanos) throws Refused {
        try {
            return now.take(deadlineNanos);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ModelException e) {
            throw unusable(e);
        }
    }

    private List<Tensor> infer(List<Tensor> given, RunnerPool from, OpenRunner runner, long deadlineNanos)
            throws Refused {
        // An exception that nobody expects may have left the runner in any state.
        boolean usable = false;
        try {
            from.tensors().inputs().fill(given, runner.runner(), runner.seen());
            long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            runner.runner().run(Math.max(1, left));
            List<Tensor> outputs = from.tensors().outputs().read(runner.runner());
            usable = true;
            return outputs;
        } catch (Refused e) {
            usable = true;
            throw e;
        } catch (ModelException e) {
            usable = e.retryable();
            throw new Refused(Code.RUNS_FAILING, e.getMessage(), "", e);
        } finally {
            from.give(runner, usable);
        }
    }

    private RunnerPool openPool(long deadlineNanos) throws Refused {
        RunnerPool now = pool;
        if (now != null) {
            if (trouble != null) {
                // The version before serves; the present one is tried again from time to time.
                ask();
            }
            return now;
        }
        ask();
        synchronized (this) {
            while (pool == null) {
                if (wanted == null) {
                    throw missing();
                }
                if (trouble != null) {
                    throw trouble;
                }
                long left = deadlineNanos - System.nanoTime();
                if (engine.closed() || left <= 0) {
                    throw engine.closed() ? KuraModels.stopped() : opening();
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    throw interrupted();
                }
            }
            return pool;
        }
    }

    private void ask() {
        boolean again;
        synchronized (this) {
            boolean due =
                    trouble != null && System.nanoTime() - triedNanos >= TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
            again = !asked || due;
            asked = true;
        }
        if (again) {
            renewLater();
        }
    }

    void renewLater() {
        if (renewing.compareAndSet(false, true)) {
            engine.later(this::renew);
        }
    }

    /** Brings what is open in line with what is wanted. May take seconds. */
    private void renew() {
        renewing.set(false);
        ServiceReference<Model> reference;
        synchronized (this) {
            reference = asked && !engine.closed() ? wanted : null;
            if (reference == held) {
                return;
            }
        }
        if (reference == null) {
            swap(null, null, null);
            engine.state().over(name);
            return;
        }
        Model model = engine.context().getService(reference);
        if (model == null) {
            // Gone meanwhile: the tracker tells.
            return;
        }
        open(reference, model);
    }

    private void open(ServiceReference<Model> reference, Model model) {
        if (pool == null) {
            Refused opening = opening();
            engine.state().trouble(name, opening.code(), opening.diagnosis());
        }
        Refused failed;
        try {
            ModelTensors tensors = ModelTensors.of(model, engine.settings(), engine.counters(), engine.mixLogged());
            PoolGrowth growth = new PoolGrowth();
            RunnerPool made = new RunnerPool(model, tensors, engine.settings().concurrent(), engine.counters(), growth);
            growth.pool = made;
            made.open();
            LOG.info("{}: model {} {}", engine.settings().pid(), tensors.label(), tensors.words());
            // Before records come, whose own trouble must stay.
            engine.state().over(name);
            swap(made, reference, null);
            return;
        } catch (Refused e) {
            failed = e;
        } catch (ModelException e) {
            failed = unusable(e);
        } catch (IllegalStateException e) {
            // Withdrawn meanwhile: the tracker tells of the next one.
            failed = unusable(new ModelException(e.getMessage(), true, e));
        }
        engine.context().ungetService(reference);
        engine.state().trouble(name, failed.code(), failed.diagnosis());
        swap(pool, held, failed);
    }

    /** Puts a pool in place and closes the one before, if it is another one. */
    private void swap(RunnerPool next, ServiceReference<Model> reference, Refused failed) {
        RunnerPool before = pool;
        ServiceReference<Model> heldBefore;
        synchronized (this) {
            heldBefore = held;
            pool = next;
            held = reference;
            trouble = failed;
            triedNanos = System.nanoTime();
            notifyAll();
        }
        if (before != null && before != next) {
            before.close();
            unget(heldBefore);
        }
    }

    private void unget(ServiceReference<Model> reference) {
        try {
            engine.context().ungetService(reference);
        } catch (IllegalStateException e) {
            // Our bundle has stopped, and the framework has let go of all.
        }
    }

    private Refused missing() {
        return engine.missing(name);
    }

    private Refused opening() {
        return new Refused(Code.OPENING, "model " + name + " is being opened", "wait");
    }

    private Refused unusable(ModelException e) {
        return new Refused(Code.MODEL_UNUSABLE, "model " + name + ": " + e.getMessage(), "", e);
    }

    private static Refused interrupted() {
        Thread.currentThread().interrupt();
        return new Refused(Code.RUNS_FAILING, "the calling thread was interrupted", "");
    }

    /** Has the pool grow on the thread that opens. */
    private final class PoolGrowth implements Runnable {
        private RunnerPool pool;

        @Override
        public void run() {
            engine.later(pool::grow);
        }
    }
}
