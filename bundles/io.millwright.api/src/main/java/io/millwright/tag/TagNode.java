package io.millwright.tag;

import java.util.List;

/**
 * A node of a server, as a person looks at it before it becomes a tag. Texts come from the server: show them as text. Immutable.
 *
 * @param nodeId as the tag table takes it best: by the namespace's URI, where it has one
 * @param name display name, else browse name; 200 characters at most
 * @param browseName without its namespace; 200 characters at most
 * @param path browse names from below the node that was asked for to this one, separated by points
 * @param kind what it is
 * @param hasChildren whether there is something below it
 * @param dataType name of the data type; "" if it is no variable or the server does not tell
 * @param delivers what a tag of this variable would deliver; {@link Tag.Kind#UNKNOWN} where it cannot be one as it is
 * @param dimensions of an array; -1 is one that varies or is unknown; empty for a scalar
 * @param writable whether the session may write it. Nothing here does
 * @param unit EngineeringUnits (OPC UA Part 8, 5.6.3), else ""
 * @param rangeLow EURange, NaN if unknown
 * @param rangeHigh EURange, NaN if unknown
 * @param value at the time of the call; null if it is no variable, or was not read because it is too large to be shown
 */
public record TagNode(
        String nodeId,
        String name,
        String browseName,
        String path,
        Kind kind,
        boolean hasChildren,
        String dataType,
        Tag.Kind delivers,
        List<Integer> dimensions,
        boolean writable,
        String unit,
        double rangeLow,
        double rangeHigh,
        TagValue value) {
    /** Takes a copy. */
    public TagNode {
        dimensions = List.copyOf(dimensions);
    }

    /** Kinds of nodes. May grow. */
    public enum Kind {
        /** An object that only holds others. */
        FOLDER,
        /** Another object, for example a machine. */
        OBJECT,
        /** A variable: it has a value. */
        VARIABLE
    }
}
