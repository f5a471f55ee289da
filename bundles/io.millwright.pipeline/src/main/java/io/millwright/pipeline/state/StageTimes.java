package io.millwright.pipeline.state;

import io.millwright.supervision.Durations;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How long the stages of a pipeline take, as far as its lane goes; what runs beside it as a shadow has its own. Thread-safe. */
public final class StageTimes {
    private final Durations queue =
            new Durations("queue", "From the delivery of values to their turn on the lane, per delivery of the source");
    private final Durations run =
            new Durations("run", "One run of the model, the wait for runs that it is computed with included");
    private final Durations decide =
            new Durations("decide", "From a run's end until the decisions of its windows are handed on");
    private final Durations lag = new Durations(
            "lag",
            "From a window's end by the source's clock to its decision by the gateway's, per run its newest one");

    /** A delivery waited so long for its turn. */
    public void waited(long nanos) {
        queue.record(nanos);
    }

    /** A run took so long. */
    public void ran(long nanos) {
        run.record(nanos);
    }

    /**
     * The windows of a run were decided.
     *
     * @param nanos how long that took
     * @param endMicros end of the newest of them by the source's clock
     */
    public void decided(long nanos, long endMicros) {
        decide.record(nanos);
        long nowMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        lag.record(TimeUnit.MICROSECONDS.toNanos(nowMicros - endMicros));
    }

    /** Returns them in the order of the stages. */
    public List<Durations> all() {
        return List.of(queue, run, decide, lag);
    }
}
