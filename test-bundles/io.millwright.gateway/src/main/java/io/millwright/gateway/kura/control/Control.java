package io.millwright.gateway.kura.control;

import io.millwright.gateway.kura.cloud.DataService;
import io.millwright.gateway.kura.cloud.FaultSwitches;
import io.millwright.gateway.kura.deployment.DeploymentAgent;
import io.millwright.gateway.kura.web.WebAdmin;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.message.KuraPayload;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * The web admin's and REST's place: what the launcher asks for, by a command name and JDK values, because the launcher
 * does not share the classes of the bundles. An exception is an answer, under {@code failure}.
 */
@Component(property = "millwright.gateway.control:Boolean=true", immediate = true)
public final class Control implements Function<Map<String, Object>, Map<String, Object>> {
    private final BundleContext context;
    private final ConfigurationService configurations;
    private final DeploymentAgent agent;
    private final DataService data;
    private final FaultSwitches faults;
    private final WebAdmin web;
    private final Forms forms;

    @Activate
    public Control(
            BundleContext context,
            @Reference ConfigurationService configurations,
            @Reference DeploymentAgent agent,
            @Reference DataService data,
            @Reference FaultSwitches faults,
            @Reference WebAdmin web,
            @Reference ServiceComponentRuntime runtime) {
        this.context = context;
        this.configurations = configurations;
        this.agent = agent;
        this.data = data;
        this.faults = faults;
        this.web = web;
        this.forms = new Forms(context, runtime);
    }

    @Override
    public Map<String, Object> apply(Map<String, Object> call) {
        Map<String, Object> answer = new HashMap<>();
        try {
            answer.put("result", execute((String) call.get("command"), call));
        } catch (Exception e) {
            answer.put("failure", e);
        }
        return answer;
    }

    private Object execute(String command, Map<String, Object> call) throws Exception {
        String pid = (String) call.get("pid");
        switch (command) {
            case "boot" -> agent.awaitBoot((Long) call.get("limitMillis"));
            case "install" -> {
                return agent.installCopy(Path.of((String) call.get("file")));
            }
            case "uninstall" -> agent.uninstall((String) call.get("name"));
            case "packages" -> {
                return agent.installed();
            }
            case "create" -> create(
                    (String) call.get("factoryPid"),
                    pid,
                    (Map<?, ?>) call.get("values"),
                    !Boolean.FALSE.equals(call.get("snapshot")));
            case "update" -> update(pid, (Map<?, ?>) call.get("values"));
            case "delete" -> configurations.deleteFactoryConfiguration(pid, true);
            case "configuration" -> {
                ComponentConfiguration found = configurations.getComponentConfiguration(pid);
                return found == null ? null : Forms.shown(found.getConfigurationProperties());
            }
            case "form" -> {
                return form(pid);
            }
            case "factories" -> {
                return configurations.getFactoryComponentPids().stream()
                        .filter(forms::isOffered)
                        .toList();
            }
            case "snapshot" -> {
                return configurations.snapshot();
            }
            case "rollback" -> configurations.rollback((Long) call.get("id"));
            case "publish" -> {
                return publish(pid, call);
            }
            case "counters" -> {
                return data.counters();
            }
            case "login" -> {
                Set<String> permissions = new HashSet<>();
                ((List<?>) call.get("permissions")).forEach(permission -> permissions.add((String) permission));
                return web.link((String) call.get("user"), permissions);
            }
            case "fault" -> faults.set((String) call.get("name"), (Boolean) call.get("on"));
            default -> throw new IllegalArgumentException("Unknown command " + command);
        }
        return null;
    }

    private void create(String factoryPid, String pid, Map<?, ?> values, boolean snapshot) throws Exception {
        if (!configurations.getFactoryComponentPids().contains(factoryPid) || !forms.isOffered(factoryPid)) {
            throw new IllegalArgumentException("No factory " + factoryPid + " is offered: its bundle is not ACTIVE, or"
                    + " its metatype file, OCD id or component name is not the pid");
        }
        configurations.createFactoryConfiguration(
                factoryPid, pid, Forms.values(values, definition(factoryPid)), snapshot);
    }

    private void update(String pid, Map<?, ?> values) throws Exception {
        ComponentConfiguration now = configurations.getComponentConfiguration(pid);
        if (now == null) {
            throw new IllegalArgumentException("No component " + pid + " is tracked");
        }
        configurations.updateConfiguration(pid, Forms.values(values, now.getDefinition()));
    }

    private OCD definition(String pid) throws Exception {
        ComponentConfiguration defaults = configurations.getDefaultComponentConfiguration(pid);
        return defaults == null ? null : defaults.getDefinition();
    }

    private Object form(String pid) throws Exception {
        OCD definition = definition(pid);
        if (definition == null) {
            throw new IllegalArgumentException("No metatype of " + pid + " has been read");
        }
        return forms.fields(definition.getId(), definition);
    }

    private String publish(String pid, Map<String, Object> call) throws Exception {
        KuraPayload payload = new KuraPayload();
        ((Map<?, ?>) call.get("metrics")).forEach((name, value) -> payload.addMetric((String) name, value));
        payload.setBody((byte[]) call.get("body"));
        Map<String, Object> properties = new HashMap<>();
        ((Map<?, ?>) call.get("properties")).forEach((name, value) -> properties.put((String) name, value));
        ServiceReference<CloudPublisher> reference = publisher(pid);
        try {
            return context.getService(reference).publish(new KuraMessage(payload, properties));
        } finally {
            context.ungetService(reference);
        }
    }

    private ServiceReference<CloudPublisher> publisher(String pid) throws InvalidSyntaxException {
        return context
                .getServiceReferences(
                        CloudPublisher.class, "(" + ConfigurationService.KURA_SERVICE_PID + "=" + pid + ")")
                .stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No cloud publisher " + pid));
    }
}
