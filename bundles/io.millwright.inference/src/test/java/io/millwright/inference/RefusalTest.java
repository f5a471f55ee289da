package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import io.millwright.inference.ModelChecks.Passed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a model can be wrong is refused with file, key, value and remedy, and leaves nothing behind. */
class RefusalTest {
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

    private Passed pass(ModelFiles files) throws Exception {
        try (StagedModel staged = StagedModel.of(files, staging)) {
            return new ModelChecks(Engine.load(), COUNTS, WATCHDOG).pass(staged);
        }
    }

    private DynamicTest refused(String name, Consumer<ModelFiles> spoil, String... parts) {
        return DynamicTest.dynamicTest(name, () -> {
            ModelFiles files = ModelFiles.linear("linear", "1.0.0", 3);
            spoil.accept(files);
            ModelRefused refusal = assertThrows(ModelRefused.class, () -> pass(files));
            for (String part : parts) {
                assertTrue(refusal.getMessage().contains(part), part + " not in: " + refusal.getMessage());
            }
            assertTrue(refusal.getMessage().contains("Remedy: "), refusal.getMessage());
            assertTrue(refusal.getMessage().indexOf('\n') < 0, "one line: " + refusal.getMessage());
            assertEquals(0, COUNTS.sessionsOpen.get(), "sessions left open");
            assertEquals(0, COUNTS.runnersOpen.get(), "runners left open");
            try (Stream<Path> left = Files.list(staging)) {
                assertEquals(0, left.count(), "staged files left");
            }
        });
    }

    /** A contradiction of structure: the schema refuses it as well, and the refusal says the line. */
    private DynamicTest json(String name, Consumer<JsonObject> change, String... parts) {
        return json(name, change, true, parts);
    }

    /** A contradiction that a schema cannot express. */
    private DynamicTest beyondSchema(String name, Consumer<JsonObject> change, String... parts) {
        return json(name, change, false, parts);
    }

    private DynamicTest json(String name, Consumer<JsonObject> change, boolean structure, String... parts) {
        return refused(
                name,
                files -> {
                    files.change(change);
                    List<String> errors = ModelSchema.errors(files.json().toString());
                    assertEquals(structure, !errors.isEmpty(), "the schema says " + errors);
                },
                parts);
    }

    private static JsonObject first(JsonObject json, String list) {
        return json.get(list).asArray().get(0).asObject();
    }

    private static JsonValue shape(long... dimensions) {
        return Json.array(dimensions);
    }

    @Test
    void theUnspoiledModelPasses() throws Exception {
        Passed passed = pass(ModelFiles.linear("linear", "1.0.0", 3));
        assertEquals(3, passed.rows());
        passed.model().withdraw();
        assertEquals(0, COUNTS.sessionsOpen.get());
    }

