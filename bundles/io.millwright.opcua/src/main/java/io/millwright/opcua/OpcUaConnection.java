package io.millwright.opcua;

import io.millwright.form.LiveForm;
import io.millwright.form.StoredSettings;
import io.millwright.opcua.look.ConnectionLook;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.Registrations;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.opcua.state.SupervisedState;
import io.millwright.opcua.table.TagTableFile;
import io.millwright.supervision.Balance;
import io.millwright.supervision.Durations;
import io.millwright.supervision.Measured;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagBrowser;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import io.millwright.targets.Chosen;
import io.millwright.targets.LostUpdate;
import io.millwright.targets.RecoveredSettings;
import io.millwright.targets.TypedTargets;
import io.millwright.unload.JvmStop;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.BundleContext;
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
 * The configurable component of one OPC UA connection. It registers itself as {@link TagSource} and {@link Supervised} by hand: with the first tag
 * table in force, and with properties that change with the connection's state, never with its counters. Beside it stands its {@link TagBrowser}, from the start. It describes itself to Kura, so that the web
 * form shows that state; therefore both services are this one object. Nothing here blocks.
 */
@Component(
        name = OpcUaConnection.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = OpcUaConnectionConfiguration.class, factory = true)
public final class OpcUaConnection
        implements ConfigurableComponent, SelfConfiguringComponent, TagSource, Supervised, Measured {
    static final String PID = "io.millwright.opcua.OpcUaConnection";

    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    private static final String[] SERVICES = {TagSource.class.getName(), Supervised.class.getName()};
    private static final long LONGEST_END_MILLIS = 5_000;
    private static final String SINCE = "millwright.state.since";

    /** Read when the first form is opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(OpcUaConnection.class, PID);
    }

    private final Registrations registrations;
    private final ConfigurationAdmin stored;
    private final Settings initial;
    private final Connection connection;
    private final ConnectionLook browser;
    private final Chosen<KeystoreService> keystores;
    private final LostUpdate updates;
    private volatile Map<String, Object> properties;
    private JvmStop end;

    /** Only notes what it gets: nothing runs before {@link #start()}. */
    @Activate
    public OpcUaConnection(
            BundleContext context,
            Map<String, Object> properties,
            @Reference(name = "CryptoService") CryptoService crypto,
            @Reference(name = "SystemService") SystemService system,
            @Reference(name = "ConfigurationAdmin") ConfigurationAdmin stored) {
        this.properties = TypedTargets.stored(properties);
        this.stored = stored;
        this.initial = Settings.of(properties);
        this.registrations = new Registrations(context, this, this::shown);
        this.connection = new Connection(
                initial.pid(),
                new TagTableFile(system::getKuraDataDirectory),
                new GatewayPasswords(crypto),
                system::getKuraDataDirectory,
                () -> registrations.add(SERVICES),
                registrations::update);
        this.browser = connection.look();
        this.keystores =
                new Chosen<>(context, KeystoreService.class, connection::later, use -> connection.keystore(use));
        keystores.choose(Settings.KEYSTORE.in(properties));
        this.updates = new LostUpdate(
                stored,
                Runnable::run,
                new RecoveredSettings(initial.pid(), connection.counters().configurationsRecovered, LOGGER));
        updates.given(properties);
    }

    @Reference(
            name = "KeystoreService",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindKeystoreService(KeystoreService keystore, Map<String, Object> properties) {
        keystores.bind(keystore, properties);
    }

    void unbindKeystoreService(KeystoreService keystore) {
        keystores.unbind(keystore);
    }

    @Activate
    void start() {
        end = JvmStop.watch(initial.pid(), LONGEST_END_MILLIS, this::end);
        connection.configure(initial);
        registrations.beside(initial.pid(), browser, TagBrowser.class.getName());
        connection.later(this::look);
    }

    /** On the connection's thread, once per second. */
    private void look() {
        connection.later(this::look);
        updates.look();
        browser.tidy();
    }

    @Modified
    void modified(Map<String, Object> changed) {
        updates.given(changed);
        properties = TypedTargets.stored(changed);
        keystores.choose(Settings.KEYSTORE.in(changed), use -> connection.configure(Settings.of(changed), use));
    }

    /** Consumers leave first, then session and threads end; returns within 5 s. */
    @Deactivate
    void stop() {
        registrations.end();
        if (end != null) {
            end.now();
        } else {
            end();
        }
    }

    /** Ends everything but its service. Also when the VM stops, which not every gateway precedes by a stop of its bundles. */
    void end() {
        updates.close();
        keystores.close();
        browser.close();
        connection.close();
    }

    @Override
    public List<Tag> tags() {
        return connection.tags();
    }

    @Override
    public TagSubscription subscribe(Interest what, TagListener listener) {
        return connection.subscribe(what, listener);
    }

    @Override
    public String pid() {
        return initial.pid();
    }

    @Override
    public String kind() {
        return "connection";
    }

    @Override
    public State state() {
        return SupervisedState.of(connection.state().now());
    }

    @Override
    public Map<String, Long> counters() {
        return Collections.unmodifiableMap(connection.counters().all());
    }

    @Override
    public List<Balance> balances() {
        return Counters.BALANCES;
    }

    @Override
    public List<Durations> durations() {
        return List.of(connection.counters().age);
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }

    private Dictionary<String, Object> shown() {
        StatePublisher.State state = connection.state().now();
        Dictionary<String, Object> table = Registrations.properties(initial.pid(), kind(), state);
        table.put(SINCE, state.sinceMicros());
        table.put(TagSource.PUBLISHING_INTERVAL_MS, connection.publishingMillis());
        return table;
    }

    /** Returns the form with the live state in its head, and the stored settings. */
    @Override
    public ComponentConfiguration getConfiguration() throws KuraException {
        String headline = connection.state().headline(connection.counters(), SampleTimes.now());
        return Form.LIVE.configuration(initial.pid(), headline, StoredSettings.of(stored, properties, initial.pid()));
    }
}
