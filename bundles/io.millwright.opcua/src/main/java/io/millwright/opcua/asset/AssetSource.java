package io.millwright.opcua.asset;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.state.StatePublisher;
import io.millwright.tag.Interest;
import io.millwright.tag.Tag;
import io.millwright.tag.TagListener;
import io.millwright.tag.TagSource;
import io.millwright.tag.TagSubscription;
import io.millwright.targets.Chosen;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.kura.asset.Asset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One asset as a TagSource, without anything of OSGi: the component around it only configures it. */
final class AssetSource implements TagSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(AssetTags.PID);
    private static final long LOOK_MILLIS = 1_000;
    private static final long FAN_OUT_CLOSE_MILLIS = 500;
    private static final long LISTENERS_CLOSE_MILLIS = 1_000;
    private static final long JOIN_MILLIS = 1_500;

    private final String pid;
    private final AssetCounters counters = new AssetCounters();
    /** May be held up in the driver. */
    private final ScheduledThreadPoolExecutor reader;
    /** Is never held up: first values of new subscribers, and a look once per second. */
    private final ScheduledThreadPoolExecutor source;

    private final FanOut fanOut;
    private final StatePublisher state;
    private final AssetReading reading;

    private AssetSettings settings;
    private Chosen.Use<Asset> use;

    /**
     * Makes a source that does nothing before {@link #configure}.
     *
     * @param tableInForce called once, on a thread of this source, when the first channels are known
     * @param changed called for each change of state or text
     */
    AssetSource(String pid, Runnable tableInForce, Runnable changed) {
        this.pid = pid;
        reader = thread("read");
        source = thread("source");
        fanOut = new FanOut(pid, counters.failedListeners, counters.delivered, this::onSource);
        state = new StatePublisher(pid, AssetTags.PID, changed);
        reading = new AssetReading(fanOut, counters, state, reader, tableInForce);
    }

    private ScheduledThreadPoolExecutor thread(String what) {
        ScheduledThreadPoolExecutor executor =
                new ScheduledThreadPoolExecutor(1, MiloThreads.threads("millwright-asset-" + pid + "-" + what + "-"));
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    private void onSource(Runnable task) {
        try {
            source.execute(task);
        } catch (RejectedExecutionException e) {
            // Deactivated: every subscription has ended.
        }
    }

    /** Begins to look after calls that do not come back; {@code alsoLook} is run with it. Called once. */
    void start(Runnable alsoLook) {
        source.scheduleWithFixedDelay(
                () -> {
                    try {
                        reading.look();
                        alsoLook.run();
                    } catch (RuntimeException e) {
                        LOGGER.error("{}: unexpected failure.", pid, e);
                    }
                },
                LOOK_MILLIS,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Returns at once; equal settings change nothing. */
    synchronized void configure(AssetSettings newSettings) {
        if (!newSettings.equals(settings)) {
            settings = newSettings;
            apply();
        }
    }

    /** Takes both at once: the asset is never used by other settings; returns at once. */
    synchronized void configure(AssetSettings newSettings, Chosen.Use<Asset> newUse) {
        if (!newSettings.equals(settings) || !newUse.equals(use)) {
            settings = newSettings;
            use = newUse;
            apply();
        }
    }

    /** Uses this asset; returns at once. */
    synchronized void asset(Chosen.Use<Asset> newUse) {
        use = newUse;
        apply();
    }

    private void apply() {
        if (settings != null && use != null) {
            Object name = use.properties().getOrDefault("kura.service.pid", "?");
            reading.use(settings, use.service(), String.valueOf(name), use.why());
        }
    }

    /** Runs a task in a second, unless the source ends before. */
    void later(Runnable task) {
        try {
            source.schedule(task, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Deactivated.
        }
    }

    AssetCounters counters() {
        return counters;
    }

    StatePublisher state() {
        return state;
    }

    /** Returns the time between two reads in milliseconds, 0 where nothing is read. */
    synchronized long publishingMillis() {
        return settings == null || !settings.reads() ? 0 : settings.readMillis();
    }

    @Override
    public List<Tag> tags() {
        return fanOut.tags();
    }

    @Override
    public TagSubscription subscribe(Interest what, TagListener listener) {
        return fanOut.subscribe(what, listener);
    }

    /** Ends everything; returns within 5 s, though the driver may not answer. */
    void close() {
        reading.close();
        fanOut.close(FAN_OUT_CLOSE_MILLIS);
        source.shutdownNow();
        endListening();
        // An asset's call ends when it is interrupted, though its driver may go on.
        reader.shutdownNow();
        try {
            source.awaitTermination(JOIN_MILLIS, TimeUnit.MILLISECONDS);
            if (!reader.awaitTermination(JOIN_MILLIS, TimeUnit.MILLISECONDS)) {
                LOGGER.warn(
                        "{}: a call of the asset still runs after {} ms; its thread ends with it.", pid, JOIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        state.report(StateCode.STOPPED, "Deactivated.");
    }

    private void endListening() {
        try {
            Future<?> end = reader.submit(reading::end);
            end.get(LISTENERS_CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOGGER.debug("{}: the asset does not let go of the listeners.", pid, e);
        }
    }
}
