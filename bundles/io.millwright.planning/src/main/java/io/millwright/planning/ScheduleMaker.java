package io.millwright.planning;

import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Plan;
import io.millwright.model.Model;
import io.millwright.planning.plan.Digests;
import io.millwright.planning.plan.Maker;
import io.millwright.planning.plan.Occasion;
import io.millwright.planning.plan.Proposal;
import io.millwright.planning.shop.ModelScorer;
import io.millwright.planning.shop.PolicyTime;
import io.millwright.planning.shop.Released;
import io.millwright.planning.shop.Scorer.ScorerFailed;
import io.millwright.planning.shop.ShopInputs;
import io.millwright.planning.shop.ShopPlan;
import io.millwright.planning.shop.ShopPlanner;
import io.millwright.planning.shop.ShopPlanning;
import io.millwright.planning.shop.Stands;
import io.millwright.planning.shop.floor.Floor.Heard;
import io.millwright.planning.shop.solver.Solver;
import io.millwright.planning.shop.solver.SolverFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes schedules: reads what was given and what machines told, plans beside what is in force, and says what it is worth. After an event first at once, by
 * the policy, then by a search where one is wished.
 */
final class ScheduleMaker implements Maker, AutoCloseable {
    static final String TOPIC = "schedule";

    /** No model has such a name: it has a blank. */
    private static final String SOLVER = "the solver";

    /** After the end of a step a plan is proposed that saves such a share at least; else people go on by the one in force. */
    private static final double LEAST_GAIN = 0.01;

    private static final long SEED = 1;
    private static final long BYTES = 1L << 20;

    private final ScheduleSettings settings;
    private final Function<String, Model> models;
    private final Supplier<Plan> inForce;
    private final Supplier<Plan> proposed;
    private final SolverFiles solver;
    private final ShopFloor floor;
    private final Runnable again;
    private final KeptScorer scorer = new KeptScorer();

    /** What was given, as it came and as it is; the planner's thread only, like the next ones. */
    private Map<String, String> texts;

    private Map<String, String> madeWith;

    private ShopInputs given;

    /** What went wrong with the plan that is being made. */
    private final List<String> remarks = new ArrayList<>();

    /** The model of the plan that is being made, null for none. */
    private ModelIdentity used;

    /** When all is done by what was proposed at once, in seconds; a search that finds nothing better proposes nothing. */
    private long waitingEnd = Long.MAX_VALUE;

    /** What was proven of the last plan, null before the first. */
    private Stands.Proven proven;

    private final LastRead inForceRead = new LastRead();
    private final LastRead proposedRead = new LastRead();

    /** The schedule in force. */
    private volatile Released released;

    /** Whether a search is due, whatever wakes the planner. */
    private volatile boolean owed;

    /** Whether a person asked for what that search finds; the planner's thread only. */
    private boolean wished;

    /** Null while none goes on. */
    private volatile Solver searching;

    private volatile long proposedAtOnce;
    private volatile long carriedOn;

    /**
     * Creates one.
     *
     * @param models returns the model of a name, null where it is not there
     * @param inForce returns the plan that people work by, null for none
     * @param proposed returns the plan that waits for an answer, null for none
     * @param floor what machines tell
     * @param again has it plan again once it has done so; returns at once
     */
    ScheduleMaker(
            ScheduleSettings settings,
            Function<String, Model> models,
            Supplier<Plan> inForce,
            Supplier<Plan> proposed,
            SolverFiles solver,
            ShopFloor floor,
            Runnable again) {
        this.settings = settings;
        this.models = models;
        this.inForce = inForce;
        this.proposed = proposed;
        this.solver = solver;
        this.floor = floor;
        this.again = again;
    }

    @Override
    public int lines(String input, String csv) {
        return ShopPlanning.lines(input, csv);
    }

    @Override
    public Object settings() {
        return settings;
    }

    @Override
    public Map<String, String> tools() {
        Map<String, String> tools = new HashMap<>();
        if (!settings.model().isEmpty()) {
            Model there = models.apply(settings.model());
            // One that went is not held in memory until the next plan.
            scorer.keepOnly(there);
            tools.putAll(Digests.tool(there));
        }
        if (settings.solverSeconds() > 0 && solver.missing().isEmpty()) {
            tools.put(SOLVER, solver.version());
        }
        return tools;
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>(floor.counters());
        counters.put("events.proposed", proposedAtOnce);
        counters.put("events.carriedOn", carriedOn);
        return counters;
    }

    @Override
    public Proposal make(Map<String, String> inputs, long nowMicros, Occasion occasion) {
        wished |= occasion == Occasion.ASKED;
        floor.tags().heed();
        Plan now = inForce.get();
        boolean fresh = read(inputs, now == null) | another(tools());
        released = inForceRead.of(now);
        Heard heard = floor.hear(given, released, nowMicros);
        remarks.clear();
        if (now != null && (heard.machines() || heard.done())) {
            return atOnce(heard, fresh, nowMicros);
        }
        if (occasion == Occasion.EVENT && !fresh && !owed && !wished) {
            return null;
        }
        return searched(nowMicros);
    }

