package io.millwright.pipeline.wire;

import io.millwright.pipeline.wire.Route.Field;
import io.millwright.pipeline.wire.Route.Role;
import io.millwright.status.StatusCodes;
import io.millwright.tag.Tag;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.kura.type.TypedValue;

/**
 * Understands records: which property is a value, its time, why there is none, its unit. Keeps what came last of each.
 * Confined to whoever reads records.
 */
final class RecordReader {
    /** Names of assets and of emitters without one. */
    private static final int MOST_ROUTES = 10_000;

    /** Properties of all assets together: 10,000 assets with 20 values each. */
    private static final int MOST_CHANNELS = 200_000;

    /** Takes what was read. */
    interface Sink {
        /** A property is new, or its kind or unit changed; precedes its sample. */
        void described(Channel channel);

        /** A property has a value, or a status without one. */
        void sampled(Channel channel);

        /** Returns which tag has this name, -1 where nobody wants one. */
        int indexOf(String tagName);
    }

    private final RecordClock clock;
    private final WireCounters counters;
    private final Sink sink;
    private final Map<String, Route> routes = new HashMap<>();
    private WireSettings settings;
    private int channels;

    /** Of the record that is read: the time that it states, and the greatest time of what is wanted. */
    private long recordMicros;

    private long newestMicros;
    private boolean repeated;

    RecordReader(RecordClock clock, WireCounters counters, WireSettings settings, Sink sink) {
        this.clock = clock;
        this.counters = counters;
        this.settings = settings;
        this.sink = sink;
    }

    /** Takes other settings; every property is understood anew. */
    void configure(WireSettings wanted) {
        settings = wanted;
        each(channel -> channel.vector = vector(channel.route, channel.property));
        understandAnew();
    }

    /** Which tags are wanted has changed. */
    void understandAnew() {
        routes.values().forEach(route -> route.fields.clear());
        each(this::aim);
    }

    void each(Consumer<Channel> task) {
        routes.values().forEach(route -> route.channels.values().forEach(task));
    }

    private void aim(Channel channel) {
        channel.qualified = sink.indexOf(channel.route.qualified(channel.property));
        channel.bare = sink.indexOf(channel.property);
    }

    /**
     * Reads one record.
     *
     * @param wiring number of the present state of the wires
     * @return the greatest time of the values that are wanted, {@link RecordClock#NONE} where there is none
     */
    long read(String emitter, Map<String, TypedValue<?>> record, int wiring) {
        String asset = text(record.get(WireSettings.ASSET_NAME));
        Route route = routes.get(asset.isEmpty() ? emitter : asset);
        if (route == null || !route.asset.equals(asset)) {
            if (routes.size() >= MOST_ROUTES) {
                counters.unreadValues.addAndGet(record.size());
                return RecordClock.NONE;
            }
            route = new Route(asset, emitter);
            routes.put(asset.isEmpty() ? emitter : asset, route);
        }
        route.heardIn = wiring;
        newestMicros = RecordClock.NONE;
        repeated = false;
        recordMicros = statedMicros(record, settings.timeProperty());
        for (Map.Entry<String, TypedValue<?>> entry : record.entrySet()) {
            Field field = route.fields.get(entry.getKey());
            if (field == null) {
                field = understand(route, entry.getKey(), entry.getValue(), record);
            }
            if (field != null) {
                take(field, entry.getValue(), record);
            }
        }
        return newestMicros;
    }

    /** Whether the record that was read last told once more what was known. */
    boolean repeated() {
        return repeated;
    }

    private void take(Field field, TypedValue<?> typed, Map<String, TypedValue<?>> record) {
        Channel channel = field.channel();
        switch (field.role()) {
            case VALUE -> value(channel, typed, record);
            case TIME -> {
                // An asset leaves out the value that it could not read, and not its time.
                if (!record.containsKey(channel.property)) {
                    refuse(channel, StatusCodes.BAD, record);
                }
            }
            case ERROR -> {
                if (!record.containsKey(channel.property) && !text(typed).isEmpty()) {
                    refuse(channel, StatusCodes.BAD, record);
                }
            }
            case ASSET_ERROR -> {
                if (!text(typed).isEmpty()) {
                    channel.route
                            .channels
                            .values()
                            .forEach(one -> refuse(one, StatusCodes.BAD_NO_COMMUNICATION, record));
                }
            }
            case BESIDE -> {
                // Read with its value.
            }
        }
    }

    private void value(Channel channel, TypedValue<?> typed, Map<String, TypedValue<?>> record) {
        Object value = typed == null ? null : typed.getValue();
        if (value == null) {
            refuse(channel, StatusCodes.BAD_NO_DATA, record);
        } else if (!text(record.get(channel.errorKey)).isEmpty()) {
            refuse(channel, StatusCodes.BAD, record);
        } else if (repeats(channel, value, record)) {
            channel.heardMicros = clock.nowMicros();
            repeated |= channel.wanted();
        } else if (value instanceof byte[] bytes && channel.vector != null) {
            Object before = channel.kind == Tag.Kind.ARRAY ? channel.value : null;
            Object array = channel.vector.read(bytes, before);
            if (array == null) {
                refuse(channel, StatusCodes.BAD_DECODING_ERROR, record);
            } else {
                good(channel, array, Tag.Kind.ARRAY, record);
            }
        } else if (value instanceof byte[]) {
            good(channel, value, Tag.Kind.BYTES, record);
        } else {
            good(channel, value, value instanceof String ? Tag.Kind.TEXT : Tag.Kind.NUMBER, record);
        }
    }

