package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.FanOut;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.milo.Status;
import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import io.millwright.opcua.state.Counters;
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

/**
 * Reads every row once per publishing interval (OPC UA Part 4, 5.10.2), in batches that the server accepts. A cycle that is
 * due while the last one still runs is skipped and counted.
 */
final class Polling implements Acquisition {
    private static final int BATCH = 1_000;
    private static final int MAX_FAILURES = 3;

    private final OpenLink link;
    private final Settings settings;
    private final RowPlan plan;
    private final FanOut fanOut;
    private final Counters counters;
    private final SampleDecoder decoder;
    private final ScheduledExecutorService timer;
    private final Consumer<Renewal> renew;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile List<Batch> batches = List.of();
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
        this.decoder = new SampleDecoder(fanOut, counters, plan.rows());
        this.timer = timer;
        this.renew = renew;
    }

    @Override
    public String mode() {
        return "polling";
    }

    @Override
    public void start() throws UaException {
        plan();
        for (int row = 0; row < plan.rows().size(); row++) {
            fanOut.describe(row, plan.unit(row), settings.publishingMillis());
        }
        cycle = timer.scheduleAtFixedRate(this::poll, 0, settings.publishingMillis(), TimeUnit.MILLISECONDS);
    }

    private void plan() throws UaException {
        int size = link.limit(limits -> limits.maxNodesPerRead(), BATCH);
        List<Batch> planned = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        List<ReadValueId> ids = new ArrayList<>();
        for (int row = 0; row < plan.rows().size(); row++) {
            if (plan.refusal(row) == Status.CONFIGURATION_ERROR) {
                continue;
            }
            NodeId nodeId = plan.nodeId(row, link);
            if (nodeId == null) {
                plan.unresolved(row);
                continue;
            }
            plan.refused(row, 0);
            rows.add(row);
            ids.add(new ReadValueId(nodeId, AttributeId.Value.uid(), null, QualifiedName.NULL_VALUE));
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

    private static Batch batch(List<Integer> rows, List<ReadValueId> ids) {
        return new Batch(rows.stream().mapToInt(Integer::intValue).toArray(), List.copyOf(ids));
    }

    private void poll() {
        if (!busy.compareAndSet(false, true)) {
            counters.skippedPolls.incrementAndGet();
            return;
        }
        read(batches, 0, Long.MAX_VALUE);
    }

    private void read(List<Batch> all, int at, long oldest) {
        if (at >= all.size()) {
            fanOut.begin();
            if (active && oldest != Long.MAX_VALUE) {
                fanOut.end(oldest);
            } else {
                fanOut.endWithoutProgress();
            }
            failures = 0;
            busy.set(false);
            return;
        }
        Batch batch = all.get(at);
        link.client().readAsync(0.0, TimestampsToReturn.Both, batch.ids()).whenComplete((response, failure) -> {
            if (failure != null || response.getResults() == null) {
                if (++failures == MAX_FAILURES) {
                    renew.accept(new Renewal(
                            this,
                            "reading failed " + MAX_FAILURES + " times: "
                                    + (failure == null ? "no results" : Waits.text(failure))));
                }
                busy.set(false);
            } else {
                read(all, at + 1, Math.min(oldest, deliver(batch, response)));
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
            }
            for (int i = 0; active && i < values.length && i < batch.rows().length; i++) {
                decoder.deliver(batch.rows()[i], values[i], time, true);
            }
        } finally {
            fanOut.endWithoutProgress();
        }
        return time;
    }

    @Override
    public void retryRefused() throws UaException {
        link.client().readNamespaceTable();
        plan.retryUnits(link);
        plan();
    }

    @Override
    public boolean stalled() {
        // Every read has its time-out, and failed ones ask for a renewal.
        return false;
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
        // The server knows nothing of it.
    }
}