    /** Returns whether the texts are others than before; those of a start are, where there is no plan by which people work. */
    private boolean read(Map<String, String> inputs, boolean none) {
        if (inputs.equals(texts)) {
            return false;
        }
        given = ShopPlanning.read(inputs);
        boolean fresh = texts != null || none;
        texts = Map.copyOf(inputs);
        return fresh;
    }

    /** Returns whether something came that plans are made with; not those of a start. */
    private boolean another(Map<String, String> tools) {
        boolean came = madeWith != null && !madeWith.entrySet().containsAll(tools.entrySet());
        madeWith = tools;
        return came;
    }

    /** What happened is answered without a search, which may follow. */
    private Proposal atOnce(Heard heard, boolean fresh, long nowMicros) {
        ShopPlan plan = planned(nowMicros, null, how().atOnce());
        long carrying = plan.alternatives().get(ShopPlanner.AS_RELEASED).total();
        boolean worth = carrying - plan.cost().total() >= LEAST_GAIN * carrying;
        if (!heard.machines() && !worth) {
            carriedOn++;
            owed |= fresh || wished;
        } else {
            proposedAtOnce++;
            waitingEnd = end(plan);
            owed |= fresh || wished || settings.searchAgain() && settings.solverSeconds() > 0;
        }
        if (owed) {
            again.run();
        }
        return heard.machines() || worth ? proposal(plan) : null;
    }

    private static long end(ShopPlan plan) {
        return plan.shop().nowSeconds() + plan.cost().total();
    }

    private Proposal searched(long nowMicros) {
        boolean further = owed && !wished;
        owed = false;
        wished = false;
        ShopPlan plan = settings.solverSeconds() == 0 ? planned(nowMicros, null, how()) : solved(nowMicros);
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("planning was interrupted");
        }
        boolean better = end(plan) < waitingEnd;
        waitingEnd = Long.MAX_VALUE;
        return further && !better ? null : proposal(plan);
    }

    private ShopPlan solved(long nowMicros) {
        Solver.Limits limits = Solver.Limits.of(
                (int) TimeUnit.SECONDS.toMillis(settings.solverSeconds()),
                settings.solverWorkers(),
                settings.solverMegabytes() * BYTES);
        try (Solver search = new Solver(solver, limits)) {
            searching = search;
            if (floor.tags().told()) {
                // Since what waited was heard, and before there was a search that could be ended.
                happened();
            }
            return planned(nowMicros, search, how());
        } finally {
            searching = null;
        }
    }

    /** Something happened: a search that goes on is ended with what it has found. Any thread; returns at once. */
    void happened() {
        Solver now = searching;
        if (now != null && released != null) {
            owed = true;
            now.close();
        }
    }

    private ShopPlanner.Settings how() {
        return new ShopPlanner.Settings(settings.frozenSeconds(), settings.runs(), SEED);
    }

    private ShopPlan planned(long nowMicros, Solver search, ShopPlanner.Settings how) {
        Model there = settings.model().isEmpty() ? null : models.apply(settings.model());
        used = Digests.identity(there);
        if (there == null) {
            return by(null, nowMicros, search, how);
        }
        ModelScorer policy;
        try {
            policy = scorer.borrow(there);
        } catch (ScorerFailed e) {
            remarks.add("Model " + settings.model() + " could not be opened: " + e.getMessage());
            return by(null, nowMicros, search, how);
        }
        try {
            return by(policy, nowMicros, search, how);
        } finally {
            scorer.giveBack();
        }
    }

    private ShopPlan by(ModelScorer policy, long nowMicros, Solver search, ShopPlanner.Settings how) {
        Released proposal = proposedRead.of(proposed.get());
        ShopPlan plan = new ShopPlanning(policy, search, how)
                .make(
                        floor.with(given, nowMicros),
                        new Stands(released, proposal, proven),
                        nowMicros,
                        new PolicyTime(System::nanoTime));
        proven = new Stands.Proven(plan.shop(), plan.boundSeconds());
        return plan;
    }

    private Proposal proposal(ShopPlan plan) {
        List<String> reasons = new ArrayList<>(plan.reasons());
        reasons.addAll(floor.takeRemarks(TimeUnit.SECONDS.toMicros(plan.shop().nowSeconds())));
        reasons.addAll(remarks);
        Map<String, Double> alternatives = plan.alternativeSeconds();
        return new Proposal(
                settings.site(),
                plan.differs(),
                plan.differs() ? "" : "nothing would be better than what was released",
                "time until all is done, and weighted delays",
                "s",
                alternatives.values().iterator().next(),
                plan.cost().total(),
                Double.NaN,
                Double.NaN,
                reasons,
                TimeUnit.HOURS.toMicros(settings.validHours()),
                alternatives.containsKey(ShopPlanner.POLICY) ? used : null,
                alternatives,
                plan.gapAtMost(),
                plan.document().toString());
    }

    /** Closes the policy, now or after the plan that is being made. */
    @Override
    public void close() {
        scorer.close();
    }

    /** The schedule of the plan that was asked for last: its document is long, and read once. The planner's thread only. */
    private static final class LastRead {
        private String id = "";
        private Released schedule;

        /** Returns a plan's schedule, null for no plan. */
        Released of(Plan plan) {
            String now = plan == null ? "" : plan.id();
            if (!now.equals(id)) {
                schedule = plan == null ? null : ShopPlan.released(plan.document());
                id = now;
            }
            return schedule;
        }
    }
}
