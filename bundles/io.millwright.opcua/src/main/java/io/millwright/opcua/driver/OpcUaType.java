package io.millwright.opcua.driver;

import java.util.Locale;

/** In which type a value is written; the names are the stock driver's. */
enum OpcUaType {
    DEFINED_BY_JAVA_TYPE,
    BOOLEAN,
    SBYTE,
    INT16,
    INT32,
    INT64,
    BYTE,
    UINT16,
    UINT32,
    UINT64,
    FLOAT,
    DOUBLE,
    STRING,
    BYTE_STRING,
    BYTE_ARRAY,
    SBYTE_ARRAY;

    /**
     * Returns the type of that name, whatever its case.
     *
     * @throws IllegalArgumentException whose message says what to do
     */
    static OpcUaType of(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    DriverChannel.OPCUA_TYPE + " '" + name + "' is unknown; choose DEFINED_BY_JAVA_TYPE", e);
        }
    }
}
