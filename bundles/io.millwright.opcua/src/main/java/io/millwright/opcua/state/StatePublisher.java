package io.millwright.opcua.state;

import io.millwright.opcua.milo.SampleTimes;
import io.millwright.opcua.settings.Settings;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection's state: one log line per transition, none per retry; and service properties. Reported on the connection's
 * thread, read on any.
 */
public final class StatePublisher {
    private static final String UNFILLED = "(kura.service.pid=changeme)";

    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT);
    private static final int LONGEST_HEADLINE_TEXT = 350;

    /**
     * One state.
     *
     * @param text for people, with attribute, value and remedy where something is wrong
     * @param sinceMicros when the code was entered, microseconds since 1970 UTC
     */
    public record State(StateCode code, String text, long sinceMicros) {}

    private final String pid;
    private final Runnable changed;
    private volatile State now = new State(StateCode.STARTING, "Not tried yet.", SampleTimes.now());

    /**
     * Makes a publisher.
     *
     * @param changed called after each change, and when the counters are to be shown again
     */
    public StatePublisher(String pid, Runnable changed) {
        this.pid = pid;
        this.changed = changed;
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
        boolean different = transition || !newText.equals(before.text());
        if (different) {
            now = new State(newCode, newText, transition ? SampleTimes.now() : before.sinceMicros());
            changed.run();
        }
        boolean form = newCode == StateCode.CONFIGURATION_ERROR || newCode == StateCode.WAITING_FOR_KEYSTORE;
        if (logText == null || !transition && !(different && form)) {
            return;
        }
        // A server that is found away right after its connection was lost has been warned about.
        boolean known = newCode == StateCode.SERVER_UNREACHABLE && before.code() == StateCode.CONNECTION_LOST;
        // Kura creates a component with its defaults: a form that nobody has filled in yet is no trouble.
        boolean unfilled = newCode == StateCode.WAITING_FOR_KEYSTORE && newText.contains(UNFILLED);
        if (newCode.warning() && !known && !unfilled) {
            LOGGER.warn("{}: {}: {}", pid, newCode, logText);
        } else {
            LOGGER.info("{}: {}: {}", pid, newCode, logText);
        }
    }

    /** Publishes again, because the counters changed. */
    public synchronized void refresh() {
        changed.run();
    }

    /**
     * Returns one line for a person: state, since when by the gateway's clock, text, counters, and the time of reading,
     * because Kura's web reads it once per page load.
     */
    public String headline(Counters counters, long nowMicros) {
        State state = now;
        String text = state.text();
        if (text.length() > LONGEST_HEADLINE_TEXT) {
            text = text.substring(0, LONGEST_HEADLINE_TEXT) + " \u2026";
        }
        return state.code() + " since " + time(state.sinceMicros()) + " - " + text + " - " + counters.headline()
                + " (at " + time(nowMicros) + "; for a newer state reload the page)";
    }

    private static String time(long micros) {
        return TIME.format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atZone(ZoneId.systemDefault()));
    }
}
