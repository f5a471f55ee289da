package io.millwright.operation.doctor;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Page;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What will lose data or block on this gateway, the worst first, each with cause, proof and remedy. */
@Component(service = {Resource.class, Doctor.class})
public final class Doctor implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);
    private static final List<Check> CHECKS =
            List.of(new CloudChecks(), new LineChecks(), new ModelChecks(), new SecurityChecks(), new MachineChecks());

    private final Surroundings gateway;
    private final Set<String> complained = ConcurrentHashMap.newKeySet();

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

    /** A fault of one theme, or of what it asks, hides nothing of the others. */
    private void look(Check check, List<Finding> found) {
        try {
            found.addAll(check.look(gateway));
        } catch (RuntimeException | LinkageError e) {
            String theme = check.getClass().getSimpleName();
            if (complained.add(theme)) {
                LOG.error("{} failed; it is asked on, and not logged again", theme, e);
            }
            found.add(Finding.of(
                    Finding.Code.CHECK_FAILED,
                    "",
                    "",
                    theme,
                    "a theme of the doctor met a fault, so what it would find is not here",
                    e.toString(),
                    "report it with the gateway's log"));
        }
    }

    List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        CHECKS.forEach(check -> look(check, found));
        found.sort(Comparator.comparing(Finding::severity)
                .thenComparing(Finding::code)
                .thenComparing(Finding::pid));
        return found;
    }
}
