package io.millwright.opcua.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.stream.Stream;
import org.eclipse.kura.type.DataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A value arrives as it is, or not at all. */
class KuraValuesTest {
    static Stream<Arguments> read() {
        return Stream.of(
                Arguments.of(3.7, DataType.INTEGER, 4),
                Arguments.of(-3.5f, DataType.LONG, -4L),
                Arguments.of(UInteger.valueOf(4_294_967_295L), DataType.LONG, 4_294_967_295L),
                Arguments.of(UShort.valueOf(65_535), DataType.INTEGER, 65_535),
                Arguments.of(UByte.valueOf(200), DataType.DOUBLE, 200.0),
                Arguments.of((short) -5, DataType.FLOAT, -5f),
                Arguments.of(Double.NaN, DataType.DOUBLE, Double.NaN),
                Arguments.of(true, DataType.INTEGER, 1),
                Arguments.of(true, DataType.BOOLEAN, true),
                Arguments.of(0, DataType.BOOLEAN, false),
                Arguments.of("12.5", DataType.DOUBLE, 12.5),
                Arguments.of("TRUE", DataType.BOOLEAN, true),
                Arguments.of(LocalizedText.english("run"), DataType.STRING, "run"),
                Arguments.of(new Double[] {1.0, 2.5}, DataType.STRING, "[1.0, 2.5]"),
                Arguments.of(new DateTime(Instant.ofEpochMilli(1_700_000_000_123L)), DataType.LONG, 1_700_000_000_123L),
                Arguments.of(5, DataType.STRING, "5"));
    }

    @ParameterizedTest
    @MethodSource("read")
    void whatIsReadIsConverted(Object value, DataType wanted, Object expected) throws KuraValues.Unfit {
        assertEquals(expected, KuraValues.toKura(value, wanted).getValue());
        assertEquals(wanted, KuraValues.toKura(value, wanted).getType());
    }

    @Test
    void bytesOfEveryKindAreBytes() throws KuraValues.Unfit {
        byte[] bytes = {1, (byte) 200};
        assertArrayEquals(bytes, (byte[])
                KuraValues.toKura(ByteString.of(bytes), DataType.BYTE_ARRAY).getValue());
        assertArrayEquals(bytes, (byte[])
                KuraValues.toKura(new UByte[] {UByte.valueOf(1), UByte.valueOf(200)}, DataType.BYTE_ARRAY)
                        .getValue());
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                Arguments.of(3e9, DataType.INTEGER),
                Arguments.of(Double.NaN, DataType.LONG),
                Arguments.of(ULong.valueOf("18446744073709551615"), DataType.LONG),
                Arguments.of("fast", DataType.DOUBLE),
                Arguments.of("1e999999999", DataType.LONG),
                Arguments.of(2, DataType.BOOLEAN),
                Arguments.of(1.5, DataType.BYTE_ARRAY),
                Arguments.of(new Double[0], DataType.DOUBLE));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void whatDoesNotFitIsRefusedByValueAndType(Object value, DataType wanted) {
        KuraValues.Unfit unfit = assertThrows(KuraValues.Unfit.class, () -> KuraValues.toKura(value, wanted));
        assertTrue(unfit.getMessage().contains(value.getClass().getSimpleName()), unfit.getMessage());
        assertTrue(unfit.getMessage().endsWith("is no " + wanted), unfit.getMessage());
    }

    static Stream<Arguments> written() {
        return Stream.of(
                Arguments.of(5, OpcUaType.DEFINED_BY_JAVA_TYPE, 5),
                Arguments.of(5.0, OpcUaType.INT16, (short) 5),
                Arguments.of(200, OpcUaType.BYTE, UByte.valueOf(200)),
                Arguments.of(-1L, OpcUaType.SBYTE, (byte) -1),
                Arguments.of(65_535, OpcUaType.UINT16, UShort.valueOf(65_535)),
                Arguments.of("4294967295", OpcUaType.UINT32, UInteger.valueOf(4_294_967_295L)),
                Arguments.of(7, OpcUaType.UINT64, ULong.valueOf(7)),
                Arguments.of(1.5, OpcUaType.FLOAT, 1.5f),
                Arguments.of(1, OpcUaType.BOOLEAN, true),
                Arguments.of(1.5f, OpcUaType.STRING, "1.5"));
    }

    @ParameterizedTest
    @MethodSource("written")
    void whatIsWrittenHasTheChannelsType(Object value, OpcUaType type, Object expected) throws KuraValues.Unfit {
        assertEquals(expected, KuraValues.toOpcUa(value, type).value());
    }

    static Stream<Arguments> unwritable() {
        return Stream.of(
                Arguments.of(5.5, OpcUaType.INT16),
                Arguments.of(256, OpcUaType.BYTE),
                Arguments.of(-1, OpcUaType.UINT32),
                Arguments.of(40_000, OpcUaType.INT16),
                Arguments.of(Double.POSITIVE_INFINITY, OpcUaType.INT64),
                Arguments.of("on", OpcUaType.BOOLEAN));
    }

    @ParameterizedTest
    @MethodSource("unwritable")
    void nothingIsRoundedOnItsWayToThePlc(Object value, OpcUaType type) {
        assertThrows(KuraValues.Unfit.class, () -> KuraValues.toOpcUa(value, type));
    }
}
