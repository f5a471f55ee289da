package io.millwright.pipeline.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.decision.Contribution;
import io.millwright.decision.Explanation;
import io.millwright.decision.Explanation.Method;
import io.millwright.decision.Explanation.Scale;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.decision.HeatMap;
import io.millwright.model.ImageSpec;
import io.millwright.model.Reading.Task;
import io.millwright.model.State;
import io.millwright.model.TensorSpec;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.pipeline.FakeModel;
import io.millwright.pipeline.FakeModel.Says;
import io.millwright.pipeline.ShapedInputs;
import io.millwright.pipeline.decide.WholeInputs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** A decision is explained by runs of its model: what is told adds up, belongs to the right features, and keeps its time. */
class ExplainerTest {
    private static final double EXACT = 1e-6;
    private final Random random = new Random(5);

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private double[][] rows(int count, int columns) {
        double[][] rows = new double[count][columns];
        for (double[] row : rows) {
            Arrays.setAll(row, i -> random.nextGaussian());
        }
        return rows;
    }

    private static Says reading(Task task, List<Double> thresholds, String... labels) {
        return new Says("score", task, 0, 0, "", thresholds, List.of(labels), false, -1, 0, -1, 0, 1);
    }

    private static TensorSpec columns(String... features) {
        return FakeModel.input(
                "x",
                ElementType.FLOAT32,
                1,
                Arrays.stream(features).map(FakeModel::number).toList());
    }

    private static Explanation explain(RowModel model, String label, double number, FeatureSnapshot inputs)
            throws Exception {
        // No time passes, however long runs take here: what is planned is the same everywhere.
        LongSupplier stands = () -> 0;
        try (OpenRunner runner = OpenRunner.open(model, stands, () -> false)) {
            return Explainer.explain(
                    runner, ExplainedDecisions.of(model, number, label), inputs, 2_000, stands, () -> false);
        }
    }

    private static Explanation explain(RowModel model, double... numbers) throws Exception {
        return explain(model, "alarm", model.says(numbers)[0], ExplainedDecisions.inputs(model, numbers));
    }

    private static void assertAddsUp(Explanation explanation) {
        double sum = explanation.contributions().stream()
                .mapToDouble(Contribution::amount)
                .sum();
        assertEquals(explanation.output() - explanation.expected(), sum, EXACT);
    }

