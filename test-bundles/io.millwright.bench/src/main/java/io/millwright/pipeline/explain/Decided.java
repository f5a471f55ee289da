package io.millwright.pipeline.explain;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.decide.ReadingValue;
import io.millwright.pipeline.decide.WholeInputs;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One decision of a model, made by a run of its own, and what it saw. */
record Decided(PipelineDecision decision, WholeInputs inputs) {
    private static final long RUN_MILLIS = 60_000;

    /** Decides on a row of numbers per input. */
    static Decided of(Model model, ModelRunner runner, float[]... inputs) throws ModelException {
        ByteBuffer[] kept = new ByteBuffer[inputs.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = ByteBuffer.allocate(inputs[i].length * Float.BYTES).order(ByteOrder.nativeOrder());
            kept[i].asFloatBuffer().put(inputs[i]);
            runner.input(i).put(0, kept[i], 0, kept[i].capacity());
        }
        runner.run(RUN_MILLIS);
        List<io.millwright.decision.Value> values = new ArrayList<>();
        for (Reading reading : model.readings()) {
            TensorSpec output = model.outputs().get(reading.output());
            double number = Elements.get(runner.output(reading.output()), reading.index(), output.type());
            boolean alarm = !reading.thresholds().isEmpty()
                    && number >= reading.thresholds().get(0);
            String label = reading.labels().isEmpty() ? "" : reading.labels().get(alarm ? 1 : 0);
            values.add(new ReadingValue(reading.name(), number, label, label, alarm ? Severity.ALARM : Severity.OK));
        }
        ModelIdentity identity =
                new ModelIdentity(model.name(), model.version(), model.sha256(), model.executionProvider());
        PipelineDecision decision = new PipelineDecision(
                "m1",
                "p1",
                "",
                identity,
                1,
                1,
                0,
                1_000_000,
                Role.SERVING,
                values,
                Quality.GOOD,
                "",
                true,
                true,
                false,
                0,
                0,
                0,
                false);
        return new Decided(decision, new WholeInputs(null, kept, 250));
    }

    /** Whether the first reading is an alarm. */
    boolean alarm() {
        return decision.values().get(0).severity() == Severity.ALARM;
    }
}
