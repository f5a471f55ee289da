package io.millwright.tag;

import org.osgi.annotation.versioning.ProviderType;

/** One configured PLC value. Immutable. */
@ProviderType
public interface Tag {
    /** Returns the name, unique within its source. */
    String name();

    /** Returns the unit after scale and offset: the tag table's, else the server's EUInformation (OPC UA Part 8, 5.6.3), else "". */
    String unit();

    /** Returns what kind of values the tag delivers. */
    Kind kind();

    /** Returns the sampling interval in milliseconds: as revised by the server, else as configured. */
    int samplingMillis();

    /** What a tag delivers. May grow: treat an unknown constant as {@link #UNKNOWN}. */
    enum Kind {
        /** Not known yet. */
        UNKNOWN,
        /** Numbers and Booleans, by {@link TagListener#sample}. */
        NUMBER,
        /** Strings, by {@link TagListener#object}. */
        TEXT,
        /** Primitive arrays, by {@link TagListener#object}. */
        ARRAY,
        /** ByteStrings, by {@link TagListener#object}. */
        BYTES
    }
}
