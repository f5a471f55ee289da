package io.millwright.pipeline.shape;

import io.millwright.model.TensorSpec.ElementType;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** A runner's input buffer and the view of it that is filled by rows. Confined to a lane. */
public final class TensorBuffer {
    final ElementType type;
    final ByteBuffer bytes;
    private final FloatBuffer floats;

    /** Creates the view of a direct buffer in native byte order. */
    public TensorBuffer(ElementType type, ByteBuffer buffer) {
        this.type = type;
        bytes = buffer;
        floats = buffer.asFloatBuffer();
    }

    /** Writes one element, rounded to nearest, ties to even. */
    public void put(int at, double value) {
        Elements.put(bytes, at, type, value);
    }

    /** Writes the first elements of a row. */
    public void put(int at, float[] row, int length) {
        if (type == ElementType.FLOAT32) {
            floats.put(at, row, 0, length);
        } else {
            for (int i = 0; i < length; i++) {
                put(at + i, row[i]);
            }
        }
    }
}
