package io.millwright.inference;

import io.millwright.model.ModelFacts;
import io.millwright.model.Reading;
import java.util.List;
import java.util.Locale;

/** What model.json states about its model, see {@link ModelFacts}. */
record StatedFacts(String description, Training training, List<Metric> metrics, Use use) implements ModelFacts {
    private static final int SHOWN_CHARACTERS = 60;

    StatedFacts {
        metrics = List.copyOf(metrics);
    }

    /** See {@link ModelFacts.Training}. */
    record Origin(String script, String seed, List<DataSet> data) implements Training {
        Origin {
            data = List.copyOf(data);
        }
    }

    /** See {@link ModelFacts.DataSet}. */
    record Rows(String name, String sha256, long rows) implements DataSet {}

    /** See {@link ModelFacts.Metric}. */
    record Figure(
            String name,
            double value,
            double spread,
            double baseline,
            String baselineName,
            String split,
            boolean higherIsBetter)
            implements Metric {}

    /** See {@link ModelFacts.Use}. */
    record Purpose(List<String> intended, List<String> forbidden, List<String> humanDecides) implements Use {
        Purpose {
            intended = List.copyOf(intended);
            forbidden = List.copyOf(forbidden);
            humanDecides = List.copyOf(humanDecides);
        }
    }

    /** See {@link Reading.Chosen}. */
    record Choice(Reading.Way by, double number, String on, String note) implements Reading.Chosen {}

    /** Returns the first figure beside what the simple policy reaches, in one line; "" if there is none. */
    String headline() {
        if (metrics.isEmpty()) {
            return "";
        }
        Metric first = metrics.get(0);
        return shortened(first.name()) + " " + number(first.value())
                + (Double.isNaN(first.spread()) ? "" : " ± " + number(first.spread())) + " ("
                + shortened(first.baselineName()) + ": " + number(first.baseline()) + "; "
                + (first.higherIsBetter() ? "higher" : "lower") + " is better)";
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…";
    }

    private static String number(double value) {
        String text = String.format(Locale.ROOT, "%.4f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
