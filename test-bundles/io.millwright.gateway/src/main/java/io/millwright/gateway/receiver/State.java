package io.millwright.gateway.receiver;

import com.eclipsesource.json.Json;

/**
 * A state message as it came from the broker.
 *
 * @param run number of the component's start, 0 from a gateway that does not say, like the sequence
 */
public record State(
        long receivedMicros,
        String topic,
        String component,
        String state,
        String text,
        String severity,
        long timeMicros,
        long run,
        long sequence) {

    /** Whether this one is newer than another of the same component, however late either came. */
    public boolean isNewerThan(State other) {
        return run != other.run ? run > other.run : sequence > other.sequence;
    }

    /** For people. */
    public String line() {
        return "state: " + component + " " + state + " (" + severity + ") " + text;
    }

    /** For programs: one line. */
    public String json() {
        return Json.object()
                .add("kind", "state")
                .add("receivedMicros", receivedMicros)
                .add("topic", topic)
                .add("component", component)
                .add("state", state)
                .add("text", text)
                .add("severity", severity)
                .add("time", timeMicros)
                .add("run", run)
                .add("sequence", sequence)
                .toString();
    }
}
