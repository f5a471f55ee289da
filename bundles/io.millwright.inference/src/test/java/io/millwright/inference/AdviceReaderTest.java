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
import io.millwright.model.Advice;
import io.millwright.model.Advice.Goal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What may be advised is read as it is meant, and what would make advice dangerous or senseless is refused. */
class AdviceReaderTest {
    private static JsonObject example() {
        for (JsonValue example : ModelSchema.examples()) {
            if (example.asObject().get("advice") != null) {
                return example.asObject();
            }
        }
        throw new AssertionError("the schema shows no advice");
    }

    private static JsonObject advice(JsonObject json) {
        return json.get("advice").asObject();
    }

    private static JsonObject support(JsonObject json) {
        return advice(json).get("support").asObject();
    }

    private static JsonObject variable(JsonObject json, int i) {
        return advice(json).get("variables").asArray().get(i).asObject();
    }

    private static ModelDescription read(JsonObject json) throws ModelRefused {
        return DescriptionReader.read(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyKeyIsRead() throws ModelRefused {
        Advice advice = read(example()).advice();
        assertEquals("strength", advice.reading());
        assertEquals(Goal.RAISE, advice.goal());
        assertTrue(Double.isNaN(advice.target()));
        assertEquals(1, advice.spreadOutput());
        assertEquals(0, advice.spreadIndex());
        assertEquals(2, advice.spreadWeight());
        Advice.Variable pressure = advice.variables().get(0);
        assertEquals("pressure", pressure.feature());
        assertEquals(2, pressure.min());
        assertEquals(6, pressure.max());
        assertEquals(0.15, pressure.step());
        assertEquals(0.02, pressure.inset());
        assertEquals(0.1, pressure.resolution());
        assertEquals(Map.of(), pressure.moves());
        Advice.Variable temperature = advice.variables().get(1);
        assertEquals(0.1, temperature.step());
        assertEquals(0.05, temperature.inset());
        assertEquals(0, temperature.resolution());
        assertEquals(Map.of("hottest", 1.0), temperature.moves());
        assertEquals(List.of("foil"), advice.fixed());
        assertEquals(List.of("pressure", "temperature"), advice.support().features());
        assertArrayEquals(new double[] {4.1, 152}, advice.support().mean());
        assertEquals(16, advice.support().covariance()[1][1]);
        assertEquals(0.95, advice.support().quantile());
        assertEquals(2, advice.support().weight());
        assertEquals(1.5, advice.minGain());
        assertEquals(1_800, advice.expiresSeconds());
    }

    @Test
    void nobodyChangesItAfterwards() throws ModelRefused {
        Advice advice = read(example()).advice();
        advice.support().covariance()[0][0] = 7;
        advice.support().mean()[0] = 7;
        assertEquals(0.09, advice.support().covariance()[0][0]);
        assertEquals(4.1, advice.support().mean()[0]);
    }

    @Test
    void aModelWithoutItAdvisesNothing() throws ModelRefused {
        JsonObject json = example();
        json.remove("advice");
        assertNull(read(json).advice());
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws ModelRefused {
        JsonObject json = example();
        advice(json).remove("spread").remove("support").remove("fixed").remove("expires_s");
        assertEquals(List.of(), ModelSchema.errors(json.toString()));
        Advice advice = read(json).advice();
        assertEquals(-1, advice.spreadOutput());
        assertEquals(2, advice.spreadWeight());
        assertNull(advice.support());
        assertEquals(List.of(), advice.fixed());
        assertEquals(3_600, advice.expiresSeconds());
    }

    @Test
    void theSpreadMovesWithItsOutput() throws ModelRefused {
        ModelDescription model = read(example());
        List<Tensor> turned = List.of(model.outputs().get(1), model.outputs().get(0));
        assertEquals(0, model.inOrder(model.inputs(), turned).advice().spreadOutput());
    }

    /**
     * @param structure whether the schema can say it as well
     */
    private static DynamicTest refused(boolean structure, String name, Consumer<JsonObject> change, String... parts) {
        return DynamicTest.dynamicTest(name, () -> {
            JsonObject json = example();
            change.accept(json);
            ModelRefused refusal = assertThrows(ModelRefused.class, () -> read(json));
            for (String part : parts) {
                assertTrue(refusal.getMessage().contains(part), part + " not in: " + refusal.getMessage());
            }
            assertFalse(refusal.remedy().isEmpty());
            assertEquals(structure, !ModelSchema.errors(json.toString()).isEmpty(), "what the schema says");
        });
    }

    @TestFactory
    Stream<DynamicTest> aContradictionIsRefused() {
        return Stream.of(
                refused(false, "reading", j -> advice(j).set("reading", "weakness"), "advice.reading", "[strength]"),
                refused(true, "no reading", j -> advice(j).remove("reading"), "advice.reading"),
                refused(true, "goal", j -> advice(j).set("goal", "improve"), "advice.goal", "raise"),
                refused(true, "no target", j -> advice(j).set("goal", "target"), "advice.target"),
                refused(true, "target of no goal", j -> advice(j).set("target", 3), "advice.target"),
                refused(false, "spread", j -> spread(j).set("output", "spread"), "spread.output"),
                refused(false, "spread is it", j -> spread(j).set("output", "strength"), "the reading itself"),
                refused(false, "spread beyond", j -> spread(j).set("index", 1), "spread.index"),
                refused(true, "negative weight", j -> spread(j).set("weight", -1), "negative"),
                refused(true, "no variable", j -> advice(j).set("variables", Json.array()), "is empty"),
                refused(false, "no feature", j -> variable(j, 0).set("feature", "speed"), "is no feature", "pressure"),
                refused(false, "a text", j -> variable(j, 0).set("feature", "foil"), "is a text"),
                refused(false, "twice", j -> variable(j, 0).set("feature", "temperature"), "moved twice"),
                refused(false, "limits", j -> variable(j, 0).set("min", 6), "not below max = 6"),
                refused(true, "step", j -> variable(j, 0).set("step", 0), "variables[0].step"),
                refused(true, "steps", j -> variable(j, 0).set("step", 1.5), "variables[0].step"),
                refused(true, "inset", j -> variable(j, 0).set("inset", 0.5), "variables[0].inset"),
                refused(false, "resolution", j -> variable(j, 0).set("resolution", 0.7), "more than one step"),
                refused(false, "moves itself", j -> move(j).set("feature", "temperature"), "a setting of its own"),
                refused(false, "moves none", j -> move(j).set("feature", "speed"), "is no feature"),
                refused(true, "moves by", j -> move(j).remove("by"), "moves[0].by"),
                refused(
                        false,
                        "fixed moves",
                        j -> advice(j).set("fixed", Json.array("hottest")),
                        "moved by a variable"),
                refused(false, "fixed none", j -> advice(j).set("fixed", Json.array("speed")), "speed is no feature"),
                refused(false, "mean", j -> support(j).set("mean", Json.array(1)), "support.mean"),
                refused(false, "rows", j -> support(j).set("covariance", matrix(1, 0)), "support.covariance"),
                refused(false, "asymmetric", j -> support(j).set("covariance", matrix(1, 0, 0.5, 1)), "differs"),
                refused(false, "singular", j -> support(j).set("covariance", matrix(1, 2, 2, 4)), "singular"),
                refused(false, "indefinite", j -> support(j).set("covariance", matrix(1, 3, 3, 1)), "singular"),
                refused(false, "still", j -> support(j).set("covariance", matrix(0, 0, 0, 1)), "variance"),
                refused(true, "quantile", j -> support(j).set("quantile", 1), "support.quantile"),
                refused(true, "no weight", j -> support(j).remove("weight"), "support.weight"),
                refused(true, "gain", j -> advice(j).set("min_gain", -0.1), "advice.min_gain"),
                refused(true, "expiry", j -> advice(j).set("expires_s", 0), "advice.expires_s"),
                refused(
                        false,
                        "a window of rows",
                        j -> j.get("inputs").asArray().get(0).asObject().set("shape", Json.array(-1, 3, 4)),
                        "one row of scalar features"));
    }

    private static JsonObject spread(JsonObject json) {
        return advice(json).get("spread").asObject();
    }

    private static JsonObject move(JsonObject json) {
        return variable(json, 1).get("moves").asArray().get(0).asObject();
    }

    private static JsonValue matrix(double... values) {
        var rows = Json.array().asArray();
        for (int i = 0; i < values.length; i += 2) {
            rows.add(Json.array(values[i], values[i + 1]));
        }
        return rows;
    }
}
