package io.millwright.pipeline.explain;

import io.millwright.pipeline.state.SupervisedState;
import io.millwright.supervision.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether decisions can be explained, and which model's cannot. One log line per transition of a model. Thread-safe. */
final class ExplainState {
    private static final Logger LOG = LoggerFactory.getLogger(ExplainRoom.class);

    /** Stable codes; docs/operations.md has a row for each. */
    enum Code {
        EXPLAINS,
        NOT_EXPLAINED
    }

    private static final String REMEDY =
            "see the reason; where reasons are not wanted, set the pipeline's \"Decisions explained\" to never";
    private static final int MOST_MODELS = 64;

    /** Why decisions of a model cannot be explained; guarded by this. */
    private final Map<String, String> troubles = new LinkedHashMap<>();

    private long sinceMicros = nowMicros();

    private static long nowMicros() {
        return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
    }

    void explains(String model) {
        synchronized (this) {
            if (troubles.remove(model) == null) {
                return;
            }
            sinceMicros = nowMicros();
        }
        LOG.info("Decisions of model {} are explained again", model);
    }

    void failed(String model, String why) {
        synchronized (this) {
            if (troubles.containsKey(model) || troubles.size() == MOST_MODELS) {
                troubles.computeIfPresent(model, (name, before) -> why);
                return;
            }
            troubles.put(model, why);
            sinceMicros = nowMicros();
        }
        LOG.info("Decisions of model {} are not explained: {}", model, why);
    }

    synchronized State now() {
        if (troubles.isEmpty()) {
            return new SupervisedState(
                    Code.EXPLAINS.name(), State.Severity.INFO, sinceMicros, "explains what it is asked to", "");
        }
        Map.Entry<String, String> first = troubles.entrySet().iterator().next();
        String more = troubles.size() == 1 ? "" : "; and of " + (troubles.size() - 1) + " more models";
        return new SupervisedState(
                Code.NOT_EXPLAINED.name(),
                State.Severity.INFO,
                sinceMicros,
                "decisions of model " + first.getKey() + " are not explained: " + first.getValue() + more,
                REMEDY);
    }
}
