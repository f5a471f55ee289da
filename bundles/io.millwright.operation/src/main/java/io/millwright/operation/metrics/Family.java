package io.millwright.operation.metrics;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/** All samples of one name. Not thread-safe. */
final class Family {
    final String name;
    final String unit;
    final String help;

    /** One that may fall makes a gauge of all. */
    boolean gauge;

    /** By labels as they are written, so that no two are the same. */
    final Map<String, BigDecimal> samples = new TreeMap<>();

    /** Of a histogram what {@link #samples} has not: counts of durations, by the same labels. */
    final Map<String, Histogram> histograms = new TreeMap<>();

    Family(String name, String unit, String help) {
        this.name = name;
        this.unit = unit;
        this.help = help;
    }

    String type() {
        return !histograms.isEmpty() ? "histogram" : gauge ? "gauge" : "counter";
    }

    boolean isEmpty() {
        return samples.isEmpty() && histograms.isEmpty();
    }

    /** Two counters whose names differ in signs only are one figure. */
    void add(String labels, BigDecimal value) {
        samples.merge(labels, value, BigDecimal::add);
    }
}
