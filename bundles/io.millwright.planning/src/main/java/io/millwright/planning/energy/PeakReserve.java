package io.millwright.planning.energy;

import java.util.Arrays;

/**
 * How much has to be stored so that a ceiling holds, whichever of several courses the load takes. A course needs what it takes above the
 * ceiling, less what can be charged below it in between. Not thread-safe.
 */
public final class PeakReserve {
    private static final int HALVINGS = 24;
    private static final double OUT_OF_REACH = 1e9;

    private final double[][] courses;
    private final int length;
    private final Battery battery;
    private final int spared;
    private final double[][] needs;
    private double highest;

    /**
     * Creates one.
     *
     * @param courses load per part, kW; none where nothing is known, and then nothing is needed
     * @param length parts of each course
     * @param share share of the courses that shall hold, above 0 to 1
     */
    public PeakReserve(double[][] courses, int length, Battery battery, double share) {
        this.length = length;
        this.courses = courses;
        this.battery = battery;
        spared = (int) Math.floor((1 - share) * courses.length + 1e-9);
        needs = new double[courses.length][];
        for (double[] course : courses) {
            for (double kw : course) {
                highest = Math.max(highest, kw);
            }
        }
    }

    /** Returns per part what has to be stored at its start, kWh; more than the battery holds where the ceiling is out of reach. */
    public double[] needed(double ceilingKw, int from) {
        for (int course = 0; course < courses.length; course++) {
            needs[course] = needed(courses[course], ceilingKw, from);
        }
        double[] needed = new double[length];
        double[] column = new double[courses.length];
        for (int i = from; i < length && courses.length > 0; i++) {
            for (int course = 0; course < courses.length; course++) {
                column[course] = needs[course][i];
            }
            Arrays.sort(column);
            needed[i] = column[courses.length - 1 - spared];
        }
        return needed;
    }

    private double[] needed(double[] course, double ceilingKw, int from) {
        double[] needed = new double[course.length];
        double after = 0;
        for (int i = course.length - 1; i >= from; i--) {
            double above = course[i] - ceilingKw;
            if (above > battery.powerKw()) {
                after = OUT_OF_REACH;
            } else if (above > 0) {
                after += above * MeterParts.HOURS / battery.dischargeEfficiency();
            } else {
                after -= Math.min(battery.powerKw(), -above) * MeterParts.HOURS * battery.chargeEfficiency();
            }
            after = Math.max(0, after);
            needed[i] = after;
        }
        return needed;
    }

    /**
     * Returns the lowest ceiling that holds from a part on.
     *
     * @param leastKw no ceiling below it is looked for
     */
    public double ceiling(double storedKwh, double leastKw, int from) {
        double low = leastKw;
        double high = Math.max(leastKw, highest);
        if (courses.length == 0 || holds(low, storedKwh, from)) {
            return low;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (holds(middle, storedKwh, from)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private boolean holds(double ceilingKw, double storedKwh, int from) {
        double[] needed = needed(ceilingKw, from);
        return from >= needed.length || needed[from] <= storedKwh + 1e-9;
    }
}
