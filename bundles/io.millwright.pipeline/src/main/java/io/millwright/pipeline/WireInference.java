package io.millwright.pipeline;

import io.millwright.form.Diagnosis;
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
import io.millwright.pipeline.shape.PictureDecoders;
import io.millwright.pipeline.state.Counters;
import io.millwright.pipeline.state.PipelineState;
import io.millwright.pipeline.state.RunNumbers;
import io.millwright.pipeline.wire.WireCounters;
import io.millwright.pipeline.wire.WireOutlet;
import io.millwright.pipeline.wire.WireSource;
import io.millwright.supervision.Balance;
import io.millwright.supervision.Durations;
import io.millwright.supervision.Measured;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.targets.LostUpdate;
import io.millwright.targets.RecoveredSettings;
import io.millwright.targets.TypedTargets;
import io.millwright.unload.JvmStop;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.wire.WireComponent;
import org.eclipse.kura.wire.WireEnvelope;
import org.eclipse.kura.wire.WireHelperService;
import org.eclipse.kura.wire.WireReceiver;
import org.eclipse.kura.wire.multiport.MultiportWireEmitter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.ComponentContext;
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
import org.osgi.service.wireadmin.Consumer;
import org.osgi.service.wireadmin.Producer;
import org.osgi.service.wireadmin.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Kura wire component "Millwright Inference": a pipeline whose source is the records that come in, and whose publisher is
 * three output ports. Only where a gateway has wires, whose service it needs, is this class loaded. What wires call returns at
 * once and throws nothing.
 */
@Component(
        name = WireInference.PID,
        service = {
            ConfigurableComponent.class,
            SelfConfiguringComponent.class,
            WireComponent.class,
            WireReceiver.class,
            MultiportWireEmitter.class,
            Consumer.class,
            Producer.class
        },
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true,
        property = {
            "kura.ui.service.hide:Boolean=true",
            // A gateway without wires would offer what cannot be made there; the palette of the wire graph shows it all
            // the same.
            "kura.ui.factory.hide:Boolean=true",
            "input.cardinality.minimum:Integer=1",
            "input.cardinality.maximum:Integer=1",
            "input.cardinality.default:Integer=1",
            "output.cardinality.minimum:Integer=3",
            "output.cardinality.maximum:Integer=3",
            "output.cardinality.default:Integer=3",
            "input.port.names=0=records",
            "output.port.names=0=decision",
            "output.port.names=1=reading",
            "output.port.names=2=error"
        })
