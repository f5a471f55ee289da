package io.millwright.planning.shop.floor;

import io.millwright.planning.shop.Progress;
import io.millwright.planning.shop.Released;
import io.millwright.planning.shop.Released.Key;
import io.millwright.planning.shop.Shop;
import io.millwright.planning.shop.ShopInputs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The shop's floor as its machines tell it: which are down, what they work on, what is done. What cannot be, such as the end of a step that
 * never began, is named and counted, and changes nothing. The planner's thread only; no clock of its own.
 */
public final class Floor {
    /** So many steps of one counter between two looks are believed; more are no work of a machine. */
    private static final int MOST_AT_ONCE = 100;

    private static final int MOST_NAMED = 10;

    private final long repairSeconds;
    private final Map<String, FloorMachine> machines = new LinkedHashMap<>();
    private final Steps steps = new Steps();
    private final List<String> impossible = new ArrayList<>();
    private long breakdowns;
    private long repairs;
    private long begun;
    private long done;
    private long interrupted;
    private long refused;
    private long resets;
    private long now;

    /**
     * What a machine has tags for.
     *
     * @param name as in the jobs
     * @param state whether it says how it is
     * @param done whether it says what is done
     */
    public record Equipped(String name, boolean state, boolean done) {}

    /**
     * What a look has come to.
     *
     * @param machines whether a machine broke down or works again
     * @param done whether steps are done
     */
    public record Heard(boolean machines, boolean done) {}

    /** @param repairSeconds how long a machine is expected to be down; as long again when that is over */
    public Floor(List<Equipped> equipped, long repairSeconds) {
        this.repairSeconds = repairSeconds;
        for (Equipped each : equipped) {
            FloorMachine machine = new FloorMachine(each.name(), each.done());
            // What never says that it stands is taken to work on what is next.
            machine.state = each.state() ? null : MachineState.RUNNING;
            machines.put(each.name(), machine);
        }
    }

    Map<String, FloorMachine> machines() {
        return machines;
    }

    Steps steps() {
        return steps;
    }

    /**
     * Takes in what happened.
     *
     * @param events in any order; those of machines that are not known are left out
     * @param shop what is to be done, by what people gave alone, now
     * @param inForce the plan that people work by, null for none: then nobody knows what a machine works on
     */
    public Heard hear(List<FloorEvent> events, Shop shop, Released inForce) {
        steps.use(shop, inForce);
        now = shop.nowSeconds();
        for (FloorMachine each : machines.values()) {
            if (each.works != null && !steps.knows(each.works)) {
                each.works = null;
            }
        }
        long machinesBefore = breakdowns + repairs;
        long doneBefore = done;
        List<FloorEvent> inOrder = new ArrayList<>(events);
        // Of one moment the end of a step comes before what the machine does next.
        inOrder.sort(Comparator.comparingLong(FloorEvent::timeMicros).thenComparing(each -> each.state() != null));
        for (FloorEvent each : inOrder) {
            FloorMachine machine = machines.get(each.machine());
            if (machine != null) {
                hear(machine, each, seconds(each));
            }
        }
        for (FloorMachine each : machines.values()) {
            begin(each);
        }
        return new Heard(breakdowns + repairs > machinesBefore, done > doneBefore);
    }

    /** A clock of a machine that is ahead changes nothing that is to come. */
    private long seconds(FloorEvent event) {
        return Math.min(now, TimeUnit.MICROSECONDS.toSeconds(event.timeMicros()));
    }

    private void hear(FloorMachine machine, FloorEvent event, long seconds) {
        if (event.state() != null) {
            become(machine, event.state(), seconds);
        } else if (event.count() >= 0) {
            count(machine, event.count(), seconds);
        } else {
            named(machine, event.done(), seconds);
        }
    }

    private void become(FloorMachine machine, MachineState state, long seconds) {
        MachineState before = machine.state;
        if (before == state) {
            return;
        }
        machine.state = state;
        machine.sinceSeconds = seconds;
        if (state == MachineState.DOWN) {
            breakdowns++;
            interrupted += machine.works == null ? 0 : 1;
            stop(machine);
        } else if (before == MachineState.DOWN) {
            repairs++;
        }
        if (state == MachineState.IDLE && machine.concluded) {
            stop(machine);
        }
    }

    /** What it worked on is to be done from the start. */
    private void stop(FloorMachine machine) {
        if (machine.works != null) {
            steps.takeBack(machine.works);
            machine.works = null;
            machine.concluded = false;
        }
    }

    /** What runs works on the next step of the plan in force, once the step before it is done. */
    private void begin(FloorMachine machine) {
        boolean free = machine.tellsDone && machine.state == MachineState.RUNNING && machine.works == null;
        Key next = free ? steps.next(machine.name) : null;
        if (next == null || !steps.ready(next)) {
            return;
        }
        long start = startSeconds(machine, next);
        machine.works = next;
        machine.concluded = start > machine.sinceSeconds;
        begun++;
        steps.tell(new Progress(next.job(), next.step(), machine.name, start, Shop.NEVER));
    }

    private long startSeconds(FloorMachine machine, Key step) {
        return Math.min(now, Math.max(machine.sinceSeconds, Math.max(machine.endedSeconds, steps.readySeconds(step))));
    }

