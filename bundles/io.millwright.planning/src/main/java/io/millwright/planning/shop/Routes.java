package io.millwright.planning.shop;

import io.millwright.planning.shop.Shop.Choice;
import io.millwright.planning.shop.Shop.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The routes of all jobs, and the machines that they name: a line per step and machine that can do it. Immutable.
 *
 * @param machines names, in the order in which they first occur
 * @param jobs operations of each job, in the order in which jobs first occur
 */
record Routes(List<String> machines, Map<String, List<Operation>> jobs) {
    static final String INPUT = "jobs";
    static final List<String> HEADER = List.of("job", "step", "after", "machine", "duration_s");
    static final int MOST_OPERATIONS = 10_000;
    static final int MOST_MACHINES = 1_000;
    static final int MOST_JOBS = 2_000;
    static final int MOST_CHOICES = 64;
    static final long MOST_SECONDS = 10_000_000;

    static final Routes NONE = new Routes(List.of(), Map.of());

    /** Reads them, whole or not at all. */
    static Routes read(String csv) {
        return new Reader(csv).read();
    }

    /** Returns the place of a machine, -1 where there is none of that name. */
    int machine(String name) {
        return machines.indexOf(name);
    }

    /** A step while it is read. */
    private static final class Step {
        private final int row;
        private final String name;
        private final String after;
        private final List<Choice> choices = new ArrayList<>();
        private Step next;

        Step(int row, String name, String after) {
            this.row = row;
            this.name = name;
            this.after = after;
        }
    }

    /** Reads line by line, then puts each job's steps in their order. */
    private static final class Reader {
        private final Lines lines;
        private final Map<String, Integer> machines = new LinkedHashMap<>();
        private final Map<String, Map<String, Step>> jobs = new LinkedHashMap<>();
        private int operations;

        Reader(String csv) {
            lines = new Lines(INPUT, HEADER, csv, MOST_OPERATIONS * 4);
        }

        Routes read() {
            for (int row = 0; row < lines.count(); row++) {
                line(row);
            }
            Map<String, List<Operation>> ordered = new LinkedHashMap<>();
            jobs.forEach((job, steps) -> ordered.put(job, ordered(job, steps)));
            return new Routes(List.copyOf(machines.keySet()), Collections.unmodifiableMap(ordered));
        }

        private void line(int row) {
            Map<String, Step> steps = jobs.computeIfAbsent(lines.name(row, "job"), name -> new LinkedHashMap<>());
            most(row, "job", jobs.size(), MOST_JOBS, "jobs");
            String name = lines.name(row, "step");
            String after = lines.text(row, "after");
            Step step = steps.get(name);
            if (step == null) {
                step = new Step(row, name, after);
                steps.put(name, step);
                most(row, "step", ++operations, MOST_OPERATIONS, "steps");
            } else if (!step.after.equals(after)) {
                throw lines.refused(
                        row,
                        "after",
                        "is not what the same step has above, which is \"" + step.after + "\"",
                        "write the same in both lines");
            }
            int machine = machines.computeIfAbsent(lines.name(row, "machine"), any -> machines.size());
            most(row, "machine", machines.size(), MOST_MACHINES, "machines");
            long duration = lines.number(row, "duration_s", 0, MOST_SECONDS);
            if (step.choices.stream().anyMatch(each -> each.machine() == machine)) {
                throw lines.refused(row, "machine", "is named twice for this step", "leave one of the lines out");
            }
            step.choices.add(new Choice(machine, duration));
            most(row, "machine", step.choices.size(), MOST_CHOICES, "machines for one step");
        }

        private void most(int row, String column, int count, int most, String of) {
            if (count > most) {
                throw lines.refused(
                        row, column, "makes more than " + most + " " + of, "give what is planned next alone");
            }
        }

        /** Puts the steps of a job into the one order that their predecessors leave. */
        private List<Operation> ordered(String job, Map<String, Step> steps) {
            Step first = null;
            for (Step step : steps.values()) {
                if (step.after.isEmpty()) {
                    if (first != null) {
                        throw lines.refused(
                                step.row,
                                "after",
                                "makes \"" + step.name + "\" the first step of job \"" + job + "\", as \"" + first.name
                                        + "\" is",
                                "name the step that comes before");
                    }
                    first = step;
                } else {
                    follow(job, steps, step);
                }
            }
            List<Operation> route = new ArrayList<>();
            Map<String, Step> left = new HashMap<>(steps);
            for (Step at = first; at != null; at = at.next) {
                left.remove(at.name);
                route.add(new Operation(at.name, at.choices));
            }
            if (!left.isEmpty()) {
                Step one = steps.values().stream()
                        .filter(each -> left.containsKey(each.name))
                        .findFirst()
                        .orElseThrow();
                throw lines.refused(
                        one.row,
                        "after",
                        "makes a circle: the steps of job \"" + job + "\" come back to \"" + one.name + "\"",
                        "leave \"after\" empty in the job's first step and name the step before in the others");
            }
            return route;
        }

        private void follow(String job, Map<String, Step> steps, Step step) {
            Step before = steps.get(step.after);
            if (before == null) {
                throw lines.refused(
                        step.row, "after", "is no step of job \"" + job + "\"", "name a step of the same job, or none");
            }
            if (before.next != null) {
                throw lines.refused(
                        step.row,
                        "after",
                        "has \"" + before.next.name + "\" after it already",
                        "put the job's steps in one row");
            }
            before.next = step;
        }
    }
}
