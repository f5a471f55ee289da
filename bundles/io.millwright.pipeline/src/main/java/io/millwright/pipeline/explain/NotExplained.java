package io.millwright.pipeline.explain;

/** A decision that cannot be explained; the message says why. */
final class NotExplained extends Exception {
    private static final long serialVersionUID = 1L;

    NotExplained(String why) {
        // Expected trouble: it is counted and told, and its stack says nothing.
        super(why, null, false, false);
    }
}
