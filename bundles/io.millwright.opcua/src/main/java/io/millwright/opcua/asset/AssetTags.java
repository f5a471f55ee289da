package io.millwright.opcua.asset;

import io.millwright.form.LiveForm;
import io.millwright.form.StoredSettings;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.state.Registrations;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.opcua.state.SupervisedState;
import io.millwright.supervision.Balance;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import io.millwright.targets.Chosen;
import io.millwright.targets.LostUpdate;
import io.millwright.targets.RecoveredSettings;
import io.millwright.targets.TargetField;
import io.millwright.targets.TypedTargets;
import io.millwright.unload.JvmStop;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
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
 * The configurable component of one asset as a source of tags. It is {@link Supervised} from its start, and a {@link TagSource}
 * once the asset's first channels are known, so that nobody takes channels for unknown that only have not been told yet. Both
 * are registered by hand, with properties that change with the state, never with the counters. Nothing here blocks.
 */
@Component(
        name = AssetTags.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = AssetTagsConfiguration.class, factory = true)
public final class AssetTags implements ConfigurableComponent, SelfConfiguringComponent, TagSource, Supervised {
    /** The factory. Not named after the bundle: should the component move to another one, snapshots find it again. */
    public static final String PID = "io.millwright.asset.AssetTags";

    /** The field that chooses the asset. */
    public static final TargetField TARGET = AssetSettings.ASSET;

    private static final Logger LOGGER = LoggerFactory.getLogger(PID);

    private static final long LONGEST_END_MILLIS = 5_000;
    private static final String SINCE = "millwright.state.since";

    /** Read when the first form is opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(AssetTags.class, PID);
    }

    private final Registrations registrations;
    private final ConfigurationAdmin stored;
    private final AssetSettings initial;
    private final AssetSource source;
    private final Chosen<Asset> assets;
    private final LostUpdate updates;
    private volatile Map<String, Object> properties;
    private JvmStop end;

    /** Only notes what it gets: nothing runs before {@link #start()}. */
    @Activate
    public AssetTags(
            BundleContext context,
            Map<String, Object> properties,
            @Reference(name = "ConfigurationAdmin") ConfigurationAdmin stored) {
        this.properties = TypedTargets.stored(properties);
        this.stored = stored;
        this.initial = AssetSettings.of(properties);
        this.registrations = new Registrations(context, this, this::shown);
        this.source = new AssetSource(
                initial.pid(), () -> registrations.add(TagSource.class.getName()), registrations::update);
        this.assets = new Chosen<>(context, Asset.class, source::later, source::asset);
        assets.choose(TARGET.in(properties));
        this.updates = new LostUpdate(
                stored,
                Runnable::run,
                new RecoveredSettings(initial.pid(), source.counters().configurationsRecovered, LOGGER));
        updates.given(properties);
    }

    @Reference(
            name = "Asset",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAsset(Asset asset, Map<String, Object> properties) {
        assets.bind(asset, properties);
    }

    void unbindAsset(Asset asset) {
        assets.unbind(asset);
    }

    @Activate
    void start() {
        end = JvmStop.watch(initial.pid(), LONGEST_END_MILLIS, this::end);
        registrations.add(Supervised.class.getName());
        source.configure(initial);
        source.start(updates::look);
    }

    @Modified
    void modified(Map<String, Object> changed) {
        updates.given(changed);
        properties = TypedTargets.stored(changed);
        assets.choose(TARGET.in(changed), use -> source.configure(AssetSettings.of(changed), use));
    }

    /** Consumers leave first, then listeners and threads end; returns within 5 s. */
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
        assets.close();
        source.close();
    }

    @Override
    public List<Tag> tags() {
        return source.tags();
    }

    @Override
    public TagSubscription subscribe(Interest what, TagListener listener) {
        return source.subscribe(what, listener);
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
        return SupervisedState.of(source.state().now());
    }

    @Override
    public Map<String, Long> counters() {
        return Collections.unmodifiableMap(source.counters().all());
    }

    @Override
    public List<Balance> balances() {
        return AssetCounters.BALANCES;
    }

    @Override
    public List<? extends Supervised> parts() {
        return List.of();
    }

    private Dictionary<String, Object> shown() {
        StatePublisher.State state = source.state().now();
        Dictionary<String, Object> table = Registrations.properties(initial.pid(), kind(), state);
        table.put(SINCE, state.sinceMicros());
        table.put(TagSource.PUBLISHING_INTERVAL_MS, source.publishingMillis());
        return table;
    }

    /** Returns the form with the live state in its head, and the stored settings. */
    @Override
    public ComponentConfiguration getConfiguration() throws KuraException {
        String headline = source.state().headline(source.counters().headline(), SampleTimes.now());
        return Form.LIVE.configuration(initial.pid(), headline, StoredSettings.of(stored, properties, initial.pid()));
    }
}
