package io.millwright.pipeline;

import io.millwright.form.LiveForm;
import io.millwright.form.StoredSettings;
import io.millwright.model.Model;
import io.millwright.pipeline.advise.Adviser;
import io.millwright.pipeline.assembly.Assembly;
import io.millwright.pipeline.assembly.BackgroundThreads;
import io.millwright.pipeline.assembly.SourceOffer;
import io.millwright.pipeline.capture.CaptureRoom;
import io.millwright.pipeline.drift.FitnessWatch;
import io.millwright.pipeline.lane.LanePool;
import io.millwright.pipeline.lane.ShadowThreads;
import io.millwright.pipeline.listen.DecisionListeners;
import io.millwright.pipeline.numbers.RunNumberFiles;
import io.millwright.pipeline.pause.PauseFiles;
import io.millwright.pipeline.pause.PipelinePause;
import io.millwright.pipeline.publish.OutboxPublishing;
import io.millwright.pipeline.publish.Outboxes;
import io.millwright.pipeline.publish.Publishing;
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.PipelineState;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.supervision.Balance;
import io.millwright.supervision.Durations;
import io.millwright.supervision.Measured;
import io.millwright.supervision.Pausable;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import io.millwright.targets.Chosen;
import io.millwright.targets.LostUpdate;
import io.millwright.targets.RecoveredSettings;
import io.millwright.targets.TypedTargets;
import io.millwright.unload.JvmStop;
import java.io.IOException;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
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
 * The Kura component "Inference Pipeline": tags of one connection, one model, one rule, one publisher. Takes the raw
 * property map, because a typed one throws on the values that a snapshot or a REST call may hold. Nothing here blocks; the
 * references may come and go in any order. Registered a second time with its live state as service properties, and it
 * describes itself, so that the web form shows that state.
 */
