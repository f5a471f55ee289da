package io.millwright.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonArray;
import com.eclipsesource.json.JsonObject;
import io.millwright.model.Reference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What model.json says of the training data is read as it is meant, and every contradiction is refused with the remedy. */
class ReferenceTest {
    private static final String REFERENCE =
            """
            {
              "rows": 5000,
              "alarm_interval_days": 30,
              "probabilities": [0.1, 0.5, 0.9],
              "features": [
                { "name": "load", "quantiles": [10, 50, 90], "longest_still": 4 },
                { "name": "busy" }
              ],
              "groups": [
                { "name": "process", "features": ["load", "busy"], "mean": [0, 0.7], "covariance": [[1, 0.1], [0.1, 0.2]], "memory_rows": 1.5 },
                { "name": "together", "features": ["load"], "mean": [0], "covariance": [[1]], "row_limit": 4.5 }
              ],
              "residuals": [
                { "feature": "coolant", "on": ["load"], "intercept": 1, "coefficients": [0.1], "sigma": 0.5, "memory_rows": 300 }
              ],
              "labels": [{ "reading": "overload", "shares": [0.9, 0.1], "dispersion": 2 }],
              "part_ms": { "least": 900, "greatest": 1400 }
            }
            """;

    private static JsonObject model() {
        return ModelSchema.example(0).set("reference", Json.parse(REFERENCE));
    }

    private static Reference read(JsonObject json) throws ModelRefused {
        return DescriptionReader.read(json.toString().getBytes(StandardCharsets.UTF_8))
                .reference();
    }

    @Test
    void whatTheTrainingDataWereLikeIsRead() throws ModelRefused {
        assertEquals(List.of(), ModelSchema.errors(model().toString()));
        Reference reference = read(model());
        assertEquals(5000, reference.rows());
        assertEquals(30, reference.alarmIntervalDays());
        assertEquals(List.of(10.0, 50.0, 90.0), reference.spreads().get(0).quantiles());
        assertEquals(4, reference.spreads().get(0).longestStill());
        assertEquals(-1, reference.spreads().get(1).longestStill());
        assertEquals(List.of(1.0, 0.1, 0.1, 0.2), reference.groups().get(0).covariance());
        assertEquals(1.5, reference.groups().get(0).memoryRows());
        assertTrue(Double.isNaN(reference.groups().get(0).rowLimit()));
        assertEquals(0, reference.groups().get(1).memoryRows());
        assertEquals(300, reference.residuals().get(0).memoryRows());
        assertEquals(List.of("normal", "overload"), reference.labels().get(0).labels());
        assertEquals(1400, reference.greatestPartMillis());
    }

    private static JsonObject picture() {
        return Json.parse(
                        """
                        {
                          "rows": 500,
                          "alarm_interval_days": 30,
                          "pictures": [{ "input": "tile", "aspect": [1.2, 1.4], "brightness": [40, 200], "contrast": [10, 90], "across": [0.3, 0.6] }]
                        }
                        """)
                .asObject();
    }

    @Test
    void whatPicturesLookedLikeIsRead() throws ModelRefused {
        JsonObject json = ModelSchema.example(1);
        JsonObject reference = picture();
        JsonObject picture = reference.get("pictures").asArray().get(0).asObject();
        picture.set("input", json.get("inputs").asArray().get(0).asObject().get("name"));
        json.set("reference", reference);
        assertEquals(List.of(), ModelSchema.errors(json.toString()));
        assertTrue(read(json).pictures().get(0).brightness().holds(40));
        picture.set("thumbnail", Json.array(1, 2));
        assertTrue(
                assertThrows(ModelRefused.class, () -> read(json)).getMessage().contains("2 cells"));
        picture.remove("thumbnail");
        picture.set("across", Json.array(0.6, 0.3));
        assertTrue(
                assertThrows(ModelRefused.class, () -> read(json)).getMessage().contains("smaller one first"));
        picture.set("input", "nowhere");
        assertTrue(
                assertThrows(ModelRefused.class, () -> read(json)).getMessage().contains("no input of a picture"));
    }

