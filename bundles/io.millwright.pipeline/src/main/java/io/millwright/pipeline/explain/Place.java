package io.millwright.pipeline.explain;

import io.millwright.pipeline.explain.ExplainQueue.Job;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/** What waits of one pipeline, and what its explanations cost. Guarded by the lock of its queue. */
final class Place {
    private final Deque<Job> waiting = new ArrayDeque<>();
    private long bytes;

    /** What its first job waits for, null for nothing but its turn. */
    private BooleanSupplier until;

    private double owedNanos;
    private long usedNanos;
    private long explained;
    private long dropped;

    void addLast(Job job) {
        waiting.addLast(job);
        bytes += job.bytes();
    }

    /** Puts the job back that was first; it is first again when what it waits for has come, and owes nothing for that. */
    void putBack(Job job, BooleanSupplier awaited) {
        waiting.addFirst(job);
        bytes += job.bytes();
        until = awaited;
    }

    Job removeFirst() {
        Job first = waiting.removeFirst();
        bytes -= first.bytes();
        until = null;
        return first;
    }

    int size() {
        return waiting.size();
    }

    long bytes() {
        return bytes;
    }

    /** Whether its first job may be explained now. */
    boolean isReady() {
        return !waiting.isEmpty() && (until == null ? owedNanos <= 0 : until.getAsBoolean());
    }

    /** Whether it waits for nothing but that it owes no rest any more. */
    boolean rests() {
        return !waiting.isEmpty() && until == null;
    }

    /** Whether nothing would be lost with it but what it has counted. */
    boolean isIdle() {
        return waiting.isEmpty() && owedNanos <= 0;
    }

    /** Returns how much rest it owes. */
    double owedNanos() {
        return owedNanos;
    }

    /**
     * Takes rest off what is owed.
     *
     * @return what is left of it
     */
    double rested(double nanos) {
        double taken = Math.min(owedNanos, nanos);
        owedNanos -= taken;
        return nanos - taken;
    }

    /** A job has been worked on. */
    void worked(long workNanos, long owesNanos) {
        usedNanos += workNanos;
        owedNanos += owesNanos;
    }

    void countExplained() {
        explained++;
    }

    void countDropped() {
        dropped++;
    }

    /** Returns how long was worked for it. */
    long usedNanos() {
        return usedNanos;
    }

    long explained() {
        return explained;
    }

    long dropped() {
        return dropped;
    }
}
