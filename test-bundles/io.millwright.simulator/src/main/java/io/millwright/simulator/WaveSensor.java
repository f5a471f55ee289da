package io.millwright.simulator;

import java.util.List;

/** A vibration sensor: tags {@code Wave<i>.vibration} and {@code Wave<i>.number}, of the same source time. */
final class WaveSensor implements Signal {
    private final int sensor;
    private final long periodMicros;
    private final float[] pattern;
    private final Tag vibration;
    private final Tag number;

    /** @param pattern shared by all sensors; never changed */
    WaveSensor(int sensor, float[] pattern, long periodMicros) {
        this.sensor = sensor;
        this.pattern = pattern;
        this.periodMicros = periodMicros;
        vibration = new Tag("Wave" + sensor + ".vibration", TagType.FLOAT_ARRAY).every(periodMicros);
        number = new Tag("Wave" + sensor + ".number", TagType.INT64).every(periodMicros);
    }

    @Override
    public List<Tag> tags() {
        return List.of(vibration, number);
    }

    @Override
    public long periodMicros() {
        return periodMicros;
    }

    @Override
    public void write(long scheduledMicros) {
        long n = Waveform.number(scheduledMicros, periodMicros);
        number.write(n, Statuses.GOOD, scheduledMicros);
        vibration.write(Waveform.scaled(pattern, Waveform.rms(sensor, n)), Statuses.GOOD, scheduledMicros);
    }
}
