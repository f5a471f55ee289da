package io.millwright.pipeline.drift;

import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.Severity;
import io.millwright.decision.Value;
import io.millwright.model.Reference;
import io.millwright.model.Reference.Group;
import io.millwright.model.Reference.LabelShares;
import io.millwright.model.Reference.Residual;
import io.millwright.model.Reference.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A healthy machine, one row a minute: speed and torque hang together and vary from row to row, temperatures wander slowly as those
 * of a hall do, and three parts of a hundred are bad. What can go wrong can be set.
 */
final class Machine {
    static final List<String> FEATURES = List.of("air", "process", "speed", "torque");
    static final List<String> LABELS = List.of("good", "bad");
    static final int ROWS_PER_DAY = 1_440;
    static final double DAYS = 30;

    /** Rows after which the air has forgotten about half of what it was. */
    private static final double WANDER_ROWS = 700;

    private final Random random;
    private double air;
    private double surplus;
    private double chance;
    private long minute = 1;

    /** What torque readings are multiplied with. */
    double gain = 1;

    /** What is added to process temperatures. */
    double offset;

    /** Share of bad parts. */
    double bad = 0.03;

    /** How much of a row's chance is that of the row before. */
    double memory;

    Machine(long seed) {
        random = new Random(seed);
        air = random.nextGaussian();
        surplus = random.nextGaussian();
    }

    /** What a training from four thousand rows of such machines would say. */
    static Reference reference() {
        List<Double> probabilities = new ArrayList<>();
        for (int i = 1; i < 100; i++) {
            probabilities.add(i / 100.0);
        }
        Machine machine = new Machine(4711);
        double[][] rows = new double[8_000][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = machine.row();
        }
        List<Spread> spreads = new ArrayList<>();
        for (int column : new int[] {2, 3}) {
            double[] values = new double[rows.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = rows[i][column];
            }
            Arrays.sort(values);
            List<Double> quantiles = probabilities.stream()
                    .map(p -> values[(int) (p * (values.length - 1))])
                    .toList();
            spreads.add(new Spread(FEATURES.get(column), probabilities, quantiles, 2));
        }
        return new Reference(
                rows.length,
                DAYS,
                spreads,
                List.of(new Group("process", List.of("speed", "torque"), List.of(0.0, 0.0), scores(rows), 1, 6)),
                List.of(new Residual("process", List.of("air"), 10, List.of(1.0), 1, 1_400)),
                List.of(new LabelShares("quality", LABELS, List.of(0.97, 0.03), 1)),
                List.of(),
                0,
                0);
    }

    /** The covariance of what the rows' chances are made of: that of their normal scores. */
    private static List<Double> scores(double[][] rows) {
        double both = 0;
        for (double[] row : rows) {
            both += row[4] * row[5] / rows.length;
        }
        return List.of(1.0, both, both, 1.0);
    }

    /** Values of the features, then the normal scores of speed and torque. */
    private double[] row() {
        double keep = Math.exp(-1 / WANDER_ROWS);
        air = keep * air + Math.sqrt(1 - keep * keep) * random.nextGaussian();
        surplus = keep * surplus + Math.sqrt(1 - keep * keep) * random.nextGaussian();
        chance = memory * chance + Math.sqrt(1 - memory * memory) * random.nextGaussian();
        double torque = chance;
        double speed = -0.92 * chance + Math.sqrt(1 - 0.92 * 0.92) * random.nextGaussian();
        // Skewed as speeds are: what depends on the shape would raise false alarms.
        return new double[] {
            300 + 2 * air,
            310 + 2 * air + surplus + offset,
            1_400 + 120 * Math.exp(0.6 * speed),
            gain * (40 + 10 * torque),
            speed,
            torque
        };
    }

    /** Lets a watch see rows; returns how often it rose from NONE. */
    long run(AssetWatch watch, int rows) {
        long before = watch.alarms();
        for (int i = 0; i < rows; i++) {
            minute++;
            watch.decided(minute * 60_000_000, snapshot(row()), answer());
        }
        return watch.alarms() - before;
    }

    FeatureSnapshot snapshot() {
        return snapshot(row());
    }

    private static FeatureSnapshot snapshot(double[] row) {
        return new FeatureSnapshot() {
            @Override
            public List<String> features() {
                return FEATURES;
            }

            @Override
            public int rows() {
                return 1;
            }

            @Override
            public double value(int number, int column) {
                return row[column];
            }
        };
    }

    List<Value> answer() {
        return List.of(new Answer(random.nextDouble() < bad ? "bad" : "good"));
    }

    private record Answer(String label) implements Value {
        @Override
        public String name() {
            return "quality";
        }

        @Override
        public String unit() {
            return "";
        }

        @Override
        public double number() {
            return 0;
        }

        @Override
        public String rawLabel() {
            return label;
        }

        @Override
        public Severity severity() {
            return Severity.OK;
        }

        @Override
        public double lower() {
            return Double.NaN;
        }

        @Override
        public double upper() {
            return Double.NaN;
        }

        @Override
        public double[] steps() {
            return new double[0];
        }
    }
}
