package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millwright.opcua.acquire.LearnedLimits.Kind;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a server enforces and does not announce is found by halving, kept, and shown. */
class LearnedLimitsTest {
    private final LearnedLimits limits = new LearnedLimits();

    @Test
    void whatWasNeverRefusedIsAsWished() {
        assertEquals(1_000, limits.atMost(Kind.ITEMS_PER_CALL, 1_000));
        assertEquals(Set.of(0L), Set.copyOf(limits.all().values()));
    }

    @Test
    void whatWasTooMuchIsHalvedForThatKindAlone() {
        limits.tooMany(Kind.ITEMS_PER_CALL, 1_000);
        limits.tooMany(Kind.ITEMS_PER_CALL, 500);
        assertEquals(250, limits.atMost(Kind.ITEMS_PER_CALL, 1_000));
        assertEquals(100, limits.atMost(Kind.ITEMS_PER_CALL, 100));
        assertEquals(1_000, limits.atMost(Kind.NODES_PER_READ, 1_000));
        assertEquals(250, limits.all().get("limit.call.items"));
        assertEquals(0, limits.all().get("limit.read.nodes"));
    }

    @Test
    void aLargerCallThatWasUnderWayMeanwhileUnlearnsNothing() {
        limits.tooMany(Kind.NODES_PER_READ, 100);
        limits.tooMany(Kind.NODES_PER_READ, 1_000);
        assertEquals(50, limits.atMost(Kind.NODES_PER_READ, 1_000));
    }

    @Test
    void oneIsAlwaysTried() {
        limits.tooMany(Kind.PATHS_PER_TRANSLATE, 1);
        limits.holds(Kind.ITEMS_PER_SUBSCRIPTION, 0);
        assertEquals(1, limits.atMost(Kind.PATHS_PER_TRANSLATE, 500));
        assertEquals(1, limits.atMost(Kind.ITEMS_PER_SUBSCRIPTION, 500));
    }
}
