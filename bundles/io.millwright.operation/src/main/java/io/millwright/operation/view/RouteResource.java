package io.millwright.operation.view;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.supervision.Supervised;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The way of every pipeline from the PLC to the cloud, station by station, each with a light, a figure, what is the matter and what to do;
 * and at which of them it is stuck: the first one that is red, else the first one that is yellow.
 */
@Component(service = Resource.class)
public final class RouteResource implements Resource {
    private final Services services;
    private final Configurations configurations;
    private final Flow flow;

    /** Called by the component runtime. */
    @Activate
    public RouteResource(@Reference Services services, @Reference Configurations configurations, @Reference Flow flow) {
        this.services = services;
        this.configurations = configurations;
        this.flow = flow;
    }

    @Override
    public String name() {
        return "route";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        Page page = Page.of(query);
        List<Map<String, Object>> pipelines = new ArrayList<>(configurations.ofFactory(Configurations.PIPELINES));
        pipelines.addAll(configurations.ofFactory(Stations.WIRED));
        pipelines.sort(Comparator.comparing(Configurations::pid));
        // Two pipelines of one connection look at it once.
        Map<Supervised, Flow.Lately> known = new IdentityHashMap<>();
        Plant plant = new Plant(
                services.supervised(),
                services.sources(),
                services.models(),
                component -> known.computeIfAbsent(component, flow::of),
                configurations::topic,
                pipelines);
        return page.document(pipelines, pipeline -> route(plant, pipeline));
    }

    private static JsonObject route(Plant plant, Map<String, Object> pipeline) {
        List<Station> stations = new Stations(plant, pipeline).all();
        JsonArray items = new JsonArray();
        stations.forEach(each -> items.add(each.document()));
        return new JsonObject()
                .add("pipeline", Configurations.pid(pipeline))
                .add("stations", items)
                .add("stuckAt", stuckAt(stations));
    }

    private static String stuckAt(List<Station> stations) {
        for (String light : List.of("red", "yellow")) {
            for (Station station : stations) {
                if (light.equals(station.light())) {
                    return station.name();
                }
            }
        }
        return "";
    }
}
