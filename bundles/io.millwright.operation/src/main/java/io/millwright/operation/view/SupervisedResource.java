package io.millwright.operation.view;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.supervision.Supervised;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Everything of ours with its state and its counters; {@code kind} asks for one kind alone. */
@Component(service = Resource.class)
public final class SupervisedResource implements Resource {
    private final Services services;

    /** Called by the component runtime. */
    @Activate
    public SupervisedResource(@Reference Services services) {
        this.services = services;
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        String kind = query.text("kind");
        Page page = Page.of(query);
        List<Supervised> all = kind.isEmpty() ? services.supervised() : services.supervised(kind);
        return page.document(all, Documents::of);
    }
}
