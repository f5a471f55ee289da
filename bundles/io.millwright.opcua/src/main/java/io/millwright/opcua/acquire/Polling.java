package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
import io.millwright.status.StatusCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every row once per publishing interval (OPC UA Part 4, 5.10.2), in batches that the server accepts. A cycle that is
 * due while the last one still runs is skipped and counted.
 */
final class Polling implements Acquisition {
    private static final int BATCH = 1_000;
    private static final int MAX_FAILURES = 3;

    /** Failed reads ask for a renewal earlier: this is for what never comes back. */
    private static final long STALL_REQUESTS = 5;

    private static final long STALL_CYCLES = 10;

    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    private final OpenLink link;
    private final Settings settings;
    private final RowPlan plan;
    private final FanOut fanOut;
    private final Counters counters;
    private final SampleDecoder decoder;
    private final ScheduledExecutorService timer;
    private final Consumer<Renewal> renew;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile long heardNanos = System.nanoTime();
    private volatile List<Batch> batches = List.of();
    /** The server took no call of that size. */
    private volatile boolean smaller;

    private ScheduledFuture<?> cycle;

    /** Written by one cycle at a time. */
    private int failures;

    /** Guarded by the delivery of {@link FanOut}. */
    private boolean active = true;

    private record Batch(int[] rows, List<ReadValueId> ids) {}

    Polling(
            OpenLink link,
            Settings settings,
            RowPlan plan,
            FanOut fanOut,
            Counters counters,
            ScheduledExecutorService timer,
            Consumer<Renewal> renew) {
        this.link = link;
        this.settings = settings;
        this.plan = plan;
        this.fanOut = fanOut;
        this.counters = counters;
        this.decoder = new SampleDecoder(fanOut, counters, plan, settings.serverTime(), true);
        this.timer = timer;
        this.renew = renew;
    }

    @Override
    public long publishingMillis() {
        return settings.publishingMillis();
    }

    @Override
    public String mode() {
        return "polling";
    }

    @Override
    public void start() throws UaException {
        plan();
        link.registered().keepOnly(link, settings, resolved());
        describe();
        cycle = timer.scheduleAtFixedRate(this::poll, 0, settings.publishingMillis(), TimeUnit.MILLISECONDS);
    }

    private void describe() {
        fanOut.begin();
        decoder.learn();
        fanOut.endWithoutProgress();
        for (int row = 0; row < plan.rows().size(); row++) {
            fanOut.describe(row, plan.facts(row), settings.publishingMillis());
        }
    }

    private void plan() throws UaException {
        int size = link.learned()
                .atMost(LearnedLimits.Kind.NODES_PER_READ, link.limit(limits -> limits.maxNodesPerRead(), BATCH));
        link.registered().register(link, settings, resolved());
        List<Batch> planned = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        List<ReadValueId> ids = new ArrayList<>();
        for (int row = 0; row < plan.rows().size(); row++) {
            if (plan.refusal(row) == StatusCodes.BAD_CONFIGURATION_ERROR) {
                continue;
            }
            NodeId nodeId = plan.nodeId(row, link);
            if (nodeId == null) {
                plan.unresolved(row);
                continue;
            }
            plan.refused(row, 0);
            rows.add(row);
            ids.add(new ReadValueId(
                    link.registered().of(nodeId),
                    AttributeId.Value.uid(),
                    plan.rows().get(row).indexRange().requested(),
                    QualifiedName.NULL_VALUE));
            if (rows.size() == size) {
                planned.add(batch(rows, ids));
                rows.clear();
                ids.clear();
            }
        }
        if (!rows.isEmpty()) {
            planned.add(batch(rows, ids));
        }
        batches = planned;
        fanOut.begin();
        try {
            plan.deliverRefusals(fanOut);
        } finally {
            fanOut.endWithoutProgress();
        }
    }

    private List<NodeId> resolved() {
        List<NodeId> resolved = new ArrayList<>();
        for (int row = 0; row < plan.rows().size(); row++) {
            NodeId nodeId = plan.refusal(row) == StatusCodes.BAD_CONFIGURATION_ERROR ? null : plan.nodeId(row, link);
            if (nodeId != null) {
                resolved.add(nodeId);
            }
        }
        return resolved;
    }

    @Override
    public void retryGone(int[] statuses) throws UaException {
        boolean changed = false;
        for (int row = 0; row < statuses.length; row++) {
            NodeId nodeId = DeadItems.isGone(statuses[row]) ? plan.nodeId(row, link) : null;
            changed |= nodeId != null && link.registered().drop(nodeId);
        }
        if (changed) {
            plan();
        }
    }

