package io.millwright.planning.shop;

import io.millwright.planning.input.Cell;
import io.millwright.planning.input.InputTable;
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
    static final String HEADER = "job,step,after,machine,duration_s";
    static final int MOST_OPERATIONS = 10_000;
    static final int MOST_MACHINES = 1_000;
    static final int MOST_JOBS = 2_000;
    static final int MOST_CHOICES = 64;
    static final long MOST_SECONDS = 10_000_000;

    static final Routes NONE = new Routes(List.of(), Map.of());

    /** Reads them, whole or not at all. */
    static Routes read(String csv) {
        return new Reader().read(csv);
    }

    /** Returns the place of a machine, -1 where there is none of that name. */
    int machine(String name) {
        return machines.indexOf(name);
    }

    /** A step while it is read. */
    private static final class Step {
        private final String name;
        private final Cell after;
        private final List<Choice> choices = new ArrayList<>();
        private Step next;

        Step(String name, Cell after) {
            this.name = name;
            this.after = after;
        }
    }

    /** Reads line by line, then puts each job's steps in their order. */
    private static final class Reader {
        private final Map<String, Integer> machines = new LinkedHashMap<>();
        private final Map<String, Map<String, Step>> jobs = new LinkedHashMap<>();
        private int operations;

        Routes read(String csv) {
            InputTable table = new InputTable(INPUT, HEADER, csv, MOST_OPERATIONS * 4);
            while (table.next()) {
                line(table);
            }
            Map<String, List<Operation>> ordered = new LinkedHashMap<>();
            jobs.forEach((job, steps) -> ordered.put(job, ordered(job, steps)));
            return new Routes(List.copyOf(machines.keySet()), Collections.unmodifiableMap(ordered));
        }

        private void line(InputTable table) {
            Cell job = table.cell("job");
            Map<String, Step> steps = jobs.computeIfAbsent(job.name(), name -> new LinkedHashMap<>());
            most(job, jobs.size(), MOST_JOBS, "jobs");
            Cell name = table.cell("step");
            Cell after = table.cell("after");
            Step step = steps.get(name.name());
            if (step == null) {
                step = new Step(name.text(), after);
                steps.put(name.text(), step);
                most(name, ++operations, MOST_OPERATIONS, "steps");
            } else if (!step.after.text().equals(after.text())) {
                throw after.refused(
                        "is not what the same step has above, which is \"" + step.after.text() + "\"",
                        "write the same in both lines");
            }
            Cell by = table.cell("machine");
            int machine = machines.computeIfAbsent(by.name(), any -> machines.size());
            most(by, machines.size(), MOST_MACHINES, "machines");
            long duration = table.cell("duration_s").whole(0, MOST_SECONDS);
            if (step.choices.stream().anyMatch(each -> each.machine() == machine)) {
                throw by.refused("is named twice for this step", "leave one of the lines out");
            }
            step.choices.add(new Choice(machine, duration));
            most(by, step.choices.size(), MOST_CHOICES, "machines for one step");
        }

        private static void most(Cell cell, int count, int most, String of) {
            if (count > most) {
                throw cell.refused("makes more than " + most + " " + of, "give what is planned next alone");
            }
        }

        /** Puts the steps of a job into the one order that their predecessors leave. */
        private List<Operation> ordered(String job, Map<String, Step> steps) {
            Step first = null;
            for (Step step : steps.values()) {
                if (step.after.empty()) {
                    if (first != null) {
                        throw step.after.refused(
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
                throw one.after.refused(
                        "makes a circle: the steps of job \"" + job + "\" come back to \"" + one.name + "\"",
                        "leave \"after\" empty in the job's first step and name the step before in the others");
            }
            return route;
        }

        private void follow(String job, Map<String, Step> steps, Step step) {
            Step before = steps.get(step.after.text());
            if (before == null) {
                throw step.after.refused("is no step of job \"" + job + "\"", "name a step of the same job, or none");
            }
            if (before.next != null) {
                throw step.after.refused(
                        "has \"" + before.next.name + "\" after it already", "put the job's steps in one row");
            }
            before.next = step;
        }
    }
}
