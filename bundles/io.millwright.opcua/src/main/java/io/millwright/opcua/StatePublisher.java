package io.millwright.opcua;

import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection's state: one log line per transition, none per retry; and service properties. Thread-safe. */
final class StatePublisher {
    private static final Logger LOGGER = LoggerFactory.getLogger(OpcUaConnection.class);

    private final String pid;
    private final BiConsumer<StateCode, String> properties;
    private StateCode code = StateCode.STARTING;
    private String text = "Not tried yet.";

    /**
     * Makes a publisher.
     *
     * @param properties takes state and text; called for each change of either
     */
    StatePublisher(String pid, BiConsumer<StateCode, String> properties) {
        this.pid = pid;
        this.properties = properties;
    }

    synchronized StateCode code() {
        return code;
    }

    synchronized String text() {
        return text;
    }

    /** Reports a state; equal ones are not repeated. A transition is logged once, with the text. */
    void report(StateCode newCode, String newText) {
        report(newCode, newText, newText);
    }

    /**
     * Reports a state whose line in the log is another one than its text.
     *
     * @param logText what a transition logs; null = nothing
     */
    synchronized void report(StateCode newCode, String newText, String logText) {
        boolean transition = newCode != code;
        boolean changed = transition || !newText.equals(text);
        code = newCode;
        text = newText;
        if (changed) {
            properties.accept(newCode, newText);
        }
        if (logText == null || !transition && !(changed && newCode == StateCode.CONFIGURATION_ERROR)) {
            return;
        }
        if (newCode.warning()) {
            LOGGER.warn("{}: {}: {}", pid, newCode, logText);
        } else {
            LOGGER.info("{}: {}: {}", pid, newCode, logText);
        }
    }

    /** Publishes again, because the counters changed. */
    synchronized void refresh() {
        properties.accept(code, text);
    }
}
