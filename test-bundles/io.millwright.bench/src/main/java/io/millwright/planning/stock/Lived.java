package io.millwright.planning.stock;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.ModelException;
import java.util.Arrays;
import java.util.List;

/** A choice, and every single candidate, in months after it. Stock is per part at the end of a month. */
final class Lived {
    private static final int CLASSES = DemandClass.values().length;

    private final Trial test;
    private final Choice choice;
    private final List<Candidate> candidates;
    private final Trial.Tally curves;

    Lived(Trial test, Choice choice) throws ModelException {
        this.test = test;
        this.choice = choice;
        candidates = test.candidates();
        curves = test.run(Safeties.all(candidates.size()), null);
    }

    JsonObject result() throws ModelException {
        double[][][] levels = new double[CLASSES][candidates.size()][];
        for (int kind = 0; kind < CLASSES; kind++) {
            Arrays.fill(levels[kind], new double[] {choice.classes().get(kind).level()});
        }
        Trial.Tally chosen = test.run(levels, null);
        double held = 0;
        double lost = 0;
        JsonArray classes = new JsonArray();
        for (int kind = 0; kind < CLASSES; kind++) {
            Choice.OfClass each = choice.classes().get(kind);
            int at = candidates.indexOf(each.candidate());
            held += chosen.held(at, kind, 0);
            lost += chosen.lost(at, kind, 0);
            classes.add(ofClass(each, chosen, at));
        }
        double fill = 1 - lost / chosen.asked();
        double stock = held / chosen.periods();
        double cost = held + choice.price() * lost;
        JsonArray singles = new JsonArray();
        double cheapest = Double.POSITIVE_INFINITY;
        double cheapestSimple = Double.POSITIVE_INFINITY;
        String name = "";
        for (int i = 0; i < candidates.size(); i++) {
            double safety = safety(i);
            double each = curves.held(i, safety) + choice.price() * curves.lost(i, safety);
            if (each < cheapest) {
                cheapest = each;
                name = candidates.get(i).title();
            }
            cheapestSimple = candidates.get(i).simple() ? Math.min(cheapestSimple, each) : cheapestSimple;
            singles.add(single(i, safety, each));
        }
        double simple = simpleStock(fill);
        return Json.object()
                .add("target", choice.target())
                .add(
                        "parts",
                        Arrays.stream(DemandClass.values())
                                .mapToInt(k -> chosen.parts(k.ordinal()))
                                .sum())
                .add("fill", rounded(fill))
                .add("stock", rounded(stock))
                .add(
                        "stock_of_best_simple_at_that_fill",
                        simple < Double.POSITIVE_INFINITY ? Json.value(rounded(simple)) : Json.NULL)
                .add("price_of_shortage", rounded(choice.price()))
                .add("cost", rounded(cost / chosen.periods()))
                .add("best_single_in_trial", choice.best().title())
                .add("cheapest_single_in_test", name)
                .add("cost_over_cheapest_single_percent", rounded(100 * (cost / cheapest - 1)))
                .add("cost_over_best_single_in_trial_percent", rounded(100 * (cost / costOf(choice.best()) - 1)))
                .add("cost_below_cheapest_simple_percent", rounded(100 * (1 - cost / cheapestSimple)))
                .add("classes", classes)
                .add("singles", singles);
    }

    private double costOf(Candidate candidate) {
        int at = candidates.indexOf(candidate);
        double safety = safety(at);
        return curves.held(at, safety) + choice.price() * curves.lost(at, safety);
    }

    /** The safety that a candidate had in the trial, from the level that keeps the target there. */
    private double safety(int candidate) {
        return choice.safeties()[candidate];
    }

    private JsonObject ofClass(Choice.OfClass each, Trial.Tally chosen, int at) {
        int kind = each.kind().ordinal();
        return Json.object()
                .add("class", each.kind().name())
                .add("parts", chosen.parts(kind))
                .add("policy", each.candidate().title())
                .add("fill", rounded(1 - chosen.lost(at, kind, 0) / Math.max(1e-9, chosen.asked(kind))))
                .add("stock", rounded(chosen.held(at, kind, 0) / Math.max(1, chosen.periods(kind))));
    }

    private JsonObject single(int i, double safety, double cost) {
        double stock = stockAt(i, choice.target());
        return Json.object()
                .add("policy", candidates.get(i).title())
                .add("fill", rounded(1 - curves.lost(i, safety) / curves.asked()))
                .add("stock", rounded(curves.held(i, safety) / curves.periods()))
                .add("cost", rounded(cost / curves.periods()))
                .add("stock_at_target", stock < Double.POSITIVE_INFINITY ? Json.value(rounded(stock)) : Json.NULL);
    }

    /** The least stock of a simple policy that comes to a fill, if its safety were known beforehand. */
    private double simpleStock(double fill) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).simple()) {
                least = Math.min(least, stockAt(i, fill));
            }
        }
        return least;
    }

    private double stockAt(int candidate, double fill) {
        for (double safety = 0; safety <= Safeties.COUNT - 1; safety += 0.01) {
            if (1 - curves.lost(candidate, safety) / curves.asked() >= fill) {
                return curves.held(candidate, safety) / curves.periods();
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    static double rounded(double value) {
        return Double.isFinite(value) ? Math.rint(value * 1e4) / 1e4 : -1;
    }
}
