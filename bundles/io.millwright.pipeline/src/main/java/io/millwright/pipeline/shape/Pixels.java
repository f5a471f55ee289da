package io.millwright.pipeline.shape;

/** A decoded picture, perhaps only every so manieth pixel of it. Used by one thread. */
public interface Pixels {
    /** Returns its width. */
    int width();

    /** Returns its height. */
    int height();

    /** Writes a row as red, green, blue of each pixel, 0 to 255; equal for a grey picture. */
    void row(int y, float[] rgb);
}
