package io.millwright.gateway.receiver;

import com.eclipsesource.json.Json;

/** A state message as it came from the broker. */
public record State(
        long receivedMicros,
        String topic,
        String component,
        String state,
        String text,
        String severity,
        long timeMicros) {

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
                .toString();
    }
}
