package io.millwright.gateway.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.Json;
import com.eclipsesource.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
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
}
