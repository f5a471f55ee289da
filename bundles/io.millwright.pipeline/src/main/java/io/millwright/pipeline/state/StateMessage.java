package io.millwright.pipeline.state;

import io.millwright.supervision.State.Severity;
import java.util.Objects;

/**
 * One transition of a component's state, to be published as a message of kind {@code state}. Immutable. Of several
 * that wait for the same component only the latest is sent.
 *
 * @param component the component's {@code kura.service.pid}, not empty
 * @param asset name of the asset that the component watches; empty where it has none
 * @param state the state's code, such as {@code RUNNING}
 * @param text the state in words: what, value, remedy
 * @param severity how bad it is
 * @param timeMicros when the state was entered, in microseconds since 1970 UTC
 * @param run number of the component's start, rising
 * @param sequence number of the message within the run, rising; of two messages that with the greater one is the newer
 */
public record StateMessage(
        String component,
        String asset,
        String state,
        String text,
        Severity severity,
        long timeMicros,
        long run,
        long sequence) {
    /** Creates the first message of a first run. */
    public StateMessage(String component, String asset, String state, String text, Severity severity, long timeMicros) {
        this(component, asset, state, text, severity, timeMicros, 1, 1);
    }

    /** Creates a state message. */
    public StateMessage {
        Objects.requireNonNull(component, "component");
        Objects.requireNonNull(asset, "asset");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(severity, "severity");
        if (component.isEmpty()) {
            throw new IllegalArgumentException("component is empty; it is the component's kura.service.pid");
        }
    }
}
