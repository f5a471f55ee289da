package io.millwright.pipeline.window;

import io.millwright.pipeline.shape.TensorBuffer;
import io.millwright.pipeline.window.FeaturePlan.Input;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Copies a window into one input's buffer, rows outer, columns inner. Typed views are taken once. Confined to a lane. */
public final class InputWriter {
    private final Input input;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;
    private final LongBuffer longs;
    private final IntBuffer ints;
    private final TensorBuffer tensor;

    /** Creates a writer for a runner's buffer: direct, native byte order. */
    public InputWriter(Input input, ByteBuffer buffer) {
        this.input = input;
        bytes = buffer;
        floats = buffer.asFloatBuffer();
        doubles = buffer.asDoubleBuffer();
        longs = buffer.asLongBuffer();
        ints = buffer.asIntBuffer();
        tensor = new TensorBuffer(input.type(), buffer);
    }

    /**
     * Writes the newest rows of the window to a place of the batch. Whole numbers are rounded half to even.
     *
     * @return null, or why an array or a picture is not usable
     */
    public String write(int slot, FeatureWindow window) {
        int at = slot * input.elements();
        if (input.elementsPerColumn() > 1 || window.ring(input.firstFeature()) != null) {
            return writeSamples(window, at);
        }
        switch (input.type()) {
            case FLOAT32 -> writeFloats(window, at);
            case FLOAT64 -> writeDoubles(window, at);
            case INT64 -> writeLongs(window, at);
            case INT32 -> writeInts(window, at);
            case UINT8, BOOL -> writeBytes(window, at);
        }
        return null;
    }

    private String writeSamples(FeatureWindow window, int first) {
        int step = input.columnsFirst() ? 1 : input.columns();
        for (int column = 0; column < input.columns(); column++) {
            int at = first + column * (input.columnsFirst() ? input.elementsPerColumn() : 1);
            double generation = window.value(0, input.firstFeature() + column);
            if (Double.isNaN(generation)) {
                for (int i = 0; i < input.elementsPerColumn(); i++) {
                    tensor.put(at + i * step, Double.NaN);
                }
            } else {
                String problem = window.ring(input.firstFeature() + column).copy(generation, tensor, at, step);
                if (problem != null) {
                    return problem;
                }
            }
        }
        return null;
    }

    private void writeFloats(FeatureWindow window, int first) {
        int at = first;
        for (int age = input.rows() - 1; age >= 0; age--) {
            for (int column = 0; column < input.columns(); column++) {
                floats.put(at++, (float) window.value(age, input.firstFeature() + column));
            }
        }
    }

    private void writeDoubles(FeatureWindow window, int first) {
        int at = first;
        for (int age = input.rows() - 1; age >= 0; age--) {
            for (int column = 0; column < input.columns(); column++) {
                doubles.put(at++, window.value(age, input.firstFeature() + column));
            }
        }
    }

    private void writeLongs(FeatureWindow window, int first) {
        int at = first;
        for (int age = input.rows() - 1; age >= 0; age--) {
            for (int column = 0; column < input.columns(); column++) {
                longs.put(at++, (long) Math.rint(window.value(age, input.firstFeature() + column)));
            }
        }
    }

    private void writeInts(FeatureWindow window, int first) {
        int at = first;
        for (int age = input.rows() - 1; age >= 0; age--) {
            for (int column = 0; column < input.columns(); column++) {
                ints.put(at++, (int) Math.rint(window.value(age, input.firstFeature() + column)));
            }
        }
    }

    private void writeBytes(FeatureWindow window, int first) {
        int at = first;
        for (int age = input.rows() - 1; age >= 0; age--) {
            for (int column = 0; column < input.columns(); column++) {
                bytes.put(at++, (byte) (int) Math.rint(window.value(age, input.firstFeature() + column)));
            }
        }
    }
}
