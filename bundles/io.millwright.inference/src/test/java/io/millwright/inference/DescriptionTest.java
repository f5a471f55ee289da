package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import com.eclipsesource.json.JsonValue;
import com.eclipsesource.json.WriterConfig;
import io.millwright.model.Aggregate;
import io.millwright.model.Condition.Operator;
import io.millwright.model.ImageSpec.Colour;
import io.millwright.model.ImageSpec.Fit;
import io.millwright.model.Reading.Task;
import io.millwright.model.TensorSpec.Feature;
import io.millwright.model.TensorSpec.Layout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What model.json says of features, pictures and readings is read as it is meant, and every contradiction is refused. */
class DescriptionTest {
    static final int WINDOW = 0;
    private static final int PICTURE = 1;
    private static final int ARRAYS = 2;

    static ModelDescription read(JsonObject json) throws ModelRefused {
        return DescriptionReader.read(json.toString(WriterConfig.PRETTY_PRINT).getBytes(StandardCharsets.UTF_8));
    }

    static JsonObject in(JsonObject json, Object... path) {
        JsonValue value = json;
        for (Object step : path) {
            value = step instanceof Integer i
                    ? value.asArray().get(i)
                    : value.asObject().get((String) step);
        }
        return value.asObject();
    }

    static JsonObject feature(JsonObject json, int i) {
        return in(json, "inputs", 0, "features", i);
    }

    static JsonObject reading(JsonObject json, int i) {
        return in(json, "readings", i);
    }

    @Test
    void aFeatureSaysHowItIsComputed() throws ModelRefused {
        ModelDescription model = read(ModelSchema.example(WINDOW));
        assertEquals(60_000, model.rowPeriodMillis());
        List<Feature> features = model.inputs().get(0).features();
        Feature before = features.get(2);
        assertEquals("load", before.signal());
        assertEquals(Aggregate.MEAN, before.aggregate());
        assertEquals(600_000, before.spanMillis());
        assertEquals(3_600_000, before.lagMillis());
        assertNull(before.condition());
        assertEquals(Operator.GREATER, features.get(3).condition().operator());
        assertEquals(5, features.get(3).condition().value());
        assertTrue(Double.isNaN(features.get(3).condition().upper()));
        assertEquals(65_536, features.get(4).modulus());
        assertEquals(Map.of(10.0, 0, 20.0, 1, 0.0, 2), features.get(5).codes());
        assertTrue(features.get(6).optional());
        assertEquals("coolant", features.get(6).signal());
        assertEquals(Aggregate.LAST, features.get(6).aggregate());
        assertEquals(1, features.get(6).elements());
    }

    @Test
    void aPictureSaysHowItFillsTheInput() throws ModelRefused {
        Tensor input = read(ModelSchema.example(PICTURE)).inputs().get(0);
        assertEquals(Layout.CHANNELS_FIRST, input.layout());
        assertEquals(Colour.RGB, input.image().colour());
        assertEquals(Fit.TILE, input.image().fit());
        assertEquals(Colour.BGR, input.image().rawColour());
        assertEquals(640, input.image().rawWidth());
        input.image().mean()[0] = 0;
        assertArrayEquals(new double[] {123.675, 116.28, 103.53}, input.image().mean());
        JsonObject plain = ModelSchema.example(PICTURE);
        in(plain, "inputs", 0).set("image", Json.object().add("colour", "bgr"));
        input = read(plain).inputs().get(0);
        assertArrayEquals(new double[] {0, 0, 0}, input.image().mean());
        assertArrayEquals(new double[] {1, 1, 1}, input.image().scale());
        assertEquals(Fit.STRETCH, input.image().fit());
        assertEquals(0, input.image().rawWidth());
    }

