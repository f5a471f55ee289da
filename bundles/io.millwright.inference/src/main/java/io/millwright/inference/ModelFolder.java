package io.millwright.inference;

import io.millwright.inference.Engine.EngineMissing;
import io.millwright.inference.ModelChecks.Passed;
import io.millwright.model.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model folder (model.json and the files it names) checked and opened without a gateway, by the same checks as on one: for
 * model builds, tools and measurements.
 */
public final class ModelFolder implements AutoCloseable {
    private static final long STOP_MILLIS = 5_000;

    private final RunWatchdog watchdog;
    private final Passed passed;

    private ModelFolder(RunWatchdog watchdog, Passed passed) {
        this.watchdog = watchdog;
        this.passed = passed;
    }

    /**
     * Checks and opens a model.
     *
     * @throws IOException if the model does not pass or ONNX Runtime cannot be used; the message says file, key, value and
     *     remedy
     */
    public static ModelFolder open(Path folder) throws IOException {
        RunWatchdog watchdog = new RunWatchdog();
        watchdog.start();
        ModelFolder open = null;
        try (StagedModel staged = StagedModel.of(new Content(folder), folder)) {
            ModelChecks checks = new ModelChecks(Engine.load(), new NativeCounts(), watchdog);
            open = new ModelFolder(watchdog, checks.pass(staged));
            return open;
        } catch (ModelRefused | EngineMissing e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            if (open == null) {
                stop(watchdog);
            }
        }
    }

    /** Returns the model. */
    public Model model() {
        return passed.model();
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
        stop(watchdog);
    }

    private static void stop(RunWatchdog watchdog) {
        try {
            watchdog.stop(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

    private record Content(Path folder) implements ModelContent {
        @Override
        public InputStream open(String file) throws IOException {
            Path path = local(file);
            return Files.isRegularFile(path) ? Files.newInputStream(path) : null;
        }

        @Override
        public Path local(String file) {
            return folder.resolve(file);
        }
    }
}
