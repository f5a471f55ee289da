package io.millwright.pipeline.publish;

import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.Ledger;
import io.millwright.pipeline.publish.kura.CloudConnection;
import io.millwright.pipeline.publish.kura.Reconnects;
import io.millwright.pipeline.publish.message.Annex;
import io.millwright.pipeline.publish.message.Batch;
import io.millwright.pipeline.publish.message.DecisionMessage;
import io.millwright.pipeline.state.StateMessage;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes decisions and publishes them through one cloud publisher, on a thread of its own, because {@code publish} stores
 * into the gateway's database on the caller's thread. Thread-safe. Got from {@link Outboxes#acquire}.
 */
public final class Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long BUG_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final String publisherPid;
    private final Leftovers leftovers;
    private final LongSupplier nanoTime;
    private final long originNanos;
    private final Thread thread;
    private final PublisherCalls calls;

    private final ReentrantLock lock = new ReentrantLock();

    /** Signalled when the thread has to look again. */
    private final Condition changed = lock.newCondition();

    private final OutboxPolicy policy;
    private final Reconnects reconnects;

    /** When the thread looks again by itself; guarded by the lock. */
    private long wakeNanos = Long.MAX_VALUE;

    /** Confirmations so far, those of others on the same connection included; guarded by the lock. */
    private long heard;

    /** When the last of them came; guarded by the lock. */
    private long heardNanos;

    /** Whether intake has ended; guarded by the lock. */
    private boolean closing;

    /** Whether all that was left has been taken away; guarded by the lock. */
    private boolean drained;

    /** Until when a closing outbox may flush; guarded by the lock. */
    private long flushEndNanos;

    private volatile OutboxState state = OutboxState.OK;
    private final SupervisedOutbox supervised;

    /** Only the outbox's thread uses it. */
    private final OutboxLog log;

    Outbox(
            CloudPublisher publisher,
            String publisherPid,
            Ledger ledger,
            Leftovers leftovers,
            Function<String, CloudConnection> connections,
            LongSupplier nanoTime) {
        this.publisherPid = publisherPid;
        this.leftovers = leftovers;
        this.nanoTime = nanoTime;
        this.originNanos = nanoTime.getAsLong();
        this.calls = new PublisherCalls(publisher, publisherPid, this::confirmed, this::now);
        this.log = new OutboxLog(publisherPid);
        this.policy = new OutboxPolicy(ledger, publisherPid);
        this.reconnects =
                new Reconnects(publisherPid, () -> connections.apply(publisherPid), this::reconnected, nanoTime);
        this.supervised = new SupervisedOutbox(publisherPid, this::state, this::counters, policy);
        this.thread = new Thread(this::run, "millwright-outbox-" + publisherPid);
        // A store call that hangs must not keep the gateway from ending.
        thread.setDaemon(true);
        thread.setContextClassLoader(Outbox.class.getClassLoader());
    }

    /** Starts the thread. Calls nobody else: whoever acquires an outbox must not wait for a publisher. */
    void start() {
        thread.start();
    }

    /** Asks for confirmations before the first message goes; on the outbox's thread, because a publisher may block. */
    private void listen() {
        calls.listen();
        lock.lock();
        try {
            if (!drained) {
                return;
            }
        } finally {
            lock.unlock();
        }
        // The outbox was closed while the publisher held up the call.
        calls.unlisten();
    }

    /**
     * Takes a decision. Never blocks on the publisher.
     *
     * @return false where the outbox is closed: the decision was not taken, and the caller counts it
     */
    public boolean offer(PipelineDecision decision) {
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            long now = now();
            carryIn(decision.pipeline(), now);
            policy.offer(decision, now);
            wakeIfSooner(now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a state message; of those that wait for one component the latest is sent. Never blocks on the publisher. */
    public void offer(StateMessage message) {
        lock.lock();
        try {
            if (!closing) {
                long now = now();
                carryIn(message.component(), now);
                policy.offer(message, now);
                wakeIfSooner(now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes an annex. Never blocks on the publisher. Returns false where the outbox is closed. */
    boolean offer(Annex annex) {
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            long now = now();
            policy.offer(annex, now);
            wakeIfSooner(now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says whether the cloud connection may be told to reconnect when it is up and stuck, at most once per minute. It
     * is enough that one of the outbox's pipelines allows it; so it is until the first has spoken. Returns at once.
     */
    public void allowReconnect(String pipeline, boolean allow) {
        reconnects.allow(pipeline, allow);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how often the cloud connection was told to reconnect. */
    public long reconnects() {
        return reconnects.count();
    }

    /** Returns what went through, of one moment, by name. Waits for a few instructions of others, never for the publisher. */
    private Map<String, Long> counters() {
        lock.lock();
        try {
            Map<String, Long> map = policy.counters();
            map.put("reconnects", reconnects());
            return map;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what whoever supervises asks. */
    SupervisedOutbox supervised() {
        return supervised;
    }

    /** Returns the present state. */
    public OutboxState state() {
        OutboxState blocked = calls.blocked();
        return blocked == null ? state : blocked;
    }

    /** Ends intake and lets the thread publish what may still go, for at most 2 s. Returns at once. */
    void beginClose() {
        reconnects.close();
        lock.lock();
        try {
            if (!closing) {
                closing = true;
                flushEndNanos = now() + FLUSH_NANOS;
                policy.closing(now());
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for the thread and keeps what is left for the next outbox. A thread that hangs in the publisher is left
     * behind, and never interrupted, because that would close the files of the gateway's database: it ends when its call
     * returns, and accounts for its message then.
     *
     * @param timeoutMillis longest wait, in milliseconds
     */
    void endClose(long timeoutMillis) {
        boolean interrupted = false;
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try {
            thread.join(Math.max(1L, timeoutMillis));
            reconnects.awaitCheck(TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            LOG.warn(
                    "The cloud publisher {} has not returned from publish within {} ms; its thread is left to end by"
                            + " itself",
                    publisherPid,
                    timeoutMillis);
        }
        drain();
        calls.unlisten();
        state = new OutboxState(OutboxState.Code.CLOSED, "The outbox of " + publisherPid + " has been closed", "");
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        lock.lock();
        try {
            drained = true;
            leftovers.keep(policy.drain());
        } finally {
            lock.unlock();
        }
    }

    private void carryIn(String pipeline, long now) {
        Leftovers.Left left = leftovers.take(pipeline);
        if (left != null) {
            policy.carryIn(left.decisions(), left.state(), now);
        }
    }

    private void confirmed(String id) {
        if (id == null) {
            return;
        }
        lock.lock();
        try {
            heard++;
            heardNanos = now();
            policy.confirmed(id, heardNanos);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void reconnected(long count) {
        lock.lock();
        try {
            policy.reconnects(count);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wakeIfSooner(long now) {
        if (policy.nextChangeNanos(now) < wakeNanos) {
            changed.signalAll();
        }
    }

    private void run() {
        boolean running = true;
        boolean listening = false;
        while (running) {
            try {
                if (!listening) {
                    listen();
                    listening = true;
                }
                running = turn();
            } catch (Throwable t) {
                running = goOnAfter(t);
            }
        }
    }

    /** Publishes one batch, or waits for something to do. Returns whether there may be more. */
    private boolean turn() {
        boolean more;
        Batch batch = null;
        lock.lock();
        try {
            if (policy.stuckCheckDue(now())) {
                long now = now();
                reconnects.check(heard, Math.min(now - heardNanos, policy.silentNanos(now)));
            }
            boolean over = closing && now() >= flushEndNanos;
            batch = over ? null : policy.next(now());
            state = policy.state(now());
            more = batch != null || await();
        } catch (InterruptedException e) {
            // A publisher may leave the flag set; only closing ends the thread.
            more = !closing;
        } finally {
            lock.unlock();
        }
        if (batch != null) {
            publish(batch);
        }
        log.state(state);
        supervised.entered(state);
        return more;
    }

    /** A bug must not end the thread, nor fill the log. Returns whether the thread goes on. */
    private boolean goOnAfter(Throwable bug) {
        log.bug(bug);
        state = new OutboxState(
                OutboxState.Code.PUBLISH_FAILED,
                "A bug in the outbox of " + publisherPid + ": " + bug + ". It is tried again every second.",
                "See the log, and report it");
        lock.lock();
        try {
            if (!closing) {
                changed.awaitNanos(BUG_PAUSE_NANOS);
            }
            return !closing;
        } catch (InterruptedException e) {
            LOG.debug("The publisher {} left the interrupt flag set", publisherPid);
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to do. Returns whether there may be something. */
    private boolean await() throws InterruptedException {
        long now = now();
        if (closing && (policy.finished() || now >= flushEndNanos)) {
            return false;
        }
        long next = policy.nextChangeNanos(now);
        wakeNanos = closing ? Math.min(next, flushEndNanos) : next;
        // The log is written without the lock, so a state that it does not show goes before waiting.
        if (log.shows(state)) {
            changed.awaitNanos(Math.min(wakeNanos - now, LONGEST_WAIT_NANOS));
        }
        wakeNanos = Long.MIN_VALUE;
        return true;
    }

    private void publish(Batch taken) {
        Batch batch = taken;
        String id = null;
        PublishFailure failure = null;
        try {
            KuraMessage message = null;
            while (message == null) {
                DecisionMessage.Written written = DecisionMessage.write(batch);
                Batch fitting = fitting(batch, written);
                message = fitting == batch ? written.message() : null;
                batch = fitting;
            }
            id = calls.publish(message);
        } catch (KuraException e) {
            failure = PublishFailure.of(e);
        } catch (Throwable e) {
            // A bug in the publisher or here: the decisions wait, the thread lives on.
            failure = PublishFailure.of(e);
            log.unexpected(failure, e);
        }
        if (failure == null) {
            log.published();
        } else {
            log.failed(failure);
        }
        lock.lock();
        try {
            if (failure == null) {
                policy.published(batch, id, now());
            } else {
                policy.failed(batch, failure.storeFull(), failure.detail(), now());
            }
            if (drained) {
                leftovers.keep(policy.drain());
            }
        } finally {
            lock.unlock();
        }
    }

    private Batch fitting(Batch batch, DecisionMessage.Written written) {
        lock.lock();
        try {
            return policy.written(batch, written, now());
        } finally {
            lock.unlock();
        }
    }

    private long now() {
        return nanoTime.getAsLong() - originNanos;
    }
}
