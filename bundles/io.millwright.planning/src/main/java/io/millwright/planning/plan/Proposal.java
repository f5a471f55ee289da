package io.millwright.planning.plan;

import io.millwright.decision.ModelIdentity;
import java.util.List;
import java.util.Map;

/**
 * What a planner has come to, before it is a plan with a name and a life.
 *
 * @param site what it is for, such as the name of a line
 * @param proposed false to leave everything as it is: {@code why} says why
 * @param why "" for a proposal
 * @param quantity what is saved or shortened, such as {@code cost}
 * @param unit of the quantity
 * @param before the quantity by the present practice
 * @param after the quantity by the plan, as expected
 * @param spread standard deviation of that, NaN where it is not known
 * @param confidence 0 to 1 that it is better than the present practice, NaN where that is not known
 * @param reasons in plain words, the most important first
 * @param validMicros how long it holds, microseconds
 * @param model the model, null where none had a part in it
 * @param alternatives policy → the quantity by it, in order, the present practice first
 * @param gapAtMost share by which a plan may be better at most, NaN where no bound is known
 * @param document the whole plan as JSON, at most 1 MiB
 */
public record Proposal(
        String site,
        boolean proposed,
        String why,
        String quantity,
        String unit,
        double before,
        double after,
        double spread,
        double confidence,
        List<String> reasons,
        long validMicros,
        ModelIdentity model,
        Map<String, Double> alternatives,
        double gapAtMost,
        String document) {
    /** As much as a document may hold, in characters. */
    public static final int DOCUMENT_CHARACTERS = 1 << 20;

    /** Checks the limits. */
    public Proposal {
        reasons = List.copyOf(reasons);
        if (document.length() > DOCUMENT_CHARACTERS) {
            throw new IllegalArgumentException("document has " + document.length() + " characters; "
                    + DOCUMENT_CHARACTERS + " are the most: plan a shorter time or fewer parts");
        }
        if (validMicros <= 0) {
            throw new IllegalArgumentException("validMicros is " + validMicros + "; a plan must hold for some time");
        }
        if (alternatives.isEmpty()) {
            throw new IllegalArgumentException("alternatives are empty; a plan is shown beside the present practice");
        }
    }
}
