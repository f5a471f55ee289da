package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many operations of one service in calls that a server takes, {@value #AT_A_TIME} calls under way at a time. */
public final class BatchedCalls {
    /** So the next call is on its way while an answer is decoded; more would burden a small server. */
    static final int AT_A_TIME = 2;

    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    /** A smaller call may be taken. */
    private static final Set<Long> TOO_MUCH = Set.of(
            StatusCodes.Bad_TooManyOperations,
            StatusCodes.Bad_RequestTooLarge,
            StatusCodes.Bad_ResponseTooLarge,
            StatusCodes.Bad_EncodingLimitsExceeded,
            StatusCodes.Bad_TcpMessageTooLarge);

    private final String connection;

    /**
     * Makes calls on one thread.
     *
     * @param connection for the log
     */
    public BatchedCalls(String connection) {
        this.connection = connection;
    }

    /** Sends one call; Milo completes the answer within the request's timeout. */
    public interface Call<T, R> {
        /** Returns one answer per operation, in their order. */
        CompletableFuture<R[]> of(List<T> part);
    }

    /** The operations from {@code from} to before {@code to}. */
    private record Sent<R>(int from, int to, CompletableFuture<R[]> answers) {}

    /**
     * Returns as many results as there are operations; null for each that was not answered.
     *
     * @param what is asked for, for the log
     * @param most operations per call; fewer where the server finds that too many
     */
    public <T, R> List<R> all(String what, List<T> operations, int most, Call<T, R> call) {
        List<R> results = new ArrayList<>(Collections.nCopies(operations.size(), null));
        Queue<Sent<R>> sent = new ArrayDeque<>();
        int batch = most;
        int next = 0;
        while (next < operations.size() || !sent.isEmpty()) {
            while (next < operations.size() && sent.size() < AT_A_TIME) {
                int to = Math.min(operations.size(), next + batch);
                sent.add(new Sent<>(next, to, call.of(operations.subList(next, to))));
                next = to;
            }
            Sent<R> oldest = sent.remove();
            try {
                R[] answers = oldest.answers().get();
                for (int i = 0; answers != null && i < Math.min(answers.length, oldest.to() - oldest.from()); i++) {
                    results.set(oldest.from() + i, answers[i]);
                }
            } catch (ExecutionException e) {
                if (!tooMuch(e) || batch == 1) {
                    LOGGER.info("{}: the server tells no {} ({}).", connection, what, Waits.text(e));
                    return results;
                }
                batch = Math.max(1, batch / 2);
                next = oldest.from();
                sent.clear();
            } catch (InterruptedException e) {
                // The connection is being closed.
                Thread.currentThread().interrupt();
                return results;
            }
        }
        return results;
    }

    private static boolean tooMuch(ExecutionException failure) {
        return UaException.extract(failure)
                .filter(e -> TOO_MUCH.contains(e.getStatusCode().value()))
                .isPresent();
    }
}
