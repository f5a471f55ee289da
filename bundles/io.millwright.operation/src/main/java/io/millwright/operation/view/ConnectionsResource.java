package io.millwright.operation.view;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.Services.Offered;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The sources of tags: state, counters, how often values come, how many tags there are. */
@Component(service = Resource.class)
public final class ConnectionsResource implements Resource {
    private final Services services;

    /** Called by the component runtime. */
    @Activate
    public ConnectionsResource(@Reference Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        return Page.of(query).document(services.sources(), this::item);
    }

    private JsonObject item(Offered<TagSource> source) {
        JsonObject item = services.supervised().stream()
                .filter(each -> each.pid().equals(source.pid()) && each instanceof TagSource)
                .findFirst()
                .map(Documents::of)
                .orElseGet(() -> bare(source));
        Object interval = source.properties().get(TagSource.PUBLISHING_INTERVAL_MS);
        return item.add("tags", source.service().tags().size())
                .add("publishingIntervalMillis", interval instanceof Number number ? number.longValue() : 0);
    }

    private static JsonObject bare(Offered<TagSource> source) {
        return new JsonObject().add("pid", source.pid()).add("kind", source.text(Supervised.KIND));
    }
}