    @Test
    void aReadingSaysWhereItStandsAndWhatItMeans() throws ModelRefused {
        ModelDescription model = read(ModelSchema.example(WINDOW));
        OutputReading first = model.readings().get(0);
        assertEquals(Task.BINARY, first.task());
        assertEquals(3, first.output());
        assertEquals(-1, first.lowerOutput());
        OutputReading ahead = model.readings().get(1);
        assertEquals(12, ahead.steps());
        assertEquals(1, ahead.lowerOutput());
        assertEquals(2, ahead.upperOutput());
        assertEquals(List.of(90.0, 120.0), ahead.thresholds());
        List<OutputReading> bearing = read(ModelSchema.example(ARRAYS)).readings();
        assertTrue(bearing.get(0).lowIsBad());
        assertEquals(15, bearing.get(1).index());
        assertEquals(15, bearing.get(2).steps());
    }

    @Test
    void outputsInTheGraphsOrderTakeTheirReadingsAlong() throws ModelRefused {
        ModelDescription model = read(ModelSchema.example(WINDOW));
        List<Tensor> turned = List.of(
                model.outputs().get(3),
                model.outputs().get(2),
                model.outputs().get(1),
                model.outputs().get(0));
        List<OutputReading> readings = model.inOrder(model.inputs(), turned).readings();
        assertEquals(0, readings.get(0).output());
        assertEquals(3, readings.get(1).output());
        assertEquals(2, readings.get(1).lowerOutput());
        assertEquals(1, readings.get(1).upperOutput());
        assertEquals(-1, readings.get(0).upperOutput());
    }

    @Test
    void scoreIsTheShortFormOfOneReading() throws ModelRefused {
        JsonObject json = ModelSchema.example(PICTURE);
        json.remove("readings");
        OutputReading none = read(json).readings().get(0);
        assertEquals(Task.BINARY, none.task());
        assertEquals(List.of(0.5), none.thresholds());
        assertEquals(List.of("normal", "alarm"), none.labels());
        json.set("score", Json.object().add("labels", Json.array("a", "b", "c")));
        OutputReading classes = read(json).readings().get(0);
        assertEquals(Task.CLASSES, classes.task());
        assertEquals(List.of(), classes.thresholds());
        assertEquals("score", classes.name());
    }

    @Test
    void everyConditionIsRead() throws ModelRefused {
        Map<String, Comparison> conditions = Map.of(
                "> 5", new Comparison(Operator.GREATER, 5, Double.NaN),
                ">=5.5", new Comparison(Operator.GREATER_OR_EQUAL, 5.5, Double.NaN),
                "< -5", new Comparison(Operator.LESS, -5, Double.NaN),
                "<= 1e3", new Comparison(Operator.LESS_OR_EQUAL, 1000, Double.NaN),
                "= 1", new Comparison(Operator.EQUAL, 1, Double.NaN),
                "!= 0", new Comparison(Operator.NOT_EQUAL, 0, Double.NaN),
                "2..4", new Comparison(Operator.WITHIN, 2, 4),
                "-2.5 .. 4.5", new Comparison(Operator.WITHIN, -2.5, 4.5));
        for (Map.Entry<String, Comparison> condition : conditions.entrySet()) {
            JsonObject json = ModelSchema.example(WINDOW);
            feature(json, 3).set("condition", condition.getKey());
            assertEquals(List.of(), ModelSchema.errors(json.toString()), condition.getKey());
            assertEquals(
                    condition.getValue(),
                    read(json).inputs().get(0).features().get(3).condition());
        }
    }

