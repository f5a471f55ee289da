package io.millwright.planning.plan;

import io.millwright.decision.Plan;
import io.millwright.decision.Recommendation.Status;
import io.millwright.form.Diagnosis;
import io.millwright.targets.Chosen;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells plans to the cloud: whoever makes them never waits, a thread that ends when there is nothing to tell publishes. What a publisher does not take
 * is tried again until it is taken or too many wait. Thread-safe.
 */
final class PlanOutbox implements AutoCloseable {
    /** So many messages wait at most; the oldest is left out and counted. */
    static final int MOST_WAITING = 64;

    private static final Logger LOG = LoggerFactory.getLogger(PlanOutbox.class);
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final String planner;
    private final long firstPauseMillis;
    private final LongSupplier wallMicros;
    private final Runnable settle;
    private final Runnable changed;

    /** Guarded by this object, like the next ones. */
    private final Deque<KeptPlan> waiting = new ArrayDeque<>();

    private CloudPublisher publisher;
    private boolean chosen;
    private Diagnosis away = Diagnosis.NONE;
    private boolean withDocument;
    private Thread thread;
    private boolean closed;

    /** When the plan that waits for a person expires; 0 where none does. */
    private long expiresMicros;

    private long told;
    private long dropped;
    private long failures;
    private Diagnosis trouble = Diagnosis.NONE;

    /**
     * Creates one that publishes nothing yet.
     *
     * @param firstPauseMillis after a publisher did not take a message; twice as long after each further time, up to a minute
     * @param wallMicros time of day, microseconds since 1970 UTC
     * @param settle called on its thread when the plan that was told as open has expired: whoever keeps it tells so
     * @param changed told when {@link #trouble} has become another one; must not block
     */
    PlanOutbox(String planner, long firstPauseMillis, LongSupplier wallMicros, Runnable settle, Runnable changed) {
        this.planner = planner;
        this.firstPauseMillis = firstPauseMillis;
        this.wallMicros = wallMicros;
        this.settle = settle;
        this.changed = changed;
    }

    /** Publishes through this one from now on, or through none. Without one that was chosen nothing is told, and nothing waits. */
    void use(Chosen.Use<CloudPublisher> use) {
        synchronized (this) {
            publisher = use.service();
            chosen = use.trouble() != Chosen.Trouble.UNCHOSEN;
            away = use.why();
            if (!chosen) {
                waiting.clear();
                expiresMicros = 0;
            }
            work();
            notifyAll();
        }
    }

    /** Says whether whole plans are sent. */
    synchronized void documents(boolean send) {
        withDocument = send;
    }

    /** Has the book look again when a plan that was told as open before this one was made expires. */
    synchronized void watch(Plan open) {
        if (open != null && chosen) {
            expiresMicros = open.expiresMicros();
            work();
            notifyAll();
        }
    }

