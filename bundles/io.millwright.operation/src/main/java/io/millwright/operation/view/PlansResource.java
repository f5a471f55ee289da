package io.millwright.operation.view;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.ParseException;
import io.millwright.decision.Plan;
import io.millwright.decision.Planner;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Who makes plans, the plan of each that waits for an answer and the one that is in force, with all of it; {@code planner=NAME} leaves
 * one. What became of earlier ones is in {@code recommendations}.
 */
@Component(service = Resource.class)
public final class PlansResource implements Resource {
    private final Services services;

    /** Called by the component runtime. */
    @Activate
    public PlansResource(@Reference Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "plans";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        String wanted = query.text("planner");
        List<Planner> planners = services.planners().stream()
                .filter(each -> wanted.isEmpty() || wanted.equals(each.name()))
                .toList();
        JsonArray items = new JsonArray();
        // Documents of many planners would be too much for one answer.
        boolean whole = planners.size() == 1;
        planners.forEach(each -> items.add(item(each, whole)));
        return new JsonObject().add("items", items);
    }

    private static JsonObject item(Planner planner, boolean whole) {
        JsonArray inputs = new JsonArray();
        planner.inputs()
                .forEach(input -> inputs.add(new JsonObject()
                        .add("name", input.name())
                        .add("header", input.header())
                        .add("help", input.help())
                        .add("takenMicros", input.takenMicros())));
        JsonObject item = new JsonObject()
                .add("planner", planner.name())
                .add("topic", planner.topic())
                .add("inputs", inputs);
        Plan proposed = planner.proposed();
        Plan inForce = planner.inForce();
        return item.add("proposed", proposed == null ? Json.NULL : plan(proposed, whole))
                .add("inForce", inForce == null ? Json.NULL : plan(inForce, whole));
    }

    private static JsonObject plan(Plan plan, boolean whole) {
        JsonArray alternatives = new JsonArray();
        plan.alternatives()
                .forEach(each -> alternatives.add(
                        new JsonObject().add("policy", each.policy()).add("value", Documents.number(each.value()))));
        JsonObject item = RecommendationsResource.item(plan)
                .add("alternatives", alternatives)
                .add("gapAtMost", Documents.number(plan.gapAtMost()));
        return whole ? item.add("document", parsed(plan.document())) : item;
    }

    private static JsonValue parsed(String document) {
        try {
            return Json.parse(document);
        } catch (ParseException e) {
            return Json.NULL;
        }
    }
}