    /** Scalar rows of any rank, one array of any shape, and what a graph takes that nothing describes. */
    @Test
    void inputsOfAnyRankAreAcceptedWhereTheirFeaturesFit() throws ModelRefused {
        JsonObject json = ModelSchema.example(WINDOW);
        in(json, "inputs", 0).set("shape", Json.array(1, 1, 30, 7));
        assertEquals(210, read(json).inputs().get(0).elementsPerRow());
        json = ModelSchema.example(ARRAYS);
        in(json, "inputs", 0).set("shape", Json.array(1, 4, 16, 16));
        in(json, "inputs", 0).get("features").asArray().remove(1);
        assertTrue(read(json).inputs().get(0).ofArrays());
        json = ModelSchema.example(ARRAYS);
        in(json, "inputs", 0).set("shape", Json.array(1, 1024, 2)).set("layout", "channels_last");
        assertEquals(Layout.CHANNELS_LAST, read(json).inputs().get(0).layout());
        json = ModelSchema.example(PICTURE);
        in(json, "inputs", 0).set("shape", Json.array(-1, 64, 64, 3)).set("layout", "channels_last");
        assertEquals(List.of(), ModelSchema.errors(json.toString()));
        assertEquals(3, read(json).inputs().get(0).image().scale().length);
        json = ModelSchema.example(PICTURE);
        in(json, "inputs", 0).remove("image").remove("layout");
        assertEquals(List.of(), read(json).inputs().get(0).features());
    }

    private static DynamicTest refused(
            int example, boolean structure, String name, Consumer<JsonObject> change, String... parts) {
        return DynamicTest.dynamicTest(name, () -> {
            JsonObject json = ModelSchema.example(example);
            change.accept(json);
            ModelRefused refusal = assertThrows(ModelRefused.class, () -> read(json));
            for (String part : parts) {
                assertTrue(refusal.getMessage().contains(part), part + " not in: " + refusal.getMessage());
            }
            assertTrue(
                    refusal.getMessage().matches("model\\.json, line [0-9]+: .* = .*: .*\\. Remedy: .*"),
                    refusal.getMessage());
            assertFalse(refusal.getMessage().startsWith("model.json, line 1:"), refusal.getMessage());
            List<String> errors = ModelSchema.errors(json.toString());
            assertEquals(structure, !errors.isEmpty(), "the schema says " + errors);
        });
    }

    static DynamicTest window(String name, Consumer<JsonObject> change, String... parts) {
        return refused(WINDOW, true, name, change, parts);
    }

    private static DynamicTest picture(String name, Consumer<JsonObject> change, String... parts) {
        return refused(PICTURE, true, name, change, parts);
    }

    static DynamicTest arrays(String name, Consumer<JsonObject> change, String... parts) {
        return refused(ARRAYS, true, name, change, parts);
    }

    static DynamicTest beyondSchema(int example, String name, Consumer<JsonObject> change, String... parts) {
        return refused(example, false, name, change, parts);
    }

