package io.millwright.inference.remote;

import io.millwright.form.Diagnosis;
import io.millwright.form.LiveForm;
import io.millwright.form.StoredSettings;
import io.millwright.model.Model;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.targets.Chosen;
import io.millwright.targets.LostUpdate;
import io.millwright.targets.RecoveredSettings;
import io.millwright.targets.TargetField;
import io.millwright.targets.TypedTargets;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurable component of one model on servers. It registers the {@link Model}, under its own name, and itself as
 * {@link Supervised} by hand, so that their properties follow its state. Nothing here blocks.
 */
@Component(
        name = RemoteModel.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = RemoteModelConfiguration.class, factory = true)
public final class RemoteModel implements ConfigurableComponent, SelfConfiguringComponent, Supervised {
    /** Name of the component and of its form. */
    public static final String PID = "io.millwright.inference.RemoteModel";

    /** The fields of the form that choose a service. */
    public static final List<TargetField> TARGETS = List.of(RemoteSettings.FALLBACK, RemoteSettings.KEYSTORE);

    private static final Logger LOG = LoggerFactory.getLogger(PID);
    private static final long LOOK_MILLIS = 1_000;

    /** Read when the first form is opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(RemoteModel.class, PID);
    }

    private final BundleContext context;
    private final ConfigurationAdmin stored;
    private final String pid;
    private final RemoteSettings initial;
    private final RemoteCounters counters = new RemoteCounters();
    private final RemoteThreads threads;
    private final RemoteState state;
    private final RemoteService service;
    private final Chosen<KeystoreService> keystores;
    private final Chosen<Model> fallbacks;
    private final LostUpdate updates;
    private volatile Map<String, Object> properties;
    private volatile ServiceRegistration<?> supervised;

    /** Only notes what it gets: nothing runs before {@link #start()}. */
    @Activate
    public RemoteModel(
            BundleContext context,
            Map<String, Object> properties,
            @Reference(name = "CryptoService") CryptoService crypto,
            @Reference(name = "ConfigurationAdmin") ConfigurationAdmin stored) {
        this.context = context;
        this.stored = stored;
        this.properties = TypedTargets.stored(properties);
        initial = RemoteSettings.of(properties);
        pid = initial.pid();
        threads = new RemoteThreads(pid);
        state = new RemoteState(pid, this::shown);
        service = new RemoteService(context, threads, counters, state, token -> decoded(crypto, token));
        keystores = new Chosen<>(context, KeystoreService.class, service::later, service::keystore);
        fallbacks = new Chosen<>(context, Model.class, service::later, service::fallback);
        keystores.choose(RemoteSettings.KEYSTORE.in(properties));
        fallbacks.choose(RemoteSettings.FALLBACK.in(properties));
        updates = new LostUpdate(
                stored, Runnable::run, new RecoveredSettings(pid, counters.configurationsRecovered, LOG));
        updates.given(properties);
    }

    /** Kura hands passwords over as encrypted text after an update, and as they are after a creation through REST or the cloud. */
    private static String decoded(CryptoService crypto, String token) {
        try {
            return new String(crypto.decryptAes(token.toCharArray()));
        } catch (KuraException | IllegalArgumentException e) {
            return token;
        }
    }

    @Reference(
            name = "KeystoreService",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindKeystoreService(KeystoreService keystore, Map<String, Object> given) {
        keystores.bind(keystore, given);
    }

    void unbindKeystoreService(KeystoreService keystore) {
        keystores.unbind(keystore);
    }

    @Reference(
            name = "Fallback",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindFallback(Model model, Map<String, Object> given) {
        fallbacks.bind(model, given);
    }

    void unbindFallback(Model model) {
        fallbacks.unbind(model);
    }

    @Activate
    void start() {
        supervised = context.registerService(Supervised.class, this, table());
        service.configure(initial);
        threads.checks.scheduleWithFixedDelay(updates::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Modified
    void modified(Map<String, Object> changed) {
        updates.given(changed);
        properties = TypedTargets.stored(changed);
        keystores.choose(RemoteSettings.KEYSTORE.in(changed));
        fallbacks.choose(RemoteSettings.FALLBACK.in(changed));
        service.configure(RemoteSettings.of(changed));
    }

    /** The model leaves, runs end with their completion, the threads end; returns within 5 s. */
    @Deactivate
    void stop() {
        updates.close();
        keystores.close();
        fallbacks.close();
        service.close();
        state.report(RemoteState.Code.STOPPED, Diagnosis.of("stopped"));
        ServiceRegistration<?> last = supervised;
        supervised = null;
        if (last != null) {
            last.unregister();
        }
    }

    private Hashtable<String, Object> table() {
        RemoteState.Shown now = state.now();
        Hashtable<String, Object> table = new Hashtable<>();
        table.put("kura.service.pid", pid);
        table.put("kura.ui.service.hide", "true");
        table.put("millwright.state", now.code());
        table.put("millwright.state.text", now.diagnosis().text());
        table.put(Supervised.KIND, kind());
        return table;
    }

    private void shown() {
        ServiceRegistration<?> now = supervised;
        if (now != null) {
            try {
                now.setProperties(table());
            } catch (IllegalStateException e) {
                // The component is being deactivated.
            }
        }
    }

    @Override
    public String pid() {
        return pid;
    }

    @Override
    public String kind() {
        return "remote";
    }

    @Override
    public State state() {
        return state.now();
    }

    @Override
    public Map<String, Long> counters() {
        return counters.all();
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }

    /** Returns the form with the live state in its head, and the stored settings. */
    @Override
    public ComponentConfiguration getConfiguration() throws KuraException {
        String headline = state.headline(counters.headline());
        return Form.LIVE.configuration(pid, headline, StoredSettings.of(stored, properties, pid));
    }
}
