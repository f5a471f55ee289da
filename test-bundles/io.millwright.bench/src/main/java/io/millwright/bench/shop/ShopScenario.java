package io.millwright.bench.shop;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.bench.shop.ClassicalShops.Known;
import io.millwright.inference.ModelFolder;
import io.millwright.planning.shop.ModelScorer;
import io.millwright.planning.shop.PolicyRuns;
import io.millwright.planning.shop.PolicyTime;
import io.millwright.planning.shop.RandomShops;
import io.millwright.planning.shop.Released;
import io.millwright.planning.shop.Rule;
import io.millwright.planning.shop.Schedule;
import io.millwright.planning.shop.Scorer.ScorerFailed;
import io.millwright.planning.shop.Shop;
import io.millwright.planning.shop.ShopPlan;
import io.millwright.planning.shop.ShopPlanner;
import io.millwright.planning.shop.ShopPlanner.Settings;
import io.millwright.planning.shop.check.ScheduleCheck;
import io.millwright.planning.shop.solver.Solver;
import io.millwright.planning.shop.solver.Solver.Limits;
import io.millwright.planning.shop.solver.SolverOnClassPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** How good schedules are, how fast one comes after a breakdown, and whether any cannot be done. */
public final class ShopScenario {
    private static final int RUNS = 64;
    private static final long SEED = 42;
    private static final int WARM_UP = 30;
    private static final long FROZEN_SECONDS = 60;

    private final Extent extent;
    private final ModelFolder folder;
    private final ModelScorer policy;

    /**
     * How much is measured.
     *
     * @param data folder of the classical shops
     * @param model folder of the policy
     * @param solved how many shops of ten jobs and ten machines the solver plans
     * @param solverSeconds for each
     * @param workers threads of the solver
     * @param breakdowns of shops with 300 operations
     * @param shops made at random
     */
    public record Extent(
            Path data, Path model, int solved, int solverSeconds, int workers, int breakdowns, int shops) {}

    /** Opens the policy, as a gateway does, golden rows included. */
    public ShopScenario(Extent extent) throws Exception {
        this.extent = extent;
        this.folder = ModelFolder.open(extent.model());
        this.policy = ModelScorer.open(folder.model());
    }

    /** Returns the figures as JSON. */
    public String run() throws Exception {
        JsonObject json = new JsonObject().add("benchmark", "scenario-scheduling");
        if (Files.exists(extent.data().resolve("best_known.json"))) {
            Map<String, Known> shops = ClassicalShops.read(extent.data());
            json.add("mean_gap_percent", gaps(shops)).add("solver", solver(shops));
        } else {
            json.add("skipped", "no classical shops in " + extent.data() + ": name their folder by --data");
        }
        json.add("redispatch", breakdowns()).add("random_shops", random());
        policy.close();
        folder.close();
        return json.toString();
    }

    private JsonObject gaps(Map<String, Known> shops) throws ScorerFailed {
        Map<String, Map<String, double[]>> sums = new LinkedHashMap<>();
        for (Map.Entry<String, Known> each : shops.entrySet()) {
            Known known = each.getValue();
            Map<String, double[]> of =
                    sums.computeIfAbsent(each.getKey().substring(0, 2), any -> new LinkedHashMap<>());
            for (Rule rule : List.of(Rule.FIFO, Rule.SPT, Rule.MWKR)) {
                add(of, rule.name(), known, rule.schedule(known.shop()));
            }
            PolicyRuns runs = new PolicyRuns(policy);
            add(of, "policy_greedy", known, runs.greedy(known.shop()));
            add(
                    of,
                    "policy_at_once",
                    known,
                    runs.atOnce(known.shop(), PolicyTime.unlimited()).schedule());
            add(
                    of,
                    "policy_best_of_" + RUNS,
                    known,
                    runs.best(known.shop(), RUNS, SEED, PolicyTime.unlimited()).schedule());
        }
        JsonObject json = new JsonObject();
        sums.forEach((set, of) -> {
            JsonObject one = new JsonObject().add("shops", (int) of.get("FIFO")[1]);
            of.forEach((name, sum) -> one.add(name, rounded(sum[0] / sum[1])));
            json.add(set, one);
        });
        return json;
    }

    private static void add(Map<String, double[]> sums, String name, Known known, Schedule schedule) {
        long makespan = known.shop().cost(schedule).makespanSeconds();
        sound(ScheduleCheck.faults(known.shop(), schedule, null));
        double[] sum = sums.computeIfAbsent(name, any -> new double[2]);
        sum[0] += 100.0 * (makespan - known.best()) / known.best();
        sum[1]++;
    }

