package io.millwright.pipeline.grid;

/** The values of tags at one moment. */
public interface InForce {
    /** Returns the value of a tag. */
    double value(int tag);

    /** Returns the StatusCode of a tag. */
    int status(int tag);
}
