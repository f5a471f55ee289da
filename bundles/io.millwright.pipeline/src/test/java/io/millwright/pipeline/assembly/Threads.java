package io.millwright.pipeline.assembly;

/** Background threads for tests that wait for what was asked for before. */
public final class Threads {
    private Threads() {}

    /** Returns threads with one opener, so that tasks end in their order. */
    public static BackgroundThreads withOneOpener() {
        return new BackgroundThreads(1);
    }
}
