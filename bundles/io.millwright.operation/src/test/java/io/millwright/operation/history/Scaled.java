package io.millwright.operation.history;

import io.millwright.model.Aggregate;
import io.millwright.model.Condition;
import io.millwright.model.ImageSpec;
import io.millwright.model.Model;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.State;
import io.millwright.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A model {@code m} whose score is its first feature, {@code speed}, times a factor; from 0.5 on it is bad. */
final class Scaled implements Model {
    final AtomicInteger open = new AtomicInteger();
    List<String> features = List.of("speed", "torque");
    List<State> states = List.of();
    int rows = 1;
    volatile Runnable whenRun = () -> {};
    private final String version;
    private final double factor;

    Scaled(String version, double factor) {
        this.version = version;
        this.factor = factor;
    }

    private record Column(String name) implements TensorSpec.Feature {
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
        public String signal() {
            return name;
        }

        @Override
        public Aggregate aggregate() {
            return Aggregate.LAST;
        }

        @Override
        public long spanMillis() {
            return 0;
        }

        @Override
        public long lagMillis() {
            return 0;
        }

        @Override
        public Condition condition() {
            return null;
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

    private record Tensor(String name, long[] shape, List<Feature> features) implements TensorSpec {
        @Override
        public ElementType type() {
            return ElementType.FLOAT32;
        }

        @Override
        public long[] shape() {
            return shape.clone();
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
            return List.of("ok", "bad");
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

    @Override
    public String name() {
        return "m";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public String sha256() {
        return "00";
    }

    @Override
    public String executionProvider() {
        return "CPUExecutionProvider";
    }

    @Override
    public List<TensorSpec> inputs() {
        List<TensorSpec.Feature> columns =
                features.stream().<TensorSpec.Feature>map(Column::new).toList();
        return List.of(new Tensor("x", new long[] {-1, rows, columns.size()}, columns));
    }

    @Override
    public List<TensorSpec> outputs() {
        return List.of(new Tensor("y", new long[] {-1, 1}, List.of()));
    }

    @Override
    public List<Reading> readings() {
        return List.of(new Score());
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
        return false;
    }

    private static ByteBuffer floats(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.nativeOrder());
    }

    @Override
    public ModelRunner open(int batch) {
        open.incrementAndGet();
        ByteBuffer input = floats(batch * rows * features.size());
        ByteBuffer output = floats(batch);
        return new ModelRunner() {
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
                whenRun.run();
                output.putFloat(0, (float) (factor * input.getFloat(0)));
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }
}
