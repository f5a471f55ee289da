package io.millwright.opcua.acquire;

import io.millwright.opcua.fanout.TagFacts;
import io.millwright.opcua.table.TagRow;
import java.util.Map;

/**
 * What a server says of one variable besides its value, as it says it.
 *
 * @param unit display name of the EngineeringUnits, "" if there is none
 * @param low of the EURange, NaN if there is none
 * @param high of the EURange, NaN if there is none
 * @param texts of an enumeration, by its values
 * @param dimensions of an array; -1 is one that varies or is unknown
 */
record ServerFacts(String unit, double low, double high, Map<Long, String> texts, int[] dimensions) {
    static final ServerFacts NOTHING = new ServerFacts("", Double.NaN, Double.NaN, Map.of(), new int[0]);

    /** Returns what that is after the row's scale and offset. */
    TagFacts after(TagRow row) {
        boolean converted = row.scale() != 1.0 || row.offset() != 0.0;
        double first = low * row.scale() + row.offset();
        double last = high * row.scale() + row.offset();
        return new TagFacts(
                row.unit().isEmpty() && !converted ? unit : row.unit(),
                Math.min(first, last),
                Math.max(first, last),
                converted ? Map.of() : texts,
                dimensions);
    }
}
