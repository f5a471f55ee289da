package io.millwright.operation.history;

import io.millwright.decision.Decision;
import io.millwright.decision.FeatureSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What models saw of the last decisions, in memory, so that a model can be run on them once more: {@value #MOST} of each pipeline, {@value
 * #MOST_BYTES} bytes of all at most; whoever has the most gives. Scalar features alone. Thread-safe.
 */
final class KeptInputs {
    static final int MOST = 500;
    static final int MOST_BYTES = 4 << 20;
    /** A longer window is not kept: few of them would push out everything else. */
    static final int MOST_VALUES = 8_192;

    private static final int BESIDE_BYTES = 512;

    private final Map<String, Shelf> shelves = new HashMap<>();
    private long bytes;

    /** Those of a pipeline, the oldest first. */
    private static final class Shelf {
        private final Deque<Kept> kept = new ArrayDeque<>();
        private long bytes;
    }

    /** A decision and what the model saw. Immutable. */
    static final class Kept {
        private final Decision decision;
        private final long atMicros;
        private final List<String> features;
        private final int rows;
        private final double[] values;

        Kept(Decision decision, FeatureSnapshot inputs, long atMicros) {
            this.decision = decision;
            this.atMicros = atMicros;
            features = inputs.features();
            rows = inputs.rows();
            values = new double[rows * features.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = inputs.value(i / features.size(), i % features.size());
            }
        }

        Decision decision() {
            return decision;
        }

        /** Returns when the decision came here. */
        long atMicros() {
            return atMicros;
        }

        List<String> features() {
            return features;
        }

        int rows() {
            return rows;
        }

        /** Returns a value; row 0 is the oldest. */
        double value(int row, int column) {
            return values[row * features.size() + column];
        }

        private long bytes() {
            return BESIDE_BYTES + (long) values.length * Double.BYTES;
        }
    }

    /** Keeps a decision's inputs; null ones, and those that are too long, are not kept. */
    void add(Decision decision, FeatureSnapshot inputs, long atMicros) {
        if (inputs == null || inputs.features().isEmpty()) {
            return;
        }
        if ((long) inputs.rows() * inputs.features().size() > MOST_VALUES) {
            return;
        }
        Kept kept = new Kept(decision, inputs, atMicros);
        synchronized (this) {
            Shelf shelf = shelves.computeIfAbsent(decision.pipeline(), none -> new Shelf());
            shelf.kept.addLast(kept);
            count(shelf, kept.bytes());
            if (shelf.kept.size() > MOST) {
                give(shelf);
            }
            while (bytes > MOST_BYTES) {
                give(shelves.values().stream()
                        .max(Comparator.comparingLong(each -> each.bytes))
                        .orElseThrow());
            }
            shelves.values().removeIf(each -> each.kept.isEmpty());
        }
    }

    private void give(Shelf shelf) {
        count(shelf, -shelf.kept.removeFirst().bytes());
    }

    private void count(Shelf shelf, long more) {
        shelf.bytes += more;
        bytes += more;
    }

    /** Returns the newest ones of a pipeline that fit, the oldest of them first. */
    synchronized List<Kept> newest(String pipeline, Predicate<Kept> wanted, int most) {
        List<Kept> found = new ArrayList<>();
        Shelf shelf = shelves.get(pipeline);
        Iterator<Kept> back = shelf == null ? List.<Kept>of().iterator() : shelf.kept.descendingIterator();
        while (back.hasNext() && found.size() < most) {
            Kept each = back.next();
            if (wanted.test(each)) {
                found.add(0, each);
            }
        }
        return found;
    }

    synchronized void clear() {
        shelves.clear();
        bytes = 0;
    }
}
