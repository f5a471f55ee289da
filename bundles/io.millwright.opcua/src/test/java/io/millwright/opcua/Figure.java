package io.millwright.opcua;

import java.util.Locale;

/** Prints how long a recovery took, for docs/reliability.md; nothing is asserted by it. */
final class Figure {
    private long fromNanos = System.nanoTime();

    /** From now on the connection can recover. */
    void from() {
        fromNanos = System.nanoTime();
    }

    /** It has recovered. */
    void print(String what) {
        System.out.printf(Locale.ROOT, "FIGURE %s: %.1f s%n", what, (System.nanoTime() - fromNanos) / 1e9);
    }
}
