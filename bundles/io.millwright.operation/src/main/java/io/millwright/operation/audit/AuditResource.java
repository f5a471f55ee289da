package io.millwright.operation.audit;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Who did what, the newest first, and whether it is as it was written. */
@Component(service = Resource.class)
public final class AuditResource implements Resource {
    private final AuditRoom audit;

    /** Called by the component runtime. */
    @Activate
    public AuditResource(@Reference AuditRoom audit) {
        this.audit = audit;
    }

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        Page page = Page.of(query);
        try {
            return audit.document(page);
        } catch (IOException e) {
            throw Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    "the audit cannot be read: " + e,
                    "look into the gateway's data directory");
        }
    }
}
