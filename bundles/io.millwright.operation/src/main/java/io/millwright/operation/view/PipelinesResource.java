package io.millwright.operation.view;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.supervision.Pausable;
import io.millwright.supervision.Supervised;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The pipelines: state, counters and assets, what each is made of, and who has paused it. */
@Component(service = Resource.class)
public final class PipelinesResource implements Resource {
    private static final String KIND = "pipeline";

    private final Services services;
    private final Configurations configurations;

    /** Called by the component runtime. */
    @Activate
    public PipelinesResource(@Reference Services services, @Reference Configurations configurations) {
        this.services = services;
        this.configurations = configurations;
    }

    @Override
    public String name() {
        return "pipelines";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        return Page.of(query).document(services.supervised(KIND), this::item);
    }

    private JsonObject item(Supervised pipeline) {
        Map<String, Object> form = configurations.of(pipeline.pid()).orElse(Map.of());
        Pausable.Pause pause = services.pausables().stream()
                .filter(each -> each.pid().equals(pipeline.pid()))
                .findFirst()
                .map(Pausable::paused)
                .orElse(null);
        JsonObject item = Documents.of(pipeline)
                .add("connection", chosen(form, "TagSource.target"))
                .add("model", chosen(form, "Model.target"))
                .add("publisher", chosen(form, "CloudPublisher.target"))
                .add("paused", pause != null);
        return pause == null
                ? item
                : item.add("pausedBy", pause.who())
                        .add("pausedWhy", pause.why())
                        .add("pausedSinceMicros", pause.sinceMicros());
    }

    private static String chosen(Map<String, Object> form, String target) {
        return Configurations.chosen(Configurations.text(form, target));
    }
}
