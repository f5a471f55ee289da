package io.millwright.operation.ledger;

import io.millwright.supervision.Supervised;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one component counted up to a moment.
 *
 * @param lines its equations' terms
 * @param counters those of the lines, and the numbers of a pipeline's run; by name
 */
record Account(String kind, String pid, List<Line> lines, Map<String, Long> counters) {
    /** What a pipeline says of its numbers. */
    static final String RUN = "numbers.run";

    static final String FIRST = "numbers.first";
    static final String NEXT = "numbers.next";

    private static final List<String> NUMBERS = List.of(RUN, FIRST, NEXT);

    /** Asks a component; what it does not count is 0. */
    static Account of(Supervised component) {
        return of(component, Line.of(component));
    }

    /** As {@link #of(Supervised)}, of a component whose lines are known: they stay as long as it runs. */
    static Account of(Supervised component, List<Line> lines) {
        Set<String> names = new TreeSet<>();
        lines.forEach(line -> names.add(line.counter()));
        Map<String, Long> all = component.counters();
        NUMBERS.stream().filter(all::containsKey).forEach(names::add);
        Map<String, Long> counters = new TreeMap<>();
        names.forEach(name -> counters.put(name, all.getOrDefault(name, 0L)));
        return new Account(component.kind(), component.pid(), lines, counters);
    }

    long count(String counter) {
        return counters.getOrDefault(counter, 0L);
    }

    boolean isSame(Account other) {
        return kind.equals(other.kind) && pid.equals(other.pid);
    }

    /** Whether the two differ in numbers only. */
    boolean hasShapeOf(Account other) {
        return isSame(other) && lines.equals(other.lines) && counters.keySet().equals(other.counters.keySet());
    }
}
