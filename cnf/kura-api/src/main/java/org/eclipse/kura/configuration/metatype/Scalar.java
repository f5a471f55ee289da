package org.eclipse.kura.configuration.metatype;

/** Types of attributes. */
public enum Scalar {
    STRING("String"),
    LONG("Long"),
    DOUBLE("Double"),
    FLOAT("Float"),
    INTEGER("Integer"),
    BYTE("Byte"),
    CHAR("Char"),
    BOOLEAN("Boolean"),
    SHORT("Short"),
    PASSWORD("Password");

    private final String value;

    Scalar(String value) {
        this.value = value;
    }

    /** Returns the name used in metatype files. */
    public String value() {
        return value;
    }

    /** Returns the constant with the given metatype name. */
    public static Scalar fromValue(String v) {
        for (Scalar scalar : values()) {
            if (scalar.value.equals(v)) {
                return scalar;
            }
        }
        throw new IllegalArgumentException(v);
    }
}
