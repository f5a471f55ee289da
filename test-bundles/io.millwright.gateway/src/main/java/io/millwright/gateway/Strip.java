package io.millwright.gateway;

import java.util.function.IntToDoubleFunction;

/** A row of numbers as a row of characters, the taller the greater. Stateless. */
final class Strip {
    private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final String ASCII = "_.:-=+*#";

    private Strip() {}

    /**
     * Returns it.
     *
     * @param length how many values there are
     * @param width characters; each is the mean of its share of the values
     * @param top what the tallest character stands for
     */
    static String of(IntToDoubleFunction values, int length, int width, double top, boolean blocks) {
        StringBuilder strip = new StringBuilder();
        String levels = blocks ? BLOCKS : ASCII;
        for (int at = 0; at < width; at++) {
            int from = at * length / width;
            int to = Math.max(from + 1, (at + 1) * length / width);
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += values.applyAsDouble(i);
            }
            double share = sum / (to - from) / top;
            int level = Double.isNaN(share) ? 0 : (int) Math.round(share * (levels.length() - 1));
            strip.append(levels.charAt(Math.max(0, Math.min(levels.length() - 1, level))));
        }
        return strip.toString();
    }
}
