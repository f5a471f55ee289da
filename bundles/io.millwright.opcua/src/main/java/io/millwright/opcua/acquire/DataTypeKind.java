package io.millwright.opcua.acquire;

import java.util.List;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/**
 * Which properties may stand at a variable of a data type: only numbers have units and ranges (OPC UA Part 8, 5.3.2), only
 * whole ones have texts (5.3.3). What cannot be there is not asked for: half of the questions for a table of measurements.
 */
enum DataTypeKind {
    FLOATING(List.of(VariableProperties.UNITS, VariableProperties.RANGE)),
    NO_NUMBER(List.of()),
    /** Whole numbers, derived and abstract types, and types that are not known. */
    OTHER(List.of(
            VariableProperties.UNITS, VariableProperties.RANGE, VariableProperties.STRINGS, VariableProperties.VALUES));

    /** What a data type itself may have. */
    static final List<String> OWN_PROPERTIES = List.of(VariableProperties.STRINGS, VariableProperties.VALUES);

    /** Number of the built-in type in which enumerations are encoded. */
    static final int INT32 = 6;

    private static final int BOOLEAN = 1;
    private static final int FLOAT = 10;
    private static final int DOUBLE = 11;
    static final int BYTE_STRING = 15;
    private static final int LOCALIZED_TEXT = 21;
    private static final int VARIANT = 24;
    private static final int LAST_CONCRETE = 25;
    private static final int ENUMERATION = 29;
    private static final int LAST_BUILT_IN = ENUMERATION;

    private final List<String> properties;

    DataTypeKind(List<String> properties) {
        this.properties = properties;
    }

    /** @param type null if unknown */
    static DataTypeKind of(NodeId type) {
        int number = builtIn(type);
        if (number == FLOAT || number == DOUBLE) {
            return FLOATING;
        }
        return number == BOOLEAN || number > DOUBLE && number <= LOCALIZED_TEXT ? NO_NUMBER : OTHER;
    }

    /** Returns the number of a built-in type or an abstract one of Part 6, 5.1.2; 0 for another or none. */
    static int builtIn(NodeId type) {
        return type != null
                        && type.getNamespaceIndex().intValue() == 0
                        && type.getIdentifier() instanceof UInteger number
                        && number.longValue() <= LAST_BUILT_IN
                ? number.intValue()
                : 0;
    }

    /** Returns the number of the built-in type in which values of a type are encoded (Part 6, 5.1.6); 0 for another or none. */
    static int encodedAs(NodeId type) {
        int number = builtIn(type);
        if (number == ENUMERATION) {
            return INT32;
        }
        return number > LAST_CONCRETE ? VARIANT : number;
    }

    /** Returns the names of the properties to ask for. */
    List<String> properties() {
        return properties;
    }
}
