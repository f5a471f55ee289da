package io.millwright.pipeline.window;

import io.millwright.pipeline.grid.TagValues;
import io.millwright.status.StatusCodes;

/** The numbers of parts, from a number or a text tag, and how many a step of theirs passes over. Confined to a lane. */
final class PartNumbers {
    /** A greater step is another numbering. */
    private static final double MOST_PASSED = 1_000_000;

    private final int tag;
    private final PartTexts texts;
    private double last = Double.NaN;
    private int unnumbered;

    /**
     * Creates numbers.
     *
     * @param tag index of the tag, -1 for none
     * @param texts stands for the tag's texts, where it delivers texts
     */
    PartNumbers(int tag, PartTexts texts) {
        this.tag = tag;
        this.texts = texts;
    }

    /** Returns the value that names the part, NaN if there is none. */
    double value(TagValues values) {
        return tag >= 0 && StatusCodes.isUsable(values.status(tag)) ? values.value(tag) : Double.NaN;
    }

    /** Returns a part's number as it is written. */
    String text(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (texts.textual()) {
            return texts.text((long) value);
        }
        return value == Math.rint(value) && Math.abs(value) < 1e18
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /** A part was given up before it had a number. */
    void unnumbered() {
        unnumbered++;
    }

    /** Notes a part's number; returns how many parts lie between it and the one before that nobody saw. */
    long passedOver(double value, boolean disturbed) {
        double step = value - last;
        if (!Double.isNaN(value)) {
            last = value;
        }
        long passed = 0;
        if (disturbed && counts() && step > 1 && step <= MOST_PASSED) {
            passed = Math.max(0, (long) step - 1 - unnumbered);
        }
        unnumbered = 0;
        return passed;
    }

    /** Whether the numbers are numbers, so that a step of theirs tells how many parts it passes over. */
    boolean counts() {
        return tag >= 0 && !texts.textual();
    }
}
