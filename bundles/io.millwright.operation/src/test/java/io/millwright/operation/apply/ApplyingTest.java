package io.millwright.operation.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Action;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Fields;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Query;
import io.millwright.operation.resource.Refusal;
import io.millwright.operation.resource.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a configuration that is applied, by a clock that the test turns. */
class ApplyingTest {
    private static final Caller ADMIN = new Caller("admin", Caller.Road.REST, Permission.ADMINISTER);
    private static final String BAD_URL = "{\"plc\":{\"endpoint.url\":\"opc.tcp://nowhere:1\"}}";

    @TempDir
    private Path folder;

    private final PlainGateway gateway = new PlainGateway();
    private Applying applying;

    @BeforeEach
    void begin() {
        applying = started();
    }

    private Applying started() {
        Applying made = new Applying(
                gateway,
                new ApplyFile(folder),
                () -> TimeUnit.MILLISECONDS.toNanos(gateway.millis.get()),
                () -> TimeUnit.MILLISECONDS.toMicros(gateway.millis.get()));
        made.resume();
        return made;
    }

    private JsonObject run(String action, String body) throws Refusal {
        Action found = ApplyRoom.actions(gateway, applying).stream()
                .filter(each -> each.name().equals(action))
                .findFirst()
                .orElseThrow();
        return found.run(new Fields(Json.parse(body).asObject()), ADMIN);
    }

    private JsonObject apply(String configuration, String more) throws Refusal {
        return run("apply", "{\"configuration\":" + configuration + more + "}");
    }

    /** Turns the clock second by second; returns after how many seconds it ended. */
    private int secondsUntilEnded(int most) {
        for (int second = 1; second <= most; second++) {
            gateway.millis.addAndGet(1_000);
            applying.tick();
            if (!phase().equals("WATCHING")) {
                return second;
            }
        }
        return Integer.MAX_VALUE;
    }

    private String phase() {
        return applying.document().getString("phase", "");
    }

    @Test
    void anAddressThatCutsTheConnectionIsTakenBackWithinAMinute() throws Exception {
        apply(BAD_URL, "");
        assertFalse(gateway.connected());
        int seconds = secondsUntilEnded(100);
        assertTrue(seconds <= 30, () -> seconds + " s");
        assertEquals("REVERTED", phase());
        assertTrue(gateway.connected());
        assertTrue(applying.document().getString("reason", "").contains("connection plc"));
        assertTrue(Files.readString(folder.resolve("apply.json")).contains("REVERTED"));
    }

    @Test
    void whatIsRightIsKept() throws Exception {
        apply("{\"plc\":{\"request.timeoutMs\":7000}}", "");
        assertEquals(60, secondsUntilEnded(100));
        assertEquals("KEPT", phase());
        assertEquals(7_000, gateway.values.get("request.timeoutMs"));
    }

    @Test
    void aPipelineThatDecidesNoMoreTakesItBack() throws Exception {
        apply("{\"plc\":{\"request.timeoutMs\":7000}}", "");
        gateway.decides = false;
        int seconds = secondsUntilEnded(100);
        assertTrue(seconds <= 40, () -> seconds + " s");
        assertEquals("REVERTED", phase());
        assertEquals(5_000, gateway.values.get("request.timeoutMs"));
    }

    @Test
    void whatNobodyConfirmsIsTakenBack() throws Exception {
        apply("{\"plc\":{\"note\":\"x\"}}", ",\"confirm\":true,\"withinMillis\":5000");
        assertEquals(5, secondsUntilEnded(20));
        assertEquals("REVERTED", phase());
        assertEquals("", gateway.values.get("note"));

        apply("{\"plc\":{\"note\":\"x\"}}", ",\"confirm\":true,\"withinMillis\":5000");
        run("apply/confirm", "{}");
        assertEquals("KEPT", phase());
        assertEquals("x", gateway.values.get("note"));
    }

    @Test
    void aRestartInBetweenForgetsNothing() throws Exception {
        apply(BAD_URL, "");
        applying = started();
        assertEquals("WATCHING", phase());
        assertTrue(secondsUntilEnded(100) <= 60);
        assertEquals("REVERTED", phase());
        assertTrue(gateway.connected());
        applying = started();
        assertEquals("REVERTED", phase(), "it is told after the next restart, too");
    }

    @Test
    void aRestartWhileItWasBeingSetTakesItBackAtOnce() throws Exception {
        apply(BAD_URL, "");
        Path file = folder.resolve("apply.json");
        Files.writeString(file, Files.readString(file).replace("\"WATCHING\"", "\"APPLYING\""));
        applying = started();
        applying.tick();
        assertEquals("REVERTED", phase());
        assertTrue(gateway.connected());
    }

    @Test
    void aGatewayThatTakesHalfOfItHasAllOfItAsBefore() {
        gateway.refuses = true;
        assertThrows(Refusal.class, () -> apply(BAD_URL, ""));
        assertEquals("REVERTED", phase());
        assertTrue(gateway.connected());
    }

