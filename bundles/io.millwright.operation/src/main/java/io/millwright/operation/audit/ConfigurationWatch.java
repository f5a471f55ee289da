package io.millwright.operation.audit;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Sha256;
import io.millwright.operation.view.Secrets;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has changes of our components' configurations written down, by whatever road they came: web admin, REST, requests, snapshots. Who
 * made them Kura's own audit log says; here it is what changed. Called on Config Admin's thread.
 */
@Component(service = ConfigurationListener.class)
public final class ConfigurationWatch implements ConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatch.class);
    private static final String KIND = "configurations";
    private static final String OURS = "io.millwright.";
    private static final String NAME = "kura.service.pid";
    private static final String PID = "pid";
    private static final String HASH = "sha256";
    /** What is no field of a form. */
    private static final Set<String> NOT_SET = Set.of("service.pid", "service.factoryPid", NAME, "component.name");

    private final AuditRoom audit;
    private final Known known;
    private final ConfigurationAdmin admin;
    private final Secrets secrets;
    /** Texts of secrets as they are stored, encrypted, by pid and field: kept here only, for a look whether they were written. */
    private final Map<String, Integer> secretTexts = new HashMap<>();

    /** Called by the component runtime. */
    @Activate
    public ConfigurationWatch(
            @Reference AuditRoom audit,
            @Reference Known known,
            @Reference ConfigurationAdmin admin,
            @Reference Secrets secrets) {
        this.audit = audit;
        this.known = known;
        this.admin = admin;
        this.secrets = secrets;
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        String form = event.getFactoryPid() == null ? event.getPid() : event.getFactoryPid();
        if (!form.startsWith(OURS) || event.getType() == ConfigurationEvent.CM_LOCATION_CHANGED) {
            return;
        }
        try {
            if (event.getType() == ConfigurationEvent.CM_DELETED) {
                deleted(event.getPid(), form);
            } else {
                seen(event.getPid(), form);
            }
        } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
            LOG.warn(
                    "{}: a change of its configuration could not be read for the audit: {}",
                    event.getPid(),
                    e.toString());
        }
    }

    private void deleted(String pid, String form) {
        JsonObject before = known.swap(KIND, pid, null);
        String name = before == null ? pid : before.getString(NAME, pid);
        audit.happened("configuration/deleted", new JsonObject().add(PID, name).add("form", form));
    }

    private void seen(String pid, String form) throws IOException, InvalidSyntaxException {
        Configuration[] found = admin.listConfigurations("(service.pid=" + escaped(pid) + ")");
        if (found == null || found[0].getProperties() == null) {
            return;
        }
        Dictionary<String, Object> properties = found[0].getProperties();
        List<String> written = new ArrayList<>();
        JsonObject now = shown(pid, form, properties, written);
        JsonObject before = known.swap(KIND, pid, known.isMany(KIND) ? hashed(now) : now);
        if (!same(before, now) || !written.isEmpty()) {
            tell(form, before, now, written);
        }
    }

    private void tell(String form, JsonObject before, JsonObject now, List<String> written) {
        boolean isNew = before == null;
        boolean comparable = isNew || before.get(HASH) == null;
        JsonObject changed = comparable ? differences(isNew ? new JsonObject() : before, now) : new JsonObject();
        written.forEach(field -> changed.set(field, Redacted.SECRET));
        audit.happened(
                isNew ? "configuration/set" : "configuration/changed",
                new JsonObject()
                        .add(PID, now.getString(NAME, ""))
                        .add("form", form)
                        .add(isNew ? "values" : "changed", changed));
    }

    /** Where there are very many, only this is kept of one: that it changed is told, but not what of it. */
    private static JsonObject hashed(JsonObject now) {
        return new JsonObject().add(NAME, now.get(NAME)).add(HASH, Sha256.of(now.toString()));
    }

    private static boolean same(JsonObject before, JsonObject now) {
        if (before == null) {
            return false;
        }
        return before.get(HASH) == null ? differences(before, now).isEmpty() : before.equals(hashed(now));
    }

    private synchronized JsonObject shown(
            String pid, String form, Dictionary<String, Object> properties, List<String> written) {
        JsonObject shown = new JsonObject();
        Map<String, Object> sorted = new TreeMap<>();
        Collections.list(properties.keys()).forEach(key -> sorted.put(key, properties.get(key)));
        Object name = sorted.get(NAME);
        shown.add(NAME, name == null ? pid : name.toString());
        sorted.keySet().removeAll(NOT_SET);
        sorted.forEach((field, value) -> {
            if (secrets.includes(form, field)) {
                Integer now = text(value).hashCode();
                Integer before = secretTexts.put(pid + " " + field, now);
                if (before != null && !before.equals(now)) {
                    written.add(field);
                }
            } else {
                shown.add(field, Redacted.text(text(value)));
            }
        });
        return shown;
    }

    private static String text(Object value) {
        if (!value.getClass().isArray()) {
            return value.toString();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < Array.getLength(value); i++) {
            texts.add(String.valueOf(Array.get(value, i)));
        }
        return texts.toString();
    }

    private static JsonObject differences(JsonObject before, JsonObject now) {
        JsonObject changed = new JsonObject();
        now.forEach(field -> {
            String from = before.getString(field.getName(), null);
            String to = field.getValue().asString();
            if (!to.equals(from) && !field.getName().equals(NAME)) {
                changed.add(
                        field.getName(),
                        from == null
                                ? Json.value(to)
                                : new JsonObject().add("from", from).add("to", to));
            }
        });
        before.names().stream()
                .filter(field -> now.get(field) == null)
                .forEach(field -> changed.add(
                        field,
                        new JsonObject()
                                .add("from", before.getString(field, ""))
                                .add("to", Json.NULL)));
        return changed;
    }

    private static String escaped(String text) {
        return text.replaceAll("([\\\\()*])", "\\\\$1");
    }
}
