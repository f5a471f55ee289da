package io.millwright.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.supervision.Balance;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Asserts that nothing is lost without being counted. */
public final class Balanced {
    private Balanced() {}

    /** Asserts equations at this moment, at which no other thread counts. */
    public static void now(List<Balance> balances, Map<String, Long> counters) {
        for (Balance balance : balances) {
            assertEquals(0, balance.missing(counters), () -> balance + " does not hold: " + counters);
        }
    }

    /** Asserts equations while other threads count: each holds in one reading at least. */
    public static void soon(List<Balance> balances, Supplier<Map<String, Long>> counters) {
        for (Balance balance : balances) {
            Bound.await(() -> balance.missing(counters.get()) == 0, () -> balance + ": " + counters.get());
        }
    }
}
