package io.millwright.opcua.driver;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.eclipse.kura.type.DataType;
import org.eclipse.kura.type.TypedValue;
import org.eclipse.kura.type.TypedValues;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UByte;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UShort;

/** Values between OPC UA and Kura. A value that does not fit is refused, never cut. */
final class KuraValues {
    private static final int LONGEST_SHOWN = 60;
    private static final int MOST_DIGITS = 1_000;

    private KuraValues() {}

    /** A value that does not fit; the message is for people. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    /** Returns what the server sent in the type that the asset wants: numbers of any type, rounded to whole ones if need be. */
    static TypedValue<?> toKura(Object value, DataType wanted) throws Unfit {
        return switch (wanted) {
            case BOOLEAN -> TypedValues.newBooleanValue(bool(value, wanted));
            case INTEGER -> TypedValues.newIntegerValue(
                    rounded(value, wanted, Integer.MIN_VALUE, Integer.MAX_VALUE).intValueExact());
            case LONG -> TypedValues.newLongValue(
                    rounded(value, wanted, Long.MIN_VALUE, Long.MAX_VALUE).longValueExact());
            case FLOAT -> TypedValues.newFloatValue((float) floating(value, wanted));
            case DOUBLE -> TypedValues.newDoubleValue(floating(value, wanted));
            case STRING -> TypedValues.newStringValue(text(value));
            case BYTE_ARRAY -> TypedValues.newByteArrayValue(bytes(value, wanted));
        };
    }

