package io.millwright.planning.stock;

import java.util.List;

/**
 * What is decided for one target: a candidate per class, chosen on cost, and its safety. Immutable.
 *
 * @param target share that shall be there
 * @param price what one lost costs beside holding one for a period: at this price the best single candidate just keeps the target
 * @param reached whether some candidate kept the target in the trial
 * @param best the candidate that costs least where all classes have the same
 * @param classes what holds for each class, by its ordinal
 * @param chosen what all that came to in the trial
 * @param singles what each candidate came to alone, at its own safety, in the order of the candidates
 * @param safeties those safeties; not to be written
 */
public record Choice(
        double target,
        double price,
        boolean reached,
        Candidate best,
        List<OfClass> classes,
        Outcome chosen,
        List<Outcome> singles,
        double[] safeties) {
    /**
     * What holds for a class.
     *
     * @param kind the class
     * @param parts how many parts of it were tried
     * @param candidate who decides
     * @param level probability with which a stock shall last
     * @param saved share of the cost of the best single candidate that the trial saw saved; 0 where that one decides
     * @param sure how many standard errors lie between that and nothing; NaN where nothing was to be decided
     * @param fill what the class came to in the trial
     */
    public record OfClass(
            DemandClass kind, int parts, Candidate candidate, double level, double saved, double sure, double fill) {}

    /** Returns what holds for a class. */
    public OfClass of(DemandClass kind) {
        return classes.get(kind.ordinal());
    }

    /** Returns the cheapest of the simple policies. */
    public Outcome bestSimple() {
        Outcome best = null;
        for (Outcome each : singles) {
            if (each.simple() && (best == null || each.cost() < best.cost())) {
                best = each;
            }
        }
        return best;
    }
}
