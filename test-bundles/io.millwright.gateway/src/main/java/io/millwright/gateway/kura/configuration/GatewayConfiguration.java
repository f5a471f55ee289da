package io.millwright.gateway.kura.configuration;

import io.millwright.gateway.kura.system.GatewaySystem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.crypto.CryptoService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.MetaTypeService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kura's ConfigurationService as an add-on meets it: components are known by {@code kura.service.pid} and
 * {@code service.pid}, nothing is ever validated, only missing keys get defaults, obsolete keys stay, a component is
 * updated again with equal content when its metatype is read, and the newest snapshot is in Configuration Admin before
 * any add-on starts.
 */
@org.osgi.service.component.annotations.Component(
        service = {ConfigurationService.class, GatewayConfiguration.class},
        property = "kura.service.pid=org.eclipse.kura.configuration.ConfigurationService")
public final class GatewayConfiguration implements ConfigurationService, MetatypeTracker.Listener {
    private static final Logger LOGGER = LoggerFactory.getLogger(GatewayConfiguration.class);

    private final AdminStore admin;
    private final SelfConfigured selfConfigured;
    private final Passwords passwords;
    private final Snapshots snapshots;
    private final MetatypeTracker metatypes;

    private final Map<String, String> servicePids = new TreeMap<>();
    private final Map<String, String> factoryPids = new HashMap<>();
    private final Set<String> selfConfiguring = new HashSet<>();
    private final Map<String, OCD> definitions = new HashMap<>();
    private final Map<String, Bundle> factories = new HashMap<>();
    private final Set<String> deleted = new HashSet<>();

    @Activate
    public GatewayConfiguration(
            BundleContext context,
            @Reference ConfigurationAdmin admin,
            @Reference MetaTypeService metatypeService,
            @Reference CryptoService crypto,
            @Reference GatewaySystem system)
            throws KuraException {
        passwords = new Passwords(crypto);
        this.admin = new AdminStore(admin, passwords);
        selfConfigured = new SelfConfigured(context);
        snapshots = new Snapshots(system.folder("snapshots"), crypto);
        loadLatestSnapshot();
        metatypes = new MetatypeTracker(context, metatypeService, this);
        metatypes.open();
    }

    @Deactivate
    void deactivate() {
        metatypes.close();
    }

    private void loadLatestSnapshot() throws KuraException {
        SortedSet<Long> ids = snapshots.ids();
        if (ids.isEmpty()) {
            snapshots.write(Shipped.configurations());
        }
        for (ComponentConfiguration stored : snapshots.read(snapshots.ids().last())) {
            Map<String, Object> values = stored.getConfigurationProperties();
            if (values.get(ConfigurationAdmin.SERVICE_FACTORYPID) instanceof String factoryPid) {
                createFactoryConfiguration(factoryPid, stored.getPid(), values, false);
            } else {
                values.putIfAbsent(KURA_SERVICE_PID, stored.getPid());
                admin.store(stored.getPid(), values);
            }
        }
    }

    // Tracking

