package io.millwright.targets;

import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationPlugin;

/**
 * Stands between Configuration Admin and the component runtime: Felix SCR 2.1.16 gives up every component of a class when
 * one configuration of it holds a target that cannot be parsed or is no text, and binds any service where it is missing.
 * What is stored, and therefore what Kura shows and writes into snapshots, stays as typed.
 * Each reading of a configuration gets a number, by which {@link LostUpdate} tells whether the component has the newest.
 */
public final class TargetPlugin implements ConfigurationPlugin {
    /** After every plugin that fills in values, and still one that may change them. */
    private static final int RANKING = 900;

    private final String factoryPid;
    private final List<TargetField> fields;
    private final Readings readings;

    TargetPlugin(String factoryPid, List<TargetField> fields, Readings readings) {
        this.readings = readings;
        this.factoryPid = factoryPid;
        this.fields = List.copyOf(fields);
    }

    /**
     * Registers the plugin; the framework takes it away with the bundle. Called by the bundle's activator: SCR reads a
     * bundle's components when it has started, and ends them before it stops.
     */
    public static void register(BundleContext context, String factoryPid, List<TargetField> fields) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(CM_TARGET, new String[] {factoryPid});
        properties.put(CM_RANKING, RANKING);
        TargetPlugin plugin = new TargetPlugin(factoryPid, fields, Readings.OF_THIS_BUNDLE);
        context.registerService(ConfigurationPlugin.class, plugin, properties);
    }

    /** Whether SCR would steer a reference by it, or we read what was typed there. */
    static boolean steers(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".target")
                || lower.endsWith(".cardinality.minimum")
                || lower.startsWith(TypedTargets.CHECKED);
    }

    @Override
    public void modifyConfiguration(ServiceReference<?> reference, Dictionary<String, Object> properties) {
        Object factory = properties.get("service.factoryPid");
        if (factory != null && !factoryPid.equals(factory)) {
            return;
        }
        long reading = reading(properties);
        Map<String, Object> typed = new HashMap<>();
        for (String name : Collections.list(properties.keys())) {
            if (steers(name)) {
                typed.put(name, properties.remove(name));
            }
        }
        typed.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith(TypedTargets.CHECKED));
        properties.put(TypedTargets.CHECKED, reading);
        typed.forEach((name, value) -> properties.put(TypedTargets.TYPED + attribute(name), value));
        for (TargetField field : fields) {
            Object value = properties.get(TypedTargets.TYPED + field.attribute());
            properties.put(field.attribute(), Target.of(field, value).filter());
        }
    }

    private long reading(Dictionary<String, Object> properties) {
        Map<String, Object> content = new HashMap<>();
        Collections.list(properties.keys()).forEach(name -> content.put(name, properties.get(name)));
        return content.get("service.pid") instanceof String pid ? readings.read(pid, content) : 0;
    }

    /** Configuration Admin does not tell upper from lower case, and keeps either. */
    private String attribute(String name) {
        return fields.stream()
                .map(TargetField::attribute)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(name);
    }
}
