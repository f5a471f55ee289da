package io.millwright.pipeline.lane;

/**
 * What the runs of a model were so far.
 *
 * @param windows that were run
 * @param failures windows of them that the model gave no usable statement of, whatever their inputs were
 * @param nanos how long the runs took altogether
 */
public record RunCount(long windows, long failures, long nanos) {
    /** Nothing ran. */
    public static final RunCount NONE = new RunCount(0, 0, 0);

    /** Returns what came since then. */
    public RunCount since(RunCount then) {
        return new RunCount(windows - then.windows, failures - then.failures, nanos - then.nanos);
    }
}
