package io.millwright.planning.shop.solver.child;

import java.io.DataOutputStream;
import java.io.IOException;

/** What the process says, message by message: a kind, then what belongs to it. Thread-safe. */
public final class Answers {
    /** It lives; nothing follows. */
    public static final int BEAT = 1;
    /** A schedule: its bound (long), its size (int), and per operation the place of its choice (int) and its beginning (long). */
    public static final int SCHEDULE = 2;
    /** The end: its bound (long). */
    public static final int END = 3;

    private final DataOutputStream out;

    Answers(DataOutputStream out) {
        this.out = out;
    }

    synchronized void beat() throws IOException {
        out.writeByte(BEAT);
        out.flush();
    }

    synchronized void schedule(long bound, int[] choices, long[] starts) throws IOException {
        out.writeByte(SCHEDULE);
        out.writeLong(bound);
        out.writeInt(starts.length);
        for (int at = 0; at < starts.length; at++) {
            out.writeInt(choices[at]);
            out.writeLong(starts[at]);
        }
        out.flush();
    }

    synchronized void end(long bound) throws IOException {
        out.writeByte(END);
        out.writeLong(bound);
        out.flush();
    }
}
