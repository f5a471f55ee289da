package io.millwright.pipeline.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The number of a pipeline's start, and the sequence numbers of its assets. Numbers are reserved in blocks: the store knows a
 * number that none has reached yet, so that numbers never come twice, and nothing is written per decision. Thread-safe.
 */
public final class RunNumbers {
    /** Numbers reserved at a time. */
    public static final long BLOCK = 10_000;

    /** Keeps the run and the reserved number over restarts. */
    public interface Store {
        /** Notes that all numbers below {@code reserved} may have been given. Returns soon; may write later. */
        void reserve(long run, long reserved);
    }

    private final long run;
    private final long first;
    private final Store store;
    private final AtomicLong reserved;
    private final Map<String, AtomicLong> last = new ConcurrentHashMap<>();

    /**
     * Begins a run.
     *
     * @param run its number
     * @param first the first sequence number of each asset
     * @param store keeps them
     */
    public RunNumbers(long run, long first, Store store) {
        this.run = run;
        this.first = first;
        this.store = store;
        reserved = new AtomicLong(first + BLOCK);
        store.reserve(run, first + BLOCK);
    }

    /** Begins a first run that is not kept. */
    public static RunNumbers unkept() {
        return new RunNumbers(1, 1, (run, number) -> {});
    }

    /** Returns the number of the start. */
    public long run() {
        return run;
    }

    /** Returns the next sequence number of an asset. */
    public long next(String asset) {
        AtomicLong counter = last.get(asset);
        if (counter == null) {
            counter = last.computeIfAbsent(asset, name -> new AtomicLong(first - 1));
        }
        long number = counter.incrementAndGet();
        long limit = reserved.get();
        // Half a block ahead, so that the store has time to write.
        if (number >= limit - BLOCK / 2 && reserved.compareAndSet(limit, limit + BLOCK)) {
            store.reserve(run, limit + BLOCK);
        }
        return number;
    }

    /** Returns what numbers there were, by name: the run, its first sequence number, and the least that no asset has reached. */
    public Map<String, Long> counters() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("numbers.run", run);
        map.put("numbers.first", first);
        map.put("numbers.next", unused());
        return map;
    }

    /** Returns the least number that no asset has reached. */
    public long unused() {
        return last.values().stream().mapToLong(AtomicLong::get).max().orElse(first - 1) + 1;
    }
}
