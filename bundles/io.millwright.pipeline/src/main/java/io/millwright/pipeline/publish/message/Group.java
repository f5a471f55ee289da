package io.millwright.pipeline.publish.message;

import io.millwright.pipeline.decide.Decision;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.publish.OutboxLimits;
import io.millwright.pipeline.state.StateMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What waits to share a message: the decisions of one asset and pipeline, or the latest state of one component. Guarded
 * by the outbox's lock.
 */
public final class Group {
    /** Which content belongs together. */
    public record Key(String asset, String pipeline, boolean states) {}

    private final Key key;
    private final Deque<Decision> waiting = new ArrayDeque<>();
    private StateMessage state;
    private int changes;
    private long dueNanos;

    /** The turn in which the group was last served; the lowest is served next. */
    private long servedTurn = -1;

    private long touchedNanos;

    /** Creates an empty group. */
    public Group(Key key) {
        this.key = key;
    }

    /** Returns which content it collects. */
    public Key key() {
        return key;
    }

    /** Returns the asset. */
    public String asset() {
        return key.asset();
    }

    /** Returns the pipeline's pid, or that of the component whose states these are. */
    public String pipeline() {
        return key.pipeline();
    }

    /** Returns how many decisions wait. */
    public int size() {
        return waiting.size();
    }

    /** Whether nothing waits. */
    public boolean isEmpty() {
        return waiting.isEmpty() && state == null;
    }

    /** Whether the content does not wait: a change of label or a state. */
    public boolean urgent() {
        return changes > 0 || state != null;
    }

    /** Whether there is a change of label. */
    public boolean changed() {
        return changes > 0;
    }

    /** When the content has waited enough. */
    public long dueNanos() {
        return dueNanos;
    }

    /** Returns the turn in which it was last served. */
    public long servedTurn() {
        return servedTurn;
    }

    /** When its content last changed. */
    public long touchedNanos() {
        return touchedNanos;
    }

    /** Adds a decision. */
    public void add(Decision decision, long nowNanos) {
        long due = nowNanos + Math.max(0L, decision.maxDelayMillis()) * OutboxLimits.NANOS_PER_MILLI;
        dueNanos = waiting.isEmpty() || due < dueNanos ? due : dueNanos;
        waiting.addLast(decision);
        changes += decision.changed() ? 1 : 0;
        touchedNanos = nowNanos;
    }

    /** Sets the state; it takes the place of one that waits. */
    public void setState(StateMessage message, long nowNanos) {
        state = message;
        dueNanos = nowNanos;
        touchedNanos = nowNanos;
    }

    /** Puts back what could not be published; it has waited enough and is due. A newer state wins. */
    public void putBack(List<Decision> decisions, StateMessage older, long nowNanos) {
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
    public List<Decision> take(long turn, long nowNanos) {
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

    /** Takes the state that waits, or null. */
    public StateMessage takeState() {
        StateMessage taken = state;
        state = null;
        return taken;
    }

    /** Gives up the oldest decision that is no change of label, else the oldest. */
    public Decision dropOne() {
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
    public List<Decision> drain() {
        List<Decision> all = new ArrayList<>(waiting);
        waiting.clear();
        changes = 0;
        return all;
    }
}
