package io.millwright.planning.energy;

/**
 * Energy per 15-minute part from the samples of one meter: a mean power in kW, or a counter in kWh that may roll over and be reset. Parts
 * are counted from 1970 UTC, so that no clock change moves them. Not thread-safe.
 *
 * <p>A part that is known for less than 80 % of its time is a gap. What is dropped is counted.
 */
public final class MeterParts {
    /** Length of a part. */
    public static final long PART_MICROS = 900_000_000L;

    /** Parts of a day without a clock change. */
    public static final int DAY = 96;

    /** Hours of a part: energy in kWh is power in kW times this. */
    public static final double HOURS = 0.25;

    /** Parts that are kept: 100 days. */
    public static final int KEPT = 100 * DAY;

    private static final double LEAST_KNOWN = 0.8;
    /** A value of a power holds so long at most, a step of a counter is spread over so long at most. */
    private static final long HOLD_MICROS = PART_MICROS;

    private static final long SPREAD_MICROS = 4 * PART_MICROS;
    private static final double SECONDS_PER_HOUR = 3600;
    private static final double MICROS = 1e6;

    private final Meter meter;
    private final double[] energy = new double[KEPT];
    private final double[] known = new double[KEPT];
    private final RecentPower recent = new RecentPower();
    private long newest = Long.MIN_VALUE;
    private long at;
    private double value = Double.NaN;
    private long rolledOver;
    private long resets;
    private long backwards;
    private long implausible;
    private long late;

    /** What a meter measures. */
    public enum Kind {
        /** Mean power in kW. */
        POWER,
        /** A counter in kWh that only rises, except where it rolls over or is reset. */
        COUNTER
    }

    /**
     * A meter.
     *
     * @param rolloverKwh of a counter: the value that follows its greatest one; 0 where it never rolls over
     * @param mostKw the greatest power that can be: what is above is no measurement
     */
    public record Meter(Kind kind, double rolloverKwh, double mostKw) {
        /** Refuses what no meter is. */
        public Meter {
            if (!(rolloverKwh >= 0) || Double.isInfinite(rolloverKwh)) {
                throw new IllegalArgumentException(
                        "rollover_kwh " + rolloverKwh + ": enter the counter's greatest value plus one step, or 0.");
            }
            if (!(mostKw > 0) || Double.isInfinite(mostKw)) {
                throw new IllegalArgumentException(
                        "most_kw " + mostKw + ": enter the greatest power of the site in kW.");
            }
        }
    }

    /**
     * What happened to samples.
     *
     * @param rolledOver roll-overs of the counter
     * @param resets steps back to a value that the meter can have counted since
     * @param backwards steps back to any other value: nothing is known of the time between
     * @param implausible values and steps above the greatest power, or below zero
     * @param late samples not newer than the one before
     */
    public record Counts(long rolledOver, long resets, long backwards, long implausible, long late) {}

    /**
     * The part that is running.
     *
     * @param elapsedMicros from its start to the newest sample
     * @param silentMicros since the newest sample
     * @param knownShare share of the elapsed time for which energy is known; 1 where none has elapsed
     * @param meanKw mean power of the time that is known
     * @param presentKw mean power of the last three minutes, NaN where too little of them is known
     */
    public record Running(
            long part, long elapsedMicros, long silentMicros, double knownShare, double meanKw, double presentKw) {
        /** Returns what the part's mean power comes to if the last minutes go on; NaN where they are not known. */
        public double projectedKw() {
            return (meanKw * elapsedMicros + presentKw * (PART_MICROS - elapsedMicros)) / PART_MICROS;
        }
    }

    /** Creates one without any part. */
    public MeterParts(Meter meter) {
        this.meter = meter;
    }

    /** Returns the part that holds a time. */
    public static long partOf(long micros) {
        return Math.floorDiv(micros, PART_MICROS);
    }

    /**
     * Takes a sample.
     *
     * @param micros source time, microseconds since 1970 UTC
     * @param sampled kW or kWh; NaN where the value is not usable
     */
    public void sample(long micros, double sampled) {
        if (newest != Long.MIN_VALUE && micros <= at) {
            late++;
            return;
        }
        boolean usable = Double.isFinite(sampled) && sampled >= 0;
        if (!usable && !Double.isNaN(sampled)) {
            implausible++;
        }
        if (meter.kind() == Kind.POWER) {
            usable = power(micros, usable ? sampled : Double.NaN);
        } else if (usable) {
            counted(micros, sampled);
        }
        if (usable || meter.kind() == Kind.POWER) {
            value = usable ? sampled : Double.NaN;
            at = micros;
            reach(partOf(micros));
        }
    }

