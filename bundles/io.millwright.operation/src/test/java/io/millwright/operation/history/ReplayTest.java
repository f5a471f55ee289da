package io.millwright.operation.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.millwright.decision.FeatureSnapshot;
import io.millwright.model.State;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a version says of what was seen, then and now; that it is bounded, and that nothing comes of it. */
class ReplayTest {
    private static final Caller ANNA = new Caller("anna", Caller.Road.PAGE, Permission.OPERATE);

    private final KeptInputs inputs = new KeptInputs();
    private final Scaled serving = new Scaled("1.0.0", 0.1);
    private final Scaled candidate = new Scaled("1.1.0", 0.2);
    private final ReplayAction replay = new ReplayAction(inputs, () -> List.of(serving, candidate));

    private void seen(int sequence) {
        inputs.add(
                new Made("mill", sequence % 2 == 0 ? "a" : "b", sequence, sequence * 0.1, "00"),
                new Made.Inputs(sequence, Double.NaN),
                sequence);
    }

    private JsonObject run(String body) throws Refusal {
        return replay.run(new Fields(Json.parse(body).asObject()), ANNA);
    }

    private static JsonObject score(JsonObject table, int item) {
        return table.get("items")
                .asArray()
                .get(item)
                .asObject()
                .get("values")
                .asArray()
                .get(0)
                .asObject();
    }

    @Test
    void whatServesSaysTheSameAgain() throws Refusal {
        for (int i = 1; i <= 9; i++) {
            seen(i);
        }
        JsonObject table = run("{\"pipeline\":\"mill\"}");
        assertEquals("1.0.0", table.getString("modelVersion", ""));
        assertEquals(9, table.getInt("windows", 0));
        assertEquals(0, table.getInt("differing", -1));
        assertTrue(table.getBoolean("complete", false));
        assertEquals(0.1, score(table, 0).getDouble("now", 0), 1e-6);
        assertEquals("bad", score(table, 8).getString("thenLabel", ""));
        assertEquals(0, serving.open.get(), "it is closed");
    }

    @Test
    void aVersionOnTrialIsHeldAgainstWhatWasSaidThen() throws Exception {
        for (int i = 1; i <= 9; i++) {
            seen(i);
        }
        JsonObject table = run("{\"pipeline\":\"mill\",\"version\":\"1.1.0\"}");
        assertEquals(2, table.getInt("differing", -1), "0.3 and 0.4 are 0.6 and 0.8 now");
        JsonObject third = score(table, 2);
        assertEquals("ok", third.getString("thenLabel", ""));
        assertEquals("bad", third.getString("nowLabel", ""));
        assertEquals(0.6, third.getDouble("now", 0), 1e-6);
        assertEquals("1.0.0", table.get("items").asArray().get(2).asObject().getString("thenVersion", ""));

        Validator validator = new ValidatorFactory()
                .withJsonNodeFactory(new GsonNode.Factory())
                .createValidator();
        validator.registerSchema(Files.readString(Path.of("..", "..", "docs", "operation.schema.json")));
        var schema = validator.registerSchema("{\"$ref\":\"urn:millwright:operation:1#/$defs/answer-replay\"}");
        assertEquals(List.of(), validator.validate(schema, table.toString()).getErrors());
    }

    @Test
    void whereNothingWasSaidThenNothingDiffersAndItIsCounted() throws Refusal {
        seen(1);
        inputs.add(new Made("mill", "a", 2, Double.NaN, "00"), new Made.Inputs(2, Double.NaN), 2);
        JsonObject table = run("{\"pipeline\":\"mill\"}");
        assertEquals(2, table.getInt("windows", 0));
        assertEquals(0, table.getInt("differing", -1));
        assertEquals(1, table.getInt("unsaid", -1));
        assertEquals("ok", score(table, 1).getString("nowLabel", ""));
    }

    @Test
    void theNewestThatFitAreTakenAndNoMoreThanAskedFor() throws Refusal {
        for (int i = 1; i <= 20; i++) {
            seen(i);
        }
        JsonObject table = run("{\"pipeline\":\"mill\",\"asset\":\"a\",\"fromMicros\":5,\"toMicros\":19,\"size\":3}");
        List<Integer> sequences = table.get("items").asArray().values().stream()
                .map(each -> each.asObject().getInt("sequence", 0))
                .toList();
        assertEquals(List.of(14, 16, 18), sequences);
    }

