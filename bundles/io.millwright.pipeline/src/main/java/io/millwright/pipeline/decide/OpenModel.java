package io.millwright.pipeline.decide;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.FeatureWindow;
import io.millwright.pipeline.window.MappingException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A model opened for one lane: a runner for single windows, a second one for many at once where the model allows it, the
 * views of their buffers, and the rules of its readings.
 */
public final class OpenModel implements AutoCloseable {
    private static final ByteBuffer[] NOTHING = {};

    private final ModelOffer offer;
    private final ModelIdentity identity;
    private final boolean explainable;
    private final FeaturePlan plan;
    private final List<Rule.Settings> rules;
    private final RunnerBuffers single;
    private final RunnerBuffers many;
    private final int rowsPerWindow;

    /** By reading, as the next one. */
    private final int[] elements;

    private final boolean[] named;

    /** By label: why a decision with it is uncertain, or nothing. */
    private final String[][] doubts;

    private RunnerBuffers current;
    private Model standIn;
    private ModelIdentity standInIdentity;

    private OpenModel(
            ModelOffer offer, FeaturePlan plan, List<Rule.Settings> rules, RunnerBuffers single, RunnerBuffers many) {
        this.offer = offer;
        this.plan = plan;
        this.rules = rules;
        this.single = single;
        this.many = many;
        current = single;
        rowsPerWindow = plan.rowsPerWindow();
        elements = new int[offer.readings().size()];
        named = new boolean[elements.length];
        doubts = new String[elements.length][];
        for (int r = 0; r < elements.length; r++) {
            elements[r] = elements(offer.model(), offer.readings().get(r));
            named[r] = named(offer.model(), offer.readings().get(r));
            doubts[r] = doubts(offer.readings().get(r), rules.get(r).labels());
        }
        identity = ModelIdentity.of(offer.model());
        explainable = Explainable.is(offer.model());
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
            // What a model remembers must be there before the next window of its asset is computed: one window per run.
            boolean alone = !plan.freeBatch() || !offer.model().states().isEmpty();
            int together = alone ? 1 : plan.windowsPerRun(most);
            many = together > 1 ? RunnerBuffers.open(offer, plan, together) : null;
            return new OpenModel(offer, plan, rules, single, many);
        } catch (MappingException | ModelException | RuntimeException e) {
            single.close();
            throw e;
        }
    }

    private static void checkReadings(ModelOffer offer, RunnerBuffers runner) throws MappingException {
        for (Reading reading : offer.readings()) {
            int elements = elements(offer.model(), reading);
            check(offer, runner, reading, "output", reading.output(), reading.index(), elements);
            if (reading.lowerOutput() >= 0) {
                check(offer, runner, reading, "lower", reading.lowerOutput(), reading.lowerIndex(), reading.steps());
            }
            if (reading.upperOutput() >= 0) {
                check(offer, runner, reading, "upper", reading.upperOutput(), reading.upperIndex(), reading.steps());
            }
        }
    }

    /** Returns how many elements of its output a reading takes. */
    private static int elements(Model model, Reading reading) {
        boolean scores = reading.task() == Task.CLASSES && !named(model, reading);
        return scores ? reading.labels().size() : reading.steps();
    }

    /** By the labels of a rule; what the form calls otherwise, or cuts otherwise, keeps the author's doubt by its place. */
    private static String[] doubts(Reading reading, List<String> labels) {
        String[] doubts = new String[labels.size()];
        Arrays.fill(doubts, "");
        if (labels.size() == reading.labels().size()) {
            for (int label = 0; label < doubts.length; label++) {
                if (reading.unsure().contains(reading.labels().get(label))) {
                    doubts[label] = "the model says of " + reading.name() + ": " + labels.get(label);
                }
            }
        }
        return doubts;
    }

    /** Whether the output says the label itself, and not a score of each. */
    private static boolean named(Model model, Reading reading) {
        int output = reading.output();
        return reading.task() == Task.CLASSES
                && output >= 0
                && output < model.outputs().size()
                && model.outputs().get(output).type() == ElementType.STRING;
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

    /** Returns which model ran last, for decisions: this one, or one that stood in for it. On the lane. */
    public ModelIdentity identity() {
        Model other = current.standIn();
        if (other == null) {
            return identity;
        }
        if (other != standIn) {
            standIn = other;
            standInIdentity = ModelIdentity.of(other);
        }
        return standInIdentity;
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
     * Copies a window, and what the model remembers of its asset, into the inputs. On the lane; allocates nothing.
     *
     * @return null, or why an array or a picture of it is not usable
     */
    public String write(int slot, FeatureWindow window, AssetMemory memory) {
        RunnerBuffers buffers = many == null ? single : many;
        buffers.put(memory);
        return buffers.write(slot, window);
    }

    /** Returns an asset's memory for this model: with what another version left there, if that remembers the same. */
    public AssetMemory memory(AssetMemory before) {
        return AssetMemory.of(offer.model(), before);
    }

    /**
     * Takes what the model wants to be remembered of an asset from the outputs of the last run. On the lane; allocates nothing.
     *
     * @return whether it could be; the memory begins anew otherwise
     */
    public boolean remember(AssetMemory memory) {
        return current.remember(memory);
    }

    /**
     * Returns the inputs of a window of the last run; without their content where nothing that this model decides can be explained. On
     * the lane.
     *
     * @param scalars what is already known of them, or null
     */
    public WholeInputs inputs(int slot, FeatureSnapshot scalars, ExplainSettings settings) {
        ByteBuffer[] tensors = explainable ? current.copyInputs(offer.model(), plan, slot) : NOTHING;
        return new WholeInputs(scalars, tensors, settings.budgetMillis());
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

    /** Returns whether a run of so many windows may be computed together with runs of other lanes, if it is started. On the lane. */
    public boolean gathers(int windows) {
        return (many == null || windows == 1) && single.gathers();
    }

    /** Has what was started and waits computed now. On the lane; blocks. */
    public void flush() {
        current.flush();
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

    /** Returns how many elements of its output a reading takes. */
    int elements(int reading) {
        return elements[reading];
    }

    /** Whether the output of a reading says the label itself, by its index, and not a score of each. */
    boolean named(int reading) {
        return named[reading];
    }

    /** Returns why a decision with a label of a reading is uncertain, or nothing. */
    String doubt(int reading, int label) {
        return doubts[reading][label];
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
