package io.millwright.desk.model;

import io.millwright.inference.ModelFolder;
import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.tensor.Elements;

/** Runs a model over cases whose truth is known, by the gateway's own runner, one by one. */
abstract class CaseRunner {
    private static final long RUN_MILLIS = 10_000;

    private final Model model;
    private final int count;
    private int leftOut;

    /** Hears of each case that was run. */
    @FunctionalInterface
    interface Results {
        void row(int row, ModelRunner runner);
    }

    CaseRunner(ModelFolder folder, int count) throws Refusal {
        model = folder.model();
        this.count = count;
        if (!model.states().isEmpty()) {
            throw new Refusal(
                    model.name() + " remembers from row to row, and the rows of a table need not follow each other",
                    "judge it with ./millwright model try on a recording");
        }
    }

    /** Fills the inputs with a case; false where it lacks what the model needs. */
    abstract boolean fill(ModelRunner runner, int row) throws Refusal;

    /** Runs all cases; one that lacks what the model needs is left out, and counted. */
    final void run(Results results) throws Refusal {
        leftOut = 0;
        try (ModelRunner runner = model.open(1)) {
            for (int row = 0; row < count; row++) {
                if (fill(runner, row)) {
                    runner.run(RUN_MILLIS);
                    results.row(row, runner);
                } else {
                    leftOut++;
                }
            }
        } catch (ModelException e) {
            throw new Refusal(
                    model.name() + " does not run: " + e.getMessage(), "see what ./millwright model check says");
        }
    }

    /** Returns how many cases lacked what the model needs. */
    final int leftOut() {
        return leftOut;
    }

    /** Returns how many cases there are. */
    final int count() {
        return count;
    }

    /** Returns an element of the outputs of the case that was run last. */
    final double element(ModelRunner runner, int output, int index) {
        return Elements.get(
                runner.output(output), index, model.outputs().get(output).type());
    }

    final Model model() {
        return model;
    }

    /** Whether the classes of a reading come as a text. */
    final boolean named(Reading reading) {
        return model.outputs().get(reading.output()).type() == ElementType.STRING;
    }
}
