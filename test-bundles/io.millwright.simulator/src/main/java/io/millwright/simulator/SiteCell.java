package io.millwright.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A factory's meter: {@code Site<i>.energy}, a counter in kWh that rolls over at 100,000 and can be reset, and {@code Site<i>.power}, the
 * same in kW. Written every 10 s of source time. Thread safe.
 */
final class SiteCell implements Signal {
    private static final double ROLLOVER_KWH = 100_000;
    private static final long PERIOD_MICROS = 10_000_000L;
    private static final double MICROS_PER_HOUR = 3.6e9;
    private static final long PART_MICROS = 900_000_000L;
    private static final double START_KWH = 99_950;

    private final String name;
    private final SiteLoad load;
    private final Consumer<String> events;
    private final Tag energy;
    private final Tag power;
    private double counter = START_KWH;
    private double addedKw;
    private long addedUntil = Long.MIN_VALUE;
    private double pendingKw;
    private long pendingMicros;
    private long last = Long.MIN_VALUE;

    SiteCell(int number, long seed, Consumer<String> events) {
        name = "Site" + number;
        load = new SiteLoad(seed);
        this.events = events;
        energy = new Tag(name + ".energy", TagType.DOUBLE).every(PERIOD_MICROS);
        power = new Tag(name + ".power", TagType.DOUBLE).every(PERIOD_MICROS);
    }

    @Override
    public List<Tag> tags() {
        return List.of(energy, power);
    }

    @Override
    public long periodMicros() {
        return PERIOD_MICROS;
    }

    /** Machines that draw so much more run from the next writing on, for so long by the source's clock. */
    synchronized void more(double kw, long seconds) {
        pendingKw = kw;
        pendingMicros = seconds * 1_000_000L;
    }

    /** The meter is replaced: its counter begins at 0. */
    synchronized void reset() {
        counter = 0;
        events.accept("SITE " + name + " reset");
    }

    @Override
    public synchronized void write(long scheduledMicros) {
        if (pendingMicros > 0) {
            addedKw = pendingKw;
            addedUntil = scheduledMicros + pendingMicros;
            pendingMicros = 0;
            events.accept(String.format(
                    Locale.ROOT, "SITE %s more %.0f %s", name, addedKw, Instant.ofEpochMilli(addedUntil / 1_000)));
        }
        double kw = load.kw(scheduledMicros) + (scheduledMicros < addedUntil ? addedKw : 0);
        if (last != Long.MIN_VALUE) {
            counter += kw * (scheduledMicros - last) / MICROS_PER_HOUR;
        }
        if (counter >= ROLLOVER_KWH) {
            counter -= ROLLOVER_KWH;
            events.accept("SITE " + name + " rolled-over");
        }
        last = scheduledMicros;
        energy.write(counter, Statuses.GOOD, scheduledMicros);
        power.write(kw, Statuses.GOOD, scheduledMicros);
    }

    /**
     * Writes what the meter counted per quarter of an hour over the last days as CSV {@code start,kwh}.
     *
     * @param untilMicros the quarter that it lies in is the first one that is left out
     */
    void history(int days, long untilMicros, Path file) {
        StringBuilder csv = new StringBuilder("start,kwh\n");
        long end = Math.floorDiv(untilMicros, PART_MICROS);
        for (long part = end - days * 96L; part < end; part++) {
            csv.append(Instant.ofEpochSecond(part * 900)).append(String.format(Locale.ROOT, ",%.3f\n", load.kwh(part)));
        }
        write(csv, file);
        events.accept("SITE " + name + " history " + file);
    }

    /** Writes what the meter counted per minute in the half hour from a time on as CSV {@code start,kwh}. */
    void minutes(Instant from, Path file) {
        StringBuilder csv = new StringBuilder("start,kwh\n");
        for (long second = from.getEpochSecond(), end = second + 1_800; second < end; second += 60) {
            csv.append(Instant.ofEpochSecond(second))
                    .append(String.format(Locale.ROOT, ",%.5f\n", load.kw(second * 1_000_000L) / 60));
        }
        write(csv, file);
        events.accept("SITE " + name + " minutes " + file);
    }

    private static void write(StringBuilder csv, Path file) {
        try {
            Files.writeString(file, csv);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
