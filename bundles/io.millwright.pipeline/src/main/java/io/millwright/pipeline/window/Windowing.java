package io.millwright.pipeline.window;

/**
 * Makes windows of one asset's samples. Confined to a lane; after construction nothing is allocated per sample. What is due
 * is made step by step, so that a lane can stop between two windows.
 */
public interface Windowing {
    /** Takes what is due. */
    interface Outlet {
        /**
         * A window is due: read it with {@link Windowing#window} before returning.
         *
         * @param startMicros its start by the source's clock
         * @param endMicros its end by the source's clock
         * @param part what stands for the part's number, see {@link Windowing#partText}; NaN for none
         */
        void due(long startMicros, long endMicros, double part);

        /** What follows does not continue what was: votes and hysteresis are over. */
        void interrupted();

        /** A window was not decided that would have been, and has no number. */
        void lost(long windows);
    }

    /** Takes one sample. */
    void sample(int tag, double value, int status, long timeMicros);

    /** Takes the newest of a tag's samples that were dropped before they came here. */
    void dropped(int tag, double value, int status, long timeMicros);

    /** Forgets all values of a tag: what it delivers has another meaning. */
    void forget(int tag);

    /** The source vouches that every tag not delivered is unchanged up to this time. */
    void progress(long timeMicros);

    /** Does the next step that is due, at most one window; returns whether there may be more. */
    boolean step();

    /** Adds to the counters what was counted on the lane since the last time. */
    void count();

    /** No sample follows: what is under way is given up, counted. */
    void end();

    /** Returns what the model reads; valid while a window is due. */
    FeatureWindow window();

    /** Returns the number of a part as it is written, "" for none. */
    String partText(double part);

    /** Returns the first tag without which no window can be made because it never had a value, or -1. */
    int waitsForTag();

    /** Windows were decided before these, so that those missed until the first is full are lost. Before any sample. */
    void continues();
}