    /** Takes over the energy of a part from elsewhere, such as {@link EnergyInputs#history}, unless the meter has told it. */
    public void put(long part, double kwh) {
        if (newest == Long.MIN_VALUE || part >= newest) {
            reach(part + 1);
        }
        if (part > newest - KEPT && Double.isNaN(kwh(part)) && kwh >= 0 && kwh <= meter.mostKw() * HOURS) {
            energy[slot(part)] = kwh;
            known[slot(part)] = PART_MICROS;
        }
    }

    private boolean power(long micros, double sampled) {
        if (!Double.isNaN(value)) {
            add(
                    at,
                    Math.min(micros, at + HOLD_MICROS),
                    value * (Math.min(micros - at, HOLD_MICROS) / MICROS) / SECONDS_PER_HOUR);
        }
        if (sampled > meter.mostKw()) {
            implausible++;
            return false;
        }
        return !Double.isNaN(sampled);
    }

    private void counted(long micros, double sampled) {
        if (Double.isNaN(value)) {
            return;
        }
        double most = meter.mostKw() * ((micros - at) / MICROS) / SECONDS_PER_HOUR;
        double step = sampled - value;
        if (step < 0 && meter.rolloverKwh() > value && step + meter.rolloverKwh() <= most) {
            rolledOver++;
            step += meter.rolloverKwh();
        } else if (step < 0 && sampled <= most) {
            resets++;
            step = sampled;
        } else if (step < 0) {
            backwards++;
            return;
        } else if (step > most) {
            implausible++;
            return;
        }
        if (micros - at <= SPREAD_MICROS) {
            add(at, micros, step);
        }
    }

    /** Spreads energy evenly over a time. */
    private void add(long from, long to, double kwh) {
        if (to > from) {
            recent.add(from, to, kwh);
        }
        for (long start = from; start < to; ) {
            long part = partOf(start);
            long end = Math.min(to, (part + 1) * PART_MICROS);
            reach(part);
            if (part > newest - KEPT) {
                energy[slot(part)] += kwh * (end - start) / (to - from);
                known[slot(part)] += end - start;
            }
            start = end;
        }
    }

    private void reach(long part) {
        if (newest == Long.MIN_VALUE || part - newest >= KEPT) {
            java.util.Arrays.fill(known, 0);
            java.util.Arrays.fill(energy, 0);
            newest = part;
        }
        while (newest < part) {
            newest++;
            energy[slot(newest)] = 0;
            known[slot(newest)] = 0;
        }
    }

    private static int slot(long part) {
        return (int) Math.floorMod(part, (long) KEPT);
    }

    /** Returns the energy of a part in kWh; NaN for a gap, for a part that is not over, and for one that is not kept. */
    public double kwh(long part) {
        if (newest == Long.MIN_VALUE || part >= newest || part <= newest - KEPT) {
            return Double.NaN;
        }
        double share = known[slot(part)] / PART_MICROS;
        return share < LEAST_KNOWN ? Double.NaN : energy[slot(part)] / share;
    }

    /**
     * Returns the part that is running.
     *
     * @param nowMicros by the clock of the samples, not before the newest
     * @return null before the first sample
     */
    public Running running(long nowMicros) {
        if (newest == Long.MIN_VALUE || at == 0) {
            return null;
        }
        long part = partOf(nowMicros);
        long elapsed = Math.max(0, at - part * PART_MICROS);
        double known = elapsed == 0 || part != newest ? 0 : this.known[slot(part)];
        double mean = known == 0 ? 0 : energy[slot(part)] * SECONDS_PER_HOUR * MICROS / known;
        return new Running(
                part, elapsed, nowMicros - at, elapsed == 0 ? 1 : known / elapsed, mean, recent.kw(nowMicros));
    }

    /** Returns the part that the newest sample is in, which is not over; {@link Long#MIN_VALUE} before the first. */
    public long present() {
        return newest;
    }

    /** Returns what happened to samples so far. */
    public Counts counts() {
        return new Counts(rolledOver, resets, backwards, implausible, late);
    }
}
