package io.millwright.operation.view;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.Model;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.Services.Offered;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The way of every pipeline from the PLC to the cloud, station by station, each with a light, what is the matter and what to do; and at
 * which of them it is stuck: the first one that is red, else the first one that is yellow.
 */
@Component(service = Resource.class)
public final class RouteResource implements Resource {
    private final Services services;
    private final Configurations configurations;

    /** Called by the component runtime. */
    @Activate
    public RouteResource(@Reference Services services, @Reference Configurations configurations) {
        this.services = services;
        this.configurations = configurations;
    }

    @Override
    public String name() {
        return "route";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        Page page = Page.of(query);
        return page.document(configurations.ofFactory(Configurations.PIPELINES), this::route);
    }

    private JsonObject route(Map<String, Object> pipeline) {
        String pid = Configurations.pid(pipeline);
        JsonArray stations = new JsonArray();
        stations.add(connection(Configurations.text(pipeline, "TagSource.target")));
        stations.add(model(Configurations.text(pipeline, "Model.target")));
        stations.add(supervised("pipeline", "pipeline", pid));
        stations.add(publisher(Configurations.text(pipeline, "CloudPublisher.target")));
        return new JsonObject().add("pipeline", pid).add("stations", stations).add("stuckAt", stuckAt(stations));
    }

    private static String stuckAt(JsonArray stations) {
        for (String light : List.of("red", "yellow")) {
            for (var station : stations) {
                if (light.equals(station.asObject().getString("light", ""))) {
                    return station.asObject().getString("station", "");
                }
            }
        }
        return "";
    }

    private JsonObject connection(String target) {
        List<Offered<TagSource>> taken = Configurations.taken(services.sources(), target);
        if (target.isEmpty() || taken.isEmpty()) {
            return station("connection", "", missing("a connection", target));
        }
        return supervised("connection", "connection", taken.get(0).pid())
                .add("tags", taken.get(0).service().tags().size());
    }

    private JsonObject model(String target) {
        List<Offered<Model>> taken = Configurations.taken(services.models(), target);
        if (target.isEmpty() || taken.isEmpty()) {
            return station("model", "", missing("a model", target));
        }
        Offered<Model> model = taken.get(0);
        String refused = model.text(Model.UPDATE_REFUSED);
        State state = refused.isEmpty()
                ? new Said(
                        "SERVING",
                        State.Severity.INFO,
                        model.service().name() + " " + model.service().version(),
                        "")
                : new Said("UPDATE_REFUSED", State.Severity.WARNING, refused, model.text(Model.UPDATE_REMEDY));
        return station("model", model.service().name(), state)
                .add("modelVersion", model.service().version())
                .add("executionProvider", model.service().executionProvider());
    }

    private JsonObject publisher(String target) {
        if (target.isEmpty()) {
            return station("cloud", "", missing("a publisher", target));
        }
        String pid = target.replaceAll("^\\(kura\\.service\\.pid=(.*)\\)$", "$1");
        return supervised("cloud", "publisher", pid).add("topic", topic(pid));
    }

    /** Returns the topic as far as the gateway's configuration says it: account and client are put in by the connection. */
    private String topic(String publisher) {
        Optional<Map<String, Object>> properties = configurations.of(publisher);
        String application =
                properties.map(all -> Configurations.text(all, "appId")).orElse("");
        String rest = properties
                .map(all -> Configurations.text(all, application.isEmpty() ? "topic" : "app.topic"))
                .orElse("");
        return application.isEmpty() || rest.isEmpty() ? application + rest : application + "/" + rest;
    }

    private JsonObject supervised(String station, String kind, String pid) {
        for (Supervised each : services.supervised()) {
            if (each.pid().equals(pid) && (each.kind().equals(kind) || kind.equals("connection"))) {
                return station(station, pid, each.state());
            }
        }
        return station(
                station,
                pid,
                new Said("ABSENT", State.Severity.WARNING, pid + " does not run", "look for it in the web admin"));
    }

    private static State missing(String what, String target) {
        return target.isEmpty()
                ? new Said(
                        "NOT_CHOSEN",
                        State.Severity.ERROR,
                        what + " is not chosen",
                        "choose it in the pipeline's form or by the set-up")
                : new Said(
                        "ABSENT",
                        State.Severity.ERROR,
                        what + " like '" + target + "' is not there",
                        "create or install it, or choose another one");
    }

    private static JsonObject station(String station, String pid, State state) {
        return new JsonObject()
                .add("station", station)
                .add("pid", pid)
                .add("light", light(state))
                .add("state", Documents.of(state));
    }

    private static String light(State state) {
        return switch (state.severity()) {
            case INFO -> "green";
            case WARNING -> "yellow";
            default -> "red";
        };
    }

    private record Said(String code, Severity severity, String text, String remedy) implements State {
        @Override
        public long sinceMicros() {
            return 0;
        }
    }
}
