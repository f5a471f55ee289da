package io.millwright.operation.metrics;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.Services;
import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The same figures as at {@code /millwright/metrics}, one item per name; {@code name} asks for names that begin so. */
@Component(service = Resource.class)
public final class MetricsResource implements Resource {
    private final Supplier<List<Supervised>> components;

    /** Called by the component runtime. */
    @Activate
    public MetricsResource(@Reference Services services) {
        this(services::supervised);
    }

    MetricsResource(Supplier<List<Supervised>> components) {
        this.components = components;
    }

    @Override
    public String name() {
        return "metrics";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        String beginning = query.text("name");
        Page page = Page.of(query);
        List<Family> families = new Figures(components.get())
                .families().stream()
                        .filter(each -> each.name.startsWith(beginning) && !each.isEmpty())
                        .toList();
        return page.document(families, MetricsResource::of);
    }

    private static JsonObject of(Family family) {
        JsonObject samples = new JsonObject();
        family.samples.forEach((labels, value) -> samples.add(labels, Json.value(value.doubleValue())));
        family.histograms.forEach((labels, histogram) -> samples.add(labels, histogram.count()));
        JsonObject document = new JsonObject()
                .add("name", family.name)
                .add("type", family.type())
                .add("unit", family.unit)
                .add("help", family.help)
                .add("samples", samples);
        if (family.histograms.isEmpty()) {
            return document;
        }
        JsonObject sums = new JsonObject();
        JsonObject buckets = new JsonObject();
        family.histograms.forEach((labels, histogram) -> {
            sums.add(labels, Json.value(histogram.sum().doubleValue()));
            JsonArray counts = new JsonArray();
            for (int i = 0; i < Histogram.ENDS.size(); i++) {
                counts.add(histogram.upTo(i));
            }
            buckets.add(labels, counts);
        });
        JsonArray ends = new JsonArray();
        Histogram.ENDS.forEach(ends::add);
        return document.add("sums", sums).add("ends", ends).add("buckets", buckets);
    }
}
