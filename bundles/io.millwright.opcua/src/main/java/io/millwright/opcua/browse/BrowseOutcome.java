package io.millwright.opcua.browse;

import java.util.List;

/**
 * How a walk ended. Immutable.
 *
 * @param nodes how many were found, each counted once
 * @param doubles how often a node was met again, by another way or in a circle
 * @param elsewhere references to other servers, which are not followed
 * @param failed nodes whose references the server did not tell, so that something below them may be missing
 * @param failures the first of them with the reason, for people
 * @param requests service requests that the walk took
 * @param end why it ended
 */
public record BrowseOutcome(
        int nodes, int doubles, int elsewhere, int failed, List<String> failures, int requests, End end) {
    /** Why a walk ended. */
    public enum End {
        /** Everything was seen. */
        DONE,
        /** Somebody cancelled it. */
        CANCELLED,
        /** The most nodes were found; there are more. */
        FULL,
        /** The server stopped answering. */
        BROKEN
    }

    /** Takes a copy. */
    public BrowseOutcome {
        failures = List.copyOf(failures);
    }
}
