package io.millwright.pipeline.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What a pipeline counted since it was created; outlives changes of its configuration. Thread-safe. */
public final class Counters {
    /** Entries taken from the queue: samples, and one per notification for the source's progress. */
    public final AtomicLong samples = new AtomicLong();
    /** Samples dropped because the queue was full. */
    public final AtomicLong droppedSamples = new AtomicLong();
    /** Samples not used because their row was closed or held a newer one. */
    public final AtomicLong late = new AtomicLong();
    /** Samples further ahead than the grid reaches; the newest of a tag is used when its time comes. */
    public final AtomicLong early = new AtomicLong();
    /** Rows put on the grid. */
    public final AtomicLong rows = new AtomicLong();
    /** Decisions made, of any quality; the last one's sequence number. */
    public final AtomicLong decisions = new AtomicLong();
    /** Decisions of quality UNCERTAIN. */
    public final AtomicLong uncertain = new AtomicLong();
    /** Decisions of quality BAD. */
    public final AtomicLong bad = new AtomicLong();
    /** Windows without a decision by the policy {@code skip}. */
    public final AtomicLong skipped = new AtomicLong();
    /** Windows without a decision because mapping or units are wrong, or no model has been taken over yet. */
    public final AtomicLong blocked = new AtomicLong();
    /** Decisions that no outbox took: no publisher, or a closed one. */
    public final AtomicLong unpublished = new AtomicLong();
    /** Windows lost: in a gap, while the window filled anew after one or for another model, or to a bug. */
    public final AtomicLong lostWindows = new AtomicLong();
    /** Steps of the source's progress that were too long. */
    public final AtomicLong gaps = new AtomicLong();
    /** Times that the source's clock went back. */
    public final AtomicLong clockRestarts = new AtomicLong();
    /** Model runs that failed. */
    public final AtomicLong runErrors = new AtomicLong();
    /** Runners swapped for another. */
    public final AtomicLong swaps = new AtomicLong();
    /** Exceptions that nobody expected. */
    public final AtomicLong bugs = new AtomicLong();
    /** State messages that were not sent: they gave way to a later one, or told of the publisher's trouble. */
    final AtomicLong suppressedStates = new AtomicLong();

    /** Returns all counters by name, in a fixed order. */
    public Map<String, Long> asMap() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("samples", samples.get());
        map.put("samples.dropped", droppedSamples.get());
        map.put("samples.late", late.get());
        map.put("samples.early", early.get());
        map.put("rows", rows.get());
        map.put("decisions", decisions.get());
        map.put("decisions.uncertain", uncertain.get());
        map.put("decisions.bad", bad.get());
        map.put("decisions.unpublished", unpublished.get());
        map.put("windows.skipped", skipped.get());
        map.put("windows.blocked", blocked.get());
        map.put("windows.lost", lostWindows.get());
        map.put("gaps", gaps.get());
        map.put("clock.restarts", clockRestarts.get());
        map.put("run.errors", runErrors.get());
        map.put("model.swaps", swaps.get());
        map.put("bugs", bugs.get());
        map.put("states.suppressed", suppressedStates.get());
        return map;
    }
}
