package io.millwright.operation.apply;

import io.millwright.decision.Decision;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.view.Configurations;
import io.millwright.operation.view.RecentDecisions;
import io.millwright.operation.view.Services;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.metatype.OCD;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The gateway that this bundle runs on. Thread-safe. */
@Component(service = RealGateway.class)
public final class RealGateway implements Gateway {
    private static final String OURS = "io.millwright.";
    private static final String PUBLISHERS = "org\\.eclipse\\.kura\\.cloud.*[pP]ublisher";

    /** A pipeline that decides less often is not waited for. */
    private static final long LONGEST_PERIOD_MILLIS = 10_000;

    private static final long LEAST_SILENCE_MILLIS = 5_000;
    private static final int PERIODS = 3;

    private final BundleContext context;
    private final ConfigurationService service;
    private final Configurations configurations;
    private final Services services;
    private final RecentDecisions decisions;
    private final CloudConnections clouds;

    /** Called by the component runtime. */
    @Activate
    public RealGateway(
            BundleContext context,
            @Reference ConfigurationService service,
            @Reference Configurations configurations,
            @Reference Services services,
            @Reference RecentDecisions decisions) {
        this.context = context;
        this.service = service;
        this.configurations = configurations;
        this.services = services;
        this.decisions = decisions;
        clouds = CloudConnections.of(context);
    }

    @Deactivate
    void close() {
        if (clouds != null) {
            clouds.close();
        }
    }

    @Override
    public List<String> components() {
        List<String> found = new ArrayList<>();
        for (Map<String, Object> each : configurations.all()) {
            String factory = Configurations.text(each, ConfigurationAdmin.SERVICE_FACTORYPID);
            String form = factory.isEmpty() ? Configurations.pid(each) : factory;
            if (form.startsWith(OURS) || form.matches(PUBLISHERS)) {
                found.add(Configurations.pid(each));
            }
        }
        return found;
    }

    @Override
    public Form form(String pid) throws Refusal {
        if (!components().contains(pid)) {
            throw Refusal.of(
                    Refusal.Kind.NOT_FOUND,
                    "there is no component of Millwright and no publisher '" + pid + "'",
                    "give one of " + String.join(", ", components()));
        }
        return Form.read(service, pid);
    }

    @Override
    public Map<String, Object> kept(String pid) {
        return configurations.of(pid).orElse(Map.of());
    }

    @Override
    public boolean matches(String target) {
        try {
            if (target.startsWith("(")) {
                return context.getAllServiceReferences(null, target) != null;
            }
            return configurations.of(target).isPresent()
                    || context.getAllServiceReferences(null, "(kura.service.pid=" + target + ")") != null;
        } catch (InvalidSyntaxException e) {
            return false;
        }
    }

    @Override
    public void set(Map<String, Map<String, Object>> values) throws KuraException {
        List<ComponentConfiguration> all = new ArrayList<>();
        values.forEach((pid, fields) -> all.add(new Whole(pid, new HashMap<>(fields))));
        try {
            service.updateConfigurations(all, true);
        } finally {
            configurations.configurationEvent(null);
        }
    }

    /** The gateway knows its forms itself. */
    private record Whole(String pid, Map<String, Object> fields) implements ComponentConfiguration {
        @Override
        public String getPid() {
            return pid;
        }

        @Override
        public OCD getDefinition() {
            return null;
        }

        @Override
        public Map<String, Object> getConfigurationProperties() {
            return fields;
        }
    }

    @Override
    public Map<String, Health.Now> health() {
        Map<String, Health.Now> all = new LinkedHashMap<>();
        for (Supervised each : services.supervised()) {
            Health.Kind kind = kind(each);
            if (kind != null) {
                long progress = kind == Health.Kind.PIPELINE ? last(each.pid()) : 0;
                all.put(name(each), Health.Now.of(kind, each.state(), progress));
            }
        }
        int number = 0;
        for (boolean connected : clouds == null ? List.<Boolean>of() : clouds.connected()) {
            all.put("cloud connection " + ++number, Health.Now.connected(connected));
        }
        return all;
    }

    private static Health.Kind kind(Supervised each) {
        if (each instanceof TagSource) {
            return Health.Kind.CONNECTION;
        }
        return switch (each.kind()) {
            case "pipeline" -> Health.Kind.PIPELINE;
            case "publisher" -> Health.Kind.PUBLISHER;
            default -> null;
        };
    }

    private static String name(Supervised each) {
        return each.kind() + " " + each.pid();
    }

    private long last(String pipeline) {
        List<RecentDecisions.Numbered> newest = newest(pipeline, 1);
        return newest.isEmpty() ? 0 : newest.get(0).number();
    }

    private List<RecentDecisions.Numbered> newest(String pipeline, int most) {
        return decisions.newest(each -> each.pipeline().equals(pipeline) && each.role() != Decision.Role.SHADOW, most);
    }

    @Override
    public Map<String, Long> decidesWithinMillis() {
        Map<String, Long> all = new HashMap<>();
        for (Supervised each : services.supervised("pipeline")) {
            List<RecentDecisions.Numbered> last = newest(each.pid(), 2);
            if (last.size() == 2) {
                long end = last.get(0).decision().windowEndMicros();
                long period = TimeUnit.MICROSECONDS.toMillis(
                        end - last.get(1).decision().windowEndMicros());
                long age = System.currentTimeMillis() - TimeUnit.MICROSECONDS.toMillis(end);
                if (period <= LONGEST_PERIOD_MILLIS && age <= Math.max(LEAST_SILENCE_MILLIS, PERIODS * period)) {
                    all.put(name(each), Math.max(LEAST_SILENCE_MILLIS, PERIODS * period));
                }
            }
        }
        return all;
    }
}