    private static Contribution of(Explanation explanation, String feature) {
        return explanation.contributions().stream()
                .filter(part -> part.feature().equals(feature))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aProbabilityIsExplainedOnItsLogOdds() throws Exception {
        RowModel model = new RowModel(List.of(columns("a", "b", "c", "d")), 1, x ->
                new double[] {sigmoid(x[0] - 0.5 * x[1] + 0.3 * x[2] * x[3])});
        model.reading = reading(Task.BINARY, List.of(0.5), "ok", "alarm");
        model.background = rows(20, 4);
        Explanation explanation = explain(model, 0.8, 0.3, 0.1, 0.2);
        assertEquals(Scale.LOGIT, explanation.scale());
        assertEquals(Method.SHAPLEY_EXACT, explanation.method());
        assertEquals(20, explanation.backgroundRows());
        assertEquals(1, explanation.done());
        assertAddsUp(explanation);
        double mean = Arrays.stream(model.background)
                .mapToDouble(row -> row[0])
                .average()
                .orElseThrow();
        assertEquals(0.8 - mean, of(explanation, "a").amount(), 1e-5, "a is linear in the log odds");
        assertEquals("a", explanation.contributions().get(0).feature(), "the greatest comes first");
        assertEquals(0.8, of(explanation, "a").value(), 1e-6);
        assertNull(explanation.heatMap());
    }

    @Test
    void theRowsThatAreMostLikeItAreComparedWith() throws Exception {
        RowModel model = new RowModel(List.of(columns("a", "b", "c", "d")), 1, x -> new double[] {x[0] + x[1]});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        // Two ways of usual operation: what is explained belongs to the second, and only b is unusual there.
        model.background = new double[80][];
        for (int row = 0; row < 80; row++) {
            double noise = 0.01 * random.nextGaussian();
            model.background[row] = row < 40 ? new double[] {noise, 1, 0, 0} : new double[] {10 + noise, 5, 0, 0};
        }
        Explanation explanation = explain(model, 10, 8, 0, 0);
        assertEquals(32, explanation.backgroundRows());
        assertEquals("b", explanation.contributions().get(0).feature());
        assertEquals(3, of(explanation, "b").amount(), EXACT);
        assertEquals(0, of(explanation, "a").amount(), 0.05);
        assertAddsUp(explanation);
    }

    @Test
    void aProbabilityBeyondItsEndsCountsAsThere() throws Exception {
        RowModel model = new RowModel(List.of(columns("a", "b", "c", "d")), 1, x -> new double[] {x[0]});
        model.reading = reading(Task.BINARY, List.of(0.02), "ok", "alarm");
        model.background = new double[][] {{0, 0, 0, 0}};
        Explanation explanation = explain(model, 1, 0, 0, 0);
        assertEquals(
                Math.log(0.998 / 0.002), explanation.output(), EXACT, "a tenth of the limit, as that is below 0.01");
        assertEquals(Math.log(0.002 / 0.998), explanation.expected(), EXACT);
    }

    @Test
    void aScoreThatIsNoProbabilityIsExplainedAsItIs() throws Exception {
        RowModel model = new RowModel(List.of(columns("a", "b", "c", "d")), 1, x -> new double[] {5 * x[0] + x[3]});
        model.reading = reading(Task.BINARY, List.of(0.5), "ok", "alarm");
        model.background = new double[][] {{0, 0, 0, 0}};
        Explanation explanation = explain(model, 2, 1, 1, 1);
        assertEquals(Scale.OUTPUT, explanation.scale());
        assertEquals(10, of(explanation, "a").amount(), EXACT);
        assertEquals(0, of(explanation, "b").amount(), EXACT);
    }

    @Test
    void ofClassesTheDecidedOneIsExplained() throws Exception {
        RowModel model = new RowModel(List.of(columns("a", "b", "c", "d")), 3, x -> {
            double sum = Math.exp(x[0]) + Math.exp(x[1]) + Math.exp(x[2]);
            return new double[] {Math.exp(x[0]) / sum, Math.exp(x[1]) / sum, Math.exp(x[2]) / sum};
        });
        model.reading = reading(Task.CLASSES, List.of(), "fine", "worn", "torn");
        model.background = rows(16, 4);
        double[] numbers = {0, 4, 1, 9};
        Explanation explanation =
                explain(model, "worn", model.says(numbers)[1], ExplainedDecisions.inputs(model, numbers));
        assertEquals("worn", explanation.label());
        assertEquals(Scale.LOGIT, explanation.scale());
        assertEquals("b", explanation.contributions().get(0).feature());
        assertTrue(explanation.contributions().get(0).amount() > 0);
        assertEquals(0, of(explanation, "d").amount(), EXACT);
        assertAddsUp(explanation);
    }

    @Test
    void aWindowIsExplainedByChannelWithAllItsRows() throws Exception {
        List<TensorSpec.Feature> features = Arrays.stream(new String[] {"a", "b", "c", "d"})
                .<TensorSpec.Feature>map(FakeModel::number)
                .toList();
        TensorSpec window = FakeModel.input("w", ElementType.FLOAT32, 5, features);
        // The mean of channel b over all rows, and channel d of the oldest row.
        RowModel model = new RowModel(
                List.of(window), 1, x -> new double[] {(x[1] + x[5] + x[9] + x[13] + x[17]) / 5 + 0.5 * x[3]});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        model.background = new double[][] {new double[20]};
        double[] numbers = new double[20];
        Arrays.fill(numbers, 2);
        numbers[17] = 7;
        Explanation explanation = explain(model, numbers);
        assertEquals(4, explanation.contributions().size());
        assertEquals(3, of(explanation, "b").amount(), EXACT);
        assertEquals(1, of(explanation, "d").amount(), EXACT);
        assertEquals(0, of(explanation, "a").amount(), EXACT);
        assertEquals(7, of(explanation, "b").value(), "the newest row's");
        assertEquals(0, of(explanation, "b").from());
        assertEquals(5, of(explanation, "b").to());
    }

    @Test
    void whereThereAreFewChannelsTimeIsDivided() throws Exception {
        TensorSpec window = FakeModel.input("w", ElementType.FLOAT32, 40, List.of(FakeModel.number("force")));
        RowModel model = new RowModel(List.of(window), 1, x -> new double[] {x[7]});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        model.background = new double[][] {new double[40]};
        double[] numbers = new double[40];
        Arrays.fill(numbers, 3);
        Explanation explanation = explain(model, numbers);
        assertEquals(8, explanation.contributions().size());
        Contribution greatest = explanation.contributions().get(0);
        assertEquals(3, greatest.amount(), EXACT);
        assertEquals(5, greatest.from());
        assertEquals(10, greatest.to());
    }

    @Test
    void arraysAreExplainedAsAWhole() throws Exception {
        RowModel model = new RowModel(
                List.of(ShapedInputs.array("wave", 16), ShapedInputs.array("noise", 16), columns("a", "b")), 1, x ->
                        new double[] {x[3] + x[15] + 2 * x[33]});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        model.background = new double[][] {new double[34]};
        double[] numbers = new double[34];
        Arrays.fill(numbers, 1);
        Explanation explanation = explain(model, numbers);
        assertEquals(2, of(explanation, "wave").amount(), EXACT);
        assertEquals(0, of(explanation, "noise").amount(), EXACT);
        assertEquals(2, of(explanation, "b").amount(), EXACT);
        assertTrue(Double.isNaN(of(explanation, "wave").value()), "an array has no single value");
    }

    @Test
    void whatTheModelRemembersIsNobodysAndStays() throws Exception {
        RowModel model = new RowModel(
                List.of(
                        new FakeModel.Spec("h", ElementType.FLOAT32, new long[] {-1, 2}, List.of()),
                        columns("a", "b", "c", "d")),
                1,
                x -> new double[] {x[0] * x[2] + x[1]});
        model.states = List.of(new State(0, 0));
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        model.background = new double[][] {new double[6]};
        Explanation explanation = explain(model, 3, 100, 2, 0, 0, 0);
        assertEquals(6, of(explanation, "a").amount(), EXACT);
        assertEquals(100, explanation.expected(), EXACT);
    }

    @Test
    void scalarFeaturesAloneAreEnoughWhereNothingElseFillsTheModel() throws Exception {
        RowModel model = new RowModel(List.of(columns("a", "b", "c", "d")), 1, x -> new double[] {x[0] - x[3]});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        model.background = new double[][] {new double[4]};
        FeatureSnapshot scalars = new FeatureSnapshot() {
            @Override
            public List<String> features() {
                return List.of("a", "b", "c", "d");
            }

            @Override
            public int rows() {
                return 2;
            }

            @Override
            public double value(int row, int column) {
                return row == 0 ? 99 : column + 1;
            }
        };
        Explanation explanation = explain(model, "alarm", -3, scalars);
        assertEquals(1, of(explanation, "a").amount(), EXACT);
        assertEquals(-4, of(explanation, "d").amount(), EXACT);
    }

    @Test
    void otherInputsThanThoseDecidedAreNotExplained() {
        RowModel model = new RowModel(List.of(columns("a", "b", "c", "d")), 1, x -> new double[] {x[0]});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        model.background = new double[][] {new double[4]};
        NotExplained refused = assertThrows(
                NotExplained.class, () -> explain(model, "alarm", 7, ExplainedDecisions.inputs(model, 3, 0, 0, 0)));
        assertTrue(refused.getMessage().contains("said 7.0 when it decided"), refused.getMessage());
    }

    @Test
    void outputsThatAreNoNumbersAreNotExplained() {
        RowModel model = new RowModel(
                List.of(columns("a", "b", "c", "d")), 1, x -> new double[] {x[0] == x[1] ? 1 : Double.NaN});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        model.background = new double[][] {new double[4]};
        assertThrows(NotExplained.class, () -> explain(model, 3, 3, 0, 0));
    }

    @Test
    void aSlowModelKeepsTheTimeAndSaysHowFarItCame() throws Exception {
        AtomicLong clock = new AtomicLong();
        String[] names = new String[30];
        Arrays.setAll(names, i -> "f" + i);
        RowModel model = new RowModel(List.of(columns(names)), 1, x ->
                new double[] {Arrays.stream(x).map(v -> v * v * x[0]).sum()});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        model.background = rows(32, 30);
        try (OpenRunner runner = OpenRunner.open(model, clock::get, () -> false)) {
            // By the clock of this test each run takes 10 ms, whatever it took when it was measured.
            model.onRun = () -> clock.addAndGet(10_000_000);
            double[] numbers = rows(1, 30)[0];
            float[] kept = new float[30];
            for (int i = 0; i < 30; i++) {
                kept[i] = (float) numbers[i];
                numbers[i] = kept[i];
            }
            Explanation explanation = Explainer.explain(
                    runner,
                    ExplainedDecisions.of(model, model.says(numbers)[0], "alarm"),
                    ExplainedDecisions.inputs(model, numbers),
                    300,
                    clock::get,
                    () -> false);
            assertTrue(explanation.millis() <= 300 + 10, "took " + explanation.millis());
            assertTrue(explanation.done() < 1, "done " + explanation.done());
            assertEquals(Method.SHAPLEY_SAMPLED, explanation.method());
            assertAddsUp(explanation);
        }
    }

    @Test
    void aPictureHasAHeatMapWithItsHottestPlace() throws Exception {
        ShapedInputs.Picture picture = ShapedInputs.picture("camera", 40, 30);
        for (TensorSpec spec : List.of(picture, picture.channelsLast())) {
            boolean last = spec.layout() == TensorSpec.Layout.CHANNELS_LAST;
            // A bright spot at x 31, y 8 of the second channel is all that it sees.
            int spot = last ? (8 * 40 + 31) * 3 + 1 : 40 * 30 + 8 * 40 + 31;
            RowModel model = new RowModel(List.of(spec), 1, x -> new double[] {x[spot]});
            model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
            double[] numbers = new double[40 * 30 * 3];
            numbers[spot] = 50;
            Explanation explanation = explain(model, numbers);
            HeatMap map = explanation.heatMap();
            assertEquals(Method.OCCLUSION, explanation.method());
            assertEquals(50, map.value(map.row(), map.column()), EXACT);
            assertTrue(Math.abs(map.x() - 31) <= 3 && Math.abs(map.y() - 8) <= 3, map.x() + ", " + map.y());
            assertEquals(0, map.value(map.rows() - 1, 0), EXACT);
            assertEquals("camera", map.input());
            assertEquals(List.of(), explanation.contributions());
        }
    }

    /** The mean of the surroundings would be one more difference, wherever the board has a pattern. */
    @Test
    void besideAReferenceAPlaceIsCoveredByWhatThatShows() throws Exception {
        ShapedInputs.Picture board = ShapedInputs.picture("board", 32, 32).colour(ImageSpec.Colour.GRAY);
        ShapedInputs.Picture reference = ShapedInputs.picture("reference", 32, 32)
                .colour(ImageSpec.Colour.GRAY)
                .held();
        int pixels = 32 * 32;
        RowModel model = new RowModel(List.of(board, reference), 1, x -> {
            double worst = 0;
            for (int i = 0; i < pixels; i++) {
                worst = Math.max(worst, Math.abs(x[i] - x[pixels + i]));
            }
            return new double[] {worst};
        });
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        double[] numbers = new double[2 * pixels];
        for (int i = 0; i < pixels; i++) {
            numbers[i] = numbers[pixels + i] = i % 2 * 100;
        }
        numbers[7 * 32 + 20] += 60;
        HeatMap map = explain(model, numbers).heatMap();
        assertEquals("board", map.input());
        assertEquals(60, map.value(map.row(), map.column()), EXACT);
        assertTrue(Math.abs(map.x() - 20) <= 3 && Math.abs(map.y() - 7) <= 3, map.x() + ", " + map.y());
        assertEquals(0, map.value(map.rows() - 1, 0), EXACT);
    }

    @Test
    void ofACutPictureTheWorstTileIsLookedAt() throws Exception {
        ShapedInputs.Picture picture = ShapedInputs.picture("camera", 8, 8)
                .colour(ImageSpec.Colour.GRAY)
                .fit(ImageSpec.Fit.TILE)
                .raw(24, 16, ImageSpec.Colour.GRAY);
        RowModel model = new RowModel(
                List.of(picture), 1, x -> new double[] {Arrays.stream(x).max().orElse(0)});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        double[] tiles = new double[6 * 64];
        // Tile 4 is the second of the second row; its spot lies at 5, 2.
        tiles[4 * 64 + 2 * 8 + 5] = 9;
        ByteBuffer all = ByteBuffer.allocate(tiles.length * 4).order(ByteOrder.nativeOrder());
        for (double pixel : tiles) {
            all.putFloat((float) pixel);
        }
        FeatureSnapshot inputs =
                new WholeInputs(null, new ByteBuffer[] {all.clear().order(ByteOrder.nativeOrder())}, 200);
        HeatMap map = explain(model, "alarm", 9, inputs).heatMap();
        assertEquals(4, map.tile());
        assertTrue(Math.abs(map.x() - (8 + 5)) <= 2 && Math.abs(map.y() - (8 + 2)) <= 2, map.x() + ", " + map.y());
    }

    @Test
    void aModelInAWorkerIsStartedAndWaitedFor() throws Exception {
        RowModel model = new RowModel(List.of(columns("a", "b", "c", "d")), 1, x -> new double[] {x[0]});
        model.blocksElsewhere = true;
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        model.background = new double[][] {new double[4]};
        assertEquals(3, of(explain(model, 3, 3, 0, 0), "a").amount(), EXACT);
        assertEquals(0, model.open.get(), "all runners are closed");
    }

    private static RowModel linear() {
        RowModel model = new RowModel(List.of(columns("a", "b", "c", "d")), 1, x -> new double[] {x[0]});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        model.background = new double[][] {new double[4]};
        return model;
    }

    @Test
    void whateverBefallsTheOpeningNoRunnerStaysOpen() {
        RowModel larger = linear();
        larger.onRun = () -> {
            if (larger.runs.get() > 3) {
                throw new AssertionError("in a larger batch");
            }
        };
        assertThrows(AssertionError.class, () -> OpenRunner.open(larger, () -> 0, () -> false));
        assertEquals(0, larger.open.get());
        RowModel shape = linear();
        shape.onShape = () -> {
            throw new IllegalArgumentException("no shape");
        };
        assertThrows(IllegalArgumentException.class, () -> OpenRunner.open(shape, () -> 0, () -> false));
        assertEquals(0, shape.open.get());
    }

    @Test
    void aStopEndsAfterTheRunInProgressWhileAModelOpens() {
        RowModel model = linear();
        for (int runs : new int[] {1, 2, 5}) {
            model.runs.set(0);
            BooleanSupplier stopped = () -> model.runs.get() >= runs;
            assertThrows(NotExplained.class, () -> OpenRunner.open(model, () -> 0, stopped));
            assertEquals(runs, model.runs.get());
            assertEquals(0, model.open.get());
        }
    }

    @Test
    void aStopEndsAfterTheRunInProgressWhileTilesAreLookedAt() throws Exception {
        ShapedInputs.Picture picture = ShapedInputs.picture("camera", 8, 8)
                .colour(ImageSpec.Colour.GRAY)
                .fit(ImageSpec.Fit.TILE)
                .raw(24, 16, ImageSpec.Colour.GRAY);
        RowModel model = new RowModel(List.of(picture), 1, x -> new double[] {x[0]});
        model.reading = reading(Task.VALUE, List.of(1.0), "ok", "alarm");
        AtomicLong clock = new AtomicLong();
        // A slow model: each tile is a run.
        model.onRun = () -> clock.addAndGet(1_000_000_000L);
        ByteBuffer all = ByteBuffer.allocate(6 * 64 * 4).order(ByteOrder.nativeOrder());
        FeatureSnapshot inputs = new WholeInputs(null, new ByteBuffer[] {all}, 200);
        try (OpenRunner runner = OpenRunner.open(model, clock::get, () -> false)) {
            model.runs.set(0);
            assertThrows(
                    NotExplained.class,
                    () -> Explainer.explain(
                            runner,
                            ExplainedDecisions.of(model, 0, "alarm"),
                            inputs,
                            10_000,
                            clock::get,
                            () -> model.runs.get() >= 2));
            assertEquals(2, model.runs.get());
        }
    }

    @Test
    void aStopEndsBeforeTheRowsThatAreMostLikeItAreSought() throws Exception {
        RowModel model = linear();
        try (OpenRunner runner = OpenRunner.open(model, () -> 0, () -> false)) {
            model.runs.set(0);
            NotExplained ended = assertThrows(
                    NotExplained.class,
                    () -> Explainer.explain(
                            runner,
                            ExplainedDecisions.of(model, 3, "alarm"),
                            ExplainedDecisions.inputs(model, 3, 0, 0, 0),
                            2_000,
                            () -> 0,
                            () -> model.runs.get() >= 2));
            assertTrue(ended.getMessage().contains("rows of the background that are like it"), ended.getMessage());
            assertEquals(2, model.runs.get());
        }
    }
}
