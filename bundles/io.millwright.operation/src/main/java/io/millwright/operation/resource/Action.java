package io.millwright.operation.resource;

import com.eclipsesource.json.JsonObject;

/** Something that can be done, a service of this bundle for {@link Catalogue}, which audits every call. Thread-safe. */
public interface Action {
    /** What a body may have where an action says nothing else. */
    int USUAL_BODY_BYTES = 64 << 10;

    /** Returns the name: parts of lower-case letters, digits and hyphens, by slash, such as {@code model/promote}. */
    String name();

    /** Returns what the caller must be allowed to. */
    Permission permission();

    /** Returns how many bytes a body of it may have on roads that take more than the usual. */
    default int mostBodyBytes() {
        return USUAL_BODY_BYTES;
    }

    /**
     * Does it. Bounded by 10 s; what takes longer is begun, and a resource tells how far it is.
     *
     * @return what it came to
     * @throws Refusal it was not done; nothing has changed
     */
    JsonObject run(Fields fields, Caller caller) throws Refusal;
}
