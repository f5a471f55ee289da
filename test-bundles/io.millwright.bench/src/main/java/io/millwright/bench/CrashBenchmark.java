package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.bench.CrashModels.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * {@code crash}: what pipelines whose model runs in the gateway's process feel while the process of another model is killed, or hostile
 * versions of it are tried; and how long that one's own pipeline does not decide.
 */
final class CrashBenchmark {
    private static final String OTHERS = "pipeline";
    private static final String WORKER = "worker";
    private static final String ENGINE = "io.millwright.inference.ModelExtender";
    private static final String FORM = "io.millwright.model." + CrashModels.NAME;
    private static final int DELAY_MILLIS = 100;

    /** Not the period of the rows, so that they meet each moment of it. */
    private static final int PUBLISHING_MILLIS = 90;

    /** Between two kills, and between the beginnings of two trials. */
    private static final long EVERY_MILLIS = 2_000;

    private static final long LOOK_MILLIS = 50;
    private static final long STRAGGLERS_SECONDS = 15;
    private static final long BACK_SECONDS = 120;
    private static final long SETTLED_SECONDS = 60;

    private final Load others;
    private final Load all;
    private final int seconds;
    private final int warmUpSeconds;
    private final GoodDecisions own = new GoodDecisions(WORKER);
    private final JsonObject result = Json.object();
    private volatile Window window = new Window(OTHERS, 0, 0);
    private CrashModels models;
    private Path library;
    private Line line;
    private WorkerProcesses processes;
    private double quiet;
    private double worst;
    private long backMost;
    private int lost;
    private int number;

    /** Makes trouble until a moment of {@link System#nanoTime}; returns how often. */
    private interface Trouble {
        int until(long endNanos) throws Exception;
    }

