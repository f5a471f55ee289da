package io.millwright.pipeline.assembly;

import io.millwright.tag.TagSource;
import java.util.Map;

/**
 * A tag source and what it says of itself. Immutable.
 *
 * @param source the service
 * @param pid its {@code kura.service.pid}
 * @param intervalMillis its publishing interval, 0 if it does not say
 * @param stateText its state in words, or empty
 */
public record SourceOffer(TagSource source, String pid, long intervalMillis, String stateText) {
    /** Reads the service properties. */
    public static SourceOffer of(TagSource source, Map<String, Object> properties) {
        Object state = properties.get(TagSource.STATE_TEXT);
        return new SourceOffer(
                source,
                String.valueOf(properties.getOrDefault("kura.service.pid", "?")),
                properties.get(TagSource.PUBLISHING_INTERVAL_MS) instanceof Number number ? number.longValue() : 0,
                state == null ? "" : state.toString());
    }

    /** Returns a clause with the source's state, or nothing. */
    String stateClause() {
        return stateText.isEmpty() ? "" : "; the connection says: " + stateText;
    }
}
