package io.millwright.supervision;

import org.osgi.annotation.versioning.ProviderType;

/** What hands messages on and hears that they came: beside {@link Supervised}, by the same object. Thread-safe; returns at once. */
@ProviderType
public interface Delivering {
    /** Returns when a message was confirmed last, microseconds since 1970 UTC by the gateway's clock; 0 where none was yet. */
    long lastConfirmedMicros();
}
