package io.millwright.opcua.milo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.stack.core.util.ExecutionQueue;
import org.junit.jupiter.api.Test;

/** Publish responses that overtake each other on Milo's pool would be taken for lost notifications. */
class OrderedFutureTest {
    private static final int COUNT = 20_000;

    @Test
    void observersOnAPoolRunInTheOrderOfCompletion() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8, MiloThreads.threads("test-pool-"));
        try {
            ExecutionQueue serial = new ExecutionQueue(pool);
            List<Integer> seen = new ArrayList<>();
            CountDownLatch all = new CountDownLatch(COUNT);
            for (int i = 0; i < COUNT; i++) {
                OrderedFuture<Integer> future = new OrderedFuture<>(serial::submit);
                // As Milo's client does: an intermediate stage, then an asynchronous observer on the pool.
                future.whenComplete((value, failure) -> {})
                        .whenCompleteAsync(
                                (value, failure) -> {
                                    seen.add(value);
                                    all.countDown();
                                },
                                pool);
                future.complete(i);
            }
            assertTrue(all.await(60, TimeUnit.SECONDS));
            assertEquals(IntStream.range(0, COUNT).boxed().toList(), seen);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void whatCompletesItWaitsForTheObserverThatComesLate() {
        List<String> seen = new ArrayList<>();
        OrderedFuture<String> late = new OrderedFuture<>(Runnable::run);
        late.whenObserved(() -> late.complete("answer"));
        assertFalse(late.isDone(), "its turn would be that of the observer");
        late.whenComplete((value, failure) -> {}).whenCompleteAsync((value, failure) -> seen.add(value), Runnable::run);
        assertEquals(List.of("answer"), seen);
        late.whenObserved(() -> seen.add("at once"));
        assertEquals(List.of("answer", "at once"), seen);
    }
}
