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

    /** Returns the version that is pinned, by the model's form or by {@link #pin}; empty for none. */
    default String pinned() {
        return "";
    }

    /**
     * Has a version run beside the one that serves and be compared with it; one that is on trial gives way. Of the candidate it ends the
     * stage {@link ModelVersion.State#CANARY}. What the form says of promotion holds from there on.
     *
     * @param version one of {@link #versions} whose files are kept and which does not serve; also one that was left
     * @throws ModelException if there is no such version, or another one is pinned
     */
    void shadow(String version) throws ModelException;

    /**
     * Has the candidate decide the assets that the form chooses for that.
     *
     * @throws ModelException if there is no candidate, it does so already, or the form chooses none
     */
    void canary() throws ModelException;

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