    @TestFactory
    Stream<DynamicTest> contradictionsOfFeatures() {
        return Stream.of(
                window("period", j -> j.set("row_period_ms", -1), "row_period_ms = -1", "0 to 86400000"),
                window(
                        "aggregate",
                        j -> feature(j, 0).set("aggregate", "median"),
                        "aggregate = \"median\"",
                        "time_mean"),
                window(
                        "aggregate over categories",
                        j -> feature(j, 5).set("aggregate", "mean"),
                        "features[5].aggregate = \"mean\"",
                        "categories"),
                beyondSchema(
                        WINDOW,
                        "span against period",
                        j -> feature(j, 1).set("span_ms", 90_000),
                        "features[1].span_ms = 90000",
                        "row_period_ms = 60000"),
                beyondSchema(
                        WINDOW,
                        "lag against period",
                        j -> feature(j, 2).set("lag_ms", 1),
                        "features[2].lag_ms = 1",
                        "row_period_ms = 60000"),
                window("span of years", j -> feature(j, 1).set("span_ms", 1e13), "span_ms"),
                window("share of what", j -> feature(j, 3).remove("condition"), "condition = missing", "share"),
                window("condition alone", j -> feature(j, 0).set("condition", "> 5"), "condition", "belongs to"),
                window("condition", j -> feature(j, 3).set("condition", "about 5"), "\"about 5\"", "2..4"),
                beyondSchema(
                        WINDOW,
                        "condition's ends",
                        j -> feature(j, 3).set("condition", "4..2"),
                        "begins above its end"),
                beyondSchema(
                        WINDOW, "condition's number", j -> feature(j, 3).set("condition", "> 1e999"), "64-bit number"),
                window("modulus alone", j -> feature(j, 0).set("modulus", 5), "modulus = 5", "counter"),
                window("modulus of 0", j -> feature(j, 4).set("modulus", 0), "modulus = 0", "above 0"),
                beyondSchema(
                        WINDOW,
                        "codes and categories",
                        j -> feature(j, 5).set("codes", Json.array(10, 20)),
                        "2 numbers for 3 categories"),
                window(
                        "code twice",
                        j -> feature(j, 5).set("codes", Json.array(10, 20, 10)),
                        "features[5].codes",
                        "twice"),
                window("codes without categories", j -> feature(j, 5).remove("categories"), "0 categories"),
                window(
                        "optional integer",
                        j -> in(j, "inputs", 0).set("type", "INT32"),
                        "features[6].optional = true",
                        "INT32"),
                window("optional word", j -> feature(j, 6).set("optional", "yes"), "true or false"),
                beyondSchema(
                        WINDOW,
                        "unit of one signal",
                        j -> feature(j, 1).set("unit", "A"),
                        "features[1].unit = \"A\"",
                        "the unit % elsewhere"),
                window("signal's name", j -> feature(j, 1).set("signal", "a,b"), "features[1].signal"),
                window(
                        "layout of rows",
                        j -> in(j, "inputs", 0).set("layout", "channels_first"),
                        "layout",
                        "transpose"),
                beyondSchema(
                        WINDOW,
                        "columns",
                        j -> in(j, "inputs", 0).set("shape", Json.array(-1, 7, 30)),
                        "30 columns, but 7 features"),
                beyondSchema(
                        WINDOW,
                        "scalar and array",
                        j -> feature(j, 6).remove("impute").remove("impute_ms").set("elements", 8),
                        "features[6]",
                        "8 elements"),
                arrays("array's mean", j -> feature(j, 0).set("aggregate", "mean"), "elements = 1024", "as it comes"),
                arrays("no element", j -> feature(j, 0).set("elements", 0), "features[0].elements = 0"),
                beyondSchema(
                        ARRAYS,
                        "other elements",
                        j -> feature(j, 1).set("elements", 512),
                        "features[1]",
                        "first feature has 1024"),
                beyondSchema(
                        ARRAYS,
                        "arrays and layout",
                        j -> in(j, "inputs", 0).set("layout", "channels_last"),
                        "shape = [1,2,1024]",
                        "[1, 1024, 2]"),
                beyondSchema(
                        ARRAYS,
                        "one array and shape",
                        j -> in(j, "inputs", 0).get("features").asArray().remove(1),
                        "2048 elements per row",
                        "1024"),
                beyondSchema(
                        ARRAYS,
                        "one signal, two kinds",
                        j -> j.get("inputs")
                                .asArray()
                                .add(ModelFiles.tensor("s", "FLOAT32", 1, 1)
                                        .add(
                                                "features",
                                                Json.array()
                                                        .asArray()
                                                        .add(Json.object()
                                                                .add("name", "peak")
                                                                .add("signal", "vibration_x")))),
                        "inputs[1].features[0]",
                        "1024 element(s) elsewhere"),
                arrays(
                        "layout's name",
                        j -> in(j, "inputs", 0).set("layout", "NCHW"),
                        "layout = \"NCHW\"",
                        "channels_first"));
    }

