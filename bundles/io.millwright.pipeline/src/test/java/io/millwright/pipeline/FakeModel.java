package io.millwright.pipeline;

import io.millwright.model.Aggregate;
import io.millwright.model.Background;
import io.millwright.model.Condition;
import io.millwright.model.ImageSpec;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reference;
import io.millwright.model.State;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A model of an engine that computes in Java: a function of the numbers found in its input buffers. */
public final class FakeModel implements Model {
    /** Fails instead of a run or of an opening. */
    public interface Failure {
        void check() throws ModelException;
    }

    private final String version;
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final Function<double[], double[]> function;
    public final List<FakeRunner> opened = new CopyOnWriteArrayList<>();
    /** What it says of its training data, or null. */
    public volatile Reference reference;

    /** What its decisions are explained with, or null. */
    public volatile Background background;

    public volatile Failure onOpen = () -> {};
    public volatile Failure onRun = () -> {};

    public FakeModel(
            String version, List<TensorSpec> inputs, long[] outputShape, Function<double[], double[]> function) {
        this(version, inputs, new Spec("score", ElementType.FLOAT64, outputShape, List.of()), function);
    }

    private FakeModel(
            String version, List<TensorSpec> inputs, TensorSpec output, Function<double[], double[]> function) {
        this.version = version;
        this.inputs = inputs;
        this.function = function;
        outputs = List.of(output);
    }

    /** The same whose output has elements of another type. */
    public FakeModel giving(ElementType type) {
        TensorSpec output = outputs.get(0);
        return new FakeModel(version, inputs, new Spec(output.name(), type, output.shape(), List.of()), function);
    }

    /** One input of one row, FLOAT64; the score is the sum of its features. */
    public static FakeModel sum(String... features) {
        return rows(1, features);
    }

    /** One input of several rows; the score is the sum of all its elements. */
    public static FakeModel rows(int rows, String... features) {
        List<FakeFeature> list = Arrays.stream(features).map(FakeModel::number).toList();
        return of(input("x", ElementType.FLOAT64, rows, list));
    }

    /** The score is the sum of all elements of all inputs. */
    public static FakeModel of(TensorSpec... inputs) {
        return new FakeModel("1.0.0", List.of(inputs), new long[] {1, 1}, x ->
                new double[] {Arrays.stream(x).sum()});
    }

    /** The same inputs, another version, another function. */
    public FakeModel next(String nextVersion, Function<double[], double[]> next) {
        return new FakeModel(nextVersion, inputs, new long[] {1, 1}, next);
    }

    public static TensorSpec input(String name, ElementType type, int rows, List<? extends Feature> features) {
        long columns = features.size();
        long[] shape = rows == 1 ? new long[] {-1, columns} : new long[] {-1, rows, columns};
        return new Spec(name, type, shape, List.copyOf(features));
    }

    public static FakeFeature number(String name) {
        return new FakeFeature(name, "", Double.NaN, Double.NaN, List.of());
    }

    public static Feature unit(String name, String unit) {
        return new FakeFeature(name, unit, Double.NaN, Double.NaN, List.of());
    }

    public static FakeFeature range(String name, double min, double max) {
        return new FakeFeature(name, "K", min, max, List.of());
    }

    public static FakeFeature text(String name, String... categories) {
        return new FakeFeature(name, "", Double.NaN, Double.NaN, List.of(categories));
    }

    /** A feature computed from a signal. */
    public static FakeFeature computed(String signal, Aggregate aggregate, long spanMillis, long lagMillis) {
        return computed(signal, aggregate, spanMillis, lagMillis, null, 0);
    }

    /** A feature computed from a signal, with a condition or a modulus. */
    public static FakeFeature computed(
            String signal, Aggregate aggregate, long spanMillis, long lagMillis, Condition condition, double modulus) {
        String name = signal + "_" + aggregate + "_" + spanMillis + "_" + lagMillis;
        return new FakeFeature(name, "", Double.NaN, Double.NaN, List.of())
                .computed(signal, aggregate, spanMillis, lagMillis, condition, modulus);
    }

    public record Spec(String name, ElementType type, long[] shape, List<Feature> features) implements TensorSpec {
        @Override
        public ImageSpec image() {
            return null;
        }

        @Override
        public Layout layout() {
            return Layout.CHANNELS_FIRST;
        }
    }

