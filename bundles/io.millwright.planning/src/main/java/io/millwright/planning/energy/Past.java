package io.millwright.planning.energy;

/**
 * The last 28 wall-clock days before a part, without gaps, or why there are none. Up to four slots in a row that are missing are a straight
 * line; longer ones are those of a week before, or of two to four weeks before. Not more than one in ten may be missing.
 */
final class Past {
    static final int SLOTS = 28 * MeterParts.DAY;
    private static final int WEEK = 7 * MeterParts.DAY;
    private static final int LINE = 4;
    private static final int MOST_FILLED = SLOTS / 10;

    private final float[] kwh = new float[SLOTS];
    private final int filled;
    private final String missing;

    private Past(SiteClock clock, Consumption consumption, long origin) {
        long first = clock.slot(origin) - SLOTS;
        double[] known = new double[SLOTS];
        for (int i = 0; i < SLOTS; i++) {
            known[i] = clock.kwh(consumption, first + i);
        }
        boolean[] gaps = new boolean[SLOTS];
        int count = 0;
        for (int i = 0; i < SLOTS; i++) {
            gaps[i] = Double.isNaN(known[i]);
            count += gaps[i] ? 1 : 0;
        }
        filled = count;
        missing = count > MOST_FILLED
                ? count + " of the last " + SLOTS + " quarters of an hour are missing"
                : fill(known, gaps);
        for (int i = 0; i < SLOTS; i++) {
            kwh[i] = (float) known[i];
        }
    }

    static Past before(SiteClock clock, Consumption consumption, long origin) {
        return new Past(clock, consumption, origin);
    }

    private static String fill(double[] known, boolean[] gaps) {
        for (int start = 0; start < SLOTS; start++) {
            if (!gaps[start]) {
                continue;
            }
            int end = start;
            while (end < SLOTS && gaps[end]) {
                end++;
            }
            if (end - start <= LINE && start > 0 && end < SLOTS) {
                for (int i = start; i < end; i++) {
                    double share = (i - start + 1.0) / (end - start + 1);
                    known[i] = known[start - 1] + share * (known[end] - known[start - 1]);
                }
            } else if (!fromOtherWeeks(known, gaps, start, end)) {
                return "a gap has no week beside it that is known";
            }
            start = end;
        }
        return "";
    }

    private static boolean fromOtherWeeks(double[] known, boolean[] gaps, int start, int end) {
        for (int i = start; i < end; i++) {
            for (int weeks : new int[] {-1, 1, -2, 2, -3, 3}) {
                int other = i + weeks * WEEK;
                if (other >= 0 && other < SLOTS && !gaps[other]) {
                    known[i] = known[other];
                    break;
                }
            }
            if (Double.isNaN(known[i])) {
                return false;
            }
        }
        return true;
    }

    /** Returns why there is none, "" where there is. */
    String missing() {
        return missing;
    }

    /** Returns how many slots were filled. */
    int filled() {
        return filled;
    }

    /** Returns energy per slot, kWh, the newest last. */
    float[] kwh() {
        return kwh;
    }
}
