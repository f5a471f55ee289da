package io.millwright.pipeline.assembly;

import io.millwright.decision.Decision;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Finds what two models said of the same window. One side, the lane whose decisions count, only queues; the other pairs, on its own
 * thread. What waits is bounded, the oldest goes, and what never found its other half is counted. Thread-safe.
 */
final class Pairs {
    static final int MOST_QUEUED = 4_096;
    static final int MOST_WAITING = 4_096;

    private record Window(String asset, String part, long endMicros) {
        static Window of(Decision decision) {
            return new Window(decision.asset(), decision.part(), decision.windowEndMicros());
        }
    }

    private final BiConsumer<Decision, Decision> pair;
    private final ArrayDeque<Decision> queue = new ArrayDeque<>();
    private long unpaired;

    /** Confined to the thread that pairs. */
    private final Map<Window, Decision> decided = new LinkedHashMap<>();

    private final Map<Window, Decision> shadows = new LinkedHashMap<>();

    /** @param pair told of both, the one that counts first */
    Pairs(BiConsumer<Decision, Decision> pair) {
        this.pair = pair;
    }

    /** A decision that counts was made. Any thread; never blocks for long. */
    void decided(Decision decision) {
        synchronized (queue) {
            if (queue.size() == MOST_QUEUED) {
                queue.removeFirst();
                unpaired++;
            }
            queue.addLast(decision);
        }
    }

    /** The other model decided. On the thread that pairs. */
    void shadow(Decision decision) {
        List<Decision> news;
        synchronized (queue) {
            news = new ArrayList<>(queue);
            queue.clear();
        }
        for (Decision one : news) {
            put(one, decided, shadows, true);
        }
        put(decision, shadows, decided, false);
    }

    private void put(Decision one, Map<Window, Decision> own, Map<Window, Decision> others, boolean counts) {
        Window window = Window.of(one);
        Decision other = others.remove(window);
        if (other != null) {
            pair.accept(counts ? one : other, counts ? other : one);
            return;
        }
        own.put(window, one);
        if (own.size() > MOST_WAITING) {
            Iterator<Window> oldest = own.keySet().iterator();
            oldest.next();
            oldest.remove();
            synchronized (queue) {
                unpaired++;
            }
        }
    }

    /** Returns how many were given up since the last call. Any thread. */
    long takeUnpaired() {
        synchronized (queue) {
            long taken = unpaired;
            unpaired = 0;
            return taken;
        }
    }
}
