package io.millwright.opcua.state;

import io.millwright.form.Diagnosis;
import io.millwright.form.Headline;
import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.settings.Settings;
import io.millwright.supervision.State.Severity;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection's state: one log line per transition, none per retry; and service properties. Reported on the connection's
 * thread, read on any.
 */
public final class StatePublisher {
    private static final String UNFILLED = "(kura.service.pid=changeme)";

    private static final long LASTING_NANOS = 60_000_000_000L;

    /**
     * One state.
     *
     * @param marked for people, with attribute and value where something is wrong; behind {@link Remedy#MARK} the remedy
     * @param severity how bad it is by now
     * @param sinceMicros when the code was entered, microseconds since 1970 UTC
     */
    public record State(StateCode code, String marked, Severity severity, long sinceMicros) {
        private Diagnosis diagnosis() {
            return Remedy.read(marked);
        }

        /** Returns all of it for people. */
        public String text() {
            return diagnosis().text();
        }

        /** Returns what is the matter. */
        public String what() {
            return diagnosis().what();
        }

        /** Returns what to do, "" where there is nothing. */
        public String remedy() {
            return diagnosis().remedy();
        }
    }

    private final String pid;
    private final Logger logger;
    private final Runnable changed;
    private final LongSupplier nanos;
    private boolean absent;
    private long absentSinceNanos;
    private volatile State now = new State(StateCode.STARTING, "Not tried yet.", Severity.INFO, SampleTimes.now());

    /**
     * Makes a publisher.
     *
     * @param changed called after each change
     */
    public StatePublisher(String pid, Runnable changed) {
        this(pid, Settings.LOGGER, changed);
    }

    /**
     * Makes a publisher that logs under the name of another component.
     *
     * @param changed called after each change
     */
    public StatePublisher(String pid, String logger, Runnable changed) {
        this(pid, logger, changed, System::nanoTime);
    }

    StatePublisher(String pid, Runnable changed, LongSupplier nanos) {
        this(pid, Settings.LOGGER, changed, nanos);
    }

    private StatePublisher(String pid, String logger, Runnable changed, LongSupplier nanos) {
        this.pid = pid;
        this.logger = LoggerFactory.getLogger(logger);
        this.changed = changed;
        this.nanos = nanos;
    }

    /** Returns the state as it is now. */
    public State now() {
        return now;
    }

    /** Returns the code of the state as it is now. */
    public StateCode code() {
        return now.code();
    }

    /** Reports a state; equal ones are not repeated. A transition is logged once, with the text. */
    public void report(StateCode newCode, String newText) {
        report(newCode, newText, newText);
    }

    /**
     * Reports a state whose line in the log is another one than its text.
     *
     * @param logText what a transition logs; null = nothing
     */
    public synchronized void report(StateCode newCode, String newText, String logText) {
        State before = now;
        boolean transition = newCode != before.code();
        boolean different = transition || !newText.equals(before.marked());
        if (newCode.endsAbsence()) {
            absent = false;
        } else if (!absent) {
            absent = true;
            absentSinceNanos = nanos.getAsLong();
        }
        if (different) {
            now = new State(
                    newCode,
                    newText,
                    lasting(newCode, newText) ? Severity.WARNING : newCode.severity(),
                    transition ? SampleTimes.now() : before.sinceMicros());
            changed.run();
        }
        boolean form = newCode == StateCode.CONFIGURATION_ERROR || newCode.waits();
        if (logText == null || !transition && !(different && form)) {
            return;
        }
        // A server that is found away right after its connection was lost has been warned about.
        boolean known = newCode == StateCode.SERVER_UNREACHABLE && before.code() == StateCode.CONNECTION_LOST;
        // Kura creates a component with its defaults: a form that nobody has filled in yet is no trouble.
        boolean unfilled = newCode.waits() && newText.contains(UNFILLED);
        if (newCode.warning() && !known && !unfilled) {
            logger.warn("{}: {}: {}", pid, newCode, Remedy.read(logText));
        } else {
            logger.info("{}: {}: {}", pid, newCode, Remedy.read(logText));
        }
    }

    private boolean lasting(StateCode code, String text) {
        return absent
                && code.away()
                && nanos.getAsLong() - absentSinceNanos >= LASTING_NANOS
                && !(code.waits() && text.contains(UNFILLED));
    }

    /** To be called now and then: what has been away for long becomes a warning, logged once. */
    public synchronized void look() {
        State before = now;
        if (before.severity() == Severity.INFO && lasting(before.code(), before.marked())) {
            now = new State(before.code(), before.marked(), Severity.WARNING, before.sinceMicros());
            logger.warn(
                    "{}: no values for {} s, still {}: {}",
                    pid,
                    (nanos.getAsLong() - absentSinceNanos) / 1_000_000_000,
                    before.code(),
                    before.text());
            changed.run();
        }
    }

    /** Publishes again, because something beside the state changed. */
    public synchronized void refresh() {
        changed.run();
    }

    /**
     * Returns one line for a person: state, since when by the gateway's clock, text, counters, and the time of reading,
     * because Kura's web reads it once per page load.
     */
    public String headline(Counters counters, long nowMicros) {
        return headline(counters.headline(), nowMicros);
    }

    /** As {@link #headline(Counters, long)}, with counters that were put into words. */
    public String headline(String counters, long nowMicros) {
        State state = now;
        return Headline.of(state.code().name(), state.sinceMicros(), state.diagnosis(), counters, nowMicros);
    }
}
