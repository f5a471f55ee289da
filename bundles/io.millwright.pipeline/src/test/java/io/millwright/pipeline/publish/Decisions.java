package io.millwright.pipeline.publish;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.decide.ReadingValue;
import io.millwright.pipeline.state.StateMessage;
import io.millwright.supervision.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Decisions for tests. */
public final class Decisions {
    public static final ModelIdentity MODEL = new ModelIdentity("machine-failure", "1.0.0", "ab".repeat(32), "CPU");
    static final int MAX_DELAY_MILLIS = 1_000;

    private Decisions() {}

    static PipelineDecision routine(String pipeline, long sequence) {
        return of(pipeline + "-asset", pipeline, MODEL, sequence, false, "");
    }

    public static PipelineDecision change(String pipeline, long sequence) {
        return of(pipeline + "-asset", pipeline, MODEL, sequence, true, "");
    }

    static PipelineDecision of(
            String asset, String pipeline, ModelIdentity model, long sequence, boolean changed, String reason) {
        long windowEndMicros = 1_750_000_000_000_000L + sequence * 500_000L;
        Quality quality = reason.isEmpty() ? Quality.GOOD : Quality.UNCERTAIN;
        return of(
                asset,
                pipeline,
                model,
                sequence,
                windowEndMicros,
                "healthy",
                0.25,
                quality,
                reason,
                changed,
                MAX_DELAY_MILLIS,
                0,
                0);
    }

    /** A decision with one reading, named score; none where the quality is BAD. */
    public static PipelineDecision of(
            String asset,
            String pipeline,
            ModelIdentity model,
            long sequence,
            long windowEndMicros,
            String label,
            double score,
            Quality quality,
            String reason,
            boolean changed,
            int maxDelayMillis,
            long dropped,
            long late) {
        List<Value> values = quality == Quality.BAD
                ? List.of()
                : List.of(new ReadingValue("score", score, label, label, Severity.OK));
        return new PipelineDecision(
                asset,
                pipeline,
                "",
                model,
                1,
                sequence,
                windowEndMicros - 500_000,
                windowEndMicros,
                Role.SERVING,
                values,
                quality,
                reason,
                changed,
                changed,
                false,
                maxDelayMillis,
                dropped,
                late,
                false);
    }

    /** A decision with these readings. */
    public static PipelineDecision withValues(long sequence, List<Value> values) {
        return new PipelineDecision(
                "asset",
                "p",
                "part-1",
                MODEL,
                2,
                sequence,
                1,
                2,
                Role.SERVING,
                values,
                Quality.GOOD,
                "",
                false,
                false,
                false,
                MAX_DELAY_MILLIS,
                0,
                0,
                false);
    }

    /** So many readings, each with so many steps. */
    public static List<Value> readings(int count, int steps) {
        List<Value> values = new ArrayList<>();
        double[] forecast = new double[steps];
        Arrays.setAll(forecast, i -> -1.0 / (i + 3));
        for (int i = 0; i < count; i++) {
            values.add(new ReadingValue(
                    "r" + i, "Nm", -1.0 / 3, "low", "low", Severity.NOTICE, -Double.MIN_NORMAL, 1.0e300, forecast));
        }
        return values;
    }

    /** A decision that may share a message with those of other assets. */
    public static PipelineDecision ofManyAssets(
            String pipeline, String asset, long sequence, boolean urgent, long dropped, long late) {
        long end = 1_750_000_000_000_000L + sequence * 500_000L;
        double score = Math.abs(Math.sin(asset.hashCode() + sequence));
        List<Value> values = List.of(new ReadingValue("score", (float) score, "healthy", "healthy", Severity.OK));
        return new PipelineDecision(
                asset,
                pipeline,
                "",
                MODEL,
                3,
                sequence,
                end - 500_000,
                end,
                Role.SERVING,
                values,
                Quality.GOOD,
                "",
                urgent,
                urgent,
                false,
                500,
                dropped,
                late,
                true);
    }

    /** The same, with numbers that hardly compress. */
    static PipelineDecision incompressible(String pipeline, String asset, long sequence) {
        Random random = new Random(sequence);
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            values.add(new ReadingValue(
                    "r" + i,
                    "",
                    random.nextGaussian(),
                    "",
                    "",
                    Severity.OK,
                    random.nextGaussian(),
                    random.nextGaussian(),
                    new double[] {random.nextDouble(), random.nextDouble()}));
        }
        return new PipelineDecision(
                asset,
                pipeline,
                "",
                MODEL,
                3,
                sequence,
                1,
                2,
                Role.SERVING,
                values,
                Quality.GOOD,
                "",
                false,
                false,
                false,
                500,
                0,
                0,
                true);
    }

    public static StateMessage state(String component, String code) {
        return new StateMessage(component, "", code, "text of " + code, State.Severity.WARNING, 1_750_000_000_000_000L);
    }
}
