package io.millwright.planning;

import io.millwright.planning.plan.Fields;
import java.util.Map;

/**
 * What the form says. Immutable.
 *
 * @param frozenSeconds what was released to begin so soon stays
 * @param model name of a dispatch policy, "" for none
 * @param runs of the policy
 * @param solverSeconds how long the solver searches, 0 for not at all
 * @param solverWorkers its threads
 */
record ScheduleSettings(
        String site,
        long frozenSeconds,
        String model,
        int runs,
        int solverSeconds,
        int solverWorkers,
        int solverMegabytes,
        int validHours) {
    static final String SITE_LABEL = "Site";
    static final String FROZEN_LABEL = "Frozen (min)";
    static final String MODEL_LABEL = "Dispatch policy";
    static final String RUNS_LABEL = "Runs of the policy";
    static final String SOLVER_LABEL = "Solver searches (s)";
    static final String WORKERS_LABEL = "Solver's threads";
    static final String MEMORY_LABEL = "Solver's memory (MB)";
    static final String VALID_LABEL = "A plan holds (h)";

    private static final int LONGEST_NAME = 100;
    private static final int SECONDS = 60;

    /**
     * Reads a form.
     *
     * @throws IllegalArgumentException with label, value and, behind a semicolon, the remedy
     */
    static ScheduleSettings of(Map<String, Object> form) {
        Fields fields = new Fields(form);
        return new ScheduleSettings(
                fields.text("site", SITE_LABEL, "", LONGEST_NAME),
                (long) SECONDS * fields.whole("frozen.minutes", FROZEN_LABEL, 30, 0, 10_080),
                fields.text("model.name", MODEL_LABEL, "dispatch-policy", LONGEST_NAME),
                fields.whole("policy.runs", RUNS_LABEL, 64, 1, 1_000),
                fields.whole("solver.seconds", SOLVER_LABEL, 30, 0, 3_600),
                fields.whole("solver.threads", WORKERS_LABEL, 1, 1, 64),
                fields.whole("solver.memoryMB", MEMORY_LABEL, 1_024, 256, 16_384),
                fields.whole("valid.hours", VALID_LABEL, 24, 1, 720));
    }
}
