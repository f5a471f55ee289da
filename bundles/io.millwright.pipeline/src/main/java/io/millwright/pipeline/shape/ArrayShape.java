package io.millwright.pipeline.shape;

/**
 * An array, as a waveform.
 *
 * @param elements its length
 */
public record ArrayShape(int elements) implements Shape {
    @Override
    public String wanted() {
        return "an array of " + elements + " numbers";
    }
}
