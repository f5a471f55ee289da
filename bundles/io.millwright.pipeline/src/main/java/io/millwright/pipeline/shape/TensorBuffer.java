package io.millwright.pipeline.shape;

import io.millwright.model.TensorSpec.ElementType;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** A runner's input buffer and the typed views of it, taken once. Confined to a lane. */
public final class TensorBuffer {
    final ElementType type;
    final ByteBuffer bytes;
    final FloatBuffer floats;
    private final DoubleBuffer doubles;
    private final LongBuffer longs;
    private final IntBuffer ints;

    /** Creates the views of a direct buffer in native byte order. */
    public TensorBuffer(ElementType type, ByteBuffer buffer) {
        this.type = type;
        bytes = buffer;
        floats = buffer.asFloatBuffer();
        doubles = buffer.asDoubleBuffer();
        longs = buffer.asLongBuffer();
        ints = buffer.asIntBuffer();
    }

    /** Writes one element; whole numbers are rounded half to even. */
    public void put(int at, double value) {
        switch (type) {
            case FLOAT32 -> floats.put(at, (float) value);
            case FLOAT64 -> doubles.put(at, value);
            case INT64 -> longs.put(at, (long) Math.rint(value));
            case INT32 -> ints.put(at, (int) Math.rint(value));
            case UINT8, BOOL -> bytes.put(at, (byte) (int) Math.rint(value));
        }
    }
}
