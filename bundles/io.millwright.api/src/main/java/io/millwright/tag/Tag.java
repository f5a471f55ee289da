package io.millwright.tag;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** One configured PLC value. Immutable. */
@ProviderType
public interface Tag {
    /** Returns the name, unique within its source. */
    String name();

    /** Returns where the source reads it, as a person wrote it there: a NodeId; "" if that is not known. */
    default String address() {
        return "";
    }

    /** Returns the unit after scale and offset: the tag table's, else the server's EUInformation (OPC UA Part 8, 5.6.3), else "". */
    String unit();

    /** Returns what kind of values the tag delivers. */
    Kind kind();

    /** Returns the sampling interval in milliseconds: as revised by the server, else as configured. */
    int samplingMillis();

    /** Returns the least value that the server expects after scale and offset (EURange, OPC UA Part 8, 5.3.2.4), NaN if unknown. */
    double rangeLow();

    /** Returns the greatest value that the server expects after scale and offset (EURange), NaN if unknown. */
    double rangeHigh();

    /** Returns the texts of an enumeration by its value (EnumStrings, EnumValues; OPC UA Part 3, 5.8.4), empty if unknown. */
    Map<Long, String> texts();

    /** Returns the dimensions of an array, a fresh array; -1 is one that varies or is unknown; empty for a scalar. */
    int[] dimensions();

    /** What a tag delivers. May grow: treat an unknown constant as {@link #UNKNOWN}. */
    enum Kind {
        /** Not known yet. */
        UNKNOWN,
        /** Numbers and Booleans, by {@link TagListener#sample}; Int64 and UInt64 by {@link TagListener#integer}. */
        NUMBER,
        /** Strings, by {@link TagListener#object}. */
        TEXT,
        /** Primitive arrays, by {@link TagListener#object}. */
        ARRAY,
        /** ByteStrings, by {@link TagListener#object}. */
        BYTES
    }
}
