package io.millwright.opcua.fanout;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of a tag besides its values, after scale and offset. Immutable.
 *
 * @param unit "" if unknown
 * @param rangeLow NaN if unknown
 * @param rangeHigh NaN if unknown
 * @param texts of an enumeration by its value, empty if unknown
 * @param dimensions of an array, -1 for one that varies or is unknown; empty for a scalar
 */
public record TagFacts(String unit, double rangeLow, double rangeHigh, Map<Long, String> texts, int[] dimensions) {
    /** Takes copies. */
    public TagFacts {
        texts = Map.copyOf(texts);
        dimensions = dimensions.clone();
    }

    /** Returns what the tag table alone says. */
    public static TagFacts of(FanOutRow row) {
        return new TagFacts(row.unit(), Double.NaN, Double.NaN, Map.of(), new int[0]);
    }

    @Override
    public int[] dimensions() {
        return dimensions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TagFacts facts
                && unit.equals(facts.unit)
                && Double.compare(rangeLow, facts.rangeLow) == 0
                && Double.compare(rangeHigh, facts.rangeHigh) == 0
                && texts.equals(facts.texts)
                && Arrays.equals(dimensions, facts.dimensions);
    }

    @Override
    public int hashCode() {
        return Objects.hash(unit, rangeLow, rangeHigh, texts, Arrays.hashCode(dimensions));
    }
}
