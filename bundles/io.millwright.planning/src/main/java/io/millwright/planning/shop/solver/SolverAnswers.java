package io.millwright.planning.shop.solver;

import io.millwright.planning.shop.solver.child.Answers;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Reads what the process says, on a thread of its own, until it says the end or anything else. Thread-safe. */
final class SolverAnswers {
    private final SolverProcess process;
    private final int operations;
    private final Thread thread;
    private final long begunNanos = System.nanoTime();
    private long heardNanos = begunNanos;
    private Found found;
    private long bound;
    private boolean over;
    private String trouble;

    /** A schedule as it came. */
    record Found(int[] choices, long[] starts) {}

    /** @param operations that a schedule has */
    SolverAnswers(SolverProcess process, int operations) {
        this.process = process;
        this.operations = operations;
        thread = new Thread(this::read, "millwright-plan-solver");
        thread.setDaemon(true);
        thread.setContextClassLoader(SolverAnswers.class.getClassLoader());
    }

    void start() {
        thread.start();
    }

    private void read() {
        String wrong;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(process.output()))) {
            wrong = untilEnd(in);
        } catch (EOFException e) {
            wrong = process.end();
        } catch (IOException e) {
            wrong = "its answers cannot be read: " + e.getMessage();
        }
        synchronized (this) {
            trouble = wrong;
            over = true;
            notifyAll();
        }
    }

    /** Returns what is wrong, null where it said the end. */
    private String untilEnd(DataInputStream in) throws IOException {
        while (true) {
            int kind = in.readUnsignedByte();
            switch (kind) {
                case Answers.BEAT -> heard(0, null);
                case Answers.SCHEDULE -> {
                    long said = in.readLong();
                    int count = in.readInt();
                    if (count != operations) {
                        return "it said a schedule of " + count + " operations where there are " + operations;
                    }
                    heard(said, schedule(in));
                }
                case Answers.END -> {
                    heard(in.readLong(), null);
                    return null;
                }
                default -> {
                    return "it said something that is no answer (" + kind + ")";
                }
            }
        }
    }

    private Found schedule(DataInputStream in) throws IOException {
        int[] choices = new int[operations];
        long[] starts = new long[operations];
        for (int at = 0; at < operations; at++) {
            choices[at] = in.readInt();
            starts[at] = in.readLong();
        }
        return new Found(choices, starts);
    }

    private synchronized void heard(long said, Found schedule) {
        heardNanos = System.nanoTime();
        bound = Math.max(bound, said);
        found = schedule == null ? found : schedule;
        notifyAll();
    }

    /** Waits for the end; returns what is wrong, or null. */
    synchronized String await(long silenceMillis, long limitMillis) throws InterruptedException {
        while (!over) {
            long now = System.nanoTime();
            long silent = silenceMillis - TimeUnit.NANOSECONDS.toMillis(now - heardNanos);
            long left = limitMillis - TimeUnit.NANOSECONDS.toMillis(now - begunNanos);
            if (left <= 0) {
                return "it did not end in its time and was ended";
            }
            if (silent <= 0) {
                return "it said nothing for " + silenceMillis + " ms and was ended";
            }
            wait(Math.min(silent, left));
        }
        return trouble;
    }

    /** Waits for the thread; the process has ended. */
    void join(long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized Found found() {
        return found;
    }

    synchronized long bound() {
        return bound;
    }
}
