package io.millwright.planning.shop.floor;

/**
 * What a machine told, not judged yet. Immutable.
 *
 * @param machine its name in the jobs
 * @param timeMicros source time, microseconds since 1970 UTC
 * @param state what it is from now on; null for the others
 * @param count value of the counter of steps done; below 0 for the others
 * @param done the step that is done, {@code job/step}, "" for none; null for the others
 */
public record FloorEvent(String machine, long timeMicros, MachineState state, long count, String done) {
    /** A machine's state has changed. */
    public static FloorEvent state(String machine, long timeMicros, MachineState state) {
        return new FloorEvent(machine, timeMicros, state, -1, null);
    }

    /** Its counter has moved. */
    public static FloorEvent count(String machine, long timeMicros, long count) {
        return new FloorEvent(machine, timeMicros, null, count, null);
    }

    /** It says which step is done. */
    public static FloorEvent done(String machine, long timeMicros, String step) {
        return new FloorEvent(machine, timeMicros, null, -1, step);
    }
}