@Designate(ocd = WireInferenceConfiguration.class, factory = true)
public final class WireInference
        implements ConfigurableComponent,
                SelfConfiguringComponent,
                WireReceiver,
                MultiportWireEmitter,
                Supervised,
                Measured {
    /** Component name, factory pid and id of the form. */
    static final String PID = "io.millwright.pipeline.WireInference";

    private static final Logger LOG = LoggerFactory.getLogger(WireInference.class);
    private static final long LONGEST_END_MILLIS = 5_000;
    private static final String[] SERVICES = {WireInference.class.getName(), Supervised.class.getName()};
    private static final String SOURCE = "wires";
    private static final String SOURCE_REMEDY =
            "look whether a wire leads to port records, and whether what emits into it does so";

    /** Read when the first form is opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(WireInference.class, PID);
    }

    private final BundleContext context;
    private final ConfigurationAdmin settings;
    private final BackgroundThreads threads;
    private final WireHelperService helper;
    private final PipelineState state;
    private final Assembly assembly;
    private final Counters counters = new Counters();
    private final WireCounters wireCounters = new WireCounters();
    private final DecisionListeners listeners;
    private final Adviser adviser;
    private final CaptureRoom captures;
    private final RunNumberFiles numberFiles;
    private final FitnessWatch fitness;
    private final RunNumbers numbers;
    private final WirePorts ports = new WirePorts();
    private final WireOutlet outlet;
    private final WireSource source;
    private final PipelineModels models;
    private final LostUpdate updates;
    private volatile Map<String, Object> properties;
    private volatile WireReader configuration;
    private volatile Diagnosis ambiguous = Diagnosis.NONE;
    private volatile boolean ended;
    private ServiceRegistration<?> registration;
    private BackgroundThreads.Watch ticks;
    private JvmStop end;

    /** Creates a component that does nothing until it is started. */
    @Activate
    public WireInference(
            BundleContext context,
            Map<String, Object> properties,
            @Reference(name = "WireHelperService") WireHelperService helper,
            @Reference(name = "LanePool") LanePool pool,
            @Reference(name = "PictureDecoders") PictureDecoders decoders,
            @Reference(name = "BackgroundThreads") BackgroundThreads threads,
            @Reference(name = "ShadowThreads") ShadowThreads shadowThreads,
            @Reference(name = "DecisionListeners") DecisionListeners listeners,
            @Reference(name = "Adviser") Adviser adviser,
            @Reference(name = "RunNumberFiles") RunNumberFiles numberFiles,
            @Reference(name = "FitnessWatch") FitnessWatch fitness,
            @Reference(name = "CaptureRoom") CaptureRoom captures,
            @Reference(name = "ConfigurationAdmin") ConfigurationAdmin settings) {
        this.context = context;
        this.helper = helper;
        this.properties = TypedTargets.stored(properties);
        this.threads = threads;
        this.settings = settings;
        this.listeners = listeners;
        this.adviser = adviser;
        this.captures = captures;
        this.numberFiles = numberFiles;
        this.fitness = fitness;
        configuration = WireReader.of(properties);
        String pid = configuration.pipeline().pid();
        numbers = numberFiles.begin(pid);
        source = new WireSource(
                pid, configuration.records(), wireCounters, new Heard(), System::nanoTime, WireInference::wallMicros);
        outlet = new WireOutlet(
                pid, configuration.records(), ports, wireCounters, this::state, this::counters, this::assetName);
        state = new PipelineState(pid, counters, outlet::offer, System::nanoTime, WireInference::wallMicros);
        state.run(numbers.run());
        assembly = new Assembly(pool, threads, outlet, counters, numbers, state, System::nanoTime);
        assembly.listeners(listeners);
        assembly.fitness(fitness);
        assembly.captures(captures);
        assembly.decoders(decoders);
        assembly.noSource(false, new Diagnosis("no record has come yet", SOURCE_REMEDY));
        noWire();
        models = new PipelineModels(context, threads, shadowThreads, assembly);
        models.choose(configuration.pipeline().targets().model());
        updates = new LostUpdate(
                settings, threads::open, new RecoveredSettings(pid, counters.configurationsRecovered, LOG));
        updates.given(properties);
    }

    private static long wallMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    private void noWire() {
        assembly.noPublisher(
                false,
                new Diagnosis("no wire leads from port decision or reading", "draw one to what shall take them"));
    }

    private final class Heard implements WireSource.Events {
        @Override
        public void ready() {
            threads.open(WireInference.this::offerSource);
        }

        @Override
        public void ambiguous(Diagnosis why) {
            ambiguous = why;
            threads.open(WireInference.this::configure);
        }
    }

    private void offerSource() {
        if (source.ready()) {
            long intervalMillis = configuration.records().intervalMillis();
            assembly.source(new SourceOffer(source, SOURCE, intervalMillis, "", SOURCE_REMEDY));
        }
    }

    /** Also called by tasks of what came with records, which may run when the end has come. */
    private void configure() {
        if (ended) {
            return;
        }
        Diagnosis why = ambiguous;
        adviser.configure(pid(), this, configuration.pipeline().advice());
        assembly.configure(configuration.pipeline().with(why.isEmpty() ? List.of() : List.of(why)));
        if (ended) {
            // It came meanwhile, and may not have seen this.
            adviser.forget(pid(), this);
        }
    }

    /** What the form leaves open is the name of the asset whose records are used. */
    private String assetName(String asset) {
        String only = source.onlyAsset();
        return asset.equals(pid()) && !only.isEmpty() ? only : asset;
    }

    /** Starts to work, on threads of its own; SCR has registered the service before. */
    @Activate
    @SuppressWarnings("unchecked")
    void start(ComponentContext component) {
        ports.use(helper.newWireSupport(this, (ServiceReference<WireComponent>) component.getServiceReference()));
        outlet.start();
        // This object under the same kura.service.pid: Kura asks every service of that pid for its configuration.
        registration = context.registerService(SERVICES, this, state.properties());
        configure();
        ticks = threads.watch(this::tick);
        end = JvmStop.watch(pid(), LONGEST_END_MILLIS, this::end);
    }

    private void tick() {
        updates.look();
        source.tick();
        assembly.tick();
        state.show(this::setProperties);
    }

    private void setProperties(Hashtable<String, Object> table) {
        try {
            registration.setProperties(table);
        } catch (IllegalStateException e) {
            // Unregistered: the component was deactivated while its last tick ran.
        }
    }

    @Override
    public void onWireReceive(WireEnvelope wireEnvelope) {
        source.take(wireEnvelope);
    }

    @Override
    public void updated(Wire wire, Object value) {
        if (value instanceof WireEnvelope envelope) {
            source.take(envelope);
        }
    }

    @Override
    public void producersConnected(Wire[] wires) {
        ports.producersConnected(wires);
        source.wired(wires == null ? 0 : wires.length);
    }

    @Override
    public void consumersConnected(Wire[] wires) {
        ports.consumersConnected(wires);
        noWire();
        // Whoever is new does not know the state.
        state.repeat();
    }

    @Override
    public Object polled(Wire wire) {
        return ports.polled(wire);
    }

    @Override
    public String pid() {
        return configuration.pipeline().pid();
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
        all.putAll(wireCounters.asMap());
        all.putAll(listeners.counters());
        all.putAll(adviser.counters(pid()));
        all.putAll(assembly.trialCounters());
        all.putAll(fitness.counters(pid()));
        all.putAll(captures.counters(pid()));
        return all;
    }

    @Override
    public List<Balance> balances() {
        return Stream.of(Counters.LANE, WireCounters.BALANCES, Assembly.TRIAL_BALANCES)
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<Durations> durations() {
        return counters.times.all();
    }

    /** Returns the assets, while they are watched. */
    @Override
    public List<? extends Supervised> parts() {
        return assembly.assets();
    }

    /** Takes changed settings; equal ones change nothing. */
    @Modified
    void modified(Map<String, Object> changed) {
        updates.given(changed);
        properties = TypedTargets.stored(changed);
        configuration = WireReader.of(changed);
        outlet.configure(configuration.records());
        source.configure(configuration.records());
        offerSource();
        configure();
        models.choose(configuration.pipeline().targets().model());
    }

    /** Ends intake, lane, runner and the thread that emits within 5 s. */
    @Deactivate
    void deactivate() {
        end.now();
        registration.unregister();
    }

    /** Ends everything but its service. Also when the VM stops, which not every gateway precedes by a stop of its bundles. */
    void end() {
        ended = true;
        ticks.close();
        updates.close();
        models.close();
        source.close();
        if (assembly.close()) {
            // Otherwise a decision may still be made, and the numbers that were reserved stay so.
            numberFiles.end(pid(), numbers);
        }
        adviser.forget(pid(), this);
        outlet.close();
    }

    /** Returns the form with the live state in its head, and the stored settings. */
    @Override
    public ComponentConfiguration getConfiguration() throws KuraException {
        return Form.LIVE.configuration(
                pid(), state.headline(counters()), StoredSettings.of(settings, properties, pid()));
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
}
