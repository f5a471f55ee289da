package io.millwright.pipeline.publish;

import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.publish.confirm.Ledger;
import io.millwright.pipeline.publish.message.Batch;
import io.millwright.pipeline.state.StateMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a closed outbox could not get rid of, kept until the same pipeline uses its next outbox. Thread-safe; never calls
 * out but to the ledger.
 */
final class Leftovers {
    /** What is left of one pipeline. */
    record Left(List<PipelineDecision> decisions, StateMessage state) {}

    private final Ledger ledger;
    private final Map<String, List<PipelineDecision>> decisions = new LinkedHashMap<>();
    private final Map<String, StateMessage> states = new HashMap<>();
    private int kept;

    /** Read without the lock once per decision; a change is seen by the next decision at the latest. */
    private volatile boolean empty = true;

    Leftovers(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Keeps decisions, which stay {@link Ledger#held}, and states, the newest decisions where there are too many. */
    synchronized void keep(List<Batch> batches) {
        for (Batch batch : batches) {
            String pipeline = batch.group().pipeline();
            if (!batch.decisions().isEmpty()) {
                decisions.computeIfAbsent(pipeline, p -> new ArrayList<>()).addAll(batch.decisions());
                kept += batch.decisions().size();
            }
            if (batch.state() != null) {
                states.put(pipeline, batch.state());
            }
        }
        dropSurplus();
        empty = decisions.isEmpty() && states.isEmpty();
    }

    /** Returns and forgets what is left of a pipeline, or null. */
    Left take(String pipeline) {
        return empty ? null : remove(pipeline);
    }

    /** Gives up all that is left, counted. */
    synchronized void drop() {
        decisions.forEach((pipeline, left) -> {
            ledger.held(pipeline, -left.size());
            ledger.dropped(pipeline, left.size());
        });
        decisions.clear();
        states.clear();
        kept = 0;
        empty = true;
    }

    private synchronized Left remove(String pipeline) {
        List<PipelineDecision> left = decisions.remove(pipeline);
        StateMessage state = states.remove(pipeline);
        empty = decisions.isEmpty() && states.isEmpty();
        if (left == null && state == null) {
            return null;
        }
        if (left != null) {
            kept -= left.size();
            ledger.held(pipeline, -left.size());
        }
        return new Left(left == null ? List.of() : left, state);
    }

    private void dropSurplus() {
        for (Map.Entry<String, List<PipelineDecision>> entry : decisions.entrySet()) {
            int surplus = Math.min(
                    kept - OutboxLimits.LEFT_OVER_DECISIONS, entry.getValue().size());
            if (surplus > 0) {
                entry.getValue().subList(0, surplus).clear();
                ledger.held(entry.getKey(), -surplus);
                ledger.dropped(entry.getKey(), surplus);
                kept -= surplus;
            }
        }
        decisions.values().removeIf(List::isEmpty);
    }
}
