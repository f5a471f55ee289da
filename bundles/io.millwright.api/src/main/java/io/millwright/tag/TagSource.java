package io.millwright.tag;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One PLC connection as an OSGi service, named by its service property {@code kura.service.pid}.
 *
 * <p>Thread-safe. Every call returns at once, whether the PLC can be reached or not. Service properties that change with
 * the connection's state: {@link #STATE} and {@link #STATE_TEXT}.
 */
@ProviderType
public interface TagSource {
    /** Service property (String): the state's stable code, for example {@code CONNECTED}. */
    String STATE = "millwright.state";

    /** Service property (String): the state in words, with attribute, value and remedy where something is wrong. */
    String STATE_TEXT = "millwright.state.text";

    /**
     * Service property (Long): time in milliseconds between two notifications or keep-alives of a healthy connection, as the
     * server revised it last, also while there is no connection; 0 or absent while it is not known.
     */
    String PUBLISHING_INTERVAL_MS = "millwright.publishing.interval.ms";

    /** Returns an immutable snapshot of the tag table in force, in the table's order. */
    List<Tag> tags();

    /**
     * Subscribes to tags by name. The listener's tag {@code i} is {@code what.tagNames().get(i)}. A name that the table
     * lacks, now or later, is delivered as Bad_NodeIdUnknown and heals when the table gains it. The last known values come
     * first.
     *
     * @param what names of the tags, without duplicates, and which changes count
     * @param listener receives the samples, on the source's thread
     * @throws IllegalArgumentException if a name occurs twice
     */
    TagSubscription subscribe(Interest what, TagListener listener);
}
