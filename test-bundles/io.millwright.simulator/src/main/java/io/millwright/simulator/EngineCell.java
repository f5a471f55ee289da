package io.millwright.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * An engine that wears until it fails, one cycle per sample period; then a new one takes its place. Fourteen sensors move with
 * its wear, which grows by a constant share from cycle to cycle. A line {@code ENGINE} tells each cycle's truth. Made up by this
 * project: means, slopes and noise have the size of those of a simulated turbofan, no row is a copy of one. Thread safe.
 */
final class EngineCell implements Signal {
    /** Cycles in which wear grows by a factor of e. */
    private static final double GROWTH_CYCLES = 50;

    private static final int SHORTEST_LIFE = 170;
    private static final int LONGEST_LIFE = 250;

    /** An engine that is in service when the simulator starts has so many cycles left. */
    private static final int FIRST_LEFT = 150;

    /** Name, value of a new engine, change until it fails, noise, and how far engines differ. */
    private enum Sensor {
        LPC_OUTLET_TEMPERATURE(642.3, 1.4, 0.33, 0.05),
        HPC_OUTLET_TEMPERATURE(1_586.5, 16, 4.3, 0.5),
        LPT_OUTLET_TEMPERATURE(1_402, 27, 4.6, 1),
        HPC_OUTLET_PRESSURE(554, -2.6, 0.48, 0.1),
        FAN_SPEED(2_388.05, 0.18, 0.045, 0.01),
        CORE_SPEED(9_055, 35, 5, 8),
        HPC_STATIC_PRESSURE(47.34, 0.83, 0.12, 0.02),
        FUEL_FLOW_RATIO(522, -2.2, 0.38, 0.05),
        CORRECTED_FAN_SPEED(2_388.05, 0.18, 0.045, 0.01),
        CORRECTED_CORE_SPEED(8_137, 25, 5, 8),
        BYPASS_RATIO(8.416, 0.108, 0.021, 0.003),
        BLEED_ENTHALPY(392.2, 4.2, 0.95, 0.1),
        HPT_COOLANT_BLEED(38.94, -0.51, 0.1, 0.02),
        LPT_COOLANT_BLEED(23.363, -0.308, 0.06, 0.01);

        private final double fresh;
        private final double worn;
        private final double noise;
        private final double differs;

        Sensor(double fresh, double worn, double noise, double differs) {
            this.fresh = fresh;
            this.worn = worn;
            this.noise = noise;
            this.differs = differs;
        }
    }

    private final String name;
    private final long periodMicros;
    private final Random random;
    private final Consumer<String> events;
    private final Map<Sensor, Tag> sensors = new LinkedHashMap<>();
    private final Tag remaining;
    private final double[] offsets = new double[Sensor.values().length];
    private int engine;
    private int life;
    private int cycle;
    private int overhaulAt;

    EngineCell(int number, long seed, long periodMicros, Consumer<String> events) {
        name = "Engine" + number;
        this.periodMicros = periodMicros;
        this.events = events;
        random = new Random(seed);
        for (Sensor sensor : Sensor.values()) {
            sensors.put(sensor, tag(sensor.name().toLowerCase(Locale.ROOT)));
        }
        remaining = tag("remaining_cycles");
        fresh();
        cycle = life - FIRST_LEFT;
    }

    private Tag tag(String signal) {
        return new Tag(name + "." + signal, TagType.DOUBLE).every(periodMicros);
    }

    private void fresh() {
        engine++;
        life = SHORTEST_LIFE + random.nextInt(LONGEST_LIFE - SHORTEST_LIFE + 1);
        cycle = 0;
        overhaulAt = Integer.MAX_VALUE;
        for (Sensor sensor : Sensor.values()) {
            offsets[sensor.ordinal()] = sensor.differs * random.nextGaussian();
        }
    }

    /** The engine is taken out of service before its cycle of that number, or now, if that is over. */
    synchronized void overhaul(int atCycle) {
        overhaulAt = atCycle;
    }

    @Override
    public List<Tag> tags() {
        List<Tag> tags = new ArrayList<>(sensors.values());
        tags.add(remaining);
        return tags;
    }

    @Override
    public long periodMicros() {
        return periodMicros;
    }

    @Override
    public synchronized void write(long scheduledMicros) {
        if (cycle >= overhaulAt) {
            fresh();
        }
        int left = life - cycle;
        double wear = Math.exp(-left / GROWTH_CYCLES);
        for (Map.Entry<Sensor, Tag> entry : sensors.entrySet()) {
            Sensor sensor = entry.getKey();
            double value = sensor.fresh + offsets[sensor.ordinal()] + sensor.worn * wear;
            entry.getValue().write(value + sensor.noise * random.nextGaussian(), Statuses.GOOD, scheduledMicros);
        }
        remaining.write((double) left, Statuses.GOOD, scheduledMicros);
        events.accept("ENGINE " + name + ' ' + engine + ' ' + cycle + ' ' + left + ' ' + scheduledMicros);
        if (left == 0) {
            fresh();
        } else {
            cycle++;
        }
    }
}
