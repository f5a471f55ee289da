package io.millwright.planning.energy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Courses that the load may take, from days that were like today: the last working days for a working day, the last days off for one off, where
 * shifts are stated those with the same, and others where these are few.
 * A peak may come a little sooner or later than it did: each part has the greatest of those around it.
 */
final class LikeDays {
    private static final int MOST_DAYS_BACK = 60;
    private static final int MOST_MISSING = 4;
    /** Fewer days with the same shifts know too few of their peaks: others of their kind stand in. */
    private static final int LEAST_DAYS = 10;
    /** A part counts for the day that most of the 24 hours after it lie in, as work begins in the morning. */
    private static final int MORNING = 24;

    private final SiteClock clock;
    private final Consumption consumption;
    private final int days;
    private final int spread;

    LikeDays(SiteClock clock, Consumption consumption, int days, int spread) {
        this.clock = clock;
        this.consumption = consumption;
        this.days = days;
        this.spread = spread;
    }

    /** Returns load per part from `origin` on, kW, of each day that is known. */
    double[][] courses(long origin, int length) {
        List<double[]> courses = new ArrayList<>();
        LocalDate day = day(clock.slot(origin));
        Predicate<LocalDate> alike = other -> clock.rests(other) == clock.rests(day);
        Predicate<LocalDate> same = other -> clock.pattern(other).equals(clock.pattern(day));
        add(courses, origin, length, days, alike.and(same));
        add(courses, origin, length, LEAST_DAYS, alike.and(same.negate()));
        return courses.toArray(new double[0][]);
    }

    private void add(List<double[]> courses, long origin, int length, int most, Predicate<LocalDate> wanted) {
        for (int back = 1; back <= MOST_DAYS_BACK && courses.size() < most; back++) {
            long like = clock.slot(origin) - (long) back * MeterParts.DAY;
            double[] course = wanted.test(day(like)) ? course(clock.part(like), length, origin) : null;
            if (course != null) {
                courses.add(spread(course));
            }
        }
    }

    private static LocalDate day(long slot) {
        return SiteClock.day(slot + MORNING);
    }

    private double[] course(long first, int length, long origin) {
        double[] course = new double[length];
        int missing = 0;
        for (int i = 0; i < length; i++) {
            double kwh = consumption.kwh(Math.min(first + i, origin - 1));
            missing += Double.isNaN(kwh) ? 1 : 0;
            double before = i > 0 ? course[i - 1] : 0;
            course[i] = Double.isNaN(kwh) ? before : kwh / MeterParts.HOURS;
        }
        return missing > MOST_MISSING ? null : course;
    }

    private double[] spread(double[] course) {
        double[] wide = new double[course.length];
        for (int i = 0; i < wide.length; i++) {
            for (int j = Math.max(0, i - spread); j <= Math.min(wide.length - 1, i + spread); j++) {
                wide[i] = Math.max(wide[i], course[j]);
            }
        }
        return wide;
    }
}
