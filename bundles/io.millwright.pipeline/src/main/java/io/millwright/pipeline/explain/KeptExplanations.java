package io.millwright.pipeline.explain;

import io.millwright.decision.Explanation;
import io.millwright.decision.Explanations;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The last explanations of the assets that were explained last. Thread-safe. */
final class KeptExplanations implements Explanations {
    static final int PER_ASSET = 4;
    static final int ASSETS = 1_024;

    private record Key(String pipeline, String asset) {}

    /** Guarded by itself; the asset that was explained last is the last one. */
    private final Map<Key, Deque<Explanation>> kept = new LinkedHashMap<>();

    void keep(Explanation explanation) {
        Key key = new Key(
                explanation.decision().pipeline(), explanation.decision().asset());
        synchronized (kept) {
            Deque<Explanation> last = kept.remove(key);
            if (last == null) {
                last = new ArrayDeque<>();
            }
            last.addFirst(explanation);
            if (last.size() > PER_ASSET) {
                last.removeLast();
            }
            kept.put(key, last);
            if (kept.size() > ASSETS) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }

    @Override
    public List<Explanation> of(String pipeline, String asset) {
        synchronized (kept) {
            Deque<Explanation> last = kept.get(new Key(pipeline, asset));
            return last == null ? List.of() : List.copyOf(last);
        }
    }
}
