package io.millwright.opcua;

import io.millwright.form.LiveForm;
import io.millwright.form.StoredSettings;
import io.millwright.opcua.acquire.OpenLink;
import io.millwright.opcua.driver.DriverCounters;
import io.millwright.opcua.driver.DriverListeners;
import io.millwright.opcua.driver.DriverSettings;
import io.millwright.opcua.driver.OpenSession;
import io.millwright.opcua.driver.SessionDriver;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.opcua.state.Registrations;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.opcua.state.SupervisedState;
import io.millwright.supervision.Balance;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.targets.Chosen;
import io.millwright.targets.LostUpdate;
import io.millwright.targets.RecoveredSettings;
import io.millwright.targets.TypedTargets;
import io.millwright.unload.JvmStop;
import java.util.Collections;
import java.util.Dictionary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.channel.ChannelRecord;
import org.eclipse.kura.channel.listener.ChannelListener;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.eclipse.kura.driver.ChannelDescriptor;
import org.eclipse.kura.driver.Driver;
import org.eclipse.kura.driver.PreparedRead;
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
 * The configurable component of the driver: one session of its own, for all assets that name this driver. Its properties as a
 * {@link Driver} change with its configuration only, because every change makes assets leave and come back; its state is told
 * by a registration of its own, as {@link Supervised}. Nothing here blocks.
 */
@Component(
        name = OpcUaDriver.PID,
        service = {Driver.class, ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = OpcUaDriverConfiguration.class, factory = true)
public final class OpcUaDriver implements Driver, ConfigurableComponent, SelfConfiguringComponent, Supervised {
    static final String PID = SessionDriver.COMPONENT;

    private static final Logger LOGGER = LoggerFactory.getLogger(PID);
    private static final long LONGEST_END_MILLIS = 5_000;

    /** Read when the first form is opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(OpcUaDriver.class, PID);
    }

    private final Registrations registrations;
    private final ConfigurationAdmin stored;
    private final String pid;
    private final DriverCounters counters = new DriverCounters();
    private final DriverListeners listeners;
    private final Connection connection;
    private final SessionDriver driver;
    private final Chosen<KeystoreService> keystores;
    private final LostUpdate updates;
    private volatile DriverSettings settings;
    private volatile Map<String, Object> properties;
    private JvmStop end;

    /** Only notes what it gets: nothing runs before {@link #start()}. */
    @Activate
    public OpcUaDriver(
            BundleContext context,
            Map<String, Object> properties,
            @Reference(name = "CryptoService") CryptoService crypto,
            @Reference(name = "SystemService") SystemService system,
            @Reference(name = "ConfigurationAdmin") ConfigurationAdmin stored) {
        this.stored = stored;
        this.properties = TypedTargets.stored(properties);
        this.settings = DriverSettings.of(properties);
        this.pid = settings.connection().pid();
        this.registrations = new Registrations(context, this, this::shown);
        this.listeners = new DriverListeners(pid, counters);
        this.connection = new Connection(
                pid,
                listeners,
                new GatewayPasswords(crypto),
                system::getKuraDataDirectory,
                () -> {},
                registrations::update);
        this.listeners.on(connection, () -> connection.later(() -> connection.configure(settings.connection())));
        this.driver = new SessionDriver(pid, settings, new Open(), listeners, counters);
        this.keystores =
                new Chosen<>(context, KeystoreService.class, connection::later, use -> connection.keystore(use));
        keystores.choose(Settings.KEYSTORE.in(properties));
        this.updates = new LostUpdate(
                stored,
                Runnable::run,
                new RecoveredSettings(pid, connection.counters().configurationsRecovered, LOGGER));
        updates.given(properties);
    }

    private final class Open implements OpenSession {
        @Override
        public Optional<OpenLink> open() {
            return connection.open();
        }

        @Override
        public String state() {
            StatePublisher.State now = connection.state().now();
            return now.code() + ", " + now.text();
        }
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
        end = JvmStop.watch(pid, LONGEST_END_MILLIS, this::end);
        registrations.add(Supervised.class.getName());
        connection.configure(settings.connection());
        connection.later(this::look);
    }

    /** On the session's thread, once per second. */
    private void look() {
        connection.later(this::look);
        updates.look();
    }

    @Modified
    void modified(Map<String, Object> changed) {
        updates.given(changed);
        properties = TypedTargets.stored(changed);
        keystores.choose(Settings.KEYSTORE.in(changed), use -> configure(DriverSettings.of(changed), use));
    }

    private void configure(DriverSettings changed, Chosen.Use<KeystoreService> use) {
        boolean writes = settings.writes();
        settings = changed;
        driver.configure(changed);
        connection.configure(changed.connection(), use);
        if (writes != changed.writes()) {
            LOGGER.info("{}: writing is {}.", pid, changed.writes() ? "allowed" : "switched off");
        }
    }

    /** Listeners leave first, then session and threads end; returns within 5 s. */
    @Deactivate
    void stop() {
        registrations.end();
        if (end != null) {
            end.now();
        } else {
            end();
        }
    }

    /** Ends everything but its services. Also when the VM stops, which not every gateway precedes by a stop of its bundles. */
    void end() {
        updates.close();
        keystores.close();
        listeners.close();
        connection.close();
    }

    // The driver

    @Override
    public void connect() throws ConnectionException {
        driver.connect();
    }

    @Override
    public void disconnect() throws ConnectionException {
        driver.disconnect();
    }

    @Override
    public ChannelDescriptor getChannelDescriptor() {
        return driver.getChannelDescriptor();
    }

    @Override
    public PreparedRead prepareRead(List<ChannelRecord> records) {
        return driver.prepareRead(records);
    }

    @Override
    public void read(List<ChannelRecord> records) throws ConnectionException {
        driver.read(records);
    }

    @Override
    public void registerChannelListener(Map<String, Object> channelConfig, ChannelListener listener)
            throws ConnectionException {
        driver.registerChannelListener(channelConfig, listener);
    }

    @Override
    public void unregisterChannelListener(ChannelListener listener) throws ConnectionException {
        driver.unregisterChannelListener(listener);
    }

    @Override
    public void write(List<ChannelRecord> records) throws ConnectionException {
        driver.write(records);
    }

    // Its state

    @Override
    public String pid() {
        return pid;
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
        Map<String, Long> all = new LinkedHashMap<>(connection.counters().all());
        all.putAll(counters.all());
        return Collections.unmodifiableMap(all);
    }

    @Override
    public List<Balance> balances() {
        return Stream.concat(Counters.BALANCES.stream(), DriverCounters.BALANCES.stream())
                .toList();
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }

    private Dictionary<String, Object> shown() {
        return Registrations.properties(pid, kind(), connection.state().now());
    }

    /** Returns the form with the live state in its head, and the stored settings. */
    @Override
    public ComponentConfiguration getConfiguration() throws KuraException {
        String shown = counters.headline() + (settings.writes() ? ", writing is allowed" : "");
        String headline = connection.state().headline(shown, SampleTimes.now());
        return Form.LIVE.configuration(pid, headline, StoredSettings.of(stored, properties, pid));
    }
}
