package io.millwright.decision;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** The recommendations of a gateway, as an OSGi service; several may be there, each with its own. Thread-safe; returns at once. */
@ProviderType
public interface Recommendations {
    /** Returns those that wait for an answer, the oldest first. */
    List<Recommendation> open();

    /** Returns the newest ones of any status, the newest first; as many as are kept. */
    List<Recommendation> recent();

    /**
     * Notes that somebody means to follow one. Nothing else follows from it.
     *
     * @param id of an open one
     * @param who a name of a person, 1 to 100 characters
     * @param comment 1,000 characters at most, may be empty
     * @return what it became
     * @throws IllegalArgumentException if it is not open, with what it is; or if who or comment is too long, or who is empty
     */
    Recommendation approve(String id, String who, String comment);

    /**
     * Notes that somebody does not mean to follow one.
     *
     * @param id of an open one
     * @param who a name of a person, 1 to 100 characters
     * @param comment 1,000 characters at most, may be empty
     * @return what it became
     * @throws IllegalArgumentException if it is not open, with what it is; or if who or comment is too long, or who is empty
     */
    Recommendation reject(String id, String who, String comment);

    /** An OSGi service that is told every recommendation, and every change of its status. */
    @ConsumerType
    interface Listener {
        /**
         * A recommendation was made, or became approved, rejected, expired or withdrawn. Called on a thread of the pipeline bundle that serves no
         * lane; returns soon. A Throwable is logged and counted.
         */
        void changed(Recommendation recommendation);
    }
}
