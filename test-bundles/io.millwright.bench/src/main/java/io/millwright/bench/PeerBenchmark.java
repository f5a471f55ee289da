package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * {@code peer}: the job of {@code line} by a gateway and by a small Node program, in turns: same simulator, broker, receiver and
 * model; both processes live throughout and are warmed up at the same time, then one of them is connected at a time. The Node program
 * sends its JSON as it is; a gateway compresses as it is shipped and need not, so each round measures it both ways.
 */
final class PeerBenchmark {
    private static final int STRAGGLERS_SECONDS = 5;
    private static final String OURS = "pipeline";
    private static final String PEER = "peer";

    /** No divisor of the rows: each moment of a publishing interval is met by both, and which one is not left to luck. */
    private static final int PUBLISHING_MILLIS = 90;

    /** What is called with each of ten notifications a second is compiled for good after 5,000 calls. */
    private static final int WARM_UP_SECONDS = 600;

    /**
     * A connection made anew lets the compiler work again: what it has to compile anew and is called a hundred times a second, with each
     * decision, is compiled for good after 50 s.
     */
    private static final int SETTLE_SECONDS = 120;

    /** publish.maxDelayMs where nobody sets it. */
    private static final int DEFAULT_DELAY_MILLIS = 1000;

    private final Load load;
    private final int seconds;
    private final int warmUpSeconds;
    private final int settleSeconds;
    private final int rounds;
    private final int delayMillis;
    private final boolean withDefault;
    private final boolean oneForm;

    PeerBenchmark(Options options) {
        int pipelines = options.integer("--pipelines", 50, 1, 100_000);
        int tags = options.integer("--tags", 125, 1, 10_000);
        load = new Load(pipelines, tags, options.decimal("--rate", 12_500) / (pipelines * tags));
        seconds = options.integer("--seconds", 30, 1, 86_400);
        load.measuredFor(seconds);
        warmUpSeconds = options.integer("--warm-up", WARM_UP_SECONDS, 0, 86_400);
        settleSeconds = options.integer("--settle", SETTLE_SECONDS, 0, 86_400);
        rounds = options.integer("--rounds", 3, 1, 1000);
        delayMillis = options.integer("--delay-ms", 100, 0, 3_600_000);
        withDefault = !options.flag("--no-default");
        oneForm = options.flag("--one-form");
        options.end();
    }

    JsonObject run() throws Exception {
        Optional<String> obstacle = Peer.install();
        if (obstacle.isPresent()) {
            System.out.println("SKIPPED: " + obstacle.get());
            return Json.object().add("benchmark", PEER).add("skipped", obstacle.get());
        }
        Path folder = Files.createTempDirectory("millwright-bench-peer");
        System.out.println("logs in " + folder);
        try (Line line = new Line(folder, setup());
                Peer peer = Peer.start(folder, line, load, PUBLISHING_MILLIS)) {
            System.out.println("process ids: gateway " + line.gatewayPid() + ", peer " + peer.pid());
            peer.connect();
            line.compress(false);
            LineBenchmark.pass("warming up both", warmUpSeconds / 2, null);
            line.compress(true);
            LineBenchmark.pass("warming up both, the gateway with gzip", warmUpSeconds - warmUpSeconds / 2, null);
            line.disconnect();
            peer.disconnect();
            return measure(line, peer);
        }
    }

    private LineSetup setup() {
        LineSetup setup = oneForm ? oneForm() : LineBenchmark.setup(load, delayMillis);
        setup.gateway().connection("publishing.intervalMs", PUBLISHING_MILLIS);
        return setup;
    }

    private LineSetup oneForm() {
        GatewaySetup gateway = new GatewaySetup()
                .connection("tags", load.table())
                .pipeline(OURS + 0, load.all(delayMillis).add("publish.manyAssets", true));
        return new LineSetup(LineBenchmark.simulator(load), folder -> LoadModel.write(folder, load.tags()), gateway);
    }