    @Test
    void aModelNeedNotSayIt() throws ModelRefused {
        assertNull(read(ModelSchema.example(0)));
    }

    private static JsonObject group(JsonObject reference, int i) {
        return reference.get("groups").asArray().get(i).asObject();
    }

    private static JsonArray matrix(double... four) {
        return Json.array().add(Json.array(four[0], four[1])).add(Json.array(four[2], four[3]));
    }

    private static DynamicTest refused(String name, Consumer<JsonObject> change, String... parts) {
        return DynamicTest.dynamicTest(name, () -> {
            JsonObject json = model();
            change.accept(json.get("reference").asObject());
            String message = assertThrows(ModelRefused.class, () -> read(json)).getMessage();
            for (String part : parts) {
                assertTrue(message.contains(part), message);
            }
            assertTrue(message.contains("Remedy: "), message);
        });
    }

    @TestFactory
    Stream<DynamicTest> aContradictionIsRefused() {
        return Stream.of(
                refused("few rows", r -> r.set("rows", 20), "reference.rows = 20", "from 100"),
                refused("no interval", r -> r.remove("alarm_interval_days"), "alarm_interval_days = missing"),
                refused("interval", r -> r.set("alarm_interval_days", 0), "0.01"),
                refused("falling shares", r -> r.set("probabilities", Json.array(0.5, 0.1, 0.9)), "must rise"),
                refused("share of all", r -> r.set("probabilities", Json.array(0.1, 0.5, 1.0)), "below 1"),
                refused("other number", r -> r.set("probabilities", Json.array(0.1, 0.5)), "3 values for 2"),
                refused(
                        "unknown feature",
                        r -> r.get("features").asArray().get(0).asObject().set("name", "lod"),
                        "\"lod\"",
                        "no feature"),
                refused(
                        "falling quantiles",
                        r -> r.get("features").asArray().get(0).asObject().set("quantiles", Json.array(1, 3, 2)),
                        "must not fall"),
                refused(
                        "feature twice",
                        r -> r.get("features").asArray().get(1).asObject().set("name", "load"),
                        "twice"),
                refused("means", r -> group(r, 0).set("mean", Json.array(1)), "1 numbers for 2 features"),
                refused("rows of covariance", r -> group(r, 0).set("covariance", Json.array()), "0 rows"),
                refused("not symmetric", r -> group(r, 0).set("covariance", matrix(1, 0.1, 0.2, 1)), "symmetric"),
                refused(
                        "one follows from the other",
                        r -> group(r, 0).set("covariance", matrix(1, 1, 1, 1)),
                        "positive definite",
                        "leave such a feature out"),
                refused(
                        "no variance",
                        r -> group(r, 1).set("covariance", Json.array().add(Json.array(0))),
                        "definite"),
                refused("memory", r -> group(r, 0).set("memory_rows", 0.5), "from 1.0"),
                refused("limit", r -> group(r, 1).set("row_limit", 0), "row_limit"),
                refused("group twice", r -> group(r, 1).set("name", "process"), "two groups"),
                refused("empty group", r -> group(r, 1).set("features", Json.array()), "is empty"),
                refused(
                        "follows itself",
                        r -> r.get("residuals").asArray().get(0).asObject().set("on", Json.array("coolant")),
                        "itself"),
                refused(
                        "shares",
                        r -> r.get("labels").asArray().get(0).asObject().set("shares", Json.array(0.9, 0.2)),
                        "together 1"),
                refused(
                        "reading",
                        r -> r.get("labels").asArray().get(0).asObject().set("reading", "score"),
                        "no reading with labels"),
                refused("parts", r -> r.get("part_ms").asObject().set("greatest", 800), "below the least"));
    }
}
