package io.millwright.planning.energy;

import io.millwright.model.ModelException;
import java.time.LocalDate;

/** Forecasts by a model, or by a day that has been. Slots of the wall clock are forecast, and handed out as parts. */
public final class DayAhead implements Forecaster {
    private static final int STEPS = MeterParts.DAY;
    private static final int CALENDAR = 6;
    private static final int WEEK_DAYS = 7;

    /** Less than this in a quarter of an hour is no rounding. */
    private static final float LEAST_KWH = -0.5f;

    private final SiteClock clock;
    private final Slots slots;

    /** Says load, lower and upper end of the 96 slots from `first` on, kWh, from the slots before it. */
    private interface Slots {
        float[][] after(float[] past, long first) throws ModelException;
    }

    private DayAhead(SiteClock clock, Slots slots) {
        this.clock = clock;
        this.slots = slots;
    }

    /** Creates one that asks a model. */
    public DayAhead(SiteClock clock, DayModel model) {
        this(clock, (float[] past, long first) -> model.run(past, ahead(clock, first)));
    }

    /** Returns one that repeats the days that were so many days ago: 1 for yesterday, 7 for a week ago. */
    public static DayAhead repeating(SiteClock clock, int days) {
        return new DayAhead(clock, (float[] past, long first) -> {
            float[] same = new float[STEPS];
            System.arraycopy(past, Past.SLOTS - days * STEPS, same, 0, STEPS);
            return new float[][] {same, same, same};
        });
    }

    /** Returns one that takes the median of the same time on days like the one that comes, up to four within four weeks, and their range. */
    public static DayAhead ofFourWeeks(SiteClock clock) {
        return new DayAhead(clock, new FourWeeks(clock)::after);
    }

    @Override
    public DayForecast forecast(Consumption consumption, long origin) throws NoForecast, ModelException {
        Past past = Past.before(clock, consumption, origin);
        if (!past.missing().isEmpty()) {
            throw new NoForecast(past.missing());
        }
        long first = clock.slot(origin);
        float[][] said = slots.after(past.kwh(), first);
        int length = length(clock, origin);
        double[][] parts = new double[said.length][length];
        for (int i = 0; i < length; i++) {
            int slot = (int) Math.max(0, clock.slot(origin + i) - first);
            for (int row = 0; row < said.length; row++) {
                parts[row][i] = usable(said[row][slot]) / MeterParts.HOURS;
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

    /** A model that was trained on parts near nothing may say a little less than that. */
    private static double usable(float kwh) throws ModelException {
        if (!(kwh >= LEAST_KWH) || Float.isInfinite(kwh)) {
            throw new ModelException(
                    "The model forecasts " + kwh + " kWh: look at the meter, then at the model.", true);
        }
        return Math.max(0, kwh);
    }

    private static float[] ahead(SiteClock clock, long first) {
        float[] ahead = new float[STEPS * CALENDAR];
        for (int i = 0; i < STEPS; i++) {
            LocalDate day = SiteClock.day(first + i);
            int at = i * CALENDAR;
            ahead[at++] = Math.floorMod(first + i, STEPS);
            ahead[at++] = day.getDayOfWeek().getValue() - 1;
            ahead[at++] = off(clock, day);
            ahead[at++] = off(clock, day.minusDays(1));
            ahead[at++] = off(clock, day.plusDays(1));
            ahead[at] = off(clock, day.minusDays(WEEK_DAYS));
        }
        return ahead;
    }

    private static float off(SiteClock clock, LocalDate day) {
        return clock.off(day) ? 1 : 0;
    }
}
