package io.millwright.operation.view;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.Services.Offered;
import io.millwright.status.StatusCodes;
import io.millwright.tag.TagSource;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tags of a {@code connection} with their last values; {@code find} leaves those whose name has that text in it. */
@Component(service = Resource.class)
public final class TagsResource implements Resource {
    private final Services services;
    private final LiveTags live;

    /** Called by the component runtime. */
    @Activate
    public TagsResource(@Reference Services services, @Reference LiveTags live) {
        this.services = services;
        this.live = live;
    }

    @Override
    public String name() {
        return "tags";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        String connection = query.text("connection");
        String find = query.text("find").toLowerCase(Locale.ROOT);
        Page page = Page.of(query);
        List<Offered<TagSource>> sources = services.sources();
        if (connection.isEmpty() && sources.size() == 1) {
            connection = sources.get(0).pid();
        }
        String wanted = connection;
        TagSource source = services.source(wanted)
                .map(Offered::service)
                .orElseThrow(() -> Refusal.field(
                        "connection",
                        wanted.isEmpty() ? "connection is not given" : "there is no connection '" + wanted + "'",
                        "give one of "
                                + String.join(
                                        ", ", sources.stream().map(Offered::pid).toList())));
        List<LiveTags.Last> found = live.of(source).stream()
                .filter(each -> each.tag().name().toLowerCase(Locale.ROOT).contains(find))
                .toList();
        JsonObject document = page.document(found, TagsResource::item);
        return new JsonObject().add("connection", wanted).merge(document);
    }

    private static JsonObject item(LiveTags.Last last) {
        JsonObject item = new JsonObject()
                .add("name", last.tag().name())
                .add("address", last.tag().address())
                .add("kind", last.tag().kind().name())
                .add("unit", last.tag().unit())
                .add("rangeLow", Documents.number(last.tag().rangeLow()))
                .add("rangeHigh", Documents.number(last.tag().rangeHigh()));
        if (last.samples() == 0) {
            return item;
        }
        String quality = last.status() >>> 30 == 0 ? "GOOD" : last.status() >>> 30 == 1 ? "UNCERTAIN" : "BAD";
        item.add("value", Documents.number(last.number()));
        if (!last.text().isEmpty()) {
            item.add("text", last.text());
        }
        return item.add("quality", quality)
                .add("status", StatusCodes.text(last.status()))
                .add("timeMicros", last.timeMicros())
                .add("samples", last.samples());
    }
}
