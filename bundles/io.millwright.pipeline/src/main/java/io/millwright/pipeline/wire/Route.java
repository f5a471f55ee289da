package io.millwright.pipeline.wire;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The records of one asset, or of one emitter that names no asset: what each of their properties is. Confined to whoever
 * reads records.
 */
final class Route {
    static final String TIME = "_timestamp";
    static final String ERROR = "_error";
    static final String UNIT = "_unit";

    /** What a property is. */
    enum Role {
        /** A value. */
        VALUE,
        /** The time of a value, which says by itself that the value is missing. */
        TIME,
        /** Why there is no value. */
        ERROR,
        /** Why the whole asset has none. */
        ASSET_ERROR,
        /** Read with a value, or for the whole record. */
        BESIDE
    }

    /**
     * A property understood.
     *
     * @param channel which it tells of, null for none
     */
    record Field(Role role, Channel channel) {}

    /** Name of the asset, empty for none. */
    final String asset;

    /** What a person calls it. */
    final String title;

    final Map<String, Channel> channels = new LinkedHashMap<>();
    /** By property; looked up for each property of each record. */
    final Map<String, Field> fields = new HashMap<>();

    /** In which state of the wires it was heard last. */
    int heardIn;

    Route(String asset, String emitter) {
        this.asset = asset;
        title = asset.isEmpty() ? "records of " + emitter + " without " + WireSettings.ASSET_NAME : "asset " + asset;
    }

    /** Returns the name of a property's tag that no other asset has, or null. */
    String qualified(String property) {
        return asset.isEmpty() ? null : asset + "." + property;
    }
}
