package io.millwright.pipeline.explain;

import io.millwright.supervision.Balance;
import java.util.LinkedHashMap;
import java.util.List;
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
    /** 1 while an explanation is made. */
    final AtomicLong inProgress = new AtomicLong();

    static final List<Balance> BALANCES = List.of(Balance.of("explanations", "decisions to be explained")
            .came("asked")
            .passed("explained")
            .waiting("waiting")
            .waiting("running")
            .lost("dropped", "too many waited, or the bundle stopped")
            .lost("modelGone", "the model was replaced before its turn came")
            .lost("failed", "the model could not be run for it, or a bug"));

    /** @param waiting what the queue says */
    Map<String, Long> all(Map<String, Long> waiting, long runnersOpen) {
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
        map.put("running", inProgress.get());
        map.put("runnersOpen", runnersOpen);
        map.putAll(waiting);
        return map;
    }
}
