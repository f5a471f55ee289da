package io.millwright.opcua.milo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;

/**
 * The load that a connection may put on its server: service requests per second, through all of its sessions and attempts, and
 * requests under way in one of them. Publish is apart: the server answers it when it likes. What is too early waits for its turn,
 * and its own timeout starts when it is sent. What was sent is counted beside what is allowed, so that the counters prove it.
 * Any thread; nothing here blocks.
 */
public final class LoadBudget {
    /** Requests may be closer together where they arrive than where they leave: a tenth is kept in hand. */
    private static final long SECOND_WITH_RESERVE_NANOS = 1_100_000_000L;

    /** Callers wait for their answers, so that there are few; more are a bug. */
    private static final int MOST_WAITING = 10_000;

    private final LongSupplier clock;
    private final RequestRate rate = new RequestRate();
    private long intervalNanos;
    private int mostInFlight;
    private boolean sent;
    private long sentNanos;
    private int inFlight;
    private int mostSeenInFlight;
    private long delayed;

    /** Allows everything. */
    public LoadBudget() {
        this(System::nanoTime);
    }

    LoadBudget(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Sets what is allowed from now on.
     *
     * @param requestsPerSecond 0 for any number
     * @param requestsInFlight 0 for any number
     */
    public synchronized void allow(int requestsPerSecond, int requestsInFlight) {
        intervalNanos = requestsPerSecond == 0 ? 0 : SECOND_WITH_RESERVE_NANOS / requestsPerSecond;
        mostInFlight = requestsInFlight;
    }

    /** Returns how many requests were sent. */
    public synchronized long requests() {
        return rate.all();
    }

    /** Returns how many were sent in that one second in which most were. */
    public synchronized int mostPerSecond() {
        return rate.mostPerSecond();
    }

    /** Returns how many were under way at the time when most were. */
    public synchronized int mostInFlight() {
        return mostSeenInFlight;
    }

    /** Returns how many had to wait. */
    public synchronized long delayed() {
        return delayed;
    }

    /** One transport's share; what still waits in it when it is closed is never sent. */
    final class Line {
        private final ScheduledExecutorService timer;
        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private int underWay;
        private boolean timed;
        private boolean closed;

        /** @param timer runs what waited */
        Line(ScheduledExecutorService timer) {
            this.timer = timer;
        }

        private record Waiting(boolean first, Runnable send, Runnable giveUp) {}

        /**
         * Sends a request when its turn comes.
         *
         * @param first whether it goes before those that wait, and does not wait for the answers of others
         */
        <T> CompletableFuture<T> send(boolean first, Supplier<CompletableFuture<T>> request) {
            long now = clock.getAsLong();
            synchronized (LoadBudget.this) {
                if (!closed && (first || waiting.isEmpty()) && untilNanos(now) <= 0 && (first || room())) {
                    note(now);
                } else {
                    return enqueue(first, request);
                }
            }
            return start(request);
        }

        /** Returns whether nothing waits. */
        boolean idle() {
            synchronized (LoadBudget.this) {
                return waiting.isEmpty();
            }
        }

        private <T> CompletableFuture<T> enqueue(boolean first, Supplier<CompletableFuture<T>> request) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            if (closed) {
                answer.completeExceptionally(new UaException(StatusCodes.Bad_ConnectionClosed));
                return answer;
            }
            if (waiting.size() >= MOST_WAITING) {
                answer.completeExceptionally(new UaException(StatusCodes.Bad_ResourceUnavailable));
                return answer;
            }
            Waiting one = new Waiting(
                    first,
                    () -> start(request).whenComplete((response, failure) -> {
                        if (failure == null) {
                            answer.complete(response);
                        } else {
                            answer.completeExceptionally(failure);
                        }
                    }),
                    () -> answer.completeExceptionally(new UaException(StatusCodes.Bad_ConnectionClosed)));
            if (first) {
                waiting.addFirst(one);
            } else {
                waiting.addLast(one);
            }
            delayed++;
            wake(clock.getAsLong());
            return answer;
        }

        private boolean room() {
            return mostInFlight == 0 || underWay < mostInFlight;
        }

        private boolean nextHasRoom() {
            return !waiting.isEmpty() && (waiting.peek().first() || room());
        }

        private void note(long now) {
            rate.note(now);
            sent = true;
            sentNanos = now;
            underWay++;
            inFlight++;
            mostSeenInFlight = Math.max(mostSeenInFlight, inFlight);
        }

        /** Its turn has come: it is noted already, and its end is, however it ends. */
        private <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> request) {
            CompletableFuture<T> answer;
            try {
                answer = request.get();
            } catch (RuntimeException e) {
                answer = CompletableFuture.failedFuture(e);
            }
            answer.whenComplete((response, failure) -> {
                synchronized (LoadBudget.this) {
                    inFlight--;
                    underWay--;
                }
                pump();
            });
            return answer;
        }

        /** Under the lock: sees to it that what waits goes on when it may. */
        private void wake(long now) {
            if (!timed && !closed && nextHasRoom()) {
                timed = true;
                try {
                    timer.schedule(this::due, Math.max(0, untilNanos(now)), TimeUnit.NANOSECONDS);
                } catch (RejectedExecutionException e) {
                    // The bundle stops.
                    timed = false;
                }
            }
        }

        private void due() {
            synchronized (LoadBudget.this) {
                timed = false;
            }
            pump();
        }

        private void pump() {
            while (true) {
                Waiting next;
                synchronized (LoadBudget.this) {
                    long now = clock.getAsLong();
                    if (closed || !nextHasRoom() || untilNanos(now) > 0) {
                        wake(now);
                        return;
                    }
                    next = waiting.poll();
                    note(now);
                }
                next.send().run();
            }
        }

        /** What waits fails, and what comes fails. */
        void close() {
            Deque<Waiting> left;
            synchronized (LoadBudget.this) {
                closed = true;
                left = new ArrayDeque<>(waiting);
                waiting.clear();
            }
            left.forEach(one -> one.giveUp().run());
        }
    }

    private long untilNanos(long now) {
        return !sent || intervalNanos == 0 ? 0 : sentNanos + intervalNanos - now;
    }
}
