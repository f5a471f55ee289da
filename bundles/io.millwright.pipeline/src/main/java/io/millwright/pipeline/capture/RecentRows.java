package io.millwright.pipeline.capture;

import io.millwright.decision.Decision;
import io.millwright.decision.FeatureSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The last decisions of one pipeline with their inputs, in memory: an alarm, or a person, may make them worth keeping. Not thread-safe. */
final class RecentRows {
    static final long MOST_BYTES = 4 << 20;
    static final int MOST = 4_096;

    private static final long BESIDE_BYTES = 512;

    /** A decision; it is kept at most once. */
    static final class Recent {
        private final Decision decision;
        private final FeatureSnapshot inputs;
        private boolean kept;

        Recent(Decision decision, FeatureSnapshot inputs) {
            this.decision = decision;
            this.inputs = inputs;
        }

        Decision decision() {
            return decision;
        }

        FeatureSnapshot inputs() {
            return inputs;
        }

        boolean kept() {
            return kept;
        }

        void keep() {
            kept = true;
        }

        long bytes() {
            return BESIDE_BYTES + (long) inputs.rows() * inputs.features().size() * Double.BYTES;
        }
    }

    private final Deque<Recent> rows = new ArrayDeque<>();
    private long bytes;

    /** Adds the newest one; the oldest go where there are too many. */
    void add(Recent row) {
        rows.addLast(row);
        bytes += row.bytes();
        while (rows.size() > 1 && (bytes > MOST_BYTES || rows.size() > MOST)) {
            bytes -= rows.removeFirst().bytes();
        }
    }

    /** Returns those before the newest one of its asset that were not kept yet, the oldest first. */
    List<Recent> before(String asset, int most) {
        List<Recent> found = new ArrayList<>();
        int seen = 0;
        Iterator<Recent> back = rows.descendingIterator();
        if (back.hasNext()) {
            back.next();
        }
        while (back.hasNext() && seen < most) {
            Recent row = back.next();
            if (row.decision().asset().equals(asset)) {
                seen++;
                if (!row.kept()) {
                    found.add(row);
                }
            }
        }
        Collections.reverse(found);
        return found;
    }

    /** Returns the decision that an opinion is about, null where it is too long ago. */
    Recent find(String asset, long run, long sequence) {
        Iterator<Recent> back = rows.descendingIterator();
        while (back.hasNext()) {
            Recent row = back.next();
            Decision decision = row.decision();
            if (decision.sequence() == sequence
                    && decision.run() == run
                    && decision.asset().equals(asset)) {
                return row;
            }
        }
        return null;
    }

    /** Forgets all, or those of an asset. */
    void forget(String asset) {
        if (asset.isEmpty()) {
            rows.clear();
            bytes = 0;
        } else {
            rows.removeIf(row -> row.decision().asset().equals(asset));
            bytes = rows.stream().mapToLong(Recent::bytes).sum();
        }
    }
}
