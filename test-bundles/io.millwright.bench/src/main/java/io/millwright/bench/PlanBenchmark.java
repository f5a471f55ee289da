package io.millwright.bench;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * {@code plan-beside}: what a schedule planner costs a gateway while nothing is planned, and what pipelines feel while CP-SAT searches in its
 * process. Each round measures without a planner, with one that rests, again without, and while one searches, so that every figure has its own
 * neighbour.
 */
final class PlanBenchmark {
    private static final String FACTORY = "io.millwright.planning.SchedulePlanner";
    private static final String PLANNER = "hall";
    private static final String OPERATION = "io.millwright.operation.Operation";
    private static final String SOLVER_MAIN = "io.millwright.planning.shop.solver.child.SolverMain";

    /** What the kernel keeps of the names of planning's threads: 15 characters. */
    private static final String THREADS = "millwright-plan";

    private static final int JOBS = 20;
    private static final int MACHINES = 15;
    private static final int LONGEST_SECONDS = 3_600;
    private static final int DELAY_MILLIS = 100;
    private static final int STRAGGLERS_SECONDS = 2;
    private static final int SETTLING_SECONDS = 3;
    private static final long LIMIT_SECONDS = 120;
    private static final long LOOK_MILLIS = 100;

    private final Load load;
    private final int rounds;
    private final int seconds;
    private final int warmUpSeconds;
    private Line line;
    private Requester requester;

    PlanBenchmark(Options options) {
        load = new Load(
                options.integer("--pipelines", 10, 1, 1_000),
                options.integer("--tags", 20, 1, 1_000),
                options.decimal("--rate", 10));
        rounds = options.integer("--rounds", 5, 2, 100);
        seconds = options.integer("--seconds", 20, 5, 600);
        load.measuredFor(seconds);
        warmUpSeconds = options.integer("--warm-up", 60, 0, 86_400);
        options.end();
    }

    JsonObject run() throws Exception {
        Path folder = Files.createTempDirectory("millwright-bench-plan");
        System.out.printf(
                Locale.ROOT, "starting %d pipelines of %d tags; logs in %s%n", load.pipelines(), load.tags(), folder);
        try (Line started = new Line(folder, LineBenchmark.setup(load, DELAY_MILLIS))) {
            line = started;
            line.install(Line.file("deployment-packages/millwright-planning/target", "millwright-planning_*.dp"));
            line.install(Line.file("deployment-packages/millwright-solver/target", "millwright-solver_*.dp"));
            line.install(Line.file("models/dispatch-policy/target", "millwright-model-dispatch-policy_*.dp"));
            line.set(OPERATION, Json.object().add("cloud.operate", true));
            try (Requester somebody = Requester.connect(line.brokerUrl(), "bench", "gateway", "MILLWRIGHT-V1")) {
                requester = somebody;
                rehearse();
                LineBenchmark.pass("warming up", warmUpSeconds, null);
                return measured();
            }
        }
    }

    /** Everything was loaded and run once before anything is measured. */
    private void rehearse() throws IOException {
        plans(0);
        line.delete(PLANNER);
        plans(LONGEST_SECONDS);
        searching();
        line.delete(PLANNER);
    }