    private void count(FloorMachine machine, long count, long seconds) {
        long before = machine.count;
        machine.count = count;
        if (before == FloorMachine.NONE) {
            return;
        }
        if (count < before || count - before > MOST_AT_ONCE) {
            resets++;
            name("the counter of " + machine.name + " went from " + before + " to " + count
                    + ": what was done meanwhile is not known");
            return;
        }
        for (long each = before; each < count; each++) {
            begin(machine);
            if (machine.works == null) {
                refuse(machine.name + " counts a step done, but "
                        + (machine.state == MachineState.RUNNING
                                ? "the plan in force has none there that can have begun"
                                : "it was " + (machine.state == null ? "never heard of" : machine.state)
                                        + " and none had begun"));
            } else {
                end(machine, machine.works, seconds);
            }
        }
    }

    private void named(FloorMachine machine, String text, long seconds) {
        String before = machine.done;
        machine.done = text;
        // What stood there before anybody listened is no news.
        if (before == null || text.isBlank() || text.equals(before)) {
            return;
        }
        Key step = steps.named(text);
        if (step == null) {
            refuse(machine.name + " says that " + text + " is done, which is no job/step of the jobs");
            return;
        }
        String why = steps.done(step)
                ? "it was done already"
                : !steps.fits(step, machine.name)
                        ? "this machine cannot do it"
                        : !steps.ready(step)
                                ? "the step before it is not done"
                                : machine.works == null && machine.state != MachineState.RUNNING
                                        ? "the machine was "
                                                + (machine.state == null ? "never heard of" : machine.state)
                                                + " and none had begun"
                                        : "";
        if (!why.isEmpty()) {
            refuse(machine.name + " says that " + text + " is done, but " + why);
            return;
        }
        if (machine.works != null && !machine.works.equals(step)) {
            // It was taken to work on what the plan says; it worked on something else.
            stop(machine);
        }
        end(machine, step, seconds);
    }

    private void end(FloorMachine machine, Key step, long seconds) {
        Progress began = steps.told(step);
        long start = began == null ? startSeconds(machine, step) : began.startedSeconds();
        machine.works = null;
        machine.concluded = false;
        machine.endedSeconds = Math.max(start, seconds);
        done++;
        steps.tell(new Progress(step.job(), step.step(), machine.name, start, machine.endedSeconds));
    }

    private void refuse(String what) {
        refused++;
        name(what);
    }

    private void name(String what) {
        if (impossible.size() < MOST_NAMED) {
            impossible.add(what);
        }
    }

    /** Returns what could not be since the last time, in words, ten at most: {@link #counters} have all. */
    public List<String> takeImpossible() {
        List<String> named = List.copyOf(impossible);
        impossible.clear();
        return named;
    }

    /**
     * Returns what was given with what happened since: steps that began or are done, and machines that are down, until they are expected
     * to work again.
     */
    public ShopInputs with(ShopInputs given, long nowSeconds) {
        ShopInputs all = given.happened(List.copyOf(steps.told()));
        for (FloorMachine each : machines.values()) {
            if (each.state == MachineState.DOWN) {
                all = all.closed(each.name, each.sinceSeconds, expectedSeconds(each, nowSeconds));
            }
        }
        return all;
    }

    private long expectedSeconds(FloorMachine machine, long nowSeconds) {
        long times = Math.max(0, nowSeconds - machine.sinceSeconds) / repairSeconds + 1;
        return machine.sinceSeconds + times * repairSeconds;
    }

    /** Returns when the first machine that is down should work again, seconds since 1970 UTC; {@link Shop#NEVER} where none is down. */
    public long expectedSeconds(long nowSeconds) {
        return machines.values().stream()
                .filter(each -> each.state == MachineState.DOWN)
                .mapToLong(each -> expectedSeconds(each, nowSeconds))
                .min()
                .orElse(Shop.NEVER);
    }

    /** What a machine said last. */
    public interface Last {
        /**
         * Takes one.
         *
         * @param state null where it said none
         * @param count below 0 where it said none
         * @param done null where it said none
         */
        void said(String machine, MachineState state, long count, String done);
    }

    /** Tells of each machine what it said last. */
    public void last(Last to) {
        machines.values().forEach(each -> to.said(each.name, each.state, each.count, each.done));
    }

    /** Returns in words which machines are down. */
    public List<String> down(long nowSeconds) {
        return machines.values().stream()
                .filter(each -> each.state == MachineState.DOWN)
                .map(each -> "Machine " + each.name + " is down for " + (nowSeconds - each.sinceSeconds) / 60
                        + " min and expected to work in "
                        + (expectedSeconds(each, nowSeconds) - nowSeconds + 59) / 60 + " min.")
                .toList();
    }

    /** Returns what happened so far, by name. */
    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("floor.breakdowns", breakdowns);
        counters.put("floor.repairs", repairs);
        counters.put("floor.begun", begun);
        counters.put("floor.done", done);
        counters.put("floor.interrupted", interrupted);
        counters.put("floor.impossible", refused);
        counters.put("floor.resets", resets);
        return counters;
    }
}
