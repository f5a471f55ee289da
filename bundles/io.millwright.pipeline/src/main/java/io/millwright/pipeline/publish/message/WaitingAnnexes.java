package io.millwright.pipeline.publish.message;

import io.millwright.pipeline.publish.OutboxLimits;
import io.millwright.pipeline.publish.confirm.Ledger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Annexes in line for one outbox, the oldest first. Guarded by the outbox's lock; times are nanoseconds on its clock. */
public final class WaitingAnnexes {
    private record Waiting(Annex annex, long sinceNanos) {}

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Ledger ledger;

    /** Creates an empty line. */
    public WaitingAnnexes(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Adds one; the oldest one too many is dropped. */
    public void add(Annex annex, long nowNanos) {
        ledger.annexOffered(annex.pipeline());
        ledger.annexHeld(annex.pipeline(), 1);
        waiting.addLast(new Waiting(annex, nowNanos));
        if (waiting.size() > OutboxLimits.PENDING_ANNEXES) {
            drop(waiting.removeFirst());
        }
    }

    /** Whether none waits. */
    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether the oldest has waited for so long that decisions that are no hurry let it go first. */
    public boolean overdue(long nowNanos) {
        return !waiting.isEmpty() && nowNanos - waiting.peekFirst().sinceNanos() >= OutboxLimits.PROMOTION_NANOS;
    }

    /** Takes the oldest as a message of its own; there must be one. */
    public Batch take() {
        Annex annex = waiting.removeFirst().annex();
        Group group = new Group(new Group.Key(annex.asset(), annex.pipeline(), Group.Kind.ANNEX));
        return new Batch(group, List.of(), null, annex, 0, 0);
    }

    /** Puts back what could not be published: it is the next one, unless too many came meanwhile. */
    public void putBack(Annex annex, long nowNanos) {
        Waiting again = new Waiting(annex, nowNanos);
        if (waiting.size() < OutboxLimits.PENDING_ANNEXES) {
            waiting.addFirst(again);
        } else {
            drop(again);
        }
    }

    /** Gives all up, counted: they belong to decisions that another publisher has told. */
    public void drop() {
        waiting.forEach(this::drop);
        waiting.clear();
    }

    private void drop(Waiting one) {
        ledger.annexHeld(one.annex().pipeline(), -1);
        ledger.annexDropped(one.annex().pipeline());
    }
}
