package io.millwright.pipeline.explain;

import java.util.ArrayList;
import java.util.List;

/**
 * What is taken from what is explained, or from the background, as a whole.
 *
 * @param feature name of its first feature
 * @param through name of its last feature
 * @param from first row or element of them
 * @param to after the last one
 * @param spans the elements of the inputs
 * @param shown the element that shows its value, null where there is no single one
 */
record Player(String feature, String through, int from, int to, List<Span> spans, Span shown) {
    /** {@code count} pieces of {@code length} elements in a row of an input, {@code stride} apart. */
    record Span(int input, int first, int stride, int count, int length) {}

    Player {
        spans = List.copyOf(spans);
    }

    /** Returns one player for several that follow each other. */
    static Player together(List<Player> players) {
        Player first = players.get(0);
        if (players.size() == 1) {
            return first;
        }
        Player last = players.get(players.size() - 1);
        List<Span> spans = new ArrayList<>();
        players.forEach(player -> spans.addAll(player.spans));
        return new Player(first.feature, last.through, first.from, last.to, spans, null);
    }
}
