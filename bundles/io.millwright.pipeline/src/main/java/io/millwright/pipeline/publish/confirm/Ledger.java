package io.millwright.pipeline.publish.confirm;

import java.util.HashMap;
import java.util.Map;

/** What became of the decisions of each pipeline, over all outboxes. Thread-safe; never calls out. */
public final class Ledger {
    private static final class Account {
        private long offered;
        private long waiting;
        private long dropped;
        private long published;
        private long messages;
        private long merged;
        private long confirmed;
        private long inFlight;
        private long unconfirmed;
        private long withoutConfirmation;
        private long failures;
        private long lostBefore;
        private boolean backOff;
        private long annexesWaiting;
        private long annexesOffered;
        private long annexesDropped;
        private long annexesPublished;
    }

    private final Map<String, Account> accounts = new HashMap<>();

    /** A decision was handed to an outbox. */
    public synchronized void offered(String pipeline) {
        account(pipeline).offered++;
    }

    /**
     * So many decisions more, or less, are held: in a group, in the hand of an outbox's thread, or between two outboxes. Counted where
     * they are held and not from what came and went, so that the two can be compared.
     */
    public synchronized void held(String pipeline, int by) {
        account(pipeline).waiting += by;
    }

    /** So many decisions were given up. */
    public synchronized void dropped(String pipeline, int decisions) {
        account(pipeline).dropped += decisions;
    }

    /** So many decisions of earlier instances of a pipeline reached no outbox. */
    public synchronized void lostBefore(String pipeline, long decisions) {
        account(pipeline).lostBefore += decisions;
    }

    /** Returns how many that are. */
    public synchronized long lostBefore(String pipeline) {
        Account account = accounts.get(pipeline);
        return account == null ? 0 : account.lostBefore;
    }

    /** Returns what a pipeline has lost as far as a message does not know it from its decisions. */
    public synchronized long lost(String pipeline) {
        Account account = accounts.get(pipeline);
        return account == null ? 0 : account.dropped + account.lostBefore;
    }

    /** An attempt to publish failed; its decisions wait. */
    public synchronized void failed(String pipeline) {
        Account account = account(pipeline);
        account.failures++;
        account.backOff = true;
    }

    /** One message with so many decisions was handed to Kura. */
    public synchronized void published(String pipeline, int decisions, boolean confirmable) {
        Account account = account(pipeline);
        account.published += decisions;
        account.messages++;
        account.merged += decisions - 1L;
        account.backOff = false;
        if (confirmable) {
            account.inFlight += decisions;
        } else {
            account.withoutConfirmation += decisions;
        }
    }

    synchronized void confirmed(String pipeline, int decisions) {
        Account account = account(pipeline);
        account.inFlight -= decisions;
        account.confirmed += decisions;
    }

    synchronized void expired(String pipeline, int decisions) {
        Account account = account(pipeline);
        account.inFlight -= decisions;
        account.unconfirmed += decisions;
    }

    synchronized void confirmedAfterExpiry(String pipeline, int decisions) {
        Account account = account(pipeline);
        account.unconfirmed -= decisions;
        account.confirmed += decisions;
    }

    /** An annex was handed to an outbox. */
    public synchronized void annexOffered(String pipeline) {
        account(pipeline).annexesOffered++;
    }

    /** So many annexes more, or less, are held; as {@link #held}. */
    public synchronized void annexHeld(String pipeline, int by) {
        account(pipeline).annexesWaiting += by;
    }

    /** An annex was given up. */
    public synchronized void annexDropped(String pipeline) {
        account(pipeline).annexesDropped++;
    }

    /** An annex was handed to Kura. */
    public synchronized void annexPublished(String pipeline) {
        account(pipeline).annexesPublished++;
    }

    /** Puts what became of a pipeline's annexes into a map. */
    public synchronized void annexes(String pipeline, Map<String, Long> into) {
        Account account = accounts.getOrDefault(pipeline, new Account());
        into.put("annexes.offered", account.annexesOffered);
        into.put("annexes.pending", account.annexesWaiting);
        into.put("annexes.dropped", account.annexesDropped);
        into.put("annexes.published", account.annexesPublished);
    }

    /** Returns what became of a pipeline's decisions. */
    public synchronized OutboxCounters counters(String pipeline) {
        Account account = accounts.get(pipeline);
        if (account == null) {
            account = new Account();
        }
        return new OutboxCounters(
                account.offered,
                account.waiting,
                account.dropped,
                account.published,
                account.messages,
                account.merged,
                account.confirmed,
                account.inFlight,
                account.unconfirmed,
                account.withoutConfirmation,
                account.failures,
                account.backOff);
    }

    private Account account(String pipeline) {
        return accounts.computeIfAbsent(pipeline, p -> new Account());
    }
}
