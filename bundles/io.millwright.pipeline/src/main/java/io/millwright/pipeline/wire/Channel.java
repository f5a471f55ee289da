package io.millwright.pipeline.wire;

import io.millwright.status.StatusCodes;
import io.millwright.tag.Tag;
import java.util.Map;

/**
 * One property of the records of one asset, or of one emitter that names no asset: what came last, and which tags of the
 * subscription it is. Confined to whoever reads records.
 */
final class Channel {
    final Route route;
    final String property;
    final String timeKey;
    final String errorKey;
    final String unitKey;

    Tag.Kind kind = Tag.Kind.UNKNOWN;
    String unit = "";
    /** A Number, Boolean, String, read-only ByteBuffer or primitive array; null without a value. */
    Object value;

    int status = StatusCodes.BAD_WAITING_FOR_INITIAL_DATA;
    long timeMicros;
    /** How far the records had come when it was heard of last, its own time included. */
    long heardMicros;

    /** Index of the tag with the asset's name before it, -1 where nobody subscribed to it. */
    int qualified = -1;
    /** Index of the tag of the property's own name, likewise. */
    int bare = -1;

    VectorType vector;

    Channel(Route route, String property) {
        this.route = route;
        this.property = property;
        timeKey = property + Route.TIME;
        errorKey = property + Route.ERROR;
        unitKey = property + Route.UNIT;
    }

    boolean wanted() {
        return qualified >= 0 || bare >= 0;
    }

    /** Returns the tag as it is known now. */
    Tag tag(String name, int samplingMillis) {
        return new Known(name, unit, kind, samplingMillis);
    }

    /** A tag of records. Immutable. */
    record Known(String name, String unit, Kind kind, int samplingMillis) implements Tag {
        @Override
        public double rangeLow() {
            return Double.NaN;
        }

        @Override
        public double rangeHigh() {
            return Double.NaN;
        }

        @Override
        public Map<Long, String> texts() {
            return Map.of();
        }

        @Override
        public int[] dimensions() {
            return kind == Kind.ARRAY ? new int[] {-1} : new int[0];
        }
    }
}
