package io.millwright.inference;

import io.millwright.model.Reading;
import java.util.List;

/** A reading as model.json declares it. */
record OutputReading(
        String name,
        Task task,
        Element value,
        String unit,
        List<Double> thresholds,
        List<String> labels,
        boolean lowIsBad,
        List<String> unsure,
        Element lower,
        Element upper,
        int steps,
        Chosen chosen)
        implements Reading {

    /** The first of some elements of an output, by its index. */
    record Element(int output, int index) {
        static final Element NONE = new Element(-1, 0);

        Element at(int[] places) {
            return output < 0 ? this : new Element(places[output], index);
        }
    }

    OutputReading {
        thresholds = List.copyOf(thresholds);
        labels = List.copyOf(labels);
        unsure = List.copyOf(unsure);
    }

    /** Returns this reading after output {@code i} has moved to {@code places[i]}. */
    OutputReading withOutputsAt(int[] places) {
        return new OutputReading(
                name,
                task,
                value.at(places),
                unit,
                thresholds,
                labels,
                lowIsBad,
                unsure,
                lower.at(places),
                upper.at(places),
                steps,
                chosen);
    }

    /** Returns where it stands in the outputs: its own first element and those of its interval. */
    List<Element> elements() {
        return List.of(value, lower, upper).stream()
                .filter(element -> element.output() >= 0)
                .toList();
    }

    @Override
    public int output() {
        return value.output();
    }

    @Override
    public int index() {
        return value.index();
    }

    @Override
    public int lowerOutput() {
        return lower.output();
    }

    @Override
    public int lowerIndex() {
        return lower.index();
    }

    @Override
    public int upperOutput() {
        return upper.output();
    }

    @Override
    public int upperIndex() {
        return upper.index();
    }
}