    @Test
    void whatCannotBeReplayedIsNamed() {
        assertEquals(Refusal.Kind.NOT_FOUND, refused("{\"pipeline\":\"mill\"}").kind());
        seen(1);
        assertEquals("pipeline", refused("{}").field());
        assertEquals("size", refused("{\"pipeline\":\"mill\",\"size\":501}").field());
        assertEquals("sise", refused("{\"pipeline\":\"mill\",\"sise\":5}").field());
        Refusal version = refused("{\"pipeline\":\"mill\",\"version\":\"3\"}");
        assertEquals("version", version.field());
        assertTrue(version.remedy().contains("there are 1.0.0, 1.1.0"), version.remedy());

        serving.features = List.of("speed", "heat");
        assertTrue(refused("{\"pipeline\":\"mill\"}").getMessage().contains("'heat'"));
        serving.features = List.of("speed");
        serving.rows = 2;
        assertTrue(refused("{\"pipeline\":\"mill\"}").getMessage().contains("wants 2 rows, and 1 were kept"));
        serving.rows = 1;
        serving.states = List.of(new State(0, 0));
        assertTrue(refused("{\"pipeline\":\"mill\"}").getMessage().contains("remembers"));
        assertEquals(0, serving.open.get(), "what was opened is closed");
    }

    private Refusal refused(String body) {
        return assertThrows(Refusal.class, () -> run(body));
    }

    @Test
    void oneAtATime() throws Exception {
        seen(1);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        serving.whenRun = () -> {
            begun.countDown();
            try {
                assertTrue(held.await(60, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> {
            try {
                return run("{\"pipeline\":\"mill\"}").getInt("windows", 0);
            } catch (Refusal e) {
                throw new IllegalStateException(e);
            }
        });
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        assertEquals(Refusal.Kind.TOO_MANY, refused("{\"pipeline\":\"mill\"}").kind());
        held.countDown();
        assertEquals(1, first.get(60, TimeUnit.SECONDS));
        assertEquals(1, run("{\"pipeline\":\"mill\"}").getInt("windows", 0));
        replay.close();
    }

    @Test
    void memoryIsBoundedAndWhoeverHasTheMostGives() {
        for (int i = 0; i < 3 * KeptInputs.MOST; i++) {
            seen(i);
        }
        assertEquals(
                KeptInputs.MOST, inputs.newest("mill", each -> true, 10_000).size());
        for (int i = 0; i < 400; i++) {
            inputs.add(new Made("long", "a", i, 0, "00"), new Long(KeptInputs.MOST_VALUES), i);
        }
        int longs = inputs.newest("long", each -> true, 10_000).size();
        assertTrue(longs < KeptInputs.MOST_BYTES / (KeptInputs.MOST_VALUES * Double.BYTES), longs + " long ones");
        assertEquals(
                KeptInputs.MOST, inputs.newest("mill", each -> true, 10_000).size());
        inputs.add(new Made("longer", "a", 1, 0, "00"), new Long(KeptInputs.MOST_VALUES + 1), 1);
        inputs.add(new Made("none", "a", 1, 0, "00"), null, 1);
        assertTrue(inputs.newest("longer", each -> true, 1).isEmpty());
        assertTrue(inputs.newest("none", each -> true, 1).isEmpty());
    }

    /** A window of one feature. */
    private record Long(int rows) implements FeatureSnapshot {
        @Override
        public List<String> features() {
            return List.of("speed");
        }

        @Override
        public double value(int row, int column) {
            return row;
        }
    }

    @Test
    void inputsGoWithTheHistory(@TempDir Path folder) {
        KeptHere here = new KeptHere(folder);
        here.tick();
        here.decide("mill", "a", 1, 0.5);
        assertFalse(here.room.inputs().newest("mill", each -> true, 1).isEmpty());
        here.budgetBytes = 0;
        here.tick();
        assertTrue(here.room.inputs().newest("mill", each -> true, 1).isEmpty());
    }
}
