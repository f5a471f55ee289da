package io.millwright.model;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One lane's use of a model. Used by one thread at a time. Outlives its model's withdrawal: native memory is freed after the
 * last close, never under a running call.
 */
@ProviderType
public interface ModelRunner extends AutoCloseable {
    /** Returns input {@code i}: direct, native byte order, the same instance for life; take typed views once. */
    ByteBuffer input(int i);

    /** Returns output {@code i}: valid from the return of {@link #run} to the next run; undefined after an exception. */
    ByteBuffer output(int i);

    /** Returns the shape of output {@code i}, fixed for life. */
    long[] outputShape(int i);

    /**
     * Runs the model on the inputs. Blocks. Leaves the thread's interrupt flag as it was.
     *
     * @param timeoutMillis above 0; engines inside this process may overrun it by one operator
     * @throws IllegalStateException if closed
     * @throws ModelException if the engine fails or the time is over; the runner stays usable if the exception is retryable
     */
    void run(long timeoutMillis) throws ModelException;

    /**
     * Starts a run and returns; the inputs must not be touched until it is done. By default it is {@link #run} on the caller.
     *
     * @param timeoutMillis above 0
     * @param done called once, from any thread, also when {@link #cancel} ended the run
     * @throws IllegalStateException if closed, or if a run is in progress
     */
    default void start(long timeoutMillis, Completion done) {
        ModelException failure = null;
        try {
            run(timeoutMillis);
        } catch (ModelException e) {
            failure = e;
        }
        done.done(failure);
    }

    /**
     * Whether a started run may wait for runs of other runners, to be computed together with them: for a few milliseconds, or until
     * {@link #flush}. Worth it only while others are about to start theirs; {@link #run} waits for nobody. It may change at any time.
     */
    default boolean gathers() {
        return false;
    }

    /** Has started runs that wait for others computed now, by the caller. Blocks for the runs. Without one it does nothing. */
    default void flush() {}

    /**
     * Returns the model whose run made the present outputs, where that is not the model that was opened: one that stands in for a
     * server which did not answer. Its inputs and outputs are those of the opened model. Asked by the thread that uses the runner;
     * valid as long as the outputs.
     *
     * @return null where the opened model ran itself
     */
    default Model standIn() {
        return null;
    }

    /** Asks a started run to end soon; its completion still comes. Without one it does nothing. Any thread. */
    default void cancel() {}

    /** Hears of the end of a started run. */
    @FunctionalInterface
    interface Completion {
        /**
         * The run is over and the outputs are valid, or it failed. Returns at once.
         *
         * @param failure why there are no outputs, or null
         */
        void done(ModelException failure);
    }

    /** Closes. Idempotent, from any thread; waits for a run in progress. */
    @Override
    void close();
}
