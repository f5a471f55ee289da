package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.inference.ModelChecks.Passed;
import io.millwright.model.ModelRunner;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs of every shape are served: fixed batches, arrays, pictures, outputs of any rank; each proved by its golden rows. */
class ShapesTest {
    private static final NativeCounts COUNTS = new NativeCounts();
    private static final RunWatchdog WATCHDOG = new RunWatchdog();

    @TempDir
    Path staging;

    @BeforeAll
    static void start() {
        WATCHDOG.start();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        WATCHDOG.stop(5_000);
    }

    /** A model that gives what it takes. */
    private static ModelFiles same(String golden, Consumer<JsonObject> input, long... shape) {
        JsonObject x = ModelFiles.tensor("x", "FLOAT32", shape);
        input.accept(x);
        return ModelFiles.of("same", "1.0.0", Models.same(shape), golden)
                .input(x)
                .output(ModelFiles.tensor("y", "FLOAT32", shape));
    }

    private static JsonArray features(String... names) {
        JsonArray features = Json.array().asArray();
        for (String name : names) {
            features.add(Json.object().add("name", name));
        }
        return features;
    }

    private static JsonArray arrays(int elements, String... names) {
        JsonArray features = features(names);
        features.forEach(feature -> feature.asObject().add("elements", elements));
        return features;
    }

    /** Header cells of the outputs 0 to {@code n - 1}, and the row of those values. */
    private static String[] outputs(double... values) {
        StringJoiner header = new StringJoiner(",");
        StringJoiner row = new StringJoiner(",");
        for (int i = 0; i < values.length; i++) {
            header.add("=y[" + i + "]");
            row.add(String.valueOf(values[i]));
        }
        return new String[] {header.toString(), row.toString()};
    }

    private Passed pass(ModelFiles files) throws Exception {
        try (StagedModel staged = StagedModel.of(files, staging)) {
            return new ModelChecks(Engine.load(), COUNTS, WATCHDOG).pass(staged);
        }
    }

    private void passes(ModelFiles files) throws Exception {
        Passed passed = pass(files);
        assertEquals(0, passed.deviation());
        passed.model().withdraw();
        assertEquals(0, COUNTS.sessionsOpen.get());
    }

    @Test
    void c5AGraphWithAFixedBatchOfOneIsServed() throws Exception {
        String[] y = outputs(1, 2, 3, 4);
        Passed passed = pass(same(
                "a@0,b@0,a@1,b@1," + y[0] + "\n1,2,3,4," + y[1] + "\n",
                x -> x.add("features", features("a", "b")),
                1,
                2,
                2));
        try (ModelRunner runner = passed.model().open(1)) {
            assertArrayEquals(new long[] {1, 2, 2}, runner.outputShape(0));
            runner.input(0).putFloat(0, 7);
            runner.run(60_000);
            assertEquals(7, runner.output(0).getFloat(0));
        }
        passed.model().withdraw();
    }

    /** The graph may leave the batch free where model.json fixes it, not the other way round. */
    @Test
    void aBatchThatTheGraphFixesCannotBeDeclaredFree() {
        ModelFiles files = same("a,b,=y[0]\n1,2,1\n", x -> x.add("features", features("a", "b")), 1, 2)
                .change(json -> json.get("inputs").asArray().get(0).asObject().set("shape", Json.array(-1, 2)));
        ModelRefused refusal = assertThrows(ModelRefused.class, () -> pass(files));
        assertTrue(
                refusal.getMessage()
                        .matches(
                                "model\\.json, line 1: inputs\\[0\\]\\.shape = \\[-1, 2\\]: the graph has \\[1, 2\\].*"),
                refusal.getMessage());
    }

    @Test
    void arraysFillTheirChannelsInEitherLayout() throws Exception {
        String[] y = outputs(1, 2, 3, 4, 5, 6);
        passes(same(
                "a[0],a[1],a[2],b[0],b[1],b[2]," + y[0] + "\n1,2,3,4,5,6," + y[1] + "\n",
                x -> x.add("features", arrays(3, "a", "b")),
                -1,
                2,
                3));
        passes(same(
                "a[0],a[1],a[2],b[0],b[1],b[2]," + y[0] + "\n1,3,5,2,4,6," + y[1] + "\n",
                x -> x.add("features", arrays(3, "a", "b")).add("layout", "channels_last"),
                -1,
                3,
                2));
        passes(same(
                "b[*],b[2]," + y[0] + "\n1,9," + outputs(1, 1, 9, 1, 1, 1)[1] + "\n",
                x -> x.add("features", arrays(6, "b")),
                1,
                1,
                2,
                3));
    }

    /** One column for all pixels and some for single ones: golden rows of pictures stay small. */
    @Test
    void c14APicturesGoldenRowsNeedNoColumnPerPixel() throws Exception {
        passes(same(
                "x[*],x[17],=y[0],=y[17],=y[18]\n0.5,2,0.5,2,0.5\n-1,0,-1,0,-1\n",
                x -> x.add("image", Json.object().add("colour", "gray")),
                -1,
                1,
                64,
                64));
    }

    @Test
    void rowsOfHigherRankAreNamedByRow() throws Exception {
        passes(same(
                "a@0,a@1,b@*,=y[0],=y[1],=y[2],=y[3]\n1,2,3,1,3,2,3\n",
                x -> x.add("features", features("a", "b")),
                1,
                1,
                2,
                2));
    }

    @Test
    void anOptionalFeaturesGoldenRowsMayHoldNaN() throws Exception {
        ModelFiles files = same("a,b,=y[1]\nNaN,2,2\n", x -> x.add("features", features("a", "b")), -1, 2)
                .set("score", Json.object().add("index", 1));
        passes(files);
    }

    @Test
    void everyReadingHasItsGoldenColumn() {
        JsonObject reading = Json.object().add("name", "r").add("task", "value");
        ModelFiles files = same("a,b,=y[0]\n1,2,1\n", x -> x.add("features", features("a", "b")), -1, 2)
                .set(
                        "readings",
                        Json.array()
                                .asArray()
                                .add(reading.add("lower", Json.object().add("index", 1))));
        ModelRefused refusal = assertThrows(ModelRefused.class, () -> pass(files));
        assertTrue(refusal.getMessage().contains("header = =y[1]: is missing"), refusal.getMessage());
    }

    @Test
    void aMissingElementIsNamed() {
        for (String[] golden : new String[][] {
            {"a[0],a[1],b[*],=y[0]\n1,2,3,1\n", "a[2]"},
            {"a[*],b[0],b[1],=y[0]\n1,2,3,1\n", "b[2]"},
            {"a[*],a[*],=y[0]\n1,2,1\n", "header column 2 = a[*]"},
            {"a[*],b[3],=y[0]\n1,2,1\n", "header column 2 = b[3]"},
            {"a[*],b[*],=y[*]\n1,2,1\n", "header column 3 = =y[*]"}
        }) {
            ModelFiles files = same(golden[0], x -> x.add("features", arrays(3, "a", "b")), -1, 2, 3);
            ModelRefused refusal = assertThrows(ModelRefused.class, () -> pass(files));
            assertTrue(refusal.getMessage().contains(golden[1]), refusal.getMessage());
        }
    }
}
