package io.millwright.pipeline.publish.message;

import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.OutboxLimits;
import io.millwright.pipeline.state.StateMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What waits to share a message: the decisions of one pipeline, of one asset or of all, or the latest state of one component.
 * Guarded by the outbox's lock. Only {@link WaitingGroups} changes its content, because that decides about its place in line.
 */
public final class Group {
    /** What a group collects. */
    public enum Kind {
        /** Decisions of one asset. */
        ONE_ASSET,
        /** Decisions of all assets of a pipeline. */
        MANY_ASSETS,
        /** States. */
        STATE,
        /** One annex; it waits elsewhere. */
        ANNEX
    }

    /**
     * Which content belongs together.
     *
     * @param asset the asset, the pipeline for those of all assets
     */
    public record Key(String asset, String pipeline, Kind kind) {
        /** Returns the key of the group that a decision belongs to. */
        public static Key of(PipelineDecision decision) {
            return decision.manyAssets()
                    ? new Key(decision.pipeline(), decision.pipeline(), Kind.MANY_ASSETS)
                    : new Key(decision.asset(), decision.pipeline(), Kind.ONE_ASSET);
        }

        /** Returns the key of the group that a state belongs to. */
        public static Key of(StateMessage message) {
            String asset = message.asset().isEmpty() ? message.component() : message.asset();
            return new Key(asset, message.component(), Kind.STATE);
        }
    }

    private static final long NONE_TAKEN = Long.MIN_VALUE;

    private final Key key;
    private final Deque<PipelineDecision> waiting = new ArrayDeque<>();
    private StateMessage state;

    /** Decisions that go at once. */
    private int urgent;

    /** Decisions that change a label. */
    private int changes;

    private long dueNanos;

    /** When the first that waits has waited for as long as it may; due is sooner where no company can come. */
    private long latestNanos;

    /** When the oldest and the newest that wait came; the first is estimated where a full message left some behind. */
    private long firstNanos;

    private long lastNanos;

    /** When the oldest came of those that were taken last, while they are not published. */
    private long takenNanos = NONE_TAKEN;

    private final Rhythm rhythm = new Rhythm();

    /** The turn in which the group was last served; the lowest is served next. */
    private long servedTurn = -1;

    private long touchedNanos;

    /** Bytes of many assets' decisions that make a message of the right size once they are compressed. */
    private int plainBytes = OutboxLimits.FIRST_PLAIN_BYTES;

    /** Where it stands; {@link WaitingGroups} alone uses the next five. */
    WaitingGroups.Place place = WaitingGroups.Place.NONE;

    int told;

    int sizeClass;
    long number;
    long heldNanos;

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

    /** Whether there is a decision that goes at once. */
    boolean urgent() {
        return urgent > 0;
    }

    /** Whether there is a state; it does not wait either. */
    boolean hasState() {
        return state != null;
    }

    /** When the content has waited enough. */
    long dueNanos() {
        return dueNanos;
    }

    /** Returns the turn in which it was last served. */
    long servedTurn() {
        return servedTurn;
    }

    long number() {
        return number;
    }

    long heldNanos() {
        return heldNanos;
    }

    /** When its content last changed. */
    long touchedNanos() {
        return touchedNanos;
    }

    private static long delayNanos(PipelineDecision decision) {
        return Math.max(0L, decision.maxDelayMillis()) * OutboxLimits.NANOS_PER_MILLI;
    }

    private static long quietNanos(PipelineDecision decision) {
        return delayNanos(decision) / OutboxLimits.QUIET_SHARE;
    }

    private long latest(PipelineDecision decision, long nowNanos) {
        long latest = nowNanos + delayNanos(decision);
        return waiting.isEmpty() ? latest : Math.min(latestNanos, latest);
    }

    /** What would come too late is not waited for, nor what comes just in time; the rest of a burst is. */
    private long due(PipelineDecision decision, long nowNanos) {
        long latest = latest(decision, nowNanos);
        long mostApart = delayNanos(decision) / 4 * OutboxLimits.WORTH_QUARTERS;
        return rhythm.worthWaiting(latest, mostApart) ? latest : Math.min(latest, nowNanos + quietNanos(decision));
    }

    /** A further decision came; before {@link #staysPut} and {@link #add}. */
    void came(PipelineDecision decision, long nowNanos) {
        rhythm.came(nowNanos, quietNanos(decision));
    }

    /** Whether a further decision leaves the group where it stands. */
    boolean staysPut(PipelineDecision decision, long nowNanos) {
        return !waiting.isEmpty() && due(decision, nowNanos) == dueNanos && (!decision.urgent() || urgent > 0);
    }

