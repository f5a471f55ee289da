package io.millwright.planning.plan;

import java.util.HashMap;
import java.util.Map;

/**
 * What a plan was made of. Immutable.
 *
 * @param sha256 of settings and inputs
 * @param tools that had a part in it or could have had, such as a model: name → version and hash; absent are those that were not there
 */
public record Basis(String sha256, Map<String, String> tools) {
    /** Copies. */
    public Basis {
        tools = Map.copyOf(tools);
    }

    /** Returns that of an advice that was made of what itself says, by no tool. */
    public static Basis of(String document) {
        return new Basis(Digests.sha256(document, Map.of()), Map.of());
    }

    /**
     * Whether a plan of this basis need not be made again. A tool that is not there, as after a start, is no other one: what was made with it
     * is worth more than what would be made without.
     */
    boolean stands(Basis now) {
        return sha256.equals(now.sha256) && tools.entrySet().containsAll(now.tools.entrySet());
    }

    /** Returns the same with those tools only that were there all the time. */
    Basis with(Map<String, String> afterwards) {
        Map<String, String> all = new HashMap<>(tools);
        all.entrySet().retainAll(afterwards.entrySet());
        return new Basis(sha256, all);
    }
}
