package io.millwright.planning;

import io.millwright.planning.plan.Fields;
import io.millwright.planning.shop.floor.Floor;
import io.millwright.planning.shop.floor.MachineState;
import io.millwright.planning.shop.floor.StateCodes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the form says. Immutable.
 *
 * @param frozenSeconds what was released to begin so soon stays
 * @param model name of a dispatch policy, "" for none
 * @param runs of the policy
 * @param solverSeconds how long the solver searches, 0 for not at all
 * @param solverWorkers its threads
 * @param connection pid of the connection or Asset Tags that has the machines, "" for none
 * @param machines their tags, none where there is no connection
 * @param repairSeconds how long a machine that broke down is expected to be down
 * @param searchAgain whether the solver goes on from what was proposed at once after an event
 */
record ScheduleSettings(
        String site,
        long frozenSeconds,
        String model,
        int runs,
        int solverSeconds,
        int solverWorkers,
        int solverMegabytes,
        int validHours,
        String connection,
        List<MachineTag> machines,
        StateCodes codes,
        long repairSeconds,
        boolean searchAgain) {
    static final String SITE_LABEL = "Site";
    static final String FROZEN_LABEL = "Frozen (min)";
    static final String MODEL_LABEL = "Dispatch policy";
    static final String RUNS_LABEL = "Runs of the policy";
    static final String SOLVER_LABEL = "Solver searches (s)";
    static final String WORKERS_LABEL = "Solver's threads";
    static final String MEMORY_LABEL = "Solver's memory (MB)";
    static final String VALID_LABEL = "A plan holds (h)";
    static final String CONNECTION_LABEL = "Connection of the machines";
    static final String TAGS_LABEL = "Tags of the machines";
    static final String RUNNING_LABEL = "Values of a state: running";
    static final String IDLE_LABEL = "Values of a state: idle";
    static final String DOWN_LABEL = "Values of a state: down";
    static final String REPAIR_LABEL = "Expected repair (min)";
    static final String AGAIN_LABEL = "Search again after events";

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_PID = 200;
    private static final int LONGEST_LIST = 2_000;
    private static final int SECONDS = 60;
    private static final int LONGEST_TABLE = 1 << 20;
    private static final int MOST_MACHINES = 1_000;
    private static final Map<MachineState, String> LABELS =
            Map.of(MachineState.RUNNING, RUNNING_LABEL, MachineState.IDLE, IDLE_LABEL, MachineState.DOWN, DOWN_LABEL);

    /** Whether the solver goes on after an event. */
    enum Again {
        /** It does. */
        YES,
        /** What came at once is all. */
        NO
    }

    /**
     * A tag of a machine.
     *
     * @param machine its name in the jobs
     * @param state whether it says the state; else what is done
     */
    record MachineTag(String machine, String tag, boolean state) {}

    /**
     * Reads a form.
     *
     * @throws IllegalArgumentException with label, value and, behind a semicolon, the remedy
     */
    static ScheduleSettings of(Map<String, Object> form) {
        Fields fields = new Fields(form);
        String connection = fields.text("machines.connection", CONNECTION_LABEL, "", LONGEST_PID);
        List<MachineTag> machines = machines(fields.text("machines.tags", TAGS_LABEL, "", LONGEST_TABLE));
        if (connection.isEmpty() != machines.isEmpty()) {
            throw new IllegalArgumentException((connection.isEmpty() ? CONNECTION_LABEL : TAGS_LABEL)
                    + " is empty; fill in both " + CONNECTION_LABEL + " and " + TAGS_LABEL + ", or none");
        }
        StateCodes codes = StateCodes.of(
                Map.of(
                        MachineState.RUNNING,
                        fields.text("states.running", RUNNING_LABEL, "1", LONGEST_LIST),
                        MachineState.IDLE,
                        fields.text("states.idle", IDLE_LABEL, "2", LONGEST_LIST),
                        MachineState.DOWN,
                        fields.text("states.down", DOWN_LABEL, "0", LONGEST_LIST)),
                LABELS);
        return new ScheduleSettings(
                fields.text("site", SITE_LABEL, "", LONGEST_NAME),
                (long) SECONDS * fields.whole("frozen.minutes", FROZEN_LABEL, 30, 0, 10_080),
                fields.text("model.name", MODEL_LABEL, "dispatch-policy", LONGEST_NAME),
                fields.whole("policy.runs", RUNS_LABEL, 64, 1, 1_000),
                fields.whole("solver.seconds", SOLVER_LABEL, 30, 0, 3_600),
                fields.whole("solver.threads", WORKERS_LABEL, 1, 1, 64),
                fields.whole("solver.memoryMB", MEMORY_LABEL, 1_024, 256, 16_384),
                fields.whole("valid.hours", VALID_LABEL, 24, 1, 720),
                connection,
                machines,
                codes,
                (long) SECONDS * fields.whole("repair.minutes", REPAIR_LABEL, 60, 1, 10_080),
                fields.word("events.search", AGAIN_LABEL, Again.YES) == Again.YES);
    }

    /** A line per machine: its name, the tag of its state and that of what is done; one of the tags may be left out. */
    private static List<MachineTag> machines(String table) {
        List<MachineTag> tags = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String line : table.lines().map(String::strip).toList()) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] cells = line.split(",", -1);
            String machine = cells[0].strip();
            String state = cells.length > 1 ? cells[1].strip() : "";
            String done = cells.length > 2 ? cells[2].strip() : "";
            if (machine.isEmpty() || cells.length > 3 || state.isEmpty() && done.isEmpty()) {
                throw line(line, "write machine,tag of the state,tag of what is done; one of the tags may be empty");
            }
            if (!seen.add("machine " + machine)) {
                throw line(line, "name each machine once");
            }
            for (String tag : List.of(state, done)) {
                if (!tag.isEmpty() && !seen.add("tag " + tag)) {
                    throw line(line, "name each tag once; " + tag + " stands twice");
                }
            }
            if (!state.isEmpty()) {
                tags.add(new MachineTag(machine, state, true));
            }
            if (!done.isEmpty()) {
                tags.add(new MachineTag(machine, done, false));
            }
        }
        if (tags.size() > 2 * MOST_MACHINES) {
            throw new IllegalArgumentException(
                    TAGS_LABEL + " has " + tags.size() + " tags; name " + MOST_MACHINES + " machines at most");
        }
        return List.copyOf(tags);
    }

    private static IllegalArgumentException line(String line, String remedy) {
        String shown = line.length() > LONGEST_NAME ? line.substring(0, LONGEST_NAME) : line;
        return new IllegalArgumentException(TAGS_LABEL + " has the line '" + shown + "'; " + remedy);
    }

    /** Returns what each machine has tags for. */
    List<Floor.Equipped> equipped() {
        Map<String, Floor.Equipped> all = new LinkedHashMap<>();
        for (MachineTag each : machines) {
            Floor.Equipped before = all.getOrDefault(each.machine(), new Floor.Equipped(each.machine(), false, false));
            all.put(
                    each.machine(),
                    new Floor.Equipped(each.machine(), before.state() || each.state(), before.done() || !each.state()));
        }
        return List.copyOf(all.values());
    }
}
