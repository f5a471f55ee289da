package io.millwright.operation.resource;

import com.eclipsesource.json.JsonObject;

/** Something that can be done, a service of this bundle for {@link Catalogue}, which audits every call. Thread-safe. */
public interface Action {
    /** Returns the name: parts of lower-case letters, digits and hyphens, by slash, such as {@code model/promote}. */
    String name();

    /** Returns what the caller must be allowed to. */
    Permission permission();

    /**
     * Does it. Bounded by 10 s; what takes longer is begun, and a resource tells how far it is.
     *
     * @return what it came to
     * @throws Refusal it was not done; nothing has changed
     */
    JsonObject run(Fields fields, Caller caller) throws Refusal;
}
