package io.millwright.operation.audit;

import com.eclipsesource.json.JsonObject;
import io.millwright.model.Model;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Has it written down which version of a model serves from now on, whoever or whatever chose it. Called where models are registered. */
@Component(
        service = {},
        immediate = true)
public final class ModelWatch {
    private static final String KIND = "models";

    private final AuditRoom audit;
    private final Known known;

    /** Called by the component runtime. */
    @Activate
    public ModelWatch(@Reference AuditRoom audit, @Reference Known known) {
        this.audit = audit;
        this.known = known;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addModel(Model model) {
        JsonObject now = new JsonObject().add("version", model.version()).add("sha256", model.sha256());
        JsonObject before = known.swap(KIND, model.name(), now);
        if (!now.equals(before)) {
            JsonObject fields = new JsonObject().add("model", model.name());
            now.forEach(member -> fields.add(member.getName(), member.getValue()));
            audit.happened("model/serves", before == null ? fields : fields.add("before", before));
        }
    }

    void removeModel(Model model) {
        // The one that comes in its place is told; none is a state of the pipelines that miss it.
    }
}
