package io.millwright.operation.resource;

import com.eclipsesource.json.JsonObject;

/** Something that can be asked for, a service of this bundle for {@link Catalogue}. Thread-safe. */
public interface Resource {
    /** Returns the name: lower-case letters, digits and hyphens. */
    String name();

    /**
     * Returns the version of the document's form: rises when a member changes its meaning or goes. New members may come without notice.
     */
    default int version() {
        return 1;
    }

    /** Whether another machine is asked, so that the document may take seconds: whoever collects documents leaves it out. */
    default boolean waits() {
        return false;
    }

    /**
     * Returns the document, and changes nothing. Takes milliseconds, or, of one that {@link #waits}, 10 s at most.
     *
     * @throws Refusal the query is wrong, or what it asks for is not there
     */
    JsonObject get(Query query) throws Refusal;
}
