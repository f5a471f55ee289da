package io.millwright.pipeline.explain;

import io.millwright.decision.Explanation.Method;

/**
 * How an explanation is made within its time, by what a run costs on this gateway.
 *
 * @param players the most that can be told apart
 * @param backgrounds how many rows of the background
 * @param whole whether all players can be told apart, exactly where they are few
 */
record Plan(Method method, int players, int backgrounds, boolean whole) {
    /** Of the nearest rows; those that are farther away say less. */
    private static final int BACKGROUNDS = 32;

    private static final int LEAST_BACKGROUNDS = 8;

    /** Orders, each with its reverse, that there must be time for. */
    private static final int LEAST_PAIRS = 8;

    /** What is measured is not what will be: a part of the time is kept. */
    private static final double KEPT = 0.8;

    /**
     * Makes a plan.
     *
     * @param players how many there are, at least 1
     * @param rows how many rows the background has, at least 1
     * @param inputs how many inputs can be scored in the time
     */
    static Plan of(int players, int rows, double inputs) {
        double affordable = inputs * KEPT;
        if (players <= ExactShapley.MOST_PLAYERS) {
            double perRow = 1 << players;
            double least = perRow * Math.min(LEAST_BACKGROUNDS, rows);
            if (least <= affordable) {
                int backgrounds = (int) Math.min(affordable / perRow, Math.min(BACKGROUNDS, rows));
                return new Plan(Method.SHAPLEY_EXACT, players, backgrounds, true);
            }
        }
        int backgrounds = (int) Math.max(1, Math.min(Math.min(BACKGROUNDS, rows), affordable / 4));
        double walks = affordable - backgrounds;
        int most = Math.min(players, (int) Math.max(2, Math.min(players, 1 + walks / (2 * LEAST_PAIRS))));
        boolean whole = most == players && players > ExactShapley.MOST_PLAYERS;
        return new Plan(Method.SHAPLEY_SAMPLED, most, backgrounds, whole);
    }
}
