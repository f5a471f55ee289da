package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.ModelChecks.Passed;
import io.millwright.inference.worker.Workers;
import io.millwright.model.ModelException;
import io.millwright.model.ModelRunner;
import io.millwright.model.State;
import io.millwright.model.TensorSpec.ElementType;
import io.millwright.tensor.Elements;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs of every element type and rank are served, in this process and in a worker; what cannot be is refused with the reason. */
class TensorTypesTest {
    private static final long RUN_MILLIS = 60_000;
    private static final NativeCounts COUNTS = new NativeCounts();
    private static final RunWatchdog WATCHDOG = new RunWatchdog();

    @TempDir
    static Path workerFolder;

    private static Workers workers;

    @TempDir
    Path staging;

    @BeforeAll
    static void start() {
        WATCHDOG.start();
        workers = new Workers(workerFolder);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        WATCHDOG.stop(5_000);
        workers.close();
    }

    private static Placement placement(EngineSettings settings) {
        return new Placement(
                workers, new EngineCaches(workerFolder), () -> 4L << 30, () -> RUN_MILLIS, COUNTS, () -> settings);
    }

    /** Through a trial in a worker, then into this process. */
    private Passed pass(ModelFiles files) throws Exception {
        try (StagedModel staged = StagedModel.of(files, staging)) {
            new Trial(placement(EngineSettings.DEFAULTS)).pass(staged, false, () -> true);
            return new ModelChecks(Engine.load(), COUNTS, WATCHDOG).pass(staged);
        }
    }

    private static JsonArray features(String... names) {
        JsonArray features = Json.array().asArray();
        for (String name : names) {
            features.add(Json.object().add("name", name));
        }
        return features;
    }

    private static JsonObject x(String type, long[] shape, String... features) {
        JsonObject x = ModelFiles.tensor("x", type, shape);
        return features.length == 0 ? x : x.add("features", features(features));
    }

