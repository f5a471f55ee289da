package io.millwright.operation.setup;

import io.millwright.operation.resource.Refusal;
import io.millwright.tag.Tag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pipeline takes.
 *
 * @param mapping the tag of each input, "" for none
 * @param partOpen what begins a part, "" where it decides all the time
 * @param partClose what ends one
 * @param partNumber what numbers it
 */
record Wanted(Map<String, String> mapping, String partOpen, String partClose, String partNumber) {
    private static final long STANDARD_PERIOD_MILLIS = 1_000;

    /** A pipeline without a line of the mapping takes the tag of the input's own name. */
    void refuseNone(List<Tag> tags) throws Refusal {
        for (Tag tag : tags) {
            if (mapping.getOrDefault(tag.name(), tag.name()).isEmpty()) {
                throw Refusal.field(
                        "mapping",
                        "the input " + tag.name() + " has no tag, and the one of its name would be taken all the same",
                        "choose a tag for it");
            }
        }
    }

    /**
     * Returns the settings of a pipeline that publishes nothing.
     *
     * @param rowPeriodMillis time between the model's rows, 0 if any will do
     */
    Map<String, Object> values(String connection, String model, long rowPeriodMillis) {
        StringBuilder lines = new StringBuilder();
        mapping.forEach((signal, tag) -> {
            if (!tag.isEmpty() && !tag.equals(signal)) {
                lines.append(signal).append('=').append(tag).append('\n');
            }
        });
        Map<String, Object> values = new HashMap<>();
        values.put("TagSource.target", Components.target(connection));
        values.put("Model.target", Components.target(model));
        values.put("mapping", lines.toString());
        values.put("window.kind", partOpen.isEmpty() ? "time" : "part");
        values.put("part.open", partOpen);
        values.put("part.close", partClose);
        values.put("part.number", partNumber);
        values.put("window.periodMs", rowPeriodMillis > 0 ? rowPeriodMillis : STANDARD_PERIOD_MILLIS);
        return values;
    }
}
