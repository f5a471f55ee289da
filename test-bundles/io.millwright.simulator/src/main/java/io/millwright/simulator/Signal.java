package io.millwright.simulator;

import java.util.List;

/** Something that writes tags once per period: a machine, a recording, a load. Called by one thread at a time. */
interface Signal {
    List<Tag> tags();

    /** Time between two writings, microseconds; writings lie at its multiples since 1970 UTC. */
    long periodMicros();

    /**
     * Writes one row of values.
     *
     * @param scheduledMicros when this row was due, microseconds since 1970 UTC: the source time of its values
     */
    void write(long scheduledMicros);
}
