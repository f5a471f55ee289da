package io.millwright.opcua.acquire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How much a server takes at once, as far as it has shown it: servers enforce limits that they do not announce (OPC UA Part 5,
 * 6.3.11, leaves announcing them to the server). Outlives sessions, so that a later one begins with what worked. Any thread.
 */
public final class LearnedLimits {
    private static final int UNKNOWN = Integer.MAX_VALUE;

    /** What is counted. */
    public enum Kind {
        /** Nodes in a call of Read. */
        NODES_PER_READ("limit.read.nodes"),
        /** Paths in a call of TranslateBrowsePathsToNodeIds. */
        PATHS_PER_TRANSLATE("limit.translate.paths"),
        /** Nodes in a call of RegisterNodes. */
        NODES_PER_REGISTER("limit.register.nodes"),
        /** Nodes in a call of Browse. */
        NODES_PER_BROWSE("limit.browse.nodes"),
        /** Continuation points in a call of BrowseNext: some servers take fewer than they give. */
        POINTS_PER_BROWSE_NEXT("limit.browse.points"),
        /** Items in a call of CreateMonitoredItems. */
        ITEMS_PER_CALL("limit.call.items"),
        /** Items of one subscription. */
        ITEMS_PER_SUBSCRIPTION("limit.subscription.items");

        private final String counter;

        Kind(String counter) {
            this.counter = counter;
        }
    }

    private final AtomicIntegerArray most = new AtomicIntegerArray(Kind.values().length);
    private volatile int perCallAtFirst = UNKNOWN;

    /** Knows nothing yet. */
    public LearnedLimits() {
        for (Kind kind : Kind.values()) {
            most.set(kind.ordinal(), UNKNOWN);
        }
    }

    /** Has calls begin with so many operations, because the server is of a kind that is slow beyond them; 0 for any number. */
    public void beginWith(int perCall) {
        perCallAtFirst = perCall == 0 ? UNKNOWN : perCall;
    }

    /** Returns how many may be tried: as many as wished, or as worked. */
    public int atMost(Kind kind, int wished) {
        int first = kind == Kind.ITEMS_PER_SUBSCRIPTION ? UNKNOWN : perCallAtFirst;
        return Math.min(Math.min(wished, first), most.get(kind.ordinal()));
    }

    /** So many were too many: half of them are tried next. */
    void tooMany(Kind kind, int tried) {
        holds(kind, tried / 2);
    }

    /** No more than so many were taken. */
    void holds(Kind kind, int taken) {
        most.accumulateAndGet(kind.ordinal(), Math.max(1, taken), Math::min);
    }

    /** Returns what was learned, by counter, in a fixed order; 0 where every wish was taken. */
    public Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            int learned = most.get(kind.ordinal());
            all.put(kind.counter, learned == UNKNOWN ? 0L : learned);
        }
        return all;
    }
}
