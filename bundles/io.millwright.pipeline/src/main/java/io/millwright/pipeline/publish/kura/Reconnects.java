package io.millwright.pipeline.publish.kura;

import io.millwright.pipeline.publish.OutboxLimits;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.kura.KuraException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a stuck cloud connection to reconnect, on a thread that lives for one check only, because a reconnect takes its
 * time. Thread-safe.
 */
public final class Reconnects {
    private static final Logger LOG = LoggerFactory.getLogger(Reconnects.class);
    private static final String THREAD_NAME = "millwright-outbox-reconnect";

    private final String publisherPid;
    private final Supplier<CloudConnection> find;
    private final LongConsumer counted;
    private final LongSupplier nanoTime;
    private final Map<String, Boolean> allowed = new ConcurrentHashMap<>();
    private final AtomicBoolean checking = new AtomicBoolean();

    private volatile Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long count;

    /** When the last reconnect began; like the next two used by one check after the other. */
    private volatile long lastNanos;

    private volatile long confirmedBefore;

    private volatile boolean warned;

    /** What was seen when somebody last looked; used by one check after the other. */
    private volatile Look last;

    /**
     * What one look saw.
     *
     * @param heard confirmations until then
     * @param nanos when it was
     */
    private record Look(Set<Integer> inFlight, long heard, long nanos) {}

    /**
     * Creates it.
     *
     * @param find finds the connection, or null
     * @param counted hears the number of reconnects after each, on the thread of the check
     */
    public Reconnects(
            String publisherPid, Supplier<CloudConnection> find, LongConsumer counted, LongSupplier nanoTime) {
        this.publisherPid = publisherPid;
        this.find = find;
        this.counted = counted;
        this.nanoTime = nanoTime;
    }

    /** A pipeline allows reconnects or not. It is enough that one does; so it is until the first has spoken. */
    public void allow(String pipeline, boolean allow) {
        allowed.put(pipeline, allow);
    }

    /** Returns how often the connection was told to reconnect. */
    public long count() {
        return count;
    }

    /**
     * Checks whether the connection is stuck and reconnects it if it may, unless a check is under way. Returns at once.
     *
     * @param confirmedMessages messages that were confirmed so far, by whomever published: whether the last reconnect
     *     helped, and whether anything moves
     * @param quietNanos for how long nobody's message has been confirmed while some of ours wait
     */
    public void check(long confirmedMessages, long quietNanos) {
        if (!isClosed() && checking.compareAndSet(false, true)) {
            Thread checker = new Thread(() -> checkNow(confirmedMessages, quietNanos), THREAD_NAME);
            checker.setDaemon(true);
            checker.setContextClassLoader(Reconnects.class.getClassLoader());
            thread = checker;
            checker.start();
        }
    }

    /** Ends a check that is under way, once it waits for the connection, and allows no other. Returns at once. */
    public void close() {
        closed.countDown();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void pause(long millis) throws InterruptedException {
        if (closed.await(millis, TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("the outbox closes");
        }
    }

    /** Waits for the thread of the last check, for at most so long; one that hangs in Kura ends when its call returns. */
    public void awaitCheck(long timeoutMillis) throws InterruptedException {
        Thread checker = thread;
        if (checker != null) {
            checker.join(Math.max(1L, timeoutMillis));
        }
    }

    private void checkNow(long confirmedMessages, long quietNanos) {
        try {
            CloudConnection connection = find.get();
            if (connection != null) {
                check(connection, confirmedMessages, quietNanos);
            } else {
                LOG.debug("The cloud connection of {} is none that can be looked into", publisherPid);
            }
        } catch (InterruptedException e) {
            LOG.debug("The outbox of {} closes while its cloud connection reconnects", publisherPid);
        } catch (KuraException e) {
            LOG.info("The cloud connection of {} cannot be looked into: {}", publisherPid, e.getMessage());
        } catch (LinkageError e) {
            LOG.debug("This gateway has no data service", e);
        } catch (RuntimeException e) {
            LOG.error("Looking into the cloud connection of {} failed unexpectedly", publisherPid, e);
        } finally {
            checking.set(false);
        }
    }

    private void check(CloudConnection connection, long confirmedMessages, long quietNanos)
            throws KuraException, InterruptedException {
        CloudConnection.Diagnosis diagnosis = connection.diagnose();
        Look before = last;
        Look look = new Look(diagnosis.inFlight(), confirmedMessages, nanoTime.getAsLong());
        if (isClosed() || diagnosis.finding() == CloudConnection.Finding.NOT_STUCK) {
            last = null;
            return;
        }
        boolean tooSoon = before != null && look.nanos() - before.nanos() < OutboxLimits.STUCK_LOOKS_NANOS;
        last = tooSoon && stands(before, look) ? before : look;
        if (tooSoon || !stands(before, look) || quietNanos < OutboxLimits.STUCK_NANOS) {
            return;
        }
        if (diagnosis.finding() == CloudConnection.Finding.STUCK_FOR_GOOD) {
            tell(diagnosis.text());
        } else if (!allowed.isEmpty() && !allowed.containsValue(Boolean.TRUE)) {
            tell(diagnosis.text() + ". No pipeline allows a reconnect (publish.reconnectWhenStuck)");
        } else if (count == 0 || nanoTime.getAsLong() - lastNanos >= intervalNanos(confirmedMessages)) {
            confirmedBefore = confirmedMessages;
            reconnect(connection, diagnosis.text());
        }
    }

    /** Whether nothing moved between two looks: nobody heard a confirmation, and the same messages take all places. */
    private static boolean stands(Look before, Look now) {
        return before != null
                && now.nanos() - before.nanos() <= OutboxLimits.STUCK_LOOK_VALID_NANOS
                && before.heard() == now.heard()
                && before.inFlight().equals(now.inFlight());
    }

    private long intervalNanos(long confirmedMessages) {
        return confirmedMessages > confirmedBefore
                ? OutboxLimits.RECONNECT_INTERVAL_NANOS
                : OutboxLimits.VAIN_RECONNECT_INTERVAL_NANOS;
    }

    private void reconnect(CloudConnection connection, String reason) throws InterruptedException {
        lastNanos = nanoTime.getAsLong();
        long number = count + 1;
        count = number;
        counted.accept(number);
        tell(reason + ". It is told to reconnect (" + number + ")");
        boolean up = connection.reconnect(this::pause);
        LOG.info("The cloud connection of {} is {} after reconnect {}", publisherPid, up ? "up" : "down", number);
    }

    /** What an operator can put right is worth one warning. */
    private void tell(String text) {
        if (warned) {
            LOG.info("{}: {}", publisherPid, text);
        } else {
            warned = true;
            LOG.warn("{}: {}", publisherPid, text);
        }
    }
}
