package io.millwright.opcua.look;

import io.millwright.opcua.milo.MiloThreads;
import io.millwright.opcua.settings.Settings;
import io.millwright.tag.BrowseException;
import io.millwright.tag.BrowseException.Reason;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads on which people's questions are answered, one after the other on each, so that whoever asks waits for the time that he gave
 * and no longer. They end when idle. While there is one, the library's threads live, which many questions in a row share.
 */
final class Turns implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Settings.LOGGER);
    private static final int MOST_WAITING = 16;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_MILLIS = 3_500;

    private final String name;
    private final ThreadPoolExecutor executor;

    /**
     * Starts nothing yet.
     *
     * @param name for the log
     * @param threads name of the threads, to which numbers are put
     * @param most how many run at a time
     */
    Turns(String name, String threads, int most) {
        this.name = name;
        executor = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), holding(threads));
        executor.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory holding(String threads) {
        ThreadFactory plain = MiloThreads.threads(threads);
        return task -> plain.newThread(() -> {
            MiloThreads.acquire();
            try {
                task.run();
            } finally {
                MiloThreads.release();
            }
        });
    }

    /** A question. */
    interface Question<T> {
        /** Returns the answer; an interrupt means that nobody waits for it any more. */
        T ask() throws BrowseException, InterruptedException;
    }

    /** A question that is under way, or waits for that. */
    private static final class Turn<T> extends FutureTask<T> {
        private volatile boolean begun;

        Turn(Question<T> question) {
            super(question::ask);
        }

        @Override
        public void run() {
            begun = true;
            super.run();
        }
    }

    /**
     * Returns the answer.
     *
     * @param timeoutMillis as long as this is waited at most
     * @param what for people who get none
     */
    <T> T take(long timeoutMillis, String what, Question<T> question) throws BrowseException {
        Turn<T> turn = new Turn<>(question);
        try {
            executor.execute(turn);
            return turn.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw executor.isShutdown() ? ended() : busy(timeoutMillis);
        } catch (CancellationException e) {
            throw ended();
        } catch (TimeoutException e) {
            turn.cancel(true);
            throw turn.begun
                    ? new BrowseException(
                            Reason.NO_ANSWER,
                            what + ": no answer within " + timeoutMillis + " ms.",
                            "Try again, with more time; else look whether the server is overloaded.")
                    : busy(timeoutMillis);
        } catch (InterruptedException e) {
            turn.cancel(true);
            Thread.currentThread().interrupt();
            throw new BrowseException(Reason.NO_ANSWER, what + ": interrupted.", "");
        } catch (ExecutionException e) {
            throw failure(what, e.getCause());
        }
    }

    private BrowseException failure(String what, Throwable cause) {
        if (cause instanceof BrowseException told) {
            return told;
        }
        if (executor.isShutdown()) {
            return ended();
        }
        LOGGER.error("{}: {}: unexpected failure.", name, what, cause);
        return new BrowseException(
                Reason.REFUSED, what + ": unexpected failure (" + cause + "; stack in the log).", "");
    }

    private static BrowseException ended() {
        return new BrowseException(Reason.NO_SESSION, "It has been deactivated.", "");
    }

    private static BrowseException busy(long timeoutMillis) {
        return new BrowseException(
                Reason.BUSY, "Others are asking; there was no turn within " + timeoutMillis + " ms.", "Try again.");
    }

    /** Ends what runs; returns within 4 s, usually at once. */
    @Override
    public void close() {
        executor.shutdownNow().forEach(waiting -> ((Turn<?>) waiting).cancel(false));
        try {
            executor.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
