package io.millwright.planning.shop;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.planning.shop.Shop.Closing;
import io.millwright.planning.shop.Shop.Cost;
import io.millwright.planning.shop.Shop.Job;
import io.millwright.planning.shop.Shop.Machine;
import io.millwright.planning.shop.Shop.Placement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A schedule that has been checked, with what it comes to and what it is compared with. Immutable.
 *
 * @param shop what it was made from, with what was frozen
 * @param schedule what is to be done when
 * @param cost what it comes to
 * @param boundSeconds what no schedule's {@link Cost#total} can be below
 * @param by who made it: a rule, {@code policy}, {@code CP-SAT}, or who goes on by the schedule in force or by the one that waits
 * @param alternatives what each rule, and the policy where there is one, come to; the present practice first: to go on by the schedule in
 *     force, else FIFO
 * @param changes against the schedule in force
 * @param notes what a person should know, such as that there is no solver
 */
public record ShopPlan(
        Shop shop,
        Schedule schedule,
        Cost cost,
        long boundSeconds,
        String by,
        Map<String, Cost> alternatives,
        Changes changes,
        List<String> notes) {
    private static final int MOST_MOVES = 500;

    /** Returns the same with further notes. */
    ShopPlan noted(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new ShopPlan(shop, schedule, cost, boundSeconds, by, alternatives, changes, List.copyOf(all));
    }

    /** Returns how far it is from the best possible one at most, as a share of that; NaN where nothing is to be done. */
    public double gapAtMost() {
        return boundSeconds > 0
                ? (double) (cost.total() - boundSeconds) / boundSeconds
                : cost.total() == 0 ? 0 : Double.NaN;
    }

    /** Returns what each alternative comes to, in seconds: {@link Cost#total}; the present practice first. */
    public Map<String, Double> alternativeSeconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        alternatives.forEach((name, value) -> seconds.put(name, (double) value.total()));
        return seconds;
    }

    /** Returns whether it says anything else than the schedule in force. */
    public boolean differs() {
        return changes.shift().steps() > 0 || !changes.moved().isEmpty() || changes.added() > 0 || changes.gone() > 0;
    }

    /** Returns in plain words what speaks for it, the most important first. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        Cost fifo = alternatives.get(Rule.FIFO.name());
        reasons.add("All is done " + time(cost.makespanSeconds()) + " from now; by FIFO it would be "
                + time(fifo.makespanSeconds()) + ".");
        if (cost.lateSeconds() > 0 || fifo.lateSeconds() > 0) {
            reasons.add("Delays, weighted, come to " + time(cost.lateSeconds()) + "; by FIFO to "
                    + time(fifo.lateSeconds()) + ".");
        }
        if (!Double.isNaN(gapAtMost())) {
            reasons.add(
                    String.format(Locale.ROOT, "It is at most %.1f %% above the best possible.", 100 * gapAtMost()));
        }
        Changes.Shift shift = changes.shift();
        if (shift.steps() > 0) {
            reasons.add(shift.steps() + " steps begin " + time(Math.abs(shift.laterSeconds()))
                    + (shift.laterSeconds() > 0 ? " later" : " earlier") + ", otherwise as they were.");
        }
        if (!changes.moved().isEmpty()) {
            reasons.add(changes.moved().size() + " steps move, " + changes.kept() + " stay where they were.");
        }
        notes.stream().map(ShopPlan::sentence).forEach(reasons::add);
        return reasons;
    }

    private static String sentence(String note) {
        String begun = Character.toUpperCase(note.charAt(0)) + note.substring(1);
        return begun.endsWith(".") ? begun : begun + ".";
    }

    /** An hour and more is told to the next minute, as the page tells what the plan and its alternatives come to. */
    private static String time(long seconds) {
        long minutes = (seconds + 30) / 60;
        return seconds < 60
                ? seconds + " s"
                : seconds < 3_600
                        ? seconds / 60 + " min " + seconds % 60 + " s"
                        : minutes / 60 + " h " + minutes % 60 + " min";
    }

    /**
     * Returns all of it as a document. Operations are lists: job, step, machine, begin, end, where the first three are places in their
     * lists (a step in its job's) and times are seconds from {@code nowSeconds}; 1 behind them says that it is fixed.
     */
    public JsonObject document() {
        JsonObject document = new JsonObject()
                .add("kind", "schedule")
                .add("now", Instant.ofEpochSecond(shop.nowSeconds()).toString())
                .add("nowSeconds", shop.nowSeconds())
                .add("by", by)
                .add("cost", json(cost))
                .add("boundSeconds", boundSeconds);
        if (!Double.isNaN(gapAtMost())) {
            document.add("gapAtMost", gapAtMost());
        }
        JsonObject others = new JsonObject();
        alternatives.forEach((name, value) -> others.add(name, json(value)));
        JsonArray said = new JsonArray();
        notes.forEach(said::add);
        return document.add("alternatives", others)
                .add("machines", machines())
                .add("jobs", jobs())
                .add("operations", operations())
                .add("changes", changed())
                .add("notes", said);
    }

    private static JsonObject json(Cost cost) {
        return new JsonObject().add("makespanSeconds", cost.makespanSeconds()).add("lateSeconds", cost.lateSeconds());
    }

    private JsonArray machines() {
        JsonArray all = new JsonArray();
        long end = shop.nowSeconds() + cost.makespanSeconds();
        for (Machine machine : shop.machines()) {
            JsonArray closings = new JsonArray();
            for (Closing each : machine.closings()) {
                if (each.untilSeconds() > shop.nowSeconds() && each.fromSeconds() < end) {
                    closings.add(new JsonArray().add(away(each.fromSeconds())).add(away(each.untilSeconds())));
                }
            }
            all.add(new JsonObject().add("name", machine.name()).add("closings", closings));
        }
        return all;
    }

    private JsonArray jobs() {
        JsonArray all = new JsonArray();
        for (int number = 0; number < shop.jobs().size(); number++) {
            Job job = shop.jobs().get(number);
            long end = schedule.endSeconds(number);
            JsonArray steps = new JsonArray();
            job.operations().forEach(each -> steps.add(each.step()));
            JsonObject one =
                    new JsonObject().add("name", job.name()).add("steps", steps).add("end", away(end));
            if (job.dueSeconds() < Shop.NEVER) {
                one.add("due", away(job.dueSeconds())).add("lateSeconds", Math.max(0, end - job.dueSeconds()));
            }
            all.add(one);
        }
        return all;
    }

    private JsonArray operations() {
        Map<Placement, Boolean> fixed = new HashMap<>();
        shop.fixed().forEach(each -> fixed.put(each, true));
        JsonArray all = new JsonArray();
        for (Placement each : schedule.placements()) {
            JsonArray one = new JsonArray()
                    .add(each.job())
                    .add(each.operation())
                    .add(each.machine())
                    .add(away(each.startSeconds()))
                    .add(away(each.endSeconds()));
            all.add(fixed.containsKey(each) ? one.add(1) : one);
        }
        return all;
    }

    private JsonObject changed() {
        JsonArray moves = new JsonArray();
        changes.moved().stream()
                .limit(MOST_MOVES)
                .forEach(each -> moves.add(new JsonObject()
                        .add("job", each.step().job())
                        .add("step", each.step().step())
                        .add("machineBefore", each.from().machine())
                        .add("machine", each.to().machine())
                        .add("before", away(each.from().startSeconds()))
                        .add("begin", away(each.to().startSeconds()))));
        JsonObject told = new JsonObject();
        if (changes.shift().steps() > 0) {
            told.add(
                    "shift",
                    new JsonObject()
                            .add("laterSeconds", changes.shift().laterSeconds())
                            .add("steps", changes.shift().steps()));
        }
        return told.add("moved", changes.moved().size())
                .add("kept", changes.kept())
                .add("added", changes.added())
                .add("gone", changes.gone())
                .add("moves", moves);
    }

    private long away(long seconds) {
        return seconds - shop.nowSeconds();
    }

    /**
     * Returns the schedule of a document, by names.
     *
     * @throws IllegalArgumentException if it is no such document
     */
    public static Released released(String document) {
        try {
            JsonObject all = Json.parse(document).asObject();
            long now = all.get("nowSeconds").asLong();
            JsonArray jobs = all.get("jobs").asArray();
            JsonArray machines = all.get("machines").asArray();
            Map<Released.Key, Released.Slot> slots = new LinkedHashMap<>();
            all.get("operations").asArray().forEach(each -> {
                JsonArray one = each.asArray();
                JsonObject job = jobs.get(one.get(0).asInt()).asObject();
                String step = job.get("steps").asArray().get(one.get(1).asInt()).asString();
                String machine =
                        machines.get(one.get(2).asInt()).asObject().get("name").asString();
                slots.put(
                        new Released.Key(job.get("name").asString(), step),
                        new Released.Slot(
                                machine,
                                now + one.get(3).asLong(),
                                now + one.get(4).asLong()));
            });
            return new Released(slots);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("this is no document of a schedule: " + e, e);
        }
    }
}
