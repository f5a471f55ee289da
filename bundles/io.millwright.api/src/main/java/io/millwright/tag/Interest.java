package io.millwright.tag;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** What a consumer wants of a {@link TagSource}. Read once, when it subscribes. Methods added later will be default methods. */
@ConsumerType
public interface Interest {
    /** Returns the names of the tags, without duplicates; their order is the listener's index. */
    List<String> tagNames();

    /**
     * Whether samples that repeat a value with a new source time are wanted too (OPC UA Part 4, 7.22.2:
     * STATUS_VALUE_TIMESTAMP), for all these tags. A source that cannot tell them apart delivers what it has.
     */
    default boolean everyChange() {
        return false;
    }

    /** Returns an interest in the values of these tags. */
    static Interest in(List<String> tagNames) {
        List<String> names = List.copyOf(tagNames);
        return () -> names;
    }
}
