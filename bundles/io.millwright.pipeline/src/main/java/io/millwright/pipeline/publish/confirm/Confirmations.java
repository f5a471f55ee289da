package io.millwright.pipeline.publish.confirm;

import io.millwright.pipeline.publish.OutboxLimits;
import io.millwright.supervision.Durations;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Messages handed to Kura and what is known of their delivery. Kura has no negative answer: a message that it purges is
 * never confirmed, so slots expire. Guarded by the outbox's lock; times are nanoseconds on the outbox's clock.
 */
public final class Confirmations {
    private static final class Sent {
        private final String pipeline;
        private final int decisions;
        private final long sentNanos;

        /** Messages that were unconfirmed after this one was handed over. */
        private final int unconfirmed;

        private long expiryNanos;

        Sent(String pipeline, int decisions, long sentNanos, int unconfirmed) {
            this.pipeline = pipeline;
            this.decisions = decisions;
            this.sentNanos = sentNanos;
            this.unconfirmed = unconfirmed;
            this.expiryNanos = sentNanos + OutboxLimits.EXPIRY_NANOS;
        }
    }

    private final Durations durations =
            new Durations("confirm", "From a message's hand-over to Kura until the broker has confirmed it");
    private final Ledger ledger;
    private final SendWindow window = new SendWindow();

    /** In the order in which they were handed over. */
    private final Map<String, Sent> inFlight = new LinkedHashMap<>();

    private final Map<String, Sent> expired = new LinkedHashMap<>();
    private final Set<String> early = new LinkedHashSet<>();
    private boolean publishing;
    private long confirmed;
    private long unconfirmed;

    /** Since when messages wait without any confirmation. */
    private long silentSinceNanos;

    /** By the gateway's clock; read by any thread. */
    private volatile long lastConfirmedMicros;

    /** Creates it with nothing in flight. */
    public Confirmations(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Returns how many messages were confirmed. */
    public long confirmed() {
        return confirmed;
    }

    /** Returns how long confirmations took. Any thread. */
    public Durations durations() {
        return durations;
    }

    /** Returns when a message was confirmed last, microseconds since 1970 UTC, 0 for never. Any thread. */
    public long lastConfirmedMicros() {
        return lastConfirmedMicros;
    }

    /** Returns how many messages were not confirmed in time, and have not been since. */
    public long unconfirmed() {
        return unconfirmed;
    }

    /** Returns how many messages were handed over and are not confirmed. */
    public int inFlight() {
        return inFlight.size();
    }

    /**
     * When the window is open for a further message: in the past where it is open, Long.MAX_VALUE where it opens with a
     * confirmation only.
     */
    public long openNanos() {
        if (inFlight.size() >= OutboxLimits.IN_FLIGHT_MESSAGES) {
            return Long.MAX_VALUE;
        }
        // A lost confirmation must not close a narrow window for long, so a message keeps its place for a while only.
        int surplus = inFlight.size() - window.messages();
        for (Sent sent : inFlight.values()) {
            if (surplus == 0) {
                return sent.sentNanos + window.patienceNanos();
            }
            surplus--;
        }
        return Long.MIN_VALUE;
    }

    /** When the publisher counts as not confirming, or Long.MAX_VALUE where nothing waits. */
    public long silenceDeadlineNanos() {
        return inFlight.isEmpty() ? Long.MAX_VALUE : silentSinceNanos + OutboxLimits.NOT_CONFIRMING_NANOS;
    }

    /** When the next slot expires, or Long.MAX_VALUE. */
    public long nextExpiryNanos() {
        long next = Long.MAX_VALUE;
        for (Sent sent : inFlight.values()) {
            next = Math.min(next, sent.expiryNanos);
        }
        return next;
    }

    /** From here to {@link #published} or {@link #notPublished} a confirmation may be that of the running call. */
    public void publishing() {
        publishing = true;
    }

    /** The running call failed. */
    public void notPublished() {
        publishing = false;
        early.clear();
    }

    /** The running call returned an id. Returns whether its confirmation had already come. */
    public boolean published(String id, String pipeline, int decisions, long nowNanos) {
        boolean isConfirmed = early.contains(id);
        notPublished();
        if (isConfirmed) {
            heard(0, nowNanos);
            window.confirmed(0, inFlight.size() + 1);
            ledger.confirmed(pipeline, decisions);
            return true;
        }
        if (inFlight.isEmpty()) {
            silentSinceNanos = nowNanos;
        }
        Sent reused = inFlight.remove(id);
        if (reused != null) {
            unconfirmed++;
            ledger.expired(reused.pipeline, reused.decisions);
        }
        inFlight.put(id, new Sent(pipeline, decisions, nowNanos, inFlight.size() + 1));
        return false;
    }

    /** A confirmation came. Returns whether it was for a message of this outbox, as far as is known. */
    public boolean confirmed(String id, long nowNanos) {
        Sent sent = inFlight.get(id);
        if (sent != null) {
            overtake(id, nowNanos);
            inFlight.remove(id);
            heard(nowNanos - sent.sentNanos, nowNanos);
            window.confirmed(nowNanos - sent.sentNanos, sent.unconfirmed);
            ledger.confirmed(sent.pipeline, sent.decisions);
            return true;
        }
        Sent late = expired.remove(id);
        if (late != null) {
            heard(nowNanos - late.sentNanos, nowNanos);
            unconfirmed--;
            ledger.confirmedAfterExpiry(late.pipeline, late.decisions);
            return true;
        }
        // Some publishers report the confirmations of everyone who uses the endpoint, hence the bound.
        if (publishing && early.add(id) && early.size() > OutboxLimits.EARLY_CONFIRMATIONS) {
            removeOldest(early.iterator());
        }
        return false;
    }

    private void heard(long tookNanos, long nowNanos) {
        confirmed++;
        silentSinceNanos = nowNanos;
        durations.record(tookNanos);
        lastConfirmedMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    /** Messages before the confirmed one were probably confirmed to nobody, and get less time from now on. */
    private void overtake(String id, long nowNanos) {
        for (Map.Entry<String, Sent> entry : inFlight.entrySet()) {
            if (entry.getKey().equals(id)) {
                return;
            }
            Sent sent = entry.getValue();
            sent.expiryNanos = Math.min(sent.expiryNanos, nowNanos + OutboxLimits.OVERTAKEN_EXPIRY_NANOS);
        }
    }

    /** Takes back the slots whose time is over. */
    public void expire(long nowNanos) {
        Iterator<Map.Entry<String, Sent>> entries = inFlight.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<String, Sent> entry = entries.next();
            if (entry.getValue().expiryNanos <= nowNanos) {
                entries.remove();
                remember(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Nothing will be heard any more. */
    public void expireAll() {
        inFlight.forEach(this::remember);
        inFlight.clear();
    }

    private void remember(String id, Sent sent) {
        unconfirmed++;
        ledger.expired(sent.pipeline, sent.decisions);
        expired.remove(id);
        expired.put(id, sent);
        if (expired.size() > OutboxLimits.REMEMBERED_EXPIRED) {
            removeOldest(expired.keySet().iterator());
        }
    }

    private static void removeOldest(Iterator<String> ids) {
        ids.next();
        ids.remove();
    }
}
