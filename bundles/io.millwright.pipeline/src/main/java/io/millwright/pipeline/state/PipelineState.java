package io.millwright.pipeline.state;

import io.millwright.form.Diagnosis;
import io.millwright.form.Headline;
import io.millwright.pipeline.InferencePipeline;
import io.millwright.supervision.State;
import io.millwright.supervision.State.Severity;
import io.millwright.supervision.Supervised;
import io.millwright.tag.TagSource;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a pipeline's state is, made visible: one log line per transition, service properties at most once per second and only
 * for another state or text, state messages at least 1 s apart of which the latest wins. A transition is another condition,
 * another text where somebody has to act, or another notice; under one condition other texts are told at least 10 s apart,
 * the latest wins. Thread-safe.
 */
public final class PipelineState {
    /** Service property (Long): when the state was entered, microseconds since 1970 UTC. */
    static final String SINCE = "millwright.state.since";

    /** Keeps Kura's web from listing the component once more for this registration; any value does. */
    private static final String HIDDEN = "kura.ui.service.hide";

    private static final Logger LOG = LoggerFactory.getLogger(InferencePipeline.class);
    private static final long SPACING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A text that comes and goes must not fill log and cloud. */
    private static final long REWORDING_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** A partner that is missing for longer is a warning. */
    private static final long OVERDUE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final String pid;
    private final Counters counters;
    private final Consumer<StateMessage> messages;
    private final LongSupplier nanoTime;
    private final LongSupplier wallMicros;

    private Condition condition = Condition.STARTING;
    private Diagnosis diagnosis = Diagnosis.of("configured a moment ago");
    private Diagnosis own = diagnosis;
    private Diagnosis notice = Diagnosis.NONE;
    private String told = "";
    private boolean reworded;
    private long rewordedNanos;
    /** Another text waits to be told. */
    private boolean owed;

