package io.millwright.inference;

import static io.millwright.inference.DescriptionTest.WINDOW;
import static io.millwright.inference.DescriptionTest.arrays;
import static io.millwright.inference.DescriptionTest.beyondSchema;
import static io.millwright.inference.DescriptionTest.feature;
import static io.millwright.inference.DescriptionTest.in;
import static io.millwright.inference.DescriptionTest.read;
import static io.millwright.inference.DescriptionTest.reading;
import static io.millwright.inference.DescriptionTest.window;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.Imputation;
import io.millwright.model.ModelFacts;
import io.millwright.model.Reading.Chosen;
import io.millwright.model.Reading.Way;
import io.millwright.model.TensorSpec.Feature;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What an author states about a model, and about its features, is read as it is meant; what contradicts itself is refused. */
class StatedFactsTest {
    @Test
    void whatTheAuthorStatesIsRead() throws ModelRefused {
        ModelDescription model = read(ModelSchema.example(WINDOW));
        ModelFacts facts = model.facts();
        assertTrue(facts.description().startsWith("Load of the spindle"));
        assertEquals("python3 train.py --data spindles.csv", facts.training().script());
        assertEquals("42", facts.training().seed());
        assertEquals("spindles.csv", facts.training().data().get(0).name());
        assertEquals(210_400, facts.training().data().get(0).rows());
        ModelFacts.Metric first = facts.metrics().get(0);
        assertFalse(first.higherIsBetter());
        assertEquals(0.4, first.spread());
        assertEquals("the load stays as it is", first.baselineName());
        assertTrue(facts.metrics().get(1).higherIsBetter());
        assertEquals(List.of("Whether feed is reduced."), facts.use().humanDecides());
        assertEquals(
                "MAE of load_ahead 3.1 ± 0.4 (the load stays as it is: 5.2; lower is better)",
                model.facts().headline());
    }

    @Test
    void howThresholdsWereChosenIsRead() throws ModelRefused {
        JsonObject json = ModelSchema.example(WINDOW);
        Chosen chosen = read(json).readings().get(0).chosen();
        assertEquals(Way.COST_RATIO, chosen.by());
        assertEquals(20, chosen.number());
        assertEquals("out-of-fold rows of six spindles", chosen.on());
        assertNull(read(json).readings().get(1).chosen());
        json.remove("readings");
        json.set(
                "score",
                Json.object()
                        .add("output", "overload")
                        .add("chosen", Json.object().add("by", "percentile").add("percentile", 95)));
        assertEquals(List.of(), ModelSchema.errors(json.toString()));
        assertEquals(95, read(json).readings().get(0).chosen().number());
        in(json, "score").set("chosen", Json.object().add("by", "f1"));
        assertTrue(Double.isNaN(read(json).readings().get(0).chosen().number()));
    }

    @Test
    void aReadingKeepsItsChoiceWhereOutputsMove() throws ModelRefused {
        ModelDescription model = read(ModelSchema.example(WINDOW));
        List<OutputReading> moved =
                model.inOrder(model.inputs(), model.outputs()).readings();
        assertEquals(Way.COST_RATIO, moved.get(0).chosen().by());
        assertEquals(
                model.facts(), model.inOrder(model.inputs(), model.outputs()).facts());
    }

    @Test
    void aFeatureSaysWhatFitsAndWhatStandsIn() throws ModelRefused {
        List<Feature> features =
                read(ModelSchema.example(WINDOW)).inputs().get(0).features();
        assertEquals(List.of("*coolant*flow*", "ns=2;s=*FT-1*"), features.get(6).tagHints());
        assertEquals(new Imputation(true, Double.NaN, 300_000), features.get(6).impute());
        assertEquals(new Imputation(false, 2, 0), features.get(5).impute(), "the index of idle");
        assertNull(features.get(0).impute());
        assertEquals(List.of(), features.get(0).tagHints());
    }

    /** Files of before had a name there, and figures of a form of their own. */
    @Test
    void theOlderFormOfTrainingIsTaken() throws ModelRefused {
        JsonObject json = ModelSchema.example(WINDOW);
        json.set(
                "training",
                Json.object()
                        .add("tool", "millwright-models 1.0")
                        .add("data", "rows.csv")
                        .add("data_sha256", "a".repeat(64))
                        .add("rows", 8027)
                        .add("seeds", Json.object().add("training", 42))
                        .add("metrics", Json.object()));
        json.remove("metrics").remove("use");
        assertEquals(List.of(), ModelSchema.errors(json.toString()));
        StatedFacts facts = read(json).facts();
        assertEquals(8027, facts.training().data().get(0).rows());
        assertEquals("", facts.training().script());
        assertEquals("", facts.headline());
        assertNull(facts.use());
        json.set("training", Json.object());
        assertEquals(List.of(), read(json).facts().training().data());
    }

