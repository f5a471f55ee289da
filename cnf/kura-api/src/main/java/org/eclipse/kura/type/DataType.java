package org.eclipse.kura.type;

import java.util.Locale;

/** Types of values. */
public enum DataType {
    BOOLEAN,
    BYTE_ARRAY,
    DOUBLE,
    INTEGER,
    LONG,
    FLOAT,
    STRING;

    /** Returns the type of that name, whatever its case. */
    public static DataType getDataType(String stringDataType) {
        return valueOf(stringDataType.trim().toUpperCase(Locale.ROOT));
    }
}
