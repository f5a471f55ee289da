package org.eclipse.kura.core.configuration.metatype;

import org.eclipse.kura.configuration.metatype.Scalar;

/** Types of attributes as metatype files name them. */
public enum Tscalar {
    STRING,
    LONG,
    DOUBLE,
    FLOAT,
    INTEGER,
    BYTE,
    CHAR,
    BOOLEAN,
    SHORT,
    PASSWORD;

    /** Returns the name used in metatype files. */
    public String value() {
        return Scalar.valueOf(name()).value();
    }

    /** Returns the constant with the given metatype name. */
    public static Tscalar fromValue(String v) {
        return valueOf(Scalar.fromValue(v).name());
    }
}
