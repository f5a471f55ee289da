package io.millwright.operation.act;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.decision.Opinion;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each act calls, with which name of whom, and which field is named where it is not done. */
class ActsTest {
    private static final Caller ANNA = new Caller("anna", Caller.Road.PAGE, Permission.ADMINISTER);
    private static final Caller CLOUD = new Caller("fleet", Caller.Road.CLOUD, Permission.ADMINISTER);

    private ActedOn gateway = new ActedOn();

    private JsonObject run(String name, String body, Caller caller) throws Refusal {
        Action action = gateway.acts().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return action.run(new Fields(Json.parse(body).asObject()), caller);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            model/activate         | {"model":"wear"}                                  | promote wear
            model/activate         | {"model":"wear","version":"1.1.0"}                | promote wear
            model/shadow           | {"model":"wear","version":"1.1.0"}                | shadow wear 1.1.0
            model/canary           | {"model":"wear","version":"1.1.0"}                | canary wear
            trust/approve          | {"connection":"plc","sha256":"abababababababababababababababababababababababababababababababab"} | trust abab by anna
            model/rollback         | {"model":"wear","why":"false alarms"}             | rollBack wear: anna: false alarms
            model/reject           | {"model":"wear"}                                  | reject wear: anna asked for it
            model/pin              | {"model":"wear","version":"1.0.0"}                | pin wear 1.0.0
            model/unpin            | {"model":"wear"}                                  | pin wear
            pipeline/pause         | {"pipeline":"line1","why":"tool change"}          | pause line1 by anna: tool change
            pipeline/resume        | {"pipeline":"line1"}                              | resume line1
            feedback               | {"pipeline":"line1","asset":"m","run":1,"sequence":7,"verdict":"rejected","label":"ok"} | REJECTED line1 m 1 7 ok by anna
            recommendation/approve | {"id":"r1","comment":"yes"}                       | approve r1 by anna: yes
            recommendation/reject  | {"id":"r1"}                                       | reject r1 by anna:
            fitness/renew          | {"pipeline":"line1","asset":"m"}                  | renew line1 m
            fitness/accept         | {"pipeline":"line1","asset":"m"}                  | accept line1 m
            capture/erase          | {"pipeline":"line1","fromMicros":1,"toMicros":9}  | erase line1  1 9 by anna
            capture/erase          | {"all":true}                                      | erase   -9223372036854775808 9223372036854775807 by anna
            """)
    void actDoesOneThing(String name, String body, String done) throws Refusal {
        run(name, body, ANNA);

        assertEquals(List.of(done), gateway.done().stream().map(String::strip).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            model/activate         | {}                                                | BAD_REQUEST | model
            model/activate         | {"model":"none"}                                  | BAD_REQUEST | model
            model/activate         | {"model":"wear","version":"9"}                    | CONFLICT    |
            model/activate         | {"model":"wear","versoin":"1.1.0"}                | BAD_REQUEST | versoin
            model/activate         | {"model":7}                                       | BAD_REQUEST | model
            model/pin              | {"model":"wear"}                                  | BAD_REQUEST | version
            model/pin              | {"model":"wear","version":"9"}                    | CONFLICT    |
            model/shadow           | {"model":"wear"}                                  | BAD_REQUEST | version
            model/shadow           | {"model":"wear","version":"9"}                    | CONFLICT    |
            model/canary           | {"model":"wear","version":"9"}                    | CONFLICT    |
            trust/approve          | {"sha256":"abababababababababababababababababababababababababababababababab"} | BAD_REQUEST | connection
            trust/approve          | {"connection":"plc"}                              | BAD_REQUEST | sha256
            trust/approve          | {"connection":"plc","sha256":"ABAB"}              | BAD_REQUEST | sha256
            trust/approve          | {"connection":"plc","sha256":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"} | CONFLICT |
            trust/approve          | {"connection":"plx","sha256":"abababababababababababababababababababababababababababababababab"} | BAD_REQUEST | connection
            pipeline/pause         | {"pipeline":"../line1"}                           | BAD_REQUEST | pipeline
            pipeline/pause         | {"pipeline":"line1","why":["a"]}                  | BAD_REQUEST | why
            feedback               | {"pipeline":"line1","asset":"m","run":1.5,"sequence":7,"verdict":"rejected"} | BAD_REQUEST | run
            feedback               | {"pipeline":"line1","asset":"m","run":1,"sequence":-1,"verdict":"rejected"} | BAD_REQUEST | sequence
            feedback               | {"pipeline":"line1","asset":"m","run":1,"sequence":7,"verdict":"REJECTED"} | BAD_REQUEST | verdict
            feedback               | {"pipeline":"line1","asset":"m","run":1,"sequence":7,"verdict":"confirmed","label":"a"} | BAD_REQUEST | label
            feedback               | {"pipeline":"line1","asset":"m","run":1,"sequence":7,"verdict":"commented"} | BAD_REQUEST | comment
            recommendation/approve | {"id":"r9"}                                       | CONFLICT    |
            fitness/accept         | {"pipeline":"line1","asset":"x"}                  | CONFLICT    |
            capture/erase          | {}                                                | BAD_REQUEST | pipeline
            capture/erase          | {"asset":"m"}                                     | BAD_REQUEST | pipeline
            capture/erase          | {"pipeline":"line1","fromMicros":9,"toMicros":1}  | BAD_REQUEST | toMicros
            """)
    void whatIsNotDoneIsNamedAndChangesNothing(String name, String body, Refusal.Kind kind, String field) {
        Refusal refused = assertThrows(Refusal.class, () -> run(name, body, ANNA));

        assertEquals(kind, refused.kind(), refused.getMessage());
        assertEquals(field == null ? "" : field, refused.field(), refused.getMessage());
        assertFalse(refused.remedy().isEmpty());
        assertEquals(List.of(), gateway.done());
    }

