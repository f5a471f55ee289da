package io.millwright.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millwright.inference.worker.SessionFiles;
import io.millwright.inference.worker.WorkerFailed;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a staged model where it is to run, and lets it pass or not: session, contract with the graph, golden rows. */
final class ModelChecks {
    private static final Logger LOG = LoggerFactory.getLogger(ModelChecks.class);

    private final Engine engine;
    private final NativeCounts counts;
    private final RunWatchdog watchdog;
    private final Computing computing;

    /** Null if every model runs here. */
    private final Placement placement;

    private final Backbones backbones;
    private final Runnable changed;

    /** Checks that open every model in this process, for whoever uses it alone. */
    ModelChecks(Engine engine, NativeCounts counts, RunWatchdog watchdog) {
        this(engine, counts, watchdog, Computing.unlimited());
    }

    /** Checks that open every model in this process. */
    ModelChecks(Engine engine, NativeCounts counts, RunWatchdog watchdog, Computing computing) {
        this(engine, counts, watchdog, computing, Backbones.none());
    }

    /** The same with what heads are put behind. */
    ModelChecks(Engine engine, NativeCounts counts, RunWatchdog watchdog, Computing computing, Backbones backbones) {
        this(engine, counts, watchdog, computing, null, backbones, () -> {});
    }

    /** @param changed called when the process of a model that passed ends or is back, from any thread */
    ModelChecks(
            Engine engine,
            NativeCounts counts,
            RunWatchdog watchdog,
            Computing computing,
            Placement placement,
            Runnable changed) {
        this(engine, counts, watchdog, computing, placement, placement.backbones(), changed);
    }

    private ModelChecks(
            Engine engine,
            NativeCounts counts,
            RunWatchdog watchdog,
            Computing computing,
            Placement placement,
            Backbones backbones,
            Runnable changed) {
        this.backbones = backbones;
        this.computing = computing;
        this.engine = engine;
        this.counts = counts;
        this.watchdog = watchdog;
        this.placement = placement;
        this.changed = changed;
    }

    /**
     * A model that passed.
     *
     * @param rows golden rows replayed
     * @param deviation greatest absolute deviation from them
     */
    record Passed(OnnxModel model, int rows, double deviation) {}

    /** Returns the open model; the caller withdraws it. */
    Passed pass(StagedModel staged) throws ModelRefused {
        if (placement == null || !placement.elsewhere(staged)) {
            String fallback = "";
            if (placement != null) {
                placement.memory().holdHere(staged);
                fallback = placement.here(staged);
            }
            return here(staged, fallback);
        }
        try {
            return serve(placement.pass(staged, worker -> {}));
        } catch (WorkerFailed e) {
            throw WorkerRefusals.ofAccepted("open", e, staged);
        }
    }

    private Passed here(StagedModel staged, String fallback) throws ModelRefused {
        OrtSession ort = open(staged);
        NativeSession session = new NativeSession(engine.environment(), ort, counts, watchdog, fallback);
        try {
            return pass(staged, session, computing, backbones);
        } catch (WorkerFailed e) {
            throw new IllegalStateException(e);
        }
    }

    /** A model that passed elsewhere serves from now on. */
    Passed serve(Passed passed) {
        passed.model().session().serve(changed);
        return passed;
    }

    /** The same of a session in a process of its own, whose runs take no thread of the gateway's. */
    static Passed passElsewhere(StagedModel staged, ProcessSession session, Backbones backbones)
            throws ModelRefused, WorkerFailed {
        return pass(staged, session, Computing.unlimited(), backbones);
    }

    /**
     * Returns the model of a session, a head behind its backbone; the session is given back if the model does not pass.
     *
     * @throws WorkerFailed its process ended or took too long, or ONNX Runtime failed there
     */
    private static Passed pass(StagedModel staged, ModelSession own, Computing computing, Backbones backbones)
            throws ModelRefused, WorkerFailed {
        ModelDescription description = staged.description();
        String file = description.onnx().file();
        ModelSession session = own;
        boolean passed = false;
        try {
            byte[] content = staged.descriptionContent();
            ModelDescription ordered = Contract.check(description, content, own.graph());
            if (ordered.backbone() != null) {
                ComposedSession composed = backbones.compose(ordered, content, own, computing);
                session = composed;
                ordered = composed.description();
            }
            GoldenRows golden = GoldenRows.read(ordered, staged.golden());
            BackgroundRows background = BackgroundRows.read(ordered, staged.background());
            OnnxModel model = new OnnxModel(ordered, session, golden, background, computing);
            double deviation;
            try (ModelRunner runner = model.openCold(1, OnnxRunner.CLOSE_WAIT_MILLIS)) {
                deviation = golden.replay(runner, session.accelerated());
            }
            passed = true;
            return new Passed(model, golden.size(), deviation);
        } catch (ModelException e) {
            if (e.getCause() instanceof WorkerFailed failed) {
                if (failed.end() == WorkerFailed.End.REFUSED) {
                    throw WorkerRefusals.of("run", failed, staged);
                }
                throw failed;
            }
            boolean passes = e.getCause() instanceof OrtException ort ? EngineTrouble.passes(ort) : e.retryable();
            throw passes ? notNow(file, "run", e.getMessage(), e) : notRunning(file, e.getMessage(), e);
        } finally {
            if (!passed) {
                session.release();
            }
        }
    }

    /** Memory that weights take when they are read is never given back whole: those of a large file are mapped. */
    private OrtSession open(StagedModel staged) throws ModelRefused {
        String file = staged.description().onnx().file();
        if (placement != null && staged.data().isEmpty()) {
            try (SessionFiles files = placement.workers().files(staged.source())) {
                if (files.graph() != null) {
                    return engine.open(files.graph(), true);
                }
            } catch (OrtException | IOException e) {
                LOG.debug("{} is opened whole: {}", file, e.toString());
            }
        }
        return openWhole(file, staged.onnx());
    }

    private OrtSession openWhole(String file, Path onnx) throws ModelRefused {
        try {
            return engine.open(onnx);
        } catch (OrtException e) {
            String text = EngineTrouble.text(e, onnx);
            if (EngineTrouble.passes(e)) {
                throw notNow(file, "open", text, e);
            }
            throw notOpening(file, text, e);
        }
    }

    static ModelRefused notOpening(String file, String text, Exception e) {
        return new ModelRefused(
                file,
                "content",
                text,
                "is no ONNX model that ONNX Runtime can open (truncated, another format, or an operator set that is too"
                        + " old or too new)",
                "export it again, with another operator set where that is what is said, and name the new file's sha256 in"
                        + " model.json",
                e);
    }

    static ModelRefused notNow(String file, String key, String text, Exception e) {
        return ModelRefused.forNow(
                file,
                key,
                text,
                "failed",
                "leave the gateway more memory and processor time, or correct the shapes of model.json and export the model"
                        + " again",
                e);
    }

    static ModelRefused notRunning(String file, String text, Exception e) {
        return new ModelRefused(
                file,
                "run",
                text,
                "a run with the shapes of model.json does not end well",
                "correct the shapes, export the model again, or use one that needs less memory and time",
                e);
    }
}
