package io.millwright.gateway.kura.cloud;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millwright.gateway.receiver.Payload;
import io.millwright.gateway.receiver.PayloadDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.kura.message.KuraPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulator's encoder and the receiver's decoder against bytes worked out by hand, then against each other. */
class PayloadEncoderTest {
    private static final HexFormat HEX = HexFormat.of();

    /**
     * Tags by hand: field 5000 with wire type 2 is 5000 * 8 + 2 = 40002 = varint c2 b8 02; field 5001 is 40010 = ca b8
     * 02. Inside a metric: name 0a, type 10, values 19 (double), 25 (float), 28, 30, 38 (varints), 42, 4a (lengths).
     */
    @ParameterizedTest
    @CsvSource({
        "double, 1.5,           c2b802 0e 0a01 61 1000 19 000000000000f83f",
        "float,  1.5,           c2b802 0a 0a01 61 1001 25 0000c03f",
        "long,   300,           c2b802 08 0a01 61 1002 28 ac02",
        "long,   -1,            c2b802 10 0a01 61 1002 28 ffffffffffffffffff01",
        "int,    7,             c2b802 07 0a01 61 1003 30 07",
        "bool,   true,          c2b802 07 0a01 61 1004 38 01",
        "text,   grün,          c2b802 0c 0a01 61 1005 42 05 6772c3bc6e",
        "bytes,  ff00,          c2b802 09 0a01 61 1006 4a 02 ff00"
    })
    void aMetricIsEncodedAndDecodedAsByHand(String type, String text, String hex) throws Exception {
        Object value = value(type, text);
        byte[] expected = HEX.parseHex(hex.replace(" ", ""));
        KuraPayload payload = new KuraPayload();
        payload.addMetric("a", value);

        assertArrayEquals(expected, PayloadEncoder.encode(payload, false));
        assertEqualValue(value, PayloadDecoder.decode(expected).metrics().get("a"));
    }

    @Test
    void timestampAndBodyAreEncodedAndDecodedAsByHand() throws Exception {
        KuraPayload payload = new KuraPayload();
        payload.setTimestamp(new Date(300));
        payload.setBody("{}".getBytes(StandardCharsets.UTF_8));
        byte[] expected = HEX.parseHex("08ac02" + "cab802" + "02" + "7b7d");

        assertArrayEquals(expected, PayloadEncoder.encode(payload, false));
        Payload decoded = PayloadDecoder.decode(expected);
        assertEquals(300L, decoded.timestampMillis());
        assertEquals("{}", new String(decoded.body(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void decoderReadsWhatTheEncoderWrites(boolean gzip) throws Exception {
        Map<String, Object> values = new LinkedHashMap<>();
        for (double number : new double[] {0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, 1 / 3.0}) {
            values.put("double " + number, number);
            values.put("float " + number, (float) number);
        }
        for (long number : new long[] {0, 1, 127, 128, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            values.put("long " + number, number);
            values.put("int " + number, (int) number);
        }
        values.put("empty", "");
        values.put("long text", "ü".repeat(70_000));
        values.put("no", false);
        values.put("bytes", new byte[300]);
        KuraPayload payload = new KuraPayload();
        values.forEach(payload::addMetric);
        payload.setBody(new byte[] {1, 2, 3});

        Payload decoded = PayloadDecoder.decode(PayloadEncoder.encode(payload, gzip));

        assertEquals(
                values.keySet(),
                new java.util.TreeMap<>(decoded.metrics())
                        .keySet().stream().collect(java.util.stream.Collectors.toCollection(java.util.HashSet::new)));
        values.forEach(
                (name, value) -> assertEqualValue(value, decoded.metrics().get(name)));
        assertArrayEquals(new byte[] {1, 2, 3}, decoded.body());
    }

    @Test
    void nullsVanishAndOtherTypesFail() throws Exception {
        KuraPayload payload = new KuraPayload();
        payload.addMetric("nothing", null);
        assertEquals(0, PayloadEncoder.encode(payload, false).length);
        payload.addMetric("list", java.util.List.of());
        assertThrows(IllegalArgumentException.class, () -> PayloadEncoder.encode(payload, false));
    }

    private static Object value(String type, String text) {
        return switch (type) {
            case "double" -> Double.valueOf(text);
            case "float" -> Float.valueOf(text);
            case "long" -> Long.valueOf(text);
            case "int" -> Integer.valueOf(text);
            case "bool" -> Boolean.valueOf(text);
            case "text" -> text;
            default -> HEX.parseHex(text);
        };
    }

    private static void assertEqualValue(Object expected, Object actual) {
        if (expected instanceof byte[] bytes) {
            assertArrayEquals(bytes, (byte[]) actual);
        } else {
            assertEquals(expected, actual);
        }
    }
}