    private static ModelFiles model(byte[] onnx, String golden) {
        return ModelFiles.of("model", "1.0.0", onnx, golden);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            FLOAT16,  10, 0.25,      -65504
            BFLOAT16, 16, 0x1.8p-20, 1.0106875E37
            INT8,     3,  -128,      127
            INT16,    5,  -32768,    32767
            UINT8,    2,  0,         255
            INT32,    6,  -5,        2147483647
            FLOAT64,  11, 0.1,       1e300
            BOOL,     9,  0,         1
            """)
    void c14EveryTypeIsTakenAndGiven(ElementType type, int onnxType, String first, String second) throws Exception {
        Passed passed = pass(model(
                        Models.cast(onnxType, onnxType, -1, 2),
                        "a,b,=y[0],=y[1]\n" + first + "," + second + "," + Double.parseDouble(first) + ","
                                + Double.parseDouble(second) + "\n")
                .input(x(type.name(), new long[] {-1, 2}, "a", "b"))
                .output(ModelFiles.tensor("y", type.name(), -1, 2)));
        try (ModelRunner runner = passed.model().open(3)) {
            Elements.put(runner.input(0), 5, type, 1);
            runner.run(RUN_MILLIS);
            assertEquals(1, Elements.get(runner.output(0), 5, type));
            assertEquals(6 * Elements.bytes(type), runner.output(0).capacity());
        }
        passed.model().withdraw();
    }

    @ParameterizedTest
    @CsvSource({"UINT16, 4, 65535", "UINT32, 12, 4294967295", "UINT64, 13, 9007199254740991"})
    void unsignedOutputsAreReadAndUnsignedInputsRefused(ElementType type, int onnxType, String value) throws Exception {
        Passed passed = pass(model(Models.cast(7, onnxType, -1, 1), "a,=y\n" + value + "," + value + "\n")
                .input(x("INT64", new long[] {-1, 1}, "a"))
                .output(ModelFiles.tensor("y", type.name(), -1, 1)));
        try (ModelRunner runner = passed.model().open(2)) {
            runner.input(0).putLong(8, 40_000);
            runner.run(RUN_MILLIS);
            assertEquals(40_000, Elements.get(runner.output(0), 1, type));
        }
        passed.model().withdraw();

        ModelFiles files = model(Models.cast(onnxType, onnxType, -1, 1), "a,=y\n1,1\n")
                .input(x(type.name(), new long[] {-1, 1}, "a"))
                .output(ModelFiles.tensor("y", type.name(), -1, 1));
        ModelRefused refused = assertThrows(ModelRefused.class, () -> pass(files));
        assertTrue(refused.getMessage().contains("cannot fill an input of this type"), refused.getMessage());
        assertTrue(refused.getMessage().contains("cast it in the graph"), refused.getMessage());
    }

    private static ModelFiles texts() {
        JsonArray features = Json.array()
                .asArray()
                .add(Json.object().add("name", "load").add("categories", Json.array("L", "M", "H")))
                .add(Json.object().add("name", "mode").add("categories", Json.array("off", "on")));
        return model(MlModels.texts(), "load,mode,=y[0],=y[1],=same[0],=same[1]\n2,1,3,10,1,0\n0,0,1,20,-1,1\n")
                .input(ModelFiles.tensor("x", "STRING", -1, 2).add("features", features))
                .output(ModelFiles.tensor("y", "FLOAT32", -1, 2))
                .output(ModelFiles.tensor("same", "STRING", -1, 2))
                .set(
                        "readings",
                        Json.array()
                                .asArray()
                                .add(Json.object()
                                        .add("name", "load")
                                        .add("task", "classes")
                                        .add("output", "same")
                                        .add("labels", Json.array("M", "H")))
                                .add(Json.object()
                                        .add("name", "mode")
                                        .add("task", "classes")
                                        .add("output", "same")
                                        .add("index", 1)
                                        .add("labels", Json.array("on", "off"))));
    }

    /** A text is its index: of an input into the categories, of an output into the labels of the reading there, -1 if none. */
    @Test
    void c14TextsGoInAndOutByTheirIndex() throws Exception {
        Passed passed = pass(texts());
        try (ModelRunner runner = passed.model().open(2)) {
            for (int run = 0; run < 3; run++) {
                int[] indexes = {run, 1, 0, run % 2};
                for (int i = 0; i < indexes.length; i++) {
                    runner.input(0).putInt(i * Integer.BYTES, indexes[i]);
                }
                runner.run(RUN_MILLIS);
                int[] same = new int[4];
                runner.output(1).asIntBuffer().get(same);
                assertArrayEquals(new int[] {run - 1, 0, -1, 1 - run % 2}, same);
                assertEquals(run + 1, runner.output(0).getFloat(0));
            }
            runner.input(0).putInt(0, 3);
            ModelException failure = assertThrows(ModelException.class, () -> runner.run(RUN_MILLIS));
            assertTrue(failure.getMessage().contains("no index of a category, 0 to 2"), failure.getMessage());
        }
        passed.model().withdraw();
    }

    /** A classifier that has nothing but its label still says something. */
    @Test
    void aClassifierWithATextAloneDecides() throws Exception {
        Passed passed = pass(model(MlModels.classifier(true, 1), "a,b,=label\n1,2,1\n-3,0.5,2\n")
                .input(x("FLOAT32", new long[] {-1, 2}, "a", "b"))
                .output(ModelFiles.tensor("label", "STRING", -1))
                .set("score", Json.object().add("labels", Json.array(MlModels.LABELS[0], "worn", "broken"))));
        assertEquals(1, passed.model().readings().get(0).steps());
        passed.model().withdraw();
    }

    @Test
    void textsWithoutWhatTheyMayBeAreRefused() {
        ModelFiles inputs = texts().change(json ->
                json.get("inputs").asArray().get(0).asObject().set("features", features("load", "mode")));
        ModelRefused refused = assertThrows(ModelRefused.class, () -> pass(inputs));
        assertTrue(refused.getMessage().contains("give each column of the input a feature with categories"));

        ModelFiles value = texts().change(json -> json.get("readings")
                .asArray()
                .get(0)
                .asObject()
                .set("task", "embedding")
                .remove("labels"));
        refused = assertThrows(ModelRefused.class, () -> pass(value));
        assertTrue(refused.getMessage().contains("says texts, not numbers"), refused.getMessage());
    }

    /** A list of maps that nobody asks for is never made; whoever needs it is told the way. */
    @Test
    void c14AZipMapHindersNobodyAndIsRefusedWhereItIsWanted() throws Exception {
        ModelFiles label = model(MlModels.classifier(false, 1), "a,b,=label\n1,2,20\n")
                .input(x("FLOAT32", new long[] {-1, 2}, "a", "b"))
                .output(ModelFiles.tensor("label", "INT64", -1));
        pass(label).model().withdraw();

        ModelFiles wanted =
                label.change(json -> json.get("outputs").asArray().set(0, ModelFiles.tensor("zip0", "FLOAT32", -1, 3)));
        ModelRefused refused = assertThrows(ModelRefused.class, () -> pass(wanted));
        assertTrue(refused.getMessage().contains("./millwright model import"), refused.getMessage());
    }

    /** Rows that nobody asked for repeat the first one: a 0 in them would end this process. */
    @Test
    void c14AFixedBatchAboveOneIsFilledUpAndRunAsOftenAsItTakes() throws Exception {
        Passed passed = pass(model(Models.quotient(4, 2), "a,b,=y[0]\n7,3,1\n")
                .input(x("INT64", new long[] {4, 2}, "a", "b"))
                .output(ModelFiles.tensor("y", "INT64", 4, 2)));
        assertArrayEquals(new long[] {-1, 2}, passed.model().inputs().get(0).shape());
        for (int rows : new int[] {1, 4, 6}) {
            try (ModelRunner runner = passed.model().open(rows)) {
                assertArrayEquals(new long[] {rows, 2}, runner.outputShape(0));
                for (int i = 0; i < 2 * rows; i++) {
                    runner.input(0).putLong(i * Long.BYTES, i + 1);
                }
                runner.run(RUN_MILLIS);
                for (int i = 0; i < 2 * rows; i++) {
                    assertEquals(1, runner.output(0).getLong(i * Long.BYTES), rows + " rows, element " + i);
                }
            }
        }
        passed.model().withdraw();
    }

    @Test
    void aFixedBatchTakesSeveralRunsInAWorkerToo() throws Exception {
        ModelFiles files = model(Models.quotient(4, 2), "a,b,=y[0],=y[1]\n1,2,1,1\n")
                .input(x("INT64", new long[] {4, 2}, "a", "b"))
                .output(ModelFiles.tensor("y", "INT64", 4, 2));
        ModelChecks checks = new ModelChecks(
                null,
                COUNTS,
                WATCHDOG,
                Computing.unlimited(),
                placement(EngineSettings.DEFAULTS.workerFrom(0)),
                () -> {});
        try (StagedModel staged = StagedModel.of(files, staging)) {
            OnnxModel model = checks.pass(staged).model();
            assertTrue(model.blocksElsewhere());
            try (ModelRunner runner = model.open(6)) {
                assertArrayEquals(new long[] {6, 2}, runner.outputShape(0));
                for (int i = 0; i < 12; i++) {
                    runner.input(0).putLong(i * Long.BYTES, i + 1);
                }
                runner.run(RUN_MILLIS);
                for (int i = 0; i < 12; i++) {
                    assertEquals(1, runner.output(0).getLong(i * Long.BYTES), "element " + i);
                }
            }
            model.withdraw();
        }
    }

    /** No dimension, one, eight; with a batch, and without one. */
    @Test
    void c14TensorsOfAnyRankAreServed() throws Exception {
        pass(model(Models.same(), "a,=y\n5,5\n")
                        .input(x("FLOAT32", new long[0], "a"))
                        .output(ModelFiles.tensor("y", "FLOAT32")))
                .model()
                .withdraw();
        pass(model(Models.same(-1), "a,=y\n5,5\n")
                        .input(x("FLOAT32", new long[] {-1}, "a"))
                        .output(ModelFiles.tensor("y", "FLOAT32", -1)))
                .model()
                .withdraw();
        pass(model(Models.same(3), "a,b,c,=y[0],=y[2]\n5,6,7,5,7\n")
                        .input(x("FLOAT32", new long[] {3}, "a", "b", "c").add("batch", false))
                        .output(ModelFiles.tensor("y", "FLOAT32", 3)))
                .model()
                .withdraw();
        long[] eight = {-1, 1, 1, 1, 1, 1, 2, 2};
        pass(model(Models.same(eight), "a@0,b@0,a@1,b@1,=y[0],=y[3]\n1,2,3,4,1,4\n")
                        .input(x("FLOAT32", eight, "a", "b"))
                        .output(ModelFiles.tensor("y", "FLOAT32", eight)))
                .model()
                .withdraw();
    }

    /** A graph that takes the rows of a window where others have the batch; what it says has no batch either. */
    @Test
    void c14AWindowInPlaceOfTheBatchIsOneRow() throws Exception {
        for (boolean told : new boolean[] {true, false}) {
            Passed passed = pass(model(Models.total(told, -1, 2), "a@0,b@0,a@1,b@1,a@2,b@2,=y\n1,2,3,4,5,6,21\n")
                    .input(x("FLOAT32", new long[] {3, 2}, "a", "b").add("batch", false))
                    .output(ModelFiles.tensor("y", "FLOAT32")));
            assertArrayEquals(
                    new long[] {1, 3, 2}, passed.model().inputs().get(0).shape());
            assertArrayEquals(new long[] {1}, passed.model().outputs().get(0).shape());
            passed.model().withdraw();
        }
    }

    @Test
    void batchesThatDoNotGoTogetherAreRefused() {
        ModelFiles files = model(Models.total(true, 4, 2), "a,b,=y\n1,2,3\n")
                .input(x("FLOAT32", new long[] {4, 2}, "a", "b"))
                .output(ModelFiles.tensor("y", "FLOAT32"));
        ModelRefused refused = assertThrows(ModelRefused.class, () -> pass(files));
        assertTrue(refused.getMessage().contains("rows do not go together"), refused.getMessage());
    }

    private static ModelFiles adding(String golden) {
        return model(Models.adding(), golden)
                .input(x("FLOAT32", new long[] {-1, 1}, "a"))
                .input(ModelFiles.tensor("h", "FLOAT32", -1, 1))
                .output(ModelFiles.tensor("y", "FLOAT32", -1, 1))
                .output(ModelFiles.tensor("next", "FLOAT32", -1, 1))
                .set(
                        "states",
                        Json.array()
                                .asArray()
                                .add(Json.object().add("input", "h").add("output", "next")));
    }

    /** Golden rows begin with nothing remembered, unless they say what was. */
    @Test
    void statesAreToldInTheGraphsOrderAndZeroInGoldenRows() throws Exception {
        for (String golden : new String[] {"a,=y\n5,5\n7,7\n", "a,h[0],=y\n5,1,6\n7,2,9\n"}) {
            Passed passed = pass(adding(golden));
            assertEquals(List.of(new State(0, 0)), passed.model().states());
            passed.model().withdraw();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            h | y2   | is not listed in outputs
            a | next | is not listed in inputs
            x | next | which nothing else fills
            """)
    void statesThatAreNoneAreRefused(String input, String output, String why) {
        ModelFiles files = adding("a,=y\n5,5\n")
                .set(
                        "states",
                        Json.array()
                                .asArray()
                                .add(Json.object().add("input", input).add("output", output)));
        ModelRefused refused = assertThrows(ModelRefused.class, () -> pass(files));
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }
}
