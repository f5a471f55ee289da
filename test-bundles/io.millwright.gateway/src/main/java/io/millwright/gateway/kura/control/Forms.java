package io.millwright.gateway.kura.control;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** What the web admin derives from metatypes and component descriptions. */
final class Forms {
    private static final String TARGET = ".target";

    private final BundleContext context;
    private final ServiceComponentRuntime runtime;

    Forms(BundleContext context, ServiceComponentRuntime runtime) {
        this.context = context;
        this.runtime = runtime;
    }

    /** A factory is offered only if an enabled component description of the same name is configurable. */
    boolean isOffered(String factoryPid) {
        ComponentDescriptionDTO description = description(factoryPid);
        return description != null
                && runtime.isComponentEnabled(description)
                && List.of(description.serviceInterfaces).contains(ConfigurableComponent.class.getName());
    }

    private ComponentDescriptionDTO description(String name) {
        return runtime.getComponentDescriptionDTOs().stream()
                .filter(one -> one.name.equals(name))
                .findFirst()
                .orElse(null);
    }

    List<Map<String, Object>> fields(String factoryPid, OCD definition) {
        List<Map<String, Object>> fields = new ArrayList<>();
        for (AD attribute : definition.getAD()) {
            Map<String, Object> field = new LinkedHashMap<>();
            field.put("id", attribute.getId());
            field.put("name", attribute.getName());
            field.put("description", attribute.getDescription());
            field.put("type", attribute.getType().value());
            field.put("cardinality", attribute.getCardinality());
            field.put("required", attribute.isRequired());
            field.put("default", attribute.getDefault());
            field.put("min", attribute.getMin());
            field.put("max", attribute.getMax());
            field.put("options", options(attribute));
            if (attribute.getId().endsWith(TARGET)) {
                field.put("targets", targets(factoryPid, attribute.getId()));
            }
            fields.add(field);
        }
        return fields;
    }

    private static Map<String, String> options(AD attribute) {
        Map<String, String> options = new LinkedHashMap<>();
        for (Option option : attribute.getOption()) {
            options.put(option.getLabel(), option.getValue());
        }
        return options;
    }

    /** The drop-down of a target attribute: every service of the reference's interface that has a kura.service.pid. */
    private List<String> targets(String factoryPid, String attribute) {
        List<String> targets = new ArrayList<>();
        ComponentDescriptionDTO description = description(factoryPid);
        if (description == null) {
            return targets;
        }
        String reference = attribute.substring(0, attribute.length() - TARGET.length());
        for (ReferenceDTO one : description.references) {
            if (one.name.equals(reference)) {
                pids(one.interfaceName).forEach(pid -> targets.add("(kura.service.pid=" + pid + ")"));
            }
        }
        return targets;
    }

    private List<String> pids(String interfaceName) {
        try {
            ServiceReference<?>[] found =
                    context.getAllServiceReferences(interfaceName, "(" + ConfigurationService.KURA_SERVICE_PID + "=*)");
            List<String> pids = new ArrayList<>();
            for (ServiceReference<?> one : found == null ? new ServiceReference<?>[0] : found) {
                pids.add(String.valueOf(one.getProperty(ConfigurationService.KURA_SERVICE_PID)));
            }
            return pids;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As the web admin sends them: what is typed into a password field becomes a Password. */
    static Map<String, Object> values(Map<?, ?> given, OCD definition) {
        Map<String, Object> values = new HashMap<>();
        given.forEach((key, value) -> values.put((String) key, value));
        if (definition != null) {
            for (AD attribute : definition.getAD()) {
                if (attribute.getType() == Scalar.PASSWORD && values.get(attribute.getId()) instanceof String text) {
                    values.put(attribute.getId(), new Password(text));
                }
            }
        }
        return values;
    }

    /** As REST shows them: passwords hidden. */
    static Map<String, Object> shown(Map<String, Object> properties) {
        Map<String, Object> shown = new HashMap<>(properties);
        shown.replaceAll((key, value) -> value instanceof Password ? "placeholder" : value);
        return shown;
    }

    static Collection<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }
}
