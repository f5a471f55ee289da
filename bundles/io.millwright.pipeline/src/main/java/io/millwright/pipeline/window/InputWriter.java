package io.millwright.pipeline.window;

import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.shape.TensorBuffer;
import io.millwright.pipeline.window.FeaturePlan.Input;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Copies a window into one input's buffer, rows outer, columns inner. Typed views are taken once. Confined to a lane. */
public final class InputWriter {
    private final Input input;
    private final FloatBuffer floats;
    private final TensorBuffer tensor;

    /** Creates a writer for a runner's buffer: direct, native byte order. */
    public InputWriter(Input input, ByteBuffer buffer) {
        this.input = input;
        floats = buffer.asFloatBuffer();
        tensor = new TensorBuffer(input.type(), buffer);
    }

    /**
     * Writes the newest rows of the window to a place of the batch. Numbers are rounded to nearest, ties to even.
     *
     * @return null, or why an array or a picture is not usable
     */
    public String write(int slot, FeatureWindow window) {
        int at = slot * input.elements();
        if (input.elementsPerColumn() > 1 || window.ring(input.firstFeature()) != null) {
            return writeSamples(window, at);
        }
        if (input.type() == ElementType.FLOAT32) {
            writeFloats(window, at);
        } else {
            writeOthers(window, at);
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

    private void writeOthers(FeatureWindow window, int first) {
        int at = first;
        for (int age = input.rows() - 1; age >= 0; age--) {
            for (int column = 0; column < input.columns(); column++) {
                tensor.put(at++, window.value(age, input.firstFeature() + column));
            }
        }
    }
}