    @Reference(
            service = ConfigurableComponent.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeComponent")
    void addComponent(ServiceReference<ConfigurableComponent> reference) {
        track(reference, false);
    }

    void removeComponent(ServiceReference<ConfigurableComponent> reference) {
        untrack(reference);
    }

    @Reference(
            service = SelfConfiguringComponent.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeSelfConfiguring")
    void addSelfConfiguring(ServiceReference<SelfConfiguringComponent> reference) {
        track(reference, true);
    }

    void removeSelfConfiguring(ServiceReference<SelfConfiguringComponent> reference) {
        untrack(reference);
    }

    private synchronized void track(ServiceReference<?> reference, boolean self) {
        Object servicePid = reference.getProperty(Constants.SERVICE_PID);
        Object pid = reference.getProperty(KURA_SERVICE_PID);
        if (servicePid == null) {
            return;
        }
        if (pid == null || !(servicePid instanceof String)) {
            LOGGER.warn("Not tracked: kura.service.pid {}, service.pid {}; both must be one String", pid, servicePid);
            return;
        }
        if (self) {
            selfConfiguring.add((String) pid);
            servicePids.put((String) pid, (String) servicePid);
        } else {
            register((String) pid, (String) servicePid, (String) reference.getProperty("service.factoryPid"));
        }
    }

    private synchronized void untrack(ServiceReference<?> reference) {
        if (reference.getProperty(KURA_SERVICE_PID) instanceof String pid) {
            unregister(pid);
        }
    }

    private void register(String pid, String servicePid, String factoryPid) {
        if (servicePids.putIfAbsent(pid, servicePid) != null) {
            return;
        }
        LOGGER.info("Tracking component {}", pid);
        if (factoryPid != null) {
            factoryPids.put(pid, factoryPid);
            seed(pid, definitions.get(factoryPid));
        }
    }

    private void unregister(String pid) {
        servicePids.remove(pid);
        factoryPids.remove(pid);
        selfConfiguring.remove(pid);
    }

    @Override
    public synchronized void found(Metatype metatype, Bundle bundle) {
        LOGGER.info("Metatype of {} read", metatype.pid());
        definitions.put(metatype.pid(), metatype.definition());
        if (!metatype.factory()) {
            seed(metatype.pid(), metatype.definition());
            return;
        }
        factories.put(metatype.pid(), bundle);
        for (Map.Entry<String, String> instance : Map.copyOf(factoryPids).entrySet()) {
            if (instance.getValue().equals(metatype.pid())) {
                seed(instance.getKey(), metatype.definition());
            }
        }
    }

    @Override
    public synchronized void gone(Bundle bundle) {
        factories.values().removeIf(bundle::equals);
    }

    /** Adds defaults for missing keys, and updates the component even where nothing is new. */
    private void seed(String pid, OCD definition) {
        if (definition == null) {
            return;
        }
        String servicePid = servicePids.getOrDefault(pid, pid);
        try {
            Map<String, Object> values = admin.current(servicePid, definition);
            values.putIfAbsent(KURA_SERVICE_PID, pid);
            mergeDefaults(definition, values);
            admin.store(servicePid, values);
        } catch (KuraException e) {
            LOGGER.error("Cannot seed the configuration of {}", pid, e);
        }
    }

    private static void mergeDefaults(OCD definition, Map<String, Object> values) {
        if (definition != null) {
            Defaults.of(definition).forEach(values::putIfAbsent);
        }
    }

    private OCD definition(String pid) {
        if (selfConfiguring.contains(pid)) {
            ComponentConfiguration own = selfConfigured.configuration(pid);
            return own == null ? null : own.getDefinition();
        }
        return definitions.get(factoryPids.getOrDefault(pid, servicePids.getOrDefault(pid, pid)));
    }

    // ConfigurationService

    @Override
    public synchronized Set<String> getFactoryComponentPids() {
        return new TreeSet<>(factories.keySet());
    }

    @Override
    public synchronized Set<String> getConfigurableComponentPids() {
        return new TreeSet<>(servicePids.keySet());
    }

    @Override
    public synchronized void createFactoryConfiguration(
            String factoryPid, String pid, Map<String, Object> properties, boolean takeSnapshot) throws KuraException {
        if (pid == null) {
            throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "pid cannot be null");
        }
        if (servicePids.containsKey(pid)) {
            throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "pid " + pid + " already exists");
        }
        String servicePid = admin.create(factoryPid);
        Map<String, Object> values = new HashMap<>();
        if (properties != null) {
            values.putAll(properties);
        }
        mergeDefaults(definitions.get(factoryPid), values);
        values.put(KURA_SERVICE_PID, pid);
        admin.store(servicePid, values);
        register(pid, servicePid, factoryPid);
        deleted.remove(pid);
        if (takeSnapshot) {
            snapshot();
        }
    }

    @Override
    public synchronized void deleteFactoryConfiguration(String pid, boolean takeSnapshot) throws KuraException {
        String servicePid = servicePids.get(pid);
        if (servicePid == null || !factoryPids.containsKey(pid)) {
            LOGGER.warn("{} is not a factory component: not deleted", pid);
            return;
        }
        admin.delete(servicePid);
        unregister(pid);
        deleted.add(pid);
        if (takeSnapshot) {
            snapshot();
        }
    }

    @Override
    public synchronized List<ComponentConfiguration> getComponentConfigurations() throws KuraException {
        List<ComponentConfiguration> all = new ArrayList<>();
        for (String pid : servicePids.keySet()) {
            ComponentConfiguration one = getComponentConfiguration(pid);
            if (one != null) {
                all.add(one);
            }
        }
        return all;
    }

    @Override
    public synchronized List<ComponentConfiguration> getComponentConfigurations(Filter filter) throws KuraException {
        List<ComponentConfiguration> selected = new ArrayList<>();
        for (ComponentConfiguration one : getComponentConfigurations()) {
            if (filter == null || filter.matches(one.getConfigurationProperties())) {
                selected.add(one);
            }
        }
        return selected;
    }

