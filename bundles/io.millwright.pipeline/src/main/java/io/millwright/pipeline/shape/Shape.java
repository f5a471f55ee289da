package io.millwright.pipeline.shape;

/** What a sample that is no number holds. */
public sealed interface Shape permits ArrayShape, PictureShape {
    /** Returns the number of elements that it fills of one input. */
    int elements();

    /** Returns what a tag must deliver for it, for people. */
    String wanted();
}
