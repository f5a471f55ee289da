package io.millwright.inference.worker.child;

/**
 * What gateway and worker say to each other, as {@link java.io.DataOutputStream} writes it. Over the worker's standard input come
 * requests that are made now and then, one at a time, each answered over its standard output by a status and what follows from it. Runs
 * are asked for over a pipe of their runner's own, and answered over another one, or, where nobody waits for them, over the standard
 * output as well.
 */
public final class Protocol {
    /** Loads ONNX Runtime. Answer: its version; how many providers it has, and their names. */
    public static final byte HELLO = 0;

    /**
     * Path of the ONNX file, whether its weights are mapped from another; then, unless it is run by the processor alone, the provider, else "",
     * its library or "", how many options, and of each name and value; "" or the beginning of a path for a profile. Answer: inputs, then outputs: how many, and of each name, kind, element type, rank, dimensions.
     */
    public static final byte OPEN = 1;

    /**
     * Makes a runner: its number, path and size of the shared file, paths of its pipes for requests and for answers; then inputs and
     * outputs: how many, and of each name, element type, offset, bytes, rank, dimensions of one run, wanted rows, how many lists of
     * texts, and of each how many and the texts. It ends with its pipe for requests.
     */
    public static final byte BIND = 2;

    /** Number of a runner, and of one of its runs, the first one being 1: ends that run if it is in progress. No answer. */
    public static final byte CANCEL = 3;

    /** Ends the profile. Answer: how many providers have run nodes, and of each the name and how many nodes. */
    public static final byte NODES = 4;

    /** On a runner's pipe, with the time limit in ms: a run that is answered there. The outputs are then in the shared file. */
    public static final byte RUN = 0;

    /** The same, answered over the standard output: {@link #DONE}. */
    public static final byte START = 1;

    /** Bytes of a request for a run. */
    public static final int RUN_BYTES = 1 + Long.BYTES;

    public static final byte GOOD = 0;

    /** Code and message of ONNX Runtime follow. */
    public static final byte FAILED = 1;

    /** The run was ended because its time was over, or it was cancelled. */
    public static final byte OVER = 2;

    /** No answer to a request: a runner's number and the status of the run that it started. */
    public static final byte DONE = 3;

    private Protocol() {}
}
