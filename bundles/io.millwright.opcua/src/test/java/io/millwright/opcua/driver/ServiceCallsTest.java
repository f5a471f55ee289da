package io.millwright.opcua.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.milo.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.junit.jupiter.api.Test;

/** Calls of many operations, whatever the server takes and answers. */
class ServiceCallsTest {
    private final List<Integer> sizes = new ArrayList<>();
    private final List<Integer> results = new ArrayList<>();

    private static List<Integer> operations(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private void all(ServiceCalls calls, int count, int limit, int taken) throws Exception {
        calls.<Integer, Integer>all(
                operations(count),
                limit,
                60_000,
                part -> {
                    sizes.add(part.size());
                    return part.size() > taken
                            ? CompletableFuture.failedFuture(new UaException(StatusCodes.Bad_TooManyOperations))
                            : CompletableFuture.completedFuture(part.toArray(new Integer[0]));
                },
                (i, result) -> {
                    assertEquals(i, result);
                    results.add(result);
                });
    }

    @Test
    void callsAreAsLargeAsTheServerSaysItTakes() throws Exception {
        all(new ServiceCalls(200), 25, 10, 10);
        assertEquals(List.of(10, 10, 5), sizes);
        assertEquals(operations(25), results);
    }

    @Test
    void whatAServerTakesWithoutSayingSoIsLearnedAndRemembered() throws Exception {
        ServiceCalls calls = new ServiceCalls(200);
        all(calls, 100, Integer.MAX_VALUE, 30);
        assertEquals(operations(100), results);
        sizes.clear();
        all(calls, 50, Integer.MAX_VALUE, 30);
        assertEquals(List.of(25, 25), sizes, "no call is too large any more");
    }

    @Test
    void aServerThatTakesNotEvenOneIsGivenUp() {
        assertThrows(Waits.Failure.class, () -> all(new ServiceCalls(8), 8, 8, 0));
    }

    @Test
    void aSilentServerCostsTheTimeoutOnce() {
        long start = System.nanoTime();
        assertThrows(Waits.Failure.class, () -> new ServiceCalls(1)
                .<Integer, Integer>all(operations(1_000), 1, 50, part -> new CompletableFuture<>(), (i, result) -> {}));
        assertTrue(System.nanoTime() - start < 30_000_000_000L, "one timeout, not one for each call");
    }

    @Test
    void noMoreValuesThanAllowedAreWrittenInASecond() {
        AtomicLong nanos = new AtomicLong();
        WriteBudget budget = new WriteBudget(nanos::get);
        assertTrue(budget.take(2));
        assertTrue(budget.take(2));
        assertFalse(budget.take(2));
        nanos.set(999_999_999L);
        assertFalse(budget.take(2));
        nanos.set(1_000_000_000L);
        assertTrue(budget.take(2));
    }
}
