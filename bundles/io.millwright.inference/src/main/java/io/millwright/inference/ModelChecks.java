package io.millwright.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millwright.model.ModelException;
import java.nio.file.Path;

/** Opens a staged model and lets it pass or not: session, contract with the graph, golden rows. */
final class ModelChecks {
    private final Engine engine;
    private final NativeCounts counts;
    private final RunWatchdog watchdog;

    ModelChecks(Engine engine, NativeCounts counts, RunWatchdog watchdog) {
        this.engine = engine;
        this.counts = counts;
        this.watchdog = watchdog;
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
        ModelDescription description = staged.description();
        String file = description.onnx().file();
        NativeSession session = new NativeSession(open(file, staged.onnx()), counts);
        boolean passed = false;
        try {
            ModelDescription ordered =
                    Contract.check(description, staged.descriptionContent(), NativeGraph.of(session.ort()));
            GoldenRows golden = GoldenRows.read(ordered, staged.golden());
            OnnxModel model = new OnnxModel(ordered, engine, session, counts, watchdog, golden);
            double deviation;
            try (OnnxRunner runner = model.openCold(1, OnnxRunner.CLOSE_WAIT_MILLIS)) {
                deviation = golden.replay(runner);
            }
            passed = true;
            return new Passed(model, golden.size(), deviation);
        } catch (ModelException e) {
            boolean passes = e.getCause() instanceof OrtException ort ? EngineTrouble.passes(ort) : e.retryable();
            throw passes ? notNow(file, "run", e.getMessage(), e) : notRunning(file, e.getMessage(), e);
        } catch (OrtException e) {
            String text = EngineTrouble.text(e, staged.onnx());
            throw EngineTrouble.passes(e) ? notNow(file, "run", text, e) : notRunning(file, text, e);
        } finally {
            if (!passed) {
                session.release();
            }
        }
    }

    private OrtSession open(String file, Path onnx) throws ModelRefused {
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
                "is no ONNX model that ONNX Runtime can open (truncated, another format, an operator set that is too new, or"
                        + " weights in a second file)",
                "export it again as one file and compute its sha256 anew",
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
                "the graph does not run with the shapes of model.json",
                "correct the shapes or export the model again",
                e);
    }
}
