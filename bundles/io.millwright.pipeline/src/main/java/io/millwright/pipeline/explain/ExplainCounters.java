package io.millwright.pipeline.explain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What became of decisions that were to be explained. Thread-safe. */
final class ExplainCounters {
    final AtomicLong asked = new AtomicLong();
    final AtomicLong explained = new AtomicLong();
    final AtomicLong partly = new AtomicLong();
    final AtomicLong dropped = new AtomicLong();
    final AtomicLong modelGone = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong unpublished = new AtomicLong();
    final AtomicLong runs = new AtomicLong();
    final AtomicLong millis = new AtomicLong();
    final AtomicLong bugs = new AtomicLong();

    Map<String, Long> all(long waiting, long runnersOpen) {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("asked", asked.get());
        map.put("explained", explained.get());
        map.put("partly", partly.get());
        map.put("dropped", dropped.get());
        map.put("modelGone", modelGone.get());
        map.put("failed", failed.get());
        map.put("unpublished", unpublished.get());
        map.put("runs", runs.get());
        map.put("millis", millis.get());
        map.put("bugs", bugs.get());
        map.put("waiting", waiting);
        map.put("runnersOpen", runnersOpen);
        return map;
    }
}
