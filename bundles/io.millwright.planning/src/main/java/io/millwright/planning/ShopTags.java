package io.millwright.planning;

import io.millwright.planning.shop.floor.FloorEvent;
import io.millwright.planning.shop.floor.MachineState;
import io.millwright.planning.shop.floor.StateCodes;
import io.millwright.status.StatusCodes;
import io.millwright.tag.TagListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The tags of machines: what they tell waits here for the planner, who is woken at the end of a notification. A value that is Bad or means nothing
 * changes nothing, and is named as long as it stands. Thread-safe.
 */
final class ShopTags implements TagListener {
    /** Of more the oldest go, counted; what every tag says now is then told anew, so that only texts in between are lost. */
    private static final int MOST_WAITING = 4_096;

    /** Machines that go up and down wake the planner so often at once, then once per pause. */
    private static final int AT_ONCE = 10;

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int SHOWN_CHARACTERS = 60;
    private static final double MOST_COUNT = 1L << 53;

    private final List<ScheduleSettings.MachineTag> tags;
    private final StateCodes codes;
    private final LongSupplier nanos;
    private final Runnable wake;

    /** Guarded by this object, like the next ones. */
    private final Deque<FloorEvent> waiting = new ArrayDeque<>();

    /** Per tag what it means now, null before it was heard. */
    private final Object[] meanings;

    /** Per tag the event that told it. */
    private final FloorEvent[] newest;

    /** Per tag what is wrong with its value, null for nothing. */
    private final String[] troubles;

    private boolean told;
    private boolean gap;
    private long dueSeconds = Long.MAX_VALUE;
    private int permits = AT_ONCE;
    private long permitNanos;
    private long bad;
    private long unknown;
    private long lost;
    private long delayed;

    /**
     * Creates one.
     *
     * @param nanos a clock for pauses
     * @param wake told on the source's thread that something waits; returns at once
     */
    ShopTags(List<ScheduleSettings.MachineTag> tags, StateCodes codes, LongSupplier nanos, Runnable wake) {
        this.tags = List.copyOf(tags);
        this.codes = codes;
        this.nanos = nanos;
        this.wake = wake;
        meanings = new Object[tags.size()];
        newest = new FloorEvent[tags.size()];
        troubles = new String[tags.size()];
        permitNanos = nanos.getAsLong();
    }

    /** Returns their names, in the order of their numbers. */
    List<String> names() {
        return tags.stream().map(ScheduleSettings.MachineTag::tag).toList();
    }

    /** Takes over what a machine said last before a restart: that it says so still is no news. */
    synchronized void known(String machine, MachineState state, long count, String done) {
        for (int tag = 0; tag < meanings.length; tag++) {
            if (tags.get(tag).machine().equals(machine)) {
                Object said = count >= 0 ? Long.valueOf(count) : done;
                meanings[tag] = tags.get(tag).state() ? state : said;
            }
        }
    }

    @Override
    public synchronized void sample(int tag, double value, int status, long timeMicros) {
        if (wrong(tag, status)) {
            return;
        }
        if (tags.get(tag).state()) {
            state(tag, codes.of(value), value, timeMicros);
        } else if (value >= 0 && value < MOST_COUNT && value == Math.rint(value)) {
            heard(tag, (long) value, FloorEvent.count(tags.get(tag).machine(), timeMicros, (long) value));
        } else {
            unknown(tag, value);
        }
    }

    @Override
    public synchronized void object(int tag, Object value, int status, long timeMicros) {
        if (wrong(tag, status)) {
            return;
        }
        if (!(value instanceof String text)) {
            unknown(tag, value.getClass().getSimpleName());
        } else if (tags.get(tag).state()) {
            state(tag, codes.of(text), text, timeMicros);
        } else {
            heard(tag, text, FloorEvent.done(tags.get(tag).machine(), timeMicros, text));
        }
    }

