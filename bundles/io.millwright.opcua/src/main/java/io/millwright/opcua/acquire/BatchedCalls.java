package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.Waits;
import io.millwright.opcua.settings.Settings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Many operations of one service in calls that a server takes, {@value #AT_A_TIME} calls under way at a time, or one. */
public final class BatchedCalls {
    /** So the next call is on its way while an answer is decoded; more would burden a small server. */
    static final int AT_A_TIME = 2;

    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);

    /** Calls that time out cost a request timeout each: so often a smaller one is tried. */
    private static final int MOST_TIMEOUTS = 3;

    private final String connection;
    private final LearnedLimits learned;
    private final int mostTimeouts;
    private final int atATime;
    private final Runnable before;
    private boolean unanswered;

    /**
     * Makes calls on one thread.
     *
     * @param connection for the log
     * @param learned what the server takes at once, and what is learned of it here
     */
    public BatchedCalls(String connection, LearnedLimits learned) {
        this(connection, learned, MOST_TIMEOUTS, AT_A_TIME, () -> {});
    }

    private BatchedCalls(String connection, LearnedLimits learned, int mostTimeouts, int atATime, Runnable before) {
        this.connection = connection;
        this.learned = learned;
        this.mostTimeouts = mostTimeouts;
        this.atATime = atATime;
        this.before = before;
    }

    /**
     * Makes calls one after the other, of which none is tried again in smaller ones when it times out: that is left to whoever asks,
     * and so is telling people.
     *
     * @param before waits for a call's turn
     */
    public static BatchedCalls inTurn(String connection, LearnedLimits learned, Runnable before) {
        return new BatchedCalls(connection, learned, 0, 1, before);
    }

    /** Whether a call failed that may be answered another time, on a server that has the service. */
    boolean unanswered() {
        return unanswered;
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
     * @param kind of what is counted
     * @param what is asked for, for the log
     * @param most operations per call; fewer where the server finds that too many
     */
    public <T, R> List<R> all(LearnedLimits.Kind kind, String what, List<T> operations, int most, Call<T, R> call) {
        List<R> results = new ArrayList<>(Collections.nCopies(operations.size(), null));
        Queue<Sent<R>> sent = new ArrayDeque<>();
        int next = 0;
        int timeouts = 0;
        while (next < operations.size() || !sent.isEmpty()) {
            while (next < operations.size() && sent.size() < atATime) {
                int to = Math.min(operations.size(), next + learned.atMost(kind, most));
                before.run();
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
                int size = oldest.to() - oldest.from();
                boolean timeout = TooMuch.isTimeout(e) && ++timeouts <= mostTimeouts;
                if (size == 1 || !timeout && !TooMuch.is(e)) {
                    LOGGER.atLevel(atATime == 1 ? Level.DEBUG : Level.INFO)
                            .log("{}: the server tells no {} ({}).", connection, what, Waits.text(e));
                    unanswered |= UaException.extract(e).filter(Unsupported::is).isEmpty();
                    return results;
                }
                learned.tooMany(kind, timeout ? size / 2 : size);
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
}
