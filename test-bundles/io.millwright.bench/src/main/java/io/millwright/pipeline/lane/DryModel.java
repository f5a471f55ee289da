package io.millwright.pipeline.lane;

import io.millwright.model.Aggregate;
import io.millwright.model.Condition;
import io.millwright.model.ImageSpec;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** A model whose runs do nothing but mark where the window write has ended. */
final class DryModel implements Model {
    private record Column(String name, String signal, Aggregate aggregate, long spanMillis) implements Feature {
        @Override
        public String unit() {
            return "";
        }

        @Override
        public double min() {
            return Double.NaN;
        }

        @Override
        public double max() {
            return Double.NaN;
        }

        @Override
        public List<String> categories() {
            return List.of();
        }

        @Override
        public Map<Double, Integer> codes() {
            return Map.of();
        }

        @Override
        public long lagMillis() {
            return 0;
        }

        @Override
        public Condition condition() {
            return aggregate == Aggregate.SHARE ? new Above() : null;
        }

        @Override
        public double modulus() {
            return 0;
        }

        @Override
        public boolean optional() {
            return false;
        }

        @Override
        public int elements() {
            return 1;
        }
    }

    /** Above 10; all are equal. */
    private record Above() implements Condition {
        @Override
        public Operator operator() {
            return Operator.GREATER;
        }

        @Override
        public double value() {
            return 10;
        }

        @Override
        public double upper() {
            return Double.NaN;
        }
    }

    private record Spec(String name, long[] shape, List<Feature> features) implements TensorSpec {
        @Override
        public ElementType type() {
            return ElementType.FLOAT32;
        }

        @Override
        public ImageSpec image() {
            return null;
        }

        @Override
        public Layout layout() {
            return Layout.CHANNELS_FIRST;
        }
    }

    private record Score() implements Reading {
        @Override
        public String name() {
            return "score";
        }

        @Override
        public Task task() {
            return Task.BINARY;
        }

        @Override
        public int output() {
            return 0;
        }

        @Override
        public int index() {
            return 0;
        }

        @Override
        public String unit() {
            return "";
        }

        @Override
        public List<Double> thresholds() {
            return List.of(0.5);
        }

        @Override
        public List<String> labels() {
            return List.of("normal", "alarm");
        }

        @Override
        public boolean lowIsBad() {
            return false;
        }

        @Override
        public int lowerOutput() {
            return -1;
        }

        @Override
        public int lowerIndex() {
            return 0;
        }

        @Override
        public int upperOutput() {
            return -1;
        }

        @Override
        public int upperIndex() {
            return 0;
        }

        @Override
        public int steps() {
            return 1;
        }
    }

    private final List<Feature> features;
    private final Runnable onRun;

    /**
     * Creates a model of one row.
     *
     * @param features its columns
     * @param onRun called at the start of each run
     */
    DryModel(List<Feature> features, Runnable onRun) {
        this.features = List.copyOf(features);
        this.onRun = onRun;
    }

    /** Returns a column. */
    static Feature feature(String name, String signal, Aggregate aggregate, long spanMillis) {
        return new Column(name, signal, aggregate, spanMillis);
    }

    @Override
    public String name() {
        return "dry";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public String sha256() {
        return "0".repeat(64);
    }

    @Override
    public String executionProvider() {
        return "none";
    }

    @Override
    public List<TensorSpec> inputs() {
        return List.of(new Spec("features", new long[] {-1, features.size()}, features));
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(new Spec("score", new long[] {-1, 1}, List.of()));
    }

    @Override
    public List<Reading> readings() {
        return List.of(new Score());
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
    public ModelRunner open(int batch) {
        return new DryRunner(batch);
    }

    private final class DryRunner implements ModelRunner {
        private final ByteBuffer input;
        private final ByteBuffer output;
        private final int batch;

        private DryRunner(int batch) {
            this.batch = batch;
            input = ByteBuffer.allocateDirect(batch * features.size() * Float.BYTES)
                    .order(ByteOrder.nativeOrder());
            output = ByteBuffer.allocateDirect(batch * Float.BYTES).order(ByteOrder.nativeOrder());
        }

        @Override
        public ByteBuffer input(int i) {
            return input;
        }

        @Override
        public ByteBuffer output(int i) {
            return output;
        }

        @Override
        public long[] outputShape(int i) {
            return new long[] {batch, 1};
        }

        @Override
        public void run(long timeoutMillis) {
            onRun.run();
        }

        @Override
        public void close() {}
    }
}
