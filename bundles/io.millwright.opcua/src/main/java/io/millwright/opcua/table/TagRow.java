package io.millwright.opcua.table;

import io.millwright.opcua.fanout.FanOutRow;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;

/**
 * One line of the tag table.
 *
 * @param line line number in the table, from 1
 * @param name unique name
 * @param nodeText the NodeId as written
 * @param nodeId the NodeId; a namespace URI is resolved against each new session's namespace table
 * @param indexRange which elements of an array the tag is
 * @param field name of the structure's field that the tag is; "" = the value itself
 * @param samplingMillis sampling interval; -1 = the publishing interval
 * @param queue queue size on the server; 0 = 1
 * @param deadband change to report, in the server's unit or in percent of EURange; 0 = every change
 * @param deadbandPercent whether {@code deadband} is in percent (OPC UA Part 8, 6.2)
 * @param scale factor; applied before {@code offset}
 * @param offset summand
 * @param unit unit after scale and offset; "" = the server's
 * @param plausibility what the values are checked for
 */
public record TagRow(
        int line,
        String name,
        String nodeText,
        ExpandedNodeId nodeId,
        IndexRange indexRange,
        String field,
        int samplingMillis,
        int queue,
        double deadband,
        boolean deadbandPercent,
        double scale,
        double offset,
        String unit,
        Plausibility plausibility)
        implements FanOutRow {

    /** Returns the same line for another variable; {@code otherChecks} are its own. */
    TagRow named(String otherName, String otherText, ExpandedNodeId otherId, Plausibility otherChecks) {
        return new TagRow(
                line,
                otherName,
                otherText,
                otherId,
                indexRange,
                field,
                samplingMillis,
                queue,
                deadband,
                deadbandPercent,
                scale,
                offset,
                unit,
                otherChecks);
    }

    @Override
    public String address() {
        return nodeText;
    }

    /** Returns whether both lines deliver the same values, whatever their line numbers. */
    @Override
    public boolean sameValues(FanOutRow other) {
        return other instanceof TagRow row
                && name.equals(row.name)
                && nodeId.equals(row.nodeId)
                && indexRange.equals(row.indexRange)
                && field.equals(row.field)
                && Double.compare(scale, row.scale) == 0
                && Double.compare(offset, row.offset) == 0
                && unit.equals(row.unit);
    }

    /** Returns whether the unit is stated while the values stay as the server sends them. */
    public boolean statesUnitWithoutConversion() {
        return !unit.isEmpty() && scale == 1.0 && offset == 0.0;
    }
}