    void add(PipelineDecision decision, long nowNanos) {
        dueNanos = due(decision, nowNanos);
        latestNanos = latest(decision, nowNanos);
        firstNanos = waiting.isEmpty() ? nowNanos : firstNanos;
        lastNanos = nowNanos;
        waiting.addLast(decision);
        count(decision, 1);
        touchedNanos = nowNanos;
    }

    private void count(PipelineDecision decision, int step) {
        urgent += decision.urgent() ? step : 0;
        changes += decision.changed() ? step : 0;
    }

    private void dueAt(long nanos) {
        dueNanos = nanos;
        latestNanos = nanos;
    }

    /** Sets the state; it takes the place of one that waits. */
    void setState(StateMessage message, long nowNanos) {
        state = message;
        dueAt(nowNanos);
        touchedNanos = nowNanos;
    }

    /** Puts back what could not be published; it has waited enough and is due. A newer state wins. */
    void putBack(List<PipelineDecision> decisions, StateMessage older, long nowNanos) {
        if (!decisions.isEmpty()) {
            firstNanos = takenNanos == NONE_TAKEN ? nowNanos : takenNanos;
            lastNanos = waiting.isEmpty() ? firstNanos : lastNanos;
        }
        for (int i = decisions.size() - 1; i >= 0; i--) {
            PipelineDecision decision = decisions.get(i);
            waiting.addFirst(decision);
            count(decision, 1);
        }
        if (state == null) {
            state = older;
        }
        dueAt(nowNanos);
        touchedNanos = nowNanos;
    }

    /** Takes the oldest decisions that fit into one message and come from the same model, at least one. */
    List<PipelineDecision> take(long turn, long nowNanos) {
        boolean many = key.kind() == Kind.MANY_ASSETS;
        int mostDecisions = many ? OutboxLimits.MANY_ASSETS_DECISIONS : OutboxLimits.MESSAGE_DECISIONS;
        int mostBytes = many ? plainBytes : OutboxLimits.MESSAGE_BODY_BYTES;
        List<PipelineDecision> taken = new ArrayList<>();
        ModelIdentity model = waiting.isEmpty() ? null : waiting.peekFirst().model();
        int bytes = 0;
        while (!waiting.isEmpty() && taken.size() < mostDecisions) {
            PipelineDecision next = waiting.peekFirst();
            bytes += many ? ManyAssetsMessage.bytes(next) : DecisionText.bytes(next, false);
            boolean full = bytes > mostBytes && !taken.isEmpty();
            if (full || !next.model().equals(model)) {
                break;
            }
            taken.add(waiting.removeFirst());
            count(next, -1);
        }
        takenNanos = firstNanos;
        if (!waiting.isEmpty()) {
            firstNanos += (lastNanos - firstNanos) * taken.size() / (taken.size() + waiting.size());
        }
        // What is left waited behind what was taken, so it is due as well.
        dueAt(nowNanos);
        servedTurn = turn;
        touchedNanos = nowNanos;
        return taken;
    }

    /** Those that were taken last are published. Returns how long the oldest of them was here; about, where messages were full. */
    public long published(long nowNanos) {
        long waited = takenNanos == NONE_TAKEN ? 0 : nowNanos - takenNanos;
        takenNanos = NONE_TAKEN;
        return waited;
    }

    /** Learns how well the decisions of many assets compress, and makes the next message as large as it may be. */
    void written(int plain, int compressed) {
        if (plain >= OutboxLimits.LEAST_PLAIN_BYTES || compressed > OutboxLimits.MANY_ASSETS_BODY_BYTES) {
            // Some room is left, because the next ones may compress less.
            long fitting = (long) plain * OutboxLimits.MANY_ASSETS_BODY_BYTES / Math.max(1, compressed) * 4 / 5;
            plainBytes =
                    (int) Math.max(OutboxLimits.LEAST_PLAIN_BYTES, Math.min(OutboxLimits.MOST_PLAIN_BYTES, fitting));
        }
    }

    /** Takes the state that waits, or null. */
    StateMessage takeState() {
        StateMessage taken = state;
        state = null;
        return taken;
    }

    /** Gives up the oldest decision that is no change of label, else the oldest. */
    PipelineDecision dropOne() {
        Iterator<PipelineDecision> oldestFirst = waiting.iterator();
        while (changes < waiting.size() && oldestFirst.hasNext()) {
            PipelineDecision decision = oldestFirst.next();
            if (!decision.changed()) {
                oldestFirst.remove();
                count(decision, -1);
                return decision;
            }
        }
        PipelineDecision oldest = waiting.removeFirst();
        count(oldest, -1);
        return oldest;
    }

    /** Takes everything, without any limit. */
    List<PipelineDecision> drain() {
        List<PipelineDecision> all = new ArrayList<>(waiting);
        waiting.clear();
        urgent = 0;
        changes = 0;
        return all;
    }
}
