package io.millwright.operation.doctor;

import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.view.Configurations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurationService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Sets what is safe to set, and says what it set and what stood there before. With {@code try} true it only says what it would set. Kura
 * connects anew where the data service changes, which takes seconds; messages wait in its store meanwhile.
 */
@Component(service = Action.class)
public final class DoctorFix implements Action {
    private final Doctor doctor;
    private final Configurations configurations;
    private final ConfigurationService service;

    /** Called by the component runtime. */
    @Activate
    public DoctorFix(
            @Reference Doctor doctor,
            @Reference Configurations configurations,
            @Reference ConfigurationService service) {
        this.doctor = doctor;
        this.configurations = configurations;
        this.service = service;
    }

    @Override
    public String name() {
        return "doctor/fix";
    }

    @Override
    public Permission permission() {
        return Permission.ADMINISTER;
    }

    @Override
    public JsonObject run(Fields fields, Caller caller) throws Refusal {
        boolean tryOnly = fields.flag("try", false);
        fields.refuseUnread();
        List<Finding> fixable =
                doctor.findings().stream().filter(each -> each.fix() != null).toList();
        Map<String, Map<String, Object>> changes = new LinkedHashMap<>();
        JsonArray items = new JsonArray();
        for (Finding each : fixable) {
            Finding.Fix fix = each.fix();
            changes.computeIfAbsent(fix.pid(), pid -> new LinkedHashMap<>()).put(fix.field(), fix.value());
            items.add(new JsonObject()
                    .add("code", each.code())
                    .add("pid", fix.pid())
                    .add("field", fix.field())
                    .add("before", each.value())
                    .add("after", String.valueOf(fix.value())));
        }
        if (!tryOnly) {
            for (Map.Entry<String, Map<String, Object>> each : changes.entrySet()) {
                set(each.getKey(), each.getValue());
            }
        }
        return new JsonObject().add("set", !tryOnly).add("items", items);
    }

    /** Kura takes a change of some fields as those alone; the others stay. */
    private void set(String pid, Map<String, Object> values) throws Refusal {
        try {
            service.updateConfiguration(pid, values, true);
            configurations.configurationEvent(null);
        } catch (KuraException e) {
            throw Refusal.of(
                    Refusal.Kind.UNAVAILABLE,
                    pid + " does not take " + values + ": " + e.getMessage(),
                    "what was set before that stays set; set the rest in the web admin");
        }
    }
}