    /** A value that is read again with the time that was stated for it before is no new sample, and not a late one. */
    private boolean repeats(Channel channel, Object value, Map<String, TypedValue<?>> record) {
        TypedValue<?> typed = settings.gatewayTime() ? null : record.get(channel.timeKey);
        long own = typed != null && typed.getValue() instanceof Long millis ? clock.stated(millis) : RecordClock.NONE;
        long stated = own == RecordClock.NONE ? recordMicros : own;
        return stated != RecordClock.NONE
                && stated == channel.timeMicros
                && StatusCodes.isGood(channel.status)
                && (value instanceof byte[] || value.equals(channel.value));
    }

    private void good(Channel channel, Object value, Tag.Kind kind, Map<String, TypedValue<?>> record) {
        TypedValue<?> stated = record.get(channel.unitKey);
        String unit = stated == null ? channel.unit : text(stated).strip();
        boolean news = channel.kind != kind || !channel.unit.equals(unit);
        channel.kind = kind;
        channel.unit = unit;
        channel.value = value;
        channel.status = StatusCodes.GOOD;
        if (news) {
            sink.described(channel);
        }
        heard(channel, record, clock.gatewayMicros());
        sink.sampled(channel);
    }

    /** Once, while nothing else comes: it is in force. */
    private void refuse(Channel channel, int status, Map<String, TypedValue<?>> record) {
        boolean again = channel.status == status;
        channel.value = null;
        channel.status = status;
        // A failure states no time of its own: by the gateway's it would lie before or after what the device has said.
        heard(channel, record, clock.nowMicros());
        if (!again) {
            sink.sampled(channel);
        }
    }

    private void heard(Channel channel, Map<String, TypedValue<?>> record, long otherwiseMicros) {
        long stated = statedMicros(record, channel.timeKey);
        long ofRecord = recordMicros == RecordClock.NONE ? otherwiseMicros : recordMicros;
        channel.timeMicros = stated == RecordClock.NONE ? ofRecord : stated;
        channel.heardMicros = Math.max(clock.progress(), channel.timeMicros);
        if (channel.wanted()) {
            newestMicros = Math.max(newestMicros, channel.timeMicros);
        }
    }

    private long statedMicros(Map<String, TypedValue<?>> record, String property) {
        TypedValue<?> typed = settings.gatewayTime() ? null : record.get(property);
        if (typed == null || !(typed.getValue() instanceof Long millis)) {
            return RecordClock.NONE;
        }
        long micros = clock.stated(millis);
        if (micros == RecordClock.NONE && millis != 0) {
            counters.timesReplaced.incrementAndGet();
        }
        return micros;
    }

    /** Once per property and asset. */
    private Field understand(Route route, String property, TypedValue<?> typed, Map<String, TypedValue<?>> record) {
        Field field = companion(route, property, typed, record);
        if (field == null) {
            Channel channel = channel(route, property);
            if (channel == null) {
                counters.unreadValues.incrementAndGet();
                return null;
            }
            field = new Field(Role.VALUE, channel);
        }
        route.fields.put(property, field);
        return field;
    }

    /** What somebody wants by this name is a value, whatever the name ends with. */
    private Field companion(Route route, String property, TypedValue<?> typed, Map<String, TypedValue<?>> record) {
        boolean wanted = sink.indexOf(property) >= 0 || sink.indexOf(route.qualified(property)) >= 0;
        if (wanted) {
            return null;
        }
        Object value = typed == null ? null : typed.getValue();
        if (property.equals(WireSettings.ASSET_NAME) || property.equals(settings.timeProperty())) {
            return new Field(Role.BESIDE, null);
        } else if (property.equals(WireSettings.ASSET_ERROR)) {
            return new Field(Role.ASSET_ERROR, new Channel(route, property));
        } else if (property.endsWith(Route.TIME) && value instanceof Long) {
            return of(Role.TIME, route, property, Route.TIME);
        } else if (property.endsWith(Route.ERROR) && value instanceof String) {
            return of(Role.ERROR, route, property, Route.ERROR);
        } else if (property.endsWith(Route.UNIT) && value instanceof String) {
            String base = base(property, Route.UNIT);
            return record.containsKey(base) || route.channels.containsKey(base) ? new Field(Role.BESIDE, null) : null;
        }
        return null;
    }

    private Field of(Role role, Route route, String property, String suffix) {
        Channel channel = channel(route, base(property, suffix));
        return channel == null ? null : new Field(role, channel);
    }

    private static String base(String property, String suffix) {
        return property.substring(0, property.length() - suffix.length());
    }

    private Channel channel(Route route, String property) {
        Channel known = route.channels.get(property);
        if (known != null || channels >= MOST_CHANNELS) {
            return known;
        }
        Channel channel = new Channel(route, property);
        channel.vector = vector(route, property);
        aim(channel);
        route.channels.put(property, channel);
        channels++;
        sink.described(channel);
        return channel;
    }

    private VectorType vector(Route route, String property) {
        String qualified = route.qualified(property);
        VectorType own = qualified == null ? null : settings.vectors().get(qualified);
        return own != null ? own : settings.vectors().get(property);
    }

    private static String text(TypedValue<?> typed) {
        return typed != null && typed.getValue() instanceof String text ? text : "";
    }
}