    @TestFactory
    Stream<DynamicTest> contradictionsOfPictures() {
        return Stream.of(
                picture("colour", j -> image(j).set("colour", "red"), "image.colour = \"red\"", "gray"),
                picture("no colour", j -> image(j).remove("colour"), "image.colour = missing"),
                picture(
                        "gray",
                        j -> image(j).set("colour", "gray"),
                        "shape = [-1,3,64,64]",
                        "[batch, 1, height, width]"),
                picture("layout", j -> in(j, "inputs", 0).set("layout", "channels_last"), "[batch, height, width, 3]"),
                picture("rank", j -> in(j, "inputs", 0).set("shape", Json.array(-1, 3, 64)), "shape = [-1,3,64]"),
                picture("type", j -> in(j, "inputs", 0).set("type", "INT64"), "type = \"INT64\"", "UINT8"),
                picture("mean", j -> image(j).set("mean", Json.array(1, 2)), "image.mean = [1,2]", "3 channel(s)"),
                picture("scale", j -> image(j).set("scale", Json.array(1)), "image.scale = [1]"),
                picture("scale of 0", j -> image(j).set("scale", Json.array(1, 0, 1)), "makes a channel 0"),
                picture("bytes", j -> in(j, "inputs", 0).set("type", "UINT8"), "image.mean", "as they are"),
                picture("fit", j -> image(j).set("fit", "cut"), "image.fit = \"cut\"", "letterbox"),
                picture("held", j -> image(j).set("held", 1), "image.held = 1", "true or false"),
                picture(
                        "tiles",
                        j -> in(j, "inputs", 0).set("shape", Json.array(1, 3, 64, 64)),
                        "image.fit = \"tile\"",
                        "free batch"),
                picture("raw", j -> image(j).set("raw", Json.object().add("width", 5)), "raw.height = missing"),
                picture("raw size", j -> in(j, "inputs", 0, "image", "raw").set("width", 0), "raw.width = 0"),
                beyondSchema(
                        PICTURE,
                        "raw bytes",
                        j -> in(j, "inputs", 0, "image", "raw")
                                .set("width", 16_384)
                                .set("height", 16_384),
                        "67108864 bytes"),
                picture(
                        "features beside",
                        j -> in(j, "inputs", 0)
                                .set(
                                        "features",
                                        Json.array().asArray().add(Json.object().add("name", "a"))),
                        "beside image"),
                picture("name", j -> in(j, "inputs", 0).set("name", "a=b"), "inputs[0].name", "picture's signal"));
    }

    private static JsonObject image(JsonObject json) {
        return in(json, "inputs", 0, "image");
    }

