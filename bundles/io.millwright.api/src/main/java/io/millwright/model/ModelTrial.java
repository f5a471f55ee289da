package io.millwright.model;

import io.millwright.decision.Decision;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A version of a model that has to prove itself, as an OSGi service for as long as it does. Whoever decides with the model runs
 * both versions as the stage says, and reports here; the engine promotes or ends the version by what it hears. A change of
 * {@link Model#TRIAL} on the model's service tells that there is another one, or none. Thread-safe; every method returns at once.
 */
@ProviderType
public interface ModelTrial {
    /** Service property (String): the model's name. */
    String NAME = "millwright.model.name";

    /** Returns what is to be done. */
    Stage stage();

    /** Returns the version that has to prove itself. */
    Model candidate();

    /** Returns the version that it is compared with, null in {@link Stage#PROBATION}. */
    Model reference();

    /** Whether the candidate decides an asset; only ever in {@link Stage#CANARY}. */
    boolean decides(String pipeline, String asset);

    /**
     * Reports runs since the last call.
     *
     * @param candidate whether they were the candidate's
     * @param windows how many were to be decided
     * @param failures how many of them the model gave no usable statement of, whatever their inputs were
     * @param nanos how long the runs took altogether
     */
    void ran(String pipeline, boolean candidate, long windows, long failures, long nanos);

    /** Reports what both versions said of one window. */
    void compared(Decision candidate, Decision reference);

    /** Reports windows that only one of the two decided, because the other came too late or not at all. */
    void unpaired(String pipeline, long windows);

    /**
     * Reports that a pipeline cannot run the candidate.
     *
     * @param why for people; empty when it can
     */
    void unfit(String pipeline, String why);

    /** Returns what the trial has shown so far, null where nobody keeps account. */
    default Shown shown() {
        return null;
    }

    /**
     * What a trial has shown so far. Immutable.
     *
     * @param windows that the candidate was to decide
     * @param failures windows of them that it gave no usable statement of
     * @param compared windows of which both versions said something
     * @param agreed windows of these of which they said the same
     * @param text the same for people, with what is lacking
     */
    record Shown(long windows, long failures, long compared, long agreed, String text) {}

    /** What is to be done with the candidate. May grow. */
    enum Stage {
        /** It runs beside the version that decides; nothing follows from it. */
        SHADOW,
        /** It decides some assets; of these the reference runs beside it. */
        CANARY,
        /** It decides, and the version before comes back if it does worse than it may. */
        PROBATION
    }
}
