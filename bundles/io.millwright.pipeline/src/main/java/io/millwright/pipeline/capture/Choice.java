package io.millwright.pipeline.capture;

import io.millwright.decision.Decision;
import io.millwright.decision.Decision.Role;
import io.millwright.decision.ModelIdentity;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.pipeline.decide.RuleWish;
import io.millwright.pipeline.listen.ModelFinder;
import io.millwright.pipeline.listen.ModelFinder.Found;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Which decisions of one pipeline are worth keeping. Not thread-safe. */
final class Choice {
    /** So many rows before and after an alarm are kept, per asset. */
    static final int AROUND = 10;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int MOST_KNOWN = 8;

    private record Key(String name, String version, String sha256) {}

    /** @param certainty null where the model is not there */
    private record Known(Certainty certainty, long lookedNanos) {}

    private final ModelFinder models;
    private final LongSupplier nanos;
    private final AtomicLong modelGone;

    /** Alarms that stand, and how many rows are still to be kept after a change, by asset. */
    private final Map<String, Boolean> alarmed = new HashMap<>();

    private final Map<String, Integer> after = new HashMap<>();
    private long routine;

    /** A version on trial decides beside the one that serves. */
    private final Map<Key, Known> known = new HashMap<>();

    private List<RuleWish> knownFor;

    /**
     * Creates a choice.
     *
     * @param modelGone counts decisions of which nobody can say whether the model was sure, because it had been replaced
     */
    Choice(ModelFinder models, LongSupplier nanos, AtomicLong modelGone) {
        this.models = models;
        this.nanos = nanos;
        this.modelGone = modelGone;
    }

    /**
     * Returns why a decision is kept, null where it is not.
     *
     * @param pictured whether it is of pictures that can be kept
     */
    Why why(Decision decision, boolean pictured, CaptureSettings settings, List<RuleWish> rules) {
        if (decision.role() == Role.SHADOW || decision.values().isEmpty()) {
            return null;
        }
        boolean alarm = alarms(decision);
        Boolean before = alarmed.put(decision.asset(), alarm);
        if (alarm != Boolean.TRUE.equals(before) || alarm && decision.changed()) {
            after.put(decision.asset(), AROUND);
            return Why.ALARM;
        }
        Integer left = after.get(decision.asset());
        if (left != null) {
            if (left == 1) {
                after.remove(decision.asset());
            } else {
                after.put(decision.asset(), left - 1);
            }
            return Why.AFTER;
        }
        if (pictured && alarm) {
            // Each picture shows a case of its own.
            return Why.ALARM;
        }
        if (pictured && decision.quality() == Quality.UNCERTAIN) {
            return Why.UNSURE;
        }
        Certainty certainty = certainty(decision.model(), rules);
        if (certainty == null) {
            modelGone.incrementAndGet();
        } else if (certainty.unsure(decision.values())) {
            return Why.UNSURE;
        }
        routine++;
        return settings.routineEach() > 0 && routine % settings.routineEach() == 0 ? Why.ROUTINE : null;
    }

    static boolean alarms(Decision decision) {
        return decision.values().stream().anyMatch(value -> value.severity().compareTo(Severity.WARNING) >= 0);
    }

    private Certainty certainty(ModelIdentity model, List<RuleWish> rules) {
        if (rules != knownFor) {
            known.clear();
            knownFor = rules;
        }
        Key key = new Key(model.name(), model.version(), model.sha256());
        Known before = known.get(key);
        long now = nanos.getAsLong();
        if (before != null && (before.certainty() != null || now - before.lookedNanos() < LOOK_AGAIN_NANOS)) {
            return before.certainty();
        }
        if (known.size() == MOST_KNOWN) {
            known.clear();
        }
        Found found = models.find(model);
        Certainty certainty = found == null
                ? null
                : Certainty.of(
                        model.name() + " " + model.version(), found.model().readings(), rules);
        known.put(key, new Known(certainty, now));
        return certainty;
    }

    /** Forgets an asset, or all. */
    void forget(String asset) {
        if (asset.isEmpty()) {
            alarmed.clear();
            after.clear();
        } else {
            alarmed.remove(asset);
            after.remove(asset);
        }
    }
}
