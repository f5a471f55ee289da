package io.millwright.gateway;

/** What the emulated cloud connection can be made to do wrong. */
public enum Fault {
    /** publish throws KuraStoreCapacityReachedException. */
    STORE_FULL,
    /** publish blocks until the switch is off: a database that hangs. */
    PUBLISH_HANGS,
    /** publish throws KuraException SERVICE_UNAVAILABLE: the cloud endpoint is gone. */
    ENDPOINT_MISSING,
    /** The confirmation arrives before publish has returned the id. */
    CONFIRM_BEFORE_PUBLISH_RETURNS,
    /** Messages are sent, confirmations are swallowed and their in-flight slots never come back. */
    CONFIRMATIONS_LOST,
    /**
     * A message that follows another within 50 ms loses its in-flight slot and its confirmation, as on stock Kura 5 at
     * high rates; after nine nothing is published until a reconnect.
     */
    IN_FLIGHT_LEAK
}
