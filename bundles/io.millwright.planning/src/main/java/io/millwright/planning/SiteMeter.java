package io.millwright.planning;

import io.millwright.file.WholeFile;
import io.millwright.planning.energy.Consumption;
import io.millwright.planning.energy.EnergyInputs;
import io.millwright.planning.energy.MeterParts;
import io.millwright.tag.TagListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A site's meter as energy per quarter of an hour, kept over restarts, and what its battery holds. Thread-safe. */
final class SiteMeter implements TagListener {
    private static final Logger LOG = LoggerFactory.getLogger(SiteMeter.class);
    private static final int STORED = 1;
    /** A value that does not change is no gap: it is taken again so often. */
    private static final long AGAIN_MICROS = TimeUnit.MINUTES.toMicros(1);

    private static final long LARGEST_BYTES = 4 << 20;

    private final MeterParts parts;
    private final double mostKw;
    private final Path file;
    private final Runnable partOver;
    private final SourceTimes times;

    /** Guarded by this object, like {@link #parts} and the next ones. */
    private double last = Double.NaN;

    private boolean bad;
    private long heard = Long.MIN_VALUE;
    private double stored = Double.NaN;
    private long fed = Long.MIN_VALUE;
    private long present = Long.MIN_VALUE;
    private long kept = Long.MIN_VALUE;

    /**
     * Reads what was kept.
     *
     * @param wallMicros the gateway's time of day, microseconds since 1970 UTC
     * @param partOver told on the source's thread when a part is over; returns at once
     */
    SiteMeter(MeterParts.Meter meter, Path file, LongSupplier wallMicros, Runnable partOver) {
        parts = new MeterParts(meter);
        mostKw = meter.mostKw();
        this.file = file;
        this.partOver = partOver;
        times = new SourceTimes("The meter", wallMicros);
        try {
            if (Files.exists(file) && Files.size(file) <= LARGEST_BYTES) {
                put(EnergyInputs.history(Files.readString(file), mostKw));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read ({}); the meter begins anew", file, e.getMessage());
        }
    }

    @Override
    public synchronized void sample(int tag, double value, int status, long timeMicros) {
        double usable = status >>> 31 == 1 ? Double.NaN : value;
        if (tag == STORED) {
            stored = usable;
            return;
        }
        if (!times.takes(timeMicros)) {
            return;
        }
        last = usable;
        bad = Double.isNaN(usable);
        heard = Math.max(heard, timeMicros);
        feed(timeMicros);
    }

    private void feed(long timeMicros) {
        parts.sample(timeMicros, last);
        fed = timeMicros;
    }

    @Override
    public void progress(long timeMicros) {
        boolean over;
        synchronized (this) {
            if (!times.canBe(timeMicros)) {
                return;
            }
            heard = Math.max(heard, timeMicros);
            if (!Double.isNaN(last) && timeMicros - fed >= AGAIN_MICROS) {
                feed(timeMicros);
            }
            long part = MeterParts.partOf(timeMicros);
            over = part > present;
            present = Math.max(present, part);
        }
        if (over) {
            partOver.run();
        }
    }

    /** Returns whether the gateway's clock allows that a time, microseconds since 1970 UTC, is over. Any thread. */
    boolean canBeOver(long timeMicros) {
        return times.canBe(timeMicros);
    }

    /** Takes over what was counted before, where the meter itself says nothing. */
    synchronized void put(Map<Long, Double> history) {
        history.forEach((part, kwh) -> {
            if (times.takes(part * MeterParts.PART_MICROS)) {
                parts.put(part, kwh);
            }
        });
    }

    /** Returns what the battery holds in kWh, NaN where that is not known. */
    synchronized double storedKwh() {
        return stored;
    }

    /** Returns the newest time that the source told, by its clock; {@link Long#MIN_VALUE} before the first. */
    synchronized long heardMicros() {
        return heard;
    }

    /** Returns the part that is running, null before the first sample. */
    synchronized MeterParts.Running running(long nowMicros) {
        return parts.running(nowMicros);
    }

    /** Whether the meter's newest value is Bad. */
    synchronized boolean isBad() {
        return bad;
    }

    /** Returns all parts that are known, as they are now. */
    synchronized Consumption now() {
        long newest = parts.present();
        double[] energy = new double[MeterParts.KEPT];
        for (int i = 0; i < energy.length; i++) {
            energy[i] = parts.kwh(newest - MeterParts.KEPT + i);
        }
        return part -> {
            long at = part - (newest - MeterParts.KEPT);
            return at >= 0 && at < energy.length ? energy[(int) at] : Double.NaN;
        };
    }

    /** Writes the parts that are over, where any is known, at most once for each; not on the source's thread. */
    void keep() throws IOException {
        StringBuilder csv = new StringBuilder();
        synchronized (this) {
            long newest = parts.present();
            if (newest == kept || newest == Long.MIN_VALUE) {
                return;
            }
            kept = newest;
            for (long part = newest - MeterParts.KEPT; part < newest; part++) {
                double kwh = parts.kwh(part);
                if (!Double.isNaN(kwh)) {
                    csv.append(Instant.ofEpochMilli(part * TimeUnit.MICROSECONDS.toMillis(MeterParts.PART_MICROS)))
                            .append(',')
                            .append(Math.min(kwh, mostKw * MeterParts.HOURS))
                            .append('\n');
                }
            }
        }
        if (!csv.isEmpty()) {
            WholeFile.write(file, (EnergyInputs.HISTORY + '\n' + csv).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Returns what happened to samples so far. */
    synchronized MeterParts.Counts counts() {
        return parts.counts();
    }

    /** Returns how many values were left out because their time is more than a day ahead of the gateway's clock. */
    synchronized long ahead() {
        return times.ahead();
    }
}