    /** One reading of the model. */
    public record Says(
            String name,
            Task task,
            int output,
            int index,
            String unit,
            List<Double> thresholds,
            List<String> labels,
            boolean lowIsBad,
            int lowerOutput,
            int lowerIndex,
            int upperOutput,
            int upperIndex,
            int steps,
            List<String> unsure)
            implements Reading {
        /** Doubts nothing. */
        public Says(
                String name,
                Task task,
                int output,
                int index,
                String unit,
                List<Double> thresholds,
                List<String> labels,
                boolean lowIsBad,
                int lowerOutput,
                int lowerIndex,
                int upperOutput,
                int upperIndex,
                int steps) {
            this(
                    name,
                    task,
                    output,
                    index,
                    unit,
                    thresholds,
                    labels,
                    lowIsBad,
                    lowerOutput,
                    lowerIndex,
                    upperOutput,
                    upperIndex,
                    steps,
                    List.of());
        }

        /** A score of two labels, or one of several classes. */
        public static Says score(String... labels) {
            boolean classes = labels.length > 2;
            return new Says(
                    "score",
                    classes ? Task.CLASSES : Task.BINARY,
                    0,
                    0,
                    "",
                    classes ? List.of() : List.of(10.0),
                    List.of(labels),
                    false,
                    -1,
                    0,
                    -1,
                    0,
                    1);
        }
    }

    /** What the model says of itself; a score with the labels ok and alarm unless set. */
    public volatile List<Reading> readings = List.of(Says.score("ok", "alarm"));

    public volatile long rowPeriodMillis;
    public volatile boolean blocksElsewhere;
    public volatile List<State> states = List.of();

    /** Said to have run in place of this one; null for none. */
    public volatile Model standIn;

    @Override
    public List<Reading> readings() {
        return readings;
    }

    @Override
    public List<State> states() {
        return states;
    }

    @Override
    public long rowPeriodMillis() {
        return rowPeriodMillis;
    }

    @Override
    public Background background() {
        return background;
    }

    /** Returns this model with a background of one row. */
    public FakeModel explainable() {
        background = new Background() {
            @Override
            public int rows() {
                return 1;
            }

            @Override
            public ByteBuffer input(int i) {
                return ByteBuffer.allocate(1 << 10).asReadOnlyBuffer().order(ByteOrder.nativeOrder());
            }
        };
        return this;
    }

    @Override
    public Reference reference() {
        return reference;
    }

    @Override
    public boolean blocksElsewhere() {
        return blocksElsewhere;
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public String sha256() {
        return "0".repeat(64);
    }

    @Override
    public String executionProvider() {
        return "Java";
    }

    @Override
    public List<TensorSpec> inputs() {
        return inputs;
    }

    @Override
    public List<TensorSpec> outputs() {
        return outputs;
    }

    @Override
    public ModelRunner open(int batch) throws ModelException {
        onOpen.check();
        FakeRunner runner = new FakeRunner(batch);
        opened.add(runner);
        return runner;
    }

    /** Reads its input buffers byte by byte, as an engine would. */
    public final class FakeRunner implements ModelRunner {
        private final List<ByteBuffer> in = new ArrayList<>();
        private final ByteBuffer out;
        private boolean running;
        private int runs;
        private boolean closed;
        private double[] lastInput = {};

        private final int batch;

        private FakeRunner(int batch) {
            this.batch = batch;
            for (TensorSpec input : inputs) {
                in.add(buffer(batch * elements(input.shape()) * Elements.bytes(input.type())));
            }
            out = buffer(batch * elements(outputs.get(0).shape()) * 8);
        }

        private static int elements(long[] shape) {
            long n = 1;
            for (long dimension : shape) {
                n *= Math.max(1, dimension);
            }
            return (int) n;
        }

        private static ByteBuffer buffer(int bytes) {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }

        @Override
        public ByteBuffer input(int i) {
            return in.get(i);
        }

        @Override
        public ByteBuffer output(int i) {
            return out;
        }

        @Override
        public Model standIn() {
            return standIn;
        }

        @Override
        public long[] outputShape(int i) {
            long[] shape = outputs.get(i).shape().clone();
            shape[0] = batch;
            return shape;
        }

        @Override
        public void run(long timeoutMillis) throws ModelException {
            synchronized (this) {
                if (closed) {
                    throw new IllegalStateException("closed");
                }
                if (running) {
                    throw new AssertionError("two runs at once");
                }
                running = true;
            }
            try {
                onRun.check();
                double[] x = {};
                int outRow = elements(outputs.get(0).shape());
                for (int slot = 0; slot < batch; slot++) {
                    x = read(slot);
                    double[] y = function.apply(x);
                    for (int i = 0; i < y.length; i++) {
                        Elements.put(out, slot * outRow + i, outputs.get(0).type(), y[i]);
                    }
                }
                synchronized (this) {
                    lastInput = x;
                    runs++;
                }
            } finally {
                synchronized (this) {
                    running = false;
                    notifyAll();
                }
            }
        }

        private double[] read(int slot) {
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < in.size(); i++) {
                int n = elements(inputs.get(i).shape());
                for (int e = 0; e < n; e++) {
                    numbers.add(
                            Elements.get(in.get(i), slot * n + e, inputs.get(i).type()));
                }
            }
            return numbers.stream().mapToDouble(Double::doubleValue).toArray();
        }

        public synchronized double[] lastInput() {
            return lastInput;
        }

        public synchronized int runs() {
            return runs;
        }

        public synchronized boolean closed() {
            return closed;
        }

        @Override
        public synchronized void close() {
            boolean interrupted = false;
            while (running) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            closed = true;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
