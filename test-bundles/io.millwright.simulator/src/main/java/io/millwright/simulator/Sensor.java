package io.millwright.simulator;

import java.util.List;
import java.util.function.LongFunction;

/**
 * What delivers a value too large for a row of numbers, and beside it the number of that value, of the same source time: a
 * vibration sensor with tags {@code Wave<i>.vibration} and {@code Wave<i>.number}, a camera with tags
 * {@code Camera<i>.picture} and {@code Camera<i>.number}.
 */
final class Sensor implements Signal {
    private final long periodMicros;
    private final LongFunction<Object> values;
    private final Tag value;
    private final Tag number;

    /**
     * @param name of the sensor
     * @param tag what stands behind the name in the value's tag
     * @param values the value of each number
     */
    Sensor(String name, String tag, TagType type, long periodMicros, LongFunction<Object> values) {
        this.periodMicros = periodMicros;
        this.values = values;
        value = new Tag(name + "." + tag, type).every(periodMicros);
        number = new Tag(name + ".number", TagType.INT64).every(periodMicros);
    }

    @Override
    public List<Tag> tags() {
        return List.of(value, number);
    }

    @Override
    public long periodMicros() {
        return periodMicros;
    }

    @Override
    public void write(long scheduledMicros) {
        long n = scheduledMicros / periodMicros;
        number.write(n, Statuses.GOOD, scheduledMicros);
        value.write(values.apply(n), Statuses.GOOD, scheduledMicros);
    }
}
