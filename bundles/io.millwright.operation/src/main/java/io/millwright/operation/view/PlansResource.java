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
import io.millwright.supervision.Supervised;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Who makes plans and how it is, the plan of each that waits for an answer and the one that is in force; {@code planner=NAME} leaves one.
 * Where there is one, its plans come with all of their documents, which are large: {@code documents=none} leaves them out, for whoever
 * asks often. What became of earlier plans is in {@code recommendations}.
 */
@Component(service = Resource.class)
public final class PlansResource implements Resource {
    /** What planners call themselves among whatever says how it is. */
    private static final String KIND = "planner";

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
        boolean whole = query.oneOf("documents", "one", "none").equals("one") && planners.size() == 1;
        List<Supervised> states = services.supervised(KIND);
        planners.forEach(each -> items.add(item(each, states, whole)));
        return new JsonObject().add("items", items);
    }

    private static JsonValue state(Planner planner, List<Supervised> states) {
        return states.stream()
                .filter(each -> each.pid().equals(planner.name()))
                .findFirst()
                .map(Supervised::state)
                .<JsonValue>map(state -> new JsonObject()
                        .add("code", state.code())
                        .add("severity", state.severity().name())
                        .add("sinceMicros", state.sinceMicros())
                        .add("text", state.text())
                        .add("remedy", state.remedy()))
                .orElse(Json.NULL);
    }

    private static JsonObject item(Planner planner, List<Supervised> states, boolean whole) {
        JsonArray inputs = new JsonArray();
        planner.inputs()
                .forEach(input -> inputs.add(new JsonObject()
                        .add("name", input.name())
                        .add("header", input.header())
                        .add("help", input.help())
                        .add("example", input.example())
                        .add("needed", input.needed())
                        .add("takenMicros", input.takenMicros())));
        JsonObject item = new JsonObject()
                .add("planner", planner.name())
                .add("topic", planner.topic())
                .add("state", state(planner, states))
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
                .add("plan", true)
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
