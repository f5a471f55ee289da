package io.millwright.pipeline.advise;

import io.millwright.decision.Decision.Role;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Quality;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.model.Advice;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.advise.TestAdvice.Knob;
import io.millwright.pipeline.decide.ModelIdentity;
import io.millwright.pipeline.decide.PipelineDecision;
import io.millwright.pipeline.decide.ReadingValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** A model of two settings, a and b, from 0 to 10, that says how good and how sure it is; and what it decides. */
final class AdvisedModel implements Model {
    static final ModelIdentity IDENTITY = new ModelIdentity("seam", "1.0.0", "ab".repeat(32), "CPU");
    static final String PIPELINE = "p";
    static final String ASSET = "welder";
    static final long TIME_MICROS = 1_750_000_000_000_000L;

    /** Runs before each run of a runner. */
    interface BeforeRun {
        void run() throws ModelException;
    }

    volatile ToDoubleFunction<double[]> good = row -> 0.1 * row[0];
    volatile ToDoubleFunction<double[]> doubt = row -> 0.01;
    volatile Advice advice = TestAdvice.raise(Knob.of("a", 0, 10), Knob.of("b", 0, 10));
    volatile List<Feature> features = List.of(FakeModel.range("a", -1, 11), FakeModel.unit("b", "mm"));
    volatile BeforeRun beforeRun = () -> {};
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    private final long batch;

    AdvisedModel() {
        this(-1);
    }

    private AdvisedModel(long batch) {
        this.batch = batch;
    }

    /** One that takes one row per run. */
    static AdvisedModel ofSingleRows() {
        return new AdvisedModel(1);
    }

    @Override
    public String name() {
        return IDENTITY.name();
    }

    @Override
    public String version() {
        return IDENTITY.version();
    }

    @Override
    public String sha256() {
        return IDENTITY.sha256();
    }

    @Override
    public String executionProvider() {
        return IDENTITY.executionProvider();
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(new FakeModel.Spec("x", ElementType.FLOAT32, new long[] {batch, 2}, features));
    }

    @Override
    public List<TensorSpec> outputs() {
        long[] shape = {batch, 1};
        return List.of(
                new FakeModel.Spec("good", ElementType.FLOAT32, shape, List.of()),
                new FakeModel.Spec("doubt", ElementType.FLOAT32, shape, List.of()));
    }

    @Override
    public List<Reading> readings() {
        return List.of(new FakeModel.Says(
                "good", Task.BINARY, 0, 0, "", List.of(0.6), List.of("bad", "good"), true, -1, 0, -1, 0, 1));
    }

    @Override
    public Advice advice() {
        return advice;
    }

    @Override
    public long rowPeriodMillis() {
        return 0;
    }

    @Override
    public boolean blocksElsewhere() {
        return false;
    }

    @Override
    public ModelRunner open(int rows) {
        opened.incrementAndGet();
        return new Runner(rows);
    }

    private final class Runner implements ModelRunner {
        private final int rows;
        private final ByteBuffer input;
        private final ByteBuffer[] outputs;

        Runner(int rows) {
            this.rows = rows;
            input = floats(2 * rows);
            outputs = new ByteBuffer[] {floats(rows), floats(rows)};
        }

        private static ByteBuffer floats(int count) {
            return ByteBuffer.allocateDirect(Float.BYTES * count).order(ByteOrder.nativeOrder());
        }

        @Override
        public ByteBuffer input(int i) {
            return input;
        }

        @Override
        public ByteBuffer output(int i) {
            return outputs[i];
        }

        @Override
        public long[] outputShape(int i) {
            return new long[] {rows, 1};
        }

        @Override
        public void run(long timeoutMillis) throws ModelException {
            beforeRun.run();
            for (int row = 0; row < rows; row++) {
                double[] values = {input.getFloat(8 * row), input.getFloat(8 * row + 4)};
                outputs[0].putFloat(4 * row, (float) good.applyAsDouble(values));
                outputs[1].putFloat(4 * row, (float) doubt.applyAsDouble(values));
            }
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    /** What it saw. */
    record Saw(List<String> features, double... values) implements FeatureSnapshot {
        static Saw of(double a, double b) {
            return new Saw(List.of("a", "b"), a, b);
        }

        @Override
        public int rows() {
            return 1;
        }

        @Override
        public double value(int row, int column) {
            return values[column];
        }
    }

    /** A decision that the reading is bad, or is of another quality. */
    static PipelineDecision decision(String asset, long sequence, Role role, Quality quality) {
        Value bad = new ReadingValue("good", 0.5, "bad", "bad", Severity.ALARM);
        return decision(asset, sequence, role, quality, quality == Quality.BAD ? List.of() : List.of(bad));
    }

    static PipelineDecision bad(long sequence) {
        return decision(ASSET, sequence, Role.SERVING, Quality.GOOD);
    }

    static PipelineDecision good(long sequence) {
        Value good = new ReadingValue("good", 0.9, "good", "good", Severity.OK);
        return decision(ASSET, sequence, Role.SERVING, Quality.GOOD, List.of(good));
    }

    /** A decision by another model. */
    static PipelineDecision decision(String asset, long sequence, Role role, ModelIdentity model) {
        return decision(asset, sequence, role, Quality.GOOD, List.of(), model);
    }

    private static PipelineDecision decision(
            String asset, long sequence, Role role, Quality quality, List<Value> values) {
        return decision(asset, sequence, role, quality, values, IDENTITY);
    }

    private static PipelineDecision decision(
            String asset, long sequence, Role role, Quality quality, List<Value> values, ModelIdentity model) {
        long end = TIME_MICROS + 1_000_000 * sequence;
        return new PipelineDecision(
                asset,
                PIPELINE,
                "part-" + sequence,
                model,
                3,
                sequence,
                end - 1_000_000,
                end,
                role,
                values,
                quality,
                quality == Quality.GOOD ? "" : "tag 'current': Bad_SensorFailure",
                true,
                true,
                false,
                0,
                0,
                0,
                false);
    }
}