    @TestFactory
    Stream<DynamicTest> contradictionsOfReadings() {
        return Stream.of(
                window("score beside", j -> j.set("score", Json.object()), "score = {}", "keep one"),
                window("no reading", j -> j.set("readings", Json.array()), "readings = []"),
                window("task", j -> reading(j, 0).set("task", "guess"), "task = \"guess\"", "forecast"),
                window("unknown is no task", j -> reading(j, 0).set("task", "unknown"), "task = \"unknown\""),
                window("no task", j -> reading(j, 0).remove("task"), "task = missing"),
                beyondSchema(WINDOW, "name twice", j -> reading(j, 1).set("name", "overload"), "used twice"),
                beyondSchema(WINDOW, "output", j -> reading(j, 0).set("output", "z"), "output = \"z\""),
                beyondSchema(WINDOW, "index", j -> reading(j, 0).set("index", 1), "index = 1", "1 elements"),
                window("index below 0", j -> reading(j, 0).set("index", -1), "index = -1"),
                window(
                        "binary without threshold",
                        j -> reading(j, 0).remove("thresholds"),
                        "thresholds = missing",
                        "one"),
                window(
                        "binary with two",
                        j -> reading(j, 0).set("thresholds", Json.array(0.1, 0.2)),
                        "thresholds = [0.1,0.2]",
                        "exactly one"),
                window("binary labels", j -> reading(j, 0).set("labels", Json.array("a", "b", "c")), "2 label(s)"),
                beyondSchema(
                        WINDOW,
                        "falling",
                        j -> reading(j, 1).set("thresholds", Json.array(120, 90)),
                        "thresholds = [120,90]",
                        "do not rise"),
                beyondSchema(
                        WINDOW,
                        "labels and thresholds",
                        j -> reading(j, 1).set("labels", Json.array("a", "b")),
                        "3 label(s)"),
                window("thresholds without labels", j -> reading(j, 1).remove("labels"), "labels = missing"),
                window("labels without thresholds", j -> reading(j, 1).remove("thresholds"), "0 threshold(s)"),
                window("label's text", j -> reading(j, 0).set("labels", Json.array("a", "b\tc")), "labels[1]"),
                beyondSchema(WINDOW, "steps", j -> reading(j, 1).set("steps", 13), "steps = 13", "12 element(s)"),
                window("steps of a score", j -> reading(j, 0).set("steps", 2), "steps = 2", "forecast"),
                beyondSchema(
                        WINDOW,
                        "interval too short",
                        j -> in(j, "readings", 1, "lower").set("output", "overload"),
                        "too few for 12 step(s)"),
                beyondSchema(
                        WINDOW,
                        "interval of itself",
                        j -> in(j, "readings", 1, "lower").set("output", "load_ahead"),
                        "is the value itself"),
                beyondSchema(
                        WINDOW,
                        "no interval",
                        j -> in(j, "readings", 1, "lower").set("output", "load_high"),
                        "same element as lower"),
                window("low is bad", j -> reading(j, 0).set("low_is_bad", 1), "low_is_bad = 1", "true or false"),
                arrays("low of nothing", j -> reading(j, 1).set("low_is_bad", true), "no labels"),
                window("unsure", j -> reading(j, 0).set("unsure", "overload"), "unsure = ", "list"),
                beyondSchema(
                        WINDOW,
                        "unsure of what is no label",
                        j -> reading(j, 0).set("unsure", Json.array("empty")),
                        "names 'empty'",
                        "none of the labels"),
                beyondSchema(
                        WINDOW,
                        "unsure of everything",
                        j -> reading(j, 0).set("unsure", Json.array("normal", "overload")),
                        "every label"),
                picture("one class", j -> reading(j, 0).set("labels", Json.array("a")), "two labels"),
                picture("classes without labels", j -> reading(j, 0).remove("labels"), "labels = missing"),
                beyondSchema(
                        PICTURE,
                        "classes and elements",
                        j -> reading(j, 0).set("labels", Json.array("a", "b")),
                        "2 labels",
                        "3 elements"),
                picture(
                        "thresholds of classes",
                        j -> reading(j, 0).set("thresholds", Json.array(0.5)),
                        "thresholds = [0.5]"),
                picture("interval of classes", j -> reading(j, 0).set("lower", Json.object()), "lower = {}", "number"),
                arrays(
                        "labels of an embedding",
                        j -> reading(j, 2).set("labels", Json.array("a", "b")),
                        "nothing is decided"));
    }

    /** The line is found among many, and a hostile key costs neither memory nor a long log line. */
    @Test
    void aRefusalSaysTheLineWhateverElseTheFileHolds() {
        String deep = "[".repeat(900) + "]".repeat(900);
        String text = "{\n\"" + "k".repeat(1 << 20) + "\": [" + (deep + ",").repeat(500) + "1],\n\"format\": 7}";
        ModelRefused refusal =
                assertThrows(ModelRefused.class, () -> DescriptionReader.read(text.getBytes(StandardCharsets.UTF_8)));
        assertTrue(refusal.getMessage().startsWith("model.json, line 3: format = 7"), refusal.getMessage());
        String twice = "{\"" + "k".repeat(1 << 20) + "\": 1, \"" + "k".repeat(1 << 20) + "\": 1}";
        refusal =
                assertThrows(ModelRefused.class, () -> DescriptionReader.read(twice.getBytes(StandardCharsets.UTF_8)));
        assertTrue(
                refusal.getMessage().length() < 1_000,
                "a log line of " + refusal.getMessage().length());
    }
}
