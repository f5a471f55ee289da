package io.millwright.gateway.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The receiver against docs/decision-message.md. */
class MessageTest {
    private static final String DECISIONS =
            """
            {"format":1,"kind":"decision","asset":"m1","pipeline":"p1",
             "model":{"name":"machine-failure","version":"1.0.0","sha256":"ab","executionProvider":"CPU"},
             "counters":{"dropped":0,"late":0,"unconfirmed":0},"unknown":{"ignored":true},
             "decisions":[
              {"sequence":41,"windowEnd":1750000000000000,"decision":"healthy","label":"failure","score":0.75,
               "quality":"GOOD","reason":"","changed":false},
              {"sequence":42,"windowEnd":1750000000500000,"decision":"unknown","label":"","score":null,
               "quality":"BAD","reason":"torque: Bad_SensorFailure","changed":true}]}""";

    private static Message decode(String body) throws IOException {
        return Message.decode("a/b", body.getBytes(StandardCharsets.UTF_8), 1_750_000_001_000_000L);
    }

    @Test
    void everyDecisionOfABareBodyIsRead() throws Exception {
        Message message = decode(DECISIONS);
        assertNull(message.state());
        assertEquals(2, message.decisions().size());
        Decision first = message.decisions().get(0);
        assertEquals("m1", first.asset());
        assertEquals(0.75, first.score());
        assertEquals(41, first.sequence());
        assertEquals(1000.0, first.latencyMillis());
        Decision second = message.decisions().get(1);
        assertNull(second.score());
        assertEquals("torque: Bad_SensorFailure", second.reason());
        assertEquals(500.0, second.latencyMillis());
    }

    @Test
    void aLineNamesAssetDecisionScoreQualityModelAndLatency() throws Exception {
        String line = decode(DECISIONS).decisions().get(0).line();
        for (String part : new String[] {"m1", "healthy", "0.7500", "GOOD", "machine-failure@1.0.0", "1000 ms"}) {
            assertTrue(line.contains(part), line);
        }
    }

    @Test
    void aJsonLineIsOneObjectWithTheSameValues() throws Exception {
        JsonObject object =
                Json.parse(decode(DECISIONS).decisions().get(1).json()).asObject();
        assertTrue(object.get("score").isNull());
        assertEquals(42, object.getLong("sequence", 0));
        assertEquals("BAD", object.getString("quality", ""));
        assertTrue(object.toString().indexOf('\n') < 0);
    }

    private static final String MANY =
            """
            {"format":2,"kind":"decisions","pipeline":"p1",
             "model":{"name":"machine-failure","version":"1.0.0","sha256":"ab","executionProvider":"CPU"},
             "counters":{"dropped":0,"unconfirmed":0},"assets":[{"asset":"m1","dropped":0,"late":0}],
             "decisions":[
              {"asset":"m1","sequence":7,"windowEnd":1750000000000000,"decision":"healthy","label":"healthy","score":0.5,
               "quality":"GOOD","reason":"","changed":false,"run":17,"windowStart":1749999999000000,"part":"A-1",
               "role":"canary","severity":"warning","shelved":true,"readings":[
                {"name":"failure","unit":"","number":0.5,"label":"healthy","rawLabel":"healthy","severity":"ok",
                 "lower":null,"upper":null},
                {"name":"wear","unit":"mm","number":0.25,"label":"used","rawLabel":"used","severity":"warning",
                 "lower":0.2,"upper":null,"steps":[0.25,null]}]},
              {"asset":"m2","sequence":9,"windowEnd":1750000000000000,"decision":"unknown","label":"","score":null,
               "quality":"BAD","reason":"silent","changed":false,"run":17,"windowStart":1749999999000000,"part":"",
               "role":"serving","severity":"ok","shelved":false,"readings":[]}]}""";

    @Test
    void decisionsOfManyAssetsAreReadWithTheirReadings() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(MANY.getBytes(StandardCharsets.UTF_8));
        }
        List<Decision> decisions =
                Message.decode("a/p1", packed.toByteArray(), 0).decisions();
        assertEquals(
                List.of("m1", "m2"), decisions.stream().map(Decision::asset).toList());
        Decision first = decisions.get(0);
        assertEquals(17, first.run());
        assertEquals("A-1", first.part());
        assertEquals("canary", first.role());
        assertEquals("warning", first.severity());
        assertTrue(first.shelved());
        Reading wear = first.reading("wear");
        assertEquals(
                new Reading("wear", "mm", 0.25, "used", "used", "warning", 0.2, null, Arrays.asList(0.25, null)), wear);
        assertTrue(first.line().contains("wear 0.2500 mm (used)"), first.line());
        assertEquals(
                2, Json.parse(first.json()).asObject().get("readings").asArray().size());
        assertEquals(List.of(), decisions.get(1).readings());
    }

    @Test
    void aGatewayThatSaysLessIsReadToo() throws Exception {
        Decision decision = decode(DECISIONS).decisions().get(0);
        assertEquals(List.of(), decision.readings());
        assertEquals("serving", decision.role());
    }

    @Test
    void runAndSequenceTellWhichStateIsTheNewerOne() {
        State old = new State(2, "t", "p1", "RUNNING", "", "INFO", 9, 4, 7);
        assertTrue(new State(1, "t", "p1", "MODEL_MISSING", "", "WARNING", 5, 4, 8).isNewerThan(old));
        assertTrue(new State(1, "t", "p1", "STARTING", "", "INFO", 1, 5, 1).isNewerThan(old));
        assertFalse(old.isNewerThan(old));
    }

    @Test
    void aStateIsRead() throws Exception {
        State state = decode(
                        """
                {"format":1,"kind":"state","component":"p1","state":"MODEL_MISSING","text":"No model",
                 "severity":"WARNING","time":1750000000000000}""")
                .state();
        assertEquals("MODEL_MISSING", state.state());
        assertEquals("p1", state.component());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"kind\":\"other\"}", "{\"kind\":\"decision\"}", "{cut", ""})
    void whatIsNoMessageOfMillwrightIsAnIoException(String body) {
        assertThrows(IOException.class, () -> decode(body));
    }

    /** A metric of type DOUBLE (0) whose value is in the string field (8): 0a01 61, 1000, 42 01 78. */
    @Test
    void aMetricWhoseTypeAndValueDisagreeIsRefused() {
        byte[] bytes = HexFormat.of().parseHex("c2b802" + "08" + "0a0161" + "1000" + "420178");
        assertThrows(IOException.class, () -> PayloadDecoder.decode(bytes));
    }

    @Test
    void anExplanationHangsOnADecision() throws Exception {
        Message message =
                decode("{\"format\":1,\"kind\":\"explanation\",\"pipeline\":\"p1\",\"asset\":\"m1\",\"sequence\":41}");
        assertEquals("explanation", message.annex().kind());
        assertEquals("m1", message.annex().asset());
        assertEquals(41, message.annex().body().get("sequence").asLong());
        assertEquals(0, message.decisions().size());
        assertNull(message.state());
        assertNull(decode(DECISIONS).annex());
    }
}
