package org.eclipse.kura.type;

import java.util.Base64;
import org.osgi.annotation.versioning.ProviderType;

/** Makes values with their type. */
@ProviderType
public final class TypedValues {
    private TypedValues() {}

    public static BooleanValue newBooleanValue(boolean value) {
        return new BooleanValue(value);
    }

    public static ByteArrayValue newByteArrayValue(byte[] value) {
        return new ByteArrayValue(value);
    }

    public static DoubleValue newDoubleValue(double value) {
        return new DoubleValue(value);
    }

    public static FloatValue newFloatValue(float value) {
        return new FloatValue(value);
    }

    public static IntegerValue newIntegerValue(int value) {
        return new IntegerValue(value);
    }

    public static LongValue newLongValue(long value) {
        return new LongValue(value);
    }

    public static StringValue newStringValue(String value) {
        return new StringValue(value);
    }

    /** Takes Boolean, byte[], Float, Double, Integer, Long and String, as Kura does, and nothing else. */
    public static TypedValue<?> newTypedValue(Object value) {
        if (value instanceof Boolean bool) {
            return newBooleanValue(bool);
        } else if (value instanceof byte[] bytes) {
            return newByteArrayValue(bytes);
        } else if (value instanceof Float number) {
            return newFloatValue(number);
        } else if (value instanceof Double number) {
            return newDoubleValue(number);
        } else if (value instanceof Integer number) {
            return newIntegerValue(number);
        } else if (value instanceof Long number) {
            return newLongValue(number);
        } else if (value instanceof String text) {
            return newStringValue(text);
        }
        throw new IllegalArgumentException("Cannot convert to TypedValue");
    }

    /** Reads text; byte arrays are Base64. */
    public static TypedValue<?> parseTypedValue(DataType type, String value) {
        return switch (type) {
            case INTEGER -> newIntegerValue(Integer.parseInt(value));
            case FLOAT -> newFloatValue(Float.parseFloat(value));
            case DOUBLE -> newDoubleValue(Double.parseDouble(value));
            case LONG -> newLongValue(Long.parseLong(value));
            case BOOLEAN -> newBooleanValue(Boolean.parseBoolean(value));
            case STRING -> newStringValue(value);
            case BYTE_ARRAY -> newByteArrayValue(Base64.getDecoder().decode(value));
        };
    }
}