    private JsonObject measure(Line line, Peer peer) throws IOException {
        List<Measurement> ours = new ArrayList<>();
        List<Measurement> compressed = new ArrayList<>();
        List<Measurement> theirs = new ArrayList<>();
        long droppedBefore = line.dropped();
        for (int round = 1; round <= rounds; round++) {
            line.connect();
            line.compress(false);
            ours.add(settled("the gateway, round " + round, line, line.gatewayPid(), OURS));
            line.compress(true);
            compressed.add(settled("the gateway with gzip, round " + round, line, line.gatewayPid(), OURS));
            line.disconnect();
            peer.connect();
            theirs.add(settled("the peer, round " + round, line, peer.pid(), PEER));
            peer.disconnect();
        }
        JsonObject result = Json.object()
                .add("benchmark", PEER)
                .add("pipelines", load.pipelines())
                .add("tags", load.tags())
                .add("changes_per_s", load.changes(1))
                .add("seconds", seconds)
                .add("rounds", rounds)
                .add("delay_ms", delayMillis)
                .add("publishing_ms", PUBLISHING_MILLIS)
                .add("one_form", oneForm)
                .add("cores", Runtime.getRuntime().availableProcessors())
                .add("gateway_flags", Line.flags())
                .add("millwright", side(ours).add("dropped_counted", line.dropped() - droppedBefore))
                .add("millwright_gzip", side(compressed))
                .add("peer", side(theirs));
        if (withDefault) {
            line.connect();
            line.update("publish.maxDelayMs", DEFAULT_DELAY_MILLIS);
            Measurement measured = settled("the gateway with the default delay", line, line.gatewayPid(), OURS);
            result.add("millwright_default", side(List.of(measured)).add("delay_ms", DEFAULT_DELAY_MILLIS));
        }
        addRatios(result, "", ours, theirs);
        addRatios(result, "_gzip", compressed, theirs);
        return result;
    }

    private Measurement settled(String what, Line line, long pid, String prefix) throws IOException {
        LineBenchmark.pass("settling", settleSeconds, null);
        return Measurement.take(what, line, pid, prefix, load.rate(), seconds, STRAGGLERS_SECONDS);
    }

    /** Medians over the rounds, ranges beside them, sums of what is counted. */
    private JsonObject side(List<Measurement> measured) {
        JsonObject side = Json.object()
                .add("expected", (long) load.decisions(seconds) * measured.size())
                .add(
                        "delivered",
                        measured.stream()
                                .mapToInt(one -> one.window().delivered())
                                .sum())
                .add(
                        "twice",
                        measured.stream().mapToInt(one -> one.window().twice()).sum())
                .add(
                        "not_good",
                        measured.stream()
                                .mapToInt(one -> one.window().notGood())
                                .sum());
        Medians.add(side, "p50_ms", values(measured, one -> one.window().percentile(0.5)));
        Medians.add(side, "p99_ms", values(measured, one -> one.window().percentile(0.99)));
        Medians.add(side, "cpu_percent", values(measured, Measurement::cpuPercent));
        Medians.add(side, "compiler_percent", values(measured, Measurement::compilerPercent));
        Medians.add(side, "rss_mb", values(measured, Measurement::residentMegabytes));
        return side;
    }

    private static void addRatios(JsonObject result, String suffix, List<Measurement> ours, List<Measurement> theirs) {
        addRatio(result, "cpu_ratio" + suffix, ours, theirs, Measurement::cpuPercent);
        addRatio(
                result,
                "cpu_ratio_without_compiler" + suffix,
                ours,
                theirs,
                one -> one.cpuPercent() - one.compilerPercent());
        addRatio(result, "p99_ratio" + suffix, ours, theirs, one -> one.window().percentile(0.99));
    }

    private static void addRatio(
            JsonObject result,
            String name,
            List<Measurement> ours,
            List<Measurement> theirs,
            ToDoubleFunction<Measurement> figure) {
        Medians.addRatio(result, name, values(ours, figure), values(theirs, figure));
    }

    private static double[] values(List<Measurement> measured, ToDoubleFunction<Measurement> figure) {
        return measured.stream().mapToDouble(figure).toArray();
    }
}
