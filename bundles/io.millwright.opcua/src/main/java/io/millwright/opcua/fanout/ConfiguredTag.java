package io.millwright.opcua.fanout;

import io.millwright.tag.Tag;

/** Immutable snapshot of a tag as it is known now. */
record ConfiguredTag(String name, String unit, Kind kind, int samplingMillis) implements Tag {
    /** Returns a tag that the table lacks. */
    static ConfiguredTag unknown(String name) {
        return new ConfiguredTag(name, "", Kind.UNKNOWN, 0);
    }
}
