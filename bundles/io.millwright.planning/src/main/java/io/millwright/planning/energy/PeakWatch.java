package io.millwright.planning.energy;

import io.millwright.planning.energy.MeterParts.Running;
import java.util.Locale;

/**
 * Watches the mean power of the quarter of an hour that is running against what is to be held: what the part comes to if the last minutes
 * go on. It tells once per part, while there is time to shed, and says so when the meter does not let it know. The time is what it is told;
 * not thread-safe.
 */
public final class PeakWatch {
    private static final long MINUTE = 60_000_000L;
    /** Before, the part's mean is the last minutes' alone, and a motor's start would be a peak. */
    private static final long LEAST_ELAPSED = 3 * MINUTE;
    /** With less, nobody can shed in time. */
    private static final long LEAST_LEFT = 3 * MINUTE;

    private static final long MOST_SILENT = 2 * MINUTE;
    private static final double LEAST_KNOWN = 0.8;
    /** Hysteresis: told above the one share of the limit, taken back below the other one. */
    private static final double TELL = 1.01;

    private static final double TAKE_BACK = 0.98;
    /** A limit that nothing is held to, where a peak costs nothing. */
    private static final double NO_LIMIT_KW = 1e6;

    private long part = Long.MIN_VALUE;
    private boolean told;
    private boolean late;
    private boolean above;

    /** How it is. */
    public enum Is {
        /** There is no ceiling to hold. */
        NOTHING_TO_HOLD,
        /** The meter does not say enough. */
        CANNOT_KNOW,
        /** The part stays below, or has only begun. */
        BELOW,
        /** The part comes out above. */
        ABOVE
    }

    /** What follows. */
    public enum Then {
        /** Nothing new. */
        NOTHING,
        /** Tell people to shed. */
        TELL,
        /** What was told is over: the part stays below now. */
        TAKE_BACK,
        /** It comes out above, and it is too late to shed. */
        LATE
    }

    /**
     * What one look came to.
     *
     * @param why why it cannot know, "" where it can
     * @param projectedKw what the part's mean comes to, NaN where that is not known
     * @param limitKw what it is held below, NaN where there is nothing to hold
     * @param shedKw by how much the power has to fall for the rest of the part; 0 where the part stays below
     * @param leftMicros the rest of the part
     */
    public record Look(
            Is is,
            Then then,
            String why,
            long part,
            double projectedKw,
            double limitKw,
            double shedKw,
            long leftMicros) {}

    /**
     * Looks.
     *
     * @param running the running part of the meter, null before its first sample
     * @param bad whether the meter's newest value is Bad
     * @param addedKw what battery and shiftable loads add to what the meter counts
     * @param limitKw what the grid's mean power is held below, NaN for nothing
     */
    public Look look(long nowMicros, Running running, boolean bad, double addedKw, double limitKw) {
        long present = MeterParts.partOf(nowMicros);
        long left = (present + 1) * MeterParts.PART_MICROS - nowMicros;
        if (present != part) {
            part = present;
            told = false;
            late = false;
            above = false;
        }
        if (Double.isNaN(limitKw) || limitKw >= NO_LIMIT_KW) {
            return new Look(Is.NOTHING_TO_HOLD, Then.NOTHING, "", present, Double.NaN, Double.NaN, 0, left);
        }
        String why = unknown(running, bad);
        if (!why.isEmpty()) {
            return new Look(Is.CANNOT_KNOW, Then.NOTHING, why, present, Double.NaN, limitKw, 0, left);
        }
        double projected = Math.max(0, running.projectedKw() + addedKw);
        Then then = then(projected, limitKw, left);
        double shed = above ? Math.max(0, projected - limitKw) * MeterParts.PART_MICROS / left : 0;
        return new Look(above ? Is.ABOVE : Is.BELOW, then, "", present, projected, limitKw, shed, left);
    }

    private Then then(double projectedKw, double limitKw, long left) {
        boolean was = above;
        above = was
                ? projectedKw >= TAKE_BACK * limitKw
                : projectedKw > TELL * limitKw && MeterParts.PART_MICROS - left >= LEAST_ELAPSED;
        if (was && !above) {
            return told ? Then.TAKE_BACK : Then.NOTHING;
        }
        if (!above || told || late) {
            return Then.NOTHING;
        }
        told = left >= LEAST_LEFT;
        late = !told;
        return told ? Then.TELL : Then.LATE;
    }

    private static String unknown(Running running, boolean bad) {
        if (running == null) {
            return "the meter has said nothing yet";
        }
        if (bad) {
            return "the meter's value is Bad";
        }
        if (running.silentMicros() > MOST_SILENT) {
            return "the meter has said nothing for " + running.silentMicros() / MINUTE + " minutes";
        }
        if (running.knownShare() < LEAST_KNOWN) {
            return String.format(
                    Locale.ROOT,
                    "only %.0f %% of this quarter of an hour are known",
                    Math.floor(100 * running.knownShare()));
        }
        return Double.isNaN(running.presentKw()) ? "less than one of the last three minutes is known" : "";
    }
}
