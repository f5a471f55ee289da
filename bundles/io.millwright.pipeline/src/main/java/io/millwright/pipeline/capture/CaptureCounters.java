package io.millwright.pipeline.capture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the decisions of one pipeline. Thread-safe. */
final class CaptureCounters {
    /** Rows that were written. */
    final AtomicLong kept = new AtomicLong();

    /** Opinions that were written. */
    final AtomicLong opinions = new AtomicLong();

    /** Opinions whose decision was not in memory any more, and was not kept before either as far as is known. */
    final AtomicLong opinionsLate = new AtomicLong();

    /** Rows that should have been kept and were not: no key, a wrong setting, no room on the disk. */
    final AtomicLong dropped = new AtomicLong();

    /** Unsure or routine rows beyond what the budget has for them. */
    final AtomicLong paced = new AtomicLong();

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

    Map<String, Long> asMap() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("capture.kept", kept.get());
        map.put("capture.opinions", opinions.get());
        map.put("capture.opinions.late", opinionsLate.get());
        map.put("capture.dropped", dropped.get());
        map.put("capture.paced", paced.get());
        map.put("capture.overBudget", overBudget.get());
        map.put("capture.overAge", overAge.get());
        map.put("capture.erased", erased.get());
        map.put("capture.redated", redated.get());
        map.put("capture.bytes", bytes.get());
        return map;
    }
}
