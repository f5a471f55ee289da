package io.millwright.inference.worker.child;

/**
 * What gateway and worker say to each other, over the worker's standard input and output, as {@link java.io.DataOutputStream} writes it.
 * One request at a time; each has one answer that begins with a status.
 */
public final class Protocol {
    /** Loads ONNX Runtime. Answer: nothing. */
    public static final byte HELLO = 0;

    /** Path of the ONNX file. Answer: inputs, then outputs: how many, and of each name, kind, element type, rank, dimensions. */
    public static final byte OPEN = 1;

    /**
     * Path and size of the shared file; then inputs and outputs: how many, and of each name, element type, offset, bytes, rank,
     * dimensions. No more than one binding at a time.
     */
    public static final byte BIND = 2;

    /** Time limit in ms. Answer: nothing; the outputs are in the shared file. */
    public static final byte RUN = 3;

    /** Ends the binding. */
    public static final byte FREE = 4;

    public static final byte GOOD = 0;

    /** Code and message of ONNX Runtime follow. */
    public static final byte FAILED = 1;

    /** The run was ended because its time was over. */
    public static final byte OVER = 2;

    private Protocol() {}
}