    private boolean wrong(int tag, int status) {
        if (!StatusCodes.isBad(status)) {
            return false;
        }
        bad++;
        troubles[tag] = "has the status " + StatusCodes.name(status);
        return true;
    }

    private void state(int tag, MachineState state, Object value, long timeMicros) {
        if (state == null) {
            unknown(tag, value);
        } else {
            heard(tag, state, FloorEvent.state(tags.get(tag).machine(), timeMicros, state));
        }
    }

    private void unknown(int tag, Object value) {
        unknown++;
        String shown = String.valueOf(value);
        troubles[tag] = "has the value '" + shown.substring(0, Math.min(shown.length(), SHOWN_CHARACTERS)) + "', which "
                + (tags.get(tag).state() ? "means no state by the form" : "is no count and no text");
    }

    private void heard(int tag, Object meaning, FloorEvent event) {
        troubles[tag] = null;
        if (meaning.equals(meanings[tag])) {
            return;
        }
        meanings[tag] = meaning;
        newest[tag] = event;
        if (waiting.size() == MOST_WAITING) {
            waiting.removeFirst();
            lost++;
            gap = true;
        }
        waiting.addLast(event);
    }

    @Override
    public void progress(long timeMicros) {
        synchronized (this) {
            boolean due = TimeUnit.MICROSECONDS.toSeconds(timeMicros) >= dueSeconds;
            if (told || waiting.isEmpty() && !due || !permitted()) {
                return;
            }
            told = true;
        }
        wake.run();
    }

    private boolean permitted() {
        long now = nanos.getAsLong();
        long more = Math.min(AT_ONCE, (now - permitNanos) / PAUSE_NANOS);
        if (more > 0) {
            permits = (int) Math.min(AT_ONCE, permits + more);
            permitNanos += more * PAUSE_NANOS;
        }
        if (permits == 0) {
            delayed++;
            return false;
        }
        permits--;
        return true;
    }

    /** Returns whether it has woken the planner since {@link #heed} was called last. */
    synchronized boolean told() {
        return told;
    }

    /** The planner goes on to what waits: whatever comes from now on wakes it again. */
    synchronized void heed() {
        told = false;
    }

    /** Returns what waits; after a loss also what every tag says now, which may be known. */
    synchronized List<FloorEvent> take() {
        List<FloorEvent> all = new ArrayList<>(waiting);
        waiting.clear();
        if (gap) {
            Arrays.stream(newest)
                    .filter(each -> each != null && !all.contains(each))
                    .forEach(all::add);
            gap = false;
        }
        return all;
    }

    /** Wakes the planner at the first notification from a time on, seconds since 1970 UTC by the source's clock. */
    synchronized void wakeAt(long seconds) {
        dueSeconds = seconds;
    }

    /** Returns in words which tags say nothing that can be used now. */
    synchronized List<String> troubles() {
        Map<String, List<String>> same = new LinkedHashMap<>();
        for (int tag = 0; tag < troubles.length; tag++) {
            if (troubles[tag] != null) {
                same.computeIfAbsent(troubles[tag], trouble -> new ArrayList<>())
                        .add(tags.get(tag).tag() + " of " + tags.get(tag).machine());
            }
        }
        List<String> all = new ArrayList<>();
        same.forEach((trouble, of) -> all.add(trouble(trouble, of)));
        return all;
    }

    private static String trouble(String trouble, List<String> of) {
        String first = "Tag " + of.get(0) + " " + trouble;
        if (of.size() == 1) {
            return first + ": what it said before stands.";
        }
        return first + ", and so have " + (of.size() - 1) + " more (" + String.join(", ", of.subList(1, of.size()))
                + "): what they said before stands.";
    }

    /** Returns what happened to values so far, by name. */
    synchronized Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("tags.bad", bad);
        counters.put("tags.unknown", unknown);
        counters.put("tags.lost", lost);
        counters.put("tags.delayed", delayed);
        return counters;
    }
}
