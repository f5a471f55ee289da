package io.millwright.operation.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.OperationSettings;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.Catalogues;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.view.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done is written down before and after; what needs it is not done without. */
class AuditRoomTest {
    private static final Caller ANNA = new Caller("anna", Caller.Road.PAGE, Permission.ADMINISTER);

    @TempDir
    Path data;

    private AuditRoom room() {
        AuditRoom room = new AuditRoom(data, () -> OperationSettings.STANDARD, Clock.systemUTC());
        room.verifyFirst();
        return room;
    }

    private static Catalogue catalogue(AuditRoom room, int[] done) {
        return Catalogues.of(
                List.of(new AuditResource(room)),
                List.of(
                        new Counting("pause", Permission.OPERATE, done),
                        new Counting("trust", Permission.ADMINISTER, done)),
                room);
    }

    private record Counting(String name, Permission permission, int[] done) implements Action {
        @Override
        public JsonObject run(Fields fields, Caller caller) throws Refusal {
            String what = fields.text("what", 20);
            fields.refuseUnread();
            done[0]++;
            return new JsonObject().add("what", what);
        }
    }

    @Test
    void actIsWrittenDownBeforeAndAfter() throws Exception {
        int[] done = new int[1];
        Catalogue catalogue = catalogue(room(), done);
        catalogue.run(List.of("trust"), new JsonObject().add("what", "plc"), ANNA);
        assertThrows(Refusal.class, () -> catalogue.run(List.of("trust"), new JsonObject().add("that", "plc"), ANNA));

        JsonObject document = catalogue.get(List.of("audit"), Map.of(), ANNA);

        assertTrue(document.getBoolean("verified", false), document.toString());
        assertEquals(4, document.getInt("total", 0));
        JsonObject newest = document.get("items").asArray().get(0).asObject();
        assertEquals("what is missing", newest.getString("outcome", ""));
        assertEquals(3, newest.getInt("begun", 0));
        JsonObject oldest = document.get("items").asArray().get(3).asObject();
        assertEquals("anna", oldest.getString("who", ""));
        assertEquals("PAGE", oldest.getString("road", ""));
        assertEquals("{\"what\":\"plc\"}", oldest.get("fields").toString());
        assertEquals(1, done[0]);
    }

    @Test
    void withoutAnAuditOperatorsGoOnAndNobodyAdministers() throws Exception {
        int[] done = new int[1];
        AuditRoom room = room();
        Catalogue catalogue = catalogue(room, done);
        Path folder = data.resolve("millwright");
        Files.writeString(folder, "in the way");
        JsonObject what = new JsonObject().add("what", "plc");

        Refusal refused = assertThrows(Refusal.class, () -> catalogue.run(List.of("trust"), what, ANNA));
        assertEquals(Refusal.Kind.UNAVAILABLE, refused.kind());
        assertEquals(0, done[0]);
        catalogue.run(List.of("pause"), what, ANNA);
        assertEquals(1, done[0]);
        assertTrue(
                room.trouble().what().startsWith("the audit cannot be written: "),
                room.trouble().what());
        assertEquals(3, room.counters().get("audit.lost"));

        Files.delete(folder);
        catalogue.run(List.of("trust"), what, ANNA);
        assertEquals(2, done[0]);
        assertTrue(room.trouble().isEmpty(), room.trouble().what());
    }

    @Test
    void fullAndChangedAuditsAreTold() throws IOException {
        AuditRoom room = room();
        for (int i = 0; i < 100; i++) {
            room.happened("configuration/changed", new JsonObject().add("pid", "line" + i));
        }
        assertTrue(room.trouble().isEmpty());
        Path file = new AuditFiles(data.resolve("millwright/audit"))
                .files()
                .firstEntry()
                .getValue();
        Files.writeString(file, Files.readString(file).replace("line7\"", "line8\""));

        AuditRoom next = room();

        assertTrue(
                next.trouble().what().startsWith("the audit is not as it was written: "),
                next.trouble().what());
    }

    @Test
    void whatWasSeenIsKnownAfterARestart() throws IOException {
        JsonObject one = new JsonObject().add("version", "1.0.0");
        JsonObject other = new JsonObject().add("version", "1.0.1");
        assertEquals(null, seen("models", one));
        assertEquals(one, seen("models", other));
        assertEquals(other, seen("models", null));
        assertEquals(null, seen("models", one));
        assertEquals(null, seen("packages", one));
    }

    /** As one run of the gateway sees it. */
    private JsonObject seen(String kind, JsonObject now) {
        Known known = new Known(data);
        JsonObject before = known.swap(kind, "wear", now);
        known.write();
        return before;
    }

    @Test
    void passwordsAreKnownByTheForm() {
        assertEquals(
                java.util.Set.of("user.password", "pin"),
                Secrets.passwords("<AD id=\"user.password\" type=\"Password\" required=\"false\"/>"
                        + "<AD id=\"user\" type=\"String\"/><AD type=\"Password\" id=\"pin\"/>"));
    }
}
