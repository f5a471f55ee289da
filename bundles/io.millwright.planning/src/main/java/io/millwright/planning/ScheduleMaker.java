package io.millwright.planning;

import io.millwright.decision.Plan;
import io.millwright.model.Model;
import io.millwright.planning.plan.Digests;
import io.millwright.planning.plan.Maker;
import io.millwright.planning.plan.Proposal;
import io.millwright.planning.shop.ModelScorer;
import io.millwright.planning.shop.Rule;
import io.millwright.planning.shop.Scorer.ScorerFailed;
import io.millwright.planning.shop.ShopPlan;
import io.millwright.planning.shop.ShopPlanner;
import io.millwright.planning.shop.ShopPlanning;
import io.millwright.planning.shop.solver.Solver;
import io.millwright.planning.shop.solver.SolverFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes schedules: reads what was given, plans beside what is in force, and says what it is worth. */
final class ScheduleMaker implements Maker {
    static final String TOPIC = "schedule";

    private static final long SEED = 1;
    private static final long POLICY_SECONDS = 10;
    private static final long BYTES = 1L << 20;
    private static final long SILENCE_MILLIS = 10_000;

    private final ScheduleSettings settings;
    private final Function<String, Model> models;
    private final Supplier<Plan> inForce;
    private final SolverFiles solver;

    /**
     * Creates one.
     *
     * @param models returns the model of a name, null where it is not there
     * @param inForce returns the plan that people work by, null for none
     */
    ScheduleMaker(
            ScheduleSettings settings, Function<String, Model> models, Supplier<Plan> inForce, SolverFiles solver) {
        this.settings = settings;
        this.models = models;
        this.inForce = inForce;
        this.solver = solver;
    }

    @Override
    public int lines(String input, String csv) {
        return ShopPlanning.lines(input, csv);
    }

    @Override
    public String basis(Map<String, String> inputs) {
        return Digests.sha256(settings, inputs);
    }

    @Override
    public Proposal make(Map<String, String> inputs, long nowMicros) {
        List<String> remarks = new ArrayList<>();
        Model model = settings.model().isEmpty() ? null : models.apply(settings.model());
        ShopPlan plan = planned(inputs, nowMicros, model, remarks);
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("planning was interrupted");
        }
        return proposal(plan, inputs, model, remarks);
    }

    private ShopPlan planned(Map<String, String> inputs, long nowMicros, Model model, List<String> remarks) {
        if (model == null) {
            return solved(inputs, nowMicros, null);
        }
        try (ModelScorer scorer = ModelScorer.open(model)) {
            return solved(inputs, nowMicros, scorer);
        } catch (ScorerFailed e) {
            remarks.add("Model " + settings.model() + " could not be opened: " + e.getMessage());
            return solved(inputs, nowMicros, null);
        }
    }

    private ShopPlan solved(Map<String, String> inputs, long nowMicros, ModelScorer scorer) {
        if (settings.solverSeconds() == 0) {
            return by(inputs, nowMicros, scorer, null);
        }
        Solver.Limits limits = new Solver.Limits(
                (int) TimeUnit.SECONDS.toMillis(settings.solverSeconds()),
                settings.solverWorkers(),
                settings.solverMegabytes() * BYTES,
                SILENCE_MILLIS,
                SILENCE_MILLIS);
        try (Solver searching = new Solver(solver, limits)) {
            return by(inputs, nowMicros, scorer, searching);
        }
    }

    private ShopPlan by(Map<String, String> inputs, long nowMicros, ModelScorer scorer, Solver searching) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(POLICY_SECONDS);
        ShopPlanner.Settings how = new ShopPlanner.Settings(settings.frozenSeconds(), settings.runs(), SEED);
        Plan now = inForce.get();
        return new ShopPlanning(scorer, searching, how)
                .make(inputs, now == null ? null : now.document(), nowMicros, () -> System.nanoTime() - end > 0);
    }

    private Proposal proposal(ShopPlan plan, Map<String, String> inputs, Model model, List<String> remarks) {
        List<String> reasons = new ArrayList<>(plan.reasons());
        reasons.addAll(remarks);
        Map<String, Double> alternatives = plan.alternativeSeconds();
        return new Proposal(
                settings.site(),
                plan.differs(),
                plan.differs() ? "" : "nothing would be better than what was released",
                "time until all is done, and weighted delays",
                "s",
                alternatives.get(Rule.FIFO.name()),
                plan.cost().total(),
                Double.NaN,
                Double.NaN,
                reasons,
                TimeUnit.HOURS.toMicros(settings.validHours()),
                Digests.identity(model),
                basis(inputs),
                alternatives,
                plan.gapAtMost(),
                plan.document().toString());
    }
}