    @Override
    public synchronized ComponentConfiguration getComponentConfiguration(String pid) throws KuraException {
        ComponentConfiguration stored = stored(pid);
        return stored == null || selfConfiguring.contains(pid)
                ? stored
                : new Component(pid, stored.getDefinition(), passwords.plain(stored.getConfigurationProperties()));
    }

    private ComponentConfiguration stored(String pid) throws KuraException {
        if (!servicePids.containsKey(pid)) {
            return null;
        }
        if (selfConfiguring.contains(pid)) {
            return selfConfigured.configuration(pid);
        }
        OCD definition = definition(pid);
        return new Component(pid, definition, admin.current(servicePids.get(pid), definition));
    }

    @Override
    public synchronized ComponentConfiguration getDefaultComponentConfiguration(String pid) {
        OCD definition = definition(pid);
        return definition == null ? null : new Component(pid, definition, Defaults.of(definition));
    }

    @Override
    public void updateConfiguration(String pid, Map<String, Object> properties) throws KuraException {
        updateConfiguration(pid, properties, true);
    }

    @Override
    public void updateConfiguration(String pid, Map<String, Object> properties, boolean takeSnapshot)
            throws KuraException {
        updateConfigurations(List.of(new Component(pid, null, properties)), takeSnapshot);
    }

    @Override
    public void updateConfigurations(List<ComponentConfiguration> configs) throws KuraException {
        updateConfigurations(configs, true);
    }

    @Override
    public synchronized void updateConfigurations(List<ComponentConfiguration> configs, boolean takeSnapshot)
            throws KuraException {
        for (ComponentConfiguration change : configs) {
            Map<String, Object> values = change.getConfigurationProperties();
            String pid = change.getPid();
            if (servicePids.containsKey(pid)) {
                update(pid, values);
            } else if (values.get(ConfigurationAdmin.SERVICE_FACTORYPID) instanceof String factoryPid) {
                createFactoryConfiguration(factoryPid, pid, values, false);
            } else {
                LOGGER.info("Update ignored: component {} is not tracked", pid);
            }
        }
        if (takeSnapshot) {
            snapshot();
        }
    }

    private void update(String pid, Map<String, Object> change) throws KuraException {
        OCD definition = definition(pid);
        if (definition == null) {
            LOGGER.info("Update ignored: component {} has no metatype", pid);
            return;
        }
        Map<String, Object> values = admin.current(servicePids.get(pid), definition);
        values.putAll(change);
        mergeDefaults(definition, values);
        values.putIfAbsent(KURA_SERVICE_PID, pid);
        admin.store(servicePids.get(pid), values);
    }

    // Snapshots

    @Override
    public Set<Long> getSnapshots() {
        return snapshots.ids();
    }

    @Override
    public List<ComponentConfiguration> getSnapshot(long sid) throws KuraException {
        List<ComponentConfiguration> plain = new ArrayList<>();
        for (ComponentConfiguration stored : snapshots.read(sid)) {
            plain.add(new Component(stored.getPid(), null, passwords.plain(stored.getConfigurationProperties())));
        }
        return plain;
    }

    /** What is tracked, and from the latest snapshot what is not tracked now: an uninstalled add-on's settings stay. */
    @Override
    public synchronized long snapshot() throws KuraException {
        Map<String, ComponentConfiguration> all = new LinkedHashMap<>();
        for (ComponentConfiguration old : snapshots.read(snapshots.ids().last())) {
            if (!deleted.contains(old.getPid())) {
                all.put(old.getPid(), old);
            }
        }
        for (String pid : servicePids.keySet()) {
            ComponentConfiguration now = stored(pid);
            if (now != null) {
                all.put(pid, new Component(pid, null, passwords.encrypted(now.getConfigurationProperties())));
            }
        }
        return snapshots.write(new ArrayList<>(all.values()));
    }

    @Override
    public long rollback() throws KuraException {
        SortedSet<Long> ids = snapshots.ids();
        if (ids.size() < 2) {
            throw new KuraException(KuraErrorCode.CONFIGURATION_SNAPSHOT_NOT_FOUND, "no earlier snapshot");
        }
        long previous = ids.headSet(ids.last()).last();
        rollback(previous);
        return previous;
    }

    @Override
    public synchronized void rollback(long id) throws KuraException {
        List<ComponentConfiguration> wanted = snapshots.read(id);
        Set<String> pids = new HashSet<>();
        wanted.forEach(component -> pids.add(component.getPid()));
        for (String pid : Set.copyOf(factoryPids.keySet())) {
            if (!pids.contains(pid)) {
                deleteFactoryConfiguration(pid, false);
            }
        }
        updateConfigurations(wanted, true);
    }
}