@Component(
        name = InferencePipeline.PID,
        service = {ConfigurableComponent.class, SelfConfiguringComponent.class},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@Designate(ocd = InferencePipelineConfiguration.class, factory = true)
public final class InferencePipeline
        implements ConfigurableComponent, SelfConfiguringComponent, Supervised, Measured, Pausable {
    /** Component name, factory pid and id of the form. */
    static final String PID = "io.millwright.pipeline.InferencePipeline";

    private static final Logger LOG = LoggerFactory.getLogger(InferencePipeline.class);
    private static final long LONGEST_END_MILLIS = 5_000;
    private static final String[] SERVICES = {
        InferencePipeline.class.getName(), Supervised.class.getName(), Pausable.class.getName()
    };

    /** Read when the first form is opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(InferencePipeline.class, PID);
    }

    private final BundleContext context;
    private final ConfigurationAdmin settings;
    private final BackgroundThreads threads;
    private final Publishing publishing;
    private final PipelineState state;
    private final Assembly assembly;
    private final Counters counters = new Counters();
    private final DecisionListeners listeners;
    private final Adviser adviser;
    private final CaptureRoom captures;
    private final RunNumberFiles numberFiles;
    private final FitnessWatch fitness;
    private final RunNumbers numbers;
    private final Chosen<TagSource> sources;
    private final PipelineModels models;
    private final Chosen<CloudPublisher> publishers;
    private final LostUpdate updates;
    private volatile Map<String, Object> properties;
    private final PipelineConfiguration configuration;
    private final PipelinePause pause;
    private ServiceRegistration<?> registration;
    private BackgroundThreads.Watch ticks;
    private JvmStop end;

    /** Creates a pipeline that does nothing until it is started. */
    @Activate
    public InferencePipeline(
            BundleContext context,
            Map<String, Object> properties,
            @Reference(name = "Outboxes") Outboxes outboxes,
            @Reference(name = "LanePool") LanePool pool,
            @Reference(name = "PictureDecoders") PictureDecoders decoders,
            @Reference(name = "BackgroundThreads") BackgroundThreads threads,
            @Reference(name = "ShadowThreads") ShadowThreads shadowThreads,
            @Reference(name = "DecisionListeners") DecisionListeners listeners,
            @Reference(name = "Adviser") Adviser adviser,
            @Reference(name = "RunNumberFiles") RunNumberFiles numberFiles,
            @Reference(name = "FitnessWatch") FitnessWatch fitness,
            @Reference(name = "CaptureRoom") CaptureRoom captures,
            @Reference(name = "PauseFiles") PauseFiles pauses,
            @Reference(name = "ConfigurationAdmin") ConfigurationAdmin settings) {
        this.context = context;
        this.properties = TypedTargets.stored(properties);
        this.threads = threads;
        this.settings = settings;
        configuration = PipelineConfiguration.of(properties);
        this.listeners = listeners;
        this.adviser = adviser;
        this.captures = captures;
        this.numberFiles = numberFiles;
        this.fitness = fitness;
        numbers = numberFiles.begin(configuration.pid());
        publishing = new OutboxPublishing(outboxes, configuration.pid());
        state = new PipelineState(
                configuration.pid(),
                counters,
                publishing::offer,
                System::nanoTime,
                () -> TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()));
        state.run(numbers.run());
        assembly = new Assembly(pool, threads, publishing, counters, numbers, state, System::nanoTime);
        assembly.listeners(listeners);
        assembly.fitness(fitness);
        assembly.captures(captures);
        assembly.decoders(decoders);
        pause = new PipelinePause(configuration.pid(), pauses, assembly::pause);
        sources = new Chosen<>(context, TagSource.class, threads::openSoon, this::useSource);
        models = new PipelineModels(context, threads, shadowThreads, assembly);
        publishers = new Chosen<>(context, CloudPublisher.class, threads::openSoon, this::usePublisher);
        choose(configuration.targets());
        updates = new LostUpdate(
                settings,
                threads::open,
                new RecoveredSettings(configuration.pid(), counters.configurationsRecovered, LOG));
        updates.given(properties);
    }

    private void choose(PipelineConfiguration.Targets targets) {
        sources.choose(targets.tagSource());
        models.choose(targets.model());
        publishers.choose(targets.cloudPublisher());
    }

    private void useSource(Chosen.Use<TagSource> use) {
        if (use.service() == null) {
            assembly.noSource(use.wrong(), use.why());
        } else {
            assembly.source(SourceOffer.of(use.service(), use.properties()));
        }
    }

    private void usePublisher(Chosen.Use<CloudPublisher> use) {
        if (use.service() == null) {
            assembly.noPublisher(use.trouble() != Chosen.Trouble.UNCHOSEN, use.why());
        } else {
            assembly.publisher(use.service(), String.valueOf(use.properties().getOrDefault("kura.service.pid", "?")));
        }
    }

    /**
     * Starts to work, on threads of its own. SCR calls it after the references that are there have been bound, so that no
     * state says they are missing.
     */
    @Activate
    void start() {
        // This object under the same kura.service.pid: Kura asks every service of that pid for its configuration.
        registration = context.registerService(SERVICES, this, state.properties());
        adviser.configure(configuration.pid(), this, configuration.advice());
        assembly.configure(configuration);
        ticks = threads.watch(this::tick);
        end = JvmStop.watch(configuration.pid(), LONGEST_END_MILLIS, this::end);
    }

    private void tick() {
        updates.look();
        assembly.tick();
        state.show(this::setProperties);
    }

    @Override
    public String pid() {
        return configuration.pid();
    }

    @Override
    public String kind() {
        return "pipeline";
    }

    @Override
    public State state() {
        return state.now();
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> all = new LinkedHashMap<>(counters.asMap());
        all.putAll(numbers.counters());
        all.putAll(publishing.counters());
        all.putAll(listeners.counters());
        all.putAll(adviser.counters(pid()));
        all.putAll(assembly.trialCounters());
        all.putAll(fitness.counters(configuration.pid()));
        all.putAll(captures.counters(configuration.pid()));
        return all;
    }

    @Override
    public List<Balance> balances() {
        return Stream.of(Counters.LANE, publishing.balances(), Assembly.TRIAL_BALANCES)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<Durations> durations() {
        return counters.times.all();
    }

    @Override
    public boolean pause(String who, String why) throws IOException {
        return pause.pause(who, why);
    }

    @Override
    public boolean resume() throws IOException {
        return pause.resume();
    }

    @Override
    public Pause paused() {
        return pause.paused();
    }

    /** Returns the assets, while they are watched. */
    @Override
    public List<? extends Supervised> parts() {
        return assembly.assets();
    }

    private void setProperties(Hashtable<String, Object> table) {
        try {
            registration.setProperties(table);
        } catch (IllegalStateException e) {
            // Unregistered: the component was deactivated while its last tick ran.
        }
    }

    /** Takes changed settings; equal ones change nothing. */
    @Modified
    void modified(Map<String, Object> changed) {
        updates.given(changed);
        properties = TypedTargets.stored(changed);
        PipelineConfiguration wanted = PipelineConfiguration.of(changed);
        adviser.configure(wanted.pid(), this, wanted.advice());
        assembly.configure(wanted);
        choose(wanted.targets());
    }

    /** Ends intake, lane, runner and outbox within 5 s each. */
    @Deactivate
    void deactivate() {
        end.now();
        registration.unregister();
    }

    /** Ends everything but its service. Also when the VM stops, which not every gateway precedes by a stop of its bundles. */
    void end() {
        ticks.close();
        updates.close();
        sources.close();
        models.close();
        // While there is a publisher: it tells what becomes of open advice.
        adviser.forget(configuration.pid(), this);
        publishers.close();
        if (assembly.close()) {
            // Otherwise a decision may still be made, and the numbers that were reserved stay so.
            numberFiles.end(configuration.pid(), numbers);
        }
        Map<String, Long> counted = counters.asMap();
        publishing.ended(counted.get("decisions.unpublished") + counted.get("windows.lost"));
    }

    /** Returns the form with the live state in its head, and the stored settings. */
    @Override
    public ComponentConfiguration getConfiguration() throws KuraException {
        return Form.LIVE.configuration(
                state.pid(), state.headline(counters()), StoredSettings.of(settings, properties, state.pid()));
    }

    @Reference(
            name = "TagSource",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            updated = "bindTagSource",
            unbind = "unbindTagSource")
    void bindTagSource(TagSource source, Map<String, Object> properties) {
        sources.bind(source, properties);
    }

    void unbindTagSource(TagSource source) {
        sources.unbind(source);
    }

    @Reference(
            name = "Model",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            updated = "bindModel",
            unbind = "unbindModel")
    void bindModel(Model model, Map<String, Object> properties) {
        models.bind(model, properties);
    }

    void unbindModel(Model model) {
        models.unbind(model);
    }

    @Reference(
            name = "CloudPublisher",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "unbindCloudPublisher")
    void bindCloudPublisher(CloudPublisher publisher, Map<String, Object> properties) {
        publishers.bind(publisher, properties);
    }

    void unbindCloudPublisher(CloudPublisher publisher) {
        publishers.unbind(publisher);
    }
}
