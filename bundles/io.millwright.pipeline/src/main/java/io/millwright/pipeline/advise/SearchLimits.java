package io.millwright.pipeline.advise;

/**
 * What one search may cost.
 *
 * @param candidates how many a search looks at; its end, with bands, takes some hundred more
 * @param budgetMillis the longest time; a search that it ends is told as incomplete
 */
public record SearchLimits(int candidates, long budgetMillis) {
    /** What a gateway spends on one piece of advice. */
    public static final SearchLimits USUAL = new SearchLimits(4_096, 1_000);
}
