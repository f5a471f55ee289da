package io.millwright.opcua.asset;

import io.millwright.form.Diagnosis;
import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.state.ConnectionTrouble;
import io.millwright.opcua.state.Remedy;
import io.millwright.opcua.state.StateCode;
import io.millwright.opcua.state.StatePublisher;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.asset.Asset;
import org.eclipse.kura.asset.AssetConfiguration;
import org.eclipse.kura.channel.ChannelRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one asset, and listens to it. An asset waits for its driver without a limit, and queues what is asked of it meanwhile:
 * so there is one call at a time, on one thread of its own, which a driver may hold up; {@link #look} notices that from
 * another one.
 */
final class AssetReading {
    private static final Logger LOGGER = LoggerFactory.getLogger(AssetTags.PID);
    private static final long LEAST_PAUSE_MILLIS = 1_000;
    private static final long COMPARE_NANOS = 1_000_000_000L;
    private static final int DEEPEST_CAUSE = 20;

    private final FanOut fanOut;
    private final AssetCounters counters;
    private final StatePublisher state;
    private final ScheduledExecutorService thread;
    private final Runnable tableInForce;
    private final OpenCall openCall = new OpenCall();
    private final Listening listening;
    private final AssetReport report;

    private volatile AssetSettings settings;
    private volatile String name = "";
    private volatile boolean closed;

    /** What may be used; on the thread only, as all down to {@link #round}. */
    private Asset asset;

    private ChannelTable table = ChannelTable.EMPTY;
    private boolean compared;
    private long comparedNanos;
    private boolean inForce;
    /** Of what is scheduled for an earlier asset or earlier settings the number is another one. */
    private int round;

    /** Guarded by this object, as {@link #away}: the driver's threads and the one that notices silence use them too. */
    private ChannelSamples samples;

    /** Nothing that is heard counts before the next read, and what that gives is delivered whether it changed or not. */
    private boolean away = true;

    /**
     * Makes one that does nothing before {@link #use}.
     *
     * @param thread runs what may be held up in the driver
     * @param tableInForce called once, when the first channels are known
     */
    AssetReading(
            FanOut fanOut,
            AssetCounters counters,
            StatePublisher state,
            ScheduledExecutorService thread,
            Runnable tableInForce) {
        this.fanOut = fanOut;
        this.counters = counters;
        this.state = state;
        this.thread = thread;
        this.tableInForce = tableInForce;
        this.listening = new Listening(openCall, counters, this::heard);
        this.report = new AssetReport(counters, state);
    }

    /**
     * Any thread; returns at once.
     *
     * @param newAsset null where nothing may be used
     * @param newName of the asset, for texts
     * @param missing why nothing may be used, and what to do
     */
    void use(AssetSettings newSettings, Asset newAsset, String newName, Diagnosis missing) {
        settings = newSettings;
        post(() -> apply(newAsset, newName, missing), 0);
    }

    private void post(Runnable task, long millis) {
        try {
            thread.schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // Deactivated.
        }
    }

    private void apply(Asset newAsset, String newName, Diagnosis missing) {
        round++;
        listening.end(asset);
        asset = newAsset;
        name = newName;
        compared = false;
        report.anew();
        synchronized (this) {
            samples = null;
        }
        if (!settings.problems().isEmpty()) {
            idle(StateCode.CONFIGURATION_ERROR, settings.problem());
        } else if (asset == null) {
            idle(StateCode.WAITING_FOR_ASSET, missing);
        } else {
            cycle(round, System.nanoTime());
        }
    }

    private void idle(StateCode code, Diagnosis why) {
        lost();
        state.report(code, why.what() + Remedy.MARK + why.remedy() + ".");
    }

    /** One read, or one look at the asset where nothing is read; then the next one is scheduled. */
    private void cycle(int number, long dueNanos) {
        if (number != round || closed) {
            return;
        }
        long pauseMillis = settings.reads() ? settings.readMillis() : LEAST_PAUSE_MILLIS;
        try {
            channels();
            if (table.rows().isEmpty()) {
                idle(
                        StateCode.NO_CHANNELS,
                        new Diagnosis(
                                "Asset '" + name + "' has no enabled channel of type READ or READ_WRITE",
                                "add one to the asset"));
                pauseMillis = Math.max(pauseMillis, LEAST_PAUSE_MILLIS);
            } else {
                acquire();
            }
        } catch (Throwable e) {
            // An Error too: this is where foreign code ends. The thread must go on.
            failed(e);
            pauseMillis = Math.max(pauseMillis, LEAST_PAUSE_MILLIS);
        }
        schedule(number, dueNanos, pauseMillis);
    }

    /** Reads keep their rhythm; those that were due while one ran are left out, and counted. */
    private void schedule(int number, long dueNanos, long pauseMillis) {
        long pauseNanos = pauseMillis * 1_000_000;
        long now = System.nanoTime();
        long next = dueNanos + pauseNanos;
        if (next - now < 0) {
            long skipped = (now - next) / pauseNanos + 1;
            counters.readsSkipped.addAndGet(settings.reads() ? skipped : 0);
            next += skipped * pauseNanos;
        }
        long due = next;
        post(() -> cycle(number, due), (due - now) / 1_000_000);
    }

    /** Takes over the asset's channels where they are others: an asset that was changed may be the same service. */
    private void channels() throws Exception {
        long now = System.nanoTime();
        if (compared && now - comparedNanos < COMPARE_NANOS) {
            return;
        }
        AssetConfiguration configuration = openCall.make(asset::getAssetConfiguration);
        ChannelTable current = ChannelTable.of(configuration, settings.readMillis());
        compared = true;
        comparedNanos = now;
        boolean same = current.equals(table);
        if (!same) {
            listening.end(asset);
            table = current;
            report.anew();
        }
        synchronized (this) {
            if (!same) {
                fanOut.table(table.rows());
            }
            if (!same || samples == null) {
                samples = new ChannelSamples(fanOut, counters, table, settings.gatewayTime());
                away = true;
            }
        }
        if (!inForce && !table.rows().isEmpty()) {
            inForce = true;
            tableInForce.run();
        }
    }

    private void acquire() throws Exception {
        if (settings.listens()) {
            listening.begin(asset, table, settings.reads());
        }
        if (settings.reads()) {
            read();
        } else {
            synchronized (this) {
                back();
            }
        }
        AssetReport.Look look;
        synchronized (this) {
            counters.tags(table.rows().size(), table.rows().size() - samples.good());
            boolean due = report.due(settings);
            look = due || samples.anyNews()
                    ? AssetReport.Look.at(name, settings, table, samples, listening.troubles())
                    : null;
        }
        if (look != null) {
            report.tell(look);
        }
    }

    private void read() throws Exception {
        long startMicros = SampleTimes.now();
        long startNanos = System.nanoTime();
        List<ChannelRecord> records = openCall.make(asset::readAllChannels);
        long tookMillis = (System.nanoTime() - startNanos) / 1_000_000;
        counters.reads.incrementAndGet();
        if (tookMillis > settings.timeoutMillis()) {
            counters.readsLate.incrementAndGet();
            throw new ConnectionTrouble(
                    StateCode.ASSET_SILENT,
                    "Asset '" + name + "' answered after " + tookMillis + " ms, later than Read timeout ("
                            + settings.timeoutMillis() + " ms), and what it read is not used" + Remedy.MARK
                            + "Set a longer Read timeout, or give the asset fewer channels.");
        }
        if (records == null || records.isEmpty()) {
            throw new ConnectionTrouble(
                    StateCode.ASSET_UNREADABLE, unreadable("it gives no value; perhaps its driver is not there"));
        }
        int misses;
        synchronized (this) {
            back();
            misses = deliver(records, startMicros);
        }
        if (settings.listens()) {
            listening.missed(asset, misses);
        }
    }

    /** What is read was so at the start of the read or later: up to then everything is vouched for. */
    private int deliver(List<ChannelRecord> records, long startMicros) {
        boolean whole = false;
        long now = SampleTimes.now();
        fanOut.begin(now);
        try {
            int misses = samples.read(records, startMicros, now);
            whole = true;
            return misses;
        } finally {
            if (whole) {
                fanOut.end(startMicros);
            } else {
                fanOut.endWithoutProgress();
            }
        }
    }

    /** On a thread of the driver. What is heard vouches for the others: they would have been heard of. */
    private synchronized void heard(ChannelTable of, int row, ChannelRecord record) {
        counters.events.incrementAndGet();
        if (away || samples == null || samples.table() != of) {
            counters.eventsIgnored.incrementAndGet();
            return;
        }
        long now = SampleTimes.now();
        fanOut.begin(now);
        try {
            samples.heard(row, record, now);
        } finally {
            fanOut.end(now);
        }
    }

    /** Values come, or come again. Holding the lock. */
    private void back() {
        if (away) {
            away = false;
            fanOut.acquiring(false);
            samples.forget();
        }
    }

    private synchronized void lost() {
        away = true;
        fanOut.lost();
        int rows = samples == null ? 0 : samples.table().rows().size();
        counters.tags(rows, rows);
    }

    /** About once per second, on a thread that nobody holds up: notices a call that does not come back. */
    void look() {
        AssetSettings now = settings;
        if (now != null && openCall.millis() > now.timeoutMillis()) {
            lost();
            state.report(
                    StateCode.ASSET_SILENT,
                    "Asset '" + name + "' has not answered within Read timeout (" + now.timeoutMillis()
                            + " ms); every tag is Bad_NoCommunication until it does" + Remedy.MARK
                            + "Look after the driver and its device; if the driver hangs for good, restart the gateway.");
        }
        state.look();
    }

    private void failed(Throwable failure) {
        if (closed) {
            return;
        }
        counters.readsFailed.incrementAndGet();
        lost();
        report.anew();
        if (failure instanceof ConnectionTrouble trouble) {
            state.report(trouble.code(), trouble.getMessage());
            return;
        }
        if (!(failure instanceof KuraException) && state.code() != StateCode.ASSET_UNREADABLE) {
            LOGGER.warn("{}: unexpected failure of asset '{}'.", settings.pid(), name, failure);
        }
        state.report(StateCode.ASSET_UNREADABLE, unreadable(text(failure)));
    }

    private String unreadable(String why) {
        return "Asset '" + name + "' cannot be read (" + why + "); every tag is Bad_NoCommunication, trying again"
                + Remedy.MARK + "Look after driver '" + table.driver() + "' and its device.";
    }

    /** The gateway's exceptions say little; what a driver says stands in their causes. */
    private static String text(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; root.getCause() != null && depth < DEEPEST_CAUSE; depth++) {
            root = root.getCause();
        }
        boolean expected = failure instanceof KuraException && failure.getMessage() != null;
        String top = expected ? failure.getMessage() : failure.toString();
        return root == failure || root.getMessage() == null ? top : top + ": " + root.getMessage();
    }

    /** Any thread: nothing is said any more, whatever becomes of a call that is under way. */
    void close() {
        closed = true;
    }

    /** On the thread, at the end: the asset lets go of the listeners. */
    void end() {
        listening.end(asset);
    }
}
