package io.millwright.pipeline.decide;

import io.millwright.decision.FeatureSnapshot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The inputs of a decision that is to be explained, as the model got them. Immutable.
 *
 * @param scalars the scalar features, null where nobody wanted them of every decision
 * @param budgetMillis how long an explanation may take, ms
 */
public record WholeInputs(FeatureSnapshot scalars, ByteBuffer[] tensors, int budgetMillis) implements FeatureSnapshot {
    /** Takes the buffers over. */
    public WholeInputs {
        tensors = tensors.clone();
    }

    @Override
    public ByteBuffer[] tensors() {
        return tensors.clone();
    }

    @Override
    public List<String> features() {
        return scalars == null ? List.of() : scalars.features();
    }

    @Override
    public int rows() {
        return scalars == null ? 0 : scalars.rows();
    }

    @Override
    public double value(int row, int column) {
        if (scalars == null) {
            throw new IndexOutOfBoundsException("row " + row + ", column " + column + ": only the tensors were kept");
        }
        return scalars.value(row, column);
    }

    @Override
    public ByteBuffer input(int i) {
        return i < tensors.length && tensors[i] != null
                ? tensors[i].asReadOnlyBuffer().order(ByteOrder.nativeOrder())
                : null;
    }

    /** Returns how many bytes the inputs take. */
    public long bytes() {
        long bytes = 0;
        for (ByteBuffer tensor : tensors) {
            bytes += tensor == null ? 0 : tensor.capacity();
        }
        return bytes;
    }
}
