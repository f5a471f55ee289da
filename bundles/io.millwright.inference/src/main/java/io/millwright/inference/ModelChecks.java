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
            ModelDescription ordered = Contract.check(description, staged.descriptionContent(), session.ort());
            GoldenRows golden = GoldenRows.read(ordered, staged.goldenContent());
            OnnxModel model = new OnnxModel(ordered, engine, session, counts, watchdog, golden.first());
            double deviation;
            try (OnnxRunner runner = model.openCold(1, OnnxRunner.CLOSE_WAIT_MILLIS)) {
                deviation = golden.replay(runner);
            }
            passed = true;
            return new Passed(model, golden.size(), deviation);
        } catch (ModelException e) {
            throw e.retryable() ? notNow(file, "run", e) : notRunning(file, e);
        } catch (OrtException e) {
            throw temporary(e) ? notNow(file, "run", e) : notRunning(file, e);
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
            if (temporary(e)) {
                throw notNow(file, "open", e);
            }
            throw new ModelRefused(
                    file,
                    "content",
                    e.getMessage(),
                    "is no ONNX model that ONNX Runtime can open (truncated, another format, an operator set that is too new, or"
                            + " weights in a second file)",
                    "export it again as one file and compute its sha256 anew",
                    e);
        }
    }

    /** What ONNX Runtime reports when memory is short, or when the staged file has been cleaned away under it. */
    private static boolean temporary(OrtException e) {
        return switch (e.getCode()) {
            case ORT_RUNTIME_EXCEPTION, ORT_ENGINE_ERROR, ORT_NO_SUCHFILE -> true;
            default -> false;
        };
    }

    private static ModelRefused notNow(String file, String key, Exception e) {
        return ModelRefused.forNow(
                file,
                key,
                e.getMessage(),
                "failed",
                "leave the gateway more memory and processor time, or correct the shapes of model.json and export the model"
                        + " again",
                e);
    }

    private static ModelRefused notRunning(String file, Exception e) {
        return new ModelRefused(
                file,
                "run",
                e.getMessage(),
                "the graph does not run with the shapes of model.json",
                "correct the shapes or export the model again",
                e);
    }
}
