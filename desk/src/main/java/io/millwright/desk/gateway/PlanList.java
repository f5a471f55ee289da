package io.millwright.desk.gateway;

import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.desk.ExitCode;
import java.util.List;
import java.util.Map;

/** Every planner with its plans: the group alone, and its {@code list}. */
abstract class PlanList extends GatewayCommand {
    @Override
    int ask(Road road, Told told) throws GatewayTrouble {
        List<JsonObject> planners = Documents.items(road.get("plans", Map.of()), "items");
        told.set("planners", Documents.array(planners));
        Table table = new Table("PLANNER", "TOPIC", "", "PLAN", "UNTIL", "BEFORE", "PLANNED", "AT MOST FROM BEST");
        for (JsonObject planner : planners) {
            row(table, planner, "proposed", "waits");
            row(table, planner, "inForce", "in force");
        }
        told.table(
                table,
                "there is no planner: install millwright-planning, create one in the web admin, give it what it needs: plans give");
        return ExitCode.DONE;
    }

    private static void row(Table table, JsonObject planner, String member, String word) {
        JsonValue value = planner.get(member);
        if (value == null || value.isNull()) {
            return;
        }
        JsonObject plan = value.asObject();
        JsonObject gain = Documents.object(plan, "gain");
        JsonValue gap = plan.get("gapAtMost");
        table.line(
                Documents.text(planner, "planner"),
                Documents.text(planner, "topic"),
                word,
                Documents.text(plan, "id"),
                Documents.time(plan, "expiresMicros"),
                figure(gain, "before"),
                figure(gain, "after"),
                gap == null || gap.isNull() ? "" : ShownPlan.percent(gap.asDouble()));
    }

    private static String figure(JsonObject gain, String name) {
        JsonValue value = gain.get(name);
        return value == null || value.isNull()
                ? ""
                : (Math.round(value.asDouble() * 100) / 100.0 + " " + Documents.text(gain, "unit")).strip();
    }
}