    @Test
    void nothingIsAppliedWhereSomethingIsWrong() {
        String wrong = "{\"plc\":{\"endpoint.url\":\"opc.tcp://other:1\",\"%s\":%s}}";
        for (String[] each : new String[][] {
            {"nosuch", "1"},
            {"request.timeoutMs", "\"many\""},
            {"request.timeoutMs", "5"},
            {"request.timeoutMs", "5.5"},
            {"KeystoreService.target", "\"(kura.service.pid=gone)\""},
            {"lists", "\"a\""},
            {"note", "{}"},
            {"note", "[]"}
        }) {
            Refusal refused = assertThrows(Refusal.class, () -> apply(String.format(wrong, each[0], each[1]), ""));
            assertEquals("plc." + each[0], refused.field());
        }
        assertThrows(Refusal.class, () -> apply("{\"gone\":{\"a\":1}}", ""));
        assertThrows(Refusal.class, () -> apply("{\"plc\":{\"endpoint.url\":\"\"}}", ""));
        assertThrows(Refusal.class, () -> apply(BAD_URL, ",\"withinMillis\":1"));
        assertTrue(gateway.sets.isEmpty());
    }

    @Test
    void aLookShowsLabelsAndNoSecrets() throws Refusal {
        JsonObject look = apply(
                "{\"plc\":{\"user.password\":\"hush\",\"request.timeoutMs\":9,\"lists\":[\"c\"]}}", ",\"try\":true");
        String text = look.toString();
        assertFalse(text.contains("hush") || text.contains("plain"), text);
        assertTrue(text.contains("\"label\":\"Lists\",\"before\":\"a, b\",\"after\":\"c\""), text);
        assertEquals(1, look.get("problems").asArray().size());
        assertTrue(gateway.sets.isEmpty());
        Resource configuration = ApplyRoom.resources(gateway, applying).get(0);
        String form = configuration.get(new Query(List.of("plc"), Map.of())).toString();
        assertFalse(form.contains("plain"), form);
    }

    @Test
    void secretsAndListsComeBackAsTheyWere() throws Exception {
        apply("{\"plc\":{\"user.password\":\"hush\",\"lists\":[\"c\"],\"endpoint.url\":\"opc.tcp://x:1\"}}", "");
        String file = Files.readString(folder.resolve("apply.json"));
        assertFalse(file.contains("hush"), file);
        assertFalse(file.contains("\"plain\""), file);
        secondsUntilEnded(100);
        assertEquals("plain", gateway.values.get("user.password").toString());
        assertArrayEquals(new String[] {"a", "b"}, (String[]) gateway.values.get("lists"));
    }

    @Test
    void whatARestartInterruptedIsTakenBackOnceItsComponentIsThere() throws Exception {
        apply(BAD_URL, "");
        Path kept = folder.resolve("apply.json");
        Files.writeString(kept, Files.readString(kept).replace("WATCHING", "APPLYING"));
        gateway.starts = true;
        applying = started();
        gateway.millis.addAndGet(20_000);
        assertEquals("", applying.tick());
        assertEquals("APPLYING", phase());

        gateway.starts = false;
        assertTrue(applying.tick().startsWith("REVERTED"));
        assertTrue(gateway.connected());
    }

    @Test
    void aComponentThatDoesNotComeBackIsNotWaitedForWithoutEnd() throws Exception {
        apply(BAD_URL, "");
        Path kept = folder.resolve("apply.json");
        Files.writeString(kept, Files.readString(kept).replace("WATCHING", "REVERTING"));
        gateway.starts = true;
        applying = started();
        gateway.millis.addAndGet(60_000);
        assertTrue(applying.tick().startsWith("REVERT_FAILED"));
        assertFalse(applying.trouble().isEmpty());
    }

    @Test
    void whatSomebodyHasChangedMeanwhileIsLeftAlone() throws Exception {
        apply("{\"plc\":{\"note\":\"x\",\"endpoint.url\":\"opc.tcp://x:1\"}}", "");
        gateway.values.put("note", "by hand");
        secondsUntilEnded(100);
        assertEquals("by hand", gateway.values.get("note"));
        assertTrue(gateway.connected());
    }

    @Test
    void whatIsNotAsItWasSeenIsNotApplied() throws Refusal {
        String seen = apply(BAD_URL, ",\"try\":true").getString("sha256", "");
        gateway.values.put("endpoint.url", "opc.tcp://third:1");
        Refusal refused = assertThrows(Refusal.class, () -> apply(BAD_URL, ",\"expected\":\"" + seen + "\""));
        assertEquals(Refusal.Kind.CONFLICT, refused.kind());
        assertTrue(gateway.sets.isEmpty());
    }

    @Test
    void oneAtATime() throws Refusal {
        apply(BAD_URL, "");
        assertEquals(
                Refusal.Kind.CONFLICT,
                assertThrows(Refusal.class, () -> apply("{\"plc\":{\"note\":\"y\"}}", ""))
                        .kind());
        assertThrows(Refusal.class, () -> run("apply/confirm", "{}"), () -> "it is not well");
    }

    @Test
    void whatCannotBeKeptIsNotChanged() throws IOException {
        Files.createFile(folder.resolve("file"));
        applying = new Applying(gateway, new ApplyFile(folder.resolve("file")), () -> 0, () -> 0);
        assertEquals(
                Refusal.Kind.UNAVAILABLE,
                assertThrows(Refusal.class, () -> apply(BAD_URL, "")).kind());
        assertTrue(gateway.sets.isEmpty());
    }

    @Test
    void aDamagedFileDoesNotHaltTheGateway() throws IOException {
        for (String damaged : List.of("", "{", "{\"phase\":\"WATCHING\"}", "{\"phase\":\"NO\"}", "[]")) {
            Files.writeString(folder.resolve("apply.json"), damaged);
            applying = started();
            applying.tick();
            assertEquals("NONE", phase(), damaged);
        }
    }
}
