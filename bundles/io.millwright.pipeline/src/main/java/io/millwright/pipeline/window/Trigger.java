package io.millwright.pipeline.window;

import io.millwright.pipeline.grid.TagValues;
import io.millwright.pipeline.window.TagCondition.Truth;
import io.millwright.status.StatusCodes;

/**
 * Says when a part begins and ends. It is asked after each moment at which a value changed. What was so when it was first
 * asked begins nothing: the part that is under way then was not seen from its start. Confined to a lane.
 */
final class Trigger {
    private final int changes;
    private final TagCondition.Compiled open;
    private final TagCondition.Compiled close;
    private final int every;

    private boolean known;
    private double last;
    private double before;
    private Truth openWas = Truth.UNKNOWN;
    private Truth closeWas = Truth.UNKNOWN;
    private int openings;
    private boolean opens;
    private boolean closes;

    /**
     * Creates a trigger.
     *
     * @param changes index of the tag whose changes count, -1 for conditions
     * @param open condition that begins a part, or null
     * @param close condition that ends it, or null
     * @param every openings per window
     */
    Trigger(int changes, TagCondition.Compiled open, TagCondition.Compiled close, int every) {
        this.changes = changes;
        this.open = open;
        this.close = close;
        this.every = every;
    }

    /** Looks at the values in force. */
    void look(TagValues values, boolean underWay) {
        boolean opening = false;
        boolean closing = false;
        if (changes >= 0) {
            opening = changed(values);
            closing = opening;
        } else {
            Truth opened = open.truth(values);
            opening = opened == Truth.TRUE && openWas == Truth.FALSE;
            boolean ceased = opened == Truth.FALSE && openWas == Truth.TRUE;
            openWas = opened == Truth.UNKNOWN ? openWas : opened;
            if (close == null) {
                closing = ceased;
            } else {
                Truth closed = close.truth(values);
                closing = closed == Truth.TRUE && closeWas == Truth.FALSE;
                closeWas = closed == Truth.UNKNOWN ? closeWas : closed;
            }
            if (every > 1) {
                // Strokes are counted from one opening to the next.
                closing = opening;
            }
        }
        count(opening, closing, underWay);
    }

    private boolean changed(TagValues values) {
        double value = values.value(changes);
        if (!StatusCodes.isUsable(values.status(changes)) || Double.isNaN(value)) {
            return false;
        }
        boolean changed = known && value != last;
        before = last;
        last = value;
        known = true;
        return changed;
    }

    private void count(boolean opening, boolean closing, boolean underWay) {
        opens = opening && !underWay;
        closes = false;
        if (underWay && closing) {
            if (every == 1 || ++openings >= every) {
                closes = true;
                opens = opening;
            }
        }
        if (opens) {
            openings = 0;
        }
    }

    /** Whether a part begins now. */
    boolean opens() {
        return opens;
    }

    /** Whether the part under way ends now. */
    boolean closes() {
        return closes;
    }

    /** Returns by how much the counted tag has changed. */
    double step() {
        return last - before;
    }

    /** Forgets what was so. */
    void forget() {
        known = false;
        openWas = Truth.UNKNOWN;
        closeWas = Truth.UNKNOWN;
        openings = 0;
    }
}
