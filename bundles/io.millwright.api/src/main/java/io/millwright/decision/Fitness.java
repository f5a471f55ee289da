package io.millwright.decision;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An OSGi service that says whether models still fit the machines that they decide about. Thread-safe; every call returns at
 * once.
 */
@ProviderType
public interface Fitness {
    /** Returns the level of an asset of a pipeline; NONE where nothing is watched. */
    DriftLevel level(String pipeline, String asset);

    /** Returns what is known of every asset of a pipeline that is watched. */
    List<AssetFitness> assets(String pipeline);

    /**
     * Forgets what was seen of an asset, for example after a maintenance: its level is NONE, and what is usual at this machine is
     * learned anew, from the training data on.
     *
     * @return whether the asset is watched
     */
    boolean renew(String pipeline, String asset);

    /**
     * Takes what was seen last as what is usual at this machine, whatever the training data were like; the level is NONE.
     *
     * @return whether the asset is watched, and enough was seen
     */
    boolean accept(String pipeline, String asset);

    /**
     * Tells what a person found out about a decision, for the rate of errors.
     *
     * @param wrong whether the decision was wrong
     * @return whether the asset is watched
     */
    boolean feedback(String pipeline, String asset, boolean wrong);
}
