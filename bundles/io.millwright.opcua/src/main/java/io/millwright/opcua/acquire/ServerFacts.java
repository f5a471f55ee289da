package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.TagFacts;
import io.millwright.opcua.table.Limits;
import io.millwright.opcua.table.TagRow;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.StructureField;

/**
 * What a server says of one variable besides its value, as it says it.
 *
 * @param unit display name of the EngineeringUnits, "" if there is none
 * @param range the EURange
 * @param instrument the InstrumentRange
 * @param texts of an enumeration, by its values
 * @param dimensions of an array; -1 is one that varies or is unknown
 * @param dataType null if unknown
 */
public record ServerFacts(
        String unit, Limits range, Limits instrument, Map<Long, String> texts, int[] dimensions, NodeId dataType) {
    static final ServerFacts NOTHING = new ServerFacts("", Limits.UNKNOWN, Limits.UNKNOWN, Map.of(), new int[0], null);

    /** Returns whether the server says the same. */
    boolean same(ServerFacts other) {
        return other != null
                && unit.equals(other.unit)
                && range.equals(other.range)
                && instrument.equals(other.instrument)
                && texts.equals(other.texts)
                && Arrays.equals(dimensions, other.dimensions)
                && Objects.equals(dataType, other.dataType);
    }

    /** Returns what is known of a field of a structure; unit and ranges of the variable say nothing about it. */
    static ServerFacts ofField(StructureField field, Map<Long, String> texts) {
        int rank = field.getValueRank() == null ? 0 : Math.max(0, Math.min(field.getValueRank(), Byte.MAX_VALUE));
        int[] dimensions = new int[rank];
        Arrays.fill(dimensions, -1);
        return new ServerFacts("", Limits.UNKNOWN, Limits.UNKNOWN, texts, dimensions, field.getDataType());
    }

    /** Returns what that is after the row's scale, offset and range of indices; the range that a line states counts. */
    TagFacts after(TagRow row) {
        boolean converted = row.scale() != 1.0 || row.offset() != 0.0;
        Limits stated = row.plausibility().range();
        Limits limits = stated.known() ? stated : range.after(row.scale(), row.offset());
        return new TagFacts(
                row.unit().isEmpty() && !converted ? unit : row.unit(),
                limits.low(),
                limits.high(),
                converted ? Map.of() : texts,
                row.indexRange().whole() || !row.field().isEmpty()
                        ? dimensions
                        : row.indexRange().dimensions());
    }
}
