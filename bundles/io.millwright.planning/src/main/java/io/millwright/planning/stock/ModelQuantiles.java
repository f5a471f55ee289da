package io.millwright.planning.stock;

import io.millwright.model.Model;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.Reading;
import io.millwright.model.TensorSpec;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A model of the gateway as what it says of a part. Its input is a row of past periods, the oldest first, and behind them how many periods
 * are asked for; its readings are called {@code p50}, {@code p97.5} and so on by the probability in percent. Close it.
 */
public final class ModelQuantiles implements QuantileModel, AutoCloseable {
    private static final int BATCH = 64;
    private static final long RUN_MILLIS = 30_000;
    private static final int MOST_HISTORY = 400;

    private final String title;
    private final ModelRunner runner;
    private final FloatBuffer input;
    private final int history;
    private final int mostPeriods;
    private final int output;
    private final int width;
    private final int[] places;
    private final double[] levels;

    /** Whether a model's input is a row of past periods. */
    public static boolean takesPeriods(Model model) {
        if (model.inputs().size() != 1) {
            return false;
        }
        TensorSpec in = model.inputs().get(0);
        List<TensorSpec.Feature> features = in.features();
        return in.type() == TensorSpec.ElementType.FLOAT32
                && in.shape().length == 2
                && features.size() >= 2
                && features.size() <= MOST_HISTORY
                && features.get(features.size() - 1).name().equals("periods");
    }

    /**
     * Opens a model. May take seconds.
     *
     * @throws IllegalArgumentException if it is no model of demand, with what is missing
     * @throws ModelException if it cannot be opened
     */
    public ModelQuantiles(Model model) throws ModelException {
        title = model.name() + " " + model.version();
        if (!takesPeriods(model)) {
            throw new IllegalArgumentException(
                    "model " + title
                            + ": its input is no row of past periods with the feature 'periods' behind them; name a model of demand.");
        }
        List<TensorSpec.Feature> features = model.inputs().get(0).features();
        history = features.size() - 1;
        double greatest = features.get(history).max();
        mostPeriods = Double.isNaN(greatest) ? 1 : (int) greatest;
        List<Reading> readings =
                model.readings().stream().filter(reading -> level(reading) > 0).toList();
        levels = readings.stream().mapToDouble(ModelQuantiles::level).toArray();
        places = readings.stream().mapToInt(Reading::index).toArray();
        output = readings.isEmpty() ? 0 : readings.get(0).output();
        if (levels.length < 2 || readings.stream().anyMatch(reading -> reading.output() != output) || !rising(levels)) {
            throw new IllegalArgumentException(
                    "model " + title
                            + ": its readings must be two or more of one output, called p50, p90 and so on, rising; name a model of demand.");
        }
        runner = model.open(BATCH);
        input = runner.input(0).asFloatBuffer();
        long[] result = runner.outputShape(output);
        width = (int) (result.length > 1 ? result[1] : 1);
    }

    private static double level(Reading reading) {
        String name = reading.name();
        try {
            return name.startsWith("p") ? Double.parseDouble(name.substring(1)) / 100 : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static boolean rising(double[] levels) {
        for (int i = 1; i < levels.length; i++) {
            if (levels[i] <= levels[i - 1]) {
                return false;
            }
        }
        return levels[levels.length - 1] < 1;
    }

    @Override
    public int history() {
        return history;
    }

    @Override
    public int mostPeriods() {
        return mostPeriods;
    }

    @Override
    public double[] levels() {
        return levels;
    }

    @Override
    public void quantities(double[][] histories, int count, int periods, double[][] quantities) throws ModelException {
        for (int from = 0; from < count; from += BATCH) {
            int rows = Math.min(BATCH, count - from);
            for (int row = 0; row < BATCH; row++) {
                double[] values = histories[from + Math.min(row, rows - 1)];
                int at = row * (history + 1);
                for (int i = 0; i < history; i++) {
                    input.put(at + i, (float) values[i]);
                }
                input.put(at + history, periods);
            }
            runner.run(RUN_MILLIS);
            FloatBuffer result = runner.output(output).asFloatBuffer();
            for (int row = 0; row < rows; row++) {
                read(result, row, quantities[from + row]);
            }
        }
    }

    /** Takes a row over; a quantity is finite, 0 or more, and never below that of a lower probability. */
    private void read(FloatBuffer result, int row, double[] quantities) throws ModelException {
        double before = 0;
        for (int i = 0; i < places.length; i++) {
            double quantity = result.get(row * width + places[i]);
            if (Double.isNaN(quantity) || Double.isInfinite(quantity)) {
                throw new ModelException("it answered " + quantity + " for a quantity", false);
            }
            before = Math.max(before, quantity);
            quantities[i] = before;
        }
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public void close() {
        runner.close();
    }
}
