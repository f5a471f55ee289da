package io.millwright.pipeline.outbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What waits to share a message: the decisions of one asset and pipeline, or the latest state of one component. Guarded
 * by the outbox's lock.
 */
final class Group {
    /** Which content belongs together. */
    record Key(String asset, String pipeline, boolean states) {}

    private final Key key;
    private final Deque<Decision> waiting = new ArrayDeque<>();
    private StateMessage state;
    private int changes;
    private long dueNanos;

    /** The turn in which the group was last served; the lowest is served next. */
    private long servedTurn = -1;

    private long touchedNanos;

    Group(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    String asset() {
        return key.asset();
    }

    String pipeline() {
        return key.pipeline();
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && state == null;
    }

    /** Whether the content does not wait: a change of label or a state. */
    boolean urgent() {
        return changes > 0 || state != null;
    }

    /** Whether there is a change of label. */
    boolean changed() {
        return changes > 0;
    }

    long dueNanos() {
        return dueNanos;
    }

    long servedTurn() {
        return servedTurn;
    }

    long touchedNanos() {
        return touchedNanos;
    }

    void add(Decision decision, long nowNanos) {
        long due = nowNanos + Math.max(0L, decision.maxDelayMillis()) * OutboxLimits.NANOS_PER_MILLI;
        dueNanos = waiting.isEmpty() || due < dueNanos ? due : dueNanos;
        waiting.addLast(decision);
        changes += decision.changed() ? 1 : 0;
        touchedNanos = nowNanos;
    }

    void setState(StateMessage message, long nowNanos) {
        state = message;
        dueNanos = nowNanos;
        touchedNanos = nowNanos;
    }

    /** Puts back what could not be published; it has waited enough and is due. A newer state wins. */
    void putBack(List<Decision> decisions, StateMessage older, long nowNanos) {
        for (int i = decisions.size() - 1; i >= 0; i--) {
            Decision decision = decisions.get(i);
            waiting.addFirst(decision);
            changes += decision.changed() ? 1 : 0;
        }
        if (state == null) {
            state = older;
        }
        dueNanos = nowNanos;
        touchedNanos = nowNanos;
    }

    /** Takes the oldest decisions that fit into one message and come from the same model, at least one. */
    List<Decision> take(long turn, long nowNanos) {
        List<Decision> taken = new ArrayList<>();
        ModelIdentity model = waiting.isEmpty() ? null : waiting.peekFirst().model();
        int bytes = 0;
        while (!waiting.isEmpty() && taken.size() < OutboxLimits.MESSAGE_DECISIONS) {
            Decision next = waiting.peekFirst();
            bytes += DecisionMessage.bodyBytes(next);
            boolean full = bytes > OutboxLimits.MESSAGE_BODY_BYTES && !taken.isEmpty();
            if (full || !next.model().equals(model)) {
                break;
            }
            taken.add(waiting.removeFirst());
            changes -= next.changed() ? 1 : 0;
        }
        // What is left waited behind what was taken, so it is due as well.
        dueNanos = nowNanos;
        servedTurn = turn;
        touchedNanos = nowNanos;
        return taken;
    }

    StateMessage takeState() {
        StateMessage taken = state;
        state = null;
        return taken;
    }

    /** Gives up the oldest decision that is no change of label, else the oldest. */
    Decision dropOne() {
        Iterator<Decision> oldestFirst = waiting.iterator();
        while (changes < waiting.size() && oldestFirst.hasNext()) {
            Decision decision = oldestFirst.next();
            if (!decision.changed()) {
                oldestFirst.remove();
                return decision;
            }
        }
        changes--;
        return waiting.removeFirst();
    }

    /** Takes everything, without any limit. */
    List<Decision> drain() {
        List<Decision> all = new ArrayList<>(waiting);
        waiting.clear();
        changes = 0;
        return all;
    }
}
