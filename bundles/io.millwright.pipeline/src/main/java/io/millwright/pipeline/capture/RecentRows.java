package io.millwright.pipeline.capture;

import io.millwright.decision.Decision;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Picture;
import io.millwright.pipeline.decide.PictureInputs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The last decisions of one pipeline with their inputs, in memory: an alarm, or a person, may make them worth keeping. Not thread-safe. */
final class RecentRows {
    static final long MOST_BYTES = 4 << 20;
    static final long MOST_PICTURE_BYTES = 16 << 20;
    static final int MOST = 4_096;

    private static final long BESIDE_BYTES = 512;
    private static final FeatureSnapshot NOTHING = new PictureInputs(null, List.of());

    /** A decision; it is kept at most once. */
    static final class Recent {
        private final Decision decision;
        private final FeatureSnapshot inputs;
        private final List<String> features = new ArrayList<>();
        private List<Picture> pictures;
        private boolean kept;
        private int picturesGone;

        Recent(Decision decision, FeatureSnapshot inputs) {
            this.decision = decision;
            FeatureSnapshot beside = PictureInputs.without(inputs);
            this.inputs = beside == null ? NOTHING : beside;
            pictures = inputs.pictures();
            features.addAll(this.inputs.features());
            pictures.forEach(picture -> features.add(picture.feature()));
        }

        Decision decision() {
            return decision;
        }

        /** Returns what the model saw beside pictures. */
        FeatureSnapshot inputs() {
            return inputs;
        }

        /** Returns the names of all features, those of pictures last. */
        List<String> features() {
            return features;
        }

        /** Returns the pictures that are in memory. */
        List<Picture> pictures() {
            return pictures;
        }

        /** Returns how many pictures had to give way to those of newer decisions, each once. */
        int takePicturesGone() {
            int gone = picturesGone;
            picturesGone = 0;
            return gone;
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

        private long pictureBytes() {
            return pictures.stream()
                    .mapToLong(picture -> picture.bytes().remaining())
                    .sum();
        }
    }

    private final Deque<Recent> rows = new ArrayDeque<>();
    private long bytes;

    /** Rows whose pictures are in memory, the oldest first, and what these take. */
    private final Deque<Recent> pictured = new ArrayDeque<>();

    private long pictureBytes;

    /** Adds the newest one; the oldest go where there are too many. */
    void add(Recent row) {
        rows.addLast(row);
        bytes += row.bytes();
        while (rows.size() > 1 && (bytes > MOST_BYTES || rows.size() > MOST)) {
            Recent oldest = rows.removeFirst();
            bytes -= oldest.bytes();
            release(oldest);
        }
        if (!row.pictures().isEmpty()) {
            pictured.addLast(row);
            pictureBytes += row.pictureBytes();
        }
        while (pictured.size() > 1 && pictureBytes > MOST_PICTURE_BYTES) {
            Recent oldest = pictured.getFirst();
            oldest.picturesGone = oldest.pictures.size();
            release(oldest);
        }
    }

    /** Lets go of the pictures of a decision: they are on the disk, or are not to be kept. */
    void release(Recent row) {
        if (pictured.remove(row)) {
            pictureBytes -= row.pictureBytes();
            row.pictures = List.of();
        }
    }

    /** Lets go of all pictures. */
    void releasePictures() {
        List.copyOf(pictured).forEach(this::release);
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
            pictured.clear();
        } else {
            rows.removeIf(row -> row.decision().asset().equals(asset));
            pictured.removeIf(row -> row.decision().asset().equals(asset));
        }
        bytes = rows.stream().mapToLong(Recent::bytes).sum();
        pictureBytes = pictured.stream().mapToLong(Recent::pictureBytes).sum();
    }
}
