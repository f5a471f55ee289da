package io.millwright.pipeline.lane;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Picture;
import io.millwright.decision.Quality;
import java.util.List;

/** A window that waits for its run. Reused; confined to a lane. */
final class PendingWindow {
    Track track;
    long startMicros;
    long endMicros;
    double part;
    Quality quality;
    String reason;
    /** Place in the batch, -1 for a window without a run. */
    int slot;

    FeatureSnapshot inputs;
    List<Picture> pictures = List.of();
}
