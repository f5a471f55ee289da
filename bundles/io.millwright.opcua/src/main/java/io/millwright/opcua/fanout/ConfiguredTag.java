package io.millwright.opcua.fanout;

import io.millwright.tag.Tag;
import java.util.Map;

/** Immutable snapshot of a tag as it is known now. */
record ConfiguredTag(String name, String address, Kind kind, int samplingMillis, TagFacts facts) implements Tag {
    private static final TagFacts NOTHING = new TagFacts("", Double.NaN, Double.NaN, Map.of(), new int[0]);

    /** Returns a tag that the table lacks. */
    static ConfiguredTag unknown(String name) {
        return new ConfiguredTag(name, "", Kind.UNKNOWN, 0, NOTHING);
    }

    @Override
    public String unit() {
        return facts.unit();
    }

    @Override
    public double rangeLow() {
        return facts.rangeLow();
    }

    @Override
    public double rangeHigh() {
        return facts.rangeHigh();
    }

    @Override
    public Map<Long, String> texts() {
        return facts.texts();
    }

    @Override
    public int[] dimensions() {
        return facts.dimensions();
    }
}
