package io.millwright.pipeline.explain;

import io.millwright.decision.Explanation;
import io.millwright.inference.ExplainModels;
import io.millwright.inference.ModelFolder;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.pipeline.lane.ExplainBesideLane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Reasons on the gateway: whether the feature that contributed most to a known failure belongs to its mode, how long explanations of
 * models of several sizes take with the default time, and what a lane waits beside them.
 */
public final class ExplainBenchmark {
    private static final int BUDGET_MILLIS = 250;
    private static final int WARM_UPS = 3;
    private static final String NETWORK = "ai4i-network";
    private static final long TRAINING_MINUTES = 10;

    private final Path data;
    private final Path scratch;
    private final int rounds;
    private final int seconds;

    private ExplainBenchmark(Path data, Path scratch, int rounds, int seconds) {
        this.data = data;
        this.scratch = scratch;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /**
     * Measures; returns one JSON object.
     *
     * @param rounds explanations of each model
     * @param seconds of the lane, alone and beside explanations
     * @param network whether a network is trained, where Python can
     */
    public static String run(int rounds, int seconds, boolean network) throws Exception {
        Path data = Path.of("..", "shared", "data", "ai4i2020", "ai4i2020_development.csv");
        Path scratch = Files.createTempDirectory("millwright-explain-");
        try {
            return new ExplainBenchmark(data, scratch, rounds, seconds).measure(network);
        } finally {
            MeasuredModels.delete(scratch);
        }
    }

    private String measure(boolean network) throws Exception {
        Path forest = Path.of("models", "machine-failure");
        String hits = skipped("no " + data);
        String networkHits = hits;
        if (Files.isRegularFile(data)) {
            hits = MachineFailures.measure(data, forest, scratch.resolve("forest"));
            networkHits = network ? networkHits() : skipped("--no-network");
        }
        List<String> times = new ArrayList<>();
        times.add(features("dense_6", ExplainModels.dense(6), 1, 6));
        times.add(features("dense_10", ExplainModels.dense(10), 1, 10));
        times.add(features("window_30x14", ExplainModels.window(30, 14), 30, 14));
        times.add(features("dense_100", ExplainModels.dense(100), 1, 100));
        times.add(features("dense_2000", ExplainModels.dense(2_000), 1, 2_000));
        times.add(features("heavy_6", ExplainModels.heavy(6), 1, 6));
        times.add(features("heavy_100", ExplainModels.heavy(100), 1, 100));
        times.add(picture());
        Path lane = scratch.resolve("lane");
        MeasuredModels.features(lane, ExplainModels.dense(6), 1, 6);
        return String.format(
                Locale.ROOT,
                "{\"benchmark\":\"explain\",\"forest\":%s,\"network\":%s,\"times\":[%s],\"lane\":%s,\"lane_without_rest\":%s,"
                        + "\"cores\":%d}",
                hits,
                networkHits,
                String.join(",", times),
                ExplainBesideLane.run(lane, 9, seconds),
                ExplainBesideLane.run(lane, 0, seconds),
                Runtime.getRuntime().availableProcessors());
    }

    private static String skipped(String why) {
        return "{\"skipped\":\"" + why.replace('\\', '/') + "\"}";
    }

    /** A network of the same data, trained by the library that comes with the models. */
    private String networkHits() throws Exception {
        Path out = scratch.resolve(NETWORK);
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/python3",
                Path.of("models", "tools", "model").toString(),
                "train",
                "--data",
                data.toString(),
                "--name",
                NETWORK,
                "--out",
                out.toString(),
                "--label-column",
                "Machine failure"));
        for (String column : List.of("UDI", "Product ID", "TWF", "HDF", "PWF", "OSF", "RNF")) {
            command.add("--exclude");
            command.add(column);
        }
        if (!Files.isExecutable(Path.of(command.get(0)))) {
            return skipped("no " + command.get(0));
        }
        Path log = scratch.resolve("training.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process training = builder.start();
        try {
            if (!training.waitFor(TRAINING_MINUTES, TimeUnit.MINUTES) || training.exitValue() != 0) {
                List<String> lines = Files.readAllLines(log);
                String last = lines.isEmpty() ? "it did not end" : lines.get(lines.size() - 1);
                return skipped("no network was trained: " + last.replace("\"", "'"));
            }
        } finally {
            training.destroyForcibly();
        }
        return MachineFailures.measure(data, out, scratch.resolve("network"));
    }

    private String features(String name, byte[] onnx, int rows, int columns) throws Exception {
        return times(name, MeasuredModels.features(scratch.resolve(name), onnx, rows, columns), rows * columns);
    }

    private String picture() throws Exception {
        String name = "picture_64x64";
        return times(name, MeasuredModels.picture(scratch.resolve(name), ExplainModels.picture()), 64 * 64);
    }

    private String times(String name, Path folder, int elements) throws Exception {
        Random random = new Random(2);
        List<Double> millis = new ArrayList<>();
        try (ModelFolder open = ModelFolder.open(folder)) {
            Model model = open.model();
            try (ModelRunner one = model.open(1);
                    OpenRunner runner = OpenRunner.open(model, System::nanoTime, () -> false)) {
                Explanation last = null;
                for (int round = -WARM_UPS; round < rounds; round++) {
                    float[] numbers = new float[elements];
                    for (int i = 0; i < elements; i++) {
                        numbers[i] = (float) random.nextGaussian();
                    }
                    Decided decided = Decided.of(model, one, numbers);
                    long start = System.nanoTime();
                    last = Explainer.explain(
                            runner, decided.decision(), decided.inputs(), BUDGET_MILLIS, System::nanoTime, () -> false);
                    if (round >= 0) {
                        millis.add((System.nanoTime() - start) / 1e6);
                    }
                }
                return String.format(
                        Locale.ROOT,
                        "{\"model\":\"%s\",\"method\":\"%s\",\"parts\":%d,\"batch\":%d,\"runs\":%d,\"done\":%.2f,\"p50_ms\":%.1f,"
                                + "\"max_ms\":%.1f}",
                        name,
                        last.method(),
                        last.heatMap() == null
                                ? last.contributions().size()
                                : last.heatMap().rows() * last.heatMap().columns(),
                        runner.batch(),
                        last.runs(),
                        last.done(),
                        MachineFailures.percentile(millis, 0.5),
                        MachineFailures.percentile(millis, 1));
            }
        }
    }
}
