package io.millwright.operation.view;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.Services.Offered;
import io.millwright.tag.BrowseException;
import io.millwright.tag.ServerOffer;
import io.millwright.tag.TagBrowser;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Which certificates the server of a {@code connection} shows now and whether they are trusted, and the gateway's own that the server
 * has to trust: what two people compare before one approves. The server is asked: whoever calls waits for {@code timeoutMillis} at most.
 */
@Component(service = Resource.class)
public final class TrustResource implements Resource {
    private final Supplier<List<Offered<TagBrowser>>> connections;

    /** Called by the component runtime. */
    @Activate
    public TrustResource(@Reference Services services) {
        this(services::looks);
    }

    TrustResource(Supplier<List<Offered<TagBrowser>>> connections) {
        this.connections = connections;
    }

    @Override
    public String name() {
        return "trust";
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        // Two questions, each with half of the time.
        long millis = Math.max(100, BrowseResource.timeout(query) / 2);
        Offered<TagBrowser> look = Looks.of(connections.get(), query.text("connection"));
        query.refuseUnread(name());
        try {
            JsonArray own = new JsonArray();
            look.service()
                    .ownCertificates(millis)
                    .forEach(each -> own.add(Documents.of(each).add("pem", each.pem())));
            ServerOffer offer = look.service().endpoints("", millis);
            JsonArray shown = new JsonArray();
            offer.certificates().forEach(each -> shown.add(Documents.of(each)));
            return new JsonObject()
                    .add("connection", Looks.pid(look))
                    .add("url", offer.url())
                    .add("applicationName", offer.applicationName())
                    .add("note", offer.note())
                    .add("certificates", shown)
                    .add("own", own);
        } catch (BrowseException e) {
            throw Looks.refusal(e);
        }
    }
}
