package io.millwright.inference;

import io.millwright.model.ModelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes started runs of one model version's runners together. A started run leaves its row here and waits; whoever finds enough rows,
 * flushes, or comes when the latency is over leads: takes the rows in their order, copies them into one batch, computes it, and hands
 * every runner its outputs. One thread leads at a time; what comes meanwhile it takes along. Thread-safe; allocates nothing per run.
 */
final class Batcher {
    /** Runs that may wait; each runner has one at most. */
    static final int CAPACITY = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

    /** Then somebody else goes on: whoever leads has work of its own. */
    private static final int BATCHES_PER_LEAD = 4;

    private final OnnxModel model;
    private final Computing computing;
    private final NativeCounts counts;
    private final Object lock = new Object();

    /** Held while batches are measured, which takes time. */
    private final Object preparation = new Object();

    /** Waiting runs, the oldest at the head; guarded by the lock, like the next three. */
    private final StartedRun[] ring = new StartedRun[CAPACITY];

    private int head;
    private int waiting;
    private boolean leading;

    /** Whether somebody wants computed what waits; guarded by the lock. */
    private boolean wanted;

    /** Open runners; changed under the lock alone. */
    private volatile int members;

    /** What it was found to be good for, null before that. */
    private volatile BatchTrial.Finding finding;

    /** Open while several runners are, and batches pay; null otherwise. */
    private volatile Batch batch;

    Batcher(OnnxModel model, Computing computing, NativeCounts counts) {
        this.model = model;
        this.computing = computing;
        this.counts = counts;
    }

    /** Returns how rows are computed, for a person; empty before two runners were open at once. */
    String text() {
        BatchTrial.Finding found = finding;
        return found == null ? "" : found.text();
    }

    /** Whether started runs wait for each other now. */
    boolean gathers() {
        return batch != null && members > 1 && computing.gathers();
    }

    /** A runner is there. The second one has batches measured, which takes a fraction of a second. */
    void join() {
        synchronized (lock) {
            members = members + 1;
            if (members < 2 || batch != null) {
                return;
            }
        }
        synchronized (preparation) {
            if (batch == null && (finding == null || finding.plan().size() > 1)) {
                prepare();
            }
        }
    }

    private void prepare() {
        try {
            if (finding == null) {
                BatchTrial.Finding found = new BatchTrial(model, computing.latencyNanos()).find();
                LOG.info("{}: computes {}", model, found.text());
                finding = found;
            }
            if (finding.plan().size() > 1) {
                offer(Batch.open(model, finding.plan(), counts));
            }
        } catch (ModelException | IllegalStateException e) {
            // A convenience that fails now; the next runner that opens has it tried again.
            LOG.warn(
                    "{}: rows are not computed together, because batches could not be opened: {}", model, e.toString());
        }
    }

    private void offer(Batch opened) {
        synchronized (lock) {
            if (members > 0) {
                batch = opened;
                computing.add(this);
                return;
            }
        }
        opened.close();
    }

    /** A runner is gone. The last one closes what they shared. */
    void leave() {
        Batch over = null;
        synchronized (lock) {
            members = members - 1;
            if (members == 0 && batch != null) {
                over = batch;
                batch = null;
            }
        }
        if (over != null) {
            computing.remove(this);
            over.close();
        }
    }

    /** Has a begun run wait, and computes what waits if that fills a batch. */
    void add(StartedRun run) {
        Batch now = batch;
        boolean full;
        boolean lead = false;
        synchronized (lock) {
            full = waiting == CAPACITY;
            if (!full) {
                ring[(head + waiting++) % CAPACITY] = run;
                lead = !leading && (now == null || waiting >= now.size() || !computing.gathers());
                leading |= lead;
            }
        }
        if (full) {
            counts.batchRefused.incrementAndGet();
            run.finish(run.runner().failures().crowded(CAPACITY));
        } else if (lead) {
            lead();
        } else {
            computing.expect();
        }
    }

    /** Computes what waits, or leaves it to whoever is computing. Blocks for the runs. */
    void flush() {
        synchronized (lock) {
            wanted = waiting > 0;
            if (!wanted || leading) {
                return;
            }
            leading = true;
        }
        lead();
    }

    /** Takes a waiting run back; its completion hears why. Without one it does nothing. */
    void cancel(StartedRun run) {
        synchronized (lock) {
            int at = 0;
            while (at < waiting && ring[(head + at) % CAPACITY] != run) {
                at++;
            }
            if (at == waiting) {
                return;
            }
            for (int i = at; i < waiting - 1; i++) {
                ring[(head + i) % CAPACITY] = ring[(head + i + 1) % CAPACITY];
            }
            ring[(head + --waiting) % CAPACITY] = null;
        }
        run.finish(run.runner().failures().cancelled());
    }

    boolean anyWaiting() {
        synchronized (lock) {
            return waiting > 0;
        }
    }

    /** Whether a run waits that was started so long ago. */
    boolean overdue(long nowNanos, long latencyNanos) {
        synchronized (lock) {
            return waiting > 0 && nowNanos - ring[head].runner().startedNanos() >= latencyNanos;
        }
    }

    private void lead() {
        boolean left = false;
        try {
            for (int led = 0; !left && (led < BATCHES_PER_LEAD || !computing.gathers()); led++) {
                computeNext();
                left = leaves();
            }
        } finally {
            // Also after a bug: the lead must not be lost.
            if (!left) {
                synchronized (lock) {
                    leading = false;
                    wanted = true;
                }
                computing.takeOver();
            }
        }
    }

    /** Ends the lead if nothing is left that has to be computed now. */
    private boolean leaves() {
        Batch now = batch;
        synchronized (lock) {
            wanted &= waiting > 0;
            boolean goesOn = wanted || waiting > 0 && (now == null || waiting >= now.size() || !computing.gathers());
            leading = goesOn;
            return !goesOn;
        }
    }

    /** Computes the oldest rows. Their runners are open, so what they share is open as well. */
    private void computeNext() {
        Batch now = batch;
        if (now == null) {
            return;
        }
        boolean inside = computing.budget().enter(now.turn(), now.usualNanos(), earliestDeadlineNanos());
        int count = 0;
        try {
            count = take(now.rows(), inside);
            now.compute(inside, count);
        } finally {
            if (inside) {
                computing.budget().leave();
            }
            now.finish(count);
        }
    }

    private long earliestDeadlineNanos() {
        synchronized (lock) {
            long earliest = System.nanoTime() + OnnxRunner.GREATEST_TIMEOUT_NANOS;
            for (int i = 0; i < waiting; i++) {
                long deadline = ring[(head + i) % CAPACITY].runner().deadlineNanos();
                earliest = deadline - earliest < 0 ? deadline : earliest;
            }
            return earliest;
        }
    }

    /** Takes the oldest rows; whoever is not inside the budget takes those alone whose time is over. */
    private int take(StartedRun[] rows, boolean inside) {
        long nowNanos = System.nanoTime();
        int count = 0;
        synchronized (lock) {
            int looks = inside ? Math.min(waiting, rows.length) : waiting;
            for (int i = 0; i < looks; i++) {
                StartedRun row = ring[head];
                ring[head] = null;
                head = (head + 1) % CAPACITY;
                if (count < rows.length && (inside || row.runner().over(nowNanos))) {
                    rows[count++] = row;
                    waiting--;
                } else {
                    ring[(head + waiting - 1) % CAPACITY] = row;
                }
            }
        }
        return count;
    }
}
