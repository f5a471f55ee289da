package io.millwright.opcua.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.acquire.LearnedLimits.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.junit.jupiter.api.Test;

class BatchedCallsTest {
    private final BatchedCalls calls = new BatchedCalls("plc", new LearnedLimits());
    private final List<Integer> sizes = new ArrayList<>();

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static CompletableFuture<Integer[]> same(List<Integer> part) {
        return CompletableFuture.completedFuture(part.toArray(Integer[]::new));
    }

    private static CompletableFuture<Integer[]> failed(long status) {
        return CompletableFuture.failedFuture(new UaException(status));
    }

    @Test
    void allOperationsAreAnsweredInTheirOrder() {
        List<Integer> answers = calls.all(Kind.NODES_PER_READ, "numbers", numbers(25), 10, part -> {
            sizes.add(part.size());
            return same(part);
        });
        assertEquals(numbers(25), answers);
        assertEquals(List.of(10, 10, 5), sizes);
    }

    @Test
    void twoCallsAreUnderWayAtATime() throws Exception {
        List<CompletableFuture<Integer[]>> open = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<List<Integer>> all =
                CompletableFuture.supplyAsync(() -> calls.all(Kind.NODES_PER_READ, "numbers", numbers(4), 1, part -> {
                    int number = part.get(0);
                    CompletableFuture<Integer[]> answer = new CompletableFuture<>();
                    open.add(answer);
                    if (number > 0) {
                        long unanswered =
                                open.stream().filter(one -> !one.isDone()).count();
                        assertTrue(unanswered <= BatchedCalls.AT_A_TIME, () -> unanswered + " calls at a time");
                        // The first is answered by the second's being sent: one at a time would never end.
                        open.get(number - 1).complete(new Integer[] {number - 1});
                    }
                    if (number == 3) {
                        answer.complete(new Integer[] {number});
                    }
                    return answer;
                }));
        assertEquals(numbers(4), all.get(60, TimeUnit.SECONDS));
    }

    @Test
    void aServerThatFindsACallTooLargeGetsSmallerOnes() {
        List<Integer> answers = calls.all(Kind.NODES_PER_READ, "numbers", numbers(20), 16, part -> {
            sizes.add(part.size());
            return part.size() > 5 ? failed(StatusCodes.Bad_TooManyOperations) : same(part);
        });
        assertEquals(numbers(20), answers);
        assertEquals(4, sizes.get(sizes.size() - 1));
    }

    @Test
    void whatIsRefusedOrLeftOutStaysUnknown() {
        List<Integer> refused = calls.all(
                Kind.NODES_PER_READ,
                "numbers",
                numbers(4),
                1,
                part -> part.get(0) == 1 ? failed(StatusCodes.Bad_ServiceUnsupported) : same(part));
        assertEquals(Arrays.asList(0, null, null, null), refused);
        List<Integer> tooFew = calls.all(
                Kind.NODES_PER_READ,
                "numbers",
                numbers(2),
                2,
                part -> CompletableFuture.completedFuture(new Integer[] {0}));
        assertEquals(Arrays.asList(0, null), tooFew);
        List<Integer> single = calls.all(
                Kind.NODES_PER_READ, "numbers", numbers(2), 2, part -> failed(StatusCodes.Bad_TooManyOperations));
        assertEquals(Arrays.asList(null, null), single);
    }
}