    private JsonObject measured() throws IOException {
        double[] alone = new double[rounds];
        double[] resting = new double[rounds];
        double[] aloneAgain = new double[rounds];
        double[] searched = new double[rounds];
        double[] cpuAlone = new double[rounds];
        double[] cpuResting = new double[rounds];
        double[] threads = new double[rounds];
        double[] child = new double[rounds];
        double[] machine = new double[rounds];
        int lost = 0;
        for (int round = 0; round < rounds; round++) {
            Phase none = phase("without a planner", -1);
            plans(0);
            Phase rests = phase("a planner that rests", -1);
            line.delete(PLANNER);
            Phase noneAgain = phase("without a planner, again", -1);
            plans(LONGEST_SECONDS);
            Phase searches = phase("a search", searching());
            line.delete(PLANNER);
            alone[round] = none.p99();
            resting[round] = rests.p99();
            aloneAgain[round] = noneAgain.p99();
            searched[round] = searches.p99();
            cpuAlone[round] = none.cpuPercent();
            cpuResting[round] = rests.cpuPercent();
            threads[round] = rests.threadsPercent();
            child[round] = searches.childPercent();
            machine[round] = loadAverage();
            lost += none.lost() + rests.lost() + noneAgain.lost() + searches.lost();
        }
        double[] more = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            more[round] = cpuResting[round] - cpuAlone[round];
        }
        JsonObject result = Json.object()
                .add("benchmark", "plan-beside")
                .add("pipelines", load.pipelines())
                .add("tags", load.tags())
                .add("rate_hz", load.rate())
                .add("rounds", rounds)
                .add("seconds", seconds)
                .add("operations", JOBS * MACHINES);
        Medians.add(result, "planning_threads_cpu_percent", threads);
        Medians.add(result, "cpu_percent_without", cpuAlone);
        Medians.add(result, "cpu_percent_resting", cpuResting);
        Medians.add(result, "cpu_percent_more", more);
        Medians.add(result, "p99_ms_without", alone);
        Medians.add(result, "p99_ms_resting", resting);
        Medians.addRatio(result, "p99_ratio_resting", resting, alone);
        Medians.add(result, "p99_ms_without_again", aloneAgain);
        Medians.add(result, "p99_ms_searching", searched);
        Medians.addRatio(result, "p99_ratio_searching", searched, aloneAgain);
        Medians.add(result, "solver_cpu_percent", child);
        Medians.add(result, "load_average", machine);
        return result.add("lost", lost)
                .add("cores", Runtime.getRuntime().availableProcessors())
                .add("gateway_flags", Line.flags());
    }

    private record Phase(double p99, double cpuPercent, double threadsPercent, double childPercent, int lost) {}

    /** @param solver the search's process, which has to live to the end of the phase; -1 for none */
    private Phase phase(String what, long solver) throws IOException {
        LineBenchmark.pass("settling", SETTLING_SECONDS, null);
        long pid = line.gatewayPid();
        ProcessLoad child = solver < 0 ? null : new ProcessLoad(solver);
        Map<Path, Long> before = threadTicks(pid);
        Measurement measured = Measurement.take(what, line, pid, "", load.rate(), seconds, STRAGGLERS_SECONDS);
        long ticks = 0;
        for (Map.Entry<Path, Long> each : threadTicks(pid).entrySet()) {
            ticks += each.getValue() - before.getOrDefault(each.getKey(), 0L);
        }
        double threads = 100.0 * ticks / ProcessLoad.TICKS_PER_SECOND / (seconds + STRAGGLERS_SECONDS);
        double childPercent = child == null ? 0 : child.cpuPercent();
        if (solver >= 0 && searching() != solver) {
            throw new IllegalStateException("the search ended before its phase did: the figure would be wrong");
        }
        double p99 = measured.window().percentile(0.99);
        int lost = load.decisions(seconds) - measured.window().delivered();
        System.out.printf(
                Locale.ROOT,
                "%s: p99 %.1f ms, gateway %.2f %%, planning's threads %.3f %%, search %.1f %% of a core, %d lost%n",
                what,
                p99,
                measured.cpuPercent(),
                threads,
                childPercent,
                lost);
        return new Phase(p99, measured.cpuPercent(), threads, childPercent, lost);
    }

    /** What planning's threads have computed so far; those that end take theirs along, which is at rest none. */
    private static Map<Path, Long> threadTicks(long pid) throws IOException {
        Map<Path, Long> ticks = new HashMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                try {
                    if (Files.readString(task.resolve("comm")).strip().equals(THREADS)) {
                        ticks.put(task, ProcessLoad.ticks(task));
                    }
                } catch (IOException e) {
                    // It has ended since.
                }
            }
        }
        return ticks;
    }

    /** Creates a planner, gives it jobs, and waits until a plan is there, or is being searched. */
    private void plans(int solverSeconds) throws IOException {
        line.create(
                FACTORY,
                PLANNER,
                Json.object()
                        .add("solver.seconds", solverSeconds)
                        .add("machines.connection", "plc")
                        .add("machines.tags", "M0,M0.state,M0.done"));
        String body = Json.object()
                .add("planner", PLANNER)
                .add("input", "jobs")
                .add("csv", jobs())
                .toString();
        await("the jobs to be taken", () -> exec("planner/give", body) == 200);
        if (solverSeconds == 0) {
            await("a plan", this::proposed);
        }
    }

    private int exec(String action, String body) {
        try {
            return requester.exec(action, body).code();
        } catch (IOException e) {
            throw new IllegalStateException(action + " got no answer", e);
        }
    }

    private boolean proposed() {
        try {
            String body = requester.get("plans", Map.of("planner", PLANNER)).body();
            for (JsonValue each : Json.parse(body).asObject().get("items").asArray()) {
                return !each.asObject().get("proposed").isNull();
            }
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("plans could not be asked for", e);
        }
    }

    /** Waits for the search's process; returns its id. */
    private long searching() {
        long[] found = {-1};
        await("a search", () -> {
            found[0] = ProcessHandle.of(line.gatewayPid()).stream()
                    .flatMap(ProcessHandle::descendants)
                    .filter(each -> each.info().commandLine().orElse("").contains(SOLVER_MAIN))
                    .mapToLong(ProcessHandle::pid)
                    .findFirst()
                    .orElse(-1);
            return found[0] >= 0;
        });
        return found[0];
    }

    /** Jobs that go once over every machine in an order of their own: a search over them does not end within hours. */
    private static String jobs() {
        Random random = new Random(7);
        StringBuilder csv = new StringBuilder("job,step,after,machine,duration_s\n");
        for (int job = 0; job < JOBS; job++) {
            List<Integer> order = new ArrayList<>();
            for (int machine = 0; machine < MACHINES; machine++) {
                order.add(random.nextInt(machine + 1), machine);
            }
            for (int step = 0; step < MACHINES; step++) {
                csv.append("J" + job + "," + step + "," + (step == 0 ? "" : step - 1) + ",M" + order.get(step) + ","
                        + 60 * (1 + random.nextInt(99)) + "\n");
            }
        }
        return csv.toString();
    }

    private static double loadAverage() throws IOException {
        return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new IllegalStateException("not within " + LIMIT_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        }
    }
}
