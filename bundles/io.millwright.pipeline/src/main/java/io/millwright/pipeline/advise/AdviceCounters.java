package io.millwright.pipeline.advise;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What became of one pipeline's advice. Thread-safe. */
final class AdviceCounters {
    /** Decisions for which advice was to be looked for. */
    final AtomicLong wanted = new AtomicLong();

    /** Of these, those that gave way to a newer one of their asset, or to those of other assets, or that nobody wanted any more. */
    final AtomicLong dropped = new AtomicLong();

    final AtomicLong proposed = new AtomicLong();
    final AtomicLong kept = new AtomicLong();
    final AtomicLong withheld = new AtomicLong();

    /** Of those, where the model that decided had been replaced. */
    final AtomicLong modelGone = new AtomicLong();

    /** The model says nothing of what may be advised. */
    final AtomicLong impossible = new AtomicLong();

    /** Searches and listeners that a bug ended. */
    final AtomicLong failed = new AtomicLong();

    final AtomicLong approved = new AtomicLong();
    final AtomicLong rejected = new AtomicLong();
    final AtomicLong expired = new AtomicLong();

    /** What they were made from was no more before somebody answered. */
    final AtomicLong withdrawn = new AtomicLong();

    /** Proposals without what contributed to the model's output: no explanation, or not in time. */
    final AtomicLong unexplained = new AtomicLong();

    final AtomicLong searchMicros = new AtomicLong();

    /** Messages that no publisher took. */
    final AtomicLong untold = new AtomicLong();

    /** Counts what a search found. */
    void made(SettingsAdvice advice) {
        switch (advice.kind()) {
            case PROPOSED -> {
                proposed.incrementAndGet();
                boolean explained = advice.reasons().stream().anyMatch(ModelReasons::isContribution);
                unexplained.addAndGet(explained ? 0 : 1);
            }
            case KEEP -> kept.incrementAndGet();
            case WITHHELD -> withheld.incrementAndGet();
        }
    }

    Map<String, Long> asMap() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("advice.wanted", wanted.get());
        map.put("advice.dropped", dropped.get());
        map.put("advice.proposed", proposed.get());
        map.put("advice.kept", kept.get());
        map.put("advice.withheld", withheld.get());
        map.put("advice.modelGone", modelGone.get());
        map.put("advice.impossible", impossible.get());
        map.put("advice.failed", failed.get());
        map.put("advice.approved", approved.get());
        map.put("advice.rejected", rejected.get());
        map.put("advice.expired", expired.get());
        map.put("advice.withdrawn", withdrawn.get());
        map.put("advice.unexplained", unexplained.get());
        map.put("advice.untold", untold.get());
        map.put("advice.searchMillis", searchMicros.get() / 1_000);
        return map;
    }
}
