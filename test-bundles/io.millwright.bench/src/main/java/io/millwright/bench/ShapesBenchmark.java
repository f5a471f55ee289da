package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * {@code shapes}: a line of numbers alone, with waveforms and pictures on its connection that nobody uses, and with pipelines
 * for these in the same gateway. Each round starts a gateway for each, another one first in each round; the simulator makes waveforms
 * and pictures for all. Expected decisions come from the simulator's schedule.
 */
final class ShapesBenchmark {
    private static final double NUMBERS_HZ = 2;

    /** No divisor of the rows: each moment of a publishing interval is met, and which one is not left to luck. */
    private static final int PUBLISHING_MILLIS = 90;

    private static final int WAVES_HZ = 10;
    private static final int PICTURES_HZ = 5;
    private static final int STRAGGLERS_SECONDS = 5;
    private static final int SHAPES_DELAY_MILLIS = 1000;
    private static final long MICROS_PER_SECOND = TimeUnit.SECONDS.toMicros(1);

    /** The beginnings of the pipelines' names. */
    private static final String NUMBERS = "pipeline";

    private static final String WAVES = "waves";
    private static final String PICTURES = "pictures";

    private final Load load;
    private final int waves;
    private final int cameras;
    private final int seconds;
    private final int warmUpSeconds;
    private final int rounds;
    private final int delayMillis;

    ShapesBenchmark(Options options) {
        load = new Load(
                options.integer("--pipelines", 10, 1, 1000), options.integer("--tags", 125, 1, 10_000), NUMBERS_HZ);
        waves = options.integer("--waves", 8, 1, 100);
        cameras = options.integer("--cameras", 1, 1, 100);
        seconds = options.integer("--seconds", 60, 1, 86_400);
        warmUpSeconds = options.integer("--warm-up", 60, 0, 86_400);
        rounds = options.integer("--rounds", 3, 1, 100);
        delayMillis = options.integer("--delay-ms", 100, 0, 3_600_000);
        options.end();
    }

    /** What a gateway has besides the numbers. */
    private enum Beside {
        /** Nothing. */
        ALONE("alone"),
        /** Tags for waveforms and pictures, without a pipeline: what their way over the network costs. */
        TAGS("with shapes on the connection"),
        /** Pipelines for them as well. */
        PIPELINES("with shapes");

        private final String words;

        Beside(String words) {
            this.words = words;
        }
    }