    private static void sound(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new IllegalStateException("a schedule did not pass the check: " + faults);
        }
    }

    private JsonObject solver(Map<String, Known> shops) throws Exception {
        Path folder = Files.createTempDirectory("millwright-solver-");
        Limits limits = Limits.of(extent.solverSeconds() * 1_000, extent.workers(), 1L << 30);
        JsonArray each = new JsonArray();
        double sum = 0;
        double worst = 0;
        try (Solver solver = new Solver(new SolverOnClassPath(folder), limits)) {
            if (!solver.missing().isEmpty()) {
                return new JsonObject().add("skipped", solver.missing());
            }
            ShopPlanner planner = new ShopPlanner(policy, solver);
            List<String> names = shops.keySet().stream()
                    .filter(name -> shops.get(name).shop().jobs().size() == 10
                            && shops.get(name).shop().machines().size() == 10)
                    .limit(extent.solved())
                    .toList();
            for (String name : names) {
                Known known = shops.get(name);
                long begun = System.nanoTime();
                ShopPlan plan = planner.plan(known.shop(), null, new Settings(0, RUNS, SEED), PolicyTime.unlimited());
                double gap = 100.0 * (plan.cost().makespanSeconds() - known.best()) / known.best();
                sum += gap;
                worst = Math.max(worst, gap);
                each.add(new JsonObject()
                        .add("shop", name)
                        .add("makespan", plan.cost().makespanSeconds())
                        .add("gap_percent", rounded(gap))
                        .add("said_at_most_percent", rounded(100 * plan.gapAtMost()))
                        .add("seconds", rounded((System.nanoTime() - begun) / 1e9))
                        .add("by", plan.by())
                        .add("notes", plan.notes().toString()));
            }
            return new JsonObject()
                    .add("workers", extent.workers())
                    .add("limit_seconds", extent.solverSeconds())
                    .add("mean_gap_percent", rounded(names.isEmpty() ? 0 : sum / names.size()))
                    .add("worst_gap_percent", rounded(worst))
                    .add("failures", solver.failures())
                    .add("shops", each);
        }
    }

    private JsonObject breakdowns() {
        SplittableRandom random = new SplittableRandom(SEED);
        ShopPlanner planner = new ShopPlanner(policy, null);
        double[] millis = new double[extent.breakdowns()];
        int unsound = 0;
        for (int number = -WARM_UP; number < millis.length; number++) {
            Shop shop = RandomShops.plain(random, 20, 15);
            ShopPlan before = planner.plan(shop, null, new Settings(0, 1, SEED), PolicyTime.unlimited());
            Released released = Released.of(before.shop(), before.schedule());
            Shop broken = RandomShops.brokenDown(random, shop, before.schedule(), random.nextInt(60));
            long begun = System.nanoTime();
            ShopPlan plan =
                    planner.plan(broken, released, new Settings(FROZEN_SECONDS, 1, SEED), PolicyTime.unlimited());
            if (number >= 0) {
                millis[number] = (System.nanoTime() - begun) / 1e6;
                unsound += ScheduleCheck.faults(plan.shop(), plan.schedule(), plan.cost())
                                .isEmpty()
                        ? 0
                        : 1;
            }
        }
        Arrays.sort(millis);
        return new JsonObject()
                .add("operations", 300)
                .add("breakdowns", millis.length)
                .add("p50_ms", rounded(millis[millis.length / 2]))
                .add("p99_ms", rounded(millis[(int) Math.ceil(millis.length * 0.99) - 1]))
                .add("most_ms", rounded(millis[millis.length - 1]))
                .add("failures", unsound);
    }

    private JsonObject random() {
        SplittableRandom random = new SplittableRandom(SEED + 1);
        ShopPlanner planner = new ShopPlanner(policy, null);
        int failures = 0;
        int plans = 0;
        for (int number = 0; number < extent.shops(); number++) {
            Shop shop = RandomShops.any(random);
            ShopPlan first = planner.plan(shop, null, new Settings(0, 8, number), PolicyTime.unlimited());
            Shop later = RandomShops.brokenDown(random, shop, first.schedule(), random.nextInt(300));
            Released released = Released.of(first.shop(), first.schedule());
            ShopPlan second =
                    planner.plan(later, released, new Settings(FROZEN_SECONDS, 8, number), PolicyTime.unlimited());
            for (ShopPlan plan : List.of(first, second)) {
                plans++;
                boolean good = plan.notes().isEmpty()
                        && ScheduleCheck.faults(plan.shop(), plan.schedule(), plan.cost())
                                .isEmpty();
                failures += good ? 0 : 1;
            }
        }
        return new JsonObject().add("shops", extent.shops()).add("plans", plans).add("failures", failures);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
