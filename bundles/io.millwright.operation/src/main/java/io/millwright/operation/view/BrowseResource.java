package io.millwright.operation.view;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.Services.Offered;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowsePage;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagNode;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What is below a {@code node} of a {@code connection}'s server, page by page; with {@code find} the variables below it, through all levels,
 * that have that text in name or path. The server is asked now, over the session that the connection has: whoever calls waits for
 * {@code timeoutMillis} at most.
 */
@Component(service = Resource.class)
public final class BrowseResource implements Resource {
    static final int STANDARD_MILLIS = 3_000;
    static final int MOST_MILLIS = 8_000;
    private static final int LEAST_MILLIS = 100;
    private static final int STANDARD_SIZE = 100;

    private final Supplier<List<Offered<TagBrowser>>> connections;

    /** Called by the component runtime. */
    @Activate
    public BrowseResource(@Reference Services services) {
        this(services::looks);
    }

    BrowseResource(Supplier<List<Offered<TagBrowser>>> connections) {
        this.connections = connections;
    }

    @Override
    public String name() {
        return "browse";
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        String node = query.text("node");
        String find = query.text("find");
        String continuation = query.text("continuation");
        int size = (int) query.whole("size", 1, TagBrowser.MOST_NODES, STANDARD_SIZE);
        long millis = timeout(query);
        Offered<TagBrowser> look = Looks.of(connections.get(), query.text("connection"));
        if (!find.isEmpty() && !continuation.isEmpty()) {
            throw Refusal.field(
                    "continuation", "what is found comes as one page", "leave continuation out, or find a longer text");
        }
        query.refuseUnread(name());
        try {
            BrowsePage page = find.isEmpty()
                    ? look.service().browse(node, continuation, size, millis)
                    : look.service().find(node, find, size, millis);
            return document(page).set("connection", Looks.pid(look)).set("node", node);
        } catch (BrowseException e) {
            throw Looks.refusal(e);
        }
    }

    /** Returns how long the caller waits at most. */
    static long timeout(Query query) throws Refusal {
        return query.whole("timeoutMillis", LEAST_MILLIS, MOST_MILLIS, STANDARD_MILLIS);
    }

    private static JsonObject document(BrowsePage page) {
        JsonArray items = new JsonArray();
        page.nodes().forEach(node -> items.add(item(node)));
        JsonObject document = new JsonObject()
                .add("total", page.total())
                .add("complete", page.complete())
                .add("note", page.note())
                .add("items", items);
        return page.continuation().isEmpty() ? document : document.add("continuation", page.continuation());
    }

    private static JsonObject item(TagNode node) {
        return Documents.of(node, node.value())
                .add("path", node.path())
                .add("writable", node.writable())
                .add("rangeLow", Documents.number(node.rangeLow()))
                .add("rangeHigh", Documents.number(node.rangeHigh()));
    }
}
