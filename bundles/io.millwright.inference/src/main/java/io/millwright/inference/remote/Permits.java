package io.millwright.inference.remote;

import java.util.ArrayDeque;

/**
 * The limit of requests at a time over all runners of a component. Who finds no room waits in line; the line is as long as there
 * are runners at most. Thread-safe.
 */
final class Permits {
    private final int most;
    private final ArrayDeque<Runnable> line = new ArrayDeque<>();
    private int taken;

    Permits(int most) {
        this.most = most;
    }

    /** Takes a permit and returns true, or has {@code granted} run with one later, on the thread that gives one back. */
    synchronized boolean take(Runnable granted) {
        if (taken < most) {
            taken++;
            return true;
        }
        line.add(granted);
        return false;
    }

    /** Leaves the line; false if it was not in it: it has a permit, or is about to hear of it. */
    synchronized boolean leave(Runnable granted) {
        return line.remove(granted);
    }

    /** Gives a permit back. */
    void giveBack() {
        Runnable next;
        synchronized (this) {
            next = line.poll();
            if (next == null) {
                taken--;
                return;
            }
        }
        next.run();
    }

    synchronized int taken() {
        return taken;
    }
}
