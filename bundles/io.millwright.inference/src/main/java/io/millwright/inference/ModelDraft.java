package io.millwright.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millwright.inference.Engine.EngineMissing;
import io.millwright.inference.onnx.OnnxFile;
import io.millwright.inference.onnx.OnnxRefused;
import io.millwright.inference.worker.Graph;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import io.millwright.tensor.Elements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model folder that is being made: its golden rows may lack results. It is read, held against the graph, filled and run by the
 * gateway's own classes, in this process. For the desk; used by one thread.
 */
public final class ModelDraft implements AutoCloseable {
    static final long STOP_MILLIS = 5_000;

    private final RunWatchdog watchdog;
    private final OnnxModel model;
    private final GoldenRows rows;

    private ModelDraft(RunWatchdog watchdog, OnnxModel model, GoldenRows rows) {
        this.watchdog = watchdog;
        this.model = model;
        this.rows = rows;
    }

    /** Hears of the results of each row. */
    @FunctionalInterface
    public interface Results {
        /**
         * A row was run.
         *
         * @param outputs the elements of each output in the order of {@link #outputs}
         * @return whether further rows are wanted
         */
        boolean row(int row, double[][] outputs) throws IOException;
    }

    /**
     * Returns what a file takes and gives, after it was judged as on a gateway.
     *
     * @throws RefusedFolder if it would not be let in, or does not open
     */
    public static Graph graph(Path onnx) throws IOException {
        String file = String.valueOf(onnx.getFileName());
        try {
            OnnxFile.check(onnx, dataBytes(onnx));
            try (OrtSession session = Engine.load().open(onnx)) {
                return NativeGraph.of(session);
            }
        } catch (OnnxRefused e) {
            throw new RefusedFolder(new ModelRefused(file, e.key(), e.value(), e.problem(), e.remedy(), e));
        } catch (OrtException e) {
            throw new RefusedFolder(ModelChecks.notOpening(file, EngineTrouble.text(e, onnx), e));
        } catch (EngineMissing e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns the sizes of the further files with weights, beside the file. */
    private static Map<String, Long> dataBytes(Path onnx) throws IOException, OnnxRefused {
        Map<String, Long> bytes = new HashMap<>();
        for (String name : OnnxFile.dataFiles(onnx)) {
            Path data = onnx.resolveSibling(name);
            if (Files.isRegularFile(data, LinkOption.NOFOLLOW_LINKS)) {
                bytes.put(name, Files.size(data));
            }
        }
        return bytes;
    }

    /** Opens a folder whose model.json is whole, and whose golden rows have all inputs. */
    public static ModelDraft open(Path folder) throws IOException {
        RunWatchdog watchdog = new RunWatchdog();
        watchdog.start();
        NativeSession session = null;
        ModelDraft draft = null;
        try (StagedModel staged = StagedModel.of(new FolderContent(folder), folder)) {
            Engine engine = Engine.load();
            NativeCounts counts = new NativeCounts();
            session = new NativeSession(engine.environment(), engine.open(staged.onnx()), counts, watchdog, "");
            ModelDescription ordered =
                    Contract.check(staged.description(), staged.descriptionContent(), NativeGraph.of(session.ort()));
            GoldenRows rows = GoldenRows.inputs(ordered, staged.golden());
            OnnxModel model = new OnnxModel(ordered, session, rows, null, Computing.unlimited());
            draft = new ModelDraft(watchdog, model, rows);
            return draft;
        } catch (ModelRefused e) {
            throw new RefusedFolder(e);
        } catch (OrtException | EngineMissing e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            if (draft == null) {
                if (session != null) {
                    session.release();
                }
                stop(watchdog);
            }
        }
    }

    /** Returns what a model.json says, without its other files. */
    public static ModelContract contract(byte[] description) throws IOException {
        try {
            return ModelContract.of(DescriptionReader.read(description), null);
        } catch (ModelRefused e) {
            throw new RefusedFolder(e);
        }
    }

    /** Returns the inputs in the graph's order. */
    public List<TensorSpec> inputs() {
        return model.inputs();
    }

    /** Returns the outputs in the graph's order. */
    public List<TensorSpec> outputs() {
        return model.outputs();
    }

    /** Returns what the model says. */
    public List<Reading> readings() {
        return model.readings();
    }

    /**
     * Runs all golden rows, one by one.
     *
     * @throws RefusedFolder if the graph does not run with them
     */
    public void run(Results results) throws IOException {
        List<Tensor> outputs = model.description().outputs();
        try (ModelRunner runner = model.openCold(1, OnnxRunner.CLOSE_WAIT_MILLIS)) {
            rows.run(runner, (row, ran) -> {
                try {
                    return results.row(row, elements(ran, outputs));
                } catch (IOException e) {
                    throw ModelRefused.forNow("golden.csv", "rows", row, e.getMessage(), "see the reason", e);
                }
            });
        } catch (ModelRefused e) {
            throw e.getCause() instanceof IOException cause ? cause : new RefusedFolder(e);
        } catch (ModelException e) {
            throw new RefusedFolder(
                    ModelChecks.notRunning(model.description().onnx().file(), e.getMessage(), e));
        }
    }

    private static double[][] elements(ModelRunner runner, List<Tensor> outputs) {
        double[][] all = new double[outputs.size()][];
        for (int i = 0; i < all.length; i++) {
            Tensor output = outputs.get(i);
            all[i] = new double[output.elementsPerRow()];
            for (int e = 0; e < all[i].length; e++) {
                all[i][e] = Elements.get(runner.output(i), e, output.type());
            }
        }
        return all;
    }

    @Override
    public void close() {
        model.withdraw();
        stop(watchdog);
    }

    static void stop(RunWatchdog watchdog) {
        try {
            watchdog.stop(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
