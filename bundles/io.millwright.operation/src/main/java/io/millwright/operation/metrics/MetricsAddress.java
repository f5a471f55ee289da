package io.millwright.operation.metrics;

import io.millwright.form.Diagnosis;
import io.millwright.operation.Settings;
import io.millwright.operation.Trouble;
import io.millwright.operation.metrics.jakarta.JakartaMetrics;
import io.millwright.operation.metrics.javax.JavaxMetrics;
import io.millwright.operation.view.Services;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.crypto.CryptoService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Puts {@code /millwright/metrics} onto the gateway's web server while a token is set, apart from the web admin: a monitoring system has no
 * login. By OSGi's HTTP whiteboard, which every web server of Kura has. Thread-safe.
 */
@Component(service = Trouble.class, immediate = true)
public final class MetricsAddress implements Trouble {
    static final String PATH = "/millwright/metrics";
    private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";
    private static final String NAME = "osgi.http.whiteboard.servlet.name";

    private final BundleContext context;
    private final Services services;
    private final CryptoService crypto;
    private final List<ServiceRegistration<?>> registered = new ArrayList<>();

    /** Guarded by this. */
    private String stored = "";

    private MetricsCore core;
    private Diagnosis trouble = Diagnosis.NONE;
    private long servedBefore;
    private long refusedBefore;

    /** Called by the component runtime. */
    @Activate
    public MetricsAddress(BundleContext context, @Reference Services services, @Reference CryptoService crypto) {
        this.context = context;
        this.services = services;
        this.crypto = crypto;
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            updated = "settingsChanged")
    void setSettings(Settings settings) {
        settingsChanged(settings);
    }

    void settingsChanged(Settings settings) {
        settle(settings.inForce().metricsToken());
    }

    void unsetSettings(Settings settings) {
        // Another one is bound, or the bundle stops.
    }

    @Deactivate
    void close() {
        settle("");
    }

    private synchronized void settle(String token) {
        if (token.equals(stored)) {
            return;
        }
        stored = token;
        registered.forEach(ServiceRegistration::unregister);
        registered.clear();
        trouble = Diagnosis.NONE;
        if (core != null) {
            servedBefore += core.served();
            refusedBefore += core.refused();
            core = null;
        }
        String plain = token.isEmpty() ? "" : decrypted(token).strip();
        if (token.isEmpty() || plain.isEmpty()) {
            return;
        }
        if (plain.length() < MetricsCore.SHORTEST || plain.length() > MetricsCore.LONGEST) {
            trouble = new Diagnosis(
                    "Metrics token has " + plain.length() + " characters, so there is no " + PATH,
                    "set " + MetricsCore.SHORTEST + " to " + MetricsCore.LONGEST + " characters");
            return;
        }
        core = new MetricsCore(plain, () -> new Figures(services.supervised()), System::nanoTime);
        register("javax.servlet.Servlet", JavaxMetrics::new);
        register("jakarta.servlet.Servlet", JakartaMetrics::new);
        if (registered.isEmpty()) {
            trouble = new Diagnosis(
                    "there is no web server for " + PATH, "install the gateway's web admin, or clear the token");
        }
    }

    /** Kura hands passwords over as they are after a creation through REST, else encrypted. */
    private String decrypted(String token) {
        try {
            return new String(crypto.decryptAes(token.toCharArray()));
        } catch (KuraException | IllegalArgumentException e) {
            return token;
        }
    }

    private void register(String type, Function<MetricsCore, ?> servlet) {
        try {
            Class.forName(type, false, MetricsAddress.class.getClassLoader());
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put(PATTERN, PATH);
            properties.put(NAME, "millwright-metrics");
            registered.add(context.registerService(type, servlet.apply(core), properties));
        } catch (ClassNotFoundException | LinkageError e) {
            // This gateway's web server takes the other kind.
        }
    }

    @Override
    public synchronized Diagnosis trouble() {
        return trouble;
    }

    @Override
    public synchronized Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("metrics.served", servedBefore + (core == null ? 0 : core.served()));
        counters.put("metrics.refused", refusedBefore + (core == null ? 0 : core.refused()));
        return counters;
    }
}
