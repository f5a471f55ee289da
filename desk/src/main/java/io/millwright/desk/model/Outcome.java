package io.millwright.desk.model;

import io.millwright.inference.ModelDraft;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.decide.Rule;
import io.millwright.pipeline.decide.Rules;
import io.millwright.pipeline.window.MappingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a model said of its golden rows: run by the gateway's runner, decided by the pipeline's rule. */
final class Outcome {
    private static final long MOST_MILLIS = 1_500;
    private static final int LEAST_ROWS = 3;
    private static final int MOST_KEPT = 64;

    private final Reading first;
    private final Rule.Settings settings;
    private final Rule rule;

    /** Whether the output is a text, told by its place among the labels. */
    private final boolean text;

    private final List<TensorSpec> outputs;
    private final List<double[][]> rows = new ArrayList<>();

    /** Which golden row each of them is. */
    private final List<Integer> places = new ArrayList<>();

    private Outcome(ModelDraft draft) throws IOException {
        first = draft.readings().get(0);
        outputs = draft.outputs();
        try {
            settings = Rules.of("the model", draft.readings(), List.of()).get(0);
        } catch (MappingException e) {
            throw new IOException(e.getMessage(), e);
        }
        rule = new Rule(settings);
        text = outputs.get(first.output()).type() == ElementType.STRING;
    }

    /** Runs rows for at most 1.5 s, but 3 of them; those without a finite result are left out. */
    static Outcome of(ModelDraft draft) throws IOException {
        Outcome outcome = new Outcome(draft);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS);
        draft.run((row, values) -> {
            double[][] kept = outcome.kept(values);
            // What has no result proves nothing.
            if (Arrays.stream(kept).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
                outcome.rows.add(kept);
                outcome.places.add(row);
            }
            return outcome.rows.size() < LEAST_ROWS || System.nanoTime() - end < 0;
        });
        return outcome;
    }

    /** Returns which golden row a row is. */
    int place(int row) {
        return places.get(row);
    }

    /** Of a large output only what readings may begin with. */
    private double[][] kept(double[][] values) {
        double[][] kept = new double[values.length][];
        for (int i = 0; i < values.length; i++) {
            boolean needed = i == first.output();
            int width = needed && first.task() == Task.CLASSES
                    ? first.index() + first.labels().size()
                    : first.index() + 1;
            kept[i] = Arrays.copyOf(values[i], Math.min(values[i].length, Math.max(MOST_KEPT, width)));
        }
        return kept;
    }

    int rows() {
        return rows.size();
    }

    /** Returns the elements of an output in a row. */
    double[] values(int row, String output) {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).name().equals(output)) {
                return rows.get(row)[i];
            }
        }
        return new double[0];
    }

    List<String> labels() {
        return settings.labels();
    }

    boolean lowIsBad() {
        return first.lowIsBad();
    }

    /** Returns the number that the first reading has in a row: of classes that of the greatest. */
    double number(int row) {
        double[] values = rows.get(row)[first.output()];
        return values[first.index() + (settings.classes() && !text ? greatest(values) : 0)];
    }

    private int greatest(double[] values) {
        int best = 0;
        for (int i = 1; i < settings.labels().size() && first.index() + i < values.length; i++) {
            if (values[first.index() + i] > values[first.index() + best]) {
                best = i;
            }
        }
        return best;
    }

    /** Returns the place of the label in a row, -1 where nothing is labelled. */
    int label(int row) {
        if (settings.unlabelled()) {
            return -1;
        }
        double[] values = rows.get(row)[first.output()];
        if (settings.classes()) {
            return text ? (int) number(row) : greatest(values);
        }
        return rule.labelOf(number(row));
    }

    /** Returns what is decided of a row, for people. */
    String text(int row) {
        double number = number(row);
        String shown = Math.rint(number) == number && Math.abs(number) < 1e9
                ? Long.toString((long) number)
                : String.format(java.util.Locale.ROOT, "%.4g", number);
        int label = label(row);
        return label < 0
                ? shown + (first.unit().isEmpty() ? "" : " " + first.unit())
                : rule.label(label) + " (" + shown + ")";
    }

    /** Returns whether the label in a row is the most severe one; false where there is none. */
    boolean alarm(int row) {
        int label = label(row);
        return label >= 0 && label == (first.lowIsBad() ? 0 : settings.labels().size() - 1);
    }

    /** Returns three rows that show the most: one of each label where there are some, else the least, the middle and the greatest. */
    List<Integer> examples() {
        List<Integer> sorted = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            sorted.add(i);
        }
        sorted.sort(java.util.Comparator.comparingInt(this::label).thenComparingDouble(this::number));
        List<Integer> chosen = new ArrayList<>();
        for (int place : new int[] {0, sorted.size() / 2, sorted.size() - 1}) {
            if (!chosen.contains(sorted.get(place))) {
                chosen.add(sorted.get(place));
            }
        }
        return chosen;
    }
}