    private static boolean bool(Object value, Object wanted) throws Unfit {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value instanceof String text && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            return Boolean.parseBoolean(text);
        }
        BigDecimal number = number(value, wanted);
        if (number.signum() != 0 && number.compareTo(BigDecimal.ONE) != 0) {
            throw unfit(value, wanted);
        }
        return number.signum() != 0;
    }

    private static double floating(Object value, Object wanted) throws Unfit {
        return value instanceof Double || value instanceof Float
                ? ((Number) value).doubleValue()
                : number(value, wanted).doubleValue();
    }

    private static BigInteger rounded(Object value, Object wanted, long min, long max) throws Unfit {
        BigInteger whole =
                number(value, wanted).setScale(0, RoundingMode.HALF_UP).toBigInteger();
        return within(whole, value, wanted, BigInteger.valueOf(min), BigInteger.valueOf(max));
    }

    private static BigInteger within(BigInteger whole, Object value, Object wanted, BigInteger min, BigInteger max)
            throws Unfit {
        if (whole.compareTo(min) < 0 || whole.compareTo(max) > 0) {
            throw unfit(value, wanted);
        }
        return whole;
    }

    private static BigDecimal number(Object value, Object wanted) throws Unfit {
        if (value instanceof Boolean bool) {
            return bool ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        if (value instanceof DateTime time) {
            return BigDecimal.valueOf(time.getJavaTime());
        }
        if (value instanceof Number || value instanceof String) {
            try {
                BigDecimal number = new BigDecimal(value.toString().strip());
                // A text like 1e999999999 is a number as well, of more digits than there is memory.
                if (Math.abs(number.scale()) <= MOST_DIGITS) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // NaN, an infinity, or a text that is no number: told below.
            }
        }
        throw unfit(value, wanted);
    }

    private static byte[] bytes(Object value, Object wanted) throws Unfit {
        if (value instanceof ByteString bytes) {
            return bytes.bytesOrEmpty();
        }
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof Byte[] || value instanceof UByte[]) {
            Number[] numbers = (Number[]) value;
            byte[] bytes = new byte[numbers.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = numbers[i].byteValue();
            }
            return bytes;
        }
        throw unfit(value, wanted);
    }

    private static String text(Object value) {
        if (value instanceof LocalizedText text) {
            return text.text() == null ? "" : text.text();
        }
        if (value instanceof DateTime time) {
            return time.getJavaInstant().toString();
        }
        if (value instanceof ByteString bytes) {
            return Base64.getEncoder().encodeToString(bytes.bytesOrEmpty());
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof Matrix matrix) {
            return text(matrix.getElements());
        }
        if (value != null && value.getClass().isArray()) {
            List<String> elements = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(text(Array.get(value, i)));
            }
            return elements.toString();
        }
        return Objects.toString(value);
    }

    /** Returns what an asset wants to write in the type that the channel states: exactly, or not at all. */
    static Variant toOpcUa(Object value, OpcUaType type) throws Unfit {
        return switch (type) {
            case DEFINED_BY_JAVA_TYPE -> value instanceof byte[] bytes
                    ? Variant.ofByteString(ByteString.of(bytes))
                    : Variant.of(value);
            case BOOLEAN -> Variant.ofBoolean(bool(value, type));
            case SBYTE -> Variant.ofSByte(
                    exact(value, type, Byte.MIN_VALUE, Byte.MAX_VALUE).byteValueExact());
            case INT16 -> Variant.ofInt16(
                    exact(value, type, Short.MIN_VALUE, Short.MAX_VALUE).shortValueExact());
            case INT32 -> Variant.ofInt32(
                    exact(value, type, Integer.MIN_VALUE, Integer.MAX_VALUE).intValueExact());
            case INT64 -> Variant.ofInt64(
                    exact(value, type, Long.MIN_VALUE, Long.MAX_VALUE).longValueExact());
            case BYTE -> Variant.ofByte(
                    UByte.valueOf(exact(value, type, 0, 0xFF).intValueExact()));
            case UINT16 -> Variant.ofUInt16(
                    UShort.valueOf(exact(value, type, 0, 0xFFFF).intValueExact()));
            case UINT32 -> Variant.ofUInt32(
                    UInteger.valueOf(exact(value, type, 0, 0xFFFF_FFFFL).longValueExact()));
            case UINT64 -> Variant.ofUInt64(ULong.valueOf(unsigned(value, type)));
            case FLOAT -> Variant.ofFloat((float) floating(value, type));
            case DOUBLE -> Variant.ofDouble(floating(value, type));
            case STRING -> Variant.ofString(text(value));
            case BYTE_STRING -> Variant.ofByteString(ByteString.of(bytes(value, type)));
            case BYTE_ARRAY -> Variant.ofByteArray(unsigned(bytes(value, type)));
            case SBYTE_ARRAY -> Variant.ofSByteArray(boxed(bytes(value, type)));
        };
    }

    private static BigInteger exact(Object value, OpcUaType type, long min, long max) throws Unfit {
        return within(whole(value, type), value, type, BigInteger.valueOf(min), BigInteger.valueOf(max));
    }

    private static BigInteger unsigned(Object value, OpcUaType type) throws Unfit {
        BigInteger most = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);
        return within(whole(value, type), value, type, BigInteger.ZERO, most);
    }

    private static BigInteger whole(Object value, OpcUaType type) throws Unfit {
        try {
            return number(value, type).toBigIntegerExact();
        } catch (ArithmeticException e) {
            throw unfit(value, type);
        }
    }

    private static UByte[] unsigned(byte[] bytes) {
        UByte[] array = new UByte[bytes.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = UByte.valueOf(bytes[i] & 0xFF);
        }
        return array;
    }

    private static Byte[] boxed(byte[] bytes) {
        Byte[] array = new Byte[bytes.length];
        Arrays.setAll(array, i -> bytes[i]);
        return array;
    }

    private static Unfit unfit(Object value, Object wanted) {
        String shown = text(value);
        String type = value == null ? "nothing" : value.getClass().getSimpleName();
        return new Unfit(
                "value '" + (shown.length() <= LONGEST_SHOWN ? shown : shown.substring(0, LONGEST_SHOWN) + "\u2026")
                        + "' of type " + type + " is no " + wanted);
    }
}
