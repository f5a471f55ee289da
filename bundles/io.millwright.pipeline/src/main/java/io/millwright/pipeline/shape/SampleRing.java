package io.millwright.pipeline.shape;

import io.millwright.pipeline.state.Counters;
import io.millwright.status.StatusCodes;

/**
 * The newest samples of one tag whose values are no numbers. A sample goes through queue and windows as its generation, a whole
 * number that rises by 1 with each; what it holds stays here until so many newer ones have come. What was overwritten before
 * it was written into an input is noticed, never mixed.
 */
public abstract class SampleRing {
    /** {@link #settle}: the sample is still being decoded. */
    public static final int PENDING = -1;

    /** What is wrong with the newest sample that cannot be used. */
    private record Trouble(int status, String text) {
        static final Trouble NONE = new Trouble(StatusCodes.GOOD, "");
    }

    final Counters counters;
    private final String overwritten;
    private volatile Trouble trouble = Trouble.NONE;
    private int refusal;
    private int refusedStatus;
    private long refusedGot = Long.MIN_VALUE;

    SampleRing(String tag, Counters counters) {
        this.counters = counters;
        overwritten = "tag '" + tag + "': overwritten before it was decided: newer samples came faster than decisions";
    }

    /**
     * Takes a sample's value, valid during the call only. On the source's thread.
     *
     * @return its generation, or NaN for one that cannot be used, see {@link #refusal}
     */
    public abstract double take(Object value);

    /** Returns the status of the sample that was not taken. On the source's thread, after {@link #take}. */
    public int refusal() {
        return refusal;
    }

    /** Refuses a number. On the source's thread. */
    public final void refuseNumber() {
        refuse(StatusCodes.BAD_TYPE_MISMATCH, -2, "a number came, ", wanted() + " is wanted");
    }

    /** Returns what is wanted, for people. */
    abstract String wanted();

    /** Returns the status of a sample that was taken: Good, Bad, or {@link #PENDING}. On the lane, which then waits. */
    public abstract int settle(double generation);

    /**
     * Copies a sample into an input. On the lane.
     *
     * @param at index of its first element there
     * @param step distance of its elements there
     * @return null, or why it is not usable
     */
    public abstract String copy(double generation, TensorBuffer to, int at, int step);

    /** Has later samples compared with those of the training; null for no comparison. Any thread. */
    public void compareWith(PictureLikeness training) {}

    /** Returns why a settled sample is not like those of the training, or null. On the lane. */
    public String unlike(double generation) {
        return null;
    }

    /** Returns a settled sample as it came, null where it is no picture; without bytes where it is not in memory. On the lane. */
    public EncodedPicture encoded(double generation) {
        return null;
    }

    /** Returns the least element of a settled sample, NaN where it is not known. On the lane. */
    public double least(double generation) {
        return Double.NaN;
    }

    /** Returns the greatest element of a settled sample, NaN where it is not known. On the lane. */
    public double greatest(double generation) {
        return Double.NaN;
    }

    /** Returns a clause that says what a status of the newest unusable sample means, or nothing. Any thread. */
    public final String detail(int status) {
        Trouble now = trouble;
        return now.status == status && !now.text.isEmpty() ? ", " + now.text : "";
    }

    /**
     * Refuses a sample; the text is put together only if it is another one than before, for texts are garbage.
     *
     * @param got what came, 0 or more where it stands between the two texts
     * @return NaN
     */
    final double refuse(int status, long got, String before, String after) {
        refusal = status;
        counters.unusable.incrementAndGet();
        if (status != refusedStatus || got != refusedGot || trouble.status != status) {
            refusedStatus = status;
            refusedGot = got;
            trouble = new Trouble(status, got < 0 ? before + after : before + got + after);
        }
        return Double.NaN;
    }

    /** A sample that was taken turns out to be unusable. Any thread. */
    final void unusable(int status, String text) {
        counters.unusable.incrementAndGet();
        trouble = new Trouble(status, text);
    }

    final int lost() {
        trouble = new Trouble(StatusCodes.BAD_DATA_LOST, "overwritten before it was decided");
        counters.overwritten.incrementAndGet();
        return StatusCodes.BAD_DATA_LOST;
    }

    final String overwritten() {
        counters.overwritten.incrementAndGet();
        return overwritten;
    }
}