    /**
     * Takes a plan to be told. Returns at once.
     *
     * @param expiryTold whether the book is looked at again when it expires while it is open
     */
    void offer(KeptPlan plan, boolean expiryTold) {
        synchronized (this) {
            if (!chosen || closed) {
                return;
            }
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
                dropped++;
            }
            waiting.addLast(plan);
            if (expiryTold) {
                expiresMicros = plan.status() == Status.OPEN ? plan.expiresMicros() : 0;
            }
            work();
            notifyAll();
        }
    }

    /** Without a publisher the thread says so, and ends. */
    private void work() {
        if (thread == null
                && !closed
                && (!waiting.isEmpty() || expiresMicros != 0 || !trouble.what().isEmpty())) {
            thread = new Thread(this::run, "millwright-plan-outbox-" + planner);
            thread.setDaemon(true);
            thread.setContextClassLoader(PlanOutbox.class.getClassLoader());
            thread.start();
        }
    }

    private void run() {
        long pause = firstPauseMillis;
        look("");
        try {
            KeptPlan next = next();
            while (next != null) {
                boolean taken = publish(next);
                pause = taken ? firstPauseMillis : Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
                if (!taken) {
                    rest(pause);
                }
                next = next();
            }
            look("");
        } finally {
            synchronized (this) {
                // After a fault the next plan has one of its own.
                if (thread == Thread.currentThread()) {
                    thread = null;
                }
            }
        }
    }

    /** Returns the oldest that waits; null, and the thread ends, where there is nothing more to do. */
    private KeptPlan next() {
        while (true) {
            boolean over = false;
            synchronized (this) {
                if (closed || publisher == null || waiting.isEmpty() && expiresMicros == 0) {
                    thread = null;
                    return null;
                }
                if (!waiting.isEmpty()) {
                    return waiting.peekFirst();
                }
                long leftMillis = TimeUnit.MICROSECONDS.toMillis(expiresMicros - wallMicros.getAsLong()) + 1;
                if (leftMillis > 1) {
                    // Not for longer: the time of day may be set.
                    pause(Math.min(LONGEST_PAUSE_MILLIS, leftMillis));
                } else {
                    expiresMicros = 0;
                    over = true;
                }
            }
            if (over) {
                settle.run();
            }
        }
    }

    /** Waits on this object. What a publisher leaves of the interrupt flag must not end what is to be told: the thread ends when it is closed. */
    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            LOG.debug("{}: interrupted while plans wait to be told", planner, e);
        }
    }

    private synchronized void rest(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        CloudPublisher before = publisher;
        long left = millis;
        while (left > 0 && publisher == before && !closed) {
            pause(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
    }

    private boolean publish(KeptPlan plan) {
        CloudPublisher now;
        boolean document;
        synchronized (this) {
            now = publisher;
            document = withDocument;
        }
        if (now == null) {
            return true;
        }
        String failure = "";
        try {
            KuraMessage message = PlanMessage.of(plan, document);
            now.publish(message);
        } catch (KuraException | RuntimeException | LinkageError e) {
            failure = e instanceof KuraException kura ? kura.getCode() + ": " + e.getMessage() : e.toString();
        }
        synchronized (this) {
            if (failure.isEmpty()) {
                // Another one where it was left out meanwhile.
                waiting.remove(plan);
                told++;
            } else {
                failures++;
            }
        }
        look(failure);
        return failure.isEmpty();
    }

    /** What is to be said now; told where it is something else than before. */
    private void look(String failure) {
        synchronized (this) {
            Diagnosis now = Diagnosis.NONE;
            if (!waiting.isEmpty() && publisher == null) {
                now = away;
            } else if (!waiting.isEmpty() && !failure.isEmpty()) {
                now = new Diagnosis(
                        "the cloud publisher does not take plans: " + failure,
                        "see the cloud connection; they are sent again by themselves");
            }
            if (now.equals(trouble)) {
                return;
            }
            trouble = now;
            if (!now.what().isEmpty()) {
                LOG.info("{}: plans wait to be told: {}", planner, now.text());
            }
        }
        changed.run();
    }

    /** Returns why plans wait, {@link Diagnosis#NONE} where none do or none is to be told. */
    synchronized Diagnosis trouble() {
        return trouble;
    }

    /** Adds what was counted, by name. */
    synchronized void count(Map<String, Long> counters) {
        counters.put("plans.told", told);
        counters.put("plans.toTell", (long) waiting.size());
        counters.put("plans.untold", dropped);
        counters.put("plans.tellFailures", failures);
    }

    /** Tells nothing more and has its thread end. Returns at once. */
    synchronized void stop(Ending ending) {
        closed = true;
        if (!waiting.isEmpty()) {
            LOG.warn("{}: {} messages of plans were not told", planner, waiting.size());
        }
        notifyAll();
        ending.add(thread, "the cloud publisher does not return");
    }

    /** The same, and waits for it up to 5 s. */
    @Override
    public void close() {
        Ending ending = new Ending();
        stop(ending);
        ending.await();
    }
}
