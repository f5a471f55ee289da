package io.millwright.pipeline.window;

/**
 * Numbers that stand for the texts of one tag on their way to the lane: part numbers that are texts. Holds the newest ones;
 * a text allocates once, when it is new. Written by the source's thread, read by the lane.
 */
public final class PartTexts {
    private static final int KEPT = 4096;

    private final String[] texts = new String[KEPT];
    private volatile long next;

    /** Returns the number that stands for a text: that of the latest one if it is equal. Source's thread. */
    public long indexOf(String text) {
        long n = next;
        if (n > 0 && text.equals(texts[(int) ((n - 1) % KEPT)])) {
            return n - 1;
        }
        texts[(int) (n % KEPT)] = text;
        next = n + 1;
        return n;
    }

    /** Whether there were texts. */
    public boolean textual() {
        return next > 0;
    }

    /** Returns a text, "" if it is too old to be known. */
    public String text(long index) {
        long n = next;
        return index < 0 || index >= n || index < n - KEPT ? "" : texts[(int) (index % KEPT)];
    }
}
