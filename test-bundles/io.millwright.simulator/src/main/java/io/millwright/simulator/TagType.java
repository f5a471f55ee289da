package io.millwright.simulator;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/** The OPC UA data types that the simulator's tags have. */
public enum TagType {
    DOUBLE("Double", NodeIds.Double),
    INT32("Int32", NodeIds.Int32),
    BOOLEAN("Boolean", NodeIds.Boolean),
    STRING("String", NodeIds.String),
    INT64("Int64", NodeIds.Int64),
    UINT32("UInt32", NodeIds.UInt32),
    /** Written with a {@code float[]}. */
    FLOAT_ARRAY("Float[]", NodeIds.Float),
    /** Written with a {@code byte[]}. */
    BYTE_STRING("ByteString", NodeIds.ByteString);

    private final String text;
    private final NodeId dataType;

    TagType(String text, NodeId dataType) {
        this.text = text;
        this.dataType = dataType;
    }

    NodeId dataType() {
        return dataType;
    }

    boolean array() {
        return this == FLOAT_ARRAY;
    }

    static TagType parse(String text) {
        for (TagType type : values()) {
            if (type.text.equalsIgnoreCase(text)) {
                return type;
            }
        }
        throw new IllegalArgumentException("Tag type \"" + text + "\" is unknown: write one of " + names() + ".");
    }

    static String names() {
        return Arrays.stream(values()).map(type -> type.text).collect(Collectors.joining(", "));
    }

    /** The value that this text stands for: numbers of an array between commas, bytes as hexadecimal digits. */
    Object value(String text) {
        try {
            return switch (this) {
                case DOUBLE -> Double.valueOf(text.trim());
                case INT32 -> Integer.valueOf(text.trim());
                case BOOLEAN -> bool(text.trim());
                case STRING -> text;
                case INT64 -> Long.valueOf(text.trim());
                case UINT32 -> unsigned(Long.parseLong(text.trim()));
                case FLOAT_ARRAY -> floats(text);
                case BYTE_STRING -> ByteString.of(HexFormat.of().parseHex(text.trim()));
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a " + this.text + ".", e);
        }
    }

    /** This value in the tag's own Java type, as Milo encodes it; an error names the value. */
    Object convert(Object value) {
        if (value == null) {
            return null;
        }
        if (this == STRING) {
            return value.toString();
        }
        if (this == BOOLEAN && value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number && this == DOUBLE) {
            return number.doubleValue();
        }
        if (value instanceof Number number && this == INT32 && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        if (value instanceof Number number && (this == INT64 || this == UINT32) && isWhole(number)) {
            return this == INT64 ? (Object) number.longValue() : unsigned(number.longValue());
        }
        if (value instanceof float[] floats && this == FLOAT_ARRAY) {
            return floats.clone();
        }
        if (value instanceof byte[] bytes && this == BYTE_STRING) {
            return ByteString.of(bytes.clone());
        }
        throw new IllegalArgumentException("The value " + value + " does not fit a tag of type " + text + ".");
    }

    private static boolean isWhole(Number number) {
        return number instanceof Long || number.doubleValue() == number.longValue();
    }

    private static UInteger unsigned(long value) {
        if (value < 0 || value > UInteger.MAX_VALUE) {
            throw new IllegalArgumentException("The value " + value + " does not fit a tag of type UInt32.");
        }
        return Unsigned.uint(value);
    }

    private static float[] floats(String text) {
        String[] words = text.split(",");
        float[] floats = new float[words.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.parseFloat(words[i].trim());
        }
        return floats;
    }

    private static Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> throw new NumberFormatException(text);
        };
    }
}
