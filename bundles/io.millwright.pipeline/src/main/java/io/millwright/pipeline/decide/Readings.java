package io.millwright.pipeline.decide;

import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import java.util.ArrayList;
import java.util.List;

/** What the runs of a model said of one asset so far: a rule per reading. Confined to a lane. */
public final class Readings {
    private static final double[] NONE = {};

    private final List<Rule> rules;
    private String[] previous;
    private boolean undecided;
    private boolean changed;
    private String doubt = "";
    private String problem = "";

    /** Creates readings that have seen nothing. */
    public Readings(List<Rule.Settings> settings) {
        rules = new ArrayList<>(settings.stream().map(Rule::new).toList());
        previous = new String[settings.size()];
    }

    /** Takes over new rules; what fits the old ones is remembered. */
    public void rules(List<Rule.Settings> settings) {
        if (settings.size() != rules.size()) {
            rules.clear();
            settings.forEach(s -> rules.add(new Rule(s)));
            previous = new String[settings.size()];
            return;
        }
        for (int r = 0; r < settings.size(); r++) {
            rules.set(r, rules.get(r).with(settings.get(r)));
        }
    }

    /** Forgets votes and hysteresis: what follows does not continue what was. */
    public void forget() {
        rules.forEach(Rule::forget);
    }

    /** There is no usable statement: the labels are unknown. Returns whether that is news. */
    public boolean unknown() {
        changed = false;
        for (int r = 0; r < previous.length; r++) {
            note(r, PipelineDecision.UNKNOWN);
        }
        return changed;
    }

    /**
     * Reads the outputs of the last run. Where a window takes several rows of the batch, the tiles of a picture, each reading is
     * that of its worst row: the one of the greatest severity, and of those the farthest in the bad direction.
     *
     * @return one value per reading, or null where there is none, with the {@link #problem}
     */
    public List<Value> read(OpenModel model, int slot) {
        List<Reading> readings = model.offer().readings();
        int first = slot * model.rowsPerWindow();
        for (int r = 0; r < readings.size(); r++) {
            for (int row = first; row < first + model.rowsPerWindow(); row++) {
                if (!usable(model, readings.get(r), r, row)) {
                    return null;
                }
            }
        }
        changed = false;
        undecided = false;
        doubt = "";
        List<Value> values = new ArrayList<>(readings.size());
        for (int r = 0; r < readings.size(); r++) {
            int row = worst(model, readings.get(r), r, first);
            values.add(value(model, readings.get(r), r, row, model.rowsPerWindow() > 1 ? row - first : -1));
        }
        return values;
    }

    private boolean usable(OpenModel model, Reading reading, int r, int row) {
        for (int i = 0; i < model.elements(r); i++) {
            double number = model.element(reading.output(), row, reading.index() + i);
            if (!Double.isFinite(number)) {
                problem = "the score is not a finite number";
                return false;
            }
            if (model.named(r) && !(number >= 0 && number < reading.labels().size())) {
                problem = "the model's text is none of the labels of reading '" + reading.name() + "'";
                return false;
            }
        }
        return true;
    }

    private int worst(OpenModel model, Reading reading, int r, int first) {
        int worst = first;
        for (int row = first + 1; row < first + model.rowsPerWindow(); row++) {
            if (worse(model, reading, r, row, worst)) {
                worst = row;
            }
        }
        return worst;
    }

    /** Whether a row is worse than another, by its numbers alone. */
    private boolean worse(OpenModel model, Reading reading, int r, int row, int than) {
        Rule rule = rules.get(r);
        Rule.Settings settings = rule.settings();
        int best = settings.classes() ? label(model, reading, r, row) : 0;
        int thanBest = settings.classes() ? label(model, reading, r, than) : 0;
        double number = number(model, reading, r, row, best);
        double thanNumber = number(model, reading, r, than, thanBest);
        if (!settings.unlabelled()) {
            int severity = rule.severity(settings.classes() ? best : rule.labelOf(number))
                    .compareTo(rule.severity(settings.classes() ? thanBest : rule.labelOf(thanNumber)));
            if (severity != 0) {
                return severity > 0;
            }
        }
        // Of a class the surest.
        return settings.lowIsBad() && !settings.classes() ? number < thanNumber : number > thanNumber;
    }

    private Value value(OpenModel model, Reading reading, int r, int row, int tile) {
        Rule rule = rules.get(r);
        int best = rule.settings().classes() ? label(model, reading, r, row) : 0;
        double number = number(model, reading, r, row, best);
        String raw = "";
        String label = "";
        Severity severity = Severity.OK;
        if (!rule.settings().unlabelled()) {
            int alone = rule.settings().classes() ? best : rule.labelOf(number);
            int decided = rule.settings().classes() ? rule.vote(best) : rule.decide(number);
            raw = rule.label(alone);
            doubt = doubt.isEmpty() ? model.doubt(r, alone) : doubt;
            undecided |= decided == Rule.UNDECIDED;
            label = decided == Rule.UNDECIDED ? PipelineDecision.UNKNOWN : rule.label(decided);
            severity = decided == Rule.UNDECIDED ? Severity.OK : rule.severity(decided);
        }
        note(r, label);
        return new ReadingValue(
                reading.name(),
                reading.unit(),
                number,
                raw,
                label,
                severity,
                end(model, reading.lowerOutput(), row, reading.lowerIndex()),
                end(model, reading.upperOutput(), row, reading.upperIndex()),
                steps(model, reading, row),
                tile);
    }

    private static double end(OpenModel model, int output, int row, int index) {
        return output < 0 ? Double.NaN : model.element(output, row, index);
    }

    private static double[] steps(OpenModel model, Reading reading, int row) {
        if (reading.task() != Task.FORECAST && reading.task() != Task.EMBEDDING) {
            return NONE;
        }
        double[] steps = new double[reading.steps()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = model.element(reading.output(), row, reading.index() + i);
        }
        return steps;
    }

    private static int label(OpenModel model, Reading reading, int r, int row) {
        return model.named(r)
                ? (int) model.element(reading.output(), row, reading.index())
                : greatest(model, reading, row);
    }

    /** Returns the score of a label; of a label that the model names itself its index, as there is no score. */
    private static double number(OpenModel model, Reading reading, int r, int row, int label) {
        return model.named(r) ? label : model.element(reading.output(), row, reading.index() + label);
    }

    private static int greatest(OpenModel model, Reading reading, int row) {
        int best = 0;
        for (int i = 1; i < reading.labels().size(); i++) {
            if (model.element(reading.output(), row, reading.index() + i)
                    > model.element(reading.output(), row, reading.index() + best)) {
                best = i;
            }
        }
        return best;
    }

    private void note(int r, String label) {
        changed |= !label.equals(previous[r]);
        previous[r] = label;
    }

    /** Returns why the last run says nothing. */
    public String problem() {
        return problem;
    }

    /** Returns what the model itself says against the last run's decision, or nothing. */
    public String doubt() {
        return doubt;
    }

    /** Whether a label differs from the one before. */
    public boolean changed() {
        return changed;
    }

    /** Whether a rule has seen too few labels. */
    public boolean undecided() {
        return undecided;
    }
}
