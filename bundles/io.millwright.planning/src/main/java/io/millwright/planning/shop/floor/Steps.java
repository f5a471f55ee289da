package io.millwright.planning.shop.floor;

import io.millwright.planning.shop.Progress;
import io.millwright.planning.shop.Released;
import io.millwright.planning.shop.Released.Key;
import io.millwright.planning.shop.Released.Slot;
import io.millwright.planning.shop.Shop;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Operation;
import io.millwright.planning.shop.Shop.Placement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The steps of all jobs beside what has begun and ended of them, by what people gave and by what machines told. The planner's thread only. */
final class Steps {
    private final Map<Key, Progress> told = new LinkedHashMap<>();
    private Shop shop = new Shop(0, List.of(), List.of(), List.of());
    private final Map<Key, Integer> places = new HashMap<>();
    private final Map<String, Job> jobs = new HashMap<>();
    private final Map<Key, Long> given = new HashMap<>();
    private final Map<String, List<Key>> planned = new HashMap<>();
    private Released planOf;

    /**
     * Takes over what there is to do, and forgets what was told of steps that are there no more.
     *
     * @param now by what people gave alone
     * @param inForce the plan that people work by, null for none
     */
    void use(Shop now, Released inForce) {
        shop = now;
        jobs.clear();
        places.clear();
        given.clear();
        for (Job job : now.jobs()) {
            jobs.put(job.name(), job);
            for (int at = 0; at < job.operations().size(); at++) {
                places.put(new Key(job.name(), job.operations().get(at).step()), at);
            }
        }
        for (Placement each : now.fixed()) {
            Job job = now.jobs().get(each.job());
            given.put(new Key(job.name(), job.operations().get(each.operation()).step()), each.endSeconds());
        }
        told.keySet().retainAll(places.keySet());
        if (inForce != planOf) {
            planOf = inForce;
            plan(inForce);
        }
    }

    private void plan(Released inForce) {
        planned.clear();
        if (inForce == null) {
            return;
        }
        List<Map.Entry<Key, Slot>> slots = new ArrayList<>(inForce.slots().entrySet());
        slots.sort(Comparator.comparingLong(each -> each.getValue().startSeconds()));
        slots.forEach(each -> planned.computeIfAbsent(each.getValue().machine(), any -> new ArrayList<>())
                .add(each.getKey()));
    }

    boolean knows(Key step) {
        return places.containsKey(step);
    }

    /** Whether a machine can do a step. */
    boolean fits(Key step, String machine) {
        Operation operation = jobs.get(step.job()).operations().get(places.get(step));
        return operation.choices().stream()
                .anyMatch(each -> shop.machines().get(each.machine()).name().equals(machine));
    }

    boolean begun(Key step) {
        return told.containsKey(step) || given.containsKey(step);
    }

    boolean done(Key step) {
        Progress own = told.get(step);
        return own != null ? own.endedSeconds() < Shop.NEVER : given.getOrDefault(step, Shop.NEVER) < shop.nowSeconds();
    }

    /** Returns the step before, null for the first one. */
    Key before(Key step) {
        int place = places.get(step);
        return place == 0
                ? null
                : new Key(
                        step.job(),
                        jobs.get(step.job()).operations().get(place - 1).step());
    }

    /** Whether all before it is done, as far as it was told; a later step that began says so of the earlier ones. */
    boolean ready(Key step) {
        Key before = before(step);
        return before == null || done(before);
    }

    /** Returns when the step before ended, seconds since 1970 UTC; 0 where nobody said. */
    long readySeconds(Key step) {
        Key before = before(step);
        if (before == null) {
            return 0;
        }
        Progress own = told.get(before);
        return own != null && own.endedSeconds() < Shop.NEVER ? own.endedSeconds() : given.getOrDefault(before, 0L);
    }

    /** Returns what a machine has to begin next by the plan in force, null for nothing. */
    Key next(String machine) {
        Set<Key> over = new HashSet<>(told.keySet());
        over.addAll(given.keySet());
        for (Key each : planned.getOrDefault(machine, List.of())) {
            if (knows(each) && !over.contains(each)) {
                return each;
            }
        }
        return null;
    }

    /** Returns the steps that a text may name: {@code job/step}, where both may have slashes of their own. */
    Key named(String text) {
        for (int at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) {
            Key key = new Key(
                    text.substring(0, at).strip(), text.substring(at + 1).strip());
            if (knows(key)) {
                return key;
            }
        }
        return null;
    }

    Progress told(Key step) {
        return told.get(step);
    }

    void tell(Progress progress) {
        told.put(new Key(progress.job(), progress.step()), progress);
    }

    /** As if it had never begun: it is to be done from the start. */
    void takeBack(Key step) {
        told.remove(step);
    }

    Collection<Progress> told() {
        return told.values();
    }
}
