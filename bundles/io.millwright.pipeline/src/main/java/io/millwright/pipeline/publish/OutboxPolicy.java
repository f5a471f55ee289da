package io.millwright.pipeline.publish;

import io.millwright.pipeline.decide.Decision;
import io.millwright.pipeline.publish.confirm.Confirmations;
import io.millwright.pipeline.publish.confirm.Ledger;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import io.millwright.pipeline.publish.confirm.PublisherHealth;
import io.millwright.pipeline.publish.message.Batch;
import io.millwright.pipeline.publish.message.Group;
import io.millwright.pipeline.state.StateMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what is sent when. Knows neither threads nor a clock: every call brings the time, in nanoseconds since the
 * outbox started. Guarded by the outbox's lock.
 */
final class OutboxPolicy {
    private final Ledger ledger;
    private final Confirmations confirmations;
    private final PublisherHealth health;
    private final Map<Group.Key, Group> groups = new LinkedHashMap<>();

    /** When each asset last got a message; read only while nothing confirms (QoS 0). */
    private final Map<String, Long> assetSentNanos = new HashMap<>();

    private int pending;
    private long turn;
    private boolean unconfirmable;
    private boolean closing;
    private long lastSentNanos;
    private long burstNanos;
    private long sweptNanos;

    OutboxPolicy(Ledger ledger, String publisherPid) {
        this.ledger = ledger;
        this.confirmations = new Confirmations(ledger);
        this.health = new PublisherHealth(publisherPid);
    }

    void offer(Decision decision, long nowNanos) {
        ledger.offered(decision.pipeline());
        group(new Group.Key(decision.asset(), decision.pipeline(), false)).add(decision, nowNanos);
        pending++;
        dropSurplus();
    }

    void offer(StateMessage message, long nowNanos) {
        stateGroup(message).setState(message, nowNanos);
    }

    /** Takes in what a pipeline could not get rid of at its former publisher. It was counted as offered there. */
    void carryIn(List<Decision> decisions, StateMessage state, long nowNanos) {
        for (int i = decisions.size() - 1; i >= 0; i--) {
            Decision decision = decisions.get(i);
            Group.Key key = new Group.Key(decision.asset(), decision.pipeline(), false);
            group(key).putBack(List.of(decision), null, nowNanos);
        }
        pending += decisions.size();
        if (state != null) {
            stateGroup(state).putBack(List.of(), state, nowNanos);
        }
        dropSurplus();
    }

    /** From here on nothing waits for others: what is pending shall go, then the outbox closes. */
    void closing() {
        closing = true;
    }

    /** Returns what is to be published now, or null. The caller answers with {@link #published} or {@link #failed}. */
    Batch next(long nowNanos) {
        expire(nowNanos);
        Group group = select(nowNanos);
        if (group == null) {
            return null;
        }
        turn++;
        List<Decision> decisions = group.take(turn, nowNanos);
        StateMessage state = group.takeState();
        pending -= decisions.size();
        confirmations.publishing();
        OutboxCounters counters = ledger.counters(group.pipeline());
        return new Batch(group, decisions, state, counters.dropped(), counters.unconfirmed());
    }

    /**
     * The publisher took a batch.
     *
     * @param id the message's identifier; null where the publisher never confirms (QoS 0)
     */
    void published(Batch batch, String id, long nowNanos) {
        sent(batch, nowNanos);
        health.accepted();
        int decisions = batch.decisions().size();
        if (decisions > 0) {
            ledger.published(batch.group().pipeline(), decisions, id != null);
        }
        unconfirmable = id == null;
        if (unconfirmable) {
            confirmations.notPublished();
            health.confirmed(nowNanos);
        } else if (confirmations.published(id, batch.group().pipeline(), decisions, nowNanos)) {
            health.confirmed(nowNanos);
        }
    }

    /** The publisher did not take a batch: it waits for the next attempt, and others are tried before it. */
    void failed(Batch batch, boolean storeFull, String detail, long nowNanos) {
        sent(batch, nowNanos);
        confirmations.notPublished();
        if (storeFull) {
            health.storeFull(detail, nowNanos);
        } else {
            health.refused(detail, nowNanos);
        }
        if (!batch.decisions().isEmpty()) {
            ledger.failed(batch.group().pipeline());
        }
        group(batch.group().key()).putBack(batch.decisions(), batch.state(), nowNanos);
        pending += batch.decisions().size();
        dropSurplus();
    }

    void confirmed(String id, long nowNanos) {
        if (confirmations.confirmed(id, nowNanos)) {
            health.confirmed(nowNanos);
        }
    }

    OutboxState state(long nowNanos) {
        expire(nowNanos);
        return health.state(nowNanos);
    }

    /** Whether somebody should look now if the cloud connection is stuck; asks again after a while. */
    boolean stuckCheckDue(long nowNanos) {
        expire(nowNanos);
        boolean due = health.stuckCheckNanos() <= nowNanos;
        if (due) {
            health.stuckCheck(nowNanos);
        }
        return due;
    }

    /** The cloud connection was told to reconnect so many times. */
    void reconnects(long count) {
        health.reconnects(count);
    }

    /** When {@link #next}, {@link #state} or {@link #stuckCheckDue} may answer differently than now if nothing else happens. */
    long nextChangeNanos(long nowNanos) {
        long change = Math.min(confirmations.nextExpiryNanos(), health.nextChangeNanos());
        change = Math.min(change, health.stuckCheckNanos());
        if (!health.silent() && !unconfirmable) {
            change = Math.min(change, confirmations.silenceDeadlineNanos());
        }
        return Math.min(change, readyNanos(nowNanos));
    }

