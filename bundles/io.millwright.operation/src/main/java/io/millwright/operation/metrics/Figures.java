package io.millwright.operation.metrics;

import io.millwright.supervision.Balance;
import io.millwright.supervision.Durations;
import io.millwright.supervision.Measured;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What all components count, and their states, by names: {@code millwright_<kind>_<counter>}. Made when somebody asks. Not thread-safe.
 */
final class Figures {
    static final int MOST_SAMPLES = 50_000;

    private static final String PREFIX = "millwright_";
    private static final int DEEPEST = 3;
    private static final int MICROS_DIGITS = 6;

    private final Map<String, Family> families = new TreeMap<>();
    /** Each name's once: components of one kind count the same, and there may be a thousand of them. */
    private final Map<String, Figure> named = new HashMap<>();

    private int samples;
    private long leftOut;

    Figures(List<? extends Supervised> components) {
        components.forEach(each -> add(each, each.pid(), "", 0));
        // Where there is not room for all, counters are told rather than these.
        for (Supervised each : components) {
            if (each instanceof Measured measured) {
                measured.durations().forEach(durations -> addHistogram(each, durations));
            }
        }
        if (leftOut > 0) {
            samples--;
            gauge("metrics_left_out", "", "Figures that are not here, because there are more than " + MOST_SAMPLES, "")
                    .add("", BigDecimal.valueOf(leftOut));
        }
    }

    /** Returns them by name. */
    Collection<Family> families() {
        return families.values();
    }

    private void add(Supervised each, String pid, String part, int depth) {
        String kind = Figure.snake(each.kind());
        String labels = labels("pid", pid) + (part.isEmpty() ? "" : "," + labels("part", part));
        addState(each, kind, labels);
        Map<String, Long> counters = each.counters();
        Set<String> waiting = new HashSet<>();
        for (Balance balance : each.balances()) {
            for (Balance.Term term : balance.terms()) {
                if (term.fate() == Balance.Fate.WAITING) {
                    waiting.add(term.counter());
                }
            }
            addMissing(balance, counters, kind, labels);
        }
        counters.forEach((name, value) -> addCounter(kind, name, value, waiting.contains(name), labels));
        if (depth < DEEPEST) {
            each.parts()
                    .forEach(inner ->
                            add(inner, pid, part.isEmpty() ? inner.pid() : part + "/" + inner.pid(), depth + 1));
        }
    }

    private void addHistogram(Supervised of, Durations durations) {
        int lines = Histogram.ENDS.size() + 2;
        if (samples + lines > MOST_SAMPLES) {
            leftOut += lines;
            return;
        }
        samples += lines;
        String name = PREFIX + Figure.snake(of.kind()) + "_" + durations.stage() + "_seconds";
        families.computeIfAbsent(name, whole -> new Family(whole, "seconds", durations.text()))
                .histograms
                .put(labels("pid", of.pid()), new Histogram(durations));
    }

    private void addCounter(String kind, String counter, long value, boolean waits, String labels) {
        Figure figure = named.computeIfAbsent(counter, Figure::of);
        String help = "Counter "
                + (figure.of().isEmpty()
                        ? counter
                        : counter.substring(0, counter.length() - figure.of().length()) + "*")
                + " of a component of kind " + kind;
        Family family = families.computeIfAbsent(
                PREFIX + kind + "_" + figure.name(), name -> new Family(name, figure.unit(), help));
        family.gauge |= waits || figure.falls();
        String all = figure.of().isEmpty() ? labels : labels + "," + labels("of", figure.of());
        sample(family, all, BigDecimal.valueOf(value).divide(BigDecimal.valueOf(figure.divisor())));
    }

    private void addMissing(Balance balance, Map<String, Long> counters, String kind, String labels) {
        try {
            Family family = gauge(
                    "balance_missing",
                    "",
                    "What came into a stage and is neither gone on, nor waiting, nor counted: 0, or back at 0 within seconds",
                    "");
            long missing = balance.missing(counters);
            String all = labels("kind", kind) + "," + labels + "," + labels("stage", balance.stage());
            sample(family, all, BigDecimal.valueOf(missing));
        } catch (IllegalArgumentException e) {
            // A component that has changed between the two questions; the next text has it.
        }
    }

    private void addState(Supervised each, String kind, String labels) {
        State state = each.state();
        String who = labels("kind", kind) + "," + labels;
        sample(
                gauge(
                        "state",
                        "",
                        "1 for the state that a component is in; docs/operations.md has a row for each code",
                        ""),
                who + "," + labels("code", state.code()) + ","
                        + labels("severity", state.severity().name()),
                BigDecimal.ONE);
        sample(
                gauge("state_severity", "", "0: as it should be, 1: less than it should, 2: somebody must act", ""),
                who,
                BigDecimal.valueOf(state.severity().ordinal()));
        sample(
                gauge("state_since", "seconds", "When the state was entered, seconds since 1970 UTC", "_seconds"),
                who,
                BigDecimal.valueOf(state.sinceMicros(), MICROS_DIGITS));
    }

    private Family gauge(String name, String unit, String help, String end) {
        Family family = families.computeIfAbsent(PREFIX + name + end, whole -> new Family(whole, unit, help));
        family.gauge = true;
        return family;
    }

    private void sample(Family family, String labels, BigDecimal value) {
        if (samples >= MOST_SAMPLES) {
            leftOut++;
            return;
        }
        samples++;
        family.add(labels, value);
    }

    /** Returns one label as OpenMetrics writes it. */
    static String labels(String name, String value) {
        return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
