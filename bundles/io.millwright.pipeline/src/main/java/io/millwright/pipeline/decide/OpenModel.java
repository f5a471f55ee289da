package io.millwright.pipeline.decide;

import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.FeatureWindow;
import io.millwright.pipeline.window.MappingException;
import java.util.List;

/**
 * A model opened for one lane: a runner for single windows, a second one for many at once where the model allows it, the
 * views of their buffers, and the rules of its readings.
 */
public final class OpenModel implements AutoCloseable {
    private final ModelOffer offer;
    private final ModelIdentity identity;
    private final FeaturePlan plan;
    private final List<Rule.Settings> rules;
    private final RunnerBuffers single;
    private final RunnerBuffers many;
    private final int rowsPerWindow;
    private RunnerBuffers current;

    private OpenModel(
            ModelOffer offer, FeaturePlan plan, List<Rule.Settings> rules, RunnerBuffers single, RunnerBuffers many) {
        this.offer = offer;
        this.plan = plan;
        this.rules = rules;
        this.single = single;
        this.many = many;
        current = single;
        rowsPerWindow = plan.rowsPerWindow();
        identity = new ModelIdentity(
                offer.model().name(),
                offer.model().version(),
                offer.model().sha256(),
                offer.model().executionProvider());
    }

    /**
     * Opens a model; may take seconds.
     *
     * @param wishes of the form for the readings
     * @param most windows at once, 1 for none but single ones
     * @throws MappingException if the model's outputs and the rules do not fit
     * @throws ModelException if the engine cannot provide it
     */
    public static OpenModel open(ModelOffer offer, FeaturePlan plan, List<RuleWish> wishes, int most)
            throws ModelException, MappingException {
        List<Rule.Settings> rules = Rules.of(offer.title(), offer.readings(), wishes);
        RunnerBuffers single = RunnerBuffers.open(offer, plan, 1);
        RunnerBuffers many = null;
        try {
            checkReadings(offer, single);
            int together = plan.freeBatch() ? plan.windowsPerRun(most) : 1;
            many = together > 1 ? RunnerBuffers.open(offer, plan, together) : null;
            return new OpenModel(offer, plan, rules, single, many);
        } catch (MappingException | ModelException | RuntimeException e) {
            single.close();
            throw e;
        }
    }

    private static void checkReadings(ModelOffer offer, RunnerBuffers runner) throws MappingException {
        for (Reading reading : offer.readings()) {
            int elements = reading.task() == Task.CLASSES ? reading.labels().size() : reading.steps();
            check(offer, runner, reading, "output", reading.output(), reading.index(), elements);
            if (reading.lowerOutput() >= 0) {
                check(offer, runner, reading, "lower", reading.lowerOutput(), reading.lowerIndex(), reading.steps());
            }
            if (reading.upperOutput() >= 0) {
                check(offer, runner, reading, "upper", reading.upperOutput(), reading.upperIndex(), reading.steps());
            }
        }
    }

    private static void check(
            ModelOffer offer, RunnerBuffers runner, Reading reading, String field, int output, int index, int elements)
            throws MappingException {
        int outputs = offer.model().outputs().size();
        String what = "reading '" + reading.name() + "' of model " + offer.title();
        if (output < 0 || output >= outputs) {
            throw new MappingException(
                    what + " names " + field + " " + output + ", and the model has " + outputs + " outputs",
                    "correct \"readings\" in its model.json");
        }
        if (!FeaturePlan.TYPES.contains(offer.model().outputs().get(output).type())) {
            throw new MappingException(
                    what + " lies in an output with elements of type "
                            + offer.model().outputs().get(output).type() + ", and this pipeline knows "
                            + FeaturePlan.TYPES,
                    "update it, or export the model with one of these");
        }
        if (index < 0 || (long) index + elements > runner.rowElements(output)) {
            throw new MappingException(
                    what + " takes elements " + index + " to " + ((long) index + elements - 1) + " of its " + field
                            + ", which has " + runner.rowElements(output),
                    "correct \"readings\" in its model.json");
        }
    }

    /** Returns what was offered. */
    public ModelOffer offer() {
        return offer;
    }

    /** Returns which model it is, for decisions. */
    public ModelIdentity identity() {
        return identity;
    }

    /** Returns the plan that it was opened for. */
    public FeaturePlan plan() {
        return plan;
    }

    /** Returns the rules of its readings. */
    public List<Rule.Settings> rules() {
        return rules;
    }

    /** Returns how many windows one run takes. */
    public int slots() {
        return many == null ? 1 : many.slots();
    }

    /**
     * Copies a window into the input. On the lane; allocates nothing.
     *
     * @return null, or why an array or a picture of it is not usable
     */
    public String write(int slot, FeatureWindow window) {
        return (many == null ? single : many).write(slot, window);
    }

    /** Runs the model on the first windows written. On the lane; blocks. */
    public void run(int windows, long timeoutMillis) throws ModelException {
        choose(windows);
        current.run(timeoutMillis);
    }

    /** Starts a run on the first windows written. */
    public void start(int windows, long timeoutMillis, ModelRunner.Completion done) {
        choose(windows);
        current.start(timeoutMillis, done);
    }

    /** Asks a started run to end. Any thread. */
    public void cancel() {
        current.cancel();
    }

    private void choose(int windows) {
        if (many != null && windows == 1) {
            many.copyFirstTo(single);
            current = single;
        } else {
            current = many == null ? single : many;
        }
    }

    /** Returns how many rows of the batch each window takes. */
    int rowsPerWindow() {
        return rowsPerWindow;
    }

    /** Returns an element of an output of the last run, of a row of its batch. */
    double element(int output, int row, int index) {
        return current.element(output, row, index);
    }

    /** Closes the runners; waits for a run in progress. */
    @Override
    public void close() {
        single.close();
        if (many != null) {
            many.close();
        }
    }
}
