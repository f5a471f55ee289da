package io.millwright.inference;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many native objects live. Thread-safe; read by the state service. */
final class NativeCounts {
    /** Sessions opened and not yet closed. */
    final AtomicInteger sessionsOpen = new AtomicInteger();

    /** Sessions closed since the start. */
    final AtomicLong sessionsClosed = new AtomicLong();

    /** Runners opened and not yet released. */
    final AtomicInteger runnersOpen = new AtomicInteger();

    /** Closed runners whose run has not returned in time: each keeps its session until it returns. */
    final AtomicInteger runnersKept = new AtomicInteger();

    /** Runs that were ended because their time was over. */
    final AtomicLong timeouts = new AtomicLong();

    /** Runs that computed rows of several runners. */
    final AtomicLong batches = new AtomicLong();

    /** Rows that were computed in them. */
    final AtomicLong batchRows = new AtomicLong();

    /** Of such runs those that failed or took too long, whose rows were then computed one by one. */
    final AtomicLong batchesSplit = new AtomicLong();

    /** Started runs that were refused because too many waited. */
    final AtomicLong batchRefused = new AtomicLong();

    /** Workers that hold a model now. */
    final AtomicInteger workersOpen = new AtomicInteger();

    /** How often a worker was started again because it had ended. */
    final AtomicLong workerRestarts = new AtomicLong();
}
