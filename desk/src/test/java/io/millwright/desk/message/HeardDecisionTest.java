package io.millwright.desk.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.eclipsesource.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The numbers of decisions, in whichever form a broker has the message. */
class HeardDecisionTest {
    private static final byte[] ONE_ASSET =
            bytes("{\"kind\":\"decision\",\"pipeline\":\"mill\",\"asset\":\"m1\",\"decisions\":["
                    + "{\"sequence\":7,\"run\":2},{\"sequence\":8,\"run\":2}]}");
    private static final List<HeardDecision> HEARD =
            List.of(new HeardDecision("mill", "m1", 2, 7), new HeardDecision("mill", "m1", 2, 8));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] packed(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void aMessageIsReadInEveryForm() throws IOException {
        assertEquals(HEARD, HeardDecision.of(ONE_ASSET));
        assertEquals(HEARD, HeardDecision.of(packed(ONE_ASSET)));
        assertEquals(HEARD, HeardDecision.of(new KuraMessage(Map.of("a", "b"), ONE_ASSET).encoded()));
        assertEquals(HEARD, HeardDecision.of(packed(new KuraMessage(Map.of(), packed(ONE_ASSET)).encoded())));
    }

    @Test
    void ofManyAssetsEachDecisionNamesItsOwn() throws IOException {
        assertEquals(
                List.of(new HeardDecision("mill", "m1", 1, 1), new HeardDecision("mill", "m2", 1, 1)),
                HeardDecision.of(
                        bytes(
                                "{\"kind\":\"decisions\",\"pipeline\":\"mill\",\"decisions\":["
                                        + "{\"asset\":\"m1\",\"sequence\":1,\"run\":1},{\"asset\":\"m2\",\"sequence\":1,\"run\":1}]}")));
    }

    @Test
    void otherMessagesTellNoneAndOtherPayloadsAreRefused() throws IOException {
        assertEquals(List.of(), HeardDecision.of(bytes("{\"kind\":\"state\",\"component\":\"mill\",\"sequence\":3}")));
        for (String foreign : new String[] {"{\"kind\":\"decision\"}", "{}", "{", "hello", ""}) {
            assertThrows(IOException.class, () -> HeardDecision.of(bytes(foreign)), foreign);
        }
    }

    @Test
    void aLineIsReadAsItWasWritten() throws IOException {
        HeardDecision one = HEARD.get(0);
        assertEquals(List.of(one), HeardDecision.of(Json.parse(one.line()).asObject()));
    }
}