    CrashBenchmark(Options options) {
        int pipelines = options.integer("--pipelines", 10, 1, 1_000);
        int tags = options.integer("--tags", 20, 1, 1_000);
        double rate = options.decimal("--rate", 10);
        others = new Load(pipelines, tags, rate);
        all = new Load(pipelines + 1, tags, rate);
        seconds = options.integer("--seconds", 30, 5, 3_600);
        others.measuredFor(seconds);
        warmUpSeconds = options.integer("--warm-up", 30, 0, 86_400);
        options.end();
    }

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-crash");
        System.out.printf(
                Locale.ROOT,
                "starting %d pipelines of %d tags, and one whose model has a process of its own; logs in %s%n",
                others.pipelines(),
                others.tags(),
                folder);
        models = new CrashModels(folder.resolve(CrashModels.NAME), all.tags());
        library = models.crashingLibrary();
        try (Line started = new Line(folder, setup())) {
            line = started;
            processes = new WorkerProcesses(line.gatewayPid());
            line.onDecision(this::decision);
            result.add("benchmark", "crash")
                    .add("pipelines", others.pipelines())
                    .add("tags", others.tags())
                    .add("rate_hz", others.rate())
                    .add("seconds", seconds);
            settings();
            LineBenchmark.pass("warming up", warmUpSeconds, null);
            phases();
            return result.add("ratio_worst", hundredths(worst / quiet))
                    .add("worker_back_ms_most", backMost)
                    .add("lost", lost)
                    .add("gateway_alive", processes.gatewayAlive())
                    .add("cores", Runtime.getRuntime().availableProcessors())
                    .add("gateway_flags", Line.flags());
        }
    }

    private LineSetup setup() {
        GatewaySetup gateway = new GatewaySetup()
                .connection("publishing.intervalMs", PUBLISHING_MILLIS)
                .connection("tags", all.table());
        for (int p = 0; p < others.pipelines(); p++) {
            gateway.pipeline(OTHERS + p, others.pipeline(p, DELAY_MILLIS));
        }
        gateway.pipeline(WORKER, all.pipeline(others.pipelines(), DELAY_MILLIS).set("Model.target", CrashModels.NAME));
        return new LineSetup(
                LineBenchmark.simulator(all),
                List.of(model -> LoadModel.write(model, all.tags()), model -> models.first()),
                gateway);
    }

    /** Has the larger model run in a process of its own, and waits for it. */
    private void settings() {
        JsonObject engine = Json.object().add("worker.fromMB", CrashModels.ELSEWHERE_MEGABYTES);
        if (library != null) {
            engine.add("provider.libraries", CrashModels.CRASHING_PROVIDER + "=" + library);
        }
        line.set(ENGINE, engine);
        await(
                "a process of the model's own",
                BACK_SECONDS,
                () -> processes.pids().size() == 1 && own.since(0));
    }

    private void phases() throws Exception {
        quiet = phase("quiet", this::nothing);
        worst(phase("kill", this::kill));
        worst(phase("memory", end -> versions(Kind.HUNGRY, end)));
        if (library == null) {
            System.out.println("crash is left out: there is no compiler for a library that crashes");
        } else {
            line.set(FORM, Json.object().add("providers", CrashModels.CRASHING_PROVIDER + ", CPU"));
            worst(phase("crash", end -> versions(Kind.GOOD, end)));
            requireCrash();
            line.set(FORM, Json.object().add("providers", ""));
        }
        Set<Long> serving = still();
        worst(phase("endless", end -> versions(Kind.NEVER_READY, end)));
        result.add("endless_ended", processes.killAllBut(serving));
        still();
        result.add("ratio_quiet_again", hundredths(phase("quiet_again", this::nothing) / quiet));
    }

    /** The figure would be wrong if nothing had crashed. */
    private void requireCrash() {
        String text = line.models().getString("text", "");
        if (!text.contains(CrashModels.CRASHING_PROVIDER + ": its process ended")) {
            throw new IllegalStateException("the library has ended no process: " + text);
        }
    }

    private void worst(double p99) {
        worst = Math.max(worst, p99);
    }

    private void decision(String text) {
        own.decision(text);
        window.decision(text);
    }

    /** Measures from the next row on, and until both the others and the model's own pipeline have decided what was due; returns the p99. */
    private double phase(String name, Trouble trouble) throws Exception {
        System.out.println(name);
        long from = Measurement.nextMicros(TimeUnit.MILLISECONDS.toMicros(others.periodMillis()));
        long to = from + TimeUnit.SECONDS.toMicros(seconds);
        Window measured = new Window(OTHERS, from, to);
        window = measured;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int times = trouble.until(end);
        sleepUntil(end);
        int expected = others.decisions(seconds);
        holds(STRAGGLERS_SECONDS, () -> measured.delivered() == expected);
        await("the " + WORKER + " pipeline decides again", BACK_SECONDS, () -> own.since(to));
        long[] gaps = own.gapsMillis(from, to, 2L * others.periodMillis());
        long most = Arrays.stream(gaps).max().orElse(others.periodMillis());
        backMost = Math.max(backMost, most);
        lost += expected - measured.delivered();
        double p99 = measured.percentile(0.99);
        result.add("p50_ms_" + name, LineBenchmark.round(measured.percentile(0.5)))
                .add("p99_ms_" + name, LineBenchmark.round(p99))
                .add("most_ms_" + name, LineBenchmark.round(measured.percentile(1)))
                .add("lost_" + name, expected - measured.delivered())
                .add("not_good_" + name, measured.notGood())
                .add("times_" + name, times)
                .add("worker_back_ms_" + name, most);
        System.out.printf(
                Locale.ROOT,
                "%s: %d times; others' p50 %.1f, p99 %.1f, most %.1f ms, %d of %d; gaps of the model's own pipeline, ms: %s%n",
                name,
                times,
                measured.percentile(0.5),
                p99,
                measured.percentile(1),
                measured.delivered(),
                expected,
                Arrays.toString(gaps));
        return p99;
    }

    private int nothing(long end) {
        sleepUntil(end);
        return 0;
    }

    /** Kills the model's process, again 2 s after its pipeline decides again. */
    private int kill(long end) {
        int kills = 0;
        while (System.nanoTime() - end < 0) {
            long killed = Measurement.nextMicros(1);
            kills += processes.killAllBut(Set.of());
            long period = TimeUnit.MILLISECONDS.toMicros(others.periodMillis());
            holdsUntil(end, () -> own.since(killed + period));
            sleepUntil(Math.min(end, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS)));
        }
        return kills;
    }

    /** Installs one version after the other, each when the one before was let in or refused. */
    private int versions(Kind kind, long end) throws Exception {
        int before = number;
        while (System.nanoTime() - end < 0) {
            long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
            line.install(models.write(kind, ++number));
            String version = CrashModels.version(number);
            if (holdsUntil(end, () -> !settled(version).isEmpty())) {
                System.out.println(settled(version));
            }
            sleepUntil(Math.min(end, next));
        }
        return number - before;
    }

    /** Returns what became of a version, "" while it is not known. */
    private String settled(String version) {
        for (JsonValue bundle : line.models().get("bundles").asArray()) {
            String text = bundle.asString();
            if (text.contains(FORM + " " + version) && !text.contains("is being tried")) {
                return text;
            }
        }
        return "";
    }

    /** Waits until no process has come or gone for a while; returns which there are. */
    private Set<Long> still() {
        List<Set<Long>> seen = new ArrayList<>();
        await("the processes of models stay the same", SETTLED_SECONDS, () -> {
            Set<Long> now = processes.pids();
            if (!seen.isEmpty() && !seen.get(0).equals(now)) {
                seen.clear();
            }
            seen.add(now);
            return seen.size() > EVERY_MILLIS / LOOK_MILLIS;
        });
        return seen.get(0);
    }

    private static void await(String what, long limitSeconds, BooleanSupplier condition) {
        if (!holds(limitSeconds, condition)) {
            throw new IllegalStateException("not within " + limitSeconds + " s: " + what);
        }
    }

    private static boolean holds(long limitSeconds, BooleanSupplier condition) {
        return holdsUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds), condition);
    }

    private static boolean holdsUntil(long endNanos, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNanos >= 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
        return true;
    }

    private static void sleepUntil(long endNanos) {
        for (long left = endNanos - System.nanoTime(); left > 0; left = endNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
