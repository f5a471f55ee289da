package io.millwright.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/**
 * A hall of machines that work on one step at a time, when they are told to: {@code Hall<i>.M1.state} (Int32: 0 down, 1 running, 2 idle) and
 * {@code Hall<i>.M1.done}, a counter of finished steps (UInt32). A machine that breaks down loses the step that it works on. What is asked of a
 * machine shows in its tags at once; what ends by itself does within half a second of source time. Made up by this project. Thread-safe.
 */
final class HallCell implements Signal {
    /** So many machines stand in a hall. */
    static final int MACHINES = 6;

    static final int DOWN = 0;
    static final int RUNNING = 1;
    static final int IDLE = 2;

    private static final long PERIOD_MICROS = 500_000;
    private static final long MICROS = 1_000_000;
    private static final int LONGEST_SECONDS = 604_800;
    private static final int MOST_DONE_BEFORE = 100_000;

    /** A machine; guarded by the hall. */
    private static final class Machine {
        final String name;
        final Tag state;
        final Tag done;
        int code = IDLE;
        long counter;

        /** When it is done or repaired, microseconds of source time. */
        long untilMicros = Long.MAX_VALUE;

        Machine(String name, long counter) {
            this.name = name;
            this.counter = counter;
            state = new Tag(name + ".state", TagType.INT32).every(PERIOD_MICROS);
            done = new Tag(name + ".done", TagType.UINT32).every(PERIOD_MICROS);
        }

        void write(long micros) {
            // First what is done: who hears that a machine is idle knows already that its step is over.
            done.write(Unsigned.uint(counter), Statuses.GOOD, micros);
            state.write(code, Statuses.GOOD, micros);
        }
    }

    private final Map<String, Machine> machines = new TreeMap<>();
    private final Consumer<String> events;

    /**
     * Creates a hall in which every machine is idle.
     *
     * @param number from 1
     * @param events told {@code HALL machine what} of each change: {@code working}, {@code done counter}, {@code down micros} with the source time
     *     of the state, {@code repaired}
     */
    HallCell(int number, long seed, Consumer<String> events) {
        this.events = events;
        Random random = new Random(seed);
        for (int i = 1; i <= MACHINES; i++) {
            String name = "Hall" + number + ".M" + i;
            machines.put(name, new Machine(name, random.nextInt(MOST_DONE_BEFORE)));
        }
    }

    /** Returns whether a machine of that name stands here. */
    boolean has(String machine) {
        return machines.containsKey(machine);
    }

    /**
     * A machine works on a step from now on.
     *
     * @param seconds of source time that the step takes
     * @param nowMicros source time, microseconds since 1970 UTC
     * @throws IllegalArgumentException it is not idle, or the time is out of range
     */
    synchronized void work(String machine, int seconds, long nowMicros) {
        Machine it = machines.get(machine);
        if (it.code != IDLE) {
            throw new IllegalArgumentException("hall-work " + machine + ": it is "
                    + (it.code == DOWN ? "down" : "running") + "; wait until it is idle.");
        }
        begin(it, RUNNING, "hall-work", seconds, nowMicros);
        events.accept("HALL " + machine + " working");
    }

    /**
     * A machine breaks down, or stays down for so long from now on. The step that it works on is lost.
     *
     * @param seconds of source time until it is repaired
     * @param nowMicros source time, microseconds since 1970 UTC
     * @throws IllegalArgumentException the time is out of range
     */
    synchronized void down(String machine, int seconds, long nowMicros) {
        begin(machines.get(machine), DOWN, "hall-down", seconds, nowMicros);
        events.accept("HALL " + machine + " down " + nowMicros);
    }

    private static void begin(Machine machine, int code, String command, int seconds, long nowMicros) {
        long span = SimulatorOptions.within(command + " " + machine.name + ": seconds", seconds, 1, LONGEST_SECONDS);
        machine.code = code;
        machine.untilMicros = nowMicros + span * MICROS;
        machine.write(nowMicros);
    }

    private void end(Machine machine) {
        boolean worked = machine.code == RUNNING;
        machine.code = IDLE;
        machine.untilMicros = Long.MAX_VALUE;
        if (worked) {
            machine.counter++;
        }
        events.accept("HALL " + machine.name + (worked ? " done " + machine.counter : " repaired"));
    }

    @Override
    public List<Tag> tags() {
        List<Tag> tags = new ArrayList<>();
        machines.values().forEach(each -> tags.addAll(List.of(each.state, each.done)));
        return tags;
    }

    @Override
    public long periodMicros() {
        return PERIOD_MICROS;
    }

    @Override
    public synchronized void write(long scheduledMicros) {
        for (Machine each : machines.values()) {
            if (scheduledMicros >= each.untilMicros) {
                end(each);
            }
            each.write(scheduledMicros);
        }
    }
}
