package io.millwright.inference.remote;

import io.millwright.inference.ModelContract;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.State;
import io.millwright.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine in Java on this machine: {@code y = k * (a + 2 b)}. */
final class LocalLinear implements Model {
    static final String DESCRIPTION =
            """
            {"format": 1, "name": "linear", "version": "2.1.0",
             "inputs": [{"name": "x", "type": "FLOAT32", "shape": [-1, 2],
                         "features": [{"name": "a", "unit": "K"}, {"name": "b"}]}],
             "outputs": [{"name": "y", "type": "FLOAT32", "shape": [-1, 1]}]}
            """;

    private final ModelContract contract;
    private final float k;
    final AtomicInteger open = new AtomicInteger();
    volatile String fails = "";
    volatile List<State> states = List.of();

    /** How long the last run might take. */
    volatile long givenMillis;

    LocalLinear(ModelContract contract, float k) {
        this.contract = contract;
        this.k = k;
    }

    static ModelContract contract() {
        return contract(DESCRIPTION, "");
    }

    static ModelContract contract(String description, String golden) {
        try {
            return ModelContract.read(description, golden);
        } catch (ModelContract.Refused e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return "local-linear";
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public String sha256() {
        return "ab".repeat(32);
    }

    @Override
    public String executionProvider() {
        return "CPUExecutionProvider";
    }

    @Override
    public List<TensorSpec> inputs() {
        return contract.inputs();
    }

    @Override
    public List<TensorSpec> outputs() {
        return contract.outputs();
    }

    @Override
    public List<Reading> readings() {
        return contract.readings();
    }

    @Override
    public List<State> states() {
        return states;
    }

    @Override
    public long rowPeriodMillis() {
        return contract.rowPeriodMillis();
    }

    @Override
    public boolean blocksElsewhere() {
        return false;
    }

    @Override
    public ModelRunner open(int batch) {
        open.incrementAndGet();
        ByteBuffer x = ByteBuffer.allocateDirect(8 * batch).order(ByteOrder.nativeOrder());
        ByteBuffer y = ByteBuffer.allocateDirect(4 * batch).order(ByteOrder.nativeOrder());
        return new ModelRunner() {
            @Override
            public ByteBuffer input(int i) {
                return x;
            }

            @Override
            public ByteBuffer output(int i) {
                return y;
            }

            @Override
            public long[] outputShape(int i) {
                return new long[] {batch, 1};
            }

            @Override
            public void run(long timeoutMillis) throws ModelException {
                givenMillis = timeoutMillis;
                if (!fails.isEmpty()) {
                    throw new ModelException(fails, true);
                }
                for (int row = 0; row < batch; row++) {
                    y.putFloat(4 * row, k * (x.getFloat(8 * row) + 2 * x.getFloat(8 * row + 4)));
                }
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }
}
