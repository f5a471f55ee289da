package io.millwright.planning;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.planning.plan.Digests;
import io.millwright.planning.plan.Maker;
import io.millwright.planning.plan.Occasion;
import io.millwright.planning.plan.Proposal;
import io.millwright.planning.stock.Consumption;
import io.millwright.planning.stock.ConsumptionCsv;
import io.millwright.planning.stock.ModelQuantiles;
import io.millwright.planning.stock.Outcome;
import io.millwright.planning.stock.Part;
import io.millwright.planning.stock.PartsCsv;
import io.millwright.planning.stock.QuantileModel;
import io.millwright.planning.stock.StockDocument;
import io.millwright.planning.stock.StockPlan;
import io.millwright.planning.stock.StockPlanner;
import io.millwright.planning.stock.check.StockChecker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Makes plans of orders: reads what was given, plans, has the plan checked, and says what it is worth. */
final class OrderMaker implements Maker {
    static final String CONSUMPTION = "consumption";
    static final String PARTS = "parts";

    private final OrderSettings settings;
    private final Function<String, Model> models;

    /** Null where there are none. */
    private final StoreCounters counters;

    /**
     * Creates one.
     *
     * @param models returns the model of a name, null where it is not there
     * @param counters count what is used of parts; null for none
     */
    OrderMaker(OrderSettings settings, Function<String, Model> models, StoreCounters counters) {
        this.settings = settings;
        this.models = models;
        this.counters = counters;
    }

    @Override
    public int lines(String input, String csv) {
        if (input.equals(PARTS)) {
            return parts(csv).size();
        }
        consumption(csv);
        return (int) csv.lines().filter(line -> !line.isBlank()).count() - 1;
    }

    private Consumption consumption(String csv) {
        return ConsumptionCsv.read(
                csv, settings.stock().periods(), settings.stock().absent());
    }

    private List<Part> parts(String csv) {
        return PartsCsv.read(
                csv, settings.stock().leadPeriods(), settings.stock().target());
    }

    @Override
    public Object settings() {
        return settings;
    }

    @Override
    public Map<String, String> tools() {
        return settings.model().isEmpty() ? Map.of() : Digests.tool(models.apply(settings.model()));
    }

    @Override
    public Proposal make(Map<String, String> inputs, long nowMicros, Occasion occasion) {
        Consumption consumption = consumption(inputs.get(CONSUMPTION));
        List<Part> parts = parts(inputs.get(PARTS));
        List<String> remarks = new ArrayList<>();
        if (counters != null) {
            keep();
            consumption = consumption.with(counters.over());
            if (!counters.odd().isEmpty()) {
                remarks.add(counters.odd());
            }
        }
        Model model = model(remarks);
        StockPlan plan = planned(consumption, parts, model, remarks);
        List<String> faults = StockChecker.check(consumption, parts, plan);
        if (!faults.isEmpty()) {
            throw new IllegalStateException("the plan did not pass its check: " + faults.get(0));
        }
        return proposal(plan, model, remarks);
    }

    private void keep() {
        try {
            counters.keep();
        } catch (IOException e) {
            throw new IllegalArgumentException("the counters could not be kept: " + e + "; make room on the disk", e);
        }
    }

    private Model model(List<String> remarks) {
        if (settings.model().isEmpty()) {
            return null;
        }
        Model model = models.apply(settings.model());
        if (model == null) {
            remarks.add("Model " + settings.model() + " is not there: the plan was made without it.");
        }
        return model;
    }

    private StockPlan planned(Consumption consumption, List<Part> parts, Model model, List<String> remarks) {
        if (model == null) {
            return planned(consumption, parts, null);
        }
        try (ModelQuantiles quantiles = new ModelQuantiles(model)) {
            return planned(consumption, parts, quantiles);
        } catch (ModelException e) {
            remarks.add("Model " + settings.model() + " could not be opened: " + e.getMessage());
            return planned(consumption, parts, null);
        }
    }

    private StockPlan planned(Consumption consumption, List<Part> parts, QuantileModel model) {
        return new StockPlanner(settings.stock(), model).plan(consumption, parts);
    }

    private Proposal proposal(StockPlan plan, Model model, List<String> remarks) {
        boolean tried = plan.tried() > 0;
        Outcome simple = tried ? plan.main().bestSimple() : null;
        Outcome chosen = tried ? plan.main().chosen() : null;
        Map<String, Double> alternatives = new LinkedHashMap<>();
        plan.outcomes().forEach(each -> alternatives.put(each.policy(), each.cost()));
        if (alternatives.isEmpty()) {
            alternatives.put("not tried", Double.NaN);
        }
        List<String> reasons = new ArrayList<>();
        reasons.add(
                plan.orders() + " of " + plan.lines().size() + " parts fall below what they are to be filled up to.");
        if (tried) {
            reasons.add("Tried over " + plan.tried()
                    + " past periods beside the textbook policies; the best of those is " + simple.policy() + ".");
        }
        reasons.addAll(plan.remarks());
        reasons.addAll(remarks);
        return new Proposal(
                settings.site(),
                plan.orders() > 0,
                plan.orders() > 0 ? "" : "no part falls below what it is to be filled up to",
                "cost per period in the trial",
                "",
                tried ? simple.cost() : Double.NaN,
                tried ? chosen.cost() : Double.NaN,
                Double.NaN,
                Double.NaN,
                reasons,
                TimeUnit.DAYS.toMicros(settings.validDays()),
                Digests.identity(model),
                alternatives,
                Double.NaN,
                StockDocument.of(plan));
    }
}
