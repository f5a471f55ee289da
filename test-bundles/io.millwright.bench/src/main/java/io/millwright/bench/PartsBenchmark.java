package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * {@code parts}: part cells that make parts of random length without a pause, the PLC's cable pulled several times meanwhile;
 * one decision per part is expected, with the part's number and the values of that part, as the simulator kept them.
 */
final class PartsBenchmark {
    private static final int CYCLE_MILLIS = 5;

    /** Values that the server keeps per item while nobody fetches them: those of 20 s. */
    private static final int QUEUE = 20_000 / CYCLE_MILLIS;

    private static final int PUBLISHING_MILLIS = 100;
    private static final int SETTLE_LIMIT_SECONDS = 60;
    private static final int STOP_LIMIT_SECONDS = 120;

    private final int parts;
    private final int cells;
    private final int leastMillis;
    private final int mostMillis;
    private final int reconnects;
    private final int cableMillis;
    private final int triggerDelayMillis;
    private final int latenessMillis;
    private final int seed;

    PartsBenchmark(Options options) {
        parts = options.integer("--parts", 10_000, 1, 900_000);
        cells = options.integer("--cells", 4, 1, 100);
        leastMillis = options.integer("--least-ms", 20, CYCLE_MILLIS, 60_000);
        mostMillis = options.integer("--most-ms", Math.max(140, leastMillis), leastMillis, 60_000);
        reconnects = options.integer("--reconnects", 5, 0, 100);
        cableMillis = options.integer("--cable-ms", 500, 10, 10_000);
        triggerDelayMillis = options.integer("--trigger-delay-ms", 0, 0, 10_000);
        latenessMillis = options.integer("--lateness-ms", 1000 + triggerDelayMillis, 0, 3_600_000);
        seed = options.integer("--seed", 1, 0, Integer.MAX_VALUE);
        options.end();
        if (parts % cells != 0) {
            throw new RefusedOption("--parts " + parts + " with --cells " + cells
                    + ": every cell makes as many; write a multiple of " + cells + ".");
        }
    }

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-parts");
        System.out.printf(
                Locale.ROOT,
                "%d cells make %d parts each, about %.0f s, the cable is pulled %d times for %d ms; logs in %s%n",
                cells,
                parts / cells,
                runMillis() / 1000,
                reconnects,
                cableMillis,
                folder);
        try (Line line = new Line(folder, setup())) {
            PartsCheck check = new PartsCheck();
            line.onDecision(check::decision);
            CountDownLatch done = new CountDownLatch(1);
            line.simulator().onLine(text -> {
                if (text.equals("CELLS done")) {
                    done.countDown();
                }
            });
            line.simulator().send("start-cells");
            pullCables(line.simulator(), done);
            check.truth(line.simulator().askAll("cell-parts", "PART ", "PARTS ", SETTLE_LIMIT_SECONDS), parts / cells);
            settle(line, check);
            JsonObject result = Json.object().add("benchmark", "parts").add("expected", parts);
            check.report(result);
            JsonObject counters = line.counters();
            long counted = counted(counters);
            return result.add("counted", counted)
                    .add("uncounted", result.getInt("missing", 0) - counted)
                    .add("reconnects", line.connectionCounters().getLong("reconnects", 0))
                    .add("cables_pulled", reconnects)
                    .add("notifications_dropped", line.connectionCounters().getLong("notifications.dropped", 0))
                    .add("queue_overflows", line.connectionCounters().getLong("queue.overflows", 0))
                    .add("samples_late", counters.getLong("samples.late", 0))
                    .add("cells", cells)
                    .add("seed", seed);
        }
    }

    /** How long the cells work, about. */
    private double runMillis() {
        return parts / cells * (leastMillis + mostMillis) / 2.0;
    }

    /** Each cell makes one part more than is counted: its begin is the last one's end. */
    private LineSetup setup() {
        List<String> simulator = List.of(
                "--cells",
                Integer.toString(cells),
                "--cell-part-ms",
                leastMillis + "-" + mostMillis,
                "--cell-cycle-ms",
                Integer.toString(CYCLE_MILLIS),
                "--cell-parts",
                Integer.toString(parts / cells + 1),
                "--trigger-delay-ms",
                Integer.toString(triggerDelayMillis),
                "--cells-wait",
                "--seed",
                Integer.toString(seed));
        StringBuilder table = new StringBuilder("name,nodeId,samplingMs,queue\n");
        for (String tag : List.of("part_number", "current", "voltage", "temperature")) {
            table.append("{asset}.")
                    .append(tag)
                    .append(",nsu=urn:millwright:simulator;s={asset}.")
                    .append(tag)
                    .append(',')
                    .append(CYCLE_MILLIS)
                    .append(',')
                    .append(QUEUE)
                    .append('\n');
        }
        String assets = "Cell[1.." + cells + "]";
        GatewaySetup gateway = new GatewaySetup()
                .connection("publishing.intervalMs", PUBLISHING_MILLIS)
                .connection("assets", assets)
                .connection("tags", table)
                // No part has ended yet.
                .ready("RUNNING", "NO_DECISION_YET")
                .pipeline(
                        "parts",
                        Json.object()
                                .add("Model.target", PartsModel.NAME)
                                .add("assets", assets)
                                .add("mapping", "*={asset}.*")
                                .add("window.kind", "part")
                                .add("part.open", "{asset}.part_number changes")
                                .add("window.latenessMs", latenessMillis)
                                .add("queue.samples", 65_536)
                                .add("publish.maxDelayMs", 200));
        return new LineSetup(simulator, PartsModel::write, gateway);
    }

    /** Pulls the cable at moments spread over the run, a little off each by chance, and waits for the cells' end. */
    private void pullCables(ChildProgram simulator, CountDownLatch done) throws InterruptedException {
        Random random = new Random(seed);
        long start = System.nanoTime();
        for (int n = 0; n < reconnects; n++) {
            double due = runMillis() * (n + 0.3 + 0.4 * random.nextDouble()) / reconnects;
            long nanos = TimeUnit.MICROSECONDS.toNanos((long) (due * 1000)) - (System.nanoTime() - start);
            if (done.await(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
                throw new RefusedOption("--parts " + parts + ": the cells were done before reconnect " + (n + 1)
                        + " of " + reconnects + "; write more parts, or fewer --reconnects.");
            }
            System.out.printf(Locale.ROOT, "pulling the cable, %d of %d%n", n + 1, reconnects);
            simulator.send("cable:" + cableMillis / 1000.0);
        }
        double left = runMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        long limit = (long) (Math.max(0, left) * 2 / 1000) + STOP_LIMIT_SECONDS;
        if (!done.await(limit, TimeUnit.SECONDS)) {
            throw new IllegalStateException("The cells are not done within " + limit + " s; see the simulator's log");
        }
    }

    /** Until every part is decided or counted, or nothing more comes of it. */
    private void settle(Line line, PartsCheck check) throws Exception {
        for (int second = 0; second < SETTLE_LIMIT_SECONDS; second++) {
            if (check.decided() + counted(line.counters()) >= parts) {
                break;
            }
            LineBenchmark.pass("waiting for the last decisions", 1, null);
        }
        // What comes twice comes late.
        LineBenchmark.pass("waiting for stragglers", 5, null);
    }

    private static long counted(JsonObject counters) {
        long sum = 0;
        for (String name : counters.names()) {
            boolean part = name.startsWith("parts.");
            if (part || Line.LOSSES.contains(name)) {
                sum += counters.getLong(name, 0);
            }
        }
        return sum;
    }
}
