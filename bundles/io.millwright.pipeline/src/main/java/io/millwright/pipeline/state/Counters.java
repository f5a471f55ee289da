package io.millwright.pipeline.state;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    /** Windows without a decision because the condition "decide only while" did not hold. */
    public final AtomicLong idle = new AtomicLong();
    /** Windows in which something stood in for a missing value. */
    public final AtomicLong imputed = new AtomicLong();
    /** Samples in no row: a newer one of their tag took their place, and nothing is computed from both. */
    public final AtomicLong unused = new AtomicLong();
    /** Arrays and pictures that fill no input: of another kind, length or size, empty, corrupt, not finite, not decoded. */
    public final AtomicLong unusable = new AtomicLong();
    /** Pictures among these for which there was no memory, or no decoder in time. */
    public final AtomicLong crowded = new AtomicLong();
    /** Arrays and pictures that were overwritten before they were decided. */
    public final AtomicLong overwritten = new AtomicLong();
    /** Parts given up: their end was not seen. */
    public final AtomicLong partsUnfinished = new AtomicLong();
    /** Parts of which nothing was seen, by the step of the part's number. */
    public final AtomicLong partsMissed = new AtomicLong();
    /** Parts shorter than the least length. */
    public final AtomicLong partsShort = new AtomicLong();
    /** Parts longer than the greatest length, or than memory allows. */
    public final AtomicLong partsLong = new AtomicLong();
    /** Changes to WARNING or ALARM that did not go at once because alarms were shelved. */
    public final AtomicLong alarmsShelved = new AtomicLong();
    /** Changes to WARNING or ALARM that did not go at once because of the flood limit. */
    public final AtomicLong alarmsHeld = new AtomicLong();
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
    /** Times that what a model wanted remembered was no number, so that it began anew. */
    public final AtomicLong memoryResets = new AtomicLong();
    /** Runners swapped for another. */
    public final AtomicLong swaps = new AtomicLong();
    /** Exceptions that nobody expected. */
    public final AtomicLong bugs = new AtomicLong();
    /** Times that settings which the component runtime had missed were delivered. */
    public final AtomicLong configurationsRecovered = new AtomicLong();
    /** State messages that were not sent: they gave way to a later one, or told of the publisher's trouble. */
    final AtomicLong suppressedStates = new AtomicLong();

    /** What the head of the form tells where it is not 0. */
    private static final Map<String, String> TOLD = told();

    private final Map<String, Counters> ofAssets = new ConcurrentHashMap<>();

    private static Map<String, String> told() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("samples.late", "samples late");
        told.put("windows.lost", "windows lost");
        told.put("windows.blocked", "windows blocked");
        told.put("windows.skipped", "windows skipped");
        told.put("windows.imputed", "windows with imputed values");
        told.put("parts.unfinished", "parts unfinished");
        told.put("parts.missed", "parts missed");
        told.put("gaps", "gaps");
        told.put("clock.restarts", "steps of the clock");
        told.put("run.errors", "failed runs");
        told.put("memory.resets", "times states were no numbers");
        told.put("listeners.dropped", "not told to listeners");
        told.put("wire.records.dropped", "records dropped");
        told.put("wire.tags.stale", "tags stale");
        told.put("wire.emitted.dropped", "not emitted");
        told.put("wire.emitted.failed", "failed to emit");
        told.put("wire.bugs", "bugs in reading records");
        told.put("bugs", "bugs");
        return told;
    }

    /** Returns the counters of one of several assets; they are part of the sums here. */
    public Counters of(String asset) {
        return ofAssets.computeIfAbsent(asset, name -> new Counters());
    }

    /** Keeps the counters of these assets only; what the others counted stays in the sums. */
    public void keep(Collection<String> assets) {
        for (Map.Entry<String, Counters> entry : ofAssets.entrySet()) {
            if (!assets.contains(entry.getKey())) {
                entry.getValue().addTo(this);
                ofAssets.remove(entry.getKey());
            }
        }
    }

    private List<AtomicLong> all() {
        return List.of(
                samples,
                droppedSamples,
                late,
                early,
                rows,
                decisions,
                uncertain,
                bad,
                skipped,
                blocked,
                idle,
                imputed,
                unused,
                unusable,
                crowded,
                overwritten,
                partsUnfinished,
                partsMissed,
                partsShort,
                partsLong,
                alarmsShelved,
                alarmsHeld,
                unpublished,
                lostWindows,
                gaps,
                clockRestarts,
                runErrors,
                memoryResets,
                swaps,
                bugs);
    }

    private void addTo(Counters sum) {
        for (int i = 0; i < all().size(); i++) {
            sum.all().get(i).addAndGet(all().get(i).get());
        }
    }

    /** Returns the sums of all counters by name, in a fixed order. */
    public Map<String, Long> asMap() {
        Map<String, Long> map = own();
        ofAssets.values()
                .forEach(counters -> counters.own().forEach((name, value) -> map.merge(name, value, Long::sum)));
        return map;
    }

    /**
     * Returns in words the decisions, and what was counted that should not be.
     *
     * @param all counters by name, those of the outbox included
     */
    static String forPeople(Map<String, Long> all) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d decisions, %,d not published, %,d samples dropped",
                all.getOrDefault("decisions", 0L),
                all.getOrDefault("decisions.unpublished", 0L) + all.getOrDefault("outbox.dropped", 0L),
                all.getOrDefault("samples.dropped", 0L)));
        TOLD.forEach((name, words) -> {
            long value = all.getOrDefault(name, 0L);
            if (value > 0) {
                text.append(String.format(Locale.ROOT, ", %,d %s", value, words));
            }
        });
        return text.toString();
    }

    private Map<String, Long> own() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("samples", samples.get());
        map.put("samples.dropped", droppedSamples.get());
        map.put("samples.late", late.get());
        map.put("samples.early", early.get());
        map.put("samples.unused", unused.get());
        map.put("samples.unusable", unusable.get());
        map.put("samples.crowded", crowded.get());
        map.put("samples.overwritten", overwritten.get());
        map.put("rows", rows.get());
        map.put("decisions", decisions.get());
        map.put("decisions.uncertain", uncertain.get());
        map.put("decisions.bad", bad.get());
        map.put("decisions.unpublished", unpublished.get());
        map.put("windows.skipped", skipped.get());
        map.put("windows.blocked", blocked.get());
        map.put("windows.lost", lostWindows.get());
        map.put("windows.idle", idle.get());
        map.put("windows.imputed", imputed.get());
        map.put("parts.unfinished", partsUnfinished.get());
        map.put("parts.missed", partsMissed.get());
        map.put("parts.short", partsShort.get());
        map.put("parts.long", partsLong.get());
        map.put("alarms.shelved", alarmsShelved.get());
        map.put("alarms.held", alarmsHeld.get());
        map.put("gaps", gaps.get());
        map.put("clock.restarts", clockRestarts.get());
        map.put("run.errors", runErrors.get());
        map.put("memory.resets", memoryResets.get());
        map.put("model.swaps", swaps.get());
        map.put("bugs", bugs.get());
        map.put("configurations.recovered", configurationsRecovered.get());
        map.put("states.suppressed", suppressedStates.get());
        return map;
    }
}
