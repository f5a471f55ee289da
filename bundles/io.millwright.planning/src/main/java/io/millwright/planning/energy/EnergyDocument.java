package io.millwright.planning.energy;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.planning.energy.check.PlanCheck;
import java.time.Instant;

/** A plan as a JSON document: what is planned per quarter of an hour, and beside it what happened, as far as it has. Stateless. */
public final class EnergyDocument {
    private static final long SECONDS = 900;
    private static final double DIGITS = 1000;
    private static final String METERED = "metered_kw";

    private EnergyDocument() {}

    /**
     * Writes it.
     *
     * @param topic the topic of the plan
     * @param happened energy of the parts that are over, from the site's meter
     * @param until the first part that is not over
     */
    public static JsonObject of(String topic, EnergyPlan plan, Consumption happened, long until) {
        Situation situation = plan.situation();
        DayForecast forecast = situation.forecast();
        JsonObject document = Json.object()
                .add("topic", topic)
                .add("start", Instant.ofEpochSecond(forecast.origin() * SECONDS).toString())
                .add("part_minutes", 15)
                .add("parts", forecast.length())
                .add("solved", plan.solved().name())
                .add("filled_slots", forecast.filled())
                .add("cost", costs(plan))
                .add("ceiling_kw", number(plan.ceilingsKw()[0]))
                .add("forecast_kw", numbers(forecast.kw()))
                .add("forecast_lower_kw", numbers(forecast.lower()))
                .add("forecast_upper_kw", numbers(forecast.upper()))
                .add("price_per_kwh", numbers(situation.prices()))
                .add("battery_kw", numbers(plan.chargeKw()))
                .add("stored_kwh", numbers(plan.storedKwh()))
                .add("reserve_kwh", numbers(situation.reserveKwh()));
        JsonArray loads = new JsonArray();
        for (int load = 0; load < plan.on().length; load++) {
            LoadTask task = situation.loads().get(load);
            loads.add(Json.object()
                    .add("load", task.load().name())
                    .add("kw", number(task.load().kw()))
                    .add("hours", task.hours().name())
                    .add("on", blocks(plan.on()[load])));
        }
        JsonArray grid = new JsonArray();
        JsonArray ceilings = new JsonArray();
        for (int i = 0; i < forecast.length(); i++) {
            grid.add(number(plan.gridKw(i)));
            ceilings.add(number(plan.ceilingsKw()[situation.months()[i]]));
        }
        return document.add("loads", loads)
                .add("grid_kw", grid)
                .add("ceilings_kw", ceilings)
                .add(METERED, metered(forecast.origin(), forecast.length(), happened, until));
    }

    /**
     * Returns a document with what has happened since it was written.
     *
     * @throws RuntimeException if it is no such document
     */
    public static String happened(String document, Consumption happened, long until) {
        JsonObject plan = Json.parse(document).asObject();
        long origin = Instant.parse(plan.get("start").asString()).getEpochSecond() / SECONDS;
        int parts = plan.get("parts").asInt();
        return plan.set(METERED, metered(origin, parts, happened, until)).toString();
    }

    private static JsonArray metered(long origin, int parts, Consumption happened, long until) {
        JsonArray metered = new JsonArray();
        for (long part = origin; part < origin + parts; part++) {
            metered.add(part < until ? number(happened.kwh(part) / MeterParts.HOURS) : Json.NULL);
        }
        return metered;
    }

    /** What the expected load costs with the plan and with those that need no program, what is paid for already left out. */
    private static JsonObject costs(EnergyPlan plan) {
        return Json.object()
                .add("plan", number(PlanCheck.cost(plan)))
                .add("nothing", number(PlanCheck.cost(SimplePlans.nothing(plan.situation()))))
                .add("by_price", number(PlanCheck.cost(SimplePlans.byPrice(plan.situation()))));
    }

    /** First part and end of each block. */
    private static JsonArray blocks(boolean[] on) {
        JsonArray blocks = new JsonArray();
        for (int i = 0; i < on.length; i++) {
            if (on[i]) {
                int start = i;
                while (i < on.length && on[i]) {
                    i++;
                }
                blocks.add(new JsonArray().add(start).add(i));
            }
        }
        return blocks;
    }

    private static JsonArray numbers(double[] values) {
        JsonArray numbers = new JsonArray();
        for (double value : values) {
            numbers.add(number(value));
        }
        return numbers;
    }

    private static JsonValue number(double value) {
        return Double.isFinite(value) ? Json.value(Math.rint(value * DIGITS) / DIGITS) : Json.NULL;
    }
}
