package io.millwright.planning.energy;

import io.millwright.model.ModelException;
import java.time.LocalDate;

/** Forecasts by a model, or by a day that has been. Slots of the wall clock are forecast, and handed out as parts. */
public final class DayAhead implements Forecaster {
    private static final int STEPS = MeterParts.DAY;
    private static final int CALENDAR = 6;
    private static final int WEEK_DAYS = 7;

    private final SiteClock clock;
    private final DayModel model;

    /** Creates one that asks a model. */
    public DayAhead(SiteClock clock, DayModel model) {
        this.clock = clock;
        this.model = model;
    }

    /** Returns one that repeats the days that were so many days ago: 1 for yesterday, 7 for a week ago. */
    public static DayAhead repeating(SiteClock clock, int days) {
        return new DayAhead(clock, (past, ahead) -> {
            float[] same = new float[STEPS];
            System.arraycopy(past, Past.SLOTS - days * STEPS, same, 0, STEPS);
            return new float[][] {same, same, same};
        });
    }

    /** Returns one that takes the median of the same time in the last four weeks, and that a quarter of four values lie above or below. */
    public static DayAhead ofFourWeeks(SiteClock clock) {
        return new DayAhead(clock, (past, ahead) -> {
            float[][] slots = new float[3][STEPS];
            float[] same = new float[4];
            for (int i = 0; i < STEPS; i++) {
                for (int week = 0; week < same.length; week++) {
                    same[week] = past[i + week * WEEK_DAYS * STEPS];
                }
                java.util.Arrays.sort(same);
                slots[0][i] = (same[1] + same[2]) / 2;
                slots[1][i] = same[0];
                slots[2][i] = same[3];
            }
            return slots;
        });
    }

    @Override
    public DayForecast forecast(Consumption consumption, long origin) throws NoForecast, ModelException {
        Past past = Past.before(clock, consumption, origin);
        if (!past.missing().isEmpty()) {
            throw new NoForecast(past.missing());
        }
        long first = clock.slot(origin);
        float[][] slots = model.run(past.kwh(), ahead(first));
        int length = length(clock, origin);
        double[][] parts = new double[slots.length][length];
        for (int i = 0; i < length; i++) {
            int slot = (int) Math.max(0, clock.slot(origin + i) - first);
            for (int row = 0; row < slots.length; row++) {
                parts[row][i] = usable(slots[row][slot]) / MeterParts.HOURS;
            }
        }
        return new DayForecast(origin, parts[0], parts[1], parts[2], past.filled());
    }

    /** Returns how many parts a forecast has: where the clock leaves out an hour, 96 slots are 92 parts. */
    public static int length(SiteClock clock, long origin) {
        int length = STEPS;
        while (clock.slot(origin + length - 1) - clock.slot(origin) >= STEPS) {
            length--;
        }
        return length;
    }

    private static double usable(float kwh) throws ModelException {
        if (!(kwh >= 0) || Float.isInfinite(kwh)) {
            throw new ModelException(
                    "The model forecasts " + kwh + " kWh: look at the meter, then at the model.", true);
        }
        return kwh;
    }

    private float[] ahead(long first) {
        float[] ahead = new float[STEPS * CALENDAR];
        for (int i = 0; i < STEPS; i++) {
            LocalDate day = SiteClock.day(first + i);
            int at = i * CALENDAR;
            ahead[at++] = Math.floorMod(first + i, STEPS);
            ahead[at++] = day.getDayOfWeek().getValue() - 1;
            ahead[at++] = off(day);
            ahead[at++] = off(day.minusDays(1));
            ahead[at++] = off(day.plusDays(1));
            ahead[at] = off(day.minusDays(WEEK_DAYS));
        }
        return ahead;
    }

    private float off(LocalDate day) {
        return clock.off(day) ? 1 : 0;
    }
}
