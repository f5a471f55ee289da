package io.millwright.planning.shop.solver.child;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What the solver is to solve, as it crosses to its process. Times are seconds from now; what is fixed has become blocked time and the earliest
 * beginning of what is left.
 *
 * @param workers threads of the solver
 * @param limitMillis how long it may take
 * @param seed of its random numbers
 * @param leastEnd what is fixed ends then
 * @param mostEnd nothing needs to end later
 * @param blocked per machine beginnings and ends in turn, in order and apart
 * @param jobs what is left of them
 */
public record Problem(
        int workers, int limitMillis, int seed, long leastEnd, long mostEnd, long[][] blocked, Task[] jobs) {
    private static final int MAGIC = 0x4d575331;
    private static final int MOST = 1 << 20;

    /**
     * What is left of a job.
     *
     * @param ready earliest beginning
     * @param due when it should end; below 0 where it is late already, {@code Long.MAX_VALUE} for no such time
     * @param weight of a second of delay
     * @param machines per operation the machines that can do it
     * @param durations the same, how long it takes there
     * @param hintChoices per operation which of them a known schedule takes
     * @param hintStarts per operation when that begins
     */
    public record Task(
            long ready,
            long due,
            int weight,
            int[][] machines,
            long[][] durations,
            int[] hintChoices,
            long[] hintStarts) {}

    /** Writes it. */
    public void write(DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(workers);
        out.writeInt(limitMillis);
        out.writeInt(seed);
        out.writeLong(leastEnd);
        out.writeLong(mostEnd);
        out.writeInt(blocked.length);
        for (long[] each : blocked) {
            longs(out, each);
        }
        out.writeInt(jobs.length);
        for (Task each : jobs) {
            out.writeLong(each.ready);
            out.writeLong(each.due);
            out.writeInt(each.weight);
            out.writeInt(each.machines.length);
            for (int at = 0; at < each.machines.length; at++) {
                ints(out, each.machines[at]);
                longs(out, each.durations[at]);
            }
            ints(out, each.hintChoices);
            longs(out, each.hintStarts);
        }
        out.flush();
    }

    /** Reads it. */
    public static Problem read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("what comes is no problem");
        }
        int workers = in.readInt();
        int limitMillis = in.readInt();
        int seed = in.readInt();
        long leastEnd = in.readLong();
        long mostEnd = in.readLong();
        long[][] blocked = new long[count(in)][];
        for (int at = 0; at < blocked.length; at++) {
            blocked[at] = longs(in);
        }
        Task[] jobs = new Task[count(in)];
        for (int at = 0; at < jobs.length; at++) {
            jobs[at] = task(in);
        }
        return new Problem(workers, limitMillis, seed, leastEnd, mostEnd, blocked, jobs);
    }

    private static Task task(DataInputStream in) throws IOException {
        long ready = in.readLong();
        long due = in.readLong();
        int weight = in.readInt();
        int count = count(in);
        int[][] machines = new int[count][];
        long[][] durations = new long[count][];
        for (int at = 0; at < count; at++) {
            machines[at] = ints(in);
            durations[at] = longs(in);
        }
        return new Task(ready, due, weight, machines, durations, ints(in), longs(in));
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("a problem with " + count + " of something");
        }
        return count;
    }

    private static void longs(DataOutputStream out, long[] values) throws IOException {
        out.writeInt(values.length);
        for (long each : values) {
            out.writeLong(each);
        }
    }

    private static long[] longs(DataInputStream in) throws IOException {
        long[] values = new long[count(in)];
        for (int at = 0; at < values.length; at++) {
            values[at] = in.readLong();
        }
        return values;
    }

    private static void ints(DataOutputStream out, int[] values) throws IOException {
        out.writeInt(values.length);
        for (int each : values) {
            out.writeInt(each);
        }
    }

    private static int[] ints(DataInputStream in) throws IOException {
        int[] values = new int[count(in)];
        for (int at = 0; at < values.length; at++) {
            values[at] = in.readInt();
        }
        return values;
    }
}
