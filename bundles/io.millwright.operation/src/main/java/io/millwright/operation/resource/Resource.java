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

    /**
     * Returns the document. Takes milliseconds, never waits for another machine, and changes nothing.
     *
     * @throws Refusal the query is wrong, or what it asks for is not there
     */
    JsonObject get(Query query) throws Refusal;
}