    @TestFactory
    Stream<DynamicTest> modelJson() {
        byte[] notUtf8 = {'{', (byte) 0xFF, '}'};
        return Stream.of(
                refused(
                        "not JSON",
                        f -> f.raw("model.json", "{\"a\":".getBytes(StandardCharsets.UTF_8)),
                        "model.json",
                        "is not JSON"),
                refused("not UTF-8", f -> f.raw("model.json", notUtf8), "model.json", "UTF-8"),
                refused(
                        "no object",
                        f -> f.raw("model.json", "[]".getBytes(StandardCharsets.UTF_8)),
                        "must be an object"),
                refused(
                        "too deep",
                        f -> f.raw("model.json", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8)),
                        "model.json"),
                refused(
                        "too large",
                        f -> f.raw("model.json", new byte[(int) StagedModel.DESCRIPTION_BYTES + 1]),
                        "model.json: size"),
                refused(
                        "duplicate key",
                        f -> f.raw(
                                "model.json",
                                f.json()
                                        .toString()
                                        .replaceFirst("\\{", "{\"name\":\"x\",")
                                        .getBytes(StandardCharsets.UTF_8)),
                        "name = twice"),
                json("other format", j -> j.set("format", 2), "format = 2", "update Millwright"),
                json("no format", j -> j.remove("format"), "format = missing"),
                json("no name", j -> j.remove("name"), "name = missing"),
                json("name with slash", j -> j.set("name", "../x"), "name = \"../x\""),
                json("version", j -> j.set("version", "one"), "version = \"one\"", "1.0.0"),
                json("version is a number", j -> j.set("version", 1), "version = 1"),
                json("no inputs", j -> j.set("inputs", Json.array()), "inputs = []", "must not be empty"),
                json("inputs no list", j -> j.set("inputs", "x"), "inputs = \"x\"", "list"),
                json(
                        "file outside",
                        j -> j.get("onnx").asObject().set("file", "../model.onnx"),
                        "onnx.file",
                        "../model.onnx"),
                beyondSchema(
                        "file missing",
                        j -> j.get("onnx").asObject().set("file", "other.onnx"),
                        "other.onnx",
                        "missing"),
                json(
                        "hash of upper case",
                        j -> j.get("onnx").asObject().set("sha256", "A".repeat(64)),
                        "onnx.sha256",
                        "lower-case"),
                beyondSchema(
                        "score of no output",
                        j -> j.set("score", Json.object().add("output", "z")),
                        "score.output = \"z\""),
                beyondSchema(
                        "score index",
                        j -> j.set("score", Json.object().add("index", 1)),
                        "score.index = 1",
                        "1 elements"),
                json(
                        "threshold",
                        j -> j.set("score", Json.object().add("threshold", "high")),
                        "score.threshold",
                        "number"),
                json(
                        "one label",
                        j -> j.set("score", Json.object().add("labels", Json.array("a"))),
                        "score.labels",
                        "two labels"),
                beyondSchema(
                        "labels and elements",
                        j -> j.set("score", Json.object().add("labels", Json.array("a", "b", "c"))),
                        "score.labels",
                        "3 labels"));
    }

    @TestFactory
    Stream<DynamicTest> tensors() {
        return Stream.of(
                beyondSchema("input's name", j -> first(j, "inputs").set("name", "z"), "inputs[0].name = z", "[x]"),
                beyondSchema("output's name", j -> first(j, "outputs").set("name", "z"), "outputs[0].name = z", "[y]"),
                beyondSchema(
                        "input's type",
                        j -> first(j, "inputs").set("type", "INT64"),
                        "inputs[0].type = INT64",
                        "write FLOAT32"),
                json(
                        "unknown type",
                        j -> first(j, "inputs").set("type", "COMPLEX64"),
                        "inputs[0].type = \"COMPLEX64\"",
                        "FLOAT32"),
                beyondSchema(
                        "columns",
                        j -> first(j, "inputs").set("shape", shape(-1, 3)),
                        "inputs[0].shape = [-1,3]",
                        "2 features"),
                json(
                        "second free dimension",
                        j -> first(j, "inputs").set("shape", shape(-1, -1)),
                        "inputs[0].shape[1] = -1"),
                json("batch of 0", j -> first(j, "inputs").set("shape", shape(0, 2)), "inputs[0].shape[0] = 0"),
                beyondSchema("no dimension", j -> first(j, "inputs").set("shape", shape()), "inputs[0].shape = []"),
                json(
                        "huge",
                        j -> first(j, "outputs").set("shape", shape(-1, 1L << 40)),
                        "outputs[0].shape",
                        "elements per row"),
                beyondSchema(
                        "rank", j -> first(j, "outputs").set("shape", shape(-1)), "outputs[0].shape = [-1]", "[-1, 1]"),
                beyondSchema(
                        "width",
                        j -> first(j, "outputs").set("shape", shape(-1, 2)),
                        "outputs[0].shape = [-1, 2]",
                        "[-1, 1]"),
                beyondSchema(
                        "feature twice", j -> feature(j, 1).set("name", "a"), "features[1].name = \"a\"", "used twice"),
                json("feature with comma", j -> feature(j, 1).set("name", "a,b"), "features[1].name"),
                beyondSchema(
                        "min above max", j -> feature(j, 0).set("min", 400), "features[0].min = 400", "max = 310.5"),
                json(
                        "category twice",
                        j -> feature(j, 1).set("categories", Json.array("L", "L")),
                        "categories[1]",
                        "twice"),
                beyondSchema(
                        "missing features",
                        j -> first(j, "inputs").remove("features"),
                        "inputs[0].shape",
                        "0 features"),
                refused(
                        "input that the graph also needs",
                        f -> f.file("onnx", "model.onnx", Models.sum())
                                .change(j -> first(j, "inputs")
                                        .set("name", "a")
                                        .set("type", "FLOAT64")
                                        .set("shape", shape(-1, 1)))
                                .change(j -> first(j, "inputs")
                                        .get("features")
                                        .asArray()
                                        .remove(1))
                                .change(j ->
                                        first(j, "outputs").set("name", "sum").set("type", "FLOAT64")),
                        "inputs = [a]",
                        "also needs b"));
    }

    private static JsonObject feature(JsonObject json, int index) {
        return first(json, "inputs").get("features").asArray().get(index).asObject();
    }

    @TestFactory
    Stream<DynamicTest> onnx() {
        byte[] good = Models.linear(3);
        byte[] truncated = Arrays.copyOf(good, good.length / 2);
        byte[] foreign = "PK\003\004 this is a zip, not a model".getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                refused(
                        "hash differs",
                        f -> f.raw("model.onnx", Models.linear(4)),
                        "onnx.sha256",
                        Sha256.of(Models.linear(4)).substring(0, 12)),
                refused("missing", f -> f.raw("model.onnx", null), "model.onnx", "missing"),
                refused(
                        "truncated",
                        f -> f.file("onnx", "model.onnx", truncated),
                        "model.onnx: content",
                        "no ONNX model"),
                refused("foreign", f -> f.file("onnx", "model.onnx", foreign), "model.onnx: content", "no ONNX model"),
                refused("empty", f -> f.file("onnx", "model.onnx", new byte[0]), "model.onnx: content"));
    }

    @TestFactory
    Stream<DynamicTest> goldenRows() {
        return Stream.of(
                refused("hash differs", f -> f.raw("golden.csv", new byte[] {'a'}), "golden.sha256"),
                refused("missing", f -> f.raw("golden.csv", null), "golden.csv", "missing"),
                refused("no row", f -> f.golden("a,b,=y\n"), "golden.csv: rows = 0"),
                refused("column missing", f -> f.golden("a,=y\n1,2\n"), "header = b", "is missing"),
                refused("score missing", f -> f.golden("a,b\n1,2\n"), "=y[0]", "is missing"),
                refused("unknown column", f -> f.golden("a,b,c,=y\n1,2,3,4\n"), "header column 3 = c"),
                refused("column twice", f -> f.golden("a,b,a,=y\n1,2,3,4\n"), "header column 3 = a"),
                refused("short row", f -> f.golden("a,b,=y\n1,2,15\n1,2\n"), "line 3 = 2 columns"),
                refused("no number", f -> f.golden("a,b,=y\n1,high,15\n"), "line 2, b = high"),
                refused(
                        "another value",
                        f -> f.golden("a,b,=y\n1,2,15\n1,2,15.001\n"),
                        "line 3, =y = 15.001",
                        "the model gives 15.0"),
                refused("NaN expected", f -> f.golden("a,b,=y\n1,2,NaN\n"), "line 2, =y = NaN"),
                refused("NaN given", f -> f.golden("a,b,=y\nNaN,2,15\n"), "the model gives NaN"),
                refused("infinity expected", f -> f.golden("a,b,=y\n1,2,Infinity\n"), "Infinity"));
    }

    /** The tolerance is 1e-5 + 1e-5 * |expected|: for 15 that is 1.6e-4. */
    @Test
    void aDeviationWithinTheToleranceOfTrainerAndGatewayPasses() throws Exception {
        Passed passed = pass(ModelFiles.linear("linear", "1.0.0", 3).golden("a,b,=y\n1,2,15.00015\n"));
        assertEquals(1.5e-4, passed.deviation(), 1e-6);
        passed.model().withdraw();
    }

    /** A row for a window names feature and row, the rows outermost. */
    @Test
    void aWindowsRowsAreFilledInOrder() throws Exception {
        ModelFiles files = ModelFiles.of(
                        "window",
                        "1.0.0",
                        Models.window(),
                        "a@0,b@0,a@1,b@1,=y[0],=y[1],=y[2],=y[3]\n1,2,3,4,1,2,3,4\n")
                .input(ModelFiles.tensor("x", "FLOAT32", -1, 2, 2)
                        .add(
                                "features",
                                Json.array()
                                        .asArray()
                                        .add(Json.object().add("name", "a"))
                                        .add(Json.object().add("name", "b"))))
                .output(ModelFiles.tensor("y", "FLOAT32", -1, 4));
        Passed passed = pass(files);
        assertEquals(0, passed.deviation());
        passed.model().withdraw();
    }
}
