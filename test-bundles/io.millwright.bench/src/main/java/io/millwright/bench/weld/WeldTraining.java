package io.millwright.bench.weld;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Trains weld models by the model's own script, where Python and its packages are present. */
final class WeldTraining {
    /** Debian's Python, whose packages the training scripts are written for. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final Path SCRIPT = Path.of("models/weld-quality/train/train.py");
    private static final Path LASER = Path.of("models/weld-quality/train/laser_screening.py");
    private static final Path SHIPPED = Path.of("models/weld-quality");
    private static final long LIMIT_MINUTES = 10;

    private final Path scratch;
    private final Path constants;
    private final boolean present;

    /** @param constants with the procedure's ranges; null: the simulator's own */
    WeldTraining(Path scratch, Path constants) throws IOException {
        this.scratch = scratch;
        this.constants = constants;
        present = run(List.of(PYTHON, "-c", "import torch, onnx, sklearn"), scratch.resolve("python.log"));
    }

    /** Whether models can be trained here; else the shipped one serves. */
    boolean present() {
        return present;
    }

    static Path shipped() {
        return SHIPPED;
    }

    /**
     * Trains on a data set and returns the model's folder.
     *
     * @param taught whether the members expect something of welding before they see a weld
     */
    Path train(Path data, int seed, boolean taught) throws IOException {
        String name = (taught ? "" : "untaught-") + seed;
        Path out = Files.createDirectories(scratch.resolve("model-" + name));
        Path log = scratch.resolve("train-" + name + ".log");
        List<String> command = new ArrayList<>(List.of(
                PYTHON,
                SCRIPT.toString(),
                "--data",
                data.toString(),
                "--out",
                out.toString(),
                "--seed",
                Integer.toString(seed)));
        if (!taught) {
            command.add("--untaught");
        }
        if (constants != null) {
            command.addAll(List.of("--constants", constants.toString()));
        }
        if (!run(command, log)) {
            throw new IOException("Training fails: "
                    + Files.readString(log, StandardCharsets.UTF_8).strip());
        }
        return out;
    }

    /**
     * Screens real laser welds.
     *
     * @param data the published table, or rows of it
     * @return the script's JSON object
     */
    String screening(Path data) throws IOException {
        Path log = scratch.resolve("laser.log");
        boolean done = run(List.of(PYTHON, LASER.toString(), data.toString()), log);
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        if (!done || lines.isEmpty()) {
            throw new IOException("The screening fails: " + String.join("; ", lines));
        }
        return lines.get(lines.size() - 1);
    }

    private static boolean run(List<String> command, Path log) throws IOException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " does not end within " + LIMIT_MINUTES + " min.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while Python ran", e);
        }
    }
}
