package io.millwright.operation.view;

import io.millwright.operation.view.Services.Offered;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What is configured, as the components get it; read once and again after a change. Passwords are in it as the gateway keeps them:
 * encrypted, and they never leave this bundle. Thread-safe.
 */
@Component(service = {Configurations.class, ConfigurationListener.class})
public final class Configurations implements ConfigurationListener {
    /** Factory of pipelines. */
    public static final String PIPELINES = "io.millwright.pipeline.InferencePipeline";

    private static final String KURA_SERVICE_PID = "kura.service.pid";

    private static final Pattern CHOSEN = Pattern.compile("^\\(kura\\.service\\.pid=([^()*]+)\\)$");

    private final ConfigurationAdmin admin;

    /** Null after a change. */
    private volatile List<Map<String, Object>> read;

    /** Called by the component runtime. */
    @Activate
    public Configurations(@Reference ConfigurationAdmin admin) {
        this.admin = admin;
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        read = null;
    }

    /** Returns the properties of every component of a factory, by pid. */
    public List<Map<String, Object>> ofFactory(String factoryPid) {
        return all().stream()
                .filter(each -> factoryPid.equals(each.get(ConfigurationAdmin.SERVICE_FACTORYPID)))
                .toList();
    }

    /** Returns the properties of every component of ours, by pid. */
    public List<Map<String, Object>> ours() {
        return all().stream()
                .filter(each -> form(each).startsWith("io.millwright."))
                .toList();
    }

    /** Returns the id of the form that properties belong to. */
    public static String form(Map<String, Object> properties) {
        Object factory = properties.getOrDefault(ConfigurationAdmin.SERVICE_FACTORYPID, properties.get("service.pid"));
        return factory == null ? "" : factory.toString();
    }

    /** Returns the properties of one component. */
    public Optional<Map<String, Object>> of(String pid) {
        return all().stream().filter(each -> pid.equals(pid(each))).findFirst();
    }

    /** Returns a publisher's topic as far as its configuration says it: account and client are put in by the connection. */
    public String topic(String publisher) {
        Map<String, Object> properties = of(publisher).orElse(Map.of());
        String application = text(properties, "appId");
        String rest = text(properties, application.isEmpty() ? "topic" : "app.topic");
        return application.isEmpty() || rest.isEmpty() ? application + rest : application + "/" + rest;
    }

    /** Returns the {@code kura.service.pid} of properties, else their {@code service.pid}. */
    public static String pid(Map<String, Object> properties) {
        Object pid = properties.getOrDefault(KURA_SERVICE_PID, properties.get("service.pid"));
        return pid == null ? "" : pid.toString();
    }

    /** Returns the pid in {@code (kura.service.pid=pid)}, or the target itself where it is no such filter. */
    public static String chosen(String target) {
        return CHOSEN.matcher(target).replaceFirst("$1").strip();
    }

    /** Returns a property as text, "" if it is not there. */
    public static String text(Map<String, Object> properties, String id) {
        Object value = properties.get(id);
        return value == null ? "" : value.toString().strip();
    }

    /**
     * Returns the services that a target takes: a filter, or a pid alone.
     *
     * @param target as it stands in the form; "" takes all
     */
    public static <S> List<Offered<S>> taken(List<Offered<S>> offered, String target) {
        if (target.isEmpty()) {
            return offered;
        }
        try {
            String filter = target.startsWith("(") ? target : "(" + KURA_SERVICE_PID + "=" + target + ")";
            var wanted = FrameworkUtil.createFilter(filter);
            return offered.stream()
                    .filter(each -> wanted.matches(each.properties()))
                    .toList();
        } catch (InvalidSyntaxException e) {
            // The component itself says what is wrong with it.
            return List.of();
        }
    }

    /** Returns the properties of every component, by pid. */
    public List<Map<String, Object>> all() {
        List<Map<String, Object>> known = read;
        if (known != null) {
            return known;
        }
        List<Map<String, Object>> found = new ArrayList<>();
        try {
            Configuration[] configured = admin.listConfigurations(null);
            for (Configuration each : configured == null ? new Configuration[0] : configured) {
                var properties = each.getProperties();
                if (properties != null) {
                    Map<String, Object> copy = new HashMap<>();
                    Collections.list(properties.keys()).forEach(key -> copy.put(key, properties.get(key)));
                    found.add(copy);
                }
            }
        } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
            // Asked again with the next document.
            return List.of();
        }
        found.sort((one, other) -> pid(one).compareTo(pid(other)));
        read = List.copyOf(found);
        return read;
    }
}
