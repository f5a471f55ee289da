package io.millwright.inference;

import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.unload.RecordMethods;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.eclipse.kura.system.SystemService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.BundleTracker;

/**
 * Makes {@code Model} services of bundles with the header {@code Millwright-Model}. It follows them from INSTALLED to
 * UNINSTALLED and only queues on the framework's threads; see {@link ModelLoader} for the work.
 */
@Component(
        name = ModelExtender.PID,
        service = {},
        immediate = true)
public final class ModelExtender implements Supervised {
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
    private final ExtenderState state = new ExtenderState(this, counts);
    private final ModelLoader loader;
    private final BundleTracker<Bundle> tracker;

    /** Called by the component runtime. Does nothing yet. */
    @Activate
    public ModelExtender(BundleContext context, @Reference SystemService system) {
        this(context, Path.of(system.getKuraDataDirectory()), RETRY_MILLIS, OPEN_MILLIS, System::nanoTime);
    }

    /**
     * The first repetition of a check that failed for a passing reason comes after {@code retryMillis}; in its trial a session has to be
     * there after {@code openMillis}.
     */
    ModelExtender(
            BundleContext context, Path kuraDataDirectory, long retryMillis, long openMillis, LongSupplier nanoTime) {
        this.context = context;
        this.loader = new ModelLoader(
                context, new ModelStore(kuraDataDirectory), state, counts, watchdog, retryMillis, openMillis, nanoTime);
        this.tracker = new Tracker(context);
    }

    @Activate
    void activate() {
        state.register(context);
        watchdog.start();
        loader.start();
        tracker.open();
    }

    /** Withdraws every model, then waits until its runners are closed and its threads have ended, 5 s at most. */
    @Deactivate
    void deactivate() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        tracker.close();
        try {
            try {
                loader.stop(leftMillis(end));
                while (counts.runnersOpen.get() > 0 && System.nanoTime() - end < 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
                }
            } finally {
                // Also after an interrupt: its thread ends only when it is told to.
                watchdog.stop(STOP_MILLIS);
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
                loader.look(bundle);
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
