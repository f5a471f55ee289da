package io.millwright.planning.shop;

import io.millwright.planning.shop.Scorer.ScorerFailed;
import io.millwright.planning.shop.Shop.Cost;
import io.millwright.planning.shop.check.ScheduleCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a plan: who goes on by the schedule in force, every rule and the policy make a schedule, the solver goes on from the best of them where there is one, and the best that passes
 * the independent check becomes the plan. Not thread-safe; the scorer decides.
 */
public final class ShopPlanner {
    /** Whoever goes on by the schedule in force as far as it still can be done. */
    public static final String AS_RELEASED = "as released";

    /** Whoever would go on by the schedule that waits for an answer: a new one is no worse than that. */
    static final String AS_PROPOSED = "as proposed";

    /** The policy, where it gave a schedule. */
    public static final String POLICY = "policy";

    private final Scorer scorer;
    private final Improver improver;

    /**
     * Makes one.
     *
     * @param scorer the policy, null where there is none
     * @param improver the solver, null for none: plans come at once
     */
    public ShopPlanner(Scorer scorer, Improver improver) {
        this.scorer = scorer;
        this.improver = improver;
    }

    /** Makes schedules better that others have made. */
    public interface Improver {
        /**
         * Tries for as long as it is set up to. Blocks. Throws nothing: what went wrong stands in the note.
         *
         * @param from a schedule that passed the check
         */
        Improved improve(Shop shop, Schedule from);
    }

    /**
     * What came of it.
     *
     * @param schedule a better one, or null; it is checked by who asked
     * @param boundSeconds what no schedule's total cost can be below; 0 where nothing is known
     * @param note what a person should know, or null
     */
    public record Improved(Schedule schedule, long boundSeconds, String note) {}

    /**
     * How to plan.
     *
     * @param frozenSeconds what was released to begin so soon stays as it is
     * @param runs of the policy, at least 1
     * @param seed the same seed gives the same plan, but for what the solver does
     */
    public record Settings(long frozenSeconds, int runs, long seed) {
        /** What answers at once, after a breakdown. */
        public Settings atOnce() {
            return new Settings(frozenSeconds, 1, seed);
        }
    }

    /**
     * Returns a plan.
     *
     * @param now the shop as it stands, by {@link ShopInputs#shop}
     * @param inForce the schedule that people work by, or null
     * @param time of the policy; when it is over a plan comes all the same, and says so
     * @throws IllegalStateException if no schedule passed the check, which is a fault of this program; the message says which one
     */
    public ShopPlan plan(Shop now, Released inForce, Settings settings, PolicyTime time) {
        return planBeside(now, Stands.of(inForce), settings, time);
    }

    /** Returns a plan that is no worse than the one that waits for an answer; its bound is no lower than what was proven. */
    ShopPlan planBeside(Shop now, Stands stands, Settings settings, PolicyTime time) {
        Released inForce = stands.inForce();
        Shop shop = inForce == null ? now : inForce.freeze(now, now.nowSeconds() + settings.frozenSeconds());
        List<String> notes = new ArrayList<>();
        Map<String, Schedule> made = new LinkedHashMap<>();
        if (inForce != null) {
            made.put(AS_RELEASED, inForce.carriedOn(shop));
        }
        for (Rule rule : Rule.values()) {
            made.put(rule.name(), rule.schedule(shop));
        }
        policy(shop, settings, time, made, notes);
        Best best = new Best(shop);
        Map<String, Cost> alternatives = new LinkedHashMap<>();
        made.forEach((name, schedule) -> alternatives.put(name, best.offer(name, schedule, notes)));
        if (best.schedule == null) {
            throw new IllegalStateException("no schedule passed the check: " + String.join("; ", notes));
        }
        if (stands.proposed() != null) {
            best.offer(AS_PROPOSED, stands.proposed().carriedOn(shop), notes);
        }
        long bound = LowerBound.total(shop);
        if (stands.proven() != null) {
            bound = Math.max(bound, stands.proven().boundSeconds(shop));
        }
        if (improver != null) {
            Improved improved = improver.improve(shop, best.schedule);
            if (improved.note() != null) {
                notes.add(improved.note());
            }
            if (improved.schedule() != null) {
                best.offer("CP-SAT", improved.schedule(), notes);
            }
            bound = Math.max(bound, improved.boundSeconds());
        }
        if (bound > best.cost.total()) {
            notes.add("the solver's bound of " + bound + " s is above what the plan comes to and is not believed");
            bound = LowerBound.total(shop);
        }
        Changes changes = Changes.between(inForce, Released.of(shop, best.schedule));
        return new ShopPlan(shop, best.schedule, best.cost, bound, best.by, alternatives, changes, List.copyOf(notes));
    }

    private void policy(Shop shop, Settings settings, PolicyTime time, Map<String, Schedule> made, List<String> notes) {
        if (scorer == null) {
            notes.add("there is no dispatch policy: rules alone");
            return;
        }
        try {
            PolicyRuns.Made its = new PolicyRuns(scorer).best(shop, settings.runs(), settings.seed(), time);
            made.put(POLICY, its.schedule());
            if (its.note() != null) {
                notes.add(its.note());
            }
        } catch (ScorerFailed e) {
            notes.add("the dispatch policy gave no schedule: " + e.getMessage());
        }
    }

    /** The best so far that passed the check. */
    private static final class Best {
        private final Shop shop;
        private Schedule schedule;
        private Cost cost;
        private String by;

        Best(Shop shop) {
            this.shop = shop;
        }

        /** Returns what it comes to. */
        Cost offer(String name, Schedule offered, List<String> notes) {
            Cost its = shop.cost(offered);
            List<String> faults = ScheduleCheck.faults(shop, offered, its);
            if (!faults.isEmpty()) {
                notes.add("the schedule by " + name + " did not pass the check: " + faults.get(0));
            } else if (schedule == null || its.total() < cost.total()) {
                schedule = offered;
                cost = its;
                by = name;
            }
            return its;
        }
    }
}
