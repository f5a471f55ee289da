package io.millwright.pipeline.drift;

import io.millwright.decision.DriftLevel;
import java.util.List;

/**
 * From distances to a level, with hysteresis. The level rises where a monitor's limit is crossed, and rises on where that lasts
 * for another whole window, of which no row was in the first, or where the mean has gone far. It is NONE again when all monitors
 * have been well below their limits for so many rows. Confined to its asset's watch; allocates nothing.
 */
final class Ladder {
    /** Below so much of every limit it is calm. */
    private static final double CALM = 0.7;

    private static final int CALM_ROWS = Recent.SHORT;

    /** Standard deviations of a row by which a mean has gone far. */
    private static final double FAR = 1;

    private static final double VERY_FAR = 2;

    /** Windows after which it has lasted for long. */
    private static final int LONG_WINDOWS = 3;

    private DriftLevel level = DriftLevel.NONE;
    private Monitor worst;
    private long rowsUp;
    private int calmRows;
    private long alarms;

    /** Takes the monitors after a row; returns whether the level is another one. */
    boolean step(List<Monitor> monitors) {
        double most = 0;
        Monitor which = null;
        for (int i = 0; i < monitors.size(); i++) {
            if (monitors.get(i).excess() > most) {
                which = monitors.get(i);
                most = which.excess();
            }
        }
        DriftLevel before = level;
        if (level != DriftLevel.NONE) {
            rowsUp++;
        }
        if (most >= 1) {
            calmRows = 0;
            worst = which;
            rise(which);
        } else if (level != DriftLevel.NONE) {
            calmRows = most < CALM ? calmRows + 1 : 0;
            if (calmRows >= CALM_ROWS) {
                clear();
            }
        }
        return level != before;
    }

    private void rise(Monitor by) {
        if (level == DriftLevel.NONE) {
            level = DriftLevel.NOTE;
            rowsUp = 0;
            alarms++;
        }
        boolean far = by.window() == Recent.SHORT && by.shift() >= FAR;
        boolean veryFar = far && by.shift() >= VERY_FAR;
        if (veryFar || rowsUp >= (long) LONG_WINDOWS * by.window()) {
            atLeast(DriftLevel.ADVICE_WITHHELD);
        } else if (far || rowsUp >= by.window()) {
            atLeast(DriftLevel.OUTSIDE_TRAINING);
        }
    }

    private void atLeast(DriftLevel other) {
        level = other.compareTo(level) > 0 ? other : level;
    }

    /** Begins anew. */
    void clear() {
        level = DriftLevel.NONE;
        worst = null;
        rowsUp = 0;
        calmRows = 0;
    }

    DriftLevel level() {
        return level;
    }

    /** Returns what crossed its limit last, null while the level is NONE. */
    Monitor worst() {
        return worst;
    }

    /** Returns how often the level rose from NONE. */
    long alarms() {
        return alarms;
    }
}
