package io.millwright.pipeline.drift;

/** Watches one thing over one window. Confined to its asset's watch. */
interface Monitor {
    /** Returns the window's length, rows. */
    int window();

    /** Returns the distance from what is usual as a multiple of the limit; from 1 on it is an alarm; 0 before the window is full. */
    double excess();

    /** Returns how far the mean of the window lies from that of the training, in standard deviations of a row; 0 where that has no meaning. */
    double shift();

    /** Returns what is seen, for people. */
    String text();

    /** Returns its share of the alarms that may be false, relative to those of the others. */
    double share();

    /** Sets how many rows lie between two false alarms of its own. */
    void interval(double rows);
}
