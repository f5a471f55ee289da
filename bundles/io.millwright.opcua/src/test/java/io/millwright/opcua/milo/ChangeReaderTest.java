package io.millwright.opcua.milo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millwright.opcua.milo.ChangeReader.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.junit.jupiter.api.Test;

/** Values read where they lie in the message, against what the library encoded. */
class ChangeReaderTest {
    private static final DateTime SOURCE = new DateTime(Instant.parse("2026-05-01T12:00:00.123456Z"));
    private static final DateTime SERVER = new DateTime(Instant.parse("2026-05-01T12:00:00.200Z"));

    private final ChangeReader reader = new ChangeReader(EncodedChanges.CONTEXT);

    private static DataValue good(Object value) {
        return new DataValue(new Variant(value), StatusCode.GOOD, SOURCE, SERVER);
    }

    private void read(Object value) {
        reader.open(EncodedChanges.of(List.of(good(value)), 0));
        assertTrue(reader.next());
    }

    private Object object(Object value) {
        read(value);
        assertEquals(Kind.OBJECT, reader.kind());
        Object object = reader.object();
        assertFalse(reader.next());
        return object;
    }

    private void isNumber(double expected, Object value) {
        read(value);
        assertEquals(Kind.NUMBER, reader.kind());
        assertEquals(expected, reader.number());
    }

    @Test
    void everyNumberIsRead() {
        isNumber(1, true);
        isNumber(0, false);
        isNumber(-7, (byte) -7);
        isNumber(200, Unsigned.ubyte(200));
        isNumber(-300, (short) -300);
        isNumber(60_000, Unsigned.ushort(60_000));
        isNumber(-5, -5);
        isNumber(4_000_000_000.0, Unsigned.uint(4_000_000_000L));
        isNumber(1.5, 1.5f);
        isNumber(-2.25e200, -2.25e200);
        isNumber(Double.NaN, Double.NaN);
        isNumber(1.8446744073709552E19, Unsigned.ulong("18446744073709551615"));
        isNumber(9.223372036854775808E18, Unsigned.ulong("9223372036854775808"));
    }

    @Test
    void integersOfSixtyFourBitsStayExact() {
        for (Object value : List.of(9_007_199_254_740_993L, Unsigned.ulong(9_007_199_254_740_993L))) {
            read(value);
            assertEquals(Kind.INTEGER, reader.kind());
            assertEquals(9_007_199_254_740_993L, reader.integer());
            assertEquals(9_007_199_254_740_992.0, reader.number());
        }
        read(Long.MIN_VALUE);
        assertEquals(Long.MIN_VALUE, reader.integer());
    }

    @Test
    void unsignedNumbersOfArraysGoToTheNextWiderType() {
        assertArrayEquals(new boolean[] {true, false}, (boolean[]) object(new Boolean[] {true, false}));
        assertArrayEquals(new byte[] {-1, 5}, (byte[]) object(new Byte[] {-1, 5}));
        assertArrayEquals(new short[] {255}, (short[]) object(new UByte[] {Unsigned.ubyte(255)}));
        assertArrayEquals(new short[] {-300, 300}, (short[]) object(new Short[] {-300, 300}));
        assertArrayEquals(new int[] {65_535}, (int[]) object(new UShort[] {Unsigned.ushort(65_535)}));
        assertArrayEquals(new int[] {-70_000}, (int[]) object(new Integer[] {-70_000}));
        assertArrayEquals(new long[] {4_000_000_000L}, (long[]) object(new UInteger[] {Unsigned.uint(4_000_000_000L)}));
        assertArrayEquals(new long[] {Long.MIN_VALUE, 1}, (long[]) object(new Long[] {Long.MIN_VALUE, 1L}));
        assertArrayEquals(new double[] {5, 1.8446744073709552E19}, (double[])
                object(new ULong[] {Unsigned.ulong(5), Unsigned.ulong("18446744073709551615")}));
        assertArrayEquals(new float[] {1.5f, -2}, (float[]) object(new Float[] {1.5f, -2f}));
        assertArrayEquals(new double[] {1.5, -2}, (double[]) object(new Double[] {1.5, -2.0}));
        assertEquals(0, ((float[]) object(new Float[0])).length);
    }

    @Test
    void everythingElseIsTheLibrarys() {
        assertEquals("Naht 7", object("Naht 7"));
        assertEquals(LocalizedText.english("L"), object(LocalizedText.english("L")));
        assertEquals(SOURCE, object(SOURCE));
        UUID guid = new UUID(1, 2);
        assertEquals(guid, object(guid));
        assertEquals(new NodeId(2, "x"), object(new NodeId(2, "x")));
        assertEquals(ByteString.of(new byte[] {1, 2, 3}), object(ByteString.of(new byte[] {1, 2, 3})));
        assertArrayEquals(new String[] {"a", null}, (String[]) object(new String[] {"a", null}));
        Matrix matrix = new Matrix(new Double[] {1.0, 2.0, 3.0, 4.0}, new int[] {2, 2}, OpcUaDataType.Double);
        assertEquals(matrix, object(matrix));
    }