    private static JsonObject metric(JsonObject json) {
        return in(json, "metrics", 0);
    }

    private static JsonObject chosen(JsonObject json) {
        return in(json, "readings", 0, "chosen");
    }

    @TestFactory
    Stream<DynamicTest> contradictionsOfStatements() {
        return Stream.of(
                window("training", j -> j.set("training", "see the wiki"), "training = \"see the wiki\"", "object"),
                window("seed", j -> in(j, "training").set("seed", "x"), "training.seed = \"x\""),
                window(
                        "hash",
                        j -> in(j, "training", "data", 0).set("sha256", "ABC"),
                        "training.data[0].sha256",
                        "64 lower-case"),
                window("rows", j -> in(j, "training", "data", 0).set("rows", -1), "training.data[0].rows = -1"),
                window("no baseline", j -> metric(j).remove("baseline"), "metrics[0].baseline = missing"),
                window("whose baseline", j -> metric(j).remove("baseline_name"), "baseline_name = missing"),
                window("what split", j -> metric(j).remove("split"), "metrics[0].split = missing"),
                window("spread", j -> metric(j).set("spread", -0.1), "metrics[0].spread = -0.1", "standard deviation"),
                window("better", j -> metric(j).set("better", "more"), "better = \"more\"", "higher or lower"),
                beyondSchema(
                        WINDOW,
                        "metric twice",
                        j -> j.get("metrics").asArray().add(metric(j)),
                        "metrics[2].name",
                        "twice"),
                window(
                        "use",
                        j -> in(j, "use").set("forbidden", "everything"),
                        "use.forbidden = \"everything\"",
                        "[ ]"),
                window("by what", j -> chosen(j).set("by", "eye"), "chosen.by = \"eye\"", "false_alarm_interval"),
                window("no ratio", j -> chosen(j).remove("cost_ratio"), "chosen.cost_ratio = missing", "cost_ratio"),
                window("ratio of 0", j -> chosen(j).set("cost_ratio", 0), "chosen.cost_ratio = 0", "above 0"),
                window("another's", j -> chosen(j).set("percentile", 95), "chosen.percentile = 95", "another way"),
                window(
                        "percentile of 100",
                        j -> chosen(j)
                                .set("by", "percentile")
                                .set("percentile", 100)
                                .remove("cost_ratio"),
                        "chosen.percentile = 100",
                        "between 0 and 100"),
                window(
                        "nothing chosen",
                        j -> reading(j, 1).remove("thresholds").remove("labels").set("chosen", chosen(j)),
                        "readings[1].chosen",
                        "there are none"));
    }

    @TestFactory
    Stream<DynamicTest> contradictionsOfHintsAndStandIns() {
        return Stream.of(
                window(
                        "hint for every tag",
                        j -> feature(j, 0).set("tag_hints", Json.array("*")),
                        "features[0].tag_hints[0] = \"*\"",
                        "every tag"),
                window(
                        "hint twice",
                        j -> feature(j, 0).set("tag_hints", Json.array("a", "a")),
                        "features[0].tag_hints",
                        "twice"),
                window(
                        "hold for how long",
                        j -> feature(j, 6).remove("impute_ms"),
                        "impute_ms = missing",
                        "last value"),
                window("limit of what", j -> feature(j, 0).set("impute_ms", 5), "impute_ms = 5", "belongs to"),
                window(
                        "limit of a number",
                        j -> feature(j, 0).set("impute", 5).set("impute_ms", 5),
                        "impute_ms = 5",
                        "belongs to"),
                window("word", j -> feature(j, 0).set("impute", "mean"), "impute = \"mean\"", "neither hold"),
                window("category's number", j -> feature(j, 5).set("impute", 2), "features[5].impute = 2"),
                beyondSchema(
                        WINDOW,
                        "no category",
                        j -> feature(j, 5).set("impute", "off"),
                        "features[5].impute = \"off\"",
                        "[rough, finish, idle]"),
                beyondSchema(
                        WINDOW,
                        "outside the range",
                        j -> feature(j, 0).set("impute", 141),
                        "features[0].impute = 141",
                        "max = 140.0"),
                arrays("array", j -> feature(j, 0).set("impute", 0), "features[0].impute = 0", "as it comes"));
    }
}