    /** What one gateway did in the measured time. */
    private record Part(
            Window numbers,
            Window waves,
            Window pictures,
            JsonObject counters,
            long serverOverflows,
            double cpuPercent,
            double residentAtStart,
            double residentAtEnd) {}

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-shapes");
        System.out.printf(
                Locale.ROOT,
                "%d pipelines of %d tags alone, and with %d waveforms and %d cameras; logs in %s%n",
                load.pipelines(),
                load.tags(),
                waves,
                cameras,
                folder);
        Map<Beside, List<Part>> parts = new EnumMap<>(Beside.class);
        for (Beside beside : Beside.values()) {
            parts.put(beside, new ArrayList<>());
        }
        for (int round = 1; round <= rounds; round++) {
            List<Beside> order = new ArrayList<>(List.of(Beside.values()));
            Collections.rotate(order, 1 - round);
            for (Beside beside : order) {
                Path own = Files.createDirectories(folder.resolve(beside.name().toLowerCase(Locale.ROOT) + round));
                parts.get(beside).add(part(beside.words + ", round " + round, own, beside));
            }
        }
        return report(parts.get(Beside.ALONE), parts.get(Beside.TAGS), parts.get(Beside.PIPELINES));
    }

    private Part part(String what, Path folder, Beside beside) throws Exception {
        try (Line line = new Line(folder, setup(beside))) {
            LineBenchmark.pass("warming up " + what, warmUpSeconds, null);
            JsonObject before = line.counters();
            long overflowsBefore = line.connectionCounters().getLong("queue.overflows", 0);
            long from = Measurement.nextMicros(MICROS_PER_SECOND);
            long to = from + seconds * MICROS_PER_SECOND;
            List<Window> windows =
                    List.of(new Window(NUMBERS, from, to), new Window(WAVES, from, to), new Window(PICTURES, from, to));
            line.onDecision(text -> windows.forEach(window -> window.decision(text)));
            ProcessLoad process = new ProcessLoad(line.gatewayPid());
            double atStart = process.residentMegabytesNow();
            LineBenchmark.pass("measuring " + what, seconds, process);
            double cpu = process.cpuPercent();
            double atEnd = process.residentMegabytesNow();
            LineBenchmark.pass("waiting for stragglers", STRAGGLERS_SECONDS, null);
            JsonObject counters = difference(line.counters(), before);
            long overflows = line.connectionCounters().getLong("queue.overflows", 0) - overflowsBefore;
            return new Part(windows.get(0), windows.get(1), windows.get(2), counters, overflows, cpu, atStart, atEnd);
        }
    }

    private static JsonObject difference(JsonObject now, JsonObject before) {
        JsonObject difference = Json.object();
        now.names().forEach(name -> difference.set(name, now.getLong(name, 0) - before.getLong(name, 0)));
        return difference;
    }

    private LineSetup setup(Beside beside) {
        LineSetup numbers = LineBenchmark.setup(load, delayMillis);
        numbers.gateway().connection("publishing.intervalMs", PUBLISHING_MILLIS);
        List<String> simulator = new ArrayList<>(numbers.simulator());
        simulator.addAll(List.of(
                "--waves",
                Integer.toString(waves),
                "--wave-samples",
                Integer.toString(ShapeModels.SAMPLES),
                "--wave-rate",
                Integer.toString(WAVES_HZ),
                "--cameras",
                Integer.toString(cameras),
                "--picture",
                "png:640x480",
                "--camera-rate",
                Integer.toString(PICTURES_HZ)));
        List<LineSetup.ModelSource> models = new ArrayList<>(numbers.models());
        if (beside != Beside.ALONE) {
            numbers.gateway().connection("tags", table());
        }
        if (beside == Beside.PIPELINES) {
            models.add(ShapeModels::writeWave);
            models.add(ShapeModels::writePicture);
            numbers.gateway()
                    .pipeline(WAVES, pipeline(ShapeModels.WAVE, "Wave", waves, "vibration", WAVES_HZ))
                    .pipeline(PICTURES, pipeline(ShapeModels.PICTURE, "Camera", cameras, "picture", PICTURES_HZ));
        }
        return new LineSetup(simulator, models, numbers.gateway());
    }

    private String table() {
        StringBuilder table = new StringBuilder(load.table());
        for (int wave = 1; wave <= waves; wave++) {
            row(table, "Wave" + wave + ".vibration", WAVES_HZ);
        }
        for (int camera = 1; camera <= cameras; camera++) {
            row(table, "Camera" + camera + ".picture", PICTURES_HZ);
        }
        return table.toString();
    }

    /** Each change is sampled, and the server keeps those of a second. */
    private static void row(StringBuilder table, String tag, int hertz) {
        table.append(tag)
                .append(",nsu=urn:millwright:simulator;s=")
                .append(tag)
                .append(',')
                .append(1000 / hertz)
                .append(',')
                .append(hertz + 2)
                .append('\n');
    }

    /** All assets of a kind from one form, in messages of many, so that the line of numbers has the outbox nearly to itself. */
    private static JsonObject pipeline(String model, String asset, int count, String signal, int hertz) {
        return Json.object()
                .add("Model.target", model)
                .add("assets", asset + "[1.." + count + "]")
                .add("mapping", signal + "={asset}." + signal + "\n")
                .add("window.periodMs", 1000 / hertz)
                .add("publish.manyAssets", true)
                .add("publish.maxDelayMs", SHAPES_DELAY_MILLIS);
    }

    private JsonObject report(List<Part> alone, List<Part> tags, List<Part> with) throws IOException {
        JsonObject result = Json.object()
                .add("benchmark", "shapes")
                .add("pipelines", load.pipelines())
                .add("tags", load.tags())
                .add("waves", waves)
                .add("cameras", cameras)
                .add("seconds", seconds)
                .add("rounds", rounds)
                .add("delay_ms", delayMillis);
        double[] ofAlone = numbers(result, "alone", alone);
        double[] ofTags = numbers(result, "tags", tags);
        double[] ofAll = numbers(result, "with", with);
        Medians.add(result, "other_p99_ratio_lanes", ratios(ofAll, ofTags));
        Medians.add(result, "other_p99_ratio", ratios(ofAll, ofAlone));
        result.add("other_expected", (long) Beside.values().length * rounds * load.decisions(seconds))
                .add(
                        "other_delivered",
                        delivered(alone, Part::numbers)
                                + delivered(tags, Part::numbers)
                                + delivered(with, Part::numbers));
        kind(result, "waves", with, Part::waves, waves * WAVES_HZ);
        kind(result, "pictures", with, Part::pictures, cameras * PICTURES_HZ);
        for (String counter : List.of("unusable", "crowded", "overwritten")) {
            result.add(
                    counter,
                    with.stream()
                            .mapToLong(part -> part.counters().getLong("samples." + counter, 0))
                            .sum());
        }
        result.add(
                "queue_overflows",
                with.stream().mapToLong(Part::serverOverflows).sum());
        Medians.add(result, "cpu_percent_alone", values(alone, Part::cpuPercent));
        Medians.add(result, "cpu_percent_tags", values(tags, Part::cpuPercent));
        Medians.add(result, "cpu_percent", values(with, Part::cpuPercent));
        // The round whose memory grew most.
        Part worst = with.stream()
                .max(Comparator.comparingDouble(part -> part.residentAtEnd() - part.residentAtStart()))
                .orElseThrow();
        return result.add("rss_mb_start", LineBenchmark.round(worst.residentAtStart()))
                .add("rss_mb_end", LineBenchmark.round(worst.residentAtEnd()))
                .add("cores", Runtime.getRuntime().availableProcessors())
                .add("gateway_flags", Line.flags());
    }

    /** Adds the delays of the numbers' decisions; returns the greatest but one in a hundred of each round. */
    private static double[] numbers(JsonObject into, String name, List<Part> parts) {
        double[] p99 = values(parts, part -> part.numbers().percentile(0.99));
        Medians.add(into, "other_p99_ms_" + name, p99);
        Medians.add(into, "other_p50_ms_" + name, values(parts, part -> part.numbers()
                .percentile(0.5)));
        return p99;
    }

    private static double[] ratios(double[] these, double[] those) {
        double[] ratios = new double[these.length];
        Arrays.setAll(ratios, round -> these[round] / those[round]);
        return ratios;
    }

    private void kind(JsonObject into, String name, List<Part> parts, Function<Part, Window> window, int perSecond) {
        long expected = (long) rounds * perSecond * seconds;
        long delivered = delivered(parts, window);
        into.add(name + "_expected", expected)
                .add(name + "_delivered", delivered)
                .add(name + "_lost", expected - delivered)
                .add(
                        name + "_not_good",
                        parts.stream()
                                .mapToInt(part -> window.apply(part).notGood())
                                .sum())
                .add(
                        name + "_twice",
                        parts.stream()
                                .mapToInt(part -> window.apply(part).twice())
                                .sum());
    }

    private static long delivered(List<Part> parts, Function<Part, Window> window) {
        return parts.stream().mapToInt(part -> window.apply(part).delivered()).sum();
    }

    private static double[] values(List<Part> parts, ToDoubleFunction<Part> figure) {
        return parts.stream().mapToDouble(figure).toArray();
    }
}
