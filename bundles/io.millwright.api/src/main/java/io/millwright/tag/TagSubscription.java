package io.millwright.tag;

import org.osgi.annotation.versioning.ProviderType;

/** A consumer's interest in some tags of a {@link TagSource}. Thread-safe. */
@ProviderType
public interface TagSubscription extends AutoCloseable {
    /** Returns the tag with the listener's index {@code i} as it is known now; its kind is UNKNOWN until the PLC told it. */
    Tag tag(int i);

    /** Ends the subscription. Idempotent. Afterwards no call runs or comes (waits at most 1 s). Never call it from a listener. */
    @Override
    void close();
}
