package io.millwright.operation.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import io.millwright.operation.view.Services.Offered;
import io.millwright.supervision.Balance;
import io.millwright.supervision.Delivering;
import io.millwright.supervision.State;
import io.millwright.supervision.Supervised;
import io.millwright.tag.BrowseException.Reason;
import io.millwright.tag.TagBrowser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is seen of a server, of trust and of the way to the cloud from afar, as the published schema says it. */
class LookResourcesTest {
    private final List<String> done = new ArrayList<>();
    private final Plc plc = new Plc(done::add);
    private final BrowseResource browse = new BrowseResource(() -> plc.offered("plc"));
    private final TrustResource trust = new TrustResource(() -> plc.offered("plc"));
    private final Validator validator =
            new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory()).createValidator();

    LookResourcesTest() throws IOException {
        validator.registerSchema(Files.readString(Path.of("..", "..", "docs", "operation.schema.json")));
    }

    private JsonObject ask(Resource resource, Map<String, String> parameters) throws Refusal {
        JsonObject said = resource.get(new Query(List.of(), parameters));
        JsonObject document = new JsonObject()
                .add("resource", resource.name())
                .add("version", 1)
                .merge(said);
        var schema = validator.registerSchema(
                "{\"$ref\":\"urn:millwright:operation:1#/$defs/resource-" + resource.name() + "\"}");
        assertEquals(List.of(), validator.validate(schema, document.toString()).getErrors(), document.toString());
        return said;
    }

    @Test
    void aFolderIsBrowsedPageByPage() throws Refusal {
        JsonObject first = ask(browse, Map.of("size", "1"));
        assertEquals("plc", first.getString("connection", ""));
        assertEquals(2, first.getInt("total", 0));
        JsonObject folder = first.get("items").asArray().get(0).asObject();
        assertTrue(folder.getBoolean("hasChildren", false));

        String continuation = first.getString("continuation", "");
        JsonObject second = ask(browse, Map.of("connection", "plc", "size", "1", "continuation", continuation));
        JsonObject node = second.get("items").asArray().get(0).asObject();
        assertEquals("<b>Load</b>", node.getString("name", ""));
        assertEquals(3.5, node.getDouble("number", 0));
        assertEquals("Spindle.<b>Load</b>", node.getString("path", ""));
        assertTrue(second.get("continuation") == null);
    }

    @Test
    void whoeverCallsSaysHowLongItWaitsAndNoLonger() throws Refusal {
        ask(browse, Map.of("timeoutMillis", "250"));
        assertEquals(250, plc.timeoutMillis);
        ask(browse, Map.of());
        assertEquals(BrowseResource.STANDARD_MILLIS, plc.timeoutMillis);
        for (String millis : List.of("99", "8001", "soon")) {
            Refusal refused = assertThrows(Refusal.class, () -> ask(browse, Map.of("timeoutMillis", millis)));
            assertEquals("timeoutMillis", refused.field());
        }
        ask(trust, Map.of("timeoutMillis", "600"));
        assertEquals(300, plc.timeoutMillis, "two questions, each with half of the time");
        assertTrue(browse.waits() && trust.waits());
    }

    @Test
    void whatIsFoundInTimeIsToldAsNotAll() throws Refusal {
        JsonObject found = ask(browse, Map.of("find", "load"));
        assertFalse(found.getBoolean("complete", true));
        assertTrue(found.getString("note", "").contains("too short"), found.toString());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            NO_SESSION,   UNAVAILABLE
            NO_ANSWER,    UNAVAILABLE
            BUSY,         TOO_MANY
            UNKNOWN_NODE, NOT_FOUND
            BAD_REQUEST,  BAD_REQUEST
            CHANGED,      CONFLICT
            """)
    void whyNothingIsSeenIsToldWithTheRemedy(Reason reason, Refusal.Kind kind) {
        plc.away = reason;
        for (Resource resource : List.of(browse, trust)) {
            Refusal refused = assertThrows(Refusal.class, () -> ask(resource, Map.of()));
            assertEquals(kind, refused.kind());
            assertEquals("The connection has no session (SERVER_UNREACHABLE).", refused.getMessage());
            assertEquals("Check the cable.", refused.remedy());
        }
    }

    @Test
    void aConnectionThatIsNotMeantOrNotThereIsNamed() {
        Refusal none = assertThrows(Refusal.class, () -> ask(browse, Map.of("connection", "plx")));
        assertEquals("connection", none.field());
        assertEquals("give one of plc", none.remedy());
        List<Offered<TagBrowser>> two = new ArrayList<>(plc.offered("plc"));
        two.addAll(plc.offered("plc-2"));
        Refusal which = assertThrows(Refusal.class, () -> ask(new BrowseResource(() -> two), Map.of()));
        assertEquals("give one of plc, plc-2", which.remedy());
        assertEquals(
                "kind",
                assertThrows(Refusal.class, () -> ask(browse, Map.of("kind", "x")))
                        .field());
        assertEquals(0, plc.timeoutMillis, "a wrong call asks no server");
    }

    @Test
    void whatTwoPeopleCompareIsToldOfBothSides() throws Refusal {
        JsonObject document = ask(trust, Map.of());
        JsonObject shown = document.get("certificates").asArray().get(0).asObject();
        assertEquals(Plc.SHOWN, shown.getString("sha256", ""));
        assertFalse(shown.getBoolean("trusted", true));
        assertEquals("ABAB ABAB ABAB ABAB ABAB", shown.getString("number", ""));
        assertEquals("-----PEM", document.get("own").asArray().get(0).asObject().getString("pem", ""));
        assertEquals(List.of(), done);
    }

    /** A publisher that counts. */
    private record Publisher(String pid, Map<String, Long> counters, long lastConfirmedMicros)
            implements Supervised, Delivering {
        @Override
        public String kind() {
            return "publisher";
        }

        @Override
        public State state() {
            return null;
        }

        @Override
        public List<Balance> balances() {
            return List.of(
                    Balance.of("outbox", "decisions")
                            .came("offered")
                            .passed("published")
                            .waiting("waiting")
                            .lost("dropped", "too many waited"),
                    Balance.of("confirmation", "messages")
                            .came("messages")
                            .waiting("messages.inFlight")
                            .lost("messages.unconfirmed", "the broker did not confirm it"));
        }

        @Override
        public List<? extends Supervised> parts() {
            return List.of();
        }
    }

    @Test
    void theWayToTheCloudSaysWhatWaitsWhatIsLostAndWhenSomethingCameThrough() throws Refusal {
        Supervised publisher = new Publisher(
                "decisions",
                Map.of("waiting", 7L, "dropped", 2L, "messages.inFlight", 3L, "messages.unconfirmed", 1L),
                1_764_000_000_000_000L);
        OutboxResource outbox = new OutboxResource(() -> List.of(publisher), pid -> "MILL/" + pid);

        JsonObject item = ask(outbox, Map.of()).get("items").asArray().get(0).asObject();

        assertEquals("decisions", item.getString("pid", ""));
        assertEquals("MILL/decisions", item.getString("topic", ""));
        assertEquals(1_764_000_000_000_000L, item.getLong("lastConfirmedMicros", 0));
        assertEquals(7, item.getInt("waiting", 0));
        assertEquals(2, item.getInt("lost", 0));
        assertEquals(3, item.getInt("inFlight", 0));
        assertEquals(1, item.getInt("unconfirmed", 0));
    }
}
