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
 * @param remedy what to do when it delivers nothing, empty where that is what one does for a connection
 */
public record SourceOffer(TagSource source, String pid, long intervalMillis, String stateText, String remedy) {
    /** Creates the offer of a connection. */
    public SourceOffer(TagSource source, String pid, long intervalMillis, String stateText) {
        this(source, pid, intervalMillis, stateText, "");
    }

    /** Reads the service properties. */
    public static SourceOffer of(TagSource source, Map<String, Object> properties) {
        Object state = properties.get(TagSource.STATE_TEXT);
        return new SourceOffer(
                source,
                String.valueOf(properties.getOrDefault("kura.service.pid", "?")),
                properties.get(TagSource.PUBLISHING_INTERVAL_MS) instanceof Number number ? number.longValue() : 0,
                state == null ? "" : state.toString());
    }

    /**
     * Returns this one, with the interval that the same source told before where it tells none now: a source that is cut off from
     * its PLC has not become another one, and what runs on it goes on.
     *
     * @param before may be null
     */
    SourceOffer after(SourceOffer before) {
        boolean unknown = intervalMillis <= 0 && before != null && before.source == source;
        return unknown ? new SourceOffer(source, pid, before.intervalMillis, stateText, remedy) : this;
    }

    /** Returns a clause with the source's state, or nothing. */
    String stateClause() {
        return stateText.isEmpty() ? "" : "; the connection says: " + stateText;
    }
}
