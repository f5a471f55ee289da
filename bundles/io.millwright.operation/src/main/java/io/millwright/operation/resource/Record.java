package io.millwright.operation.resource;

import com.eclipsesource.json.JsonObject;

/** Where it is written down what was done and by whom: a service of this bundle. Thread-safe. */
public interface Record {
    /**
     * Writes down that something is about to be done.
     *
     * @param fields what was given, secrets removed
     * @throws Refusal it cannot be written down: what needs {@link Permission#ADMINISTER} is not done then
     */
    void begin(Caller caller, String action, JsonObject fields) throws Refusal;

    /**
     * Writes down what became of it.
     *
     * @param outcome {@code done}, or what the refusal said
     */
    void end(Caller caller, String action, String outcome);
}
