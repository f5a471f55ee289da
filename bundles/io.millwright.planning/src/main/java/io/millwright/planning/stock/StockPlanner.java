package io.millwright.planning.stock;

import io.millwright.model.ModelException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Plans orders: learns from the errors of all parts, tries every candidate over past periods, chooses per class on cost, and fills every
 * part's stock up to what that says. Without a clock and without chance: the same inputs give the same plan. Takes up to a minute for
 * 10,000 parts and 120 periods on a core of a gateway, and 100 MB. Not thread-safe.
 */
public final class StockPlanner {
    /** So many periods are tried over, where they are known. */
    static final int TRIAL_PERIODS = 24;

    private static final int LEAST_TRIAL_PERIODS = 6;
    private static final double USUAL_SHARE = 0.9;

    private final StockSettings settings;
    private final QuantileModel model;
    private final List<String> remarks = new ArrayList<>();

    /**
     * Creates a planner.
     *
     * @param model may be null
     */
    public StockPlanner(StockSettings settings, QuantileModel model) {
        this.settings = settings;
        this.model = model;
    }

    /**
     * Plans.
     *
     * @param consumption up to the last period that is over
     * @param parts those that may be ordered
     * @throws IllegalArgumentException if no part has any consumption, with what is missing
     * @throws java.util.concurrent.CancellationException soon after the thread was interrupted; it still is
     */
    public StockPlan plan(Consumption consumption, List<Part> parts) {
        remarks.clear();
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < consumption.parts().size(); i++) {
            places.put(consumption.parts().get(i), i);
        }
        List<Part> planned =
                parts.stream().filter(part -> places.containsKey(part.name())).toList();
        if (planned.isEmpty()) {
            throw new IllegalArgumentException("none of the " + parts.size()
                    + " parts has consumption: the names in both inputs must be the same.");
        }
        try {
            return plan(consumption, parts, planned, places, model);
        } catch (ModelException e) {
            remarks.add("The model " + model.title() + " did not answer and was left out: " + e.getMessage());
        }
        try {
            return plan(consumption, parts, planned, places, null);
        } catch (ModelException e) {
            throw new IllegalStateException("no model was asked", e);
        }
    }

    private StockPlan plan(
            Consumption consumption,
            List<Part> parts,
            List<Part> planned,
            Map<String, Integer> places,
            QuantileModel asked)
            throws ModelException {
        int length = usualLead(planned) + settings.review();
        int count = consumption.count();
        int from = Math.max(count - TRIAL_PERIODS, length + Trial.LEAST_KNOWN);
        boolean tried = count - from >= LEAST_TRIAL_PERIODS;
        Trial trial = new Trial(consumption, planned, settings.review(), tried ? from : count, count, asked);
        Map<Double, Choice> choices = new TreeMap<>();
        Chooser chooser = tried ? new Chooser(trial) : null;
        tried &= chooser != null && chooser.tally().asked() > 0;
        for (double target : new TreeSet<>(planned.stream().map(Part::target).toList())) {
            choices.put(target, tried ? chooser.choose(target) : untried(target));
        }
        if (!tried) {
            remarks.add("Too few periods are known to try policies over (" + count + "; "
                    + (length + Trial.LEAST_KNOWN + LEAST_TRIAL_PERIODS) + " are needed, with some use in them): "
                    + choices.values().iterator().next().best().title() + " decides.");
        }
        return new StockPlan(
                settings,
                consumption.last(),
                lines(consumption, planned, places, trial, choices, asked),
                parts.stream()
                        .map(Part::name)
                        .filter(name -> !places.containsKey(name))
                        .toList(),
                consumption.parts().size() - planned.size(),
                consumption.unknown(),
                tried ? count - from : 0,
                tried ? chooser.tally().notCounted() : 0,
                List.copyOf(choices.values()),
                List.copyOf(remarks));
    }

    /** A few parts that come from far away do not shorten the trial of all: they are counted in it where enough was known of them. */
    private static int usualLead(List<Part> planned) {
        int[] leads = planned.stream().mapToInt(Part::leadPeriods).sorted().toArray();
        return leads[(int) (USUAL_SHARE * (leads.length - 1))];
    }

    /** Without a trial the mean of three decides, with the odds that the target has. */
    private static Choice untried(double target) {
        Candidate candidate = new Candidate(Forecast.COMBINED, Candidate.Safety.SHARED);
        List<Choice.OfClass> classes = new ArrayList<>();
        for (DemandClass kind : DemandClass.values()) {
            classes.add(new Choice.OfClass(kind, 0, candidate, target, 0, Double.NaN, Double.NaN));
        }
        Outcome none = new Outcome("not tried", false, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        return new Choice(target, target / (1 - target), false, candidate, classes, none, List.of(), new double[0]);
    }

    private List<OrderLine> lines(
            Consumption consumption,
            List<Part> planned,
            Map<String, Integer> places,
            Trial trial,
            Map<Double, Choice> choices,
            QuantileModel asked)
            throws ModelException {
        int now = consumption.count() - 1;
        PartHistory history = new PartHistory(consumption.count(), trial.lessons(), asked);
        List<OrderLine> lines = new ArrayList<>(planned.size());
        double[] upTo = new double[1];
        for (Part part : planned) {
            int periods = part.leadPeriods() + settings.review();
            history.take(consumption, places.get(part.name()), periods, now);
            DemandClass kind = DemandClass.of(history.used(), consumption.count());
            Choice.OfClass decided = choices.get(part.target()).of(kind);
            Candidate candidate = decided.candidate();
            history.upTo(candidate, now, new double[] {decided.level()}, upTo);
            double rate = history.rates(candidate.forecast())[now];
            double expected = Double.isNaN(rate)
                    ? 0
                    : trial.lessons()
                            .correction(candidate.forecast(), periods, now)
                            .mean(rate, periods);
            double lacks = upTo[0] - part.onHand() - part.onOrder();
            lines.add(
                    new OrderLine(part, kind, candidate.title(), periods, expected, upTo[0], Shelf.order(part, lacks)));
        }
        return List.copyOf(lines);
    }
}
