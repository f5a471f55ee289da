package io.millwright.pipeline.publish;

import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.Confirmations;
import io.millwright.pipeline.publish.confirm.Ledger;
import io.millwright.pipeline.publish.confirm.OutboxCounters;
import io.millwright.pipeline.publish.confirm.PublisherHealth;
import io.millwright.pipeline.publish.message.Annex;
import io.millwright.pipeline.publish.message.Batch;
import io.millwright.pipeline.publish.message.DecisionMessage;
import io.millwright.pipeline.publish.message.Group;
import io.millwright.pipeline.publish.message.WaitingAnnexes;
import io.millwright.pipeline.publish.message.WaitingGroups;
import io.millwright.pipeline.state.StateMessage;
import io.millwright.supervision.Durations;
import java.util.HashMap;
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
    private final WaitingGroups waiting = new WaitingGroups(this::heldUntilNanos, this::held);
    private final PublisherCount count = new PublisherCount();
    private final Durations durations = new Durations(
            "publish", "From the oldest decision of a message coming to the outbox until Kura has taken the message");
    private final WaitingAnnexes annexes;

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
        this.annexes = new WaitingAnnexes(ledger);
        this.health = new PublisherHealth(publisherPid);
    }

    void offer(PipelineDecision decision, long nowNanos) {
        ledger.offered(decision.pipeline());
        count.offered++;
        waiting.add(decision, nowNanos);
        pending++;
        dropSurplus(nowNanos);
    }

    void offer(StateMessage message, long nowNanos) {
        waiting.add(message, nowNanos);
    }

    void offer(Annex annex, long nowNanos) {
        annexes.add(annex, nowNanos);
    }

    /** Takes in what a pipeline could not get rid of at its former publisher. It was counted as offered there. */
    void carryIn(List<PipelineDecision> decisions, StateMessage state, long nowNanos) {
        for (int i = decisions.size() - 1; i >= 0; i--) {
            PipelineDecision decision = decisions.get(i);
            waiting.putBack(Group.Key.of(decision), List.of(decision), null, nowNanos);
        }
        count.carriedIn += decisions.size();
        pending += decisions.size();
        if (state != null) {
            waiting.putBack(Group.Key.of(state), List.of(), state, nowNanos);
        }
        dropSurplus(nowNanos);
    }

    /** From here on nothing waits for others: what is pending shall go, then the outbox closes. */
    void closing(long nowNanos) {
        closing = true;
        waiting.closing(nowNanos);
    }

    /** Returns what is to be published now, or null. The caller answers with {@link #published} or {@link #failed}. */
    Batch next(long nowNanos) {
        expire(nowNanos);
        long gate = gateNanos();
        boolean routine = routineGateNanos(gate) <= nowNanos;
        if (routine && annexes.overdue(nowNanos)) {
            return annex();
        }
        Group group = gate > nowNanos ? null : waiting.next(routine, nowNanos);
        if (group == null) {
            return routine && !annexes.isEmpty() ? annex() : null;
        }
        turn++;
        OutboxCounters counters = ledger.counters(group.pipeline());
        long lost = ledger.lost(group.pipeline());
        Batch batch = waiting.take(group, turn, lost, counters.unconfirmed(), nowNanos);
        pending -= batch.decisions().size();
        held(batch.group().pipeline(), batch.decisions().size());
        confirmations.publishing();
        return batch;
    }

    private Batch annex() {
        confirmations.publishing();
        return annexes.take();
    }

    /** The message of a batch was written. Returns the batch, or its first half where the message is too large to send. */
    Batch written(Batch batch, DecisionMessage.Written written, long nowNanos) {
        waiting.written(batch, written);
        int decisions = batch.decisions().size();
        if (written.plainBytes() == written.bodyBytes()
                || written.bodyBytes() <= OutboxLimits.MANY_ASSETS_BODY_BYTES
                || decisions == 1) {
            return batch;
        }
        List<PipelineDecision> second = batch.decisions().subList(decisions / 2, decisions);
        held(batch.group().pipeline(), -second.size());
        waiting.putBack(batch.group().key(), second, null, nowNanos);
        pending += second.size();
        return new Batch(
                batch.group(), batch.decisions().subList(0, decisions / 2), null, batch.dropped(), batch.unconfirmed());
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
        count.messages++;
        count.unconfirmable += id == null ? 1 : 0;
        if (decisions > 0) {
            count.published += decisions;
            durations.record(batch.group().published(nowNanos));
            held(batch.group().pipeline(), -decisions);
            ledger.published(batch.group().pipeline(), decisions, id != null);
        }
        if (batch.annex() != null) {
            ledger.annexHeld(batch.group().pipeline(), -1);
            ledger.annexPublished(batch.group().pipeline());
        }
        if (unconfirmable && id != null) {
            unconfirmable = false;
            waiting.release(nowNanos);
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
        count.failures++;
        if (storeFull) {
            health.storeFull(detail, nowNanos);
        } else {
            health.refused(detail, nowNanos);
        }
        if (batch.annex() != null) {
            annexes.putBack(batch.annex(), nowNanos);
            return;
        }
        if (!batch.decisions().isEmpty()) {
            ledger.failed(batch.group().pipeline());
            held(batch.group().pipeline(), -batch.decisions().size());
        }
        waiting.putBack(batch.group().key(), batch.decisions(), batch.state(), nowNanos);
        pending += batch.decisions().size();
        dropSurplus(nowNanos);
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

    /** How long messages have been waiting without any confirmation of ours. */
    long silentNanos(long nowNanos) {
        return health.silentNanos(nowNanos);
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
        long gate = gateNanos();
        long routine = routineGateNanos(gate);
        if (!annexes.isEmpty()) {
            change = Math.min(change, routine);
        }
        return Math.min(change, waiting.readyNanos(gate, routine, nowNanos));
    }

    /** Whether a closing outbox has nothing more to hope for: all confirmed, or the publisher takes or confirms nothing. */
    boolean finished() {
        return health.failing()
                || (waiting.isEmpty() && annexes.isEmpty() && (confirmations.inFlight() == 0 || health.silent()));
    }

    /** Takes all that waits and gives up hope for all confirmations. */
    List<Batch> drain() {
        List<Batch> left = waiting.drain();
        for (Batch batch : left) {
            int decisions = batch.decisions().size();
            count.carriedOut += decisions;
            // From here on in the hand of the caller.
            ledger.held(batch.group().pipeline(), decisions);
        }
        pending = 0;
        annexes.drop();
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
            waiting.forgetIdle(idle);
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
            boolean crowded = pending >= OutboxLimits.CROWD_DECISIONS;
            return Math.max(
                    gate,
                    lastSentNanos + (crowded ? OutboxLimits.CROWDED_INTERVAL_NANOS : OutboxLimits.SLOW_INTERVAL_NANOS));
        }
        return confirmations.inFlight() < OutboxLimits.IN_FLIGHT_MESSAGES ? gate : Long.MAX_VALUE;
    }

    /** The same for a message without anything urgent. */
    private long routineGateNanos(long gateNanos) {
        return closing || unconfirmable || health.silent() ? gateNanos : Math.max(gateNanos, confirmations.openNanos());
    }

    /** Until when a group may not go, whatever it holds: where nothing is confirmed each asset gets a message per second. */
    private long heldUntilNanos(Group group) {
        Long sent = unconfirmable ? assetSentNanos.get(group.asset()) : null;
        return sent == null ? Long.MIN_VALUE : sent + OutboxLimits.UNCONFIRMABLE_INTERVAL_NANOS;
    }

    private void sent(Batch batch, long nowNanos) {
        lastSentNanos = nowNanos;
        burstNanos = Math.max(burstNanos, nowNanos) + OutboxLimits.MESSAGE_INTERVAL_NANOS;
        assetSentNanos.put(batch.group().asset(), nowNanos);
    }

    private void dropSurplus(long nowNanos) {
        while (pending > OutboxLimits.PENDING_DECISIONS) {
            PipelineDecision dropped = waiting.dropOne(nowNanos);
            pending--;
            count.dropped++;
            ledger.dropped(dropped.pipeline(), 1);
        }
    }

    /** So many decisions more, or less, are in a group or in the hand of who publishes. */
    private void held(String pipeline, int by) {
        count.waiting += by;
        ledger.held(pipeline, by);
    }

    /** Returns how long messages waited and how long their confirmations took. Any thread. */
    List<Durations> durations() {
        return List.of(durations, confirmations.durations());
    }

    /** Returns when a message was confirmed last, microseconds since 1970 UTC, 0 for never. Any thread. */
    long lastConfirmedMicros() {
        return confirmations.lastConfirmedMicros();
    }

    /** Returns what went through, and what is here, of one moment. */
    Map<String, Long> counters() {
        return count.all(confirmations);
    }
}
