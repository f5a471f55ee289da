package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code large-life}: a generated model of 402 MB through a whole gateway, beside a pipeline of a small one: its package is installed and
 * tried, it decides, another version takes its place, it is uninstalled. Then one as a backbone, and heads of it. What each takes of time,
 * memory and disk, and what the pipelines lose by it.
 */
final class LargeLifeBenchmark {
    private static final String SMALL = "small";
    private static final String LARGE = "large";
    private static final String HEAD = "head";
    /** What is ours; the rest is Kura's: its package, two copies of its bundle, and packages of versions before. */
    private static final String STORE = "gateway/data/millwright";

    private static final String PACKAGE = "millwright-model-";
    private static final String FIRST = "1.0.0";
    private static final String SECOND = "1.1.0";
    private static final int HEADS = 5;
    private static final double RATE_HZ = 5;
    private static final int DELAY_MILLIS = 100;
    private static final long STEP_SECONDS = 300;
    private static final long SETTLE_MILLIS = 3_000;
    private static final long LOOK_MILLIS = 20;
    private static final double MEGABYTE = 1e6;

    /** The size of the model is told in decimal ones, and so is all that is held against it. */
    private static final double OF_BINARY = (1 << 20) / MEGABYTE;

    private final Load load = new Load(3, LargeModels.TAGS, RATE_HZ);
    private final int seconds;
    private final String written;
    private final GoodDecisions small = new GoodDecisions(SMALL);
    private final GoodDecisions large = new GoodDecisions(LARGE);
    private final JsonObject result = Json.object();
    private final GoodDecisions head = new GoodDecisions(HEAD);
    private final Map<String, String> decides = new ConcurrentHashMap<>();
    private LargeModels models;
    private Path folder;
    private Line line;
    private WorkerProcesses processes;
    private double most;
    private double before;
    private double diskBefore;
    private double ownBefore;

    LargeLifeBenchmark(Options options) {
        seconds = options.integer("--seconds", 10, 5, 3_600);
        written = options.text("--models");
        options.end();
    }

    JsonObject run() throws Exception {
        folder = Files.createTempDirectory("millwright-bench-large-life");
        System.out.println("writing three models of 402 MB; logs in " + folder);
        models = new LargeModels(written == null ? folder.resolve("models") : Path.of(written));
        Path first = models.large(FIRST);
        Path second = models.large(SECOND);
        Path backbone = models.backbone(HEADS);
        try (Line started = new Line(folder, setup())) {
            line = started;
            processes = new WorkerProcesses(line.gatewayPid());
            line.onDecision(this::decision);
            result.add("benchmark", "large-life").add("package_mb", Math.round(Files.size(first) / MEGABYTE));
            await("the small model decides", () -> small.since(0));
            settle();
            before = residentMegabytes();
            diskBefore = diskMegabytes("gateway");
            ownBefore = diskMegabytes(STORE);
            result.add("gateway_before_mb", Math.round(before));
            alone(first, second);
            heads(backbone);
            return result.add("gateway_alive", processes.gatewayAlive())
                    .add("cores", Runtime.getRuntime().availableProcessors())
                    .add("gateway_flags", Line.flags());
        }
    }

    private LineSetup setup() {
        GatewaySetup gateway = new GatewaySetup()
                .connection("tags", load.table())
                .pipeline(SMALL, load.pipeline(0, DELAY_MILLIS))
                .pipeline(LARGE, load.pipeline(1, DELAY_MILLIS).set("Model.target", LARGE))
                .pipeline(HEAD, load.pipeline(2, DELAY_MILLIS).set("Model.target", LargeModels.HEAD + 0))
                .ready("RUNNING", "MODEL_MISSING");
        return new LineSetup(
                LineBenchmark.simulator(load), List.of(model -> LoadModel.write(model, load.tags())), gateway);
    }

    private void alone(Path first, Path second) throws Exception {
        step("install", () -> line.install(first), () -> decides(LARGE, FIRST));
        Set<Long> serving = processes.pids();
        step("serve", () -> pass(seconds), () -> true);
        step("swap", () -> line.install(second), () -> decides(LARGE, SECOND));
        result.add("swap_in_another_process", !processes.pids().equals(serving));
        step(
                "uninstall",
                () -> line.uninstall(PACKAGE + LARGE),
                () -> processes.pids().isEmpty() && bundles() == 1);
    }

