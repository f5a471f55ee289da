package io.millwright.operation.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What may be asked and done, by whom, and that it is written down. */
class CatalogueTest {
    private static final Caller NOBODY = new Caller("somebody", Caller.Road.CLOUD, null);
    private static final Caller READER = new Caller("somebody", Caller.Road.CLOUD, Permission.READ);
    private static final Caller OPERATOR = new Caller("anna", Caller.Road.PAGE, Permission.OPERATE);
    private static final Caller ADMINISTRATOR = new Caller("admin", Caller.Road.PAGE, Permission.ADMINISTER);

    private final Catalogue catalogue = new Catalogue();
    private final List<String> done = new ArrayList<>();
    private final List<String> book = new ArrayList<>();

    @Test
    void documentCarriesItsNameAndVersion() throws Refusal {
        catalogue.addResource(new Numbers12());

        JsonObject document = catalogue.get(List.of("numbers"), Map.of("size", "2", "from", "1"), READER);

        assertEquals(
                "{\"resource\":\"numbers\",\"version\":1,\"total\":4,\"from\":1,\"items\":[{\"n\":2},{\"n\":3}],\"next\":3}",
                document.toString());
    }

    @Test
    void misspeltParameterIsRefusedByItsName() {
        catalogue.addResource(new Numbers12());

        Refusal refused =
                assertThrows(Refusal.class, () -> catalogue.get(List.of("numbers"), Map.of("sise", "2"), READER));

        assertEquals("sise", refused.field());
        assertEquals(Refusal.Kind.BAD_REQUEST, refused.kind());
    }

    @Test
    void whoMayNotReadLearnsNothing() {
        catalogue.addResource(new Numbers12());

        for (List<String> path : List.of(List.<String>of(), List.of("numbers"), List.of("others"))) {
            Refusal refused = assertThrows(Refusal.class, () -> catalogue.get(path, Map.of(), NOBODY));
            assertEquals(Refusal.Kind.FORBIDDEN, refused.kind());
        }
        assertEquals(
                Refusal.Kind.FORBIDDEN,
                assertThrows(Refusal.class, () -> catalogue.run(List.of("none"), new JsonObject(), NOBODY))
                        .kind());
    }

    @Test
    void actionNeedsItsPermissionAndChangesNothingWithoutIt() {
        catalogue.addAction(new Act(Permission.ADMINISTER));

        Refusal refused =
                assertThrows(Refusal.class, () -> catalogue.run(List.of("act", "on"), new JsonObject(), OPERATOR));

        assertEquals(Refusal.Kind.FORBIDDEN, refused.kind());
        assertEquals(List.of(), done);
    }

    @Test
    void administratorsActThatNobodyCanWriteDownIsNotDone() {
        catalogue.addAction(new Act(Permission.ADMINISTER));

        Refusal refused = assertThrows(
                Refusal.class,
                () -> catalogue.run(List.of("act", "on"), new JsonObject().add("what", "x"), ADMINISTRATOR));

        assertEquals(Refusal.Kind.UNAVAILABLE, refused.kind());
        assertEquals(List.of(), done);
    }

    @Test
    void actAndItsOutcomeAreWrittenDown() throws Refusal {
        catalogue.setRecord(new Book());
        catalogue.addAction(new Act(Permission.ADMINISTER));

        catalogue.run(List.of("act", "on"), new JsonObject().add("what", "x"), ADMINISTRATOR);
        Refusal refused = assertThrows(
                Refusal.class,
                () -> catalogue.run(List.of("act", "on"), new JsonObject().add("what", 3), ADMINISTRATOR));

        assertEquals(List.of("x"), done);
        assertEquals("what", refused.field());
        assertEquals(List.of("begin act/on", "end act/on done", "begin act/on", "end act/on what is 3"), book);
    }

    @Test
    void fieldThatNobodyReadsIsRefusedBeforeAnythingIsDone() {
        catalogue.setRecord(new Book());
        catalogue.addAction(new Act(Permission.OPERATE));

        Refusal refused = assertThrows(
                Refusal.class,
                () -> catalogue.run(
                        List.of("act", "on"), new JsonObject().add("what", "x").add("wath", "y"), OPERATOR));

        assertEquals("wath", refused.field());
        assertTrue(done.isEmpty());
    }

    private static final class Numbers12 implements Resource {
        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public JsonObject get(Query query) throws Refusal {
            return Page.of(query).document(List.of(1, 2, 3, 4), n -> new JsonObject().add("n", n));
        }
    }

    private final class Act implements Action {
        private final Permission permission;

        Act(Permission permission) {
            this.permission = permission;
        }

        @Override
        public String name() {
            return "act/on";
        }

        @Override
        public Permission permission() {
            return permission;
        }

        @Override
        public JsonObject run(Fields fields, Caller caller) throws Refusal {
            String what = fields.text("what", 10);
            fields.refuseUnread();
            done.add(what);
            return new JsonObject();
        }
    }

    private final class Book implements Record {
        @Override
        public void begin(Caller caller, String action, JsonObject fields) {
            book.add("begin " + action);
        }

        @Override
        public void end(Caller caller, String action, String outcome) {
            book.add("end " + action + " " + outcome);
        }
    }
}
