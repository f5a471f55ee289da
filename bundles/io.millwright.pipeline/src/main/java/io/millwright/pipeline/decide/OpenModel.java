package io.millwright.pipeline.decide;

import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.PipelineConfiguration;
import io.millwright.pipeline.window.FeaturePlan;
import io.millwright.pipeline.window.FeaturePlan.Input;
import io.millwright.pipeline.window.FeatureWindow;
import io.millwright.pipeline.window.InputWriter;
import io.millwright.pipeline.window.MappingException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A model opened for one lane: its runner, the views of its buffers, the rule that reads its score. */
public final class OpenModel implements AutoCloseable {
    private final ModelOffer offer;
    private final ModelIdentity identity;
    private final FeaturePlan plan;
    private final Rule.Settings rule;
    private final ModelRunner runner;
    private final InputWriter[] writers;
    private final ElementType scoreType;
    private final int scoreElements;
    private final boolean argmax;

    private OpenModel(ModelOffer offer, FeaturePlan plan, PipelineConfiguration configuration, ModelRunner runner)
            throws MappingException {
        this.offer = offer;
        this.plan = plan;
        this.runner = runner;
        identity = new ModelIdentity(
                offer.model().name(),
                offer.model().version(),
                offer.model().sha256(),
                offer.model().executionProvider());
        rule = ruleSettings(offer, configuration);
        List<InputWriter> list = new ArrayList<>();
        for (Input input : plan.inputs()) {
            list.add(new InputWriter(input, runner.input(list.size())));
        }
        writers = list.toArray(InputWriter[]::new);
        TensorSpec output = offer.model().outputs().get(offer.scoreOutput());
        scoreType = output.type();
        long elements = 1;
        for (long dimension : runner.outputShape(offer.scoreOutput())) {
            elements *= dimension;
        }
        scoreElements = (int) Math.min(Integer.MAX_VALUE, elements);
        argmax = rule.labels().size() > 2;
        checkScore();
    }

    /**
     * Opens a model; may take seconds.
     *
     * @throws MappingException if the model's output and the rule do not fit
     * @throws ModelException if the engine cannot provide it
     */
    public static OpenModel open(ModelOffer offer, FeaturePlan plan, PipelineConfiguration configuration)
            throws ModelException, MappingException {
        int outputs = offer.model().outputs().size();
        if (offer.scoreOutput() < 0 || offer.scoreOutput() >= outputs) {
            throw new MappingException("model " + offer.title() + " names output " + offer.scoreOutput()
                    + " for its score and has " + outputs + ": correct \"score\" in its model.json");
        }
        ModelRunner runner = offer.model().open(1);
        try {
            return new OpenModel(offer, plan, configuration, runner);
        } catch (MappingException | RuntimeException e) {
            runner.close();
            throw e;
        }
    }

    private static Rule.Settings ruleSettings(ModelOffer offer, PipelineConfiguration configuration) {
        return new Rule.Settings(
                configuration.labels().isEmpty() ? offer.labels() : configuration.labels(),
                Double.isNaN(configuration.threshold()) ? offer.threshold() : configuration.threshold(),
                configuration.hysteresis(),
                configuration.k(),
                configuration.n());
    }

    private void checkScore() throws MappingException {
        if (!FeaturePlan.TYPES.contains(scoreType)) {
            throw new MappingException("the score output of model " + offer.title() + " has elements of type "
                    + scoreType + ": this pipeline knows " + FeaturePlan.TYPES
                    + "; update it, or export the model with one of these");
        }
        int labels = rule.labels().size();
        if (argmax && labels != scoreElements) {
            throw new MappingException("rule.labels: " + labels + " labels " + rule.labels()
                    + ", but the score output of"
                    + " model " + offer.title() + " has " + scoreElements + " elements: name as many labels, or two for"
                    + " a threshold");
        }
        if (!argmax && (offer.scoreIndex() < 0 || offer.scoreIndex() >= scoreElements)) {
            throw new MappingException("model " + offer.title() + " names element " + offer.scoreIndex()
                    + " for its score, and its output has " + scoreElements
                    + " elements: correct \"score\" in its model.json");
        }
    }

    /** Returns what was opened. */
    public ModelOffer offer() {
        return offer;
    }

    /** Returns which model it is, for its decisions. */
    public ModelIdentity identity() {
        return identity;
    }

    /** Returns the plan that it was opened for. */
    public FeaturePlan plan() {
        return plan;
    }

    /** Returns the settings of the rule that reads its score. */
    public Rule.Settings rule() {
        return rule;
    }

    /** Copies a full window into the runner's input buffers. On the lane; allocates nothing. */
    public void write(FeatureWindow window) {
        for (InputWriter writer : writers) {
            writer.write(window);
        }
    }

    /** Runs the model on what was written. On the lane; blocks. */
    public void run(long timeoutMillis) throws ModelException {
        runner.run(timeoutMillis);
    }

    /** Whether the greatest element names the label. */
    public boolean argmax() {
        return argmax;
    }

    /** Returns the index of the greatest element, or -1 if an element is not finite. */
    public int greatest() {
        int best = 0;
        for (int i = 0; i < scoreElements; i++) {
            double element = element(i);
            if (!Double.isFinite(element)) {
                return -1;
            }
            if (element > element(best)) {
                best = i;
            }
        }
        return best;
    }

    /** Returns the score of the last run. */
    public double score() {
        return element(offer.scoreIndex());
    }

    /** Returns an element of the score output. */
    public double element(int i) {
        ByteBuffer output = runner.output(offer.scoreOutput());
        return switch (scoreType) {
            case FLOAT32 -> output.getFloat(i * Float.BYTES);
            case FLOAT64 -> output.getDouble(i * Double.BYTES);
            case INT64 -> output.getLong(i * Long.BYTES);
            case INT32 -> output.getInt(i * Integer.BYTES);
            case UINT8, BOOL -> output.get(i) & 0xFF;
        };
    }

    /** Closes the runner; waits for a run in progress. */
    @Override
    public void close() {
        runner.close();
    }
}
