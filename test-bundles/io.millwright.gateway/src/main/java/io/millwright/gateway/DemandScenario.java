package io.millwright.gateway;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.gateway.receiver.Requester;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Spare parts of four kinds of use over a year: each month what was issued is given to the planner, it proposes orders, the demo plays the
 * person who approves, and what was ordered comes three months later.
 */
final class DemandScenario implements PlanScenario {
    private static final String PLANNER = "stores";
    private static final String MODEL = "demand-quantile";
    private static final int PARTS = 72;
    private static final int MONTHS = 12;
    private static final long LIMIT_MILLIS = 30_000;
    private static final int SHOWN_ORDERS = 2;

    private final Terminal terminal;
    private final StoreBook book = new StoreBook();

    DemandScenario(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public List<String> models() {
        return List.of(MODEL);
    }

    @Override
    public List<String> plant(Path folder) {
        return List.of("--stores", Integer.toString(PARTS));
    }

    @Override
    public String tagTable() {
        StringBuilder table = new StringBuilder("name,nodeId\n");
        for (int part = 1; part <= PARTS; part++) {
            table.append(String.format(
                    Locale.ROOT, "P%02d,nsu=urn:millwright:simulator;s=Stores1.P%02d.issued%n", part, part));
        }
        return table.toString();
    }

    @Override
    public Map<String, Object> connectionSettings() {
        return Map.of();
    }

    @Override
    public List<String> introduction() {
        return List.of(
                PARTS + " spare parts: a quarter each is used smoothly, erratically, now and then, and in lumps",
                "three years of what was issued are given; then " + MONTHS
                        + " months pass, with a plan of orders in each");
    }

    @Override
    public boolean simulatorSays(String line) {
        return book.take(line);
    }

    @Override
    public boolean play(DemoGateway gateway, Requester requester, Consumer<String> plant, BooleanSupplier over)
            throws IOException, InterruptedException {
        plant.accept("store-past");
        String comes = book.await("", LIMIT_MILLIS);
        gateway.letOperate();
        gateway.planner(
                "io.millwright.planning.OrderPlanner",
                PLANNER,
                Map.of("lead.periods", StoreBook.LEAD_MONTHS, "target.percent", 95, "model.name", MODEL));
        PlannerRequests planner = new PlannerRequests(requester, PLANNER, over);
        for (int month = 0; month < MONTHS && !over.getAsBoolean(); month++) {
            JsonObject plan = planOf(planner);
            if (plan == null) {
                return false;
            }
            JsonObject document = plan.get("document").asObject();
            if (month == 0) {
                tellChoice(plan, document);
            }
            tellOrders(book.last(), document);
            planner.approve(plan, "ordered");
            order(document, plant);
            plant.accept("store-month");
            comes = book.await(comes, LIMIT_MILLIS);
        }
        return true;
    }

    /** Gives what is known and waits for the plan that is made of it; null where none comes. */
    private JsonObject planOf(PlannerRequests planner) throws IOException, InterruptedException {
        planner.give("parts", book.parts());
        planner.give("consumption", book.consumption());
        String last = book.last();
        return planner.proposed(plan -> last.equals(ofMonth(plan)), LIMIT_MILLIS);
    }

    private static String ofMonth(JsonObject plan) {
        return plan.get("document").asObject().getString("last_period", "");
    }

    private void order(JsonObject document, Consumer<String> plant) {
        for (JsonValue each : document.get("orders").asArray()) {
            JsonObject order = each.asObject();
            String part = order.getString("part", "");
            int quantity = (int) order.get("quantity").asDouble();
            plant.accept("store-order " + part + " " + quantity);
            book.ordered(part, quantity);
        }
    }

    private void tellChoice(JsonObject plan, JsonObject document) {
        terminal.line("what costs least was tried over the last " + document.getInt("tried_periods", 0)
                + " months; each kind of use has a method of its own where that is worth it:");
        JsonObject choice = document.get("choices").asArray().get(0).asObject();
        for (JsonValue each : choice.get("classes").asArray()) {
            JsonObject kind = each.asObject();
            terminal.line(String.format(
                    Locale.ROOT,
                    "   %-13s %3d parts  %-36s %s of what was asked for was there in the trial",
                    kind.getString("class", ""),
                    kind.getInt("parts", 0),
                    kind.getString("policy", ""),
                    percent(kind.get("fill"))));
        }
        plan.get("reasons")
                .asArray()
                .forEach(reason -> terminal.line("   " + reason.asObject().getString("text", "")));
    }

    private static String percent(JsonValue share) {
        return share.isNull() ? "  -" : String.format(Locale.ROOT, "%3.0f %%", 100 * share.asDouble());
    }

    private void tellOrders(String month, JsonObject document) {
        String first = StreamSupport.stream(document.get("orders").asArray().spliterator(), false)
                .limit(SHOWN_ORDERS)
                .map(JsonValue::asObject)
                .map(order -> String.format(
                        Locale.ROOT,
                        "%.0f of %s (%.0f there, %.0f coming, %.0f expected in %d months)",
                        order.get("quantity").asDouble(),
                        order.getString("part", ""),
                        order.get("on_hand").asDouble(),
                        order.get("on_order").asDouble(),
                        order.get("expected").asDouble(),
                        order.getInt("periods", 0)))
                .collect(Collectors.joining("; "));
        terminal.line(String.format(
                Locale.ROOT,
                "%s  %2d of %d parts ordered, approved: %s ...",
                month,
                document.getInt("orders_total", 0),
                document.getInt("parts", 0),
                first));
    }

    @Override
    public List<String> score() {
        return book.score();
    }
}
