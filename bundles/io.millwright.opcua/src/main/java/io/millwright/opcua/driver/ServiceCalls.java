package io.millwright.opcua.driver;

import io.millwright.opcua.milo.Waits;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.stack.core.StatusCodes;

/**
 * Many operations of one service, in calls of a size that the server takes, within one limit of time for all of them. Any
 * thread, several at a time.
 */
final class ServiceCalls {
    /** A smaller call may be taken. */
    private static final Set<Long> TOO_MUCH = Set.of(
            StatusCodes.Bad_TooManyOperations,
            StatusCodes.Bad_RequestTooLarge,
            StatusCodes.Bad_ResponseTooLarge,
            StatusCodes.Bad_EncodingLimitsExceeded,
            StatusCodes.Bad_TcpMessageTooLarge);

    private final AtomicInteger most;

    /** @param most operations of one call at first; fewer where the server finds that too many */
    ServiceCalls(int most) {
        this.most = new AtomicInteger(most);
    }

    /** Sends one call. */
    interface Call<T, R> {
        CompletableFuture<R[]> of(List<T> part);
    }

    /** Takes the result of one operation. */
    interface Result<R> {
        void is(int operation, R result);
    }

    /**
     * Makes all calls, one after the other.
     *
     * @param limit most operations of one call, by what the server says of itself
     * @param timeoutMillis longest time for all of them
     * @throws Waits.Failure when a call failed or the time is over; operations whose result was not told have none
     */
    <T, R> void all(List<T> operations, int limit, long timeoutMillis, Call<T, R> call, Result<R> result)
            throws Waits.Failure, InterruptedException {
        long endNanos = System.nanoTime() + timeoutMillis * 1_000_000;
        int next = 0;
        while (next < operations.size()) {
            int size = Math.max(1, Math.min(limit, most.get()));
            List<T> part = operations.subList(next, Math.min(operations.size(), next + size));
            long leftMillis = Math.max(1, (endNanos - System.nanoTime()) / 1_000_000);
            try {
                R[] results = Waits.await(call.of(part), leftMillis);
                for (int i = 0; results != null && i < results.length && i < part.size(); i++) {
                    result.is(next + i, results[i]);
                }
                next += part.size();
            } catch (Waits.Failure e) {
                if (part.size() == 1 || !TOO_MUCH.contains(e.statusCode())) {
                    throw e;
                }
                most.accumulateAndGet(part.size() / 2, Math::min);
            }
        }
    }
}
