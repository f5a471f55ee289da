package io.millwright.planning.energy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The forecast that needs no training: of each slot the median of the same slot on up to four days like it, the newest within four weeks. A
 * day off is like Sundays and other days off, a working day like those of its weekday that were not off; where shifts are stated, like those of
 * its weekday with the same shifts, or with two at most like all days with the same. A day off of which there is no like is as the day with
 * the least load. Lower and upper end are the least and the greatest of
 * these days. Immutable.
 */
final class FourWeeks {
    private static final int STEPS = MeterParts.DAY;
    private static final int DAYS = Past.SLOTS / STEPS;
    private static final int MOST = 4;
    /** Fewer days of the same weekday with the same shifts say less than more days of others. */
    private static final int ENOUGH = 3;

    private final SiteClock clock;

    FourWeeks(SiteClock clock) {
        this.clock = clock;
    }

    /** Returns load, lower and upper end of the 96 slots from `first` on, in the unit of `past`, the slots before it. */
    float[][] after(float[] past, long first) {
        float[][] slots = new float[3][STEPS];
        LocalDate day = null;
        int[] back = {};
        for (int i = 0; i < STEPS; i++) {
            if (!SiteClock.day(first + i).equals(day)) {
                day = SiteClock.day(first + i);
                back = daysBack(day);
                if (back.length == 0) {
                    back = new int[] {quietest(past, i)};
                }
            }
            float[] same = new float[back.length];
            for (int k = 0; k < same.length; k++) {
                same[k] = past[Past.SLOTS + i - back[k] * STEPS];
            }
            Arrays.sort(same);
            slots[0][i] = (same[(same.length - 1) / 2] + same[same.length / 2]) / 2;
            slots[1][i] = same[0];
            slots[2][i] = same[same.length - 1];
        }
        return slots;
    }

    /** How many days before each day like it was; where its weekday was off four times, those days stand in. Empty for a day off that has none. */
    private int[] daysBack(LocalDate day) {
        int[] like = back(day, other -> like(day, other));
        String pattern = clock.pattern(day);
        if (!pattern.isEmpty() && !clock.off(day) && like.length < ENOUGH) {
            int[] same = back(day, other -> clock.pattern(other).equals(pattern));
            like = same.length > like.length ? same : like;
        }
        boolean known = like.length > 0 || clock.off(day);
        return known ? like : back(day, other -> other.getDayOfWeek() == day.getDayOfWeek());
    }

    /** How many days before a slot the day began that had the least load, of those that are whole. */
    private static int quietest(float[] past, int slot) {
        int quietest = 2;
        double least = Double.POSITIVE_INFINITY;
        for (int back = 2; back <= DAYS; back++) {
            double sum = 0;
            for (int k = 0; k < STEPS; k++) {
                sum += past[Past.SLOTS + slot - back * STEPS + k];
            }
            if (sum < least) {
                least = sum;
                quietest = back;
            }
        }
        return quietest;
    }

    private static int[] back(LocalDate day, Predicate<LocalDate> wanted) {
        return IntStream.rangeClosed(1, DAYS)
                .filter(back -> wanted.test(day.minusDays(back)))
                .limit(MOST)
                .toArray();
    }

    private boolean like(LocalDate day, LocalDate other) {
        String pattern = clock.pattern(day);
        if (clock.off(day)) {
            boolean sunday = other.getDayOfWeek() == DayOfWeek.SUNDAY;
            return clock.off(other) || sunday && clock.pattern(other).isEmpty();
        }
        if (other.getDayOfWeek() != day.getDayOfWeek()) {
            return false;
        }
        if (!pattern.isEmpty()) {
            return clock.pattern(other).equals(pattern);
        }
        return day.getDayOfWeek() == DayOfWeek.SUNDAY || !clock.off(other);
    }
}