    @Test
    void aMissingValueIsNone() {
        read(null);
        assertEquals(Kind.NONE, reader.kind());
        reader.open(EncodedChanges.of(
                List.of(new DataValue(Variant.NULL_VALUE, new StatusCode(StatusCodes.Bad_SensorFailure), SOURCE, null)),
                0));
        assertTrue(reader.next());
        assertEquals(Kind.NONE, reader.kind());
        assertEquals((int) StatusCodes.Bad_SensorFailure, reader.status());
        assertEquals(Long.MIN_VALUE, reader.serverMicros());
    }

    @Test
    void statusAndTimesBelongToTheirValue() {
        List<DataValue> values = List.of(
                new DataValue(
                        new Variant(1.0),
                        new StatusCode(StatusCodes.Uncertain_LastUsableValue),
                        SOURCE,
                        Unsigned.ushort(7),
                        SERVER,
                        Unsigned.ushort(9)),
                new DataValue(new Variant("text"), StatusCode.GOOD, null, SERVER),
                good(3.0));
        reader.open(EncodedChanges.of(values, 0));
        assertTrue(reader.next());
        assertEquals(0, reader.handle());
        assertEquals((int) StatusCodes.Uncertain_LastUsableValue, reader.status());
        assertEquals(SampleTimes.micros(SOURCE), reader.sourceMicros());
        assertEquals(SampleTimes.micros(SERVER), reader.serverMicros());
        assertTrue(reader.next());
        assertEquals(1, reader.handle());
        assertEquals(0, reader.status());
        assertEquals(Long.MIN_VALUE, reader.sourceMicros());
        assertTrue(reader.next());
        assertEquals(2, reader.handle());
        assertEquals(3.0, reader.number());
        assertFalse(reader.next());
        assertFalse(reader.next());
    }

    @Test
    void manyValuesOfAllKindsKeepTheirPlaces() {
        Random random = new Random(7);
        List<DataValue> values = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Object value =
                    switch (random.nextInt(7)) {
                        case 0 -> random.nextDouble();
                        case 1 -> random.nextLong();
                        case 2 -> random.nextBoolean();
                        case 3 -> Integer.toString(random.nextInt(), 36);
                        case 4 -> random.doubles(random.nextInt(5)).boxed().toArray(Double[]::new);
                        case 5 -> ByteString.of(new byte[random.nextInt(9)]);
                        default -> null;
                    };
            values.add(new DataValue(
                    new Variant(value),
                    random.nextInt(4) == 0 ? new StatusCode(StatusCodes.Uncertain_SubNormal) : StatusCode.GOOD,
                    random.nextBoolean() ? SOURCE : null,
                    random.nextBoolean() ? SERVER : null));
        }
        reader.open(EncodedChanges.of(values, 0));
        for (int i = 0; i < values.size(); i++) {
            assertTrue(reader.next());
            assertEquals(i, reader.handle());
            assertEquals((int) values.get(i).statusCode().value(), reader.status());
            assertEquals(SampleTimes.micros(values.get(i).sourceTime()), reader.sourceMicros());
            Object value = values.get(i).value().value();
            if (value instanceof Double number) {
                assertEquals(number, reader.number());
            } else if (value instanceof Long number) {
                assertEquals(number, reader.integer());
            } else if (value instanceof Boolean bool) {
                assertEquals(bool ? 1 : 0, reader.number());
            } else if (value instanceof Double[] numbers) {
                assertArrayEquals(Arrays.stream(numbers).mapToDouble(n -> n).toArray(), (double[]) reader.object());
            } else {
                assertEquals(value, reader.kind() == Kind.NONE ? null : reader.object());
            }
        }
        assertFalse(reader.next());
    }

    @Test
    void aMessageCutAnywhereIsRefusedAndNeverReadFurther() {
        List<DataValue> values = List.of(
                good(1.0), good(2L), good("text"), good(new Float[] {1f, 2f, 3f}), good(ByteString.of(new byte[5])));
        byte[] whole = EncodedChanges.bytes(values);
        // The last four bytes are the absent diagnostics.
        for (int length = 0; length < whole.length - Integer.BYTES; length++) {
            ValueChanges cut = EncodedChanges.of(Arrays.copyOf(whole, length), 0);
            assertThrows(UaSerializationException.class, () -> {
                reader.open(cut);
                while (reader.next()) {
                    // Those before the cut are read.
                }
            });
            assertFalse(reader.next());
        }
    }

    @Test
    void anArrayThatClaimsToBeLongerThanItsMessageIsRefusedBeforeItIsMade() {
        byte[] body = EncodedChanges.bytes(List.of(good(new Double[] {1.0, 2.0})));
        int length = 4 + 4 + 1 + 1;
        body[length + 3] = 0x7F;
        reader.open(EncodedChanges.of(body, 0));
        UaSerializationException refused = assertThrows(UaSerializationException.class, reader::next);
        assertEquals(StatusCodes.Bad_DecodingError, refused.getStatusCode().value());
    }

    @Test
    void anEmptyNotificationHasNoValue() {
        reader.open(EncodedChanges.of(List.of(), 0));
        assertFalse(reader.next());
    }
}
