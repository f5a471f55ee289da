package io.millwright.decision;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes plans of one kind for one site, as an OSGi service; service property {@code kura.service.pid} is its name. Its plans are
 * answered through {@link Recommendations}. Thread-safe; returns at once unless said otherwise.
 */
@ProviderType
public interface Planner {
    /** Returns the {@code kura.service.pid}. */
    String name();

    /** Returns the {@link Recommendation#topic} of its plans. */
    String topic();

    /** Returns the newest plan that waits for an answer, or null. */
    Plan proposed();

    /** Returns the last plan that somebody approved: it stands until another is approved or its time is over; null where there is none. */
    Plan inForce();

    /** Returns what can be given to it, such as {@code jobs}. */
    List<Input> inputs();

    /**
     * Takes an input, whole or not at all, in place of the former one, and keeps it over restarts. Takes up to seconds.
     *
     * @param input name of one of {@link #inputs}
     * @param csv the lines, with the header that {@link Input#header} names; 64 MiB at most
     * @return how many lines are taken
     * @throws IllegalArgumentException with line, column, value and remedy, if it is refused; the former one stays
     */
    int accept(String input, String csv);

    /**
     * Has it plan anew as soon as it can, whether a plan is due or not; a proposal that results takes the place of the one that waits.
     *
     * @throws IllegalArgumentException with the remedy, if it cannot plan: a setting is wrong, or something was never given
     */
    void plan();

    /** Something that can be given. Immutable. */
    @ProviderType
    interface Input {
        /** Returns the name. Lower-case letters and hyphens. */
        String name();

        /** Returns the header line, columns parted by commas. */
        String header();

        /** Returns what it is for, in a sentence. */
        String help();

        /** Returns a line under that header, to be shown to people. */
        String example();

        /** Returns whether there is no plan without it. */
        boolean needed();

        /** Returns when the present one was taken, by the gateway's clock, microseconds since 1970 UTC; 0 where there is none. */
        long takenMicros();
    }
}
