package io.millwright.desk.model;

import io.millwright.model.ModelFacts;
import io.millwright.model.ModelFacts.DataSet;
import io.millwright.model.ModelFacts.Metric;
import io.millwright.model.ModelFacts.Training;
import io.millwright.model.ModelFacts.Use;
import java.util.List;

/** What a card says of the author's statements. What he did not state the card says, too. */
final class CardFacts {
    private static final String NOT_STATED = "*Not stated.*";

    private CardFacts() {}

    static String use(Use use) {
        if (use == null) {
            return NOT_STATED
                    + " Before it decides anything, write down what it is for, what it must not be used for and what a"
                    + " person decides.";
        }
        return list("Meant for", use.intended())
                + "\n\n" + list("Not for", use.forbidden())
                + "\n\n" + list("A person still decides", use.humanDecides());
    }

    private static String list(String heading, List<String> sentences) {
        return heading + ":\n\n* "
                + (sentences.isEmpty()
                        ? NOT_STATED
                        : String.join(
                                "\n* ", sentences.stream().map(CardText::plain).toList()));
    }

    static String figures(ModelFacts facts) {
        if (facts.metrics().isEmpty()) {
            return NOT_STATED + " Nobody says here what it reaches on data that the training has not seen.";
        }
        StringBuilder text =
                new StringBuilder("On data that the training has not seen, each beside what a simple policy reaches on"
                        + " the same rows. ± is the standard deviation over the splits.\n\n"
                        + "| figure | model | simple policy | better is | split |\n|---|---|---|---|---|\n");
        boolean beaten = false;
        for (Metric metric : facts.metrics()) {
            boolean worse =
                    metric.higherIsBetter() ? metric.value() <= metric.baseline() : metric.value() >= metric.baseline();
            beaten |= worse;
            text.append("| ")
                    .append(CardText.cell(metric.name()))
                    .append(" | ")
                    .append(CardText.number(metric.value()))
                    .append(Double.isNaN(metric.spread()) ? "" : " ± " + CardText.number(metric.spread()))
                    .append(worse ? " **(no better)**" : "")
                    .append(" | ")
                    .append(CardText.number(metric.baseline()))
                    .append(" (")
                    .append(CardText.cell(metric.baselineName()))
                    .append(") | ")
                    .append(metric.higherIsBetter() ? "higher" : "lower")
                    .append(" | ")
                    .append(CardText.cell(metric.split()))
                    .append(" |\n");
        }
        return text + (beaten ? "\n**In what is marked the simple policy is as good or better.**" : "");
    }

    static String training(Training training) {
        if (training == null) {
            return NOT_STATED;
        }
        StringBuilder text = new StringBuilder();
        if (!training.script().isEmpty()) {
            text.append("```\n").append(training.script()).append("\n```\n\n");
        }
        text.append(training.seed().isEmpty() ? "Seed: not stated." : "Seed " + training.seed() + ".");
        if (training.data().isEmpty()) {
            return text + " Data: not stated.";
        }
        text.append("\n\n| data | rows | sha256 |\n|---|---|---|\n");
        for (DataSet set : training.data()) {
            text.append("| ")
                    .append(CardText.cell(set.name()))
                    .append(" | ")
                    .append(set.rows() < 0 ? "not stated" : CardText.count(set.rows()))
                    .append(" | ")
                    .append(set.sha256().isEmpty() ? "not stated" : "`" + set.sha256() + "`")
                    .append(" |\n");
        }
        return text.toString();
    }
}