    /** As long as pipelines and assets may be called that an opinion can be given of. */
    @Test
    void adviceAboutTheLongestNamesCanBeAnswered() {
        String name = "x".repeat(Opinion.LONGEST_NAME);
        String id = name + "/" + name + "/" + Long.MAX_VALUE + "-" + Long.MAX_VALUE;
        Refusal unknown =
                assertThrows(Refusal.class, () -> run("recommendation/approve", "{\"id\":\"" + id + "\"}", ANNA));
        assertEquals(Refusal.Kind.CONFLICT, unknown.kind(), unknown.getMessage());
    }

    @Test
    void cloudIsNamedAsWhatNobodyHasAuthenticated() throws Refusal {
        run("pipeline/pause", "{\"pipeline\":\"line1\"}", CLOUD);
        run("recommendation/approve", "{\"id\":\"r1\"}", new Caller("x".repeat(100), Caller.Road.CLOUD, null));

        assertEquals("pause line1 by fleet (cloud): ", gateway.done().get(0));
        assertEquals(
                "approve r1 by " + "x".repeat(92) + " (cloud): ", gateway.done().get(1));
    }

    @Test
    void trustVersionsAndErasureNeedAnAdministrator() {
        for (Action action : gateway.acts()) {
            boolean administers =
                    List.of("model", "trust", "capture").contains(action.name().split("/")[0]);
            assertEquals(administers ? Permission.ADMINISTER : Permission.OPERATE, action.permission(), action.name());
        }
    }

    @Test
    void whatIsAwayIsUnavailable() {
        gateway.away = true;
        for (String name : List.of("recommendation/approve", "capture/erase")) {
            String body = name.startsWith("capture") ? "{\"all\":true}" : "{\"id\":\"r1\"}";
            assertEquals(
                    Refusal.Kind.UNAVAILABLE,
                    assertThrows(Refusal.class, () -> run(name, body, ANNA)).kind());
        }
    }

    @Test
    void anErasureThatLastsIsBegunAndNoSecondOneIs() throws Refusal {
        gateway = new ActedOn(50);
        gateway.held = new CountDownLatch(1);

        assertEquals(
                "{\"begun\":true}", run("capture/erase", "{\"all\":true}", ANNA).toString());
        assertEquals(
                Refusal.Kind.TOO_MANY,
                assertThrows(Refusal.class, () -> run("capture/erase", "{\"all\":true}", ANNA))
                        .kind());
        assertEquals(List.of(), gateway.done());
        gateway.held.countDown();
        awaitErasures(1);
        run("capture/erase", "{\"all\":true}", ANNA);
        awaitErasures(2);
    }

    /** Until so many are over: another one may begin then. */
    private void awaitErasures(int number) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        do {
            gateway.close();
            assertTrue(System.nanoTime() - end < 0, () -> gateway.done().toString());
        } while (gateway.done().size() < number);
    }

    @Test
    void anErasureThatIsSoonOverTellsWhatItErased() throws Refusal {
        assertEquals(3, run("capture/erase", "{\"all\":true}", ANNA).getInt("records", 0));
    }

    @Test
    void logOfDiagnosticsHasOurLinesWithTheirStacks() {
        String log = String.join(
                "\n",
                "12:00 INFO o.e.k.Core hello",
                "12:01 ERROR i.m.millwright.Line failed",
                "java.lang.IllegalStateException: x",
                "\tat a.b.C",
                "12:02 ERROR o.e.k.Core failed",
                "\tat d.e.F",
                "12:03 INFO io.millwright.opcua ok");

        List<String> kept = Arrays.asList(LogTail.ours(log, 1_000).split("\n"));

        assertTrue(kept.contains("12:01 ERROR i.m.millwright.Line failed"), kept.toString());
        assertTrue(kept.contains("12:03 INFO io.millwright.opcua ok"), kept.toString());
        assertFalse(kept.contains("\tat d.e.F"), kept.toString());
        assertEquals("ok\n", LogTail.ours(log, 3));
    }
}
