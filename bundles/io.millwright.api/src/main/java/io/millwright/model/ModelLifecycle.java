package io.millwright.model;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The versions of one model and what is done with them, as an OSGi service per model with the property {@link ModelTrial#NAME}.
 * What is asked for is checked at once, done soon, and outlives a restart. Thread-safe.
 */
@ProviderType
public interface ModelLifecycle {
    /** Returns the model's name. */
    String name();

    /** Returns the versions that are known, the newest first. */
    List<ModelVersion> versions();

    /**
     * Has the candidate serve from now on.
     *
     * @throws ModelException if there is none
     */
    void promote() throws ModelException;

    /**
     * Leaves the version that serves for the one before it; it does not come back by itself.
     *
     * @param why for people and the log
     * @throws ModelException if there is none before it, or another one is pinned
     */
    void rollBack(String why) throws ModelException;

    /**
     * Ends the trial of the candidate; it does not come back by itself.
     *
     * @param why for people and the log
     * @throws ModelException if there is none
     */
    void reject(String why) throws ModelException;

    /**
     * Has one version serve until it is unpinned, whatever is installed. The field of the model's form comes first.
     *
     * @param version one of {@link #versions} whose files are kept; empty for none
     * @throws ModelException if there is no such version
     */
    void pin(String version) throws ModelException;
}
