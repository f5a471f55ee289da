package io.millwright.pipeline.advise;

/** Whether models still fit the machines that they decide about. */
@FunctionalInterface
interface Fit {
    /** Returns why nothing may be advised, "" where something may. Any thread; returns at once. */
    String objection(String pipeline, String asset);
}
