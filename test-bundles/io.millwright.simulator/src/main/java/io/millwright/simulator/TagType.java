package io.millwright.simulator;

import java.util.Locale;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/** The OPC UA data types that the simulator's tags have. */
public enum TagType {
    DOUBLE("Double", NodeIds.Double),
    INT32("Int32", NodeIds.Int32),
    BOOLEAN("Boolean", NodeIds.Boolean),
    STRING("String", NodeIds.String);

    private final String text;
    private final NodeId dataType;

    TagType(String text, NodeId dataType) {
        this.text = text;
        this.dataType = dataType;
    }

    NodeId dataType() {
        return dataType;
    }

    static TagType parse(String text) {
        for (TagType type : values()) {
            if (type.text.equalsIgnoreCase(text)) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "Tag type \"" + text + "\" is unknown: write Double, Int32, Boolean or String.");
    }

    /** The value that this text stands for; an error names the text. */
    Object value(String text) {
        try {
            return switch (this) {
                case DOUBLE -> Double.valueOf(text.trim());
                case INT32 -> Integer.valueOf(text.trim());
                case BOOLEAN -> bool(text.trim());
                case STRING -> text;
            };
        } catch (NumberFormatException e) {
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
        throw new IllegalArgumentException("The value " + value + " does not fit a tag of type " + text + ".");
    }

    private static Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> throw new NumberFormatException(text);
        };
    }
}
