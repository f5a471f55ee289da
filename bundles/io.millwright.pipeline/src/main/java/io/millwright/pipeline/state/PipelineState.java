package io.millwright.pipeline.state;

import io.millwright.pipeline.InferencePipeline;
import io.millwright.tag.TagSource;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Hashtable;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pipeline's state is, made visible: one log line per transition, service properties at most once per second, state
 * messages at least 1 s apart of which the latest wins. A transition is another condition, or another text where somebody
 * has to act. Thread-safe.
 */
public final class PipelineState {
    /** Service property (Long): when the state was entered, microseconds since 1970 UTC. */
    static final String SINCE = "millwright.state.since";
    /** Service property (String): all counters as {@code name=value, ...}. */
    static final String COUNTERS = "millwright.counters";
    /** Prefix of one service property (Long) per counter. */
    static final String COUNTER_PREFIX = "millwright.counter.";

    /** Keeps Kura's web from listing the component once more for this registration; any value does. */
    private static final String HIDDEN = "kura.ui.service.hide";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);

    private static final Logger LOG = LoggerFactory.getLogger(InferencePipeline.class);
    private static final long SPACING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A partner that is missing for longer is a warning. */
    private static final long OVERDUE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final String pid;
    private final Counters counters;
    private final Consumer<StateMessage> messages;
    private final LongSupplier nanoTime;
    private final LongSupplier wallMicros;

    private Condition condition = Condition.STARTING;
    private String text = "configured a moment ago";
    private long sinceMicros;
    private long sinceNanos;
    private boolean overdue;
    private StateMessage waiting;
    private StateMessage sent;
    private long messageNanos;
    private boolean messageSent;
    private String asset;
    private String shown = "";
    private long shownNanos;
    private boolean everShown;
    private long run = 1;
    private long sequence;

    /**
     * Creates the state STARTING.
     *
     * @param pid the pipeline's {@code kura.service.pid}
     * @param counters of the pipeline
     * @param messages takes state messages; must not block
     * @param nanoTime monotonic time, ns
     * @param wallMicros time of day, microseconds since 1970 UTC
     */
    public PipelineState(
            String pid,
            Counters counters,
            Consumer<StateMessage> messages,
            LongSupplier nanoTime,
            LongSupplier wallMicros) {
        this.pid = pid;
        this.counters = counters;
        this.messages = messages;
        this.nanoTime = nanoTime;
        this.wallMicros = wallMicros;
        asset = pid;
        sinceMicros = wallMicros.getAsLong();
        sinceNanos = nanoTime.getAsLong();
    }

    /** Sets the number of the pipeline's start, before any message. */
    public synchronized void run(long number) {
        run = number;
    }

    private StateMessage message() {
        return new StateMessage(pid, asset, condition.name(), text, severity(), sinceMicros, run, ++sequence);
    }

    /** Names the asset of later messages. */
    public synchronized void asset(String name) {
        asset = name;
    }

    /**
     * Sets the state; the same one again does nothing, and nothing follows STOPPED: an update that began before may end
     * after.
     */
    public synchronized void set(Condition newCondition, String newText) {
        if (condition == Condition.STOPPED || newCondition == condition && newText.equals(text)) {
            return;
        }
        boolean transition = newCondition != condition || newCondition.severity() == StateMessage.Severity.ERROR;
        boolean left = condition == Condition.PUBLISHER_TROUBLE;
        boolean waitedBefore = condition.waits();
        condition = newCondition;
        text = newText;
        if (!transition) {
            return;
        }
        sinceMicros = wallMicros.getAsLong();
        if (!(waitedBefore && newCondition.waits())) {
            // From one missing partner to the next the pipeline has waited all the time.
            sinceNanos = nanoTime.getAsLong();
            overdue = false;
        }
        boolean known = newCondition == Condition.PUBLISHER_TROUBLE || left && isTold(newCondition, newText);
        log(known);
        if (known) {
            // The message would have to go through the very publisher that is in trouble, in place of decisions.
            counters.suppressedStates.incrementAndGet();
            return;
        }
        if (waiting != null) {
            counters.suppressedStates.incrementAndGet();
        }
        waiting = message();
        flush();
    }

    private StateMessage.Severity severity() {
        return overdue ? StateMessage.Severity.WARNING : condition.severity();
    }

    /** A partner that stays away for a minute is told as a warning, once. */
    private void escalate() {
        if (condition.waits() && !overdue && nanoTime.getAsLong() - sinceNanos > OVERDUE_NANOS) {
            overdue = true;
            LOG.warn("{}: {} for more than {} s: {}", pid, condition, OVERDUE_NANOS / 1_000_000_000, text);
            waiting = message();
        }
    }

    /** Whether the publisher's trouble has hidden nothing: what was told last, or waits to be told, is still so. */
    private boolean isTold(Condition now, String words) {
        StateMessage last = waiting != null ? waiting : sent;
        return last != null
                && last.state().equals(now.name())
                && (now.severity() != StateMessage.Severity.ERROR || last.text().equals(words));
    }

    /** The outbox has logged its trouble once for all its pipelines. */
    private void log(boolean known) {
        if (known) {
            LOG.debug("{}: {}: {}", pid, condition, text);
        } else if (condition.warns() || overdue) {
            LOG.warn("{}: {}: {}", pid, condition, text);
        } else {
            LOG.info("{}: {}: {}", pid, condition, text);
        }
    }

    /** Sends the present state again: there is a publisher that does not know it yet. */
    public synchronized void repeat() {
        waiting = message();
        flush();
    }

    private void flush() {
        long now = nanoTime.getAsLong();
        if (waiting != null && (!messageSent || now - messageNanos >= SPACING_NANOS)) {
            messageSent = true;
            messageNanos = now;
            messages.accept(waiting);
            sent = waiting;
            waiting = null;
        }
    }

    /**
     * Sends what waits, and shows the state and the counters if they changed and the last time is a second ago. Call it
     * about once per second.
     *
     * @param more further counters to show
     * @param properties sets the service properties
     */
    public synchronized void show(Map<String, Long> more, Consumer<Hashtable<String, Object>> properties) {
        escalate();
        flush();
        long now = nanoTime.getAsLong();
        if (everShown && now - shownNanos < SPACING_NANOS) {
            return;
        }
        Hashtable<String, Object> table = properties(more);
        String content = condition + text + table.get(COUNTERS);
        if (!content.equals(shown)) {
            everShown = true;
            shown = content;
            shownNanos = now;
            properties.accept(table);
        }
    }

    /** Returns the service properties of this moment. */
    public synchronized Hashtable<String, Object> properties(Map<String, Long> more) {
        Hashtable<String, Object> table = new Hashtable<>();
        StringBuilder all = new StringBuilder();
        counters.asMap().forEach((name, value) -> add(table, all, name, value));
        more.forEach((name, value) -> add(table, all, name, value));
        table.put("kura.service.pid", pid);
        table.put(HIDDEN, "true");
        table.put(TagSource.STATE, condition.name());
        table.put(TagSource.STATE_TEXT, text);
        table.put(SINCE, sinceMicros);
        table.put(COUNTERS, all.toString());
        return table;
    }

    /**
     * Returns one line for a person: state, since when by the gateway's clock, text, decisions made and lost, and the time
     * of reading, because Kura's web reads it once per page load.
     *
     * @param more further counters, those of the outbox
     */
    public synchronized String headline(Map<String, Long> more) {
        long dropped = counters.unpublished.get() + more.getOrDefault("outbox.dropped", 0L);
        return String.format(
                Locale.ROOT,
                "%s since %s - %s - %,d decisions, %,d not published, %,d samples dropped (at %s; for a newer state reload"
                        + " the page)",
                condition,
                time(sinceMicros),
                text,
                counters.decisions.get(),
                dropped,
                counters.droppedSamples.get(),
                time(wallMicros.getAsLong()));
    }

    private static String time(long micros) {
        return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(ZoneId.systemDefault()));
    }

    private static void add(Hashtable<String, Object> table, StringBuilder all, String name, Long value) {
        table.put(COUNTER_PREFIX + name, value);
        all.append(all.isEmpty() ? "" : ", ").append(name).append('=').append(value);
    }

    /** Returns the pipeline's {@code kura.service.pid}. */
    public String pid() {
        return pid;
    }

    /** Returns the condition. */
    public synchronized Condition condition() {
        return condition;
    }

    /** Returns the state in words. */
    public synchronized String text() {
        return text;
    }
}
