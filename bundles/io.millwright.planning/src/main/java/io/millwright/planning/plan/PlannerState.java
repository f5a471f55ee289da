package io.millwright.planning.plan;

import io.millwright.supervision.State;

/** How a planner is. Immutable. */
public record PlannerState(Code is, long sinceMicros, String text, String remedy) implements State {
    /** Codes; docs/operations.md has a row for each. */
    public enum Code {
        /** There is a plan, or nothing to plan yet. */
        PLANNER_READY(Severity.INFO),
        /** Plans wait to be told to the cloud. Whoever asks the gateway sees them. */
        PLANS_UNTOLD(Severity.WARNING),
        /** A plan is being made. */
        PLANNING(Severity.INFO),
        /** Something that a plan needs was never given. */
        INPUT_MISSING(Severity.WARNING),
        /** What was given does not fit. The last approved plan stands. */
        INPUT_UNFIT(Severity.ERROR),
        /** A setting is wrong. The last approved plan stands. */
        PLANNER_SETTINGS_WRONG(Severity.ERROR),
        /** A fault of ours. The last approved plan stands. */
        PLAN_FAILED(Severity.ERROR);

        private final Severity severity;

        Code(Severity severity) {
            this.severity = severity;
        }
    }

    @Override
    public String code() {
        return is.name();
    }

    @Override
    public Severity severity() {
        return is.severity;
    }
}
