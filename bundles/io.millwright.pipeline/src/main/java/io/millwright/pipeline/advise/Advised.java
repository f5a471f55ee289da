package io.millwright.pipeline.advise;

import io.millwright.decision.Recommendation.Kind;
import java.util.List;

/**
 * What a search found. Immutable.
 *
 * @param kind what is advised
 * @param why what it is not a proposal for, "" for a proposal
 * @param settings one per variable, in their order; empty where advice is withheld
 * @param before the reading at present, NaN where the model does not say
 * @param after the reading that the model expects of the proposal; as before where there is none
 * @param spread the standard deviation of that, 0 where the model has none
 * @param gain what is gained for sure, in the reading's unit: after spread and penalty; of the best candidate, also where it is not worth it
 * @param confidence share of the model's own doubt that the proposal is better than the present; NaN where it has none
 * @param candidates how many were looked at
 * @param unusable of how many the model said nothing usable
 * @param complete whether the search ended before its budget did
 */
public record Advised(
        Kind kind,
        String why,
        List<Setting> settings,
        double before,
        double after,
        double spread,
        double gain,
        double confidence,
        long candidates,
        long unusable,
        boolean complete) {
    /**
     * One setting. The band holds the proposal; within it, with all others as proposed, the model expects almost the same.
     *
     * @param feature the variable's
     * @param present value
     * @param proposed value, the present one where it stays
     * @param low end of the band
     * @param high end of the band
     * @param without the reading that the model expects where this one alone stays as it is; NaN where it does, or is not known
     */
    public record Setting(String feature, double present, double proposed, double low, double high, double without) {
        /** Whether it is to be changed. */
        public boolean moves() {
            return proposed != present;
        }
    }

    /** Creates a result. */
    public Advised {
        settings = List.copyOf(settings);
    }
}