    private void heads(Path backbone) throws Exception {
        step("backbone", () -> line.install(backbone), () -> serves(LargeModels.BACKBONE));
        result.add("head_package_bytes", Files.size(models.head(0, FIRST)));
        step("first_head", () -> line.install(models.head(0, FIRST)), () -> decides(HEAD, FIRST));
        step(
                "further_heads",
                () -> IntStream.range(1, HEADS).forEach(i -> line.install(models.head(i, FIRST))),
                () -> serves(LargeModels.HEAD + (HEADS - 1)));
        step("head_swap", () -> line.install(models.head(0, SECOND)), () -> decides(HEAD, SECOND));
        step("backbone_gone", () -> line.uninstall(PACKAGE + LargeModels.BACKBONE), () -> processes
                .pids()
                .isEmpty());
        step("backbone_back", () -> line.install(backbone), () -> serves(LargeModels.HEAD + (HEADS - 1)));
    }

    private boolean decides(String pipeline, String version) {
        return version.equals(decides.get(pipeline));
    }

    private int bundles() {
        return line.models().get("bundles").asArray().size();
    }

    private boolean serves(String model) {
        return line.models().get("bundles").asArray().values().stream()
                .anyMatch(bundle -> bundle.asString().contains(": serves " + model + " "));
    }

    /** Does something and waits for what comes of it; adds what it took and what is there afterwards. */
    private void step(String name, Runnable what, BooleanSupplier done) throws IOException {
        System.out.println(name);
        most = 0;
        long from = Measurement.nextMicros(TimeUnit.MILLISECONDS.toMicros(load.periodMillis()));
        long began = System.nanoTime();
        Thread doing = new Thread(what, "bench-step");
        doing.start();
        await(name, () -> !doing.isAlive() && done.getAsBoolean());
        double took = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
        settle();
        long to = Measurement.nextMicros(TimeUnit.MILLISECONDS.toMicros(load.periodMillis()));
        double now = residentMegabytes();
        result.add(name + "_seconds", Math.round(took * 10) / 10.0)
                .add(name + "_peak_mb", Math.round(most - before))
                .add(name + "_after_mb", Math.round(now - before))
                .add(name + "_disk_mb", Math.round(diskMegabytes(STORE) - ownBefore))
                .add(name + "_disk_of_gateway_mb", Math.round(diskMegabytes("gateway") - diskBefore))
                .add(name + "_processes", processes.pids().size())
                .add(name + "_small_gap_ms", greatestGap(small, from, to));
        if (name.equals("serve") || name.equals("swap")) {
            result.add(name + "_large_gap_ms", greatestGap(large, from, to));
        } else if (name.equals("further_heads") || name.equals("head_swap")) {
            result.add(name + "_head_gap_ms", greatestGap(head, from, to));
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f s, %.0f MB more at most, %.0f MB now%n",
                name,
                took,
                most - before,
                now - before);
    }

    private long greatestGap(GoodDecisions decisions, long from, long to) {
        return Arrays.stream(decisions.gapsMillis(from, to, load.periodMillis()))
                .max()
                .orElse(load.periodMillis());
    }

    private void decision(String text) {
        small.decision(text);
        large.decision(text);
        head.decision(text);
        JsonObject decision = Json.parse(text).asObject();
        if ("decision".equals(decision.getString("kind", ""))) {
            String model = decision.getString("model", "");
            decides.put(decision.getString("pipeline", ""), model.substring(model.indexOf('@') + 1));
        }
    }

    private void pass(int some) {
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(some));
    }

    /** What a step has begun is over, and what it took is given back. */
    private void settle() throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MILLIS);
        while (System.nanoTime() - end < 0) {
            look();
        }
    }

    private void await(String what, BooleanSupplier condition) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STEP_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(
                        "not within " + STEP_SECONDS + " s: " + what + "; the engine: " + line.models());
            }
            look();
        }
    }

    private void look() throws IOException {
        most = Math.max(most, residentMegabytes());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }

    /** Of the gateway and of the processes of models. */
    private double residentMegabytes() throws IOException {
        double all = new ProcessLoad(line.gatewayPid()).residentMegabytesNow();
        for (long pid : processes.pids()) {
            try {
                all += new ProcessLoad(pid).residentMegabytesNow();
            } catch (IOException e) {
                // It has ended since.
                continue;
            }
        }
        return all * OF_BINARY;
    }

    /** Of a file with two names once. */
    private double diskMegabytes(String below) throws IOException {
        Map<Object, Long> bytes = new HashMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve(below))) {
            files.forEach(file -> {
                try {
                    BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
                    bytes.put(is.fileKey(), is.isRegularFile() ? is.size() : 0L);
                } catch (NoSuchFileException e) {
                    // It has gone since.
                    return;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return bytes.values().stream().mapToLong(Long::longValue).sum() / MEGABYTE;
    }
}
