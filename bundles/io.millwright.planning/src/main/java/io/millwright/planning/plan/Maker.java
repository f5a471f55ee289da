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
     * @param occasion why: where a person asked, one is made, due or not; one that cannot be made at once is made in a later call, which the
     *     maker asks for itself
     * @return null where no plan is due
     * @throws IllegalArgumentException if the inputs do not fit each other, with what to do
     */
    Proposal make(Map<String, String> inputs, long nowMicros, Occasion occasion);

    /** Returns all that its plans depend on but inputs, tools and the time, as a record whose text says everything. */
    Object settings();

    /**
     * Returns a plan's document as it is shown at a later time, such as with what has happened since. Any thread; asked often.
     *
     * @param document of a plan that this made, or one before it under the same name
     */
    default String shown(String document, long nowMicros) {
        return document;
    }

    /**
     * Returns what its plans are made with that comes and goes beside it, such as a model: name → version and hash, absent where it is not there. Another
     * one makes a new plan. Called by the thread that makes them whenever something came or went: what went is to be held no more.
     */
    default Map<String, String> tools() {
        return Map.of();
    }

    /** Whether plans depend on the time above all: such a planner is asked again whatever its newest plan was made of. */
    default boolean timed() {
        return false;
    }

    /**
     * Tells, before {@link #make}, that the newest plan was made of the same and stands; above all after a start.
     *
     * @param createdMicros when it was made, microseconds since 1970 UTC
     * @param tools what it was made with
     */
    default void stands(long createdMicros, Map<String, String> tools) {}

    /** Returns what it counted, by name. Any thread. */
    default Map<String, Long> counters() {
        return Map.of();
    }
}
