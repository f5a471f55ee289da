package io.millwright.desk.model;

import java.util.List;

/** What the classes of an output's columns are called: as the options say, else as the graph does. */
final class ClassNames {
    private final DescribeOptions options;
    private final GraphFacts facts;

    ClassNames(DescribeOptions options, GraphFacts facts) {
        this.options = options;
        this.facts = facts;
    }

    /** Returns one name per column; empty where they are not known. */
    List<String> of(int columns) throws Refusal {
        if (!options.labels.isEmpty()) {
            if (options.labels.size() != columns) {
                throw new Refusal(
                        "--labels names " + options.labels.size() + ", and the output has " + columns + " classes",
                        "name one per class, in the order of the columns; or with --index N as many as there are from there");
            }
            return options.labels;
        }
        List<List<String>> known = facts.classes(columns);
        if (known.size() > 1) {
            throw new Refusal(
                    "the graph names the " + columns + " classes in several ways: " + known,
                    "name them with --labels, in the order of the columns");
        }
        return known.isEmpty() ? List.of() : known.get(0);
    }
}
