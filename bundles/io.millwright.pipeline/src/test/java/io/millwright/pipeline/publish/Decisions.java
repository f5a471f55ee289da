package io.millwright.pipeline.publish;

import io.millwright.pipeline.decide.Decision;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.grid.Quality;
import io.millwright.pipeline.state.StateMessage;

/** Decisions for tests. */
public final class Decisions {
    public static final ModelIdentity MODEL = new ModelIdentity("machine-failure", "1.0.0", "ab".repeat(32), "CPU");
    static final int MAX_DELAY_MILLIS = 1_000;

    private Decisions() {}

    static Decision routine(String pipeline, long sequence) {
        return of(pipeline + "-asset", pipeline, MODEL, sequence, false, "");
    }

    public static Decision change(String pipeline, long sequence) {
        return of(pipeline + "-asset", pipeline, MODEL, sequence, true, "");
    }

    static Decision of(
            String asset, String pipeline, ModelIdentity model, long sequence, boolean changed, String reason) {
        long windowEndMicros = 1_750_000_000_000_000L + sequence * 500_000L;
        Quality quality = reason.isEmpty() ? Quality.GOOD : Quality.UNCERTAIN;
        return new Decision(
                asset,
                pipeline,
                model,
                sequence,
                windowEndMicros,
                "healthy",
                "healthy",
                0.25,
                quality,
                reason,
                changed,
                MAX_DELAY_MILLIS,
                0,
                0);
    }

    public static StateMessage state(String component, String code) {
        return new StateMessage(
                component, "", code, "text of " + code, StateMessage.Severity.WARNING, 1_750_000_000_000_000L);
    }
}
