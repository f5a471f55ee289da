package io.millwright.planning.shop;

import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Operation;
import io.millwright.planning.shop.Shop.Placement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A schedule by names, so that it still says something when jobs have come and gone: the one that is in force. Immutable. */
public final class Released {
    private final Map<Key, Slot> slots;

    /** Which step. */
    public record Key(String job, String step) {}

    /** Where and when; seconds since 1970 UTC. */
    public record Slot(String machine, long startSeconds, long endSeconds) {}

    /** @param slots in the order of jobs and their steps */
    public Released(Map<Key, Slot> slots) {
        this.slots = Collections.unmodifiableMap(new LinkedHashMap<>(slots));
    }

    /** Returns a schedule by its names. */
    public static Released of(Shop shop, Schedule schedule) {
        Map<Key, Slot> slots = new LinkedHashMap<>();
        for (Placement each : schedule.placements()) {
            Job job = shop.jobs().get(each.job());
            slots.put(
                    new Key(job.name(), job.operations().get(each.operation()).step()),
                    new Slot(shop.machines().get(each.machine()).name(), each.startSeconds(), each.endSeconds()));
        }
        return new Released(slots);
    }

    /** Returns all of it. */
    public Map<Key, Slot> slots() {
        return slots;
    }

    /**
     * Returns the shop with what shall stay as it was released: steps that were to begin before a time, as long as nothing that has
     * happened since stands against it. What should have begun and has not is free to be planned anew.
     *
     * @param untilSeconds since 1970 UTC
     */
    public Shop freeze(Shop shop, long untilSeconds) {
        OpenTimes[] open = OpenTimes.of(shop);
        Map<String, Integer> machines = new HashMap<>();
        for (Machine each : shop.machines()) {
            machines.put(each.name(), machines.size());
        }
        Schedule already = Schedule.of(shop.jobs().size(), shop.fixed());
        List<Placement> fixed = new ArrayList<>(shop.fixed());
        for (int number = 0; number < shop.jobs().size(); number++) {
            Job job = shop.jobs().get(number);
            int from = already.of(number).size();
            long earliest = Math.max(shop.nowSeconds(), Math.max(job.releaseSeconds(), already.endSeconds(number)));
            for (int at = from; at < job.operations().size(); at++) {
                Placement stays = stays(job, number, at, machines, open, earliest, untilSeconds);
                if (stays == null) {
                    break;
                }
                fixed.add(stays);
                earliest = stays.endSeconds();
            }
        }
        return shop.at(shop.nowSeconds(), fixed);
    }

    /**
     * Returns how people would go on by it: all that still can stays as it is and the rest comes beside it, or everything comes in the order in which
     * it was released, whichever costs less.
     */
    Schedule carriedOn(Shop shop) {
        Schedule stays = Rule.FIFO.schedule(freeze(shop, Shop.NEVER));
        Schedule ordered = Rule.by(shop, (dispatch, job) -> {
            Slot slot = slots.get(
                    new Key(shop.jobs().get(job).name(), dispatch.next(job).step()));
            return slot == null ? -Shop.NEVER : -slot.startSeconds();
        });
        return shop.cost(ordered).total() < shop.cost(stays).total() ? ordered : stays;
    }

    private Placement stays(
            Job job, int number, int at, Map<String, Integer> machines, OpenTimes[] open, long earliest, long until) {
        Operation operation = job.operations().get(at);
        Slot slot = slots.get(new Key(job.name(), operation.step()));
        Integer machine = slot == null ? null : machines.get(slot.machine());
        if (machine == null || slot.startSeconds() < earliest || slot.startSeconds() >= until) {
            return null;
        }
        long takes = slot.endSeconds() - slot.startSeconds();
        boolean fits = open[machine].fit(slot.startSeconds(), takes) == slot.startSeconds();
        for (Choice choice : operation.choices()) {
            if (fits && choice.machine() == machine && choice.durationSeconds() == takes) {
                return new Placement(number, at, machine, slot.startSeconds(), slot.endSeconds());
            }
        }
        return null;
    }
}