    /** Plans one batch of rows, for a test without a server. */
    void batches(int... rows) {
        batches = List.of(new Batch(rows, List.of()));
    }

    private static Batch batch(List<Integer> rows, List<ReadValueId> ids) {
        return new Batch(rows.stream().mapToInt(Integer::intValue).toArray(), List.copyOf(ids));
    }

    void poll() {
        if (!busy.compareAndSet(false, true)) {
            counters.skippedPolls.incrementAndGet();
            return;
        }
        try {
            if (smaller) {
                smaller = false;
                plan();
            }
            read(batches, 0, Long.MAX_VALUE);
        } catch (UaException | RuntimeException e) {
            failed(e);
        }
    }

    /** Returns whether smaller calls are worth trying. */
    private boolean learns(Batch batch, Throwable failure) {
        int size = batch.rows().length;
        boolean learns = size > 1 && (TooMuch.is(failure) || TooMuch.isTimeout(failure));
        if (learns) {
            link.learned().tooMany(LearnedLimits.Kind.NODES_PER_READ, size);
            smaller = true;
        }
        return learns && TooMuch.is(failure);
    }

    /** Ends a cycle, whatever became of it: the next one must run. */
    private void failed(Throwable failure) {
        try {
            int now = ++failures;
            boolean bug = failure instanceof RuntimeException
                    && UaException.extract(failure).isEmpty();
            if (now == 1 && bug) {
                LOGGER.error("{}: unexpected failure while reading.", settings.pid(), failure);
            }
            if (now == MAX_FAILURES) {
                renew.accept(new Renewal(
                        this,
                        "reading failed " + MAX_FAILURES + " times: "
                                + (failure == null ? "no results" : Waits.text(failure))));
            }
        } finally {
            busy.set(false);
        }
    }

    private void read(List<Batch> all, int at, long oldest) {
        if (at >= all.size()) {
            fanOut.begin();
            if (active && oldest != Long.MAX_VALUE) {
                decoder.progress(oldest);
                fanOut.end(oldest);
            } else {
                fanOut.endWithoutProgress();
            }
            failures = 0;
            heardNanos = System.nanoTime();
            busy.set(false);
            return;
        }
        Batch batch = all.get(at);
        link.client().readAsync(0.0, TimestampsToReturn.Both, batch.ids()).whenComplete((response, failure) -> {
            if (failure != null && learns(batch, failure)) {
                busy.set(false);
                return;
            }
            if (failure != null || response.getResults() == null) {
                failed(failure);
                return;
            }
            try {
                heardNanos = System.nanoTime();
                read(all, at + 1, Math.min(oldest, deliver(batch, response)));
            } catch (RuntimeException e) {
                failed(e);
            }
        });
    }

    private long deliver(Batch batch, ReadResponse response) {
        long micros = SampleTimes.micros(response.getResponseHeader().getTimestamp());
        long time = micros == Long.MIN_VALUE ? SampleTimes.now() : micros;
        DataValue[] values = response.getResults();
        fanOut.begin();
        try {
            if (active) {
                fanOut.serverTime(time);
            } else {
                counters.valuesUnwanted.addAndGet(values.length);
                counters.valuesReceived.addAndGet(values.length);
            }
            for (int i = 0; active && i < values.length && i < batch.rows().length; i++) {
                decoder.deliver(batch.rows()[i], values[i], time);
            }
        } finally {
            decoder.count();
            fanOut.endWithoutProgress();
        }
        if (plan.known().due()) {
            renew.accept(new Renewal(this, Renewal.SEMANTICS));
        }
        return time;
    }

    @Override
    public void retryRefused() throws UaException {
        link.client().readNamespaceTable();
        plan.retryFacts(link, settings.pid());
        describe();
        plan();
    }

    @Override
    public boolean stalled() {
        long limitMillis =
                Math.max(STALL_REQUESTS * settings.requestTimeoutMillis(), STALL_CYCLES * settings.publishingMillis());
        return System.nanoTime() - heardNanos > limitMillis * 1_000_000;
    }

    @Override
    public boolean anyRefused() {
        return plan.anyRefused();
    }

    @Override
    public void silence() {
        if (cycle != null) {
            cycle.cancel(false);
        }
        fanOut.begin();
        active = false;
        fanOut.endWithoutProgress();
    }

    @Override
    public void remove() {
        // The server knows nothing of it but NodeIds, and these are the session's.
    }
}
