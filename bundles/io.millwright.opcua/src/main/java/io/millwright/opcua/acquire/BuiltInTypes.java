package io.millwright.opcua.acquire;

import io.millwright.opcua.milo.SampleTimes;
import java.util.UUID;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.Matrix;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.XmlElement;

/** What becomes of the built-in types (OPC UA Part 6, 5.1.2) that are neither numbers, Booleans nor ByteStrings. */
final class BuiltInTypes {
    /** What {@link #micros} returns for no time. */
    static final long NO_TIME = Long.MIN_VALUE;

    private BuiltInTypes() {}

    /** Returns whether the type is one whose values are texts. */
    static boolean isText(Object value) {
        return value instanceof String
                || value instanceof LocalizedText
                || value instanceof UUID
                || value instanceof XmlElement
                || value instanceof QualifiedName
                || value instanceof NodeId
                || value instanceof ExpandedNodeId;
    }

    /** Returns the text of such a value, null where it is a null of its type. */
    static String text(Object value) {
        if (value instanceof LocalizedText localized) {
            return localized.text();
        } else if (value instanceof XmlElement xml) {
            return xml.fragment();
        } else if (value instanceof QualifiedName name) {
            return name.name() == null ? null : name.toParseableString();
        } else if (value instanceof NodeId id) {
            return id.toParseableString();
        } else if (value instanceof ExpandedNodeId id) {
            return id.toParseableString();
        }
        return value.toString();
    }

    /** Returns microseconds since 1970 UTC, negative before; {@link #NO_TIME} for the least DateTime, which means none. */
    static long micros(DateTime time) {
        return time.utcTime() <= 0 ? NO_TIME : SampleTimes.since1970(time);
    }

    /** Returns how a value's type is called, arrays with brackets. */
    static String name(Object value) {
        if (value instanceof Matrix matrix) {
            return matrix.getElements() == null ? "Matrix" : name(matrix.getElements()) + "[]";
        }
        Class<?> type = value.getClass();
        String brackets = "";
        while (type.isArray()) {
            type = type.getComponentType();
            brackets += "[]";
        }
        return elementName(type) + brackets;
    }

    private static String elementName(Class<?> type) {
        if (ExtensionObject.class.isAssignableFrom(type)) {
            return "structure";
        }
        OpcUaDataType builtIn = OpcUaDataType.fromBackingClass(type);
        return builtIn == null ? type.getSimpleName() : builtIn.name();
    }
}