    private boolean awaitsPublisher;
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
        return new StateMessage(
                pid, asset, condition.name(), diagnosis.text(), severity(), sinceMicros, run, ++sequence);
    }

    /** Names the asset of later messages. */
    public synchronized void asset(String name) {
        asset = name;
    }

    /** Only of what somebody has to act on. */
    private boolean isNews(Diagnosis other) {
        return !other.equals(notice)
                && !(other.remedy().isEmpty() && notice.remedy().isEmpty());
    }

    /** Says whether a publisher is chosen, so that there being none is that it is away. */
    public synchronized void awaitsPublisher(boolean awaits) {
        awaitsPublisher = awaits;
    }

    /** Sets the state, without a notice. */
    void set(Condition newCondition, String what) {
        set(newCondition, Diagnosis.of(what), Diagnosis.NONE);
    }

    /**
     * Sets the state; the same one again does nothing, and nothing follows STOPPED: an update that began before may end
     * after.
     *
     * @param newDiagnosis what is the matter and what to do
     * @param newNotice what a person has to know beside it, shown behind it in whatever state, or empty
     */
    public synchronized void set(Condition newCondition, Diagnosis newDiagnosis, Diagnosis newNotice) {
        Diagnosis whole = newDiagnosis.and(newNotice);
        if (condition == Condition.STOPPED || newCondition == condition && whole.equals(diagnosis)) {
            return;
        }
        boolean entered = newCondition != condition;
        boolean news = entered || newCondition.acts() && !newCondition.sameNews(newDiagnosis, own) || isNews(newNotice);
        boolean left = condition == Condition.PUBLISHER_TROUBLE;
        boolean waitedBefore = waits();
        condition = newCondition;
        diagnosis = whole;
        own = newDiagnosis;
        notice = newNotice;
        if (!news) {
            return;
        }
        sinceMicros = wallMicros.getAsLong();
        if (!(waitedBefore && waits())) {
            // From one missing partner to the next the pipeline has waited all the time.
            sinceNanos = nanoTime.getAsLong();
            overdue = false;
        }
        if (owed) {
            counters.suppressedStates.incrementAndGet();
        }
        owed = !entered && reworded && sinceRewording() < REWORDING_NANOS;
        if (!owed) {
            reworded = !entered;
            tell(left);
        }
    }

    private long sinceRewording() {
        return nanoTime.getAsLong() - rewordedNanos;
    }

    /** Tells what has waited for its time, unless it has been told already. */
    private void tellOwed() {
        if (owed && sinceRewording() >= REWORDING_NANOS) {
            owed = false;
            if (!diagnosis.text().equals(told)) {
                tell(false);
            }
        }
    }

    private void tell(boolean left) {
        rewordedNanos = nanoTime.getAsLong();
        told = diagnosis.text();
        boolean known = condition == Condition.PUBLISHER_TROUBLE || left && isTold(condition, told);
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

    private Severity severity() {
        boolean worse = overdue || !notice.remedy().isEmpty() && condition.severity() == Severity.INFO;
        return worse ? Severity.WARNING : condition.severity();
    }

    private boolean waits() {
        return condition.waits() || condition == Condition.RUNNING_UNPUBLISHED && awaitsPublisher;
    }

    /** A partner that stays away for a minute is told as a warning, once. */
    private void escalate() {
        if (waits() && !overdue && nanoTime.getAsLong() - sinceNanos > OVERDUE_NANOS) {
            overdue = true;
            LOG.warn("{}: {} for more than {} s: {}", pid, condition, OVERDUE_NANOS / 1_000_000_000, diagnosis);
            waiting = message();
        }
    }

    /** Whether the publisher's trouble has hidden nothing: what was told last, or waits to be told, is still so. */
    private boolean isTold(Condition now, String words) {
        StateMessage last = waiting != null ? waiting : sent;
        return last != null
                && last.state().equals(now.name())
                && (!now.acts() || last.text().equals(words));
    }

    /** The outbox has logged its trouble once for all its pipelines. */
    private void log(boolean known) {
        if (known) {
            LOG.debug("{}: {}: {}", pid, condition, diagnosis);
        } else if (condition.warns() || severity() == Severity.WARNING && condition.severity() == Severity.INFO) {
            LOG.warn("{}: {}: {}", pid, condition, diagnosis);
        } else {
            LOG.info("{}: {}: {}", pid, condition, diagnosis);
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
     * Sends what waits, and shows the state if it changed and the last time is a second ago. Call it about once per second.
     *
     * @param properties sets the service properties
     */
    public synchronized void show(Consumer<Hashtable<String, Object>> properties) {
        escalate();
        tellOwed();
        flush();
        long now = nanoTime.getAsLong();
        if (everShown && now - shownNanos < SPACING_NANOS) {
            return;
        }
        String content = condition + diagnosis.text();
        if (!content.equals(shown)) {
            everShown = true;
            shown = content;
            shownNanos = now;
            properties.accept(properties());
        }
    }

    /** Returns the service properties of this moment. */
    public synchronized Hashtable<String, Object> properties() {
        Hashtable<String, Object> table = new Hashtable<>();
        table.put("kura.service.pid", pid);
        table.put(HIDDEN, "true");
        table.put(TagSource.STATE, condition.name());
        table.put(TagSource.STATE_TEXT, diagnosis.text());
        table.put(SINCE, sinceMicros);
        table.put(Supervised.KIND, "pipeline");
        return table;
    }

    /** Returns the state for whoever supervises. */
    public synchronized State now() {
        return new SupervisedState(condition.name(), severity(), sinceMicros, diagnosis.what(), diagnosis.remedy());
    }

    /**
     * Returns one line for a person: state, since when by the gateway's clock, what is the matter, what to do, and last the
     * decisions made and what else was counted that should not be.
     *
     * @param all counters by name
     */
    public synchronized String headline(Map<String, Long> all) {
        return Headline.of(condition.name(), sinceMicros, diagnosis, Counters.forPeople(all), wallMicros.getAsLong());
    }

    /** Returns the time of day, microseconds since 1970 UTC. */
    public long nowMicros() {
        return wallMicros.getAsLong();
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
        return diagnosis.text();
    }
}
