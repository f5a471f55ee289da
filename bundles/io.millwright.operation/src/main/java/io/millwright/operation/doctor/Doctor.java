package io.millwright.operation.doctor;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What will lose data or block on this gateway, the worst first, each with cause, proof and remedy. */
@Component(service = {Resource.class, Doctor.class})
public final class Doctor implements Resource {
    private static final List<Check> CHECKS =
            List.of(new CloudChecks(), new LineChecks(), new ModelChecks(), new SecurityChecks(), new MachineChecks());

    private final Surroundings gateway;

    /** Called by the component runtime. */
    @Activate
    public Doctor(@Reference RealSurroundings gateway) {
        this((Surroundings) gateway);
    }

    Doctor(Surroundings gateway) {
        this.gateway = gateway;
    }

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public JsonObject get(Query query) throws Refusal {
        return Page.of(query).document(findings(), Finding::document);
    }

    List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        CHECKS.forEach(check -> found.addAll(check.look(gateway)));
        found.sort(Comparator.comparing(Finding::severity)
                .thenComparing(Finding::code)
                .thenComparing(Finding::pid));
        return found;
    }
}
