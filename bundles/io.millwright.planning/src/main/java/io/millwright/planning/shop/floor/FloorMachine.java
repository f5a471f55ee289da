package io.millwright.planning.shop.floor;

import io.millwright.planning.shop.Released.Key;

/** What is known of one machine. The planner's thread only. */
final class FloorMachine {
    /** No time, and no count. */
    static final long NONE = -1;

    final String name;

    /** Whether it says what is done: else nobody knows when a step is over, and none is taken to have begun. */
    final boolean tellsDone;

    /** Null until it said one; RUNNING for ever where it has no tag for it. */
    MachineState state;

    /** Since when it is in that state, seconds since 1970 UTC. */
    long sinceSeconds;

    long count = NONE;

    /** The last text; null before the first one. */
    String done;

    /** What it works on, null for nothing that is known. */
    Key works;

    /** Whether that was concluded because it went on running: it is taken back where it then stands. */
    boolean concluded;

    /** When it last ended something, seconds since 1970 UTC. */
    long endedSeconds;

    FloorMachine(String name, boolean tellsDone) {
        this.name = name;
        this.tellsDone = tellsDone;
    }
}
