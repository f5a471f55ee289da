package io.millwright.pipeline.explain;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.decide.WholeInputs;
import java.util.List;

/** Decisions that a model made of numbers. */
final class ExplainedDecisions {
    private static final double[] NONE = {};

    private ExplainedDecisions() {}

    record Said(String name, double number, String rawLabel, Severity severity) implements Value {
        @Override
        public String unit() {
            return "";
        }

        @Override
        public String label() {
            return rawLabel;
        }

        @Override
        public double lower() {
            return Double.NaN;
        }

        @Override
        public double upper() {
            return Double.NaN;
        }

        @Override
        public double[] steps() {
            return NONE;
        }
    }

    static PipelineDecision of(RowModel model, double number, String label) {
        return of(model, "m1", number, label);
    }

    static PipelineDecision of(RowModel model, String asset, double number, String label) {
        return of(model, "p1", asset, number, label);
    }

    static PipelineDecision of(RowModel model, String pipeline, String asset, double number, String label) {
        return new PipelineDecision(
                asset,
                pipeline,
                "",
                new ModelIdentity(model.name(), model.version(), model.sha256(), model.executionProvider()),
                1,
                17,
                0,
                1_000_000,
                Role.SERVING,
                List.of(new Said(model.reading.name(), number, label, Severity.ALARM)),
                Quality.GOOD,
                "",
                true,
                true,
                false,
                0,
                0,
                0,
                false);
    }

    static WholeInputs inputs(RowModel model, double... numbers) {
        return new WholeInputs(null, model.tensors(numbers), 200);
    }
}
