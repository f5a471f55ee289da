package io.millwright.pipeline.capture;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What became of what is on the disk. Thread-safe. */
final class StoreCounters {
    /** Records that went because the budget was used up. */
    final AtomicLong overBudget = new AtomicLong();

    /** Records that went because their time was over. */
    final AtomicLong overAge = new AtomicLong();

    /** Records that were erased on request. */
    final AtomicLong erased = new AtomicLong();

    /** Segments that were given another date, because the clock had been wrong. */
    final AtomicLong redated = new AtomicLong();

    /** What is on the disk, in bytes. */
    final AtomicLong bytes = new AtomicLong();

    void count(String prefix, Map<String, Long> into) {
        into.put(prefix + "overBudget", overBudget.get());
        into.put(prefix + "overAge", overAge.get());
        into.put(prefix + "erased", erased.get());
        into.put(prefix + "redated", redated.get());
        into.put(prefix + "bytes", bytes.get());
    }
}
