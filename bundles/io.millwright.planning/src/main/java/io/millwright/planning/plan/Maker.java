package io.millwright.planning.plan;

import java.util.Map;

/** What makes plans of one kind. Called by one thread at a time, but for {@link #lines}. */
public interface Maker {
    /**
     * Reads an input without keeping anything of it. Any thread.
     *
     * @return how many lines it has
     * @throws IllegalArgumentException with line, column, value and remedy, if it is refused
     */
    int lines(String input, String csv);

    /**
     * Makes a plan. May take minutes; ends soon after an interrupt, by any exception.
     *
     * @param inputs texts that were taken, by name; those that were not are absent
     * @param nowMicros time of day, microseconds since 1970 UTC
     * @return null where no plan is due
     * @throws IllegalArgumentException if the inputs do not fit each other, with what to do
     */
    Proposal make(Map<String, String> inputs, long nowMicros);

    /**
     * Returns the hash of all that its plans depend on but the time, which its proposals have as that of their inputs: a planner that starts
     * anew makes no second plan of the same. Empty where plans depend on the time above all.
     */
    default String basis(Map<String, String> inputs) {
        return "";
    }
}
