package io.millwright.planning.energy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The forecast that needs no training: of each slot the median of the same slot on up to four days like it, the newest within four weeks. A
 * day off is like Sundays and other days off, a working day like those of its weekday that were not off. Lower and upper end are the least and
 * the greatest of these days. Immutable.
 */
final class FourWeeks {
    private static final int STEPS = MeterParts.DAY;
    private static final int DAYS = Past.SLOTS / STEPS;
    private static final int MOST = 4;

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

    /** How many days before each day like it was; where its weekday was off four times, those days stand in. */
    private int[] daysBack(LocalDate day) {
        int[] like = IntStream.rangeClosed(1, DAYS)
                .filter(back -> like(day, day.minusDays(back)))
                .limit(MOST)
                .toArray();
        return like.length > 0
                ? like
                : IntStream.rangeClosed(1, DAYS)
                        .filter(back -> day.minusDays(back).getDayOfWeek() == day.getDayOfWeek())
                        .toArray();
    }

    private boolean like(LocalDate day, LocalDate other) {
        if (clock.off(day)) {
            return clock.off(other) || other.getDayOfWeek() == DayOfWeek.SUNDAY;
        }
        boolean sunday = day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return other.getDayOfWeek() == day.getDayOfWeek() && (sunday || !clock.off(other));
    }
}
