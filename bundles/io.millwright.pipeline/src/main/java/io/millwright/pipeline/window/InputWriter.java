package io.millwright.pipeline.window;

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

    /** Creates a writer for a runner's buffer: direct, native byte order. */
    public InputWriter(Input input, ByteBuffer buffer) {
        this.input = input;
        bytes = buffer;
        floats = buffer.asFloatBuffer();
        doubles = buffer.asDoubleBuffer();
        longs = buffer.asLongBuffer();
        ints = buffer.asIntBuffer();
    }

    /** Writes the newest rows of the window to a place of the batch. Whole numbers are rounded half to even. */
    public void write(int slot, FeatureWindow window) {
        int at = slot * input.rows() * input.columns();
        switch (input.type()) {
            case FLOAT32 -> writeFloats(window, at);
            case FLOAT64 -> writeDoubles(window, at);
            case INT64 -> writeLongs(window, at);
            case INT32 -> writeInts(window, at);
            case UINT8, BOOL -> writeBytes(window, at);
        }
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
