package io.millwright.pipeline.decide;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Picture;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a model saw, with its pictures as they came. Immutable.
 *
 * @param inputs what is known beside the pictures, null for nothing
 */
public record PictureInputs(FeatureSnapshot inputs, List<Picture> pictures) implements FeatureSnapshot {
    /** Keeps a copy of the list. */
    public PictureInputs {
        pictures = List.copyOf(pictures);
    }

    /** Returns what is known beside pictures, null for nothing. */
    public static FeatureSnapshot without(FeatureSnapshot inputs) {
        return inputs instanceof PictureInputs with ? with.inputs() : inputs;
    }

    /** Returns how many bytes pictures take. */
    public static long bytes(FeatureSnapshot inputs) {
        long bytes = 0;
        if (inputs instanceof PictureInputs with) {
            for (Picture picture : with.pictures()) {
                bytes += picture.bytes().remaining();
            }
        }
        return bytes;
    }

    @Override
    public List<String> features() {
        return inputs == null ? List.of() : inputs.features();
    }

    @Override
    public int rows() {
        return inputs == null ? 0 : inputs.rows();
    }

    @Override
    public double value(int row, int column) {
        if (inputs == null) {
            throw new IndexOutOfBoundsException("row " + row + ", column " + column + ": only the pictures were kept");
        }
        return inputs.value(row, column);
    }

    @Override
    public ByteBuffer input(int i) {
        return inputs == null ? null : inputs.input(i);
    }
}
