package io.millwright.inference;

import io.millwright.form.LiveForm;
import io.millwright.inference.secret.KuraKeystores;
import io.millwright.inference.secret.MemoryFolder;
import io.millwright.inference.secret.OpenedFiles;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.unload.RecordMethods;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.util.tracker.BundleTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@code Model} services of bundles with the header {@code Millwright-Model}. It follows them from INSTALLED to
 * UNINSTALLED and only queues on the framework's threads; see {@link ModelLoader} for the work.
 */
@Component(
        name = ModelExtender.PID,
        service = {},
        immediate = true)
@Designate(ocd = EngineConfiguration.class)
public final class ModelExtender implements ConfigurableComponent, SelfConfiguringComponent, Supervised {
    private static final Logger LOG = LoggerFactory.getLogger(ModelExtender.class);

    static final String PID = "io.millwright.inference.ModelExtender";
    private static final int EVERY_STATE =
            Bundle.INSTALLED | Bundle.RESOLVED | Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING;
    private static final long STOP_MILLIS = 5_000;
    private static final long LOOK_MILLIS = 5;
    private static final long RETRY_MILLIS = 60_000;
    private static final long OPEN_MILLIS = 120_000;

    private final BundleContext context;
    private final NativeCounts counts = new NativeCounts();
    private final RunWatchdog watchdog = new RunWatchdog();
    private final Computing computing;
    private final ExtenderState state;
    private final ModelLoader loader;
    private final BundleTracker<Bundle> tracker;
    private volatile EngineSettings settings = EngineSettings.DEFAULTS;
    private volatile Map<String, Object> properties = Map.of();
    private ServiceRegistration<?> form;

    /** Read when the form is first opened. */
    private static final class Form {
        static final LiveForm LIVE = LiveForm.of(ModelExtender.class, PID);
    }

    /** Called by the component runtime. Does nothing yet. */
    @Activate
    public ModelExtender(BundleContext context, @Reference SystemService system, Map<String, Object> properties) {
        this(
                context,
                Path.of(system.getKuraDataDirectory()),
                new Computing(EngineSettings.DEFAULTS.computeThreads(), EngineSettings.DEFAULTS.batchLatencyMillis()),
                RETRY_MILLIS,
                () -> OPEN_MILLIS,
                System::nanoTime,
                new AvailableMemory()::bytes);
        this.properties = Map.copyOf(properties);
        use(EngineSettings.of(properties));
    }

    /** Settings that have changed have the models opened anew. */
    @Modified
    void modified(Map<String, Object> changed) {
        properties = Map.copyOf(changed);
        configure(EngineSettings.of(changed));
    }

    /** Returns the form with the live state in its head. */
    @Override
    public ComponentConfiguration getConfiguration() throws KuraException {
        return Form.LIVE.configuration(PID, state.headline(), properties);
    }

    void configure(EngineSettings changed) {
        EngineSettings before = settings;
        if (!changed.equals(before)) {
            use(changed);
            if (!changed.opensAs(before)) {
                loader.reopen();
            }
        }
    }

    private void use(EngineSettings given) {
        settings = given;
        computing.set(given.computeThreads(), given.batchLatencyMillis());
        for (String wrong : given.wrong()) {
            LOG.error("{}. Remedy: correct it in the form of the inference engine", wrong);
        }
        state.settingsWrong(String.join("; ", given.wrong()));
    }

    /**
     * The first repetition of a check that failed for a passing reason comes after {@code retryMillis}; in its trial a session has to be
     * there after {@code openMillis}.
     */
    ModelExtender(
            BundleContext context,
            Path kuraDataDirectory,
            Computing computing,
            long retryMillis,
            LongSupplier openMillis,
            LongSupplier nanoTime,
            LongSupplier availableBytes) {
        this.context = context;
        this.computing = computing;
        state = new ExtenderState(this, counts, computing.budget());
        this.loader = new ModelLoader(
                context,
                new ModelStore(kuraDataDirectory, new OpenedFiles(new KuraKeystores(context), new MemoryFolder())),
                state,
                counts,
                watchdog,
                computing,
                retryMillis,
                openMillis,
                nanoTime,
                availableBytes,
                () -> settings);
        this.tracker = new Tracker(context);
    }

    @Activate
    void activate() {
        state.register(context);
        watchdog.start();
        computing.start();
        loader.start();
        tracker.open();
        form = registerForm();
    }

    /**
     * Not by the component runtime: the gateway wants one text as {@code service.pid} when the service comes, which a component has only
     * once it is configured; and of one that is declared beside a configured one the runtime makes a list.
     */
    private ServiceRegistration<?> registerForm() {
        Hashtable<String, Object> pids = new Hashtable<>();
        pids.put(Constants.SERVICE_PID, PID);
        pids.put(ModelForm.KURA_SERVICE_PID, PID);
        String[] services = {ConfigurableComponent.class.getName(), SelfConfiguringComponent.class.getName()};
        return context.registerService(services, this, pids);
    }

    /** Withdraws every model, then waits until its runners are closed and its threads have ended, 5 s at most. */
    @Deactivate
    void deactivate() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        ServedModel.end(form);
        tracker.close();
        try {
            try {
                loader.stop(leftMillis(end));
                while (counts.runnersOpen.get() > 0 && System.nanoTime() - end < 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
                }
            } finally {
                // Also after an interrupt: their threads end only when they are told to.
                try {
                    computing.stop(STOP_MILLIS);
                } finally {
                    watchdog.stop(STOP_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        state.unregister();
        RecordMethods.forget();
    }

    @Override
    public String pid() {
        return PID;
    }

    @Override
    public String kind() {
        return "models";
    }

    @Override
    public State state() {
        return state.state();
    }

    @Override
    public Map<String, Long> counters() {
        return state.counters();
    }

    /** Returns the model bundles. */
    @Override
    public List<? extends Supervised> parts() {
        return state.parts();
    }

    NativeCounts counts() {
        return counts;
    }

    private static long leftMillis(long endNanos) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
    }

    /** Runs on the framework's threads: queues and returns. */
    private final class Tracker extends BundleTracker<Bundle> {
        Tracker(BundleContext context) {
            super(context, EVERY_STATE, null);
        }

        @Override
        public Bundle addingBundle(Bundle bundle, BundleEvent event) {
            if (BundleContent.declaredBy(bundle)) {
                loader.found(bundle);
                return bundle;
            }
            loader.lookForEngine();
            return null;
        }

        @Override
        public void modifiedBundle(Bundle bundle, BundleEvent event, Bundle tracked) {
            loader.look(bundle);
        }

        @Override
        public void removedBundle(Bundle bundle, BundleEvent event, Bundle tracked) {
            // Also called for every bundle when the tracker closes: that withdraws nothing by itself.
            if (bundle.getState() == Bundle.UNINSTALLED) {
                loader.look(bundle);
            }
        }
    }
}
