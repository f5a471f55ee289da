package io.millwright.operation.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.eclipsesource.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bodies are taken, and how the others are refused; by every road alike. */
class JsonBodyTest {
    private static final int MOST_BYTES = 1_000;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Refusal refusal(byte[] body) {
        Refusal whole = assertThrows(Refusal.class, () -> JsonBody.of(body, MOST_BYTES));
        Refusal streamed = assertThrows(Refusal.class, () -> JsonBody.of(new ByteArrayInputStream(body), MOST_BYTES));
        assertEquals(whole.remedy(), streamed.remedy());
        assertEquals("body", whole.field());
        assertEquals(Refusal.Kind.BAD_REQUEST, whole.kind());
        return whole;
    }

    @Test
    void anObjectIsTakenAndNothingIsAnEmptyOne() throws Exception {
        assertEquals(1, JsonBody.of(bytes("{\"a\":1}"), MOST_BYTES).getInt("a", 0));
        assertEquals(new JsonObject(), JsonBody.of(bytes(" \n"), MOST_BYTES));
        assertEquals(new JsonObject(), JsonBody.of((byte[]) null, MOST_BYTES));
        assertEquals(new JsonObject(), JsonBody.of(new ByteArrayInputStream(new byte[0]), MOST_BYTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "null", "{", "{\"a\":1} x", "{\"a\"}", "\"text\""})
    void whatIsNoObjectIsRefused(String text) {
        assertEquals(
                "give a JSON object in UTF-8, or no body", refusal(bytes(text)).remedy());
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        assertEquals(
                "the body is no UTF-8",
                refusal(new byte[] {'{', (byte) 0xc3, '}'}).getMessage());
    }

    @Test
    void aDeepBodyIsRefusedBeforeAnybodyWalksThroughIt() throws Exception {
        String most = "{\"a\":".repeat(16) + "1" + "}".repeat(16);
        assertTrue(JsonBody.of(bytes(most), MOST_BYTES).get("a").isObject());
        assertEquals(
                "the body is nested more than 16 times",
                refusal(bytes("{\"a\":" + most + "}")).getMessage());
        assertEquals(
                "the body is nested more than 16 times",
                refusal(bytes("[".repeat(MOST_BYTES))).getMessage());
        String quoted = "{\"a\":\"" + "{[\\\"".repeat(50) + "\"}";
        assertEquals(1, JsonBody.of(bytes(quoted), MOST_BYTES).size());
    }

    @Test
    void ofALargeStreamNoMoreIsReadThanMayBeThere() {
        InputStream endless = new InputStream() {
            private int read;

            @Override
            public int read() {
                assertTrue(++read <= MOST_BYTES + 1, "read on and on");
                return ' ';
            }
        };
        Refusal refused = assertThrows(Refusal.class, () -> JsonBody.of(endless, MOST_BYTES));
        assertEquals("give at most " + MOST_BYTES + " bytes", refused.remedy());
        assertEquals(
                "the body has 1001 bytes",
                refusal(new byte[MOST_BYTES + 1]).getMessage().replace("more than 1000", "1001"));
    }
}
