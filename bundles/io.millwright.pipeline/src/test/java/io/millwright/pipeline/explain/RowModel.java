package io.millwright.pipeline.explain;

import io.millwright.model.Background;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.State;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel.Says;
import io.millwright.pipeline.FakeModel.Spec;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A model that computes each row of the batch in Java; the numbers of all its inputs follow each other. */
final class RowModel implements Model {
    private final List<TensorSpec> inputs;
    private final int outputs;
    private final Function<double[], double[]> function;
    String name = "rows";
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger runs = new AtomicInteger();
    Reading reading = Says.score("ok", "alarm");
    List<State> states = List.of();
    double[][] background;
    boolean blocksElsewhere;
    Runnable onOpen = () -> {};
    Runnable onRun = () -> {};
    Runnable onShape = () -> {};
    Runnable onClose = () -> {};
    ModelException failure;

    RowModel(List<TensorSpec> inputs, int outputs, Function<double[], double[]> function) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.function = function;
    }

    @Override
    public String name() {
        return name;
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
        return "Java";
    }

    @Override
    public List<TensorSpec> inputs() {
        return inputs;
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(new Spec("y", ElementType.FLOAT64, new long[] {-1, outputs}, List.of()));
    }

    @Override
    public List<Reading> readings() {
        return List.of(reading);
    }

    @Override
    public List<State> states() {
        return states;
    }

    @Override
    public long rowPeriodMillis() {
        return 0;
    }

    @Override
    public boolean blocksElsewhere() {
        return blocksElsewhere;
    }

    @Override
    public Background background() {
        if (background == null) {
            return null;
        }
        return new Background() {
            @Override
            public int rows() {
                return background.length;
            }

            @Override
            public ByteBuffer input(int i) {
                ByteBuffer buffer = buffer(i, background.length);
                for (int row = 0; row < background.length; row++) {
                    put(buffer, i, row, background[row]);
                }
                return buffer;
            }
        };
    }

    private int elements(int input) {
        return Players.elements(inputs.get(input));
    }

    private ByteBuffer buffer(int input, int rows) {
        ElementType type = inputs.get(input).type();
        return ByteBuffer.allocateDirect(rows * elements(input) * Elements.bytes(type))
                .order(ByteOrder.nativeOrder());
    }

    private void put(ByteBuffer buffer, int input, int row, double[] numbers) {
        int first = 0;
        for (int i = 0; i < input; i++) {
            first += elements(i);
        }
        for (int e = 0; e < elements(input); e++) {
            Elements.put(buffer, row * elements(input) + e, inputs.get(input).type(), numbers[first + e]);
        }
    }

    /** Returns the inputs that hold these numbers. */
    ByteBuffer[] tensors(double... numbers) {
        ByteBuffer[] tensors = new ByteBuffer[inputs.size()];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = buffer(i, 1);
            put(tensors[i], i, 0, numbers);
        }
        return tensors;
    }

    double[] says(double... numbers) {
        return function.apply(numbers);
    }

    @Override
    public ModelRunner open(int batch) {
        onOpen.run();
        open.incrementAndGet();
        return new RowRunner(batch);
    }

    private final class RowRunner implements ModelRunner {
        private final int batch;
        private final ByteBuffer[] in = new ByteBuffer[inputs.size()];
        private final ByteBuffer out;
        private boolean closed;

        RowRunner(int batch) {
            this.batch = batch;
            for (int i = 0; i < in.length; i++) {
                in[i] = buffer(i, batch);
            }
            out = ByteBuffer.allocateDirect(batch * outputs * 8).order(ByteOrder.nativeOrder());
        }

        @Override
        public ByteBuffer input(int i) {
            return in[i];
        }

        @Override
        public ByteBuffer output(int i) {
            return out;
        }

        @Override
        public long[] outputShape(int i) {
            onShape.run();
            return new long[] {batch, outputs};
        }

        @Override
        public void run(long timeoutMillis) throws ModelException {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            runs.incrementAndGet();
            onRun.run();
            if (failure != null) {
                throw failure;
            }
            for (int row = 0; row < batch; row++) {
                double[] y = function.apply(numbers(row));
                for (int i = 0; i < outputs; i++) {
                    Elements.put(out, row * outputs + i, ElementType.FLOAT64, y[i]);
                }
            }
        }

        private double[] numbers(int row) {
            int all = 0;
            for (int i = 0; i < in.length; i++) {
                all += elements(i);
            }
            double[] numbers = new double[all];
            int at = 0;
            for (int i = 0; i < in.length; i++) {
                for (int e = 0; e < elements(i); e++) {
                    numbers[at++] = Elements.get(
                            in[i], row * elements(i) + e, inputs.get(i).type());
                }
            }
            return numbers;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
                onClose.run();
            }
        }
    }
}