    /** Whether a closing outbox has nothing more to hope for: all confirmed, or the publisher takes or confirms nothing. */
    boolean finished() {
        return health.failing()
                || (groups.values().stream().allMatch(Group::isEmpty)
                        && (confirmations.inFlight() == 0 || health.silent()));
    }

    /** Takes all that waits and gives up hope for all confirmations. */
    List<Batch> drain() {
        List<Batch> left = new ArrayList<>();
        for (Group group : groups.values()) {
            if (!group.isEmpty()) {
                left.add(new Batch(group, group.drain(), group.takeState(), 0, 0));
            }
        }
        groups.clear();
        pending = 0;
        confirmations.expireAll();
        return left;
    }

    private void expire(long nowNanos) {
        // Silence is judged first: a slot that expires late must not hide it.
        if (!unconfirmable && confirmations.silenceDeadlineNanos() <= nowNanos) {
            health.silent(nowNanos);
        }
        confirmations.expire(nowNanos);
        if (nowNanos - sweptNanos > OutboxLimits.IDLE_GROUP_NANOS) {
            sweptNanos = nowNanos;
            long idle = nowNanos - OutboxLimits.IDLE_GROUP_NANOS;
            groups.values().removeIf(group -> group.isEmpty() && group.touchedNanos() < idle);
            assetSentNanos.values().removeIf(sent -> sent < idle);
        }
    }

    /** Earliest time for the next message, whatever it holds; Long.MAX_VALUE until something is confirmed or expires. */
    private long gateNanos() {
        // A burst is allowed as long as the time that its messages would take is not too far ahead.
        long burst = OutboxLimits.BURST_MESSAGES * OutboxLimits.MESSAGE_INTERVAL_NANOS;
        long gate = Math.max(health.blockedUntilNanos(), burstNanos - burst);
        if (closing || unconfirmable) {
            return gate;
        }
        if (health.silent()) {
            return Math.max(gate, lastSentNanos + OutboxLimits.SLOW_INTERVAL_NANOS);
        }
        return confirmations.inFlight() < OutboxLimits.IN_FLIGHT_MESSAGES ? gate : Long.MAX_VALUE;
    }

    /** The same for a message without a change of label. */
    private long routineGateNanos(long gateNanos) {
        return closing || unconfirmable || health.silent() ? gateNanos : Math.max(gateNanos, confirmations.openNanos());
    }

    /** Earliest time at which the group may go as far as it alone decides. */
    private long readyNanos(Group group, long nowNanos) {
        long ready = group.urgent() || closing ? nowNanos : group.dueNanos();
        Long sent = unconfirmable ? assetSentNanos.get(group.asset()) : null;
        return sent == null ? ready : Math.max(ready, sent + OutboxLimits.UNCONFIRMABLE_INTERVAL_NANOS);
    }

    private long readyNanos(long nowNanos) {
        long gate = gateNanos();
        long routineGate = routineGateNanos(gate);
        long ready = Long.MAX_VALUE;
        for (Group group : groups.values()) {
            if (!group.isEmpty()) {
                long groupGate = group.changed() ? gate : routineGate;
                ready = Math.min(ready, Math.max(groupGate, readyNanos(group, nowNanos)));
            }
        }
        return ready;
    }

    /**
     * Changes of label and states first, and what is long overdue with them; among equals the longest not served. Beyond
     * the window a change goes, or what is long overdue in its place, so that nobody starves behind changes.
     */
    private Group select(long nowNanos) {
        long gate = gateNanos();
        if (gate > nowNanos) {
            return null;
        }
        boolean open = routineGateNanos(gate) <= nowNanos;
        boolean changeReady = false;
        Group best = null;
        boolean bestFirst = false;
        for (Group group : groups.values()) {
            if (group.isEmpty() || readyNanos(group, nowNanos) > nowNanos) {
                continue;
            }
            boolean overdue = nowNanos - group.dueNanos() >= OutboxLimits.PROMOTION_NANOS;
            boolean first = group.urgent() || overdue;
            changeReady |= group.changed();
            boolean eligible = open || group.changed() || overdue;
            if (eligible && better(group, first, best, bestFirst)) {
                best = group;
                bestFirst = first;
            }
        }
        return open || changeReady ? best : null;
    }

    private static boolean better(Group group, boolean first, Group best, boolean bestFirst) {
        return best == null || (first && !bestFirst) || (first == bestFirst && group.servedTurn() < best.servedTurn());
    }

    private void sent(Batch batch, long nowNanos) {
        lastSentNanos = nowNanos;
        burstNanos = Math.max(burstNanos, nowNanos) + OutboxLimits.MESSAGE_INTERVAL_NANOS;
        assetSentNanos.put(batch.group().asset(), nowNanos);
    }

    private void dropSurplus() {
        while (pending > OutboxLimits.PENDING_DECISIONS) {
            Group largest = null;
            for (Group group : groups.values()) {
                largest = largest == null || group.size() > largest.size() ? group : largest;
            }
            Decision dropped = largest.dropOne();
            pending--;
            ledger.dropped(dropped.pipeline(), 1);
        }
    }

    private Group group(Group.Key key) {
        return groups.computeIfAbsent(key, Group::new);
    }

    private Group stateGroup(StateMessage message) {
        String asset = message.asset().isEmpty() ? message.component() : message.asset();
        return group(new Group.Key(asset, message.component(), true));
    }
}
