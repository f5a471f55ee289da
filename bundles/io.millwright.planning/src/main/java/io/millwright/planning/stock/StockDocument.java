package io.millwright.planning.stock;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import java.util.Comparator;
import java.util.List;

/** A plan of orders as a document for people and programs, and as a list to order from. */
public final class StockDocument {
    /** The topic of such plans. */
    public static final String TOPIC = "orders";

    /** Orders that the document names; further ones are counted, and stand in {@link #csv}. A name has at most 100 characters: 1 MiB is never passed. */
    static final int MOST_ORDERS = 2_000;

    private static final int MOST_NAMES = 20;
    private static final int MOST_REMARK = 500;
    private static final double DIGITS = 1e4;

    private StockDocument() {}

    /** Returns the document: the orders of the greatest value first. */
    public static String of(StockPlan plan) {
        Choice main = plan.main();
        JsonArray orders = new JsonArray();
        List<OrderLine> due = plan.lines().stream()
                .filter(line -> line.quantity() > 0)
                .sorted(Comparator.comparingDouble(OrderLine::value).reversed().thenComparing(line -> line.part()
                        .name()))
                .toList();
        due.stream().limit(MOST_ORDERS).forEach(line -> orders.add(order(line)));
        JsonArray choices = new JsonArray();
        plan.choices().forEach(choice -> choices.add(choice(choice, plan.tried() > 0)));
        JsonArray remarks = new JsonArray();
        plan.remarks().forEach(remark -> remarks.add(shortened(remark)));
        JsonArray without = new JsonArray();
        plan.withoutHistory().stream().limit(MOST_NAMES).forEach(without::add);
        return Json.object()
                .add("topic", TOPIC)
                .add("last_period", plan.settings().periods().text(plan.last()))
                .add("review_periods", plan.settings().review())
                .add("parts", plan.lines().size())
                .add("orders_total", due.size())
                .add("orders_value", number(plan.value()))
                .add("orders_left_out", Math.max(0, due.size() - MOST_ORDERS))
                .add("orders", orders)
                .add("tried_periods", plan.tried())
                .add("parts_not_tried", plan.notCounted())
                .add("main_target", number(main.target()))
                .add("choices", choices)
                .add("parts_without_history_total", plan.withoutHistory().size())
                .add("parts_without_history", without)
                .add("parts_without_terms", plan.withoutTerms())
                .add("unknown_periods", plan.unknown())
                .add("remarks", remarks)
                .toString();
    }

    /** Returns all orders as lines of part, quantity, up to what, what is there and on order, who decided. */
    public static String csv(StockPlan plan) {
        StringBuilder csv = new StringBuilder("part,quantity,up_to,on_hand,on_order,policy\n");
        for (OrderLine line : plan.lines()) {
            if (line.quantity() > 0) {
                csv.append(quoted(line.part().name())).append(',').append(text(line.quantity()));
                csv.append(',')
                        .append(text(line.upTo()))
                        .append(',')
                        .append(text(line.part().onHand()));
                csv.append(',')
                        .append(text(line.part().onOrder()))
                        .append(',')
                        .append(line.policy())
                        .append('\n');
            }
        }
        return csv.toString();
    }

    private static JsonObject order(OrderLine line) {
        return Json.object()
                .add("part", line.part().name())
                .add("quantity", number(line.quantity()))
                .add("value", number(line.value()))
                .add("up_to", number(line.upTo()))
                .add("on_hand", number(line.part().onHand()))
                .add("on_order", number(line.part().onOrder()))
                .add("expected", number(line.expected()))
                .add("periods", line.periods())
                .add("class", line.kind().name().toLowerCase(java.util.Locale.ROOT))
                .add("policy", line.policy());
    }

    private static JsonObject choice(Choice choice, boolean tried) {
        JsonArray classes = new JsonArray();
        for (Choice.OfClass each : choice.classes()) {
            classes.add(Json.object()
                    .add("class", each.kind().name().toLowerCase(java.util.Locale.ROOT))
                    .add("parts", each.parts())
                    .add("policy", each.candidate().title())
                    .add("level", number(each.level()))
                    .add("fill", number(each.fill()))
                    .add("saved", number(each.saved()))
                    .add("standard_errors", number(each.sure())));
        }
        JsonArray policies = new JsonArray();
        if (tried) {
            policies.add(outcome(choice.chosen()));
            choice.singles().forEach(each -> policies.add(outcome(each)));
        }
        return Json.object()
                .add("target", number(choice.target()))
                .add("reached_in_trial", choice.reached())
                .add("price_of_shortage", number(choice.price()))
                .add("best_single", choice.best().title())
                .add("classes", classes)
                .add("policies", policies);
    }

    private static JsonObject outcome(Outcome outcome) {
        return Json.object()
                .add("policy", outcome.policy())
                .add("simple", outcome.simple())
                .add("fill", number(outcome.fill()))
                .add("held", number(outcome.held()))
                .add("lost", number(outcome.lost()))
                .add("cost", number(outcome.cost()));
    }

    /** A number of four digits behind the point; what is none is null. */
    private static JsonValue number(double value) {
        return Double.isNaN(value) || Double.isInfinite(value)
                ? Json.NULL
                : Json.value(Math.rint(value * DIGITS) / DIGITS);
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static String quoted(String name) {
        return name.matches("[^\",;\\t\\r\\n]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String shortened(String remark) {
        return remark.length() <= MOST_REMARK ? remark : remark.substring(0, MOST_REMARK) + "…";
    }
}
