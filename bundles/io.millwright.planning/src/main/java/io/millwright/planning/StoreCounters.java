package io.millwright.planning;

import io.millwright.file.WholeFile;
import io.millwright.planning.stock.PartCounters;
import io.millwright.planning.stock.Periods;
import io.millwright.tag.TagListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counters of parts, tags of a PLC, as consumption of the periods that are over, kept over restarts. Thread-safe. */
final class StoreCounters implements TagListener {
    private static final Logger LOG = LoggerFactory.getLogger(StoreCounters.class);
    private static final long LARGEST_BYTES = 64 << 20;
    private static final long MICROS_PER_MILLI = 1_000;

    private final Periods periods;
    private final ZoneId zone;
    private final List<String> parts;
    private final PartCounters counters;
    private final Path file;
    private final Runnable periodOver;
    private final SourceTimes times;

    /** Guarded by this object, like the counters: whether a period ended since {@link #progress} told so last. */
    private boolean over;

    private final double[] last;
    private int present = Integer.MIN_VALUE;

    private boolean changed;

    /**
     * Reads what was kept.
     *
     * @param parts names, in the order of the tags
     * @param greatestStep more than this is never used between two readings
     * @param zone in which periods begin
     * @param wallMicros the gateway's time of day, microseconds since 1970 UTC
     * @param periodOver told on the source's thread when a period is over of which something is known; returns at once
     */
    StoreCounters(
            Periods periods,
            double greatestStep,
            ZoneId zone,
            List<String> parts,
            Path file,
            LongSupplier wallMicros,
            Runnable periodOver) {
        this.periods = periods;
        this.zone = zone;
        this.parts = List.copyOf(parts);
        this.file = file;
        this.periodOver = periodOver;
        times = new SourceTimes("The counters of parts", wallMicros);
        last = new double[parts.size()];
        Arrays.fill(last, Double.NaN);
        counters = read(periods, greatestStep);
    }

    private PartCounters read(Periods kept, double greatestStep) {
        PartCounters fresh = new PartCounters(kept, greatestStep, parts);
        try {
            if (Files.exists(file) && Files.size(file) <= LARGEST_BYTES) {
                fresh.read(Files.readString(file));
            }
            return fresh;
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read ({}); the counters begin anew", file, e.getMessage());
            return new PartCounters(kept, greatestStep, parts);
        }
    }

    @Override
    public synchronized void sample(int tag, double value, int status, long timeMicros) {
        if (!times.takes(timeMicros)) {
            return;
        }
        // Bad: the PLC does not say.
        last[tag] = status >>> 31 == 1 ? Double.NaN : value;
        feed(tag, period(timeMicros));
    }

    private void feed(int tag, int period) {
        if (!Double.isNaN(last[tag])) {
            over |= counters.add(parts.get(tag), period, last[tag]);
            changed = true;
        }
    }

    private int period(long timeMicros) {
        return periods.numberOf(Instant.ofEpochMilli(Math.floorDiv(timeMicros, MICROS_PER_MILLI))
                .atZone(zone)
                .toLocalDate());
    }

    @Override
    public void progress(long timeMicros) {
        boolean now;
        synchronized (this) {
            if (!times.canBe(timeMicros)) {
                return;
            }
            int period = period(timeMicros);
            if (period > present) {
                present = period;
                // A counter of which nothing was used sends nothing: that is no gap.
                for (int tag = 0; tag < last.length; tag++) {
                    feed(tag, period);
                }
            }
            now = over;
            over = false;
        }
        if (now) {
            periodOver.run();
        }
    }

    /** Returns what was used in each period that is over and known, by part. */
    synchronized Map<String, Map<Integer, Float>> over() {
        return counters.over();
    }

    /** Returns what was odd about readings, as a sentence; "" where nothing was. */
    synchronized String odd() {
        String ahead = times.ahead() == 0
                ? ""
                : times.ahead()
                        + " readings of parts were left out: their time is more than a day ahead of the gateway's clock.";
        return (counters.odd() + " " + ahead).strip();
    }

    /** Writes what is known, where something new is; not on the source's thread. */
    void keep() throws IOException {
        String text;
        synchronized (this) {
            if (!changed) {
                return;
            }
            changed = false;
            text = counters.text();
        }
        try {
            WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            synchronized (this) {
                changed = true;
            }
            throw e;
        }
    }
}
