package io.millwright.planning.energy;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.TensorSpec;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** The model of the day ahead by a gateway's {@link Model}: inputs {@code past} and {@code ahead}, three outputs of 96 numbers. Used by one thread at a time. */
public final class RunnerDay implements DayModel, AutoCloseable {
    private static final long RUN_MILLIS = 30_000;
    private static final int STEPS = MeterParts.DAY;
    private static final long[] PAST = {-1, Past.SLOTS};
    private static final long[] AHEAD = {-1, STEPS, 6};
    private static final List<String> OUTPUTS = List.of("load", "lower", "upper");

    private final ModelRunner runner;
    private final FloatBuffer past;
    private final FloatBuffer ahead;
    private final int[] outputs = new int[OUTPUTS.size()];

    /**
     * Opens the model. May take seconds.
     *
     * @throws ModelException if it cannot be opened, or is no model of the day ahead
     */
    public RunnerDay(Model model) throws ModelException {
        if (!takesDays(model)) {
            throw unfit(model, "its inputs are not [batch, 2688] and [batch, 96, 6]");
        }
        List<String> names = model.outputs().stream().map(TensorSpec::name).toList();
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = names.indexOf(OUTPUTS.get(i));
            if (outputs[i] < 0) {
                throw unfit(model, "it has no output " + OUTPUTS.get(i));
            }
        }
        runner = model.open(1);
        past = runner.input(0).asFloatBuffer();
        ahead = runner.input(1).asFloatBuffer();
    }

    /** Whether a model's inputs are the days before and the calendar of the day ahead. */
    public static boolean takesDays(Model model) {
        List<TensorSpec> inputs = model.inputs();
        return inputs.size() == 2 && shape(inputs.get(0), PAST) && shape(inputs.get(1), AHEAD);
    }

    private static boolean shape(TensorSpec spec, long[] wanted) {
        long[] shape = spec.shape();
        return shape.length == wanted.length
                && Arrays.equals(shape, 1, shape.length, wanted, 1, wanted.length)
                && spec.type() == TensorSpec.ElementType.FLOAT32;
    }

    private static ModelException unfit(Model model, String why) {
        return new ModelException(
                "Model " + model.name() + " does not forecast a day: " + why + ". Choose one such as energy-day.",
                false);
    }

    @Override
    public float[][] run(float[] pastKwh, float[] calendar) throws ModelException {
        past.put(0, pastKwh);
        ahead.put(0, calendar);
        runner.run(RUN_MILLIS);
        float[][] slots = new float[outputs.length][STEPS];
        for (int i = 0; i < outputs.length; i++) {
            runner.output(outputs[i]).asFloatBuffer().get(slots[i]);
        }
        return slots;
    }

    @Override
    public void close() {
        runner.close();
    }
}
