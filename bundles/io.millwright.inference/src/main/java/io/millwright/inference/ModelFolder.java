package io.millwright.inference;

import io.millwright.inference.Engine.EngineMissing;
import io.millwright.inference.ModelChecks.Passed;
import io.millwright.inference.worker.Workers;
import io.millwright.model.Model;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A model folder (model.json and the files it names) checked and opened without a gateway, by the same checks as on one: for
 * model builds, tools and measurements.
 */
public final class ModelFolder implements AutoCloseable {
    private static final long OPEN_MILLIS = 120_000;
    private static final EngineSettings ELSEWHERE = EngineSettings.DEFAULTS.workerFrom(0);

    private final RunWatchdog watchdog;
    private final Computing computing;

    /** Null where it runs in this process. */
    private final Workers workers;

    private final Passed passed;

    private ModelFolder(RunWatchdog watchdog, Computing computing, Workers workers, Passed passed) {
        this.watchdog = watchdog;
        this.computing = computing;
        this.workers = workers;
        this.passed = passed;
    }

    /**
     * Checks and opens a model.
     *
     * @throws RefusedFolder if the model does not pass
     * @throws IOException if ONNX Runtime cannot be used; the message says why and the remedy
     */
    public static ModelFolder open(Path folder) throws IOException {
        return open(folder, (ModelFolder) null);
    }

    /**
     * The same of a head behind its backbone.
     *
     * @param backbone open, and closed by the caller; null for none
     */
    public static ModelFolder open(Path folder, ModelFolder backbone) throws IOException {
        return open(folder, Computing.unlimited(), null, backbones(backbone));
    }

    private static Backbones backbones(ModelFolder backbone) {
        return backbone == null ? Backbones.none() : Backbones.of(backbone.passed.model());
    }

    /**
     * The same, to compute as on a gateway.
     *
     * @param computeThreads how many threads compute at a time, at least 1
     * @param batchLatencyMillis how long a started run may wait for those of other runners; 0 = each by itself
     */
    public static ModelFolder open(Path folder, int computeThreads, long batchLatencyMillis) throws IOException {
        return open(folder, new Computing(computeThreads, batchLatencyMillis), null, Backbones.none());
    }

    /**
     * The same in a process of its own, as a gateway runs large models.
     *
     * @param scratch for what such a process needs
     */
    public static ModelFolder openElsewhere(Path folder, Path scratch) throws IOException {
        return open(folder, Computing.unlimited(), scratch, Backbones.none());
    }

    private static ModelFolder open(Path folder, Computing computing, Path scratch, Backbones backbones)
            throws IOException {
        RunWatchdog watchdog = new RunWatchdog();
        watchdog.start();
        computing.start();
        Workers workers = scratch == null ? null : new Workers(scratch);
        ModelFolder open = null;
        try (StagedModel staged = StagedModel.of(new FolderContent(folder), folder)) {
            ModelChecks checks = checks(watchdog, computing, workers, backbones);
            open = new ModelFolder(watchdog, computing, workers, checks.pass(staged));
            return open;
        } catch (ModelRefused e) {
            throw new RefusedFolder(e);
        } catch (EngineMissing e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            if (open == null) {
                stop(watchdog, computing, workers);
            }
        }
    }

    private static ModelChecks checks(RunWatchdog watchdog, Computing computing, Workers workers, Backbones backbones)
            throws EngineMissing {
        NativeCounts counts = new NativeCounts();
        if (workers == null) {
            return new ModelChecks(Engine.load(), counts, watchdog, computing, backbones);
        }
        return new ModelChecks(null, counts, watchdog, computing, placement(workers, counts, ELSEWHERE), () -> {});
    }

    private static Placement placement(Workers workers, NativeCounts counts, EngineSettings settings) {
        return new Placement(
                workers,
                new EngineCaches(workers.folder()),
                new AvailableMemory()::bytes,
                () -> OPEN_MILLIS,
                counts,
                () -> settings);
    }

    /**
     * Tries a model in a process of its own, as a gateway does before it lets one in that it does not know.
     *
     * @param work for what that process needs on disk, made where it is missing
     * @param backbone what a head is put behind, open; null for none
     * @return "" if it was tried, else why no such process can be had here
     * @throws RefusedFolder if it does not pass, takes too long or ends that process
     */
    public static String trial(Path folder, Path work, ModelFolder backbone) throws IOException {
        Workers workers = new Workers(work);
        try (StagedModel staged = StagedModel.of(new FolderContent(folder.toAbsolutePath()), folder)) {
            Placement placement = placement(workers, new NativeCounts(), EngineSettings.DEFAULTS);
            placement.compose(backbones(backbone));
            Passed passed = new Trial(placement).pass(staged, false, () -> true);
            if (passed != null) {
                passed.model().withdraw();
            }
            return workers.missing();
        } catch (ModelRefused e) {
            throw new RefusedFolder(e);
        } finally {
            workers.close();
        }
    }

    /** Returns the model. */
    public Model model() {
        return passed.model();
    }

    /** Returns how rows of several runners are computed, for a person; empty before two were open at once. */
    public String batches() {
        return passed.model().batches();
    }

    /** Returns how many golden rows were replayed. */
    public int goldenRows() {
        return passed.rows();
    }

    /** Returns the greatest absolute deviation from the golden rows. */
    public double greatestDeviation() {
        return passed.deviation();
    }

    /** Withdraws the model and stops the supervision of its runs; close its runners first. */
    @Override
    public void close() {
        passed.model().withdraw();
        stop(watchdog, computing, workers);
    }

    private static void stop(RunWatchdog watchdog, Computing computing, Workers workers) {
        if (workers != null) {
            workers.close();
        }
        try {
            computing.stop(ModelDraft.STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ModelDraft.stop(watchdog);
    }

    /**
     * Checks model folders and prints one line for each; ends with status 1 at the first that does not pass.
     *
     * @param folders paths of model folders
     */
    public static void main(String[] folders) {
        for (String folder : folders) {
            try (ModelFolder open = open(Path.of(folder))) {
                System.out.printf(
                        "%s: %s, %d golden rows, greatest deviation %.3g%n",
                        folder, open.passed.model(), open.goldenRows(), open.greatestDeviation());
            } catch (IOException e) {
                System.err.println(folder + ": " + e.getMessage());
                System.exit(1);
            }
        }
    }
}
