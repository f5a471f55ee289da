package io.millwright.operation.history;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import io.millwright.operation.resource.Refusal;
import io.millwright.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.List;

/** A model that is run on kept inputs, one window at a time. Only models of scalar features without a memory can be. For one thread. */
final class RunAgain implements AutoCloseable {
    private static final long RUN_MILLIS = 1_000;

    private final Model model;
    private final ModelRunner runner;

    private RunAgain(Model model, ModelRunner runner) {
        this.model = model;
        this.runner = runner;
    }

    /**
     * What a model says of one window.
     *
     * @param number of the reading; of classes the score of the greatest
     * @param label that the author's thresholds make of it, "" for none
     */
    record Said(double number, String label) {}

    /**
     * Checks whether a model can be run on kept inputs.
     *
     * @throws Refusal it cannot
     */
    static void check(Model model) throws Refusal {
        boolean scalar = model.states().isEmpty()
                && model.inputs().stream().allMatch(RunAgain::isScalar)
                && model.readings().stream().allMatch(each -> each.output() >= 0);
        if (!scalar) {
            throw Refusal.of(
                    Refusal.Kind.CONFLICT,
                    model.name() + " " + model.version()
                            + " sees pictures or arrays, or remembers: these are not kept for a replay",
                    "capture data and run it at the desk");
        }
    }

    private static boolean isScalar(TensorSpec input) {
        return input.image() == null
                && !input.features().isEmpty()
                && input.features().stream().allMatch(feature -> feature.elements() == 1);
    }

    /** Opens a model that was checked. May take seconds. */
    static RunAgain open(Model model) throws ModelException {
        return new RunAgain(model, model.open(1));
    }

    /**
     * Runs the model.
     *
     * @return what it says, a reading each
     * @throws Refusal the inputs are not what this version wants
     */
    List<Said> run(KeptInputs.Kept kept) throws ModelException, Refusal {
        for (int i = 0; i < model.inputs().size(); i++) {
            write(model.inputs().get(i), runner.input(i), kept);
        }
        runner.run(RUN_MILLIS);
        return model.readings().stream().map(this::read).toList();
    }

    private void write(TensorSpec input, ByteBuffer buffer, KeptInputs.Kept kept) throws Refusal {
        int columns = input.features().size();
        int rows = buffer.capacity() / Elements.bytes(input.type()) / columns;
        if (rows > kept.rows()) {
            throw unfit("wants " + rows + " rows, and " + kept.rows() + " were kept");
        }
        for (int column = 0; column < columns; column++) {
            String name = input.features().get(column).name();
            int from = kept.features().indexOf(name);
            if (from < 0) {
                throw unfit("wants the feature '" + name + "', which the version before did not");
            }
            for (int row = 0; row < rows; row++) {
                double value = kept.value(kept.rows() - rows + row, from);
                Elements.put(buffer, row * columns + column, input.type(), value);
            }
        }
    }

    private Refusal unfit(String why) {
        return Refusal.of(
                Refusal.Kind.CONFLICT,
                model.name() + " " + model.version() + " " + why,
                "let it run beside the other one as a shadow, which makes windows of its own");
    }

    private Said read(Reading reading) {
        TensorSpec output = model.outputs().get(reading.output());
        ByteBuffer buffer = runner.output(reading.output());
        double first = Elements.get(buffer, reading.index(), output.type());
        if (reading.task() != Reading.Task.CLASSES) {
            return new Said(first, label(reading, first));
        }
        if (output.type() == TensorSpec.ElementType.STRING) {
            return new Said(first, named(reading, (int) first));
        }
        int best = 0;
        double most = first;
        for (int i = 1; i < reading.labels().size(); i++) {
            double score = Elements.get(buffer, reading.index() + i, output.type());
            if (score > most) {
                best = i;
                most = score;
            }
        }
        return new Said(most, named(reading, best));
    }

    private static String named(Reading reading, int label) {
        return label >= 0 && label < reading.labels().size() ? reading.labels().get(label) : "";
    }

    /** Returns what the author's thresholds make of a number, "" where they make nothing. */
    static String label(Reading reading, double number) {
        long level =
                reading.thresholds().stream().filter(each -> number >= each).count();
        boolean labelled = Double.isFinite(number)
                && reading.labels().size() == reading.thresholds().size() + 1;
        return labelled ? reading.labels().get((int) level) : "";
    }

    @Override
    public void close() {
        runner.close();
    }
}
