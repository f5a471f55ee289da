package io.millwright.pipeline.state;

import io.millwright.supervision.Balance;
import java.util.ArrayList;
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
    /** Entries among the samples that were none: the source's progress, and orders to forget a tag's values. */
    public final AtomicLong orders = new AtomicLong();
    /** Samples that reached a row, a part, or what is in force. */
    public final AtomicLong placed = new AtomicLong();
    /** Samples without a value yet, of before the first one of their tag. */
    public final AtomicLong valueless = new AtomicLong();
    /** The newest sample of a tag among those dropped, which is put on the grid all the same. */
    public final AtomicLong rescued = new AtomicLong();
    /** Early samples that are put on the grid now. */
    public final AtomicLong returned = new AtomicLong();
    /** Samples that a bug cost, and one whose picture was being decoded when its lane ended. */
    public final AtomicLong failedSamples = new AtomicLong();
    /** Samples of parts that memory did not take. */
    public final AtomicLong overflowed = new AtomicLong();
    /** Rows put on the grid. */
    public final AtomicLong rows = new AtomicLong();
    /** Seconds in which it was paused: nothing was subscribed to, so nothing was received that could be lost. */
    public final AtomicLong pausedSeconds = new AtomicLong();
    /** Decisions made, of any quality; the last one's sequence number. */
    public final AtomicLong decisions = new AtomicLong();
    /** Decisions of quality UNCERTAIN. */
    public final AtomicLong uncertain = new AtomicLong();
    /** Decisions of quality BAD. */
    public final AtomicLong bad = new AtomicLong();
    /** Windows that were due, and parts that opened. */
    public final AtomicLong begun = new AtomicLong();
    /** Windows that wait for a run, or are in one. */
    public final AtomicLong undecided = new AtomicLong();
    /** Parts that are under way, or wait for what comes after their end. */
    public final AtomicLong openParts = new AtomicLong();
    /** Windows that were due while the first one still filled. */
    public final AtomicLong filling = new AtomicLong();
    /** Decisions that an outbox, or a wire, took. */
    public final AtomicLong taken = new AtomicLong();
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
    /** Windows whose run failed, or that a bug cost. */
    public final AtomicLong failedWindows = new AtomicLong();
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

    /** What becomes of a window, whatever it is of. */
    private static final Balance WINDOWS = Balance.of("windows", "windows and parts")
            .came("windows.begun")
            .passed("decisions")
            .waiting("windows.waiting")
            .withheld("windows.filling", "the first window was not full yet")
            .withheld("windows.idle", "the condition 'decide only while' did not hold")
            .lost("windows.skipped", "an input was not Good, and the quality policy is skip")
            .lost("windows.blocked", "mapping or units were wrong, or there was no model yet")
            .lost("windows.lost", "a gap, a window that filled anew after one or for another model, or a bug")
            .lost("parts.unfinished", "the part's end was not seen")
            .lost("parts.short", "the part was shorter than the least length")
            .lost("parts.long", "the part was longer than the greatest length, or than memory allows")
            .beside("parts.missed", "nothing was seen of the part but that the next number was not its successor");

    private static final Balance DECISIONS = Balance.of("decisions", "decisions")
            .came("decisions")
            .passed("decisions.taken")
            .lost("decisions.unpublished", "there was no publisher, or it was just being closed");

    private static final Balance QUEUE = Balance.of("queue", "samples, signs of progress and orders to forget a tag")
            .came("queue.entered")
            .passed("samples")
            .waiting("queue.waiting")
            .withheld("queue.progress.dropped", "a later progress takes its place")
            .lost("samples.dropped", "the queue was full: the gateway could not keep up")
            .lost("queue.discarded", "the pipeline was changed or stopped");

    private static final Balance SAMPLES = Balance.of("samples", "samples")
            .came("samples")
            .came("samples.rescued")
            .came("samples.returned")
            .passed("samples.placed")
            .passed("samples.orders")
            .waiting("samples.undecoded")
            .withheld("samples.valueless", "its tag had no value yet")
            .withheld(
                    "samples.early",
                    "it lies too far ahead of the source's time; the newest of its tag comes back when its time comes")
            .lost("samples.late", "its row was closed, or held a newer sample of its tag")
            .lost("samples.failed", "a bug, or the pipeline was changed while its picture was decoded")
            .beside(
                    "samples.unused",
                    "a newer sample of its tag took its place in the row, and nothing is computed from both")
            .beside("samples.overflowed", "the part was too long for the memory that samples may have");

    /** The equations of a pipeline, as far as its lane goes. */
    public static final List<Balance> LANE = List.of(QUEUE, SAMPLES, WINDOWS, DECISIONS);

    /** The equations of one of several assets. */
    public static final List<Balance> ASSET = List.of(WINDOWS, DECISIONS);

    /** What the head of the form tells where it is not 0. */
    private static final Map<String, String> TOLD = told();

    /** What one lane counts of its queue, read when it is asked for. Any thread. */
    public interface Intake {
        /** Returns how many entries came. */
        long entered();

        /** Returns how many of them wait. */
        long waiting();

        /** Returns how many samples were dropped that the lane has not noticed yet. */
        long droppedUncounted();

        /** Returns how many entries of progress were dropped. */
        long droppedProgress();

        /** Returns how many entries were taken and wait for their picture. */
        long undecoded();
    }

    /** How long the stages take; those of a pipeline's assets are the pipeline's. */
    public final StageTimes times;

    private final Map<String, Counters> ofAssets = new ConcurrentHashMap<>();

    /** Of assets that went: their last lane may still count. Those that went before are in the sums. */
    private volatile List<Counters> former = List.of();

    /** Lanes that are at work; guarded by itself, like the sums over those that have ended. */
    private final List<Intake> intakes = new ArrayList<>();

    private long entered;
    private long discarded;
    private long droppedProgress;

    /** Creates counters of a pipeline. */
    public Counters() {
        this(new StageTimes());
    }

    private Counters(StageTimes times) {
        this.times = times;
    }

    /** A lane begins. */
    public void add(Intake intake) {
        synchronized (intakes) {
            intakes.add(intake);
        }
    }

    /**
     * A lane has ended.
     *
     * @param came entries that came
     * @param left of these, entries that nobody will take
     */
    public void remove(Intake intake, long came, long left) {
        synchronized (intakes) {
            if (intakes.remove(intake)) {
                entered += came;
                discarded += left;
                droppedProgress += intake.droppedProgress();
            }
        }
    }

    /** Adds what is known of the queues. */
    private void queues(Map<String, Long> map) {
        synchronized (intakes) {
            long waiting = 0;
            long came = entered;
            long uncounted = 0;
            long progress = droppedProgress;
            long undecoded = 0;
            for (Intake intake : intakes) {
                waiting += intake.waiting();
                undecoded += intake.undecoded();
                uncounted += intake.droppedUncounted();
                progress += intake.droppedProgress();
                came += intake.entered();
            }
            map.put("queue.entered", came);
            map.put("queue.waiting", waiting);
            map.put("queue.discarded", discarded);
            map.put("queue.progress.dropped", progress);
            map.put("samples.undecoded", undecoded);
            map.merge("samples.dropped", uncounted, Long::sum);
        }
    }

    private static Map<String, String> told() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("samples.late", "samples late");
        told.put("windows.lost", "windows lost");
        told.put("windows.blocked", "windows blocked");
        told.put("windows.skipped", "windows skipped");
        told.put("windows.imputed", "windows with imputed values");
        told.put("parts.unfinished", "parts unfinished");
        told.put("parts.missed", "parts missed");
        told.put("paused.seconds", "s paused");
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
        return ofAssets.computeIfAbsent(asset, name -> new Counters(times));
    }

    /** Keeps the counters of these assets only; what the others counted stays in the sums. */
    public synchronized void keep(Collection<String> assets) {
        former.forEach(counters -> counters.addTo(this));
        List<Counters> gone = new ArrayList<>();
        for (Map.Entry<String, Counters> entry : ofAssets.entrySet()) {
            if (!assets.contains(entry.getKey())) {
                gone.add(entry.getValue());
                ofAssets.remove(entry.getKey());
            }
        }
        former = List.copyOf(gone);
    }

    private List<AtomicLong> all() {
        return List.of(
                samples,
                droppedSamples,
                late,
                early,
                orders,
                placed,
                valueless,
                rescued,
                returned,
                failedSamples,
                overflowed,
                rows,
                begun,
                undecided,
                openParts,
                filling,
                taken,
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
                failedWindows,
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
        former.forEach(counters -> counters.own().forEach((name, value) -> map.merge(name, value, Long::sum)));
        queues(map);
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
        map.put("samples.placed", placed.get());
        map.put("samples.late", late.get());
        map.put("samples.early", early.get());
        map.put("samples.returned", returned.get());
        map.put("samples.rescued", rescued.get());
        map.put("samples.valueless", valueless.get());
        map.put("samples.orders", orders.get());
        map.put("samples.failed", failedSamples.get());
        map.put("samples.overflowed", overflowed.get());
        map.put("samples.unused", unused.get());
        map.put("samples.unusable", unusable.get());
        map.put("samples.crowded", crowded.get());
        map.put("samples.overwritten", overwritten.get());
        map.put("rows", rows.get());
        map.put("paused.seconds", pausedSeconds.get());
        map.put("decisions", decisions.get());
        map.put("decisions.uncertain", uncertain.get());
        map.put("decisions.bad", bad.get());
        map.put("decisions.taken", taken.get());
        map.put("decisions.unpublished", unpublished.get());
        map.put("windows.begun", begun.get());
        map.put("windows.filling", filling.get());
        map.put("windows.waiting", undecided.get() + openParts.get());
        map.put("windows.skipped", skipped.get());
        map.put("windows.blocked", blocked.get());
        map.put("windows.lost", lostWindows.get());
        map.put("windows.failed", failedWindows.get());
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
