package io.millwright.gateway;

/** A score as a bar: from 0 to 1, or to the least and the greatest score so far where one lies outside. Not thread safe. */
final class ScoreBar {
    static final int WIDTH = 20;

    private final char full;
    private final char empty;
    private double least;
    private double greatest = 1;

    /** @param blocks whether block characters can be shown; else {@code #} and {@code .} */
    ScoreBar(boolean blocks) {
        full = blocks ? '\u2588' : '#';
        empty = blocks ? '\u2591' : '.';
    }

    /** @param score null: an empty bar */
    String of(Double score) {
        if (score == null || !Double.isFinite(score)) {
            return " ".repeat(WIDTH);
        }
        least = Math.min(least, score);
        greatest = Math.max(greatest, score);
        int filled = (int) Math.round(WIDTH * (score - least) / (greatest - least));
        return String.valueOf(full).repeat(filled) + String.valueOf(empty).repeat(WIDTH - filled);
    }
}
